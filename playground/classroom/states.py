"""What a class is at one moment, and how large it may become."""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from playground.words.catalogue import ExplainedError, Message

MOST_MEMBERS = 100
MOST_CLASSES, MOST_CLASSES_OF_ADDRESS = 60, 10
MOST_HAND_INS = 300
MOST_REPORT_BYTES = 2 * 2**20
MOST_REPORTS_BYTES = 256 * 2**20
"""Of one report that is handed in, and of those of all classes together."""

MOST_ENTRIES = 60
"""Runs of one member that count in a contest."""

MINUTES = (1, 2, 3, 5, 10)
"""How long a contest may be."""

MOST_NAME, MOST_TEXT, MOST_ADDRESS = 40, 300, 2000
"""Letters of a typed name; of a sentence, a question or an answer; of what an address says."""

OPTIONS = range(2, 6)
"""How many answers a question may offer."""

TRIES = 60
"""Wrong codes a minute from one address."""

JOINS = 120
"""Joins a minute from one address, behind which may be a whole school."""

ACTS = 300
"""What one member may send in a minute."""

MINUTE = 60.0
ABSENCE = 2 * 3600.0
"""Seconds after which a class has ended whose teacher is gone."""

AWAY, STILL = 8.0, 60.0
"""Seconds without a word after which a member is away, and without a change after which they are still."""

LOST = 60.0
"""Seconds without a word after which a member's seat goes to whoever needs one in a full class."""


class ClassError(ExplainedError):
    """What was asked cannot be done; its sentence says why."""

    def __init__(self, reason: str, **values: int) -> None:
        super().__init__(Message(f"classroom.errors.{reason}", **values))


@dataclass(frozen=True)
class Name:
    """A made-up name: the keys of its two words in the catalogue."""

    first: str
    second: str

    @property
    def message(self) -> Message:
        """The name, to be said in any language."""
        words = {
            "first": Message(f"classroom.first.{self.first}"),
            "second": Message(f"classroom.second.{self.second}"),
        }
        return Message("classroom.name", **words)


@dataclass(frozen=True)
class Run:
    """What is trained on a page: a learning rate, a number of iterations, the name of the data set, and
    the way down, in a word; none for plain descent.
    """

    dataset: str
    learning_rate: float
    num_iterations: int
    way: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0 and self.num_iterations >= 0):
            raise ClassError("run")
        bound(self.dataset, MOST_NAME * 2)
        bound(self.way, MOST_NAME)


@dataclass(frozen=True)
class Report:
    """Where a member is, and with which run; `is_hidden` where the page is behind another."""

    page: str
    run: Run
    is_hidden: bool = False

    def __post_init__(self) -> None:
        bound(self.page, MOST_NAME)


@dataclass(frozen=True)
class Member:
    """One in the class. Everybody may know the seat; the token only the member's own browser."""

    token: str
    seat: int
    name: Name
    seen: float
    changed: float
    typed_name: str = ""
    report: Report | None = None
    acts: tuple[float, ...] = ()

    def state(self, now: float) -> str:
        """Return whether the member is ``here``, ``still`` for a while, or ``away``."""
        if now - self.seen > AWAY or (self.report is not None and self.report.is_hidden):
            return "away"
        return "still" if now - self.changed > STILL else "here"


@dataclass(frozen=True)
class Pace:
    """What the teacher asks of the pages of some seats, or of all (None): to be ``free``, to ``follow`` to an
    address, or to be ``frozen`` under a sentence.
    """

    kind: str = "free"
    sentence: str = ""
    page: str = ""
    query: str = ""
    seats: frozenset[int] | None = None

    def holds_for(self, seat: int) -> bool:
        """Return whether it is asked of a seat."""
        return self.kind != "free" and (self.seats is None or seat in self.seats)


@dataclass(frozen=True)
class Question:
    """A question to all, with the answers offered, or none where a number is asked: in words, or for the test
    accuracy of a run that is to be `predicted`. `answers` by seats: a number, or the place of an answer.
    `truth` is said when it is revealed, if there is one.
    """

    number: int
    text: str
    options: tuple[str, ...] = ()
    predicted: Run | None = None
    answers: tuple[tuple[int, float], ...] = ()
    is_revealed: bool = False
    truth: float | None = None


@dataclass(frozen=True, eq=False)
class Contest:
    """Who finds the best run on a data set until a time (seconds); `entries` are the runs that each seat has
    stood at, of which the best counts.
    """

    dataset: str
    ends: float
    entries: Mapping[int, tuple[Run, ...]] = field(default_factory=dict)

    def only(self, seat: int) -> "Contest":
        """Return the contest with what one seat has entered."""
        return replace(self, entries={seat: self.entries.get(seat, ())})

    def enter(self, seat: int, run: Run, now: float) -> "Contest":
        """Return the contest with a run of a seat, if it counts: in time, on these pictures, trained by plain
        descent, not there already, and not one too many.
        """
        runs = self.entries.get(seat, ())
        is_fit = run.dataset == self.dataset and run.num_iterations > 0 and not run.way
        if now >= self.ends or not is_fit or run in runs or len(runs) >= MOST_ENTRIES:
            return self
        return replace(self, entries={**self.entries, seat: (*runs, run)})


@dataclass(frozen=True)
class Work:
    """What can be handed in: a run, its cost and accuracies (percent), the name that is written in the
    report, and the report, packed into bytes.
    """

    run: Run
    cost: float
    train: float
    test: float
    name: str
    report: bytes

    def __post_init__(self) -> None:
        if len(self.report) > MOST_REPORT_BYTES:
            raise ClassError("large_report", most=MOST_REPORT_BYTES // 2**20)


@dataclass(frozen=True)
class HandIn:
    """What a member handed in, and who that was: it stays when they leave."""

    seat: int
    name: Name
    work: Work


@dataclass(frozen=True)
class Classroom:
    """A class. Who knows the `secret` is the teacher; who knows the `code` may join, no more."""

    code: str
    secret: str
    address: str
    teacher_seen: float
    members: tuple[Member, ...] = ()
    seats_given: int = 0
    questions_asked: int = 0
    asks_names: bool = False
    pace: Pace = field(default_factory=Pace)
    question: Question | None = None
    contest: Contest | None = None
    hand_ins: tuple[HandIn, ...] = ()

    @property
    def mark(self) -> str:
        """What tells a class from another with its code, which a member may know: it leads to no secret."""
        return sha256(self.secret.encode()).hexdigest()

    def has_ended(self, now: float) -> bool:
        """Return whether the teacher has been gone for too long."""
        return now - self.teacher_seen > ABSENCE

    def find(self, token: str) -> Member:
        """Return the member with a token; a `ClassError` where there is none."""
        for member in self.members:
            if member.token == token:
                return member
        raise ClassError("not_member")


def bound(text: str, most: int) -> str:
    """Return a text that a person typed on one line, without signs that cannot be seen; a `ClassError` where
    it has more than so many letters.
    """
    if len(text) > 4 * most:
        raise ClassError("long", most=most)
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    line = " ".join(seen.split())
    if len(line) > most:
        raise ClassError("long", most=most)
    return line


def count_recent(times: Iterable[float], now: float) -> tuple[float, ...]:
    """Return the times (seconds) within the last minute."""
    return tuple(time for time in times if now - time < MINUTE)
