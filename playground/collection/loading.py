"""Give a data set by its name, read once until its files change."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from playground.collection.finding import dataset_folders, rank, search
from playground.collection.reading import get_pair
from playground.data.checking import listed
from playground.data.contents import Dataset, DatasetError, Labels, Pictures, class_bytes
from playground.data.mistakes import make_mistake, split_name
from playground.engine.forms import frozen
from playground.words.catalogue import Message

LessonArrays = tuple[Pictures, Labels, Pictures, Labels, NDArray[np.bytes_]]


def get_dataset(name: str) -> Dataset:
    """Read and check a data set of the `dataset_folders`, and make the mistake that its name names.

    As long as its files do not change, the same object is returned (the last four data sets are kept).

    Raises
    ------
    DatasetError
        There is no such data set, or something is wrong with its files.
    """
    original, mistake = split_name(name)
    if mistake:
        return make_mistake(get_dataset(original), mistake)
    pairs, problems = search(dataset_folders())
    if name in pairs:
        return get_pair(pairs[name])
    for broken, problem in problems:
        if broken == name:
            raise DatasetError(problem)
    names = sorted(pairs, key=rank)
    known = listed(names) if names else Message("datasets.errors.none")
    raise DatasetError(Message("datasets.errors.unknown_name", name=name, known=known))


def load_dataset(name: str) -> LessonArrays:
    """Read a data set as the lesson's ``load_dataset`` does.

    Returns
    -------
    tuple of five arrays, all read-only
        Training pictures, uint8 (m, height, width, 3); training labels, int64 (1, m); test pictures; test
        labels; the names of classes 0 and 1 as bytes, shape (2,).

    Raises
    ------
    DatasetError
        There is no such data set, or something is wrong with its files.
    """
    data = get_dataset(name)
    classes = frozen(class_bytes(data.classes))
    return data.train_pictures, data.train_labels, data.test_pictures, data.test_labels, classes


def compute_file_sums(dataset: Dataset) -> dict[str, str]:
    """Return the SHA-256 (hexadecimal) of a data set's two files, by their names.

    Nothing, where there are no such files in the `dataset_folders`, or not with these contents any more.
    """
    pairs, _ = search(dataset_folders())
    try:
        if dataset.name not in pairs or get_dataset(dataset.name).fingerprint != dataset.fingerprint:
            return {}
        paths = [file.path for file in (pairs[dataset.name].train, pairs[dataset.name].test)]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    except (DatasetError, OSError):
        return {}
