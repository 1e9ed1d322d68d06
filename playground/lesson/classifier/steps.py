"""The eight steps of the walk through the classifier: what each says, its formula, its chart."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.app.lesson.charts import Chart
from playground.app.session.quoting import quote
from playground.charts.parts import Spec
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.lesson.classifier import figures
from playground.lesson.classifier.mathematics import WHITE, Passage, Place, Update, index_of, place_of
from playground.lesson.writing import choose_sign, decimals_for, write_latex, write_term, write_value
from playground.study.telling import class_name
from playground.words.catalogue import Translator
from playground.words.numbers import write_digits, write_percent


@dataclass(frozen=True, eq=False)
class Walk:
    """What the walk is about: a run, one update of it, a picture before and after that update, and a pixel of
    the picture. `half` is ``train`` or ``test``, `number` counts its pictures from 0.
    """

    dataset: Dataset
    run: TrainingRun
    half: str
    number: int
    place: Place
    update: Update
    before: Passage
    after: Passage

    @property
    def trained(self) -> bool:
        """Whether the neuron learns from this picture."""
        return self.half == "train"

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The picture itself (height, width, 3)."""
        half = self.dataset.train_pictures if self.trained else self.dataset.test_pictures
        picture: NDArray[np.uint8] = half[self.number]
        return picture

    @property
    def ended(self) -> bool:
        """Whether the run ends here: its update would be the next one."""
        return self.update.iteration == self.run.num_iterations

    @property
    def samples(self) -> int:
        """The number m of training pictures."""
        return self.run.prepared.n_samples

    @property
    def first(self) -> int:
        """Where in the column the chosen pixel begins, with its red."""
        return index_of(self.place, self.picture.shape)

    def name_of(self, label: float, text: Translator) -> str:
        """Return the name of a class."""
        return class_name(self.dataset.classes[int(label)], text)

    def quote_name_of(self, label: float, text: Translator) -> str:
        """Return the name of a class for Markdown: one with signs of its own is quoted as code."""
        name = self.name_of(label, text)
        plain = all(each.isalnum() or each in " -" for each in name)
        return name if plain else quote(name)


@dataclass(frozen=True)
class Step:
    """A step as the page shows it."""

    words: str
    formula: str
    chart: Chart


def build_step(name: str, walk: Walk, text: Translator) -> Step:
    """Return a step of `program.STEPS`."""
    return _STEPS[name](walk, text)


def list_values(walk: Walk, text: Translator) -> dict[str, dict[str, str]]:
    """Return the values beside the lines of the program: for each step, those it adds."""
    update, before = walk.update, walk.before
    three = slice(walk.first, walk.first + 3)
    raw, scaled = walk.picture.reshape(-1)[three], before.x[three]
    return {
        "column": {
            "_columns.return": ", ".join(map(str, raw)),
            "optimize.for": _tell_turn(walk, text),
        },
        "scale": {"_columns.return": ", ".join(f"{value:.2f}" for value in scaled)},
        "z": {"propagate.m": f"m = {walk.samples:,}", "propagate.Z": f"z = {write_value(before.z)}"},
        "a": {"propagate.A": f"a = {write_value(before.a)}"},
        "cost": {"propagate.cost": f"J = {write_value(update.before.cost)}"},
        "gradient": {
            "propagate.dZ": f"a − y = {write_value(before.a - before.y)}",
            "propagate.dw": f"dw[{walk.first}] = {write_value(float(update.dw[walk.first, 0]))}",
            "propagate.db": f"db = {write_value(update.db)}",
        },
        "update": {
            # The names stand in the lines; without them the numbers have room beside these.
            "optimize.w": write_value(float(update.after.w[walk.first, 0])),
            "optimize.b": write_value(update.after.b),
        },
        "loop": _list_costs(walk, text),
    }


def _tell_turn(walk: Walk, text: Translator) -> str:
    """Return the turn of the loop, or that it has ended: the number of iterations itself it never reaches."""
    if not walk.ended:
        return f"i = {walk.update.iteration:,}"
    if walk.update.iteration == 0:
        return text.text("classifier.loop.no_turn")
    return text.text("classifier.loop.ended", last=walk.update.iteration - 1)


def _list_costs(walk: Walk, text: Translator) -> dict[str, str]:
    """Return the values beside the lines that record every hundredth cost."""
    turns = walk.update.iteration + (not walk.ended)
    told = {"optimize.costs.append": text.text("classifier.loop.costs", count=math.ceil(turns / 100))}
    if not walk.ended:
        told["optimize.if"] = f"{walk.update.iteration:,} % 100 = {walk.update.iteration % 100}"
    return told


