"""Pinned runs: the board, how a link writes it, and what a hostile link can do."""

import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.session import pins
from playground.app.session.choices import LEARNING_RATE, LEARNING_RATES, NUM_ITERATIONS
from playground.app.session.pins import Board, Pin
from playground.app.session.quoting import LONGEST_QUOTE, keep_visible, quote
from playground.engine.ways import AdaGrad, Adam, Cosine, Fork, Momentum, Nesterov, RMSProp, Steps, Way
from playground.words.catalogue import LANGUAGES, Message, translator

RATE, COUNT = LEARNING_RATE, NUM_ITERATIONS
TEXTS = st.text(max_size=200)
DATASETS = st.text("abcXYZ019_-", min_size=1, max_size=246)
SETTINGS = st.tuples(DATASETS, st.sampled_from(LEARNING_RATES), st.sampled_from(COUNT.options))
UNSEEN = "\x00\x1b\x7f\u200b\u200d\u2066\u202e\ufeff\u00ad\U000e0041"


def read(written: str) -> tuple[Board, list[Message]]:
    return pins.read_board(written, RATE.read, COUNT.read)


def keys(ignored: list[Message]) -> list[str]:
    """Return which sentences there are; each can be said in both languages."""
    assert all(translator(language).text(each) for each in ignored for language in LANGUAGES)
    return [message.key.removeprefix("pins.ignored.") for message in ignored]


@st.composite
def boards(draw: Any) -> Board:
    runs = draw(st.lists(SETTINGS, unique=True, max_size=8))
    marks = draw(st.permutations(list(pins.MARKS)))
    names = [keep_visible(draw(TEXTS), pins.LONGEST_NAME) for _ in runs]
    return tuple(Pin(mark, *run, name) for mark, run, name in zip(marks, runs, names, strict=False))


def full_board(count: int = 8) -> Board:
    board: Board = ()
    for i in range(count):
        board = pins.add_pin(board, Pin(1, "tiny", 0.005, 10 * i))
    return board


# --- The codec ------------------------------------------------------------


@given(boards())
def test_every_board_is_read_as_it_was_written(board: Board) -> None:
    written = pins.write_board(board)
    (arrived,) = parse_qs(urlencode({"pins": written}), keep_blank_values=True)["pins"]
    assert read(arrived) == (board, [])


def test_the_longest_board_is_short_enough_to_be_read() -> None:
    longest = max(COUNT.options)
    board = tuple(Pin(mark, "d" * 245 + str(mark), 0.000112, longest, "~" * 40) for mark in pins.MARKS)
    assert len(pins.write_board(board)) <= pins.LONGEST_WRITTEN
    assert read(pins.write_board(board)) == (board, [])


@given(st.one_of(TEXTS, st.text("~123456789.tiny%", max_size=200)))
def test_whatever_is_written_gives_a_board_that_may_be(written: str) -> None:
    board, _ = read(written)
    assert len(board) <= 8
    assert len({pin.mark for pin in board}) == len({pin.settings for pin in board}) == len(board)
    assert all(pin.learning_rate in LEARNING_RATES and pin.num_iterations in COUNT.options for pin in board)
    assert read(pins.write_board(board)) == (board, [])


@given(boards(), TEXTS.filter(lambda text: "~~" not in text))
def test_the_good_pins_of_a_bad_link_stay(board: Board, rubbish: str) -> None:
    found, ignored = read(f"{rubbish}~~{pins.write_board(board)}")
    assert set(board) <= set(found) or len(found) == 8
    assert len(ignored) <= 1


@pytest.mark.parametrize(
    "part",
    [
        "tiny~0.005~100",  # no mark
        "0~tiny~0.005~100",
        "9~tiny~0.005~100",
        "12~tiny~0.005~100",
        "1~tiny~0.005",
        "1~tiny~0.005~100~one~two",
        "1~../secret~0.005~100",
        "1~~0.005~100",
        "1~tiny~0.0000001~100",
        "1~tiny~nan~100",
        "1~tiny~inf~100",
        "1~tiny~-0.005~100",
        "1~tiny~1e999~100",
        "1~tiny~0.005~1.5",
        "1~tiny~0.005~-10",
        "1~tiny~0.005~1e9",
        "1~tiny~0.005~",
        "1~tiny~3~100_plain-0.9-1-constant-0",  # no computer can hold its weights
        "1~" + "d" * 247 + "~0.005~100",
    ],
)
def test_a_pin_that_cannot_be_read_is_named_and_the_others_stay(part: str) -> None:
    board, ignored = read(f"{part}~~2~tiny~0.5~200~good")
    assert Pin(2, "tiny", 0.5, 200, "good") in board
    assert set(keys(ignored)) == {"strange"}


def test_a_link_of_a_megabyte_is_read_at_its_start_only() -> None:
    board, ignored = read("1~tiny~0.5~200~good~~" + "2~tiny~0.005~100~" + "x" * 2**20)
    assert board == (Pin(1, "tiny", 0.5, 200, "good"),)
    assert keys(ignored) == ["too_long"]
    assert read("x" * 2**20)[0] == ()


def test_the_ninth_pin_of_a_link_is_left_out() -> None:
    written = "~~".join(f"1~tiny~0.005~{10 * i}" for i in range(9))
    board, ignored = read(written)
    assert board == full_board()
    assert keys(ignored) == ["over"]
    assert ignored[0].values["count"] == 1


