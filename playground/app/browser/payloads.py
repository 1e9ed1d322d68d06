"""What crosses to the browser, by name: answers of the routes, and what the script says of each part.

`js/types.d.ts` has the same names with the same keys; a test compares both, and with what is really sent.
Nothing here knows Streamlit.
"""

from typing import Any, NotRequired, TypedDict

from playground.charts.parts import Spec

# --- Parts: places on the page, each with what its script needs -----------------


class Part(TypedDict):
    """Which part it is, the script that fills it, and what is said while that does not come."""

    part: str
    stage: str
    unloaded: str


class NamedPart(Part):
    """A part of which there may be several: `of` tells them apart."""

    of: str


class CopyPart(NamedPart):
    """A text to copy, and the words around that."""

    text: str
    words: dict[str, str]


class NudgesPart(NamedPart):
    """The nudges of the first minute in words, and the learning rate from which one has gone too far, with
    its place on the slider, as a share of the way.
    """

    far: float
    at: float
    words: dict[str, str]


# --- How arrays travel (packing.py) ----------------------------------------------


class PackedArray(TypedDict):
    """An array among packed bytes: so many numbers of so many bytes, each the difference from that some
    places before, for one of the `lags` after another. ``levels`` are low + number / per, their differences
    with the sign in the lowest bit; a ``float`` is the first bits of a float32; a ``double`` stands as it is.
    """

    kind: str
    bytes: int
    lags: list[int]
    length: int
    per: float
    low: float


# --- Frames: all that moves with a thumb ---------------------------------------


class ChartPart(TypedDict):
    """A chart with what it shows in words (``alt``), and its caption."""

    figure: Spec
    alt: str
    caption: str


class HeadlineNumber(TypedDict):
    """A number of the headline, with the range that rounding alone gives it, if any; that of the test
    pictures with its lead over always saying one class.
    """

    label: str
    value: str
    help: str
    rounding: str
    lead: NotRequired[str]
    note: NotRequired[str]


class Headline(TypedDict):
    """The numbers of a run, and a sentence (HTML) that says how it went."""

    numbers: list[HeadlineNumber]
    story: str


class Sheet(TypedDict):
    """Where the pictures are, in so many columns and rows; pixels are shown as such where not `smooth`."""

    address: str
    columns: int
    rows: int
    smooth: bool


class TileWords(TypedDict):
    """How the alternative text of a right and of a wrong answer reads."""

    right: str
    wrong: str


class GalleryValues(TypedDict):
    """The numbers in the sentence above the gallery."""

    shown: int
    total: int
    right: int
    name: str
    threshold: str


class Gallery(TypedDict):
    """The pictures of one page, each with its number, its place on the sheet, its label, and the answer."""

    sheet: Sheet
    pictures: list[int]
    places: list[int]
    labels: list[int]
    answers: list[int]
    probabilities: list[float]
    names: list[str]
    described: TileWords
    right: str
    key: str
    count: str
    values: GalleryValues
    range: str
    none: str


Confusion = TypedDict(
    "Confusion",
    {
        "title": str,
        "says": list[str],
        "is": list[str],
        "marks": list[str],
        "cells": list[str],
        "chosen": str,
        "counts": list[int],
    },
)
"""How many pictures of each class got each answer, row by row, with the words around it; what each cell is
called as a choice of pictures, and which pictures are chosen.
"""


class ScoreTable(TypedDict):
    """The scores, each with what it is, its share, and of how many."""

    names: list[str]
    explained: list[str]
    none: str
    values: list[tuple[str, str]]


Asked = TypedDict(
    "Asked",
    {
        "keys": list[str],
        "probabilities": list[float],
        "answers": list[int],
        "for": list[float],
        "against": list[float],
        "b": float,
    },
)
"""What the neuron says of a visitor's own pictures, by their keys, and how z adds up."""


class Frame(TypedDict):
    """All that is shown of a run while a thumb moves; `whole` unless the right run is not there yet that
    stands beside one with a mistake.
    """

    whole: bool
    headline: Headline
    results: list[float]
    cost: ChartPart
    surface: ChartPart
    gallery: Gallery
    confusion: Confusion
    scores: ScoreTable
    roc: ChartPart
    asked: NotRequired[Asked]


