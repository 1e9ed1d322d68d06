"""Find, read, check and write the data sets the neuron is trained on.

A data set is a pair of HDF5 files in the layout of the lesson, ``train_NAME.h5`` and ``test_NAME.h5``, in one
of the `dataset_folders`. Whatever is wrong with a pair is raised as a `DatasetError`: one sentence that names
the file, the key in it, what was found and what was expected.
"""

import hashlib
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Protocol, TypeVar, cast
from uuid import uuid4

import h5py
import numpy as np
from numpy.typing import NDArray

from playground.i18n import ExplainedError, Message
from playground.training import Prepared, prepare

Pictures = NDArray[np.uint8]
Labels = NDArray[np.int64]
Matrix = NDArray[np.float64]
LessonArrays = tuple[Pictures, Labels, Pictures, Labels, NDArray[np.bytes_]]
T = TypeVar("T")

PROJECT_FOLDER = Path(__file__).resolve().parent.parent / "datasets"
FOLDERS_VARIABLE = "PLAYGROUND_DATASETS"
PREFERRED_NAMES = ("catvnoncat", "drawncats")
# Per file. The neuron's matrix takes eight bytes for every byte of a picture: this is already 2 GB of memory.
MAX_PICTURE_BYTES = 256 * 2**20
MAX_CLASS_NAME = 60

_SIMPLE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_FILE_NAME = re.compile(r"(?:train|test)_(.+)\.h5")
# What h5py raises for a damaged or foreign file, by trial: it has no exception of its own.
_H5PY_ERRORS = (OSError, KeyError, RuntimeError, ValueError, TypeError)
_SHOWN = 8
_READING = Lock()


class DatasetError(ExplainedError):
    """A data set cannot be found, used or written; its message is one sentence that says why."""


