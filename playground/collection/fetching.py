"""Download the lesson's cat photos, which carry no licence that would let the project ship them."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pooch

from playground.collection.finding import PROJECT_FOLDER
from playground.data.writing import replacing
from playground.words.catalogue import ExplainedError, Message

Progress = Callable[[int, int], None]

CONNECT_SECONDS = 10
READ_SECONDS = 20
CHUNK_BYTES = 32 * 1024


class FetchError(ExplainedError):
    """The photos could not be downloaded or stored; the message says what to do instead."""


@dataclass(frozen=True)
class Source:
    """One file and where it can be had.

    Attributes
    ----------
    file : str
        Name the file gets.
    size : int
        Its length in bytes.
    sha256 : str
        Its SHA-256 in lower-case hexadecimal; anything else that an address sends is refused.
    addresses : tuple of str
        HTTP addresses, tried in this order.
    """

    file: str
    size: int
    sha256: str
    addresses: tuple[str, ...]


# Addresses of fixed commits: a branch could be moved or deleted.
_PHOTO_FOLDERS = (
    "https://raw.githubusercontent.com/Hiren2002/Logistic-Regression/"
    "a6139a838a0e624f4ab923377df0c5d3386fdf1f/datasets/",
    "https://raw.githubusercontent.com/ramakris/coursera-deeplearning/"
    "c79617ebb9ff38e765e821f80352adee93f19357/neuralnetworks/week2/datasets/",
)


def _photo_source(file: str, size: int, sha256: str) -> Source:
    return Source(file, size, sha256, tuple(folder + file for folder in _PHOTO_FOLDERS))


PHOTO_SOURCES = (
    _photo_source(
        "train_catvnoncat.h5", 2_572_022, "fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242"
    ),
    _photo_source(
        "test_catvnoncat.h5", 616_958, "6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951"
    ),
)


def fetch_photos(
    folder: Path = PROJECT_FOLDER,
    *,
    sources: tuple[Source, Source] = PHOTO_SOURCES,
    progress: Progress | None = None,
) -> tuple[Path, Path]:
    """Download the training and the test photos, unless they are there already.

    Files are written once everything has arrived and is checked against the sums; a file of the same name but
    other contents is replaced. A connection that is silent for 20 seconds counts as failed.

    Parameters
    ----------
    folder : Path
        Where the files go; made if absent.
    sources : tuple of two Source
        The training file and the test file.
    progress : callable, optional
        Called with the bytes at hand and the bytes of both files together; the first rises from call to call,
        even if a second address has to begin anew.

    Returns
    -------
    tuple of two Path
        The training file and the test file.

    Raises
    ------
    FetchError
        No address sent the right bytes, or the folder cannot be written to.
    """
    meter = _Meter(sum(source.size for source in sources), progress)
    train, test = (folder / source.file for source in sources)
    contents: dict[Path, bytes] = {}
    try:
        for path, source in zip((train, test), sources, strict=True):
            if not _has_sum(path, source):
                contents[path] = _fetch(source, sources, folder, meter)
            meter.finish(source.size)
        _store(contents, folder)
    except OSError as error:
        raise FetchError(Message("datasets.fetch.cannot_write", folder=str(folder))) from error
    return train, test


class _Meter:
    """Reports the bytes at hand of all files together, as a number that only rises."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._progress = progress
        self._finished = 0
        self._reported = -1

    def receive(self, count: int) -> None:
        """Report that `count` bytes of the present file are at hand."""
        done = self._finished + count
        if self._progress is not None and done > self._reported:
            self._reported = done
            self._progress(done, self._total)

    def finish(self, size: int) -> None:
        """Report that the present file, of `size` bytes, is complete."""
        self.receive(size)
        self._finished += size


class _WrongContentError(ValueError):
    """An address sent something else than the file."""


class _Receiver:
    """What pooch writes a download to: it takes the expected bytes only and holds them in memory."""

    def __init__(self, source: Source, meter: _Meter) -> None:
        self._source = source
        self._meter = meter
        self._bytes = bytearray()

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; refuse at once when there are more than the file has."""
        self._bytes += chunk
        if len(self._bytes) > self._source.size:
            raise _WrongContentError
        self._meter.receive(len(self._bytes))

    def flush(self) -> None:
        """Do nothing: pooch asks for it after each chunk."""

    def contents(self) -> bytes:
        """Return what was received if it is the expected file, else refuse it."""
        if hashlib.sha256(self._bytes).hexdigest() != self._source.sha256:
            raise _WrongContentError
        return bytes(self._bytes)


def _has_sum(path: Path, source: Source) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == source.sha256


def _fetch(source: Source, sources: Sequence[Source], folder: Path, meter: _Meter) -> bytes:
    """Return the contents of a file from the first of its addresses that sends them."""
    for address in source.addresses:
        try:
            return _download(address, source, meter)
        # What requests and pooch raise for a bad answer; the errors of requests are OSErrors.
        except (OSError, ValueError) as error:
            failure, failed = error, address
    everything = ", ".join(address for each in sources for address in each.addresses[:1])
    files = ", ".join(each.file for each in sources)
    reason = _reason(failed, failure)
    message = Message(
        "datasets.fetch.failed", reason=reason, addresses=everything, files=files, folder=str(folder)
    )
    raise FetchError(message) from failure


def _download(address: str, source: Source, meter: _Meter) -> bytes:
    receiver = _Receiver(source, meter)
    with ExitStack() as stack:

        def close_in_the_end(response: Any, **options: Any) -> None:
            # pooch leaves that to the garbage collector, and until then a refused server may go on sending.
            stack.callback(response.close)

        download = pooch.HTTPDownloader(
            chunk_size=CHUNK_BYTES,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            hooks={"response": close_in_the_end},
        )
        download(address, receiver, None)
    return receiver.contents()


def _reason(address: str, failure: Exception) -> Message:
    host = urlsplit(address).netloc
    if isinstance(failure, _WrongContentError):
        return Message("datasets.fetch.wrong_content", host=host)
    response = getattr(failure, "response", None)
    if response is not None:
        return Message("datasets.fetch.refused", host=host, status=str(response.status_code))
    return Message("datasets.fetch.no_connection", host=host)


def _store(contents: dict[Path, bytes], folder: Path) -> None:
    """Write all files or none."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        for path, data in contents.items():
            stack.enter_context(replacing(path)).write_bytes(data)
