"""The command ``build``: a data set of pictures in folders, or of HDF5 files that leave something open."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.collection.finding import PROJECT_FOLDER, is_hdf5
from playground.collection.reading import read_files
from playground.command.terminal import make_bar, number_reader, print_written, read_whole
from playground.data.building import (
    DEFAULT_SIZE,
    DEFAULT_TEST_SHARE,
    SIZES,
    TEST_SHARES,
    BuildingError,
    BuiltDataset,
    build_from_pictures,
)
from playground.data.checking import listed
from playground.data.likeness import find_near_duplicates
from playground.data.writing import write_pair
from playground.intake.folders import read_class_folders
from playground.intake.layout import Place
from playground.intake.server.tables import Table
from playground.intake.tree import tree_lines
from playground.words.catalogue import Message, Translator
from playground.words.numbers import read_number, write_percent

_MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class _Asked:
    """A class that is asked for: what it is called in folders or files, and in the data set."""

    found_as: str
    called: str


def add_build_options(parser: argparse.ArgumentParser, text: Translator) -> None:
    """Let a data set be told where its pictures are, what they show, and how they are split."""
    size = number_reader(text, "command.build.bad_size", read_whole, *SIZES)
    share = number_reader(text, "command.build.bad_test_share", read_number, *TEST_SHARES)
    seed = number_reader(text, "command.build.bad_seed", read_whole, 0, _MAX_SEED)
    parser.add_argument(
        "sources",
        type=Path,
        nargs="+",
        metavar="FOLDER | FILE.h5",
        help=text.text("command.build.sources"),
    )
    parser.add_argument(
        "--classes",
        nargs=2,
        required=True,
        metavar=("ONE", "ZERO"),
        help=text.text("command.build.classes"),
    )
    for option, reader, default in (
        ("size", size, DEFAULT_SIZE),
        ("test-share", share, DEFAULT_TEST_SHARE),
        ("seed", seed, 0),
    ):
        parser.add_argument(
            f"--{option}",
            type=reader,
            default=default,
            metavar="N",
            help=text.text(f"command.build.options.{option}"),
        )
    parser.add_argument(
        "--output",
        type=Path,
        default=PROJECT_FOLDER,
        metavar="FOLDER",
        help=text.text("command.folder"),
    )
    parser.add_argument("--name", default="mine", help=text.text("command.build.name"))
    parser.add_argument("--split", choices=("given", "anew"), help=text.text("command.build.split"))


def build(options: argparse.Namespace, text: Translator) -> None:
    """Make the data set, say what is in it, and write it."""
    one, zero = map(_read_class, options.classes)
    if one.called == zero.called:
        raise BuildingError(Message("command.build.same", name=one.called))
    make = _build_of_files if all(map(is_hdf5, options.sources)) else _build_of_folder
    built = make(options, (zero, one), text)
    for count in built.balance:
        print(text.text("command.build.count", name=count.class_name, train=count.train, test=count.test))
    baseline = built.dataset.test_baseline
    percent = write_percent(baseline.percent)
    print(text.text("command.train.baseline", name=baseline.class_name, percent=percent))
    for pair in find_near_duplicates(built.dataset):
        names = {"train": built.train_files[pair.train], "test": built.test_files[pair.test]}
        print(text.text("command.build.alike", percent=write_percent(100 * pair.correlation), **names))
    print_written(write_pair(options.output, built.dataset), text)


def _read_class(written: str) -> _Asked:
    """Return the class of a NAME, or of NAME=ANOTHER."""
    found_as, _, called = written.partition("=")
    return _Asked(found_as, called or found_as)


def _keeps_split(options: argparse.Namespace, text: Translator, *, is_split: bool) -> bool:
    keeps = options.split == "given" or (options.split is None and is_split)
    if keeps and not is_split:
        raise BuildingError(Message("command.build.no_split"))
    if is_split:
        print(text.text("command.build.kept" if keeps else "command.build.anew"))
    return keeps


def _build_of_folder(
    options: argparse.Namespace, asked: tuple[_Asked, _Asked], text: Translator
) -> BuiltDataset:
    def show(paths: Sequence[str], places: Sequence[Place]) -> None:
        print("\n".join([text.text("command.build.tree"), *tree_lines(paths, places, text)]), flush=True)

    if len(options.sources) > 1:
        raise BuildingError(Message("command.build.several", found=listed(options.sources)))
    classes = [each.found_as for each in asked]
    bar = make_bar(text.text("command.build.running"))
    found = read_class_folders(options.sources[0], classes, options.size, on_found=show, on_progress=bar)
    for note in found.notes:
        print(text.text(note), file=sys.stderr)
    keeps_split = _keeps_split(options, text, is_split=found.is_split)
    return build_from_pictures(
        options.name,
        {each.called: found.samples[each.found_as] for each in asked},
        (asked[0].called, asked[1].called),
        size=options.size,
        test_share=None if keeps_split else options.test_share,
        seed=options.seed,
    )


def _build_of_files(
    options: argparse.Namespace, asked: tuple[_Asked, _Asked], text: Translator
) -> BuiltDataset:
    if len(options.sources) > 2:
        raise BuildingError(Message("command.build.several", found=listed(options.sources)))
    table = read_files(options.sources)
    for note in table.notes:
        print(text.text(note))
    places = _find_class(table, asked[0]), _find_class(table, asked[1])
    keeps_split = _keeps_split(options, text, is_split=table.is_split)
    if not keeps_split:
        table = table.joined()
    dataset = table.choose(
        options.name,
        places,
        (asked[0].called, asked[1].called),
        test_share=options.test_share,
        seed=options.seed,
    )
    numbers = (
        tuple(str(number) for number in range(1, labels.size + 1))
        for labels in (dataset.train_labels, dataset.test_labels)
    )
    return BuiltDataset(dataset, *numbers)


def _find_class(table: Table, asked: _Asked) -> int:
    if asked.found_as not in table.classes:
        found = listed(
            [f"{name} ({count:,})" for name, count in zip(table.classes, table.count(), strict=True)]
        )
        raise BuildingError(Message("command.build.no_class", name=asked.found_as, found=found))
    return table.classes.index(asked.found_as)
