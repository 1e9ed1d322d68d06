"""The chapters of a report, as HTML: each writes what the page shows of a run, and no more."""

import base64
import io
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import numpy as np
from PIL import Image

from playground.charts.curves import build_cost_figure, build_pinned_curve, build_stability_figure
from playground.charts.parts import Spec, log_ticks
from playground.charts.pictures import SMOOTH_FROM, build_weights_picture, largest_size
from playground.charts.surface import build_surface_figure
from playground.collection.loading import compute_file_sums
from playground.engine.landscape import Landscape
from playground.engine.training import TrainingRun
from playground.handin import Look, PinnedStudy, Written, file_name, list_way_options
from playground.handin.markup import Html, element, join
from playground.study.study import Study
from playground.study.telling import (
    class_name,
    dataset_name,
    describe_cost,
    describe_stability,
    describe_surface,
    emphasise,
    label_results,
    story,
    tell_baseline,
    tell_mistake,
    tell_results,
    tell_rounding,
    tell_way,
    tell_why,
    tell_without,
)
from playground.study.verdicts import THRESHOLD, Verdicts
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import write_digits, write_relation, write_seconds

MAX_PICTURES = 60
"""So many of the pictures that were answered wrongly are shown at most; the report says of how many."""

MAX_SIDE = 256
"""Larger pictures are made smaller, to so many pixels a side; the report says so."""

_PACKAGES = {"NumPy": "numpy", "h5py": "h5py", "Plotly": "plotly", "Streamlit": "streamlit"}
_INK, _RULE = "#1D2527", "#D9D2C1"  # textColor and borderColor of the page's light theme


@dataclass(frozen=True, eq=False)
class Subject:
    """What a report is about: a run, in which language it is told, how its charts are drawn, what a student
    wrote, and the runs it is compared with.
    """

    study: Study
    text: Translator
    look: Look
    written: Written
    pinned: Sequence[PinnedStudy]
    right: Study | None

    @property
    def name(self) -> str:
        """The name of the data set in that language."""
        return dataset_name(self.study.dataset.name, self.text)

    @property
    def classes(self) -> tuple[str, str]:
        """The names of classes 0 and 1 in that language."""
        zero, one = self.study.dataset.classes
        return class_name(zero, self.text), class_name(one, self.text)

    @property
    def beside(self) -> list[tuple[PinnedStudy, TrainingRun]]:
        """The pinned runs whose costs are drawn with this run's: those on the same pictures."""
        dataset = self.study.dataset
        return [
            (each, each.study.run) for each in self.pinned if each.study and each.study.dataset is dataset
        ]

    @property
    def landscape(self) -> Landscape:
        """The cost on the plane that is looked at."""
        return self.study.landscape(self.look.plane)


# --- What was done, and how it went ------------------------------------------------------------


def write_title(subject: Subject) -> Html:
    """Write what the report is about, and when it was made."""
    text, run = subject.text, subject.study.run
    now = datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")
    made = text.text("handin.report.made", app=text.text("app.title"), time=now)
    parts = [element("h1", text.text("handin.report.title", name=subject.name))]
    if subject.written.name:
        parts.append(element("p", text.text("handin.report.by", name=subject.written.name), class_="by"))
    parts.append(element("p", made, class_="made"))
    if run.stopped:
        stopped = text.text("training.stopped", done=run.num_iterations, total=run.requested_iterations)
        parts.append(element("p", stopped, class_="stopped"))
    return element("header", *parts)


def write_summary(subject: Subject) -> Html:
    """Write the four numbers of the page's headline, and in one sentence how the run went."""
    text, study = subject.text, subject.study
    cost, on_train, on_test, lead = tell_results(study, text)
    cost_label, train_label, test_label = label_results(study.threshold, text)
    of_cost, of_train, of_test = tell_rounding(study, text)
    numbers = (
        (cost_label, cost, of_cost),
        (train_label, on_train, _share(study.train), of_train),
        (test_label, on_test, _share(study.test), f"{lead} · {tell_baseline(study, text)}", of_test),
        (text.text("headline.time"), write_seconds(study.run.seconds)),
    )
    entries = []
    for label, value, *notes in numbers:
        lines = (element("small", note) for note in notes if note)
        entries.append(element("div", element("dt", label), element("dd", element("b", value), *lines)))
    told = [element("p", element("strong", mistake)) for mistake in tell_mistake(study.dataset, text)]
    told += [element("p", without) for without in tell_without(study, subject.right, text)]
    told.append(element("p", Html(emphasise(text.text(story(study))))))
    if study.rounding:
        told.append(element("p", text.text("headline.rounding_help")))
    return element("section", element("dl", *entries, class_="numbers"), *told)


