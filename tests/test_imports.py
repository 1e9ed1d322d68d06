"""The numeric core stands on its own: no Streamlit, and the lesson's neuron needs NumPy alone."""

import ast
import os
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import playground

PACKAGE = Path(playground.__file__).parent
# In a lesson page's folder these know Streamlit; all else of it is mathematics and figures.
OF_A_PAGE = re.compile(r"lesson/\w+/(page|\w*cards?|questions|steps|measuring)\.py")
SOURCES = {path: path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))}
CORE = [
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path, name in SOURCES.items()
    if not name.startswith("app/") and not OF_A_PAGE.fullmatch(name) and not path.name.startswith("__")
]


def room_of(module: str) -> str:
    """Return the room that a module stands in: a folder, or a file that stands alone."""
    parts = module.split(".")[1:]
    deep = 2 if parts[0] in ("app", "lesson") and len(parts) > 2 else 1
    return "/".join(parts[:deep])


def test_no_room_is_in_a_circle() -> None:
    arrows: dict[str, set[str]] = {}
    for path in SOURCES:
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("playground"):
                for alias in node.names:
                    room = room_of(f"{node.module}.{alias.name}")
                    arrows.setdefault(room_of(module), set()).add(room)
    order = TopologicalSorter({room: found - {room} for room, found in arrows.items()})
    assert len([*order.static_order()]) > 20  # a circle raises


def test_a_page_runs_again_only_where_its_address_is_no_link() -> None:
    callers = [name for path, name in SOURCES.items() if "st.rerun(" in path.read_text(encoding="utf-8")]
    assert callers == ["app/session/settings.py"]


def modules_after(statement: str) -> set[str]:
    """Return the modules that a fresh Python holds after a statement."""
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    return set(found.stdout.split())


def test_core_is_found() -> None:
    assert {
        "playground.neuron",
        "playground.engine.training",
        "playground.charts.curves",
        "playground.words.catalogue",
    } <= set(CORE)


def test_core_imports_without_streamlit() -> None:
    assert not [
        name for name in modules_after(f"import {', '.join(CORE)}") if name.split(".")[0] == "streamlit"
    ]


@pytest.mark.parametrize(
    "module", ["playground.engine.training", "playground.engine.landscape", "playground.study.diagnosis"]
)
def test_numeric_modules_import_without_drawing_and_files(module: str) -> None:
    packages = {name.split(".")[0] for name in modules_after(f"import {module}")}
    assert not packages & {"streamlit", "plotly", "PIL", "h5py", "sklearn", "scipy", "pooch"}


@pytest.mark.parametrize(("task", "library"), [("pair_task", "h5py"), ("picture_tasks", "PIL")])
def test_the_process_that_reads_files_from_outside_holds_only_what_it_needs(task: str, library: str) -> None:
    needed = f"import playground.intake.worker.worker, playground.intake.worker.{task}"
    packages = {name.split(".")[0] for name in modules_after(needed)}
    unneeded = {"streamlit", "plotly", "PIL", "h5py", "sklearn", "scipy", "pooch"} - {library}
    assert not packages & unneeded


def test_the_process_that_answers_beside_the_server_holds_no_streamlit() -> None:
    packages = {name.split(".")[0] for name in modules_after("import playground.app.helper")}
    assert not packages & {"streamlit", "h5py", "sklearn", "scipy", "pooch"}


def test_neuron_needs_only_numpy() -> None:
    tree = ast.parse((PACKAGE / "neuron.py").read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {"numpy", "typing"}
