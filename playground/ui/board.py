"""The board of pinned runs, side by side with the run shown now, and the link that carries them all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from playground.datasets import Dataset, DatasetError, get_dataset
from playground.figures import PIN_STYLES
from playground.i18n import Translator
from playground.telling import dataset_name, format_cost
from playground.training import TrainingRun
from playground.ui import runs, settings
from playground.ui.handin import show_hand_in
from playground.ui.pins import MAX_NAME, MAX_PINS, Pin, PinBoard, Pins, clean_name
from playground.ui.plain import as_markdown
from playground.verdicts import compute_verdicts

PATIENCE_SECONDS = 0.3
"""The page waits so long for the result of one pinned run."""

_COLUMNS = [0.6, 2.0, 1.7, 1.1, 1.2, 1.1, 2.4]
_HEADS = ("name", "settings", "cost", "train", "test")
_SWATCH = """<svg xmlns="http://www.w3.org/2000/svg" width="56" height="24" viewBox="0 0 56 24">
<line x1="0" y1="12" x2="56" y2="12" stroke="{colour}" stroke-width="3" stroke-dasharray="{dash}"/>
<circle cx="28" cy="12" r="10" fill="{colour}" stroke="white"/>
<text x="28" y="16.5" text-anchor="middle" style="font: 13px sans-serif" fill="white">{number}</text>
</svg>"""


@dataclass(frozen=True)
class Result:
    """How a run ended: its final cost, and the accuracies in percent."""

    cost: float
    train: float
    test: float


def show_pin_button(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Offer to pin the run that is shown, or say why it cannot be."""
    pins: Pins = settings.chosen(PinBoard.key)
    pin = Pin(dataset.name, run.learning_rate, run.num_iterations)
    known = [each.run for each in pins]
    label = text.text("pins.pin")
    if pin.run in known:
        label = text.text("pins.pinned", number=known.index(pin.run) + 1)
    hindered = _hindrance(pin, pins, text)
    st.button(
        label,
        on_click=_set_pins,
        args=((*pins, pin),),
        icon=":material/keep:",
        type="tertiary",
        help=hindered or text.text("pins.pin_help", limit=MAX_PINS),
        disabled=hindered is not None,
        key="pin",
    )