def write_written(subject: Subject) -> Html:
    """Write what the student answers and concludes."""
    sections = []
    for key in ("answers", "conclusions"):
        told = getattr(subject.written, key).strip()
        if told:
            title = subject.text.text(f"handin.report.written.{key}")
            sections.append(_section(title, element("p", told, class_="written")))
    return join(sections)


def _share(verdicts: Verdicts) -> str:
    return f"{int(verdicts.right.sum()):,} / {len(verdicts.A):,}"


def write_settings(subject: Subject) -> Html:
    """Write what the run was made of."""
    text, dataset, run = subject.text, subject.study.dataset, subject.study.run
    height, width, _ = dataset.picture_shape
    zero, one = subject.classes
    counts = {"train": dataset.train_labels.size, "test": dataset.test_labels.size}
    values = {
        "dataset": subject.name
        if subject.name == dataset.name  # one's own have no other name
        else text.text("handin.report.dataset", name=subject.name, file=dataset.name),
        "classes": text.text("handin.report.classes", zero=zero, one=one),
        "pictures": text.text("handin.report.counts", **counts),
        "size": f"{width} × {height} × 3 = {dataset.n_features:,}",
        "learning_rate": write_digits(run.learning_rate, 6),
        "iterations": f"{run.num_iterations:,}",
        "threshold": text.text("handin.report.above", threshold=subject.study.threshold, name=one),
    }
    told = tell_way(run, text)
    if told:
        values["way"] = join_sentences(told)
    rows = [(text.text(f"handin.report.setting.{key}"), value) for key, value in values.items()]
    return _section(text.text("handin.report.settings"), _table(rows))


# --- Charts ------------------------------------------------------------


def draw_figures(subject: Subject) -> dict[str, Spec]:
    """Return the charts by the names of their places, in ink on paper; that of the stability limit only where
    theory gives one.
    """
    study, text, look = subject.study, subject.text, subject.look
    logarithmic = look.scale == "log"
    right = subject.right.run if subject.right else None
    cost = build_cost_figure(study.run, study.diagnosis, text, logarithmic=logarithmic, right=right)
    cost["data"] += _draw_pinned(subject)
    if logarithmic:
        runs = [study.run, *filter(None, [right]), *(run for _, run in subject.beside)]
        cost["layout"]["yaxis"] |= log_ticks(np.concatenate([run.costs for run in runs]))
    drawn = {
        "cost": cost,
        "surface": build_surface_figure(subject.landscape, text, view=look.view, logarithmic=logarithmic),
    }
    if study.stability.has_limit:
        drawn["stability"] = build_stability_figure(study.run, study.stability, text)
    return {name: _on_paper(spec) for name, spec in drawn.items()}


def _draw_pinned(subject: Subject) -> list[Spec]:
    """Draw the pinned runs under the curve; on paper they are named below it, as nobody points at them."""
    curves = (build_pinned_curve(run, each.mark, each.title, subject.text)[0] for each, run in subject.beside)
    return [curve | {"name": curve["meta"]["name"], "showlegend": True} for curve in curves]


def write_charts(subject: Subject) -> Html:
    """Write the places of the charts, each with what it says in words."""
    text, study = subject.text, subject.study
    cost = describe_cost(study, text, subject.right)
    surface = describe_surface(study.run, subject.landscape, subject.look.view, text)
    limit = [element("p", Html(told)) for told in tell_why(study, text)]
    if study.stability.has_limit:
        limit.insert(0, _chart("stability", **describe_stability(study, text)))
    return join(
        [
            element("noscript", element("p", text.text("handin.report.no_script"), class_="stopped")),
            _section(text.text("cost_card.title"), _chart("cost", **cost)),
            _section(text.text("surface_card.title"), _chart("surface", **surface)),
            _section(text.text("stability.title"), *limit),
        ]
    )


