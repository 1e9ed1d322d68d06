"""What a teacher does in a class, who was found by the secret (`school.find_as_teacher`). Each act takes the
class and returns it after the act; a `ClassError` says why something cannot be done.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from playground.classroom.states import (
    MINUTE,
    MOST_ADDRESS,
    MOST_TEXT,
    OPTIONS,
    ClassError,
    Classroom,
    Contest,
    Pace,
    Question,
    Run,
    bound,
)

Seats = Iterable[int] | None
"""Some of the class, by their seats, or all: None."""


def ask_names(classroom: Classroom, asks: bool) -> Classroom:
    """Ask the members for their names, or no more: then those that were typed are forgotten."""
    members = tuple(replace(each, typed_name=each.typed_name if asks else "") for each in classroom.members)
    return replace(classroom, asks_names=asks, members=members)


def lead(classroom: Classroom, page: str, query: str, seats: Seats) -> Classroom:
    """Let pages follow to an address: a page, and what the address says."""
    where = {"page": bound(page, MOST_TEXT), "query": bound(query, MOST_ADDRESS)}
    return replace(classroom, pace=Pace("follow", seats=_some(seats), **where))


def freeze(classroom: Classroom, sentence: str, seats: Seats) -> Classroom:
    """Stop pages, under a sentence."""
    return replace(classroom, pace=Pace("frozen", bound(sentence, MOST_TEXT), seats=_some(seats)))


def release(classroom: Classroom, seats: Seats) -> Classroom:
    """Let pages go their own way again; of those that are not released stays asked what was."""
    pace = classroom.pace
    held = frozenset(each.seat for each in classroom.members if pace.holds_for(each.seat))
    left = frozenset() if seats is None else held.difference(seats)
    return replace(classroom, pace=replace(pace, seats=left) if left else Pace())


def ask(classroom: Classroom, text: str, options: Sequence[str]) -> Classroom:
    """Ask all a question: to choose one of two to five answers, or for a number where none is offered."""
    offered = tuple(bound(option, MOST_TEXT) for option in options)
    asked = bound(text, MOST_TEXT)
    if not asked or not all(offered) or (offered and len(offered) not in OPTIONS):
        raise ClassError("question", least=OPTIONS.start, most=OPTIONS.stop - 1)
    return _put(classroom, Question(classroom.questions_asked + 1, asked, offered))


def predict(classroom: Classroom, run: Run) -> Classroom:
    """Ask all what the test accuracy of a run will be, in percent, on pictures that all have."""
    if not run.dataset:
        raise ClassError("contest_pictures")
    return _put(classroom, Question(classroom.questions_asked + 1, "", predicted=run))


def _put(classroom: Classroom, question: Question) -> Classroom:
    return replace(classroom, question=question, questions_asked=question.number)


def reveal(classroom: Classroom, truth: float | None) -> Classroom:
    """Show what was answered, and the truth, where there is one: a number, or the place of an answer."""
    question = classroom.question
    if question is None:
        raise ClassError("no_question")
    if truth is not None and not math.isfinite(truth):
        raise ClassError("answer")
    return replace(classroom, question=replace(question, is_revealed=True, truth=truth))


def begin_contest(classroom: Classroom, dataset: str, minutes: int, now: float) -> Classroom:
    """Let all look for the best run on a data set, for so many minutes."""
    if not dataset:
        raise ClassError("contest_pictures")
    return replace(classroom, contest=Contest(dataset, now + minutes * MINUTE))


def end_contest(classroom: Classroom, now: float) -> Classroom:
    """End a contest that is running; one that is over is put away."""
    contest = classroom.contest
    is_running = contest is not None and now < contest.ends
    return replace(classroom, contest=replace(contest, ends=now) if contest and is_running else None)


def _some(seats: Seats) -> frozenset[int] | None:
    return None if seats is None else frozenset(seats)