def _show_column(walk: Walk, text: Translator) -> Step:
    height, width, channels = walk.picture.shape
    n, first, place = walk.picture.size, walk.first, walk.place
    red, green, blue = map(int, walk.picture[place.row, place.column])
    words = text.text("classifier.column.words", height=height, width=width, n=n)
    formula = rf"i_{{\mathrm{{R}}}} = {channels}\,({place.row}\cdot {width} + {place.column}) = {first}"
    values = {"row": place.row, "column": place.column, "red": red, "green": green, "blue": blue}
    alt = text.text("classifier.column.alt", **values, n=n, first=first, last=first + channels - 1)
    figure = figures.build_column_figure(walk.picture, place, text, divided=False)
    return Step(words, formula, Chart(figure, alt, text.text("classifier.column.caption")))


def _show_scale(walk: Walk, text: Translator) -> Step:
    place = walk.place
    terms = [
        rf"\tfrac{{{value}}}{{{WHITE}}} {choose_sign(value / WHITE)} {value / WHITE:.4f}"
        for value in map(int, walk.picture[place.row, place.column])
    ]
    x = walk.before.x
    low, high = float(x.min()), float(x.max())
    alt = text.text("classifier.scale.alt", row=place.row, column=place.column, low=low, high=high)
    figure = figures.build_column_figure(walk.picture, place, text, divided=True)
    caption = text.text("classifier.scale.caption", low=low, high=high)
    words = text.text("classifier.scale.words", square=WHITE**2)
    return Step(words, r",\quad ".join(terms), Chart(figure, alt, caption))


def _show_z(walk: Walk, text: Translator) -> Step:
    passage = walk.before
    strongest = {
        "top": _tell_term(walk, int(passage.products.argmax()), text),
        "bottom": _tell_term(walk, int(passage.products.argmin()), text),
    }
    words = text.text(
        "classifier.z.words" if passage.products.any() else "classifier.z.words_zero",
        n=passage.x.size,
        **strongest,
    )
    about = choose_sign(passage.positive, passage.negative, passage.b, passage.z)
    formula = (
        rf"z = w^\top x + b {about} {write_latex(passage.positive)} {write_term(passage.negative)} "
        rf"{write_term(passage.b)} {about} {write_latex(passage.z)}"
    )
    numbers = {
        "positive": write_value(passage.positive),
        "negative": write_value(passage.negative),
        "b": write_value(passage.b),
        "z": write_value(passage.z),
    }
    figure = figures.build_sum_figure(passage, walk.place, walk.picture.shape, text)
    alt = text.text("classifier.z.alt", **numbers)
    return Step(
        words, formula, Chart(figure, alt, text.text("classifier.z.caption", name=walk.name_of(1, text)))
    )


def _tell_term(walk: Walk, index: int, text: Translator) -> str:
    """Tell which number of the picture has a term, and how large the term is."""
    place = place_of(index, walk.picture.shape)
    colour = text.text(f"classifier.colours.{'rgb'[place.channel]}")
    value = write_value(float(walk.before.products[index]))
    return text.text("classifier.z.term", row=place.row, column=place.column, colour=colour, value=value)


def _show_a(walk: Walk, text: Translator) -> Step:
    passage = walk.before
    names = [walk.name_of(label, text) for label in (0, 1)]
    says = names[passage.says]
    quoted = [walk.quote_name_of(label, text) for label in (0, 1)]
    told = {"name": quoted[1], "says": quoted[passage.says], "truth": quoted[int(passage.y)]}
    words = text.text(
        "classifier.a.words_right" if passage.says == passage.y else "classifier.a.words_wrong", **told
    )
    formula = (
        rf"a = \sigma(z) = \frac{{1}}{{1 + e^{{-z}}}} = \frac{{1}}{{1 + e^{{{write_latex(-passage.z)}}}}} = "
        rf"{write_latex(passage.a)}"
    )
    alt = text.text("classifier.a.alt", z=write_value(passage.z), a=write_value(passage.a), says=says)
    figure = figures.build_sigmoid_figure(passage, names, text)
    return Step(words, formula, Chart(figure, alt, text.text("classifier.a.caption")))


def _show_cost(walk: Walk, text: Translator) -> Step:
    passage, state = walk.before, walk.update.before
    share = passage.loss / walk.samples
    percent = write_percent(100 * share / state.cost if state.cost else 0.0)
    told = {"count": walk.samples, "share": write_value(share), "percent": percent}
    words = text.text("classifier.cost.words_train" if walk.trained else "classifier.cost.words_test", **told)
    inside = "a" if passage.y == 1 else "1 - a"
    formula = (
        rf"\mathcal{{L}} = -\log({inside}) = {write_latex(passage.loss)},\qquad "
        rf"J = \frac{{1}}{{m}}\sum \mathcal{{L}} = {write_latex(state.cost)}"
    )
    larger = int((state.losses > passage.loss).sum())
    alt = text.text(
        "classifier.cost.alt",
        loss=write_value(passage.loss),
        cost=write_value(state.cost),
        larger=larger,
        total=walk.samples,
    )
    figure = figures.build_losses_figure(state, passage, text, trained=walk.trained)
    caption = text.text("classifier.cost.caption" if walk.trained else "classifier.cost.caption_test")
    return Step(words, formula, Chart(figure, alt, caption))


