"""Files changed at random: the reader refuses them in a sentence, or gives what h5py gives.

PLAYGROUND_FUZZ=100000 makes the run longer, PLAYGROUND_FUZZ_SEED another one.
"""

import os
import random

import pytest

from playground.intake import Guard, Limits, Refused, read_dataset
from tests.hostile.fuzz_hdf5 import fuzz, make_seeds, mutate, read_checked, read_plain
from tests.hostile.hdf5 import good

COUNT = int(os.environ.get("PLAYGROUND_FUZZ", "400"))
SEED = int(os.environ.get("PLAYGROUND_FUZZ_SEED", "20260731"))


def test_changed_files_are_refused_or_read_as_h5py_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    tally = fuzz(COUNT, SEED)
    with capsys.disabled():
        print(f" {COUNT} files: {dict(tally.counts)}, slowest {tally.slowest:.2f} s", end=" ")
    assert not tally.faults
    assert tally.counts["two reads differ"] == tally.counts["other"] == 0
    # Both happen a lot, or the changes are too tame or too wild to show anything.
    assert min(tally.counts["same"], tally.counts["refused"]) > COUNT / 5
    assert tally.slowest < 5


def test_the_seeds_are_read_as_h5py_reads_them() -> None:
    for seed in make_seeds():
        assert read_checked(seed.content) == read_plain(seed.content)


def test_changed_files_never_end_a_worker() -> None:
    chance, seeds, test = random.Random(SEED), make_seeds(), good("test")
    keeper, said = Guard(Limits()), []
    for _ in range(COUNT // 20):
        try:
            read_dataset(mutate(chance.choice(seeds), chance), test, guard=keeper)
        except Refused as error:
            said.append(error.message.key)
    assert said
    assert not [key for key in said if key.startswith("intake.guard")]