# --- Films: what is shown of a run that stands still ----------------------------


class WeightsHeader(TypedDict):
    """What stands before the arrays of the weights: their size as a picture, the colours of its scale, and
    its words.
    """

    height: int
    width: int
    colours: list[tuple[int, int, int]]
    alt: str
    caption: str
    exact_behind: str
    channels_alt: str
    channels_caption: str
    arrays: dict[str, Any]


class Transport(TypedDict):
    """The words of the keys that play a run back."""

    total: int
    about: str
    moment: str
    cost_at: str
    cost_end: str
    flips: str


class MomentStory(TypedDict):
    """How a run has gone until a moment (HTML): at its start, and later, with the cost lower than at the
    start, the same or higher.
    """

    start: str
    later: str
    compared: list[str]


class FilmHeader(TypedDict):
    """What stands before the arrays of a film: the cost of each moment as it is written, and how accuracies
    and scores are, each once, whose places the arrays `accuracy` and `score` give.
    """

    costs_written: list[str]
    accuracies: list[list[str]]
    scores: list[list[tuple[str, str]]]
    story: MomentStory
    alts: dict[str, str]
    stability: ChartPart | None
    why: list[str]
    transport: Transport
    asked_keys: list[str]
    arrays: dict[str, Any]


# --- Pinned runs ----------------------------------------------------------------


class PinRow(TypedDict):
    """What is known of a pinned run: its results only where it is ``done``."""

    state: str
    dataset: str
    results: NotRequired[list[float]]
    written: NotRequired[list[str]]
    rounding: NotRequired[list[str]]


class Pins(TypedDict):
    """The results of the pinned runs, by their identities, and the curves of those that are drawn."""

    dataset: str
    threshold: str
    rows: dict[str, PinRow]
    curves: list[Spec]
    ticks: Spec
    highest: float
    caption: str
    alt: str
    labels: tuple[str, str, str]
    words: dict[str, str]


class PinnedPaths(TypedDict):
    """The paths of the pinned runs on the surface of one frame, and what is said of them."""

    lines: list[Spec]
    numbers: list[Spec]
    told: str


# --- The tuning map -------------------------------------------------------------


class MapColumns(TypedDict):
    """Columns of the map, each with a number for every rate; accuracies as counts of right answers."""

    costs: list[list[float]]
    train: list[list[int]]
    test: list[list[int]]


class MapRanges(TypedDict):
    """What rounding alone makes of columns of the map: which cells it decides (1), and the lowest and the
    highest numbers there.
    """

    decided: list[list[int]]
    costs: list[list[list[float]]]
    train: list[list[list[int]]]
    test: list[list[list[int]]]


class FoldRanges(TypedDict):
    """The same of the right answers in the cross-validation, for all columns."""

    decided: list[list[int]]
    folds: list[list[list[int]]]


class BestCell(TypedDict):
    """The best cell by a score that rounding does not decide, how many such cells are as good, and the fewest
    and the most right answers to test pictures among them.
    """

    row: int
    column: int
    score: float
    ties: int
    tested: list[int]


class BestCells(TypedDict):
    """The best cell by each score."""

    test: BestCell
    folds: BestCell
    train: BestCell
    costs: BestCell


class Difference(TypedDict):
    """How far the best test score is above an honest choice: so many right answers of so many test pictures,
    and the 95 % interval of the honest choice's accuracy, in percent.
    """

    promise: int
    honest: int
    count: int
    low: float
    high: float


class MapSeconds(TypedDict):
    """How long was computed."""

    sweep: float
    validation: float


class MapLine(TypedDict, total=False):
    """A line of the map, as `maps` lists them."""

    iterations: list[int]
    columns: MapColumns
    ranges: MapRanges
    fold: int
    folds: int
    iteration: int
    again: bool
    judged: int
    right: list[list[int]]
    fold_ranges: FoldRanges
    best: BestCells
    difference: Difference
    chance: tuple[float, float] | None
    seconds: MapSeconds


class MapAlt(TypedDict):
    """What the map shows in words, when it is complete and before."""

    complete: str
    waiting: str


class MapCounts(TypedDict):
    """How many pictures there are."""

    train: int
    test: int


class MapBaseline(TypedDict):
    """What always saying one class would give, in percent."""

    name: str
    baseline: float