def show_board(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Show every pinned run with its settings and results, and how these differ from the run shown now."""
    pins: Pins = settings.chosen(PinBoard.key)
    with st.container(key="board"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"#### {text.text('pins.title')}", anchors=False)
            show_share(text)
            show_hand_in(dataset, run, text)
        if not pins:
            st.caption(text.text("pins.none", limit=MAX_PINS))
            return
        for column, key in zip(st.columns(_COLUMNS)[1:-1], _HEADS, strict=True):
            column.caption(text.text(f"pins.heads.{key}"))
        now = _result_of(dataset, run)
        for place, pin in enumerate(pins):
            _show_pin(place, pin, pins, now, text)
        st.caption(text.text("pins.differences"))


def show_share(text: Translator) -> None:
    """Show the link that reopens this page as it is, with the pinned runs."""
    with st.popover(text.text("share.button"), icon=":material/share:"):
        st.markdown(text.text("share.explained"))
        here = urlsplit(st.context.url or "")
        link = urlunsplit(here._replace(path=here.path or "/", query=urlencode(settings.write_share())))
        st.code(link, language=None, wrap_lines=True)


def _show_pin(place: int, pin: Pin, pins: Pins, now: Result, text: Translator) -> None:
    number = place + 1
    cells = st.columns(_COLUMNS, vertical_alignment="center")
    colour, dash = PIN_STYLES[place]
    swatch = _SWATCH.format(number=number, colour=colour, dash=dash.replace("px", ""))
    cells[0].image(swatch, width=56, alt=str(number))
    with cells[1]:
        _show_name(number, pin, text)
    cells[2].markdown(_settings_of(pin, text))
    for cell, written in zip(cells[3:-1], _write_results(_result(pin), now), strict=True):
        cell.markdown(written)
    moves: tuple[tuple[str, Callable[..., None], tuple[Any, ...], bool], ...] = (
        ("show", _go_back, (pin,), False),
        ("up", _set_pins, (_moved(pins, place, place - 1),), place == 0),
        ("down", _set_pins, (_moved(pins, place, place + 1),), place == len(pins) - 1),
        ("remove", _set_pins, ((*pins[:place], *pins[place + 1 :]),), False),
    )
    with cells[-1].container(horizontal=True, gap="xsmall"):
        for name, act, arguments, idle in moves:
            st.button(
                text.text(f"pins.act.{name}"),
                on_click=act,
                args=arguments,
                help=text.text(f"pins.act_help.{name}", number=number),
                disabled=idle,
                key=f"pin_{name}_{pin.key}",
            )


def _show_name(number: int, pin: Pin, text: Translator) -> None:
    key = f"pin_name_{pin.key}"
    st.session_state[key] = pin.name
    st.text_input(
        text.text("pins.name_of", number=number),
        key=key,
        placeholder=pin.title,
        max_chars=MAX_NAME,
        on_change=_rename,
        args=(pin, key),
        label_visibility="collapsed",
    )


def _settings_of(pin: Pin, text: Translator) -> str:
    written = f"{pin.learning_rate:g} · {pin.num_iterations:,}"
    if pin.dataset == settings.chosen("dataset"):
        return written
    return f"{written}  \n{as_markdown(dataset_name(pin.dataset, text))}"


def _result(pin: Pin) -> Result | None:
    """Return how a pinned run ended; nothing where its training takes longer than the page waits."""
    try:
        dataset = get_dataset(pin.dataset)
    except DatasetError:
        return None
    shelf = runs.run_shelf()
    run = shelf.obtain_within(PATIENCE_SECONDS, dataset, pin.learning_rate, pin.num_iterations)
    return None if run is None else _result_of(dataset, run)


def _result_of(dataset: Dataset, run: TrainingRun) -> Result:
    weights, threshold = run.weights_at(run.num_iterations), settings.chosen("threshold")
    on_train = compute_verdicts(*weights, dataset.X_train, dataset.train_labels, threshold)
    on_test = compute_verdicts(*weights, dataset.X_test, dataset.test_labels, threshold)
    return Result(float(run.costs[-1]), on_train.accuracy, on_test.accuracy)


def _write_results(found: Result | None, now: Result) -> list[str]:
    """Return cost and accuracies, each with its difference to the run shown now; dots where they are not
    known.
    """
    if found is None:
        return ["…"] * 3
    written = [
        f"{format_cost(found.cost)}  \n({found.cost - now.cost:+z.4f})",
        f"{found.train:.1f} %  \n({found.train - now.train:+z.1f})",
        f"{found.test:.1f} %  \n({found.test - now.test:+z.1f})",
    ]
    return [each.replace("-", "\N{MINUS SIGN}") for each in written]


def _hindrance(pin: Pin, pins: Pins, text: Translator) -> str | None:
    """Return why a run cannot be pinned; nothing where it can."""
    if pin.run in [each.run for each in pins]:
        return text.text("pins.is_pinned")
    if len(pins) == MAX_PINS:
        return text.text("pins.full", limit=MAX_PINS)
    return None if pin.num_iterations in settings.ITERATIONS else text.text("pins.between")


def _moved(pins: Pins, place: int, target: int) -> Pins:
    """Return the pins with one of them at another place."""
    rest = [*pins[:place], *pins[place + 1 :]]
    rest.insert(target, pins[place])
    return tuple(rest)


def _set_pins(pins: Pins) -> None:
    st.session_state[PinBoard.key] = pins


def _rename(pin: Pin, key: str) -> None:
    named = replace(pin, name=clean_name(st.session_state[key]))
    _set_pins(tuple(named if each.run == pin.run else each for each in settings.chosen(PinBoard.key)))


def _go_back(pin: Pin) -> None:
    """Set data set and sliders to those of a pinned run."""
    st.session_state.update(
        dataset=pin.dataset, learning_rate=pin.learning_rate, num_iterations=pin.num_iterations
    )