@dataclass(frozen=True)
class Baseline:
    """What a model that always gives the same answer scores.

    Attributes
    ----------
    percent : float
        Share of the commoner label, in percent of all labels (50 to 100).
    label : int
        That label, 0 or 1; 0 where both are equally common.
    class_name : str
        The name of that class.
    """

    percent: float
    label: int
    class_name: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """Checked pictures and labels of one data set; every array is read-only.

    Two data sets hold the same contents exactly when their fingerprints are equal.

    Attributes
    ----------
    name : str
        The NAME in ``train_NAME.h5``.
    train_pictures, test_pictures : uint8 arrays of shape (m, height, width, 3)
        RGB pictures, 0 to 255.
    train_labels, test_labels : int64 arrays of shape (1, m)
        0 or 1, both present.
    classes : tuple of two str
        What labels 0 and 1 stand for.
    fingerprint : str
        SHA-256 (hexadecimal) over pictures, labels and classes; the name is not part of it.
    """

    name: str
    train_pictures: Pictures
    train_labels: Labels
    test_pictures: Pictures
    test_labels: Labels
    classes: tuple[str, str]
    fingerprint: str
    _computed: dict[str, object] = field(default_factory=dict, init=False, repr=False)
    # functools.cached_property no longer locks from Python 3.12 on; the sessions of one server are threads.
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def _once(self, key: str, compute: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._computed:
                self._computed[key] = compute()
            return cast(T, self._computed[key])

    @property
    def X_train(self) -> Matrix:
        """Training pictures as columns of numbers from 0 to 1, shape (n_features, m)."""
        return self._once("X_train", lambda: _columns(self.train_pictures))

    @property
    def X_test(self) -> Matrix:
        """Test pictures as columns of numbers from 0 to 1, shape (n_features, m)."""
        return self._once("X_test", lambda: _columns(self.test_pictures))

    @property
    def Y_train(self) -> Matrix:
        """Training labels as float64, shape (1, m)."""
        return self._once("Y_train", lambda: _frozen(self.train_labels.astype(np.float64)))

    @property
    def Y_test(self) -> Matrix:
        """Test labels as float64, shape (1, m)."""
        return self._once("Y_test", lambda: _frozen(self.test_labels.astype(np.float64)))

    @property
    def prepared(self) -> Prepared:
        """What `playground.training.prepare` makes of the training set, computed once per data set."""
        return self._once("prepared", lambda: prepare(self.X_train, self.Y_train))

    @property
    def picture_shape(self) -> tuple[int, int, int]:
        """Height, width and number of channels of one picture."""
        _, height, width, channels = self.train_pictures.shape
        return height, width, channels

    @property
    def n_features(self) -> int:
        """Numbers per picture: height times width times channels."""
        return math.prod(self.picture_shape)

    @property
    def train_baseline(self) -> Baseline:
        """Training accuracy of always answering the class that is commoner among the training labels."""
        return _baseline(self.train_labels, self.classes)

    @property
    def test_baseline(self) -> Baseline:
        """Test accuracy of always answering the class that is commoner among the test labels.

        It is the best a constant answer can do on the test set, even where the other class is the commoner in
        training: a neuron scoring less has learnt nothing that helps on new pictures.
        """
        return _baseline(self.test_labels, self.classes)


@dataclass(frozen=True)
class Catalogue:
    """The data sets at hand.

    Attributes
    ----------
    names : tuple of str
        Data sets whose files look right from outside; the preferred default first.
    problems : tuple of Message
        One sentence for every folder, file or pair that cannot be used.
    """

    names: tuple[str, ...]
    problems: tuple[Message, ...]


# --- Writing ------------------------------------------------------------


def write_pair(
    folder: Path,
    name: str,
    *,
    train_pictures: NDArray[Any],
    train_labels: NDArray[Any],
    test_pictures: NDArray[Any],
    test_labels: NDArray[Any],
    classes: tuple[str, str],
) -> tuple[Path, Path]:
    """Write a data set as ``train_NAME.h5`` and ``test_NAME.h5`` in the layout of the lesson.

    The same contents give the same bytes. Each file appears whole or not at all; files of these names are
    replaced.

    Parameters
    ----------
    folder : Path
        Where the files go; made if absent.
    name : str
        Letters, digits, ``_`` and ``-`` only.
    train_pictures, test_pictures : uint8 arrays of shape (m, height, width, 3)
        RGB pictures of one size.
    train_labels, test_labels : arrays of integers or bools of shape (m,) or (1, m)
        0 or 1, both present.
    classes : tuple of two str
        What labels 0 and 1 stand for.

    Returns
    -------
    tuple of two Path
        The training file and the test file.

    Raises
    ------
    DatasetError
        The arrays are no data set (see `build_dataset`), or the files cannot be written.
    """
    dataset = build_dataset(
        name,
        train_pictures=train_pictures,
        train_labels=train_labels,
        test_pictures=test_pictures,
        test_labels=test_labels,
        classes=classes,
    )
    train, test = (folder / f"{half}_{name}.h5" for half in ("train", "test"))
    with _h5py_errors_as(Message("datasets.errors.cannot_write", file=train.name, folder=str(folder))):
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(train) as new_train, replacing(test) as new_test:
            _write_file(new_train, "train", dataset.train_pictures, dataset.train_labels, dataset.classes)
            _write_file(new_test, "test", dataset.test_pictures, dataset.test_labels, dataset.classes)
    return train, test


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` and move it there if the block succeeds, else delete it."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_file(path: Path, half: str, pictures: Pictures, labels: Labels, classes: tuple[str, str]) -> None:
    # The first version of the format, whatever h5py writes by default: any other HDF5 program reads it.
    with h5py.File(path, "x", libver=("earliest", "v110")) as file:
        file.create_dataset(
            f"{half}_set_x", data=pictures, chunks=pictures.shape, compression="gzip", track_times=False
        )
        file.create_dataset(f"{half}_set_y", data=labels[0], track_times=False)
        file.create_dataset("list_classes", data=_class_bytes(classes), track_times=False)


def _class_bytes(classes: tuple[str, str]) -> NDArray[np.bytes_]:
    return np.array([name.encode() for name in classes], dtype=np.bytes_)


# --- Checking ------------------------------------------------------------


class _HasHeader(Protocol):
    """A NumPy array or an HDF5 data set not read yet; an HDF5 data set without a value has no shape."""

    @property
    def shape(self) -> tuple[int, ...] | None: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...


@dataclass(frozen=True)
class _Place:
    """Where one half of a data set comes from, as the sentences name it."""

    file: str
    pictures: str
    labels: str
    classes: str


@dataclass(frozen=True)
class _Header:
    """What the two halves of a data set must have in common."""

    place: _Place
    picture_size: tuple[int, ...]
    classes: tuple[str, str]


@dataclass(frozen=True, eq=False)
class _Half:
    """The contents of one half, its header checked."""

    header: _Header
    pictures: NDArray[Any]
    labels: NDArray[Any]


def build_dataset(
    name: str,
    *,
    train_pictures: NDArray[Any],
    train_labels: NDArray[Any],
    test_pictures: NDArray[Any],
    test_labels: NDArray[Any],
    classes: tuple[str, str],
) -> Dataset:
    """Check arrays and make them a `Dataset`, which keeps copies.

    Parameters
    ----------
    name : str
        Letters, digits, ``_`` and ``-`` only.
    train_pictures, test_pictures : uint8 arrays of shape (m, height, width, 3)
        RGB pictures of one size.
    train_labels, test_labels : arrays of integers or bools of shape (m,) or (1, m)
        0 or 1, both present.
    classes : tuple of two str
        What labels 0 and 1 stand for: two different printable names.

    Raises
    ------
    DatasetError
        Something about the arrays is wrong; the sentence names the argument.
    """
    _check_name(name)
    halves = []
    given = (("train", train_pictures, train_labels), ("test", test_pictures, test_labels))
    for half, pictures, labels in given:
        place = _Place(name, f"{half}_pictures", f"{half}_labels", "classes")
        arrays = np.asarray(pictures), np.asarray(labels)
        size = _check_half(place, *arrays)
        halves.append(_Half(_Header(place, size, _check_classes(place, classes)), *arrays))
    return _assemble(name, *halves)


def _assemble(name: str, train: _Half, test: _Half) -> Dataset:
    _check_same(train.header, test.header)
    arrays = (
        _frozen(np.array(train.pictures, dtype=np.uint8, order="C")),
        _label_row(train),
        _frozen(np.array(test.pictures, dtype=np.uint8, order="C")),
        _label_row(test),
    )
    classes = train.header.classes
    return Dataset(name, *arrays, classes, _fingerprint(arrays, classes))


def _check_name(name: str) -> None:
    if not _SIMPLE_NAME.fullmatch(name):
        raise DatasetError(Message("datasets.errors.name_not_simple", name=name))


def _check_half(place: _Place, pictures: _HasHeader, labels: _HasHeader) -> tuple[int, ...]:
    """Check types and shapes and return the size (height, width, channels) of one picture."""
    shape = _check_pictures(place, pictures)
    label_count = _check_labels(place, labels)
    if label_count != shape[0]:
        raise DatasetError(
            Message(
                "datasets.errors.counts_differ",
                file=place.file,
                pictures=place.pictures,
                picture_count=str(shape[0]),
                labels=place.labels,
                label_count=str(label_count),
            )
        )
    return shape[1:]


def _check_pictures(place: _Place, pictures: _HasHeader) -> tuple[int, ...]:
    shape, where = pictures.shape, {"file": place.file, "entry": place.pictures}
    if pictures.dtype != np.uint8:
        raise DatasetError(Message("datasets.errors.pictures_type", found=str(pictures.dtype), **where))
    if shape is None or len(shape) != 4 or shape[3] != 3:
        raise DatasetError(Message("datasets.errors.pictures_shape", found=str(shape), **where))
    if 0 in shape:
        raise DatasetError(Message("datasets.errors.no_pictures", found=str(shape), **where))
    _check_bytes(where, math.prod(shape))
    return shape


def _check_bytes(where: dict[str, str], count: int) -> None:
    if count > MAX_PICTURE_BYTES:
        found, limit = f"{count / 2**20:,.0f}", f"{MAX_PICTURE_BYTES / 2**20:,.0f}"
        raise DatasetError(Message("datasets.errors.too_large", found=found, limit=limit, **where))


def _check_labels(place: _Place, labels: _HasHeader) -> int:
    """Check type and shape of the labels and return how many there are."""
    shape, where = labels.shape, {"file": place.file, "entry": place.labels}
    if labels.dtype.kind not in "biu":
        raise DatasetError(Message("datasets.errors.labels_type", found=str(labels.dtype), **where))
    if shape is None or not (len(shape) == 1 or (len(shape) == 2 and shape[0] == 1)):
        raise DatasetError(Message("datasets.errors.labels_shape", found=str(shape), **where))
    return shape[-1]


def _check_classes(place: _Place, classes: Sequence[str]) -> tuple[str, str]:
    usable = all(_is_class_name(name) for name in classes)
    if not usable or len(classes) != 2 or classes[0] == classes[1]:
        raise _classes_not_two(place, _listed(classes))
    return classes[0], classes[1]


def _is_class_name(name: object) -> bool:
    return isinstance(name, str) and name.isprintable() and 0 < len(name.strip()) <= MAX_CLASS_NAME


def _classes_not_two(place: _Place, found: str) -> DatasetError:
    return DatasetError(
        Message("datasets.errors.classes_not_two", file=place.file, entry=place.classes, found=found)
    )


def _check_same(train: _Header, test: _Header) -> None:
    """Check that both halves hold pictures of one size and name the classes alike."""
    files = {"train_file": train.place.file, "test_file": test.place.file}
    if train.picture_size != test.picture_size:
        train_found, test_found = _size_text(train), _size_text(test)
        key = "datasets.errors.sizes_differ"
    elif train.classes != test.classes:
        train_found, test_found = _listed(train.classes), _listed(test.classes)
        key = "datasets.errors.classes_differ"
    else:
        return
    raise DatasetError(Message(key, train_found=train_found, test_found=test_found, **files))


def _size_text(header: _Header) -> str:
    height, width, _ = header.picture_size
    return f"{height} x {width}"


def _label_row(half: _Half) -> Labels:
    """Check that both labels and nothing else occur and return them as a read-only row (1, m)."""
    place, values = half.header.place, np.unique(half.labels)
    where = {"file": place.file, "entry": place.labels, "found": _listed([int(value) for value in values])}
    if not np.isin(values, (0, 1)).all():
        raise DatasetError(Message("datasets.errors.label_values", **where))
    if len(values) < 2:
        raise DatasetError(Message("datasets.errors.one_class", **where))
    return _frozen(half.labels.astype(np.int64).reshape(1, -1))


def _listed(values: Sequence[object]) -> str:
    shown = ", ".join(str(value) for value in values[:_SHOWN])
    return shown + (", ..." if len(values) > _SHOWN else "")


def _fingerprint(arrays: Sequence[NDArray[Any]], classes: tuple[str, str]) -> str:
    digest = hashlib.sha256(repr(classes).encode())
    for array in arrays:
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


def _columns(pictures: Pictures) -> Matrix:
    return _frozen(pictures.reshape(len(pictures), -1).T / 255)


def _baseline(labels: Labels, classes: tuple[str, str]) -> Baseline:
    counts = np.bincount(labels[0], minlength=2)
    label = int(counts.argmax())
    return Baseline(100.0 * int(counts[label]) / labels.size, label, classes[label])


# --- Finding ------------------------------------------------------------


@dataclass(frozen=True)
class _File:
    """One file as it was when looked at; a changed file is another `_File`."""

    path: Path
    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True)
class _Pair:
    name: str
    train: _File
    test: _File


def dataset_folders() -> tuple[Path, ...]:
    """Return the folders searched: those of ``PLAYGROUND_DATASETS``, then the project's own if it exists."""
    listed = tuple(Path(part) for part in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if part)
    return listed + ((PROJECT_FOLDER,) if PROJECT_FOLDER.is_dir() else ())


def find_datasets(folders: Sequence[Path] | None = None) -> Catalogue:
    """List the data sets of some folders, reading only the headers of the files.

    Where two folders hold a data set of one name, the first whole pair counts. Labels and pixels are read by
    `get_dataset` only, so a name listed here can still turn out to be unusable.

    Parameters
    ----------
    folders : sequence of Path, optional
        Folders in order of precedence; `dataset_folders` if not given.

    Returns
    -------
    Catalogue
        Usable names, ``catvnoncat`` and ``drawncats`` before the others, and what is wrong with the rest.
    """
    pairs, problems = _search(dataset_folders() if folders is None else folders)
    return Catalogue(tuple(sorted(pairs, key=_rank)), tuple(problem for _, problem in problems))


def default_name(catalogue: Catalogue) -> str:
    """Return the data set to begin with: the photos if present, else the drawn cats, else the first.

    Raises
    ------
    DatasetError
        The catalogue is empty.
    """
    if not catalogue.names:
        folders = _listed(list(dict.fromkeys((*dataset_folders(), PROJECT_FOLDER))))
        raise DatasetError(Message("datasets.errors.none_found", folders=folders))
    return min(catalogue.names, key=_rank)


def _rank(name: str) -> tuple[int, str]:
    preferred = PREFERRED_NAMES.index(name) if name in PREFERRED_NAMES else len(PREFERRED_NAMES)
    return preferred, name


def _search(folders: Sequence[Path]) -> tuple[dict[str, _Pair], list[tuple[str, Message]]]:
    """Return the pairs that can be used, by name, and (name, sentence) for everything else."""
    pairs: dict[str, _Pair] = {}
    problems: list[tuple[str, Message]] = []
    for folder in dict.fromkeys(folders):
        try:
            names = _names_in(folder)
        except OSError:
            problems.append(("", Message("datasets.errors.folder_unreadable", folder=str(folder))))
            continue
        for name in names:
            try:
                pair = _pair(folder, name)
                _check_pair_header(pair)
                pairs.setdefault(name, pair)
            except DatasetError as error:
                problems.append((name, error.message))
    return pairs, problems


def _names_in(folder: Path) -> list[str]:
    matches = (_FILE_NAME.fullmatch(path.name) for path in folder.iterdir())
    return sorted({match[1] for match in matches if match})


def _pair(folder: Path, name: str) -> _Pair:
    _check_name(name)
    train, test = folder / f"train_{name}.h5", folder / f"test_{name}.h5"
    for path, partner in ((train, test), (test, train)):
        if not partner.exists():
            where = {"file": path.name, "partner": partner.name, "folder": str(folder)}
            raise DatasetError(Message("datasets.errors.partner_missing", **where))
    return _Pair(name, _look(train), _look(test))


def _look(path: Path) -> _File:
    with _h5py_errors_as(Message("datasets.errors.cannot_open", file=path.name)):
        status = path.stat()
        return _File(path, status.st_size, status.st_mtime_ns, status.st_ino)


# --- Reading ------------------------------------------------------------


def get_dataset(name: str) -> Dataset:
    """Read and check a data set of the `dataset_folders`.

    As long as its files do not change, the same object is returned (the last four data sets are kept).

    Raises
    ------
    DatasetError
        There is no such data set, or something is wrong with its files.
    """
    pairs, problems = _search(dataset_folders())
    if name in pairs:
        # Under the lock, or two sessions that start together would each read the files and prepare training.
        with _READING:
            return _read_pair(pairs[name])
    for broken, problem in problems:
        if broken == name:
            raise DatasetError(problem)
    names = sorted(pairs, key=_rank)
    known = _listed(names) if names else Message("datasets.errors.none")
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
    classes = _frozen(_class_bytes(data.classes))
    return data.train_pictures, data.train_labels, data.test_pictures, data.test_labels, classes


def compute_file_sums(dataset: Dataset) -> dict[str, str]:
    """Return the SHA-256 (hexadecimal) of a data set's two files, by their names.

    Nothing, where there are no such files in the `dataset_folders`, or not with these contents any more.
    """
    pairs, _ = _search(dataset_folders())
    try:
        if dataset.name not in pairs or get_dataset(dataset.name).fingerprint != dataset.fingerprint:
            return {}
        paths = [file.path for file in (pairs[dataset.name].train, pairs[dataset.name].test)]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    except (DatasetError, OSError):
        return {}


@lru_cache(maxsize=4)
def _read_pair(pair: _Pair) -> Dataset:
    return _assemble(pair.name, _read_half(pair.train.path, "train"), _read_half(pair.test.path, "test"))


@lru_cache(maxsize=64)
def _check_pair_header(pair: _Pair) -> None:
    """Check what can be told without reading labels or pixels."""
    with _entries(pair.train.path, "train") as train, _entries(pair.test.path, "test") as test:
        _check_same(train.header, test.header)


def _read_half(path: Path, half: str) -> _Half:
    with _entries(path, half) as entries:
        place = entries.header.place
        return _Half(
            entries.header,
            _read(place.file, place.pictures, entries.pictures),
            _read(place.file, place.labels, entries.labels),
        )


@dataclass(frozen=True, eq=False)
class _Entries:
    """One open file whose header has been checked."""

    header: _Header
    pictures: h5py.Dataset
    labels: h5py.Dataset


@contextmanager
def _entries(path: Path, half: str) -> Iterator[_Entries]:
    place = _Place(path.name, f"{half}_set_x", f"{half}_set_y", "list_classes")
    with _opened(path) as file:
        pictures, labels, classes = (
            _entry(file, place.file, key) for key in (place.pictures, place.labels, place.classes)
        )
        size = _check_half(place, pictures, labels)
        header = _Header(place, size, _check_classes(place, _read_classes(place, classes)))
        yield _Entries(header, pictures, labels)


@contextmanager
def _opened(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading; nothing but a `DatasetError` leaves the block."""
    with _h5py_errors_as(Message("datasets.errors.cannot_open", file=path.name)):
        if not path.is_file():
            raise OSError
        # h5py calls a file that may not be read no HDF5 file, so see first that it can be.
        with path.open("rb"):
            known = h5py.is_hdf5(path)
    if not known:
        raise DatasetError(Message("datasets.errors.not_hdf5", file=path.name))
    with _h5py_errors_as(Message("datasets.errors.damaged", file=path.name)), h5py.File(path, "r") as file:
        yield file


def _entry(file: h5py.File, file_name: str, key: str) -> h5py.Dataset:
    """Return the data set under a key, which must lie in this very file."""
    where = {"file": file_name, "entry": key}
    links = file.id.links
    # Asked of the link and not of what it points to, so that a link to another file is never followed.
    if not links.exists(key.encode()):
        found = _listed(sorted(file, key=str)) if len(file) else Message("datasets.errors.none")
        raise DatasetError(Message("datasets.errors.key_missing", found=found, **where))
    if links.get_info(key.encode()).type != h5py.h5l.TYPE_HARD:
        raise DatasetError(Message("datasets.errors.key_elsewhere", **where))
    entry = file[key]
    if not isinstance(entry, h5py.Dataset):
        raise DatasetError(Message("datasets.errors.key_no_array", **where))
    if entry.external or entry.is_virtual:
        raise DatasetError(Message("datasets.errors.key_elsewhere", **where))
    # A compressed chunk is unpacked whole, and it may be larger than the array it belongs to.
    values = max(math.prod(entry.shape or ()), math.prod(entry.chunks or ()))
    _check_bytes(where, values * entry.dtype.itemsize)
    return entry


def _read(file: str, key: str, entry: h5py.Dataset) -> NDArray[Any]:
    with _h5py_errors_as(Message("datasets.errors.key_unreadable", file=file, entry=key)):
        return np.asarray(entry[()])


def _read_classes(place: _Place, entry: h5py.Dataset) -> list[str]:
    strings = h5py.check_string_dtype(entry.dtype) is not None
    if not strings or entry.shape != (2,):
        raise _classes_not_two(place, f"{entry.dtype} {entry.shape}")
    names = [bytes(name) for name in _read(place.file, place.classes, entry)]
    try:
        return [name.decode() for name in names]
    except UnicodeDecodeError as error:
        raise _classes_not_two(place, _listed(names)) from error


@contextmanager
def _h5py_errors_as(message: Message) -> Iterator[None]:
    """Turn whatever h5py or the system raises in the block into a `DatasetError` with this message."""
    try:
        yield
    except DatasetError:
        raise
    except _H5PY_ERRORS as error:
        raise DatasetError(message) from error
