"""What is packed for the browser is read back as it was, as far as is promised."""

from typing import Any

import numpy as np
import pytest

from playground.app.browser.packing import Box, Steps, list_changes, pack, pack_changes
from tests.unpacking import change, fill, read_packed, unpack

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("values", [[], [7], [0, 2**24, -(2**24)], [3, -3, 0, 0, 65535], [True, False]])
@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_whole_numbers_stay_exact(values: list[int], kind: type) -> None:
    assert read_packed(pack([np.array(values, kind)]))[0].tolist() == values


def test_a_table_of_whole_numbers_stays_exact_row_by_row() -> None:
    for table in (RANDOM.integers(-300, 300, (5, 7)), RANDOM.integers(0, 9, (4, 2)), np.zeros((3, 0), int)):
        np.testing.assert_array_equal(read_packed(pack({"table": table}))["table"], table)


@pytest.mark.parametrize("scale", [1e-300, 1e-37, 1e-5, 1.0, 1e30, 1e300])
def test_other_numbers_have_seven_digits_however_small(scale: float) -> None:
    values = scale * np.concatenate([RANDOM.standard_normal(50), [0.0]])
    np.testing.assert_allclose(read_packed(pack(values)), values, rtol=1e-7)


def test_what_is_no_number_stays_none() -> None:
    values = np.array([0.25, np.nan, np.inf, -0.1])
    np.testing.assert_array_equal(read_packed(pack(values)), values.astype(np.float32))


def test_what_is_for_the_screen_has_five_digits() -> None:
    values = np.array([*RANDOM.standard_normal(50) * 1e-6, 0.25, np.nan, 1e30], np.float32)
    np.testing.assert_allclose(read_packed(pack(values)), values, rtol=2.0**-16)


@pytest.mark.parametrize("grid", [RANDOM.random((41, 5)), np.full((4, 4), 0.3), -1e-9 * np.eye(3)])
def test_a_grid_for_the_screen_is_exact_to_a_16_millionth_of_its_range(grid: np.ndarray) -> None:
    sent = read_packed(pack(grid.astype(np.float32)))
    np.testing.assert_allclose(sent, grid.astype(np.float32), rtol=1e-12, atol=np.ptp(grid) * 2.0**-24)


def test_steps_are_read_as_numbers() -> None:
    levels = np.array([[0, 50], [100, 25]])
    np.testing.assert_array_equal(read_packed(pack(Steps(levels, 100))), levels / 100)


def test_the_same_numbers_are_sent_once() -> None:
    costs = RANDOM.random(20)
    pairs = np.stack([np.arange(20), costs], axis=1)
    header, arrays = unpack(pack({"x": np.arange(20), "y": costs, "pairs": pairs}))
    assert len(arrays) == 2
    np.testing.assert_allclose(fill(header["tree"], arrays)["pairs"], pairs, rtol=1e-7)


STEM = {"a": {"b": [{"c": 1}, {"c": 2}], "d": "x"}, "e": [1, 2]}


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (STEM, 0),
        ({"a": {"b": [{"c": 1}, {"c": 3}], "d": "x"}, "e": [1, 2]}, 1),
        ({"a": {"b": [{"c": 1}], "d": "y"}, "e": [1, 3], "new": None}, 4),
        ({"a": {"b": []}, "e": [1, 2]}, 1),
        ({"a": None, "e": {"c": 1}}, 2),
        ([1], 1),
    ],
)
def test_changes_make_of_the_stem_what_is_now(now: Any, count: int) -> None:
    changes = list_changes(STEM, now)
    assert len(changes) == count
    assert change(STEM, changes) == now


def test_a_frame_is_what_differs_from_its_stem() -> None:
    stem = Box().take_from({"y": np.zeros(3), "name": "long " * 100})
    packed = pack_changes({"y": np.array([0.0, 0.5]), "name": "long " * 100}, stem, "/there")
    header, arrays = unpack(packed)
    assert (header["stem"], header["changes"]) == ("/there", [])
    np.testing.assert_array_equal(fill(change(stem, header["changes"]), arrays)["y"], [0.0, 0.5])