def write_comparison(subject: Subject) -> Html:
    """Write the pinned runs, this run first, with settings and results; nothing where none is pinned."""
    text, pinned = subject.text, subject.pinned
    if not pinned:
        return Html("")
    heads = (text.text("pins.table.name"), text.text("pins.table.settings"))
    labels = label_results(subject.study.threshold, text)
    line = element("tr", element("td"), *(element("th", each, scope="col") for each in (*heads, *labels)))
    rows = [_compared("", text.text("handin.report.this_run"), subject.study, subject)]
    rows += [_compared(str(each.mark), each.title, each.study, subject) for each in pinned]
    told = [] if all(each.study for each in pinned) else [element("p", text.text("handin.report.untrained"))]
    table = element("table", line, *rows, class_="runs")
    return _section(text.text("handin.report.pinned"), table, *told)


def _compared(mark: str, title: str, study: Study | None, subject: Subject) -> Html:
    """Write the line of a run: its mark, its name, its settings, and its three results."""
    made, results = "–", ["–"] * 3
    if study:
        made = f"{study.run.learning_rate:g} · {study.run.num_iterations:,}"
        results = tell_results(study, subject.text)[:3]
        if study.dataset is not subject.study.dataset:
            made += f" · {dataset_name(study.dataset.name, subject.text)}"
    cells = (element("td", each) for each in (made, *results))
    return element("tr", element("td", mark), element("th", title, scope="row"), *cells)


def _chart(name: str, alt: str, caption: str) -> Html:
    place = element("div", id=name, role="img", aria_label=alt)
    return element("figure", place, element("figcaption", caption))


def _on_paper(spec: Spec) -> Spec:
    """Return a figure in the colours of the page's light theme; there the browser sees to that."""
    layout = _with_rules(spec["layout"])
    if "scene" in layout:
        layout["scene"] = _with_rules(layout["scene"])
    layout["font"] = {**layout["font"], "color": _INK}
    clear = "rgba(0, 0, 0, 0)"
    return {"data": spec["data"], "layout": layout | {"paper_bgcolor": clear, "plot_bgcolor": clear}}


def _with_rules(parts: dict[str, Any]) -> dict[str, Any]:
    rules = {"gridcolor": _RULE, "zerolinecolor": _RULE}
    return {key: rules | part if key.endswith("axis") else part for key, part in parts.items()}


# --- Answers and weights ------------------------------------------------------------


def write_confusion(subject: Subject) -> Html:
    """Write how many test pictures of each class got each answer, class 1 first as on the page."""
    text, counts = subject.text, subject.study.test.confusion()
    says = [text.text("predictions.says", name=subject.classes[answer]) for answer in (1, 0)]
    lines = [element("tr", element("td"), *(element("th", name, scope="col") for name in says))]
    for label in (1, 0):
        name = text.text("predictions.is", name=subject.classes[label])
        cells = [_count(int(counts[label, answer]), answer == label, text) for answer in (1, 0)]
        lines.append(element("tr", element("th", name, scope="row"), *cells))
    return _section(text.text("predictions.confusion"), element("table", *lines, class_="confusion"))


def _count(count: int, right: bool, text: Translator) -> Html:
    kind = "right" if right else "wrong"
    return element("td", element("b", f"{count:,}"), text.text(f"predictions.{kind}_mark"), class_=kind)


def write_mistakes(subject: Subject) -> Html:
    """Write the test pictures that were answered wrongly, the surest mistakes first."""
    text, dataset, test = subject.text, subject.study.dataset, subject.study.test
    chosen, total = test.select("wrong", "wrong"), len(test.A)
    title = text.text("handin.report.mistakes")
    if len(chosen) == 0:
        return _section(title, element("p", text.text("handin.report.no_mistakes", count=total)))
    told = [text.text("handin.report.mistakes_all", count=len(chosen), total=total)]
    if len(chosen) > MAX_PICTURES:
        told.append(text.text("handin.report.mistakes_most", shown=MAX_PICTURES))
    if max(dataset.picture_shape) > MAX_SIDE:
        told.append(text.text("handin.report.smaller", side=MAX_SIDE))
    tiles = [_mistake(subject, int(index)) for index in chosen[:MAX_PICTURES]]
    kind = "pictures" if dataset.picture_shape[0] >= SMOOTH_FROM else "pictures pixels"
    return _section(title, element("p", join_sentences(told)), element("div", *tiles, class_=kind))


