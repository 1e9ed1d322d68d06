"""Read the pairs of files in a folder, each once until it changes.

They go the way of an upload (`playground.intake`): in a worker, with limits of their own. A file there may be
damaged as well, and libhdf5 can run in circles or crash on a damaged file, which in this process would take
the server along. The worker costs a quarter of a second for a pair, paid once; and with one way to read there
is one place for all that is asked of a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import RLock

from playground.data.checking import MAX_PICTURE_BYTES
from playground.data.contents import Dataset, DatasetError
from playground.intake.limits import MEGA, Limits
from playground.intake.refusal import Refused, Unavailable
from playground.intake.server.guard import Guard, check_lengths
from playground.intake.server.pairs import read_pair
from playground.intake.server.tables import Table, read_table
from playground.words.catalogue import Message

# Both files, both unpacked, and one chunk on its way in several forms.
_MEMORY = 8 * MAX_PICTURE_BYTES
_HEADERS = 16 * MEGA
# What is wrong only as long as nobody chooses: under other keys, of several classes, without a test.
_OPEN = tuple(
    f"datasets.errors.{key}" for key in ("one_half", "key_missing", "classes_not_two", "label_values")
)
_KEYS_MISSING = ("datasets.errors.swapped", "datasets.errors.key_missing")
# Everybody waits for a file that never ends, once; large ones take a second for 8 MB on a very busy computer.
SECONDS, BYTES_A_SECOND = 10, 8 * MEGA
# Held while a pair is read, or two sessions that start together would each read it.
_READING = RLock()


@dataclass(frozen=True)
class File:
    """One file as it was when looked at; a changed file is another `File`."""

    path: Path
    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True)
class Pair:
    """The two files of a data set, or twice the one that holds both halves."""

    name: str
    train: File
    test: File


def look(path: Path) -> File:
    """Return a file as it is now.

    Raises
    ------
    DatasetError
        It is no file, or cannot be looked at.
    """
    try:
        status = path.stat()
        if not path.is_file():
            raise OSError
    except OSError as error:
        raise DatasetError(Message("datasets.errors.cannot_open", file=path.name)) from error
    return File(path, status.st_size, status.st_mtime_ns, status.st_ino)


def check_pair(pair: Pair) -> None:
    """Read a pair of files once; as long as they do not change, only what is wrong with them is kept.

    Raises
    ------
    DatasetError
        Something is wrong with the files.
    """
    with _READING:
        problem = _find_problem(pair)
    if problem is not None:
        raise DatasetError(problem)


def get_pair(pair: Pair) -> Dataset:
    """Return what a pair of files holds; the last four are kept.

    Raises
    ------
    DatasetError
        Something is wrong with the files.
    """
    with _READING:
        check_pair(pair)
        return _read_pair(pair)


def read_files(paths: Sequence[Path]) -> Table:
    """Read one HDF5 file or two from which a person still chooses classes, or the test pictures.

    Raises
    ------
    DatasetError
        A file cannot be opened.
    Refused
        They are no data set; the sentence says why.
    """
    files = tuple(map(look, paths))
    limits = _limit(files)
    try:
        check_lengths([file.size for file in files], limits)
        return read_table([_read_bytes(path) for path in paths], guard=Guard(limits))
    except Refused as error:
        raise Refused(_name_files(error.message, paths[0].name, paths[-1].name)) from error


class _NotNowError(DatasetError):
    """The files could not be read just now; that may change without them, so it is not kept."""


@lru_cache(maxsize=64)
def _find_problem(pair: Pair) -> Message | None:
    try:
        _read_pair(pair)
    except _NotNowError:
        raise
    except DatasetError as error:
        return error.message
    return None


@lru_cache(maxsize=4)
def _read_pair(pair: Pair) -> Dataset:
    files = (pair.train, pair.test)
    limits = _limit(files)
    try:
        check_lengths([file.size for file in files], limits)
        train, test = (_read_bytes(file.path) for file in files)
        dataset = read_pair(train, test, name=pair.name, guard=Guard(limits), any_names=True)
        return replace(dataset, notes=tuple(_with_file_names(note, pair) for note in dataset.notes))
    except Refused as error:
        kind = _NotNowError if isinstance(error, Unavailable) else DatasetError
        raise kind(_with_file_names(error.message, pair)) from error


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _NotNowError(Message("datasets.errors.cannot_open", file=path.name)) from error


def _limit(files: Sequence[File]) -> Limits:
    return Limits(
        file_bytes=MAX_PICTURE_BYTES + _HEADERS,
        unpacked_bytes=MAX_PICTURE_BYTES,
        memory_bytes=_MEMORY,
        seconds=SECONDS + sum(file.size for file in files) // BYTES_A_SECOND,
        workers=1,
    )


def _with_file_names(message: Message, pair: Pair) -> Message:
    """Return a refusal of the intake with the names of the files; it names them by what they are for, or not
    at all. One file for both halves that has only one is a half by another name. Where a person could choose,
    it says how.
    """
    train, test = pair.train.path, pair.test.path
    if train == test and message.key in _KEYS_MISSING:
        where = {"file": train.name, "folder": str(train.parent)}
        message = Message("datasets.errors.one_half", found=message.values["found"], **where)
    elif not {"file", "train_file"} & message.values.keys():
        return Message(
            "datasets.errors.pair_not_read", why=message, train_file=train.name, test_file=test.name
        )
    message = _name_files(message, train.name, test.name)
    if message.key not in _OPEN:
        return message
    # In quotes, as paths may hold spaces: the line is to be copied.
    files = " ".join(dict.fromkeys((f'"{train}"', f'"{test}"')))
    return Message("datasets.errors.choose", why=message, files=files)


def _name_files(message: Message, train: str, test: str) -> Message:
    names = {"intake.files.one": train, "intake.files.train": train, "intake.files.test": test}
    values = {
        name: names.get(value.key, value) if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    return Message(message.key, **values)
