"""A run in words: names, numbers and sentences, as the page and a report tell them."""

import html
import math
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypedDict

from playground.data.contents import Dataset
from playground.data.mistakes import seed_of, split_name
from playground.engine.landscape import Landscape
from playground.engine.training import TrainingRun
from playground.engine.ways import Constant, Momentum, Nesterov, Plain, Way
from playground.engine.yardstick import Depth
from playground.study.diagnosis import (
    FURTHER_ITERATIONS,
    LESSON_STEP,
    SETTLED_SHARE,
    choose_drawn_iterations,
)
from playground.study.stability import STEP_CEILING, Stability
from playground.study.study import Study
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import DEFAULT_LANGUAGE, Message, Translator, join_sentences, translator
from playground.words.numbers import (
    MINUS,
    subtract_written,
    write_apart,
    write_at_most,
    write_cost,
    write_cost_range,
    write_costs,
    write_digits,
    write_percent,
)

_BILLIONTH = 1e-9  # of the path's movement, as its sentence says
_SHORTEST_ENDING = 2  # iterations in the last tenth of a run: of a shorter one nothing can be said


class Description(TypedDict):
    """What a chart shows in words (``alt``), and its caption."""

    alt: str
    caption: str


def dataset_name(name: str, text: Translator) -> str:
    """Return how a data set is called on the page: the shipped ones by a title, others by their name."""
    called = call_dataset(name)
    return text.text(called) if isinstance(called, Message) else called


def call_dataset(name: str) -> Message | str:
    """Return how a data set is called, before it is known in which language."""
    original, mistake = split_name(name)
    if mistake:
        return Message("mistakes.dataset", name=call_dataset(original), mistake=_call_mistake(mistake))
    key = f"controls.dataset.names.{name}"
    return Message(key) if key in translator(DEFAULT_LANGUAGE).entries else name


def name_mistake(dataset: str, text: Translator) -> str:
    """Return what the mistake in a data set is called, such as "mistake: labels shuffled"; nothing for a
    right one.
    """
    mistake = split_name(dataset)[1]
    return text.text(_call_mistake(mistake)) if mistake else ""


def _call_mistake(mistake: str) -> Message:
    seed = seed_of(mistake)
    if seed is not None:
        return Message("mistakes.hidden", seed=seed)
    return Message("mistakes.one", name=Message(f"mistakes.names.{mistake}"))


def class_name(name: str, text: Translator) -> str:
    """Return a class's name in the chosen language where the catalogue has it, else the data set's own."""
    key = f"app.classes.{name}"
    return text.text(key) if key in text.entries else name


def label_results(threshold: float, text: Translator) -> tuple[str, str, str]:
    """Return how cost, training and test accuracy are called, with a threshold that is not the lesson's."""
    above = "" if threshold == THRESHOLD else f" (A\N{NO-BREAK SPACE}>\N{NO-BREAK SPACE}{threshold:g})"
    train, test = text.text("headline.train_accuracy"), text.text("headline.test_accuracy")
    return text.text("headline.cost"), f"{train}{above}", f"{test}{above}"


def format_accuracies(train: float, test: float, baseline: float, text: Translator) -> list[str]:
    """Return how the headline writes two accuracies in percent, and how far the second is above a
    baseline.
    """
    on_train, on_test = write_percent(train), write_percent(test)
    lead = subtract_written(on_test, write_percent(baseline))
    arrow = "▲" if lead > 0 else "▼" if lead < 0 else "="
    signed = f"{lead:+}" if lead else f"{lead}"
    points = text.text("headline.points", points=signed.replace("-", MINUS))
    return [f"{on_train}%", f"{on_test}%", f"{arrow} {points}"]


def tell_results(study: Study, text: Translator) -> list[str]:
    """Return how the headline writes cost, training and test accuracy, and the lead over the baseline."""
    train, test = study.train.accuracy, study.test.accuracy
    return [write_cost(study.cost), *format_accuracies(train, test, study.baseline.percent, text)]


def tell_rounding(study: Study, text: Translator) -> list[str]:
    """Return in what ranges rounding alone lets cost, training and test accuracy end; nothing (``""``) for a
    number that it does not touch.
    """
    found = study.rounding
    if found is None:
        return ["", "", ""]
    low, high = write_cost_range(found.cost.low, found.cost.high)
    told = [text.text("headline.rounding", low=low, high=high)]
    for percents in (found.train, found.test):
        ends = {"low": write_percent(percents.low), "high": f"{write_percent(percents.high)}%"}
        told.append(text.text("headline.rounding", **ends) if percents.low < percents.high else "")
    return told


