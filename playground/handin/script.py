"""A plain script that repeats a run with NumPy and h5py alone."""

import hashlib
import inspect
from pathlib import Path
from string import Template
from textwrap import indent
from typing import Any

from numpy.typing import NDArray

from playground import neuron
from playground.data.contents import Dataset
from playground.data.mistakes import FEATURES, MISTAKES, Mistake, reveal
from playground.handin.descent import write_memory, write_update
from playground.study.study import Study
from playground.study.telling import tell_mistake, tell_way
from playground.words.catalogue import Translator

_INDENT = " " * 4
_TEMPLATE = Path(__file__).parent / "reproduce.py.txt"
_FUNCTIONS = (neuron.sigmoid, neuron.initialize_with_zeros, neuron.propagate, neuron.accuracy)
_COMMENTS = (
    "title",
    "usage",
    "rounding",
    "settings",
    "sums",
    "neuron",
    "files",
    "columns",
    "descent",
    "last",
)
_SENTENCES = (
    "missing",
    "warning",
    "final",
    "train_accuracy",
    "test_accuracy",
    "description",
    "folder",
    "costs",
)


def build_script(study: Study, text: Translator) -> str:
    """Return a Python script that trains as the run did, from ``train_NAME.h5`` and ``test_NAME.h5``.

    It imports nothing of this project: the neuron's functions are copied from `playground.neuron`, the rest
    is the template beside this file, with its comments and sentences in the language of `text`. It knows
    the SHA-256 sums of pictures and labels, and warns where those it finds are others.
    """
    way = study.run.way
    comments = {key: text.pattern(f"handin.script.{key}").replace("\n", "\n# ") for key in _COMMENTS}
    # A sentence stays a pattern: its placeholders are the script's own variables.
    sentences = {key: text.pattern(f"handin.script.{key}") for key in _SENTENCES}
    told = [*tell_mistake(study.dataset, text), *tell_way(study.run, text)]
    comments["settings"] += "".join(f"\n# {sentence}" for sentence in told)
    mistake = study.dataset.mistake
    made = MISTAKES[reveal(mistake)] if mistake else None
    functions = "\n\n".join(inspect.getsource(function) for function in _FUNCTIONS).rstrip()
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        comments | sentences | _entry_sums(study.dataset.original),
        name=study.dataset.original.name,
        features=_write("columns", FEATURES, made),
        mistake=indent(f"{made.wrong}\n", _INDENT) if made and made.place == "sets" else "",
        learning_rate=repr(study.run.learning_rate),
        num_iterations=study.run.num_iterations,
        memory=write_memory(way),
        update=write_update(way, study.run.prepared.n_samples),
        threshold=repr(study.threshold),
        final_cost=repr(study.cost),
        functions=_write("gradient", functions, made),
    )


def _write(place: str, lines: str, mistake: Mistake | None) -> str:
    """Return lines of code, with the mistake where it is made in this place."""
    if mistake is None or mistake.place != place:
        return lines
    width = "" if mistake.right in lines else _INDENT
    return lines.replace(indent(mistake.right, width), indent(mistake.wrong, width))


def _entry_sums(dataset: Dataset) -> dict[str, str]:
    """Return the SHA-256 of pictures and labels of both halves, by their names in the HDF5 files."""
    entries: dict[str, NDArray[Any]] = {
        "train_set_x": dataset.train_pictures,
        "train_set_y": dataset.train_labels,
        "test_set_x": dataset.test_pictures,
        "test_set_y": dataset.test_labels,
    }
    return {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in entries.items()}
