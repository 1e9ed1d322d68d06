"""Each bench runs to its end at a tiny size: what it prints has the form of a result, whatever its value."""

import re

import pytest

from tests.bench import browser, intake, landscape, people, sweep, training, ways
from tests.browser.stage import find_chromium
from tests.support import skip_or_fail

RESULT = re.compile(r"^(.+): [\d.e+-]+ .*\(required: .+\) (?:ok|NOT MET)$", re.MULTILINE)


def results(printed: str) -> list[str]:
    """Return the names of the results in what a bench prints."""
    return RESULT.findall(printed)


def test_training(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(training, "ITERATIONS", 5)
    monkeypatch.setattr(training, "ROUNDS", 1)
    assert training.main() in (0, 1)
    assert results(capsys.readouterr().out) == ["100000 iterations", "ratio", "ratio alone", "twins"]


def test_ways(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ITERATIONS", "LITERAL_ITERATIONS", "ROUNDS"):
        monkeypatch.setattr(ways, name, 1)
    assert ways.main() in (0, 1)
    names = [name.split(",")[0] for name in results(capsys.readouterr().out)]
    assert list(dict.fromkeys(names)) == list(ways.WAYS)


def test_landscape(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(landscape, "RESOLUTION", 5)
    monkeypatch.setattr(landscape, "NODES", 3)
    monkeypatch.setattr(landscape, "ROUNDS", 1)
    monkeypatch.setattr("sys.argv", ["landscape", "--full"])
    assert landscape.main() in (0, 1)
    said = capsys.readouterr().out
    assert results(said) == ["ratio"] * len(landscape.PLANES)
    assert float(re.search(r"largest difference (\S+)", said)[1]) < 1e-9


def test_sweep(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sweep, "RATES", sweep.RATES[: sweep.SWEEPS])
    monkeypatch.setattr(sweep, "ITERATIONS", 5)
    monkeypatch.setattr(sweep, "REACHES", (100,))
    monkeypatch.setattr(sweep, "ROUNDS", 1)
    assert sweep.main() in (0, 1)
    said = capsys.readouterr().out
    assert results(said) == ["ratio"]
    assert "first filled column" in said
    assert "whole map" in said


def test_intake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(intake, "ROUNDS", 1)
    assert intake.main() in (0, 1)
    names = results(capsys.readouterr().out)
    assert names
    assert names == ["ratio", "cost of the guard"] * (len(names) // 2)


def test_browser(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    if find_chromium() is None:
        skip_or_fail("needs Chromium")
    for name, value in (
        ("STARTS", 1),
        ("PRESSES", 1),
        ("DRAGS", 1),
        ("PLAYS", 1),
        ("LEARNING_RATES", (0.005,)),
    ):
        monkeypatch.setattr(browser, name, value)
    monkeypatch.setattr(browser, "DRAG_SECONDS", 0.5)
    monkeypatch.setattr(browser, "PLAY_SECONDS", 0.5)
    assert browser.main() in (0, 1)
    assert results(capsys.readouterr().out) == [
        "start to full page, ratio",
        "arrow key to last repaint, ratio",
        "largest frame",
        "largest film",
        "playback",
        "repaints while dragged",
    ]


def test_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(people, "ARRIVING_SECONDS", 0.5)
    monkeypatch.setattr(people, "PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(people, "DRAG_SECONDS", 0.5)
    monkeypatch.setattr(people, "CALMING_SECONDS", 1.0)
    assert people.main(["--people", "2", "--seconds", "3", "--flood", "2", "--contest"]) == 0
    _, archive, line = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"ZIP of 2: \d+\.\d s, [\d.]+ MB", archive)
    number, *times, memory, failures = line.split("|")
    assert (int(number), int(failures)) == (2, 0)
    assert all(float(taken.strip().removesuffix(" ms").replace(",", "")) > 0 for taken in times)
    assert float(memory.strip().removesuffix(" MB").replace(",", "")) > 100


def test_people_who_come_and_go(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(people, "VISIT_ACTS", 1)
    monkeypatch.setattr(people, "DRAG_SECONDS", 0.2)
    assert people.main(["--people", "2", "--coming-and-going", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in lines] == [1, 2, 3, 4]
    assert all(float(line.split("|")[1].removesuffix(" MB").replace(",", "")) > 100 for line in lines)
