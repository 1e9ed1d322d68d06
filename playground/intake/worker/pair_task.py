"""The reading function for a pair of HDF5 files; it runs in a worker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from playground.data.checking import Header, check_same
from playground.intake.server.pairs import check_names, place_of
from playground.intake.wire import Answer, message_as_text
from playground.intake.worker.hdf5 import opened_half
from playground.words.catalogue import Message

NO_NAMES = ("0", "1")


def read_pair_parts(
    parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Callable[[int, int], None]
) -> Answer:
    """Read the two files of a data set; both headers are checked before any picture is unpacked."""
    del on_progress  # two files of this size take no time worth showing
    most = settings["unpacked_bytes"]
    with (
        opened_half(parts[0], place_of("train"), most) as train,
        opened_half(parts[1], place_of("test"), most) as test,
    ):
        if not settings["any_names"]:
            check_names(train.header)
            check_names(test.header)
        classes, notes = find_names(train.header, test.header)
        halves = {"train": train.read(), "test": test.read()}
    arrays = {f"{half}_pictures": found.pictures for half, found in halves.items()}
    labels = {f"{half}_labels": found.labels for half, found in halves.items()}
    notes += tuple(note for half in halves.values() for note in half.notes)
    return Answer(arrays | labels, {"classes": classes, "notes": tuple(map(message_as_text, notes))})


def find_names(train: Header, test: Header) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """Return the names of the classes, and a note where a file has none: the other half's, or 0 and 1."""
    named = with_all_names([train, test])
    check_same(*named)
    names = named[0].classes or NO_NAMES
    unnamed = [header.place for header in (train, test) if not header.classes]
    shown = {"zero": names[0], "one": names[1]}
    notes = (Message("datasets.converted.names", file=p.file, entry=p.classes, **shown) for p in unnamed)
    return names, tuple(notes)


def with_all_names(headers: Sequence[Header]) -> list[Header]:
    """Return headers that have the names of another where they have none."""
    given = next((header.classes for header in headers if header.classes), ())
    return [replace(header, classes=header.classes or given) for header in headers]
