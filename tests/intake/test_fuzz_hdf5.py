"""Files changed at random: refused in a sentence, or read as h5py reads them, and the same each time.

PLAYGROUND_FUZZ=100000 makes the run longer, PLAYGROUND_FUZZ_SEED another one.
"""

import os

import pytest

from tests.hostile.forks import outcome_here, outcomes_apart
from tests.hostile.fuzz_hdf5 import fuzz, make_seeds, read_plain

COUNT = int(os.environ.get("PLAYGROUND_FUZZ", "400"))
SEED = int(os.environ.get("PLAYGROUND_FUZZ_SEED", "20260731"))


def test_changed_files_are_refused_or_read_as_h5py_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    tally = fuzz(COUNT, SEED)
    with capsys.disabled():
        print(f" {COUNT} files: {dict(tally.counts)}, slowest {tally.slowest:.2f} s", end=" ")
    assert not tally.faults
    assert tally.slowest < 6
    assert tally.counts["zeros"] < COUNT / 50
    # Both happen a lot, or the changes are too tame or too wild to show anything.
    assert min(tally.counts["same"], tally.counts["refused"]) > COUNT / 5
    assert tally.counts["ended"] + tally.counts["stopped"] + tally.counts["out"] < COUNT / 50


def test_the_seeds_are_read_as_h5py_reads_them() -> None:
    contents = [seed.content for seed in make_seeds()]
    assert outcomes_apart(contents, outcome_here) == [read_plain(content) for content in contents]
