"""Whose turn it is when many ask at once: everybody gets a fair share, and no more.

A client's questions queue behind each other, and clients take turns: thirty questions of one delay another's
by one answer at most. Of three turns, two are for moving thumbs first and one for what comes at rest; what is
only asked for ahead comes when nobody waits. A newer question of a client takes the place of an older one of
its kind that is still waiting: nobody wants that any more.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum

MOST_WAITING = 8
"""So many questions of one client wait; of more, the newest. All who have no session are one client."""


class Rank(IntEnum):
    """What an answer is for."""

    MOVING = 0
    AT_REST = 1
    AHEAD = 2


class PassedOverError(Exception):
    """A newer question came before this one had its turn."""


@dataclass(eq=False)
class _Waiting:
    kind: Hashable
    called: asyncio.Future[None]

    def pass_over(self) -> None:
        if not self.called.done():
            self.called.set_exception(PassedOverError())


_Queues = dict[Hashable, deque[_Waiting]]
"""What each client waits for; who had a turn longest ago comes first."""


class Turns:
    """So many answers are worked out at a time, of each client one; all who use it share one event loop."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._turns = 0
        self._served: set[Hashable] = set()
        self._ranks: tuple[_Queues, ...] = tuple({} for _ in Rank)

    @property
    def load(self) -> int:
        """How many have a turn or wait for one, but for what is only asked for ahead."""
        moving, at_rest, _ = self._ranks
        return len(self._served) + sum(map(len, (*moving.values(), *at_rest.values())))

    @asynccontextmanager
    async def take(self, client: Hashable, kind: Hashable, rank: Rank) -> AsyncIterator[None]:
        """Wait for a turn, and have it.

        Two questions of one kind and rank never both wait, where the kind is not None.

        Raises
        ------
        PassedOverError
            A newer question of the client took this one's place.
        """
        await self._wait(client, kind, self._ranks[rank])
        try:
            yield
        finally:
            self._leave(client)

    def pass_over(self, client: Hashable, kind: Hashable, rank: Rank) -> None:
        """Give no turn to what waits of a client's questions of a kind and rank, where the kind is not None:
        a newer one comes.
        """
        queues = self._ranks[rank]
        if client in queues:
            _pass_over(queues[client], kind)
            if not queues[client]:
                del queues[client]

    async def _wait(self, client: Hashable, kind: Hashable, queues: _Queues) -> None:
        mine = _Waiting(kind, asyncio.get_running_loop().create_future())
        queue = queues.setdefault(client, deque())
        _pass_over(queue, kind)
        queue.append(mine)
        if len(queue) > MOST_WAITING:
            queue.popleft().pass_over()
        self._call()
        try:
            await mine.called
        except asyncio.CancelledError:
            if mine in queue:
                queue.remove(mine)
                if not queue:
                    del queues[client]
            elif not mine.called.cancelled() and mine.called.exception() is None:
                self._leave(client)
            raise

    def _leave(self, client: Hashable) -> None:
        self._free += 1
        self._served.discard(client)
        for queues in self._ranks:
            if client in queues:
                queues[client] = queues.pop(client)
        self._call()

    def _call(self) -> None:
        """Give the free places to those whose turn it is."""
        while self._free and (found := self._find_next()):
            client, queues = found
            queue = queues.pop(client)
            called = queue.popleft().called
            if queue:
                queues[client] = queue
            if called.done():  # whoever waited gives up in this moment
                continue
            called.set_result(None)
            self._free -= 1
            self._turns += 1
            self._served.add(client)

    def _find_next(self) -> tuple[Hashable, _Queues] | None:
        """Return whose turn it is, and the queues where that client stands."""
        moving, at_rest, ahead = self._ranks
        first = (at_rest, moving) if self._turns % 3 == 2 else (moving, at_rest)
        for queues in (*first, ahead):
            for client, queue in queues.items():
                if queue and client not in self._served:
                    return client, queues
        return None


def _pass_over(queue: deque[_Waiting], kind: Hashable) -> None:
    for older in [each for each in queue if kind is not None and each.kind == kind]:
        queue.remove(older)
        older.pass_over()