def test_a_run_that_a_link_pins_twice_is_kept_once() -> None:
    board, ignored = read("1~tiny~0.005~100~first~~2~tiny~5e-3~1e2~second")
    assert board == (Pin(1, "tiny", 0.005, 100, "first"),)
    assert keys(ignored) == ["twice"]


def test_two_pins_with_the_same_mark_get_each_their_own() -> None:
    board, ignored = read("3~tiny~0.005~100~~3~tiny~0.005~200")
    assert [pin.mark for pin in board] == [3, 1]
    assert not ignored


# --- Names and quotations ------------------------------------------------------------


@given(st.text())
def test_a_name_is_one_short_line_of_what_can_be_seen(written: str) -> None:
    name = keep_visible(written, pins.LONGEST_NAME)
    assert len(name) <= pins.LONGEST_NAME
    assert name == name.strip() == keep_visible(name, pins.LONGEST_NAME)
    assert not [each for each in name if unicodedata.category(each)[0] in "C" or each in "\n\t\u2028"]


def test_what_cannot_be_seen_is_taken_out_of_a_name() -> None:
    assert keep_visible(f"a{UNSEEN}b\r\n c\u2028d", 40) == "ab c d"
    (pin,) = pins.rename_pin(full_board(1), 1, f"  {UNSEEN}fast{UNSEEN} ")
    assert pin.name == "fast"
    (pin,) = read(f"1~tiny~0.005~100~{UNSEEN}slow")[0]
    assert pin.name == "slow"


@given(st.text())
def test_a_quotation_is_one_piece_of_code_in_markdown(written: str) -> None:
    shown = quote(written)
    assert shown[0] == shown[-1] == "`"
    assert "`" not in shown[1:-1]
    assert 3 <= len(shown) <= LONGEST_QUOTE + 3
    assert shown.isprintable()


def test_a_quotation_says_that_it_was_cut() -> None:
    assert quote("x" * 41) == f"`{'x' * 40}…`"
    assert quote("x" * 40) == f"`{'x' * 40}`"
    assert quote("") == '`""`'


# --- The board ------------------------------------------------------------


def test_a_full_board_takes_no_more_and_loses_nothing() -> None:
    board = full_board()
    assert pins.is_full(board)
    assert pins.add_pin(board, Pin(1, "tiny", 0.5, 500)) == board


def test_a_pinned_run_is_not_pinned_again() -> None:
    board = pins.rename_pin(full_board(2), 1, "first")
    assert pins.add_pin(board, replace(board[0], mark=1)) == board


def test_the_others_keep_their_marks_and_a_new_pin_takes_the_free_one() -> None:
    board = pins.remove_pin(full_board(4), 2)
    assert [pin.mark for pin in board] == [1, 3, 4]
    board = pins.add_pin(board, Pin(1, "tiny", 0.5, 500))
    assert [pin.mark for pin in board] == [1, 3, 4, 2]


@given(boards(), st.data(), st.sampled_from([-1, 1]))
def test_moving_a_pin_swaps_it_with_its_neighbour(board: Board, data: st.DataObject, places: int) -> None:
    if not board:
        return
    pin = data.draw(st.sampled_from(board))
    moved = pins.move_pin(board, pin.mark, places)
    place, target = board.index(pin), min(max(board.index(pin) + places, 0), len(board) - 1)
    expected = list(board)
    expected[place], expected[target] = expected[target], expected[place]
    assert moved == tuple(expected)


def test_a_pin_without_a_name_is_called_by_its_settings() -> None:
    (pin,) = pins.rename_pin((Pin(1, "tiny", 0.0005, 2000, "slow"),), 1, " \u200b ")
    assert pin.name == ""
    assert pin.call(translator("en")) == "0.0005 · 2,000"


@pytest.mark.parametrize(
    "way",
    [
        Way(Momentum(0.5)),
        Way(Nesterov(0.99), l2=0.001),
        Way(l2=1.0),
        Way(schedule=Steps(500)),
        Way(batch=32),
        Way(AdaGrad()),
        Way(RMSProp(), l2=0.1),
        Way(Adam(), batch=32, forks=(Fork(500, 0.001),)),
        Way(schedule=Cosine(2000)),
        Way(warm_up=500),
        Way(forks=(Fork(500, 1e-05),)),
        Way(Momentum(0.5), batch=32, forks=(Fork(9999, 0.0333333),)),
    ],
)
def test_a_pin_of_another_way_is_read_as_it_was_written_and_is_another_run(way: Way) -> None:
    plain = Pin(1, "tiny", 0.005, 2000)
    board = pins.add_pin((plain,), replace(plain, way=way))
    assert [pin.mark for pin in board] == [1, 2]
    assert read(pins.write_board(board)) == (board, [])
    assert pins.find_pin(board, "tiny", 0.005, 2000) == plain
    assert board[1].tell(translator("en")) not in ("", plain.tell(translator("en")))


@pytest.mark.parametrize(
    "way",
    [
        *("momentum", "momentum-2-0-constant", "adam-0.9-0-constant", "momentum-0.9-5-constant"),
        *(
            f"plain-0.9-0-constant-0-{fork}"
            for fork in ("500", "0-0.1", "10000-0.1", "5-nan", "5-101", "5-0.1-6")
        ),
    ],
)
def test_a_way_that_the_page_does_not_offer_is_no_pin(way: str) -> None:
    assert read(f"1~tiny~0.005~2000_{way}")[0] == ()