def tell_without(study: Study, right: Study | None, text: Translator) -> list[str]:
    """Return a sentence on how a run with a mistake went without it, or that this is not known yet."""
    if study.dataset.source is None:
        return []
    if right is None:
        return [text.text("mistakes.without_yet")]
    cost, train, test, _ = tell_results(right, text)
    return [text.text("mistakes.without", cost=cost, train=train, test=test)]


def tell_mistake(dataset: Dataset, text: Translator) -> list[str]:
    """Return a sentence that says which mistake is in a data set, if there is one."""
    mistake = name_mistake(dataset.name, text)
    return [text.text("mistakes.told", mistake=mistake)] if mistake else []


def tell_named(study: Study, told: str, text: Translator) -> str:
    """Return what is told of a run after the mistake in it and the name of its way, where it is not a right
    one on plain descent.
    """
    named = [name_mistake(study.dataset.name, text), name_way(study.run.gone, text)]
    way = " · ".join(filter(None, named))
    return text.text("headline.on_way", way=way[:1].upper() + way[1:], story=told) if way else told


def tell_baseline(study: Study, text: Translator) -> str:
    """Return what always giving the same answer would score."""
    name = class_name(study.baseline.class_name, text)
    return text.text("headline.baseline", name=name, percent=write_percent(study.baseline.percent))


def emphasise(written: str) -> str:
    """Return a sentence as HTML: what stands between two pairs of stars is strong, all else is text."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(written, quote=False))


def story(study: Study) -> Message:
    """Return the sentences that say how a run went, why, and how it ended."""
    diagnosis = study.diagnosis
    journey = _tell_journey(study)
    if diagnosis.late_iterations < _SHORTEST_ENDING:
        return journey
    limit = _tell_limit(study.stability)
    ending = Message(
        f"headline.ending.{diagnosis.ending}",
        late=diagnosis.late_iterations,
        percent=write_percent(100 * abs(diagnosis.late_change)),
        further=FURTHER_ITERATIONS,
        share=100 * SETTLED_SHARE,
    )
    return Message("headline.story", journey=journey, limit=limit, ending=ending)


def _tell_journey(study: Study) -> Message:
    """Return the sentence on how the cost went."""
    run, diagnosis = study.run, study.diagnosis
    start, peak, final = write_costs(run.costs[0], diagnosis.peak, study.cost)
    # Uphill the cost is high because of the direction, and not of the steps' length.
    is_wrong_way = diagnosis.journey == "high" and run.prepared.gradient.uphill
    return Message(
        f"headline.journey.{'risen' if is_wrong_way else diagnosis.journey}",
        count=diagnosis.rises or run.num_iterations,
        total=run.num_iterations,
        start=start,
        peak=peak,
        peak_iteration=diagnosis.peak_iteration,
        final=final,
    )


def _tell_limit(stability: Stability) -> Message:
    """Return the sentence on which side of the stability limit a run was."""
    limit = _write_limit(stability, 0, 2, write_at_most) if stability.has_limit else ""
    return Message(f"headline.limit.{stability.kind}", limit=limit, caught_at=stability.caught_at)


def tell_why(study: Study, text: Translator) -> list[str]:
    """Tell with the run's own numbers why it oscillated, or why it did not, in paragraphs of HTML."""
    run, diagnosis, stability = study.run, study.diagnosis, study.stability
    printed = run.costs[::LESSON_STEP].max()
    seen, peak = write_costs(printed, diagnosis.peak)
    values = {
        "rate": stability.rates.max(),
        "formula": _write_limit_formula(run.way),
        "limit": _write_limit(stability, 0, 4),
        "curvature": stability.curvatures[0],
        "end_limit": _tell_limit_at(stability, -1, 4, text),
        "caught_at": stability.caught_at,
        "count": diagnosis.rises,
        "total": run.num_iterations,
        "peak": peak,
    }
    if not stability.has_limit:
        is_uphill = stability.kind == "uphill"
        key = "stability.story.uphill" if is_uphill else "stability.story.unknown"
        return [emphasise(text.text(key))]
    other = bool(tell_way(run, text))
    rule = "rule_way" if other else "rule"
    kind = "below_way" if other and stability.kind == "below" else stability.kind
    told = [text.text(f"stability.{rule}", **values), text.text(f"stability.story.{kind}", **values)]
    if diagnosis.rises and diagnosis.peak > printed:
        told.append(text.text("stability.hidden", step=LESSON_STEP, seen=seen, **values))
    return [emphasise(paragraph) for paragraph in told]


