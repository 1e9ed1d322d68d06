"""The numeric core stands on its own: no Streamlit, and the lesson's neuron needs NumPy alone."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import playground

PACKAGE = Path(playground.__file__).parent
# The page is Streamlit; a package's `__main__` runs on import.
CORE = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] not in ("ui", "pages") and not path.name.startswith("__")
)


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
        "playground.training",
        "playground.figures.curves",
        "playground.i18n",
    } <= set(CORE)


def test_core_imports_without_streamlit() -> None:
    assert not [
        name for name in modules_after(f"import {', '.join(CORE)}") if name.split(".")[0] == "streamlit"
    ]


@pytest.mark.parametrize("module", ["playground.training", "playground.landscape", "playground.diagnosis"])
def test_numeric_modules_import_without_drawing_and_files(module: str) -> None:
    packages = {name.split(".")[0] for name in modules_after(f"import {module}")}
    assert not packages & {"streamlit", "plotly", "PIL", "h5py", "sklearn", "scipy", "pooch"}


@pytest.mark.parametrize(("task", "library"), [("pair_task", "h5py"), ("picture_tasks", "PIL")])
def test_the_process_that_reads_files_from_outside_holds_only_what_it_needs(task: str, library: str) -> None:
    needed = f"import playground.intake.worker, playground.intake.{task}"
    packages = {name.split(".")[0] for name in modules_after(needed)}
    unneeded = {"streamlit", "plotly", "PIL", "h5py", "sklearn", "scipy", "pooch"} - {library}
    assert not packages & unneeded


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
