"""What a member does in a class. Each act takes the class and the member's token, and returns the class after
it; a `ClassError` says why something cannot be done, among it that one member sends too much.
"""

import math
from dataclasses import replace

from playground.classroom.states import (
    ACTS,
    MOST_HAND_INS,
    MOST_NAME,
    ClassError,
    Classroom,
    HandIn,
    Member,
    Report,
    Work,
    bound,
    count_recent,
)


def report(classroom: Classroom, token: str, told: Report, now: float) -> Classroom:
    """Say where a member is, and with which run; one that is there for a second time in a row, seen by its
    member, is entered for a contest.
    """
    member = _act(classroom, token, now)
    stays = told == member.report
    if classroom.contest is not None and stays and not told.is_hidden:
        classroom = replace(classroom, contest=classroom.contest.enter(member.seat, told.run, now))
    return _put(classroom, replace(member, report=told, changed=member.changed if stays else now))


def leave(classroom: Classroom, token: str) -> Classroom:
    """Leave: nothing stays of a member but what was handed in."""
    gone = classroom.find(token)
    members = tuple(member for member in classroom.members if member is not gone)
    question, contest = classroom.question, classroom.contest
    if question is not None:
        answers = tuple(each for each in question.answers if each[0] != gone.seat)
        question = replace(question, answers=answers)
    if contest is not None:
        entries = {seat: runs for seat, runs in contest.entries.items() if seat != gone.seat}
        contest = replace(contest, entries=entries)
    return replace(classroom, members=members, question=question, contest=contest)


def tell_name(classroom: Classroom, token: str, typed: str, now: float) -> Classroom:
    """Give a typed name, where the teacher asks for names."""
    if not classroom.asks_names:
        raise ClassError("no_names")
    return _put(classroom, replace(_act(classroom, token, now), typed_name=bound(typed, MOST_NAME)))


def answer(classroom: Classroom, token: str, number: int, given: float, now: float) -> Classroom:
    """Answer the question of a number, anew until it is revealed."""
    member, question = _act(classroom, token, now), classroom.question
    if question is None or question.number != number or question.is_revealed:
        raise ClassError("no_question")
    if not math.isfinite(given) or (question.options and given not in range(len(question.options))):
        raise ClassError("answer")
    others = tuple(each for each in question.answers if each[0] != member.seat)
    answered = replace(question, answers=(*others, (member.seat, given)))
    return _put(replace(classroom, question=answered), member)


def hand_in(classroom: Classroom, token: str, work: Work, now: float) -> Classroom:
    """Hand in a run, in place of what was handed in before."""
    member = _act(classroom, token, now)
    named = replace(work, name=bound(work.name, 2 * MOST_NAME))
    others = tuple(each for each in classroom.hand_ins if each.seat != member.seat)
    if len(others) >= MOST_HAND_INS:
        raise ClassError("full", most=MOST_HAND_INS)
    hand_ins = (*others, HandIn(member.seat, member.name, named))
    return _put(replace(classroom, hand_ins=hand_ins), member)


def _act(classroom: Classroom, token: str, now: float) -> Member:
    """Return the member who acts now, if that is not too often."""
    member = classroom.find(token)
    recent = count_recent(member.acts, now)
    if len(recent) >= ACTS:
        raise ClassError("fast")
    return replace(member, seen=now, acts=(*recent, now))


def _put(classroom: Classroom, member: Member) -> Classroom:
    members = tuple(member if each.seat == member.seat else each for each in classroom.members)
    return replace(classroom, members=members)