def _write_limit_formula(way: Way) -> str:
    """Return how the longest stable rate of a way follows from the curvature (see `Way.limits`)."""
    bend = f"(λ + {way.l2:g})" if way.l2 else "λ"
    if isinstance(way.rule, Momentum):
        return f"2 (1 + {way.rule.beta:g}) / {bend}"
    if isinstance(way.rule, Nesterov):
        beta = f"{way.rule.beta:g}"
        return f"2 (1 + {beta}) / ((1 + 2 × {beta}) {bend})"
    return f"2 / {bend}"


def tell_way(run: TrainingRun, text: Translator) -> list[str]:
    """Return a sentence for each thing that makes the run's way another than plain descent."""
    way, m = run.gone, run.prepared.n_samples
    told = []
    if not isinstance(way.rule, Plain):
        told.append(text.text(f"ways.rules.{type(way.rule).__name__.lower()}", **asdict(way.rule)))
    if way.l2:
        told.append(text.text("ways.l2", l2=way.l2))
    if way.draws(m):
        told.append(text.text("ways.batch", count=way.batch, total=m, seed=way.seed))
    if not isinstance(way.schedule, Constant):
        key = f"ways.schedules.{type(way.schedule).__name__.lower()}"
        told.append(text.text(key, **asdict(way.schedule)))
    if way.warm_up > 1:
        told.append(text.text("ways.warm_up", length=way.warm_up))
    return told + _tell_forks(way, text)


def tell_leaving(dataset: Dataset, way: Way, text: Translator) -> str:
    """Return why a way cannot follow a thumb, where it is trained on the weights themselves; else nothing."""
    if not dataset.prepared.leaves_span(way):
        return ""
    count, weights = dataset.train_labels.size, dataset.n_features
    return text.text("ways.leaving", rule=name_way(Way(way.rule), text), pictures=count, weights=weights)


def explain_overflow(way: Way) -> Message:
    """Return why a way leads beyond the numbers of a computer (see `Way.overflows`)."""
    return Message("ways.overflow", limit=way.most_decay)


def tell_depth(depth: Depth, pictures: int, text: Translator) -> str:
    """Return how far down the valley goes, as L-BFGS found it."""
    values = {
        "count": depth.iterations,
        "cost": write_cost(depth.cost),
        "objective": write_cost(depth.objective),
        "l2": depth.l2,
        "slope": write_cost(depth.slope),
        "pictures": pictures,
    }
    return text.text("ways.depth.reached", **values) + text.text(f"ways.depth.{depth.kind}", **values)


def _tell_forks(way: Way, text: Translator) -> list[str]:
    return [text.text("ways.fork", **asdict(fork)) for fork in way.forks]


def name_way(way: Way, text: Translator) -> str:
    """Return what a way is called beside its runs' numbers, such as "Momentum 0.9 · L2 0.01"; nothing for
    plain descent.
    """
    names = []
    if not isinstance(way.rule, Plain):
        names.append(text.text(f"ways.names.{type(way.rule).__name__.lower()}", **asdict(way.rule)))
    if way.l2:
        names.append(text.text("ways.names.l2", l2=way.l2))
    if way.batch is not None:
        names.append(text.text("ways.names.batch", count=way.batch))
    if not isinstance(way.schedule, Constant):
        names.append(text.text(f"ways.names.{type(way.schedule).__name__.lower()}", **asdict(way.schedule)))
    if way.warm_up > 1:
        names.append(text.text("ways.names.warm_up", length=way.warm_up))
    names += [text.text("ways.names.fork", **asdict(fork)) for fork in way.forks]
    return " · ".join(names)


def describe_cost(study: Study, text: Translator, right: Study | None = None) -> Description:
    """Return what the cost curve shows (``alt``) and what is drawn of it (``caption``), perhaps beside the
    curve of the same run without a mistake.
    """
    run = study.run
    drawn = len(choose_drawn_iterations(run.costs))
    caption = [text.text("cost_card.caption")]
    if drawn < len(run.costs):
        caption.append(text.text("cost_card.thinned", drawn=drawn, total=len(run.costs)))
    told = text.text("cost_card.alt", count=run.num_iterations, journey=_tell_journey(study))
    alt = [*tell_mistake(study.dataset, text), told.replace("**", ""), *_tell_forks(run.gone, text)]
    if right is not None:
        beside = text.text("mistakes.curve_alt", cost=write_cost(right.cost))
        alt.append(beside)
        caption.append(beside)
    parted_at = run.twins.parted_at if run.twins else None
    if parted_at is not None:
        caption.append(text.text("cost_card.parted", iteration=parted_at))
        alt.append(text.text("cost_card.parted_alt", iteration=parted_at))
    return {"alt": join_sentences(alt), "caption": join_sentences(caption)}


