"""All classes of one server: opened, found by their codes, ended. A code can be tried only so often."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from secrets import compare_digest

from playground.classroom.names import draw_name
from playground.classroom.states import (
    JOINS,
    LOST,
    MOST_CLASSES,
    MOST_CLASSES_OF_ADDRESS,
    MOST_MEMBERS,
    TRIES,
    ClassError,
    Classroom,
    Member,
    count_recent,
)
from playground.classroom.studying import leave

Times = Mapping[str, tuple[float, ...]]
"""When something was done from an address (seconds), of the last minute."""

_CODE = re.compile(r"\d{6}", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGITS = 6
_MOST_ENDED = 1000
_BITS = 128  # of what nobody can guess


@dataclass(frozen=True)
class School:
    """The classes by their codes, the marks of those that their teachers ended, and which addresses joined
    one or tried a code that there is not.
    """

    classes: Mapping[str, Classroom] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    joins: Times = field(default_factory=dict)
    tries: Times = field(default_factory=dict)

    @property
    def report_bytes(self) -> int:
        """The memory of all that was handed in, in bytes."""
        return sum(len(each.work.report) for room in self.classes.values() for each in room.hand_ins)

    def keep(self, classroom: Classroom) -> "School":
        """Return the school with a class as it is now."""
        return replace(self, classes={**self.classes, classroom.code: classroom})

    def end(self, classroom: Classroom) -> "School":
        """Return the school without a class; a look at its wall that is still on its way opens none anew."""
        classes = {code: each for code, each in self.classes.items() if code != classroom.code}
        return replace(self, classes=classes, ended=(*self.ended, classroom.mark)[-_MOST_ENDED:])


def open_class(school: School, address: str, chance: Random, now: float) -> tuple[School, Classroom]:
    """Return the school with a new class, opened from an address, and that class.

    Raises
    ------
    ClassError
        There are too many classes, here or from this address.
    """
    codes = iter(lambda: f"{chance.randrange(10**_DIGITS):0{_DIGITS}d}", "")
    code = next(code for code in codes if code not in school.classes)
    return reopen_class(school, code, _draw_secret(chance), address, now)


def reopen_class(
    school: School, code: str, secret: str, address: str, now: float
) -> tuple[School, Classroom]:
    """Return the school with a class that the server lost when it was started anew, empty, and that class.

    Raises
    ------
    ClassError
        Another class has this code now, or there are too many.
    """
    school, tries = end_classes(school, now), _recent(school.tries, now)
    if len(tries.get(address, ())) >= TRIES:
        raise ClassError("tries")
    of_address = sum(each.address == address for each in school.classes.values())
    if len(school.classes) >= MOST_CLASSES or of_address >= MOST_CLASSES_OF_ADDRESS:
        raise ClassError("many_classes")
    if code in school.classes or not (_CODE.fullmatch(code) and _SECRET.fullmatch(secret)):
        raise ClassError("not_teacher")
    tries[address] = (*tries.get(address, ()), now)  # it shows that the code was free
    classroom = Classroom(code, secret, address, teacher_seen=now)
    if classroom.mark in school.ended:
        raise ClassError("not_teacher")
    return replace(school, tries=tries).keep(classroom), classroom


def end_classes(school: School, now: float) -> School:
    """Return the school without the classes whose teacher has been gone for too long."""
    classes = {code: each for code, each in school.classes.items() if not each.has_ended(now)}
    return school if len(classes) == len(school.classes) else replace(school, classes=classes)


def try_code(school: School, code: str, address: str, now: float) -> tuple[School, Classroom | None]:
    """Return the school, and the class of a code, if there is one; a try that fails is remembered.

    Raises
    ------
    ClassError
        From this address too much was tried within a minute.
    """
    tries, joins = _recent(school.tries, now), _recent(school.joins, now)
    if len(tries.get(address, ())) >= TRIES or len(joins.get(address, ())) >= JOINS:
        raise ClassError("tries")
    found = end_classes(school, now).classes.get(code)
    counted = tries if found is None else joins
    counted[address] = (*counted.get(address, ()), now)
    return replace(school, tries=tries, joins=joins), found


def join(classroom: Classroom, chance: Random, now: float) -> tuple[Classroom, Member]:
    """Return a class with one more member, who has a made-up name, and that member. In a full class it is the
    seat of one who has been away for long.

    Raises
    ------
    ClassError
        The class is full.
    """
    if len(classroom.members) >= MOST_MEMBERS:
        longest = min(classroom.members, key=lambda member: member.seen)
        if now - longest.seen < LOST:
            raise ClassError("full", most=MOST_MEMBERS)
        classroom = leave(classroom, longest.token)
    seat, names = classroom.seats_given + 1, [member.name for member in classroom.members]
    member = Member(_draw_secret(chance), seat, draw_name(names, chance), seen=now, changed=now)
    return replace(classroom, members=(*classroom.members, member), seats_given=seat), member


def find_as_teacher(school: School, code: str, secret: str, now: float) -> Classroom:
    """Return the class of a code for its teacher, who is here now.

    Raises
    ------
    ClassError
        There is no such class, or this is not its secret; nobody learns which.
    """
    found = end_classes(school, now).classes.get(code)
    if found is None or not compare_digest(found.secret.encode(), secret.encode()):
        raise ClassError("not_teacher")
    return replace(found, teacher_seen=now)


def find_as_member(school: School, code: str, token: str, now: float) -> tuple[Classroom, Member]:
    """Return the class of a code with its member of this token; a `ClassError` where there is none."""
    found = end_classes(school, now).classes.get(code)
    if found is None:
        raise ClassError("not_member")
    return found, found.find(token)


def _draw_secret(chance: Random) -> str:
    return f"{chance.getrandbits(_BITS):0{_BITS // 4}x}"


def _recent(times: Times, now: float) -> dict[str, tuple[float, ...]]:
    return {address: recent for address, each in times.items() if (recent := count_recent(each, now))}
