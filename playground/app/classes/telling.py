"""What the browsers of a class are told of it."""

from urllib.parse import parse_qsl, urlencode

from playground.app.browser.payloads import (
    ClassContest,
    ClassJoined,
    ClassPace,
    ClassPlace,
    ClassQuestion,
    ContestFooled,
    ContestRow,
)
from playground.app.classes.judge import Chance, shared_judge
from playground.app.session.ways import list_choices, read_way
from playground.classroom.contest import Flattery, Standing
from playground.classroom.states import MOST_ENTRIES, Classroom, Contest, Member, Pace, Run
from playground.classroom.views import Counts, Place, view_own
from playground.data.mistakes import split_name
from playground.study.telling import class_name, dataset_name, name_mistake, name_way
from playground.words.catalogue import Translator, translator
from playground.words.numbers import write_percent


def write_run(run: Run) -> str:
    """Return how an address asks for a run, with the part of the page about its mistake; of a member's
    own pictures without these.
    """
    choices = {"learning_rate": f"{run.learning_rate:g}", "num_iterations": str(run.num_iterations)}
    choices |= list_choices(read_way(run.way))
    if split_name(run.dataset)[1]:
        choices["mistakes"] = "1"
    return urlencode(choices | ({"dataset": run.dataset} if run.dataset else {}))


def name_other_way(run: Run, text: Translator) -> str:
    """Return what makes a run another than the right one on plain descent: its mistake and its way."""
    return " · ".join(filter(None, [name_mistake(run.dataset, text), name_way(read_way(run.way), text)]))


def tell_place(place: Place, text: Translator) -> ClassPlace:
    """Return where a member is."""
    run = place.run
    return {
        "seat": place.seat,
        "name": place.name if isinstance(place.name, str) else text.text(place.name),
        "state": place.state,
        "page": place.page,
        "dataset": run.dataset if run else "",
        "rate": run.learning_rate if run else 0.0,
        "iterations": run.num_iterations if run else 0,
        "way": run.way if run else "",
        "address": write_run(run) if run and run.dataset else "",
        "way_name": name_other_way(run, text) if run else "",
        "answered": place.answered,
        "handed_in": place.handed_in,
    }


def tell_member(member: Member, room: Classroom, now: float, language: str) -> ClassJoined:
    """Return what a member sees of a class at a time (seconds)."""
    text = translator(language)
    own = view_own(room, member)
    return {
        "token": member.token,
        "mark": room.mark,
        "seat": member.seat,
        "name": member.typed_name or text.text(member.name.message),
        "pace": tell_pace(own.pace),
        "question": tell_question(own.counts, own.own_answer, text),
        "contest": tell_contest(room.contest, member.seat, now, text),
        "asks_names": own.asks_names,
        "named": bool(member.typed_name),
        "handed_in": _tell_run(own.handed_in, text) if own.handed_in else "",
    }


def tell_contest(
    contest: Contest | None, seat: int | None, now: float, text: Translator
) -> ClassContest | None:
    """Return a contest for the teacher, or for one seat; what the test score says, when it is over."""
    if contest is None:
        return None
    left = max(0.0, contest.ends - now)
    board = shared_judge().board(contest if seat is None or not left else contest.only(seat))
    standings = [each for each in board.standings if seat in (None, each.seat)]
    is_known = not (left or board.pending)
    return {
        "dataset": contest.dataset,
        "title": dataset_name(contest.dataset, text),
        "left": round(left, 1),
        "counted": sum(len(runs) for each, runs in contest.entries.items() if seat in (None, each)),
        "most": MOST_ENTRIES,
        "rows": [_tell_standing(each, not left) for each in standings],
        "pending": board.pending,
        "long": board.too_long,
        "fooled": _tell_flattery(board.flattery) if board.flattery and is_known else None,
        "doubt": _tell_chance(board.chance, text) if board.chance and is_known and seat is None else "",
    }


def _tell_standing(standing: Standing, is_over: bool) -> ContestRow:
    run, scores = standing.run, standing.scores
    return {
        "seat": standing.seat,
        "place": standing.place,
        "rate": run.learning_rate,
        "iterations": run.num_iterations,
        "folds": scores.folds,
        "test": scores.test if is_over else None,
    }


def _tell_flattery(flattery: Flattery) -> ContestFooled:
    run, scores = flattery.run, flattery.scores
    return {
        "seat": flattery.seat,
        "rate": run.learning_rate,
        "iterations": run.num_iterations,
        "folds": scores.folds,
        "test": scores.test,
        "above": scores.test - scores.folds,
        "count": flattery.count,
        "average": flattery.average,
        "spread": flattery.spread,
    }


def _tell_chance(chance: Chance, text: Translator) -> str:
    numbers = {"low": chance.low, "high": chance.high, "baseline": chance.baseline.percent}
    written = {key: write_percent(number) for key, number in numbers.items()}
    return text.text("classes.contest.chance", name=class_name(chance.baseline.class_name, text), **written)


def _tell_run(run: Run, text: Translator) -> str:
    parts = [f"{run.learning_rate:g}", f"{run.num_iterations:,}", name_other_way(run, text)]
    return " · ".join(filter(None, parts))


def tell_question(counts: Counts | None, own: float | None, text: Translator) -> ClassQuestion | None:
    """Return the question that is asked, with one's own answer."""
    if counts is None:
        return None
    question = counts.question
    return {
        "number": question.number,
        "text": _tell_predicted(question.predicted, text) if question.predicted else question.text,
        "predicts": question.predicted is not None,
        "options": list(question.options),
        "answered": counts.answered,
        "own": own,
        "revealed": question.is_revealed,
        "answers": list(counts.answers),
        "truth": question.truth,
    }


def _tell_predicted(run: Run, text: Translator) -> str:
    return text.text("classes.predicted", rate=f"{run.learning_rate:g}", iterations=run.num_iterations)


def tell_pace(pace: Pace) -> ClassPace:
    """Return what is asked of a page."""
    choices = dict(parse_qsl(pace.query))
    return {"kind": pace.kind, "sentence": pace.sentence, "page": pace.page, "choices": choices}
