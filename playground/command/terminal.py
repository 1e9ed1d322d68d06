"""What several commands need of a terminal: numbers that are asked for, progress, and what was written."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from playground.words.catalogue import Translator
from playground.words.numbers import read_number

_BAR_WIDTH = 30

Number = TypeVar("Number", int, float)


def number_reader(
    text: Translator, key: str, read: Callable[[str], Number], low: float, high: float
) -> Callable[[str], Number]:
    """Return a reader for numbers between two limits that says in the person's language what is wrong."""

    def reader(written: str) -> Number:
        try:
            value = read(written)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise argparse.ArgumentTypeError(text.text(key, found=written, low=low, high=high))
        return value

    return reader


def read_whole(written: str) -> int:
    """Return a whole number; another one is a `ValueError`."""
    number = read_number(written)
    if number % 1:
        raise ValueError(written)
    return int(number)


def make_bar(label: str) -> Callable[[int, int], None]:
    """Return a function that draws a progress bar where a person looks on, and draws nothing elsewhere."""

    def show(done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        filled = _BAR_WIDTH * done // max(1, total)
        line = f"\r{label} [{'█' * filled}{' ' * (_BAR_WIDTH - filled)}] {done:,} / {total:,}"
        print(line, end="\n" if done >= total else "", file=sys.stderr, flush=True)

    return show


def print_written(paths: Iterable[Path], text: Translator) -> None:
    """Say which files were written."""
    for path in paths:
        print(text.text("command.written", path=path, size=path.stat().st_size))
