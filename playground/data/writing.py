"""Write a data set as a pair of HDF5 files in the layout of the lesson."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from playground.data.contents import Dataset, DatasetError, Labels, Pictures, class_bytes
from playground.words.catalogue import Message


def write_pair(folder: Path, dataset: Dataset) -> tuple[Path, Path]:
    """Write a data set as ``train_NAME.h5`` and ``test_NAME.h5`` in the layout of the lesson.

    The same contents give the same bytes. Each file appears whole or not at all; files of these names are
    replaced, and the folder is made if absent.

    Returns
    -------
    tuple of two Path
        The training file and the test file.

    Raises
    ------
    DatasetError
        The files cannot be written.
    """
    train, test = (folder / f"{half}_{dataset.name}.h5" for half in ("train", "test"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(train) as new_train, replacing(test) as new_test:
            _write_files(new_train, new_test, dataset)
    # Whatever h5py or the system raises.
    except (OSError, KeyError, RuntimeError, ValueError, TypeError) as error:
        message = Message("datasets.errors.cannot_write", file=train.name, folder=str(folder))
        raise DatasetError(message) from error
    return train, test


def pack_pair(dataset: Dataset) -> tuple[bytes, bytes]:
    """Return the training file and the test file of a data set as `write_pair` writes them, without writing
    anything to a disk.
    """
    train, test = io.BytesIO(), io.BytesIO()
    _write_files(train, test, dataset)
    return train.getvalue(), test.getvalue()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` and move it there if the block succeeds, else delete it."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_files(train: Path | io.BytesIO, test: Path | io.BytesIO, dataset: Dataset) -> None:
    _write_file(train, "train", dataset.train_pictures, dataset.train_labels, dataset.classes)
    _write_file(test, "test", dataset.test_pictures, dataset.test_labels, dataset.classes)


def _write_file(
    target: Path | io.BytesIO, half: str, pictures: Pictures, labels: Labels, classes: tuple[str, str]
) -> None:
    # Here and not above: only writing needs it, and a process that reads pictures is to start without.
    import h5py

    # The first version of the format, whatever h5py writes by default: any other HDF5 program reads it.
    with h5py.File(target, "w", libver=("earliest", "v110")) as file:
        file.create_dataset(
            f"{half}_set_x", data=pictures, chunks=pictures.shape, compression="gzip", track_times=False
        )
        file.create_dataset(f"{half}_set_y", data=labels[0], track_times=False)
        file.create_dataset("list_classes", data=class_bytes(classes), track_times=False)