def _show_gradient(walk: Walk, text: Translator) -> Step:
    passage, index = walk.before, walk.first
    dz = passage.a - passage.y
    words = text.text(
        "classifier.gradient.words_train" if walk.trained else "classifier.gradient.words_test",
        count=walk.samples,
    )
    push, whole = float(passage.push(walk.samples)[index]), float(walk.update.dw[index, 0])
    formula = (
        rf"dz = {write_latex(dz)},\;\; x_{{{index}}}\,dz/m = {write_latex(push)},\;\; "
        rf"dw_{{{index}}} = {write_latex(whole)}"
    )
    agreement = write_percent(100 * _compare(passage.push(walk.samples), walk.update.dw[:, 0]))
    alt = text.text(
        "classifier.gradient.alt_up" if dz > 0 else "classifier.gradient.alt_down",
        percent=agreement,
        dz=write_value(dz),
    )
    figure = figures.build_gradient_figure(passage, walk.update, walk.place, walk.picture.shape, text)
    caption = text.text("classifier.gradient.caption", percent=agreement) + _tell_blocks(figure, text)
    return Step(words, formula, Chart(figure, alt, caption))


def _compare(push: NDArray[np.float64], whole: NDArray[np.float64]) -> float:
    """Return the share of the weights that one picture pushes in the direction of the whole gradient, of
    those it pushes at all.
    """
    pushed = push != 0
    return float((np.sign(push) == np.sign(whole))[pushed].mean()) if pushed.any() else 0.0


def _show_update(walk: Walk, text: Translator) -> Step:
    update, before, after, index = walk.update, walk.before, walk.after, walk.first
    decimals = decimals_for(after.a - before.a)
    answers = {"before": write_value(before.a, decimals), "after": write_value(after.a, decimals)}
    words = text.text(f"classifier.update.words_{_compare_answers(before, after)}", y=before.y, **answers)
    w, gradient, new = (float(numbers[index, 0]) for numbers in (update.before.w, update.dw, update.after.w))
    decimals = decimals_for(new - w)
    formula = (
        rf"w_{{{index}}} := {write_latex(w, decimals)} - {write_digits(update.learning_rate, 6)} "
        rf"\cdot ({write_latex(gradient)}) = {write_latex(new, decimals)}"
    )
    step, weights = (write_value(float(np.abs(numbers).max())) for numbers in (update.step, update.before.w))
    alt = text.text("classifier.update.alt", step=step, weights=weights, **answers)
    figure = figures.build_update_figure(update, (before, after), walk.place, walk.picture.shape, text)
    caption = text.text("classifier.update.caption_last" if walk.ended else "classifier.update.caption")
    return Step(words, formula, Chart(figure, alt, caption + _tell_blocks(figure, text)))


def _compare_answers(before: Passage, after: Passage) -> str:
    """Return whether the second answer is ``nearer`` to the truth than the first, ``farther``, or the
    ``same``.
    """
    if after.a == before.a:
        return "same"
    return "nearer" if abs(after.a - after.y) < abs(before.a - before.y) else "farther"


def _show_loop(walk: Walk, text: Translator) -> Step:
    run, iteration = walk.run, walk.update.iteration
    start, now, final = (write_value(float(run.costs[i])) for i in (0, iteration, run.num_iterations))
    told = {"count": run.num_iterations, "iteration": iteration, "start": start, "now": now, "final": final}
    words = text.text("classifier.loop.words", **told)
    costs = {0: start, iteration: now, run.num_iterations: final}
    formula = r",\quad ".join(f"J_{{{at}}} = {cost}" for at, cost in costs.items())
    figure = figures.build_progress_figure(run, iteration, text)
    alt = text.text("classifier.loop.alt", **told)
    return Step(words, formula, Chart(figure, alt, text.text("classifier.loop.caption")))


def _tell_blocks(figure: Spec, text: Translator) -> str:
    """Tell into how large blocks the maps of a figure are drawn; nothing where every pixel is."""
    block = next(trace["dx"] for trace in figure["data"] if trace["type"] == "heatmap")
    return " " + text.text("classifier.blocks", block=block) if block > 1 else ""


_STEPS: Mapping[str, Callable[[Walk, Translator], Step]] = {
    "column": _show_column,
    "scale": _show_scale,
    "z": _show_z,
    "a": _show_a,
    "cost": _show_cost,
    "gradient": _show_gradient,
    "update": _show_update,
    "loop": _show_loop,
}