def _mistake(subject: Subject, index: int) -> Html:
    text, test = subject.text, subject.study.test
    probability = write_relation(float(test.A[index]), 4)
    label, answer = (subject.classes[each[index]] for each in (test.Y, test.answers))
    described = text.text(
        "predictions.tile_wrong", number=index + 1, label=label, answer=answer, probability=probability
    )
    picture = Image.fromarray(subject.study.dataset.test_pictures[index])
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    words = (
        element("b", text.text("predictions.says", name=answer)),
        element("span", text.text("predictions.really", name=label)),
        element("span", text.text("handin.report.number", number=index + 1, probability=probability)),
    )
    return element("figure", _image(picture, described), element("figcaption", *words))


def write_weights(subject: Subject) -> Html:
    """Write the learned weights as two pictures: the mean of the three colours, and each of them."""
    text = subject.text
    pixels = subject.study.weights[0].reshape(subject.study.dataset.picture_shape)
    mean = pixels.mean(axis=2)
    scale, largest = largest_size(mean), largest_size(pixels)
    names = {"name": subject.classes[1], "other": subject.classes[0]}
    caption = text.text("weights.caption", **names)
    full = text.text("handin.report.full_colour", scale=write_digits(scale, 2))
    single = _image(
        build_weights_picture([mean], scale), text.text("weights.alt", scale=write_digits(scale, 2), **names)
    )
    triple = _image(
        build_weights_picture(list(np.moveaxis(pixels, 2, 0)), largest),
        text.text("weights.channels_alt", scale=write_digits(largest, 2)),
    )
    channels = text.text("weights.channels_caption", scale=write_digits(largest, 2))
    pictures = (
        element("figure", single, element("figcaption", join_sentences([caption, full]))),
        element("figure", triple, element("figcaption", channels)),
    )
    return _section(text.text("weights.title"), element("div", *pictures, class_="weights"))


def _image(picture: Image.Image, alt: str) -> Html:
    contents = io.BytesIO()
    picture.save(contents, "PNG")
    written = base64.b64encode(contents.getvalue()).decode()
    return element("img", src=f"data:image/png;base64,{written}", alt=alt)


# --- The same again ------------------------------------------------------------


def write_origin(subject: Subject) -> Html:
    """Write how to get the same again: the command, the versions, and the sums of the data."""
    text, dataset = subject.text, subject.study.dataset
    versions = {name: version(package) for name, package in _PACKAGES.items()}
    system = {text.text("handin.report.system"): platform.platform()}
    contents = {text.text("handin.report.contents"): dataset.fingerprint}
    return _section(
        text.text("handin.report.again"),
        element("p", text.text("handin.report.command")),
        element("pre", element("code", write_command(subject))),
        element("p", text.text("handin.report.rounding")),
        element("h3", text.text("handin.report.versions")),
        _table([*({"Python": platform.python_version()} | versions | system).items()]),
        element("h3", text.text("handin.report.sums")),
        element("div", _table([*(contents | compute_file_sums(dataset)).items()]), class_="sums"),
    )


def write_command(subject: Subject) -> str:
    """Return the command that makes the same report again."""
    study, look, usual = subject.study, subject.look, Look()
    run = study.run
    options = [
        ("dataset", study.dataset.name),
        ("learning-rate", repr(run.learning_rate)),
        ("iterations", str(run.num_iterations)),
        *list_way_options(run.way),
        *(
            (name, getattr(look, name))
            for name in ("plane", "view", "scale")
            if getattr(look, name) != getattr(usual, name)
        ),
        *([] if study.threshold == THRESHOLD else [("threshold", f"{study.threshold}")]),
        ("output", file_name(study, "report", "html")),
    ]
    written = " ".join(f"--{name} {value}" for name, value in options)
    return f"python -m playground --language {subject.text.language} report {written}"


def _section(title: str, *parts: Html) -> Html:
    return element("section", element("h2", title), *parts)


def _table(rows: Sequence[tuple[str, str]]) -> Html:
    lines = [element("tr", element("th", name, scope="row"), element("td", value)) for name, value in rows]
    return element("table", *lines, class_="facts")
