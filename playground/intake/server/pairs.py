"""A pair of HDF5 files, read in a worker; what comes back is checked once more here, in the server."""

from collections.abc import Callable
from dataclasses import replace

from playground.data.checking import Half, Header, Place, assemble, build_header, check_name
from playground.data.contents import Dataset, DatasetError
from playground.intake.names import has_markup
from playground.intake.refusal import Refused
from playground.intake.server.guard import Guard, shared_guard
from playground.intake.wire import Answer, believing, message_from_text
from playground.words.catalogue import Message

HALVES = ("train", "test")


def place_of(half: str) -> Place:
    """Return where the lesson keeps one half; its file is named by what it is for."""
    return Place(Message(f"intake.files.{half}"), f"{half}_set_x", f"{half}_set_y", "list_classes")


@believing()
def read_pair(
    train: bytes,
    test: bytes,
    *,
    name: str = "uploaded",
    guard: Guard | None = None,
    any_names: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> Dataset:
    """Read a pair of HDF5 files in the layout of the lesson, which may come from anyone.

    Parameters
    ----------
    train, test : bytes
        The files. Of each, only the three arrays of the lesson are read: ``train_set_x``, ``train_set_y`` and
        ``list_classes``, or the same with ``test_``; whatever else is in them is not looked at.
    name : str
        What the data set is called: letters, digits, ``_`` and ``-``.
    guard : Guard, optional
        Where they are read; `shared_guard` if not given.
    any_names : bool
        Whether the names of classes may hold markup.
    cancelled : function
        Asked again and again; where it returns true, reading ends.

    Raises
    ------
    Refused
        The files are no data set, or cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    guard = guard or shared_guard()
    settings = {"unpacked_bytes": guard.limits.unpacked_bytes, "any_names": int(any_names)}
    answer = guard.run("pair", (train, test), settings, cancelled=cancelled)
    try:
        check_name(name)
        halves = [_half_of(answer, half) for half in HALVES]
        if not any_names:
            check_names(halves[0].header)
        notes = tuple(map(message_from_text, answer.texts["notes"]))
        return replace(assemble(name, *halves), notes=notes)
    except DatasetError as error:
        raise Refused(error.message) from error


def check_names(header: Header) -> None:
    """Refuse class names with markup: names stand in many places, and not all of them are plain text."""
    for name in header.classes:
        if has_markup(name):
            values = {"file": header.place.file, "entry": header.place.classes, "name": name}
            raise Refused(Message("intake.errors.markup", **values))


def _half_of(answer: Answer, half: str) -> Half:
    """Return one half of what a worker sent, its header checked."""
    arrays = answer.arrays[f"{half}_pictures"], answer.arrays[f"{half}_labels"]
    return Half(build_header(place_of(half), *arrays, answer.texts["classes"]), *arrays)