def axis_names(landscape: Landscape, text: Translator) -> tuple[str, str]:
    """Return the names of the two axes of a plane."""
    return tuple(text.text(f"charts.planes.{landscape.plane}.{axis}") for axis in ("alpha", "beta"))  # type: ignore[return-value]


def describe_surface(run: TrainingRun, landscape: Landscape, view: str, text: Translator) -> Description:
    """Return what the loss surface shows (``alt``), and how much of the path (``caption``)."""
    start, final = write_costs(landscape.path_costs[0], landscape.path_costs[-1])
    alt = text.text("surface_card.alt", **_describe_window(landscape, text), start=start, final=final)
    told = join_sentences([alt, *_tell_forks(run.gone, text)])
    return {"alt": told, "caption": _surface_caption(run, landscape, view, text)}


def describe_marks(study: Study, landscape: Landscape, text: Translator) -> dict[str, str]:
    """Return what each chart shows in words while a moment is marked on it, with places for ``iteration`` and
    ``cost``, for the browser to fill in.
    """
    start = write_cost(study.run.costs[0])
    told = {
        "cost": text.text("cost_card.alt_at", start=start, count=study.run.num_iterations),
        "surface": text.text("surface_card.alt_at", start=start, **_describe_window(landscape, text)),
    }
    if not study.stability.has_limit:
        return told
    return told | {"stability": text.text("stability.alt_at", alt=describe_stability(study, text)["alt"])}


def _describe_window(landscape: Landscape, text: Translator) -> dict[str, Any]:
    """Return which plane a surface shows, and between which costs."""
    plane = text.text(f"controls.plane.options.{landscape.plane}")
    low, high = write_costs(landscape.costs.min(), landscape.costs.max())
    return {"plane": plane, "low": low, "high": high}


def describe_stability(study: Study, text: Translator) -> Description:
    """Return what the stability limit shows (``alt``), and at how many iterations (``caption``)."""
    limits = study.stability.limits
    start, end = (_tell_limit_at(study.stability, place, 3, text) for place in (0, -1))
    told = text.text("stability.alt", start=start, end=end, rate=study.stability.rates[0])
    alt = join_sentences([told, *_tell_forks(study.run.gone, text)])
    caption = [text.text("stability.points", count=len(limits))]
    if limits.max() > STEP_CEILING:
        caption.append(text.text("stability.beyond", ceiling=STEP_CEILING))
    return {"alt": alt, "caption": join_sentences(caption)}


def _tell_limit_at(stability: Stability, place: int, digits: int, text: Translator) -> str:
    """Return the stability limit at one of the points, as `_write_limit` does, or that there is none."""
    is_finite = math.isfinite(stability.limits[place])
    return _write_limit(stability, place, digits) if is_finite else text.text("stability.unlimited")


def _write_limit(
    stability: Stability, place: int, digits: int, write: Callable[[float, int], str] = write_digits
) -> str:
    """Return the stability limit at one of the points with so many digits, or as many more as tell it from
    the learning rate there.
    """
    limit, rate = float(stability.limits[place]), float(stability.rates[place])
    return write_apart(lambda value, more: write(value, digits + more), limit, rate)[0]


def _surface_caption(run: TrainingRun, landscape: Landscape, view: str, text: Translator) -> str:
    first, second = landscape.explained.tolist()
    is_line = abs(first - 1) < _BILLIONTH and second < _BILLIONTH
    kind = "straight" if is_line else "apart" if first or second else "still"
    sentences = [
        text.text(f"surface_card.planes.{landscape.plane}"),
        text.text(
            f"surface_card.shares.{kind}",
            first=write_percent(100 * first),
            second=write_percent(100 * second),
            gap=landscape.gap,
        ),
    ]
    if view == "3d":
        sentences.append(text.text("surface_card.drops"))
    if landscape.clipped:
        sentences.append(text.text("surface_card.clipped"))
    if run.thinned:
        sentences.append(text.text("surface_card.thinned", drawn=len(run.recorded), total=len(run.costs)))
    return join_sentences(sentences)