class MapBaselines(TypedDict):
    """The baseline of the test pictures, and that of the training pictures."""

    test: MapBaseline
    folds: MapBaseline


class MapRows(TypedDict):
    """The rows of a map from below: what their axis calls them, where they lie on it, and what a click there
    chooses; which of them is chosen now, where no slider says it.
    """

    names: list[str]
    places: list[float]
    choices: list[dict[str, str]]
    here: str


class MapWords(TypedDict):
    """What is known of a map before its numbers: the chart without values, and the words."""

    score: str
    figure: Spec
    rows: MapRows
    alt: MapAlt
    intro: str
    counts: MapCounts
    baselines: MapBaselines
    folds: int
    words: dict[str, Any]
    choosing: dict[str, str]


class MapPart(Part, MapWords):
    """All that the browser needs to draw a map but its numbers, which come from `source`."""

    plotly: str
    visitor: dict[str, str]
    source: str
    positions: dict[str, float]
    steps: dict[str, list[str]]
    unread: str


# --- Parts that carry what they need --------------------------------------------


class QuestionPart(NamedPart):
    """What the page asks, where its thumbs stand, and where the answers are."""

    question: dict[str, str]
    positions: dict[str, float]
    steps: dict[str, list[str]]
    visitor: dict[str, str]
    frames: str
    films: str
    weights: str
    pins: str
    paths: str
    pinned: dict[str, str]
    plotly: str
    unread: str
    texts: dict[str, str]


class WatchPart(Part):
    """The language of the page, what it says while its server is away, where it asks whether its session is
    still there, and the choices with which it begins anew.
    """

    language: str
    away: str
    session: str
    visitor: dict[str, str]
    positions: dict[str, float]
    steps: dict[str, list[str]]


class ToldChapter(TypedDict):
    """A chapter of a lesson in words: for the class, and for the teacher alone."""

    title: str
    say: str
    note: str
    minutes: int


class PresenterPart(NamedPart):
    """Where a lesson on a projector is, and what its keys are: `place` counts from 1, and 0 is no chapter;
    `notes` is the address of the teacher's window.
    """

    place: int
    page: str
    plan: list[ToldChapter]
    screens: list[str]
    notes: str
    keys: list[tuple[str, str]]
    words: dict[str, str]


class NotesPart(NamedPart):
    """The words of the teacher's window: what it shows comes from the window with the projector."""

    words: dict[str, str]


class WallPart(NamedPart):
    """The words of the teacher's wall, where it asks, `at`, where students join, where runs open, `home`,
    where the class follows, `lead`, or looks for a hidden mistake, `search`; the stability limit of the
    pictures, if there is one, and what the axes reach.
    """

    about: str
    at: str
    join: str
    home: str
    lead: str
    search: str
    rates: list[str]
    language: str
    dataset: str
    limit: float | None
    ranges: dict[str, list[float]]
    pictures: str
    pictures_title: str
    minutes: list[int]
    words: dict[str, str]
    pages: dict[str, str]
    states: dict[str, str]


class LinePart(NamedPart):
    """The line of a page that follows a class or leads it, and what it tells the class: the page, the
    pictures, the way down and where the thumbs are; `home` is the address of the first page, and
    `refused` says why what was to be handed in was not.
    """

    at: str
    home: str
    code: str
    page: str
    language: str
    dataset: str
    refused: str
    way: str
    positions: dict[str, float]
    steps: dict[str, list[str]]
    words: dict[str, str]


class OfferingPart(NamedPart):
    """A question of a page that can be asked to the class, and its options, as plain text."""

    at: str
    language: str
    question: str
    options: list[str]
    words: dict[str, str]


class ClassOpened(TypedDict):
    """A class, for its teacher: the secret, and how others reach it."""

    code: str
    secret: str
    link: str
    picture: str


class ClassPace(TypedDict):
    """What the teacher asks of a page: to be ``free``, to ``follow`` to a page with these choices, or to be
    ``frozen`` under a sentence.
    """

    kind: str
    sentence: str
    page: str
    choices: dict[str, str]


class ClassQuestion(TypedDict):
    """A question to a class, whether it is for the accuracy of a run, how many have answered, and one's own
    answer: a number, or the place of an option. Once it is revealed, all answers, and what is right where
    that is known.
    """

    number: int
    text: str
    predicts: bool
    options: list[str]
    answered: int
    own: float | None
    revealed: bool
    answers: list[float]
    truth: float | None


