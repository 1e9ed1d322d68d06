"""Pinned runs on the page: the button that pins, and the table that compares."""

import html
from functools import reduce
from itertools import accumulate, pairwise

import streamlit as st

from playground.app.browser.parts import show_part
from playground.app.session import choices, pins, settings
from playground.app.session.choices import Question
from playground.app.session.pins import Pin
from playground.app.session.runs import Shown
from playground.app.session.ways import RACE, list_choices
from playground.charts.curves import PIN_COLOURS, PIN_DASHES
from playground.data.contents import Dataset
from playground.engine.ways import Way
from playground.study.telling import dataset_name, label_results
from playground.words.catalogue import Message, Translator, join_sentences

_COLUMNS = [1.0, 2.6, 2.2, 5.4, 2.4]
_Run = tuple[str, float, int, Way]


def show_pin_button(run: Shown, text: Translator, key: str = "pin") -> None:
    """Offer to pin the run that is shown; where that cannot be, its help says why."""
    board = settings.chosen(choices.PINS)
    shown = (run.dataset.name, *run.asked[1:])
    known = pins.find_pin(board, *shown)
    hindrance = None if known else _hindrance(board)
    st.button(
        text.text("pins.pinned", mark=known.mark) if known else text.text("pins.pin"),
        icon=":material/check:" if known else ":material/keep:",
        disabled=bool(known or hindrance),
        help=text.text(hindrance) if hindrance else None,
        on_click=_pin,
        args=(shown, _chosen_run()),
        key=key,
    )


def show_race_button(run: Shown, text: Translator) -> None:
    """Offer to pin, at once, the runs of the ways that `RACE` names, from where the sliders are."""
    board, runners = settings.chosen(choices.PINS), _list_runners(run)
    missing = [pin for pin in runners if not pins.find_pin(board, *pin.settings)]
    fits = len(board) + len(missing) <= len(pins.MARKS)
    st.button(
        text.text("pins.race.button"),
        icon=":material/sports_score:",
        disabled=not (missing and fits),
        help=text.text("pins.race.help" if fits else "pins.race.full"),
        on_click=_race,
        args=(missing,),
        key="race",
    )


def _list_runners(run: Shown) -> list[Pin]:
    """Return a pin for each way of the race; a batch of all pictures is plain descent again."""
    m = run.dataset.prepared.n_samples
    ways = [way for way in RACE if way.batch is None or way.draws(m)]
    _, rate, count, _ = run.asked
    return [Pin(pins.MARKS[0], run.dataset.name, rate, count, way=way) for way in ways]


def _race(runners: list[Pin]) -> None:
    _set(reduce(pins.add_pin, runners, settings.chosen(choices.PINS)))
    settings.choose_written({"runs": 1})


def show_comparison(run: Shown, text: Translator) -> None:
    """Show the pinned runs with settings and results."""
    dataset, board = run.dataset, settings.chosen(choices.PINS)
    with st.container(key="comparison"):
        if not board:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(text.text("pins.empty"), width="content")
                show_pin_button(run, text, key="pin_first")
            return
        hindrance = _hindrance(board)
        if hindrance and not pins.find_pin(board, dataset.name, *run.asked[1:]):
            st.info(text.text(hindrance))
        _show_headings(text)
        for place, pin in enumerate(board):
            _show_row(pin, place, len(board), dataset, text)
        elsewhere = any(pin.dataset != dataset.name for pin in board)
        told = [text.text("pins.caption"), *([text.text("pins.other_data")] if elsewhere else [])]
        st.caption(join_sentences(told))


def _hindrance(board: pins.Board) -> Message | None:
    """Return why no run can be pinned, if so."""
    return Message("pins.full", most=len(pins.MARKS)) if pins.is_full(board) else None


def _chosen_run() -> _Run:
    asked = settings.current_question(Question)
    return asked.dataset, asked.learning_rate, asked.num_iterations, asked.way


def _pin(shown: _Run, asked: _Run) -> None:
    # A slider that moved with the same message shows its run already, by a frame.
    run = shown if _chosen_run() == asked else _chosen_run()
    name, rate, count, way = run
    _set(pins.add_pin(settings.chosen(choices.PINS), Pin(pins.MARKS[0], name, rate, count, way=way)))


