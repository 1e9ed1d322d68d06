"""One answer for all who ask the same: worked out once, and its bytes kept."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from playground.app.browser.sheets import Sheet
from playground.app.serving.turns import Rank, Turns
from playground.app.session.shelf import shared_shelf
from playground.data.contents import Dataset

ANSWER_BYTES = 24 * 2**20
"""What the kept answers about one data set may take."""

TRAINING_TURNS = 2
"""Training a run again at another place takes as long as so many answers about one that is kept, measured on
the photos.
"""

REMEMBERED_RUNS = 1000
"""Of so many runs is remembered where they were trained last."""

_KEY = "answers"


@dataclass(frozen=True)
class Answer:
    """What is sent, and the sheets of pictures that it names, by their tokens."""

    response: Response
    sheets: Mapping[str, Sheet]


class Answers:
    """Answers about one data set; the least recently used go first."""

    def __init__(self, most_bytes: int = ANSWER_BYTES) -> None:
        self.nbytes = 0
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()

    def find(self, key: Hashable) -> Answer | None:
        """Return the answer that is kept for a question, if there is one."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def has(self, key: Hashable) -> bool:
        """Return whether the answer to a question is kept."""
        return key in self._kept

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer to a question that had none."""
        self._kept[key] = answer
        self.nbytes += len(answer.response.body)
        while self.nbytes > self._most_bytes and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self.nbytes -= len(oldest.response.body)


class Desk:
    """Where the answers about the server's own data sets are asked for; all on one event loop.

    At each place one is worked out at a time. What follows from one training is best worked out at one place,
    where the run is kept, unless so many wait there that it is sooner trained again elsewhere.
    """

    def __init__(self, places: int) -> None:
        self._places = [Turns(1) for _ in range(places)]
        self._last: OrderedDict[Hashable, int] = OrderedDict()
        self._under_way: dict[tuple[Dataset, Hashable], asyncio.Task[Answer]] = {}

    async def obtain(
        self,
        asked: tuple[Dataset, Hashable],
        work_out: Callable[[int], Awaitable[Answer]],
        trained: Hashable,
        client: Hashable,
        kind: Hashable,
        rank: Rank,
    ) -> Response:
        """Return the answer to a question about a data set, worked out at a place unless it is kept or under
        way. `trained` tells the trainings apart that are kept at different places.

        Client, kind, rank and errors are those of `Turns.take`.
        """
        while True:
            found = _find(*asked)
            if found is not None:
                return found.response
            if asked in self._under_way:
                return (await asyncio.shield(self._under_way[asked])).response
            place = self._choose(trained)
            for other in self._places:
                other.pass_over(client, kind, rank)
            async with self._places[place].take(client, kind, rank):
                if _find(*asked) is None and asked not in self._under_way:
                    return (await self._work_out(asked, work_out(place))).response

    def _choose(self, trained: Hashable) -> int:
        """Return the place where a run was trained last, or another where it is sooner trained again."""
        last = self._last.get(trained)

        def wait_at(place: int) -> tuple[int, bool]:
            wait = self._places[place].load + (TRAINING_TURNS if place != last else 0)
            return wait, place != hash(trained) % len(self._places)

        chosen = min(range(len(self._places)), key=wait_at)
        self._last[trained] = chosen
        self._last.move_to_end(trained)
        while len(self._last) > REMEMBERED_RUNS:
            self._last.popitem(last=False)
        return chosen

    async def _work_out(self, asked: tuple[Dataset, Hashable], work: Awaitable[Answer]) -> Answer:
        task = self._under_way[asked] = asyncio.ensure_future(_keep(asked, work))
        task.add_done_callback(lambda _: self._under_way.pop(asked))
        return await asyncio.shield(task)


async def _keep(asked: tuple[Dataset, Hashable], work: Awaitable[Answer]) -> Answer:
    dataset, question = asked
    answer = await work
    if answer.response.status_code != 200:
        return answer
    known = {token: _keep_sheet(dataset, token, sheet) for token, sheet in answer.sheets.items()}
    answer = Answer(answer.response, known)
    _answers(dataset).keep(question, answer)
    return answer


def is_answered(dataset: Dataset, question: Hashable) -> bool:
    """Return whether the answer to a question about a data set is kept; asked from any thread."""
    answers: Answers | None = shared_shelf().find(dataset, _KEY)
    return answers is not None and answers.has(question)


def _find(dataset: Dataset, question: Hashable) -> Answer | None:
    """Return the answer that is kept, after putting back the sheets that it names."""
    answer = _answers(dataset).find(question)
    for token, sheet in answer.sheets.items() if answer else ():
        _keep_sheet(dataset, token, sheet)
    return answer


def _keep_sheet(dataset: Dataset, token: str, sheet: Sheet) -> Sheet:
    """Return the sheet that is kept under a token: this one where there is none."""
    found: Sheet | None = shared_shelf().find(dataset, token)
    if found is None:
        shared_shelf().keep(dataset, token, sheet)
    return found or sheet


def _answers(dataset: Dataset) -> Answers:
    found: Answers | None = shared_shelf().find(dataset, _KEY)
    if found is None:
        found = Answers()
        shared_shelf().keep(dataset, _KEY, found)
    return found
