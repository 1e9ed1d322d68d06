"""What the bench scripts share."""

import sys
import time
from collections.abc import Callable
from statistics import median

from playground.collection.finding import PREFERRED_NAMES
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset, DatasetError


def load_pictures() -> Dataset:
    """Return the lesson's photos, or the drawn cats where there are none, and say which."""
    photos, drawings = PREFERRED_NAMES
    try:
        dataset = get_dataset(photos)
    except DatasetError as error:
        print(f"The photos are absent, the drawn cats stand in for them ({error})")
        try:
            dataset = get_dataset(drawings)
        except DatasetError as missing:
            sys.exit(f"Neither the photos nor the drawn cats are there: {missing}")
    print(f"pictures: {dataset.name}, X {dataset.X_train.shape}")
    return dataset


def measure(run: Callable[[], object]) -> float:
    """Return the seconds that one call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def compare(rounds: int, slow: Callable[[], object], *others: Callable[[], object]) -> list[float]:
    """Return the median seconds of each function, run by turns, so that a busy machine slows all."""
    for other in others:
        other()
    times = [[measure(each) for each in (slow, *others)] for _ in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def report(name: str, value: float, unit: str, bound: str, *, met: bool) -> bool:
    """Print one result against its requirement; return whether it is met."""
    print(f"{name}: {value:.4g} {unit} (required: {bound}) {'ok' if met else 'NOT MET'}")
    return met