def _set(board: pins.Board) -> None:
    st.session_state[choices.PINS] = board


def _show_headings(text: Translator) -> None:
    with st.container(key="pin_headings"):
        _, name, run, results, _ = st.columns(_COLUMNS, vertical_alignment="bottom")
    name.html(f"<b>{text.text('pins.table.name')}</b>")
    run.html(f"<b>{text.text('pins.table.settings')}</b>")
    numbers = map(html.escape, label_results(settings.chosen("threshold"), text))
    results.html(f'<div class="np-results">{"".join(f"<b>{each}</b>" for each in numbers)}</div>')


def _show_row(pin: Pin, place: int, count: int, dataset: Dataset, text: Translator) -> None:
    with st.container(key=f"pin_row_{pin.identity}"):
        mark, name, run, results, buttons = st.columns(_COLUMNS, vertical_alignment="center")
    mark.html(_draw_mark(pin.mark))
    with name:
        _show_name(pin, text)
    run.html(_tell_settings(pin, dataset, text))
    with results:
        show_part("pin", of=pin.identity)
    with buttons.container(horizontal=True, gap=None):
        _show_buttons(pin, place, count, text)


def _show_name(pin: Pin, text: Translator) -> None:
    key = f"pin_name_{pin.identity}"
    st.session_state[key] = pin.name  # as the board keeps it, which may be less than was typed
    st.text_input(
        text.text("pins.row.name", mark=pin.mark),
        max_chars=pins.LONGEST_NAME,
        placeholder=pin.tell(text),
        label_visibility="collapsed",
        on_change=lambda: _set(
            pins.rename_pin(settings.chosen(choices.PINS), pin.mark, st.session_state[key])
        ),
        key=key,
    )


def _show_buttons(pin: Pin, place: int, count: int, text: Translator) -> None:
    absent = not settings.offers("dataset", pin.dataset)
    _show_button("back", ":material/undo:", pin, text, disabled=absent)
    _show_button("up", ":material/arrow_upward:", pin, text, disabled=place == 0)
    _show_button("down", ":material/arrow_downward:", pin, text, disabled=place == count - 1)
    _show_button("remove", ":material/delete:", pin, text, disabled=False)


def _show_button(act: str, icon: str, pin: Pin, text: Translator, *, disabled: bool) -> None:
    label = text.text(f"pins.row.{act}", mark=pin.mark)
    st.button(
        label,
        icon=icon,
        help=label,  # the label itself is only read aloud
        type="tertiary",
        disabled=disabled,
        on_click=_act,
        args=(act, pin),
        key=f"pin_{act}_{pin.identity}",
    )


def _act(act: str, pin: Pin) -> None:
    board = settings.chosen(choices.PINS)
    if act == "back":
        keys = ("dataset", "learning_rate", "num_iterations")
        st.session_state.update(zip(keys, pin.settings, strict=False))
        settings.choose_written(list_choices(pin.way))
    elif act == "remove":
        _set(pins.remove_pin(board, pin.mark))
    else:
        _set(pins.move_pin(board, pin.mark, 1 if act == "down" else -1))


def _draw_mark(mark: int) -> str:
    """Return the number of a pin and a piece of its line, as the chart draws both."""
    colour = PIN_COLOURS[mark - 1]
    ends = [0, *accumulate(map(int, PIN_DASHES[mark - 1].split(",")))]
    stops = [
        f"{'transparent' if i % 2 else colour} {low}px {high}px"
        for i, (low, high) in enumerate(pairwise(ends))
    ]
    line = f"repeating-linear-gradient(90deg, {', '.join(stops)})"
    return f'<span class="np-pin-mark" style="--colour: {colour}; --line: {line}"><b>{mark}</b></span>'


def _tell_settings(pin: Pin, dataset: Dataset, text: Translator) -> str:
    told = pin.tell(text)
    if pin.dataset == dataset.name:
        return told
    return f"{told}<br><small>{html.escape(dataset_name(pin.dataset, text))}</small>"
