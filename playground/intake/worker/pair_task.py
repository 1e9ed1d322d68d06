"""The reading function for a pair of HDF5 files; it runs in a worker."""

from collections.abc import Callable, Mapping, Sequence

from playground.data.checking import check_same
from playground.intake.server.pairs import check_names, place_of
from playground.intake.wire import Answer
from playground.intake.worker.hdf5 import opened_half


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
        check_same(train.header, test.header)
        halves = {"train": train.read(), "test": test.read()}
    arrays = {f"{half}_pictures": found.pictures for half, found in halves.items()}
    labels = {f"{half}_labels": found.labels for half, found in halves.items()}
    return Answer(arrays | labels, {"classes": train.header.classes})
