"""What is really sent to the browser has the keys and the types that `payloads` names."""

import json
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.app.browser import payloads
from playground.app.browser.address import FILMS, FRAMES, MAPS, PATHS, PINS, WEIGHTS
from playground.app.shell.navigation import PAGES, SCRIPT
from playground.data.contents import Dataset
from tests.app.test_answers import address_of, fetch, read_frame
from tests.unpacking import read_packed, unpack

PARTS = {
    "question": payloads.QuestionPart,
    "map": payloads.MapPart,
    "sensor": payloads.SensorPart,
    "chart": payloads.LessonChart,
    "pictures": payloads.PicturesPart,
    "asked": payloads.OwnTiles,
    "reasons": payloads.OwnReasons,
    "tally": payloads.OwnTally,
    "crop": payloads.CropPart,
}


def check(value: Any, hint: Any, where: str) -> None:
    """Fail where a value, read from JSON, is not what its type says."""
    origin, parts = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        hints = get_type_hints(hint)
        assert hint.__required_keys__ <= set(value) <= set(hints), where
        for key, each in value.items():
            check(each, hints[key], f"{where}.{key}")
    elif origin in (list, tuple):
        assert isinstance(value, list), where
        kinds = parts if origin is tuple else parts * len(value)
        for place, (each, kind) in enumerate(zip(value, kinds, strict=True)):
            check(each, kind, f"{where}[{place}]")
    elif origin is dict:
        assert isinstance(value, dict), where
        for key, each in value.items():
            check(each, parts[1], f"{where}.{key}")
    elif parts:  # one of several
        assert value is None or check(value, parts[0], where) is None
    elif hint is not Any:
        assert isinstance(value, (int, float) if hint is float else hint), f"{where}: {value!r}"


def test_a_frame(tiny: Dataset) -> None:
    packed = fetch(address_of(FRAMES)).body
    check(read_frame(packed), payloads.Frame, "frame")
    for listed in unpack(packed)[0]["arrays"]:
        check(listed, payloads.PackedArray, "array")


def test_the_header_of_a_film(tiny: Dataset) -> None:
    check(read_packed(fetch(address_of(FILMS)).body), payloads.FilmHeader, "film")
    check(read_packed(fetch(address_of(WEIGHTS)).body), payloads.WeightsHeader, "weights")


def test_pins(tiny: Dataset) -> None:
    asked = "?language=en&dataset=tiny&threshold=0.5&pins=1~tiny~0.005~20~mine~~2~absent~0.005~20~other"
    pins = read_packed(fetch(PINS + asked).body)
    assert {"done", "gone"} == {row["state"] for row in pins["rows"].values()}
    check(pins, payloads.Pins, "pins")


def test_paths(tiny: Dataset) -> None:
    pins = "1~tiny~0.05~300~~2~tiny~0.02~300~~3~absent~0.02~300~~4~tiny~0.02~0"
    for view, kind in (("contour", "scatter"), ("3d", "scatter3d")):
        paths = read_packed(fetch(address_of(PATHS, view=view, pins=pins)).body)
        check(paths, payloads.PinnedPaths, "paths")
        # The run itself has its path; one on other pictures has none there, nor has one that did not move.
        assert [each["text"] for each in paths["numbers"]] == [["2"]]
        assert {each["type"] for each in paths["lines"] + paths["numbers"]} == {kind}
        assert "2: " in paths["told"]
        assert "4: " not in paths["told"]
    assert not read_packed(fetch(address_of(PATHS, pins=pins[:15])).body)["told"]


def test_a_path_that_leaves_the_window_is_said_to_be_cut(tiny: Dataset) -> None:
    pins, cut = "1~tiny~0.05~10~~2~tiny~0.05~300", "cut at its edge: 2."
    for iterations, leaves in ((20, True), (300, False)):
        paths = read_packed(fetch(address_of(PATHS, num_iterations=iterations, pins=pins)).body)
        assert (cut in paths["told"]) == leaves
        assert any(np.isnan(line["x"]).any() for line in paths["lines"]) == leaves


def test_the_lines_of_a_map(tiny: Dataset) -> None:
    lines = fetch(f"{MAPS}?dataset=tiny&reach=2000").body.splitlines()
    keys = set()
    for line in map(json.loads, lines):
        check(line, payloads.MapLine, "line")
        keys |= set(line)
    assert keys == set(payloads.MapLine.__annotations__)


def parts_of(at: AppTest) -> list[dict[str, Any]]:
    """Return what the script says of every part on a page."""
    protos = [getattr(element, "proto", None) for element in at]
    return [json.loads(proto.json)[0] for proto in protos if hasattr(proto, "component_name")]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("playground", {"question", "pictures"}),
        ("tuning", {"map"}),
        *((name, {"chart"}) for name in ("descent", "graph", "backprop", "vectorising")),
    ],
)
def test_the_parts_of_a_page(tiny: Dataset, page: str, expected: set[str]) -> None:
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.session_state["hand_in"] = True  # what is closed is not made
    at.run()
    if page != "playground":
        at.switch_page(PAGES[page]).run()
    assert not at.exception
    parts = parts_of(at)
    assert expected <= {part["part"] for part in parts}
    for part in parts:
        if part["part"] in PARTS:
            check(part, PARTS[part["part"]], part["part"])
