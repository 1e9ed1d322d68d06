"""Twins of a run, against trainings of their own: where rounding decides it is told, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import neuron
from playground.app.session.choices import LEARNING_RATES
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.engine.sweep import sweep
from playground.engine.training import Prepared, TrainingRun, train
from playground.engine.twins import PARTED, TWINS, rounding_decides, twin_rates
from playground.study.study import Study
from tests.support import make_prepared

GRAM, DIRECT = make_prepared(100, 60), make_prepared(20, 80)
FORMS = pytest.mark.parametrize("prepared", [GRAM, DIRECT], ids=["gram", "direct"])
WILD = 200.0


def families(prepared: Prepared, rate: float, iterations: int) -> list[TrainingRun]:
    """Return a run and its twins, each trained by itself."""
    return [train(prepared, each, iterations) for each in (rate, *twin_rates(rate).tolist())]


def test_twins_are_the_next_numbers() -> None:
    unit = float(np.spacing(0.005))
    assert twin_rates(0.005).tolist() == [0.005 + unit, 0.005 - unit, 0.005 + 2 * unit]
    assert len(twin_rates(1e-300)) == TWINS


@FORMS
def test_the_range_is_that_of_four_trainings(prepared: Prepared) -> None:
    run = train(prepared, WILD, 300)
    costs = np.array([each.costs for each in families(prepared, WILD, 300)])
    assert run.twins is not None
    np.testing.assert_array_equal(run.twins.lowest, costs.min(axis=0))
    np.testing.assert_array_equal(run.twins.highest, costs.max(axis=0))
    shares = (costs.max(axis=0) - costs.min(axis=0)) / costs.max(axis=0)
    assert run.twins.parted_at == next((i for i, share in enumerate(shares) if share > PARTED), None)


@FORMS
@pytest.mark.parametrize("iteration", [0, 63, 64, 65, 200, 299, 300])
def test_twins_can_be_asked_for_at_any_iteration_also_of_a_run_cut_short(
    prepared: Prepared, iteration: int
) -> None:
    run = train(prepared, WILD, 300)
    states = np.array([each.state_at(iteration) for each in families(prepared, WILD, 300)[1:]])
    cut = run.until(iteration)
    np.testing.assert_array_equal(run.twin_states_at(iteration), states)
    np.testing.assert_array_equal(cut.twin_states_at(iteration), states)
    short = train(prepared, WILD, iteration).twins
    assert short is not None
    assert cut.twins is not None
    np.testing.assert_array_equal(cut.twins.lowest, short.lowest)
    np.testing.assert_array_equal(cut.twins.highest, short.highest)


def test_what_twins_take_of_memory_is_counted_and_bounded() -> None:
    run = train(GRAM, WILD, 50_000)
    assert run.twins is not None
    assert run.nbytes >= run.costs.nbytes + run.recorded_states.nbytes + run.twins.nbytes
    assert run.twins.parts.nbytes <= 2**20 + TWINS * 8 * GRAM.form.state_size


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 12), st.floats(0.01, 0.9999))
def test_below_the_limit_rounding_decides_nothing(seed: int, n: int, m: int, share: float) -> None:
    prepared = make_prepared(n, m, seed)
    rate = share * prepared.first_limit
    costs = np.array([each.costs for each in families(prepared, rate, 300)])
    assert train(prepared, rate, 300).twins is None
    assert not rounding_decides(costs.min(axis=0), costs.max(axis=0)).any()


def silent_below_the_limit(dataset: Dataset) -> bool:
    """Return whether every rate of the slider below the limit ends as its twins do, to 1e-9."""
    rates = [rate for rate in LEARNING_RATES if rate < dataset.prepared.first_limit]
    family = np.array([(rate, *twin_rates(rate)) for rate in rates])
    costs = sweep(dataset.prepared, family.ravel(), 1000).costs.reshape(len(rates), 1 + TWINS, -1)
    return not rounding_decides(costs.min(axis=1), costs.max(axis=1)).any()


def test_below_the_limit_the_slider_is_silent(photos: Dataset) -> None:
    assert silent_below_the_limit(photos)
    assert silent_below_the_limit(get_dataset("drawncats"))
    assert silent_below_the_limit(get_dataset("digits"))


# --- What is told of a run ------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "iterations"), [(0.0355, 560), (0.025, 410), (0.0112, 200)])
@pytest.mark.parametrize("threshold", [0.5, 0.3])
def test_what_rounding_makes_of_the_photos(
    photos: Dataset, rate: float, iterations: int, threshold: float
) -> None:
    found = Study(photos, train(photos.prepared, rate, iterations), threshold).rounding
    assert found is not None
    runs = families(photos.prepared, rate, iterations)
    costs = [run.costs[-1] for run in runs]
    assert (found.cost.low, found.cost.high) == (min(costs), max(costs))
    for found_range, X, Y in (
        (found.train, photos.X_train, photos.Y_train),
        (found.test, photos.X_test, photos.Y_test),
    ):
        answers = [neuron.sigmoid(run.w.T @ X + run.b) > threshold for run in runs]
        accuracies = [neuron.accuracy(each.astype(float), Y) for each in answers]
        assert (found_range.low, found_range.high) == pytest.approx((min(accuracies), max(accuracies)))
    assert found.cost.low < found.cost.high


def test_the_lesson_s_own_run_is_not_decided_by_rounding(photos: Dataset) -> None:
    run = train(photos.prepared, 0.005, 2000)
    assert run.twins is not None
    assert run.twins.parted_at is None
    assert Study(photos, run).rounding is None


# --- Every processor's matrix kernels -------------------------------------------------------------


_COMPARE = """
import numpy as np
from playground.engine.sweep import sweep
from playground.engine.training import train
from tests.support import make_prepared
prepared = make_prepared(300, 209)
rates = np.geomspace(0.01, 5.0, 7)
found = sweep(prepared, rates, 200)
for row, rate in enumerate(rates.tolist()):
    np.testing.assert_array_equal(found.costs[row], train(prepared, rate, 200).costs[found.iterations])
print(found.costs[-1, -1].hex())
"""


_NEEDED = {"Prescott": "", "Nehalem": "", "Haswell": "avx2", "SkylakeX": "avx512vl"}


def list_kernels() -> list[str]:
    """Return the kernels that this processor can run; where it does not say, those that every one can."""
    told = Path("/proc/cpuinfo")
    known = {"", *(told.read_text().split() if told.exists() else ())}
    return [kernel for kernel, needed in _NEEDED.items() if needed in known]


@pytest.mark.slow  # the kernel is chosen when a process starts
@pytest.mark.parametrize("kernel", list_kernels())
def test_a_map_s_cell_is_its_run_on_every_kernel(kernel: str) -> None:
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"}
    found = subprocess.run([sys.executable, "-c", _COMPARE], capture_output=True, text=True, env=environment)
    assert found.returncode == 0, found.stderr
