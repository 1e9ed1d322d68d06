"""The lines of the program that the page shows beside the numbers, cut from the source itself.

A line is found by its function and by what it assigns or does, never by its number: when the source changes,
the page changes with it, and a line that is gone is an error that a test sees.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import playground
from playground import neuron
from playground.data import contents


@dataclass(frozen=True)
class Line:
    """One line of code: the function it is in, what it is known by, its number in the file, and its text,
    indented as in the lines around it.
    """

    function: str
    name: str
    number: int
    text: str


@dataclass(frozen=True)
class Excerpt:
    """Some lines of one function, in order."""

    file: str
    function: str
    lines: tuple[Line, ...]


_PROGRAM: Sequence[tuple[ModuleType, str, Sequence[str]]] = (
    (contents, "_columns", ("return",)),
    (neuron, "optimize", ("for", "grads, cost")),
    (neuron, "propagate", ("m", "Z", "A", "cost", "dZ", "dw", "db")),
    (neuron, "optimize", ("w", "b", "if", "costs.append")),
)
"""The program in the order in which it runs: module, function, and the names of the lines."""


@cache
def read_program() -> tuple[Excerpt, ...]:
    """Return the classifier's lines in the order in which they run.

    Raises
    ------
    LookupError
        A line is not in the source any more.
    """
    return tuple(_cut(module, function, names) for module, function, names in _PROGRAM)


def find_division(line: Line) -> int:
    """Return the place in a line's text at which its division begins, after what is divided.

    Raises
    ------
    LookupError
        Nothing is divided in the line.
    """
    for node in ast.walk(ast.parse(line.text)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return node.left.end_col_offset or 0
    raise LookupError(f"no division in {line.text!r}")


def _cut(module: ModuleType, function: str, names: Sequence[str]) -> Excerpt:
    source = inspect.getsource(module)
    rows = source.splitlines()
    found = {name: (number, rows[number - 1]) for name, number in _statements(ast.parse(source), function)}
    missing = [name for name in names if name not in found]
    if missing:
        raise LookupError(f"{module.__name__}.{function} has no line {', '.join(missing)}")
    texts = textwrap.dedent("\n".join(found[name][1] for name in names)).splitlines()
    lines = (Line(function, name, found[name][0], text) for name, text in zip(names, texts, strict=True))
    file = Path(inspect.getfile(module)).relative_to(Path(playground.__file__).parents[1])
    return Excerpt(file.as_posix(), function, tuple(lines))


def _statements(tree: ast.Module, function: str) -> Iterator[tuple[str, int]]:
    """Yield name and line number of every statement on one line in a function, and of the headers of its
    blocks.
    """
    for definition in tree.body:
        if isinstance(definition, ast.FunctionDef) and definition.name == function:
            for node in ast.walk(definition):
                if isinstance(node, ast.For | ast.If) or (
                    isinstance(node, ast.stmt) and node.lineno == node.end_lineno
                ):
                    yield _name(node), node.lineno


def _name(statement: ast.stmt) -> str:
    """Return what a statement is known by: what it assigns, what it calls, or its keyword."""
    match statement:
        case ast.Assign(targets=[target]):
            return ast.unparse(target).strip("()")
        case ast.Expr(value=ast.Call(func=called)):
            return ast.unparse(called)
        case _:
            return type(statement).__name__.lower()
