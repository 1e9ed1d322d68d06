"""The lines of the program that the lesson shows are those of the source, found by what they do."""

import ast
from pathlib import Path

import pytest

import playground
from playground import neuron
from playground.data import contents
from playground.lesson.classifier import listing
from playground.lesson.classifier.listing import Line, find_division, read_program

ROOT = Path(playground.__file__).parents[1]


def test_every_line_is_in_its_file_at_its_number() -> None:
    for excerpt in read_program():
        rows = (ROOT / excerpt.file).read_text(encoding="utf-8").splitlines()
        for line in excerpt.lines:
            assert rows[line.number - 1].strip() == line.text.strip()


def test_the_program_holds_the_lesson_s_formulas() -> None:
    lines = {f"{line.function}.{line.name}": line.text.strip() for e in read_program() for line in e.lines}
    assert lines["propagate.Z"] == "Z = w.T @ X + b"
    assert lines["propagate.A"] == "A = sigmoid(Z)"
    assert lines["propagate.dZ"] == "dZ = A - Y"
    assert lines["propagate.dw"] == "dw = X @ dZ.T / m"
    assert lines["optimize.w"] == 'w = w - learning_rate * grads["dw"]'


def test_every_statement_of_the_gradient_is_shown_but_its_return() -> None:
    (propagate,) = [e for e in read_program() if e.function == "propagate"]
    (definition,) = [
        node
        for node in ast.parse((ROOT / propagate.file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "propagate"
    ]
    statements = [node.lineno for node in definition.body if isinstance(node, ast.Assign)]
    assert [line.number for line in propagate.lines] == statements


def test_a_line_that_is_gone_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"propagate has no line dv"):
        listing._cut(neuron, "propagate", ("Z", "dv"))
    with pytest.raises(LookupError, match="gone"):
        listing._cut(contents, "gone", ("return",))


def test_the_division_is_found_in_its_line() -> None:
    line = read_program()[0].lines[0]
    assert line.text[find_division(line) :].startswith(" / 255")
    assert line.text[: find_division(line)].endswith(".T")
    with pytest.raises(LookupError, match="no division"):
        find_division(Line("f", "Z", 1, "Z = w.T @ X + b"))
