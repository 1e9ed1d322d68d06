"""The learned weights as a file, for NumPy and for everything else that reads HDF5."""

import io
from typing import Any
from uuid import uuid4

import h5py
import numpy as np

from playground.study.study import Study
from playground.study.telling import name_way
from playground.words.catalogue import translator


def build_npz(study: Study) -> bytes:
    """Return the contents of an ``.npz`` file with the final weights.

    Its arrays: ``w`` (n, 1) and ``b`` () as the lesson has them, float64; ``learning_rate``,
    ``num_iterations`` (those done), ``way`` (such as "Momentum 0.9"; empty for plain descent),
    ``dataset`` (the name), ``fingerprint`` (of `Dataset`), and
    ``list_classes`` (2,), the names of classes 0 and 1. None needs ``allow_pickle``.
    """
    contents = io.BytesIO()
    np.savez(contents, **_entries(study))
    return contents.getvalue()


def build_h5(study: Study) -> bytes:
    """Return the contents of an HDF5 file with the entries of `build_npz`; texts are UTF-8."""
    # In memory, yet HDF5 refuses a name that is open already: two people may hand in at the same time.
    name, oldest = uuid4().hex, ("earliest", "v110")
    with h5py.File(name, "w", driver="core", backing_store=False, libver=oldest) as file:
        for key, value in _entries(study).items():
            written = np.char.encode(value, "utf-8") if value.dtype.kind == "U" else value
            file.create_dataset(key, data=written, track_times=False)
        file.flush()
        return bytes(file.id.get_file_image())


def _entries(study: Study) -> dict[str, Any]:
    w, b = study.weights
    values = {
        "w": w,
        "b": b,
        "learning_rate": study.run.learning_rate,
        "num_iterations": study.run.num_iterations,
        "way": name_way(study.run.gone, translator("en")),
        "dataset": study.dataset.name,
        "fingerprint": study.dataset.fingerprint,
        "list_classes": study.dataset.classes,
    }
    return {key: np.asarray(value) for key, value in values.items()}