class ContestRow(TypedDict):
    """The best run of a seat; no place where rounding decides it, no test score (percent) before the end."""

    seat: int
    place: int | None
    rate: float
    iterations: int
    folds: float
    test: float | None


class ContestFooled(TypedDict):
    """The run that would have won by the test score, and by how many points that lies above the
    cross-validated one: of this run, and of all, on average and with their standard deviation.
    """

    seat: int
    rate: float
    iterations: int
    folds: float
    test: float
    above: float
    count: int
    average: float
    spread: float | None


class ClassContest(TypedDict):
    """A contest: on which pictures, the seconds left, how many runs have counted, of so many at most, and the
    seats' best (to a member only their own); how many runs are not scored yet, or never; at its end, to the
    teacher, why the best score may be chance.
    """

    dataset: str
    title: str
    left: float
    counted: int
    most: int
    rows: list[ContestRow]
    pending: int
    long: int
    fooled: ContestFooled | None
    doubt: str


class ClassJoined(TypedDict):
    """A member of a class, for their own browser; `mark` tells the class from another with its code, and
    `named` whether they typed the name.
    """

    token: str
    mark: str
    seat: int
    name: str
    pace: ClassPace
    question: ClassQuestion | None
    contest: ClassContest | None
    asks_names: bool
    named: bool
    handed_in: str


class ClassPlace(TypedDict):
    """Where a member is, and with which run: none where there are no iterations; `address` asks for it on the
    playground, where its pictures are the server's.
    """

    seat: int
    name: str
    state: str
    page: str
    dataset: str
    rate: float
    iterations: int
    way: str
    address: str
    way_name: str
    answered: bool
    handed_in: bool


class ClassWall(TypedDict):
    """Who is in a class, and what is asked of it; `held` are the seats that the pace is meant for, none where
    it is all.
    """

    places: list[ClassPlace]
    pace: ClassPace
    held: list[int]
    question: ClassQuestion | None
    contest: ClassContest | None
    handed_in: int
    asks_names: bool


class ClassCurve(TypedDict):
    """The costs of a run."""

    iterations: list[int]
    costs: list[float]


class SensorPart(Part):
    """The sliders to listen to, and the number of the report that the page shows now."""

    keys: list[str]
    answered: int
    unread: str


class HandlePoint(TypedDict):
    """A point of a chart that can be pulled."""

    x: float
    y: float
    limits: tuple[tuple[float, float], tuple[float, float] | None]
    title: str
    along: bool
    answered: int


class LessonChart(NamedPart):
    """A chart of the lesson: one that hears clicks (`picks`), or has a handle, now or later."""

    chart: ChartPart
    plotly: str
    picks: NotRequired[bool]
    handle: NotRequired[HandlePoint | None]


class OwnTile(TypedDict):
    """A picture of the visitor's own."""

    key: str
    name: str
    address: str


class OwnTiles(NamedPart):
    """The visitor's own pictures, and the words for the answers to them."""

    tiles: list[OwnTile]
    selected: str
    threshold: str
    smooth: bool
    title: str
    names: list[str]
    described: str


class OwnReasons(NamedPart):
    """The pixels of the chosen picture as the neuron sees them (base64), and the words for three panels."""

    pixels: str
    titles: list[str]
    alts: list[str]


class OwnTally(NamedPart):
    """The sentence that adds z up for the chosen picture."""

    key: str
    pattern: str


class CropPlace(TypedDict):
    """The middle of a crop, and its share of the largest there is."""

    x: float
    y: float
    share: float


class CropPart(Part):
    """A picture (width, height), the form that the neuron sees, and where it is cropped."""

    key: str
    address: str
    size: tuple[int, int]
    form: tuple[int, int]
    answered: int
    crop: CropPlace
    alt: str
    label: str
    place: str


class PictureOffer(TypedDict):
    """A chart on offer as a picture: of which part, under which name, and with which heading."""

    name: str
    label: str
    file: str
    title: str


class PicturesPart(NamedPart):
    """The charts on offer as pictures."""

    charts: list[PictureOffer]
    failed: str
