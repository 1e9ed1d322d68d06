"""The classes of this server, held once for all who ask, by one lock."""

from collections.abc import Callable
from functools import cache
from random import Random
from secrets import SystemRandom
from threading import Lock
from time import monotonic

from playground.classroom import school as schools
from playground.classroom import studying
from playground.classroom.school import School
from playground.classroom.states import MOST_REPORTS_BYTES, ClassError, Classroom, Member, Report, Work


class Holder:
    """A school that many change at once; `clock` tells the time (seconds), `chance` what nobody can guess."""

    def __init__(self, clock: Callable[[], float], chance: Random) -> None:
        self._school = School()
        self._clock, self._chance = clock, chance
        self._lock = Lock()

    def now(self) -> float:
        """Return the time by which the classes go (seconds)."""
        return self._clock()

    def open(self, address: str) -> Classroom:
        """Return a new class, opened from an address."""
        with self._lock:
            self._school, classroom = schools.open_class(self._school, address, self._chance, self.now())
            return classroom

    def come_as_teacher(self, code: str, secret: str, address: str) -> Classroom:
        """Return the class of its teacher, who is here; anew where this server was started since."""
        return self.teach(code, secret, address, lambda room: room)

    def teach(self, code: str, secret: str, address: str, act: Callable[[Classroom], Classroom]) -> Classroom:
        """Return the class of its teacher after what they do; anew where this server was started since."""
        with self._lock:
            now = self.now()
            try:
                found = schools.find_as_teacher(self._school, code, secret, now)
            except ClassError:
                self._school, found = schools.reopen_class(self._school, code, secret, address, now)
            classroom = act(found)
            self._school = self._school.keep(classroom)
            return classroom

    def end(self, code: str, secret: str) -> None:
        """End a class."""
        with self._lock:
            self._school = self._school.end(schools.find_as_teacher(self._school, code, secret, self.now()))

    def join(self, code: str, mark: str, address: str) -> tuple[Classroom, Member]:
        """Return a class with its new member; who comes back to a class that the server lost says its `mark`,
        so that no other with its code takes its place.
        """
        with self._lock:
            self._school, found = schools.try_code(self._school, code, address, self.now())
            if found is None or mark not in ("", found.mark):
                raise ClassError("code")
            classroom, member = schools.join(found, self._chance, self.now())
            self._school = self._school.keep(classroom)
            return classroom, member

    def report(self, code: str, token: str, told: Report) -> tuple[Classroom, Member]:
        """Take where a member is; returns the class, and the member in it."""
        with self._lock:
            found, _ = schools.find_as_member(self._school, code, token, self.now())
            classroom = studying.report(found, token, told, self.now())
            self._school = self._school.keep(classroom)
            return classroom, classroom.find(token)

    def study(self, code: str, token: str, act: Callable[[Classroom], Classroom]) -> None:
        """Let a member of a class do something in it."""
        with self._lock:
            found, _ = schools.find_as_member(self._school, code, token, self.now())
            self._school = self._school.keep(act(found))

    def hand_in(self, code: str, token: str, work: Work) -> None:
        """Take what a member hands in, if there is room for it."""
        with self._lock:
            found, _ = schools.find_as_member(self._school, code, token, self.now())
            school = self._school.keep(studying.hand_in(found, token, work, self.now()))
            if school.report_bytes > MOST_REPORTS_BYTES:
                raise ClassError("full_reports")
            self._school = school


@cache
def shared_holder() -> Holder:
    """Return the one holder of this server."""
    return Holder(monotonic, SystemRandom())
