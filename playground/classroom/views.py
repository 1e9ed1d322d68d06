"""What the teacher sees of a class, and what a member sees: nothing of what others are called, and of what
they answered only how many.
"""

from dataclasses import dataclass, replace

from playground.classroom.states import Classroom, Member, Pace, Question, Run
from playground.words.catalogue import Message


@dataclass(frozen=True)
class Counts:
    """The question that is open, how many have answered, and once it is revealed, how: the answers in order,
    with the truth.
    """

    question: Question
    answered: int
    answers: tuple[float, ...]


@dataclass(frozen=True)
class OwnView:
    """What a member sees: who they are here, what is asked of their page, the question, and their answer."""

    member: Member
    asks_names: bool
    pace: Pace
    counts: Counts | None
    own_answer: float | None
    handed_in: Run | None


@dataclass(frozen=True)
class Place:
    """A dot on the wall: a seat, what it is called, and where it is."""

    seat: int
    name: Message | str
    state: str
    page: str
    run: Run | None
    answered: bool
    handed_in: bool


@dataclass(frozen=True)
class Wall:
    """What the teacher sees."""

    places: tuple[Place, ...]
    pace: Pace
    counts: Counts | None
    handed_in: int


def view_wall(classroom: Classroom, now: float) -> Wall:
    """Return what the teacher sees, who was found by the secret; who answered, but not what."""
    answered = {seat for seat, _ in classroom.question.answers} if classroom.question else set()
    handed_in = {each.seat for each in classroom.hand_ins}
    places = tuple(_place(member, answered, handed_in, now) for member in classroom.members)
    return Wall(places, classroom.pace, _count(classroom), len(classroom.hand_ins))


def view_own(classroom: Classroom, member: Member) -> OwnView:
    """Return what a member sees."""
    question = classroom.question
    return OwnView(
        member,
        classroom.asks_names,
        replace(classroom.pace, seats=None) if classroom.pace.holds_for(member.seat) else Pace(),
        _count(classroom),
        dict(question.answers).get(member.seat) if question else None,
        next((each.work.run for each in classroom.hand_ins if each.seat == member.seat), None),
    )


def _place(member: Member, answered: set[int], handed_in: set[int], now: float) -> Place:
    told = member.report
    return Place(
        member.seat,
        member.typed_name or member.name.message,
        member.state(now),
        told.page if told else "",
        told.run if told else None,
        member.seat in answered,
        member.seat in handed_in,
    )


def _count(classroom: Classroom) -> Counts | None:
    question = classroom.question
    if question is None:
        return None
    answers = tuple(sorted(given for _, given in question.answers)) if question.is_revealed else ()
    return Counts(replace(question, answers=()), len(question.answers), answers)
