"""Find the pairs of files, and say what is wrong with those that cannot be used."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.collection.reading import Pair, check_pair, look
from playground.data.checking import check_name, listed
from playground.data.contents import DatasetError
from playground.words.catalogue import Message

PROJECT_FOLDER = Path(__file__).resolve().parents[2] / "datasets"
FOLDERS_VARIABLE = "PLAYGROUND_DATASETS"
PREFERRED_NAMES = ("catvnoncat", "drawncats")
_HALF_NAME = re.compile(r"(train|test)(?:_(.+))?\.(?i:h5|hdf5)")
_FOLDER_PROBLEMS = (
    "datasets.errors.folder_missing",
    "datasets.errors.folder_is_file",
    "datasets.errors.folder_unreadable",
    "datasets.errors.folder_without",
)
_SUFFIXES = (".h5", ".hdf5")


@dataclass(frozen=True)
class Catalogue:
    """The data sets at hand.

    Attributes
    ----------
    names : tuple of str
        Data sets that can be used; the preferred default first.
    problems : tuple of Message
        One sentence for every folder, file or pair that cannot be used.
    """

    names: tuple[str, ...]
    problems: tuple[Message, ...]


def dataset_folders() -> tuple[Path, ...]:
    """Return the folders searched: those of ``PLAYGROUND_DATASETS``, then the project's own if it exists."""
    listed = tuple(Path(part) for part in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if part)
    return listed + ((PROJECT_FOLDER,) if PROJECT_FOLDER.is_dir() else ())


def find_datasets(folders: Sequence[Path] | None = None) -> Catalogue:
    """List the data sets of some folders; each is read once until its files change.

    A data set is a pair ``train_NAME.h5`` and ``test_NAME.h5``, or ``train.h5`` and ``test.h5``, called like
    their folder, or one file ``NAME.h5`` that holds both halves; ``.hdf5`` will do as well. Where two folders
    hold a data set of one name, the first whole one counts.

    Parameters
    ----------
    folders : sequence of Path, optional
        Folders in order of precedence; `dataset_folders` if not given.

    Returns
    -------
    Catalogue
        Usable names, ``catvnoncat`` and ``drawncats`` before the others, and what is wrong with the rest.
    """
    pairs, problems = search(dataset_folders() if folders is None else folders)
    return Catalogue(tuple(sorted(pairs, key=rank)), tuple(problem for _, problem in problems))


def is_hdf5(path: Path) -> bool:
    """Whether a file's name says that it is an HDF5 file."""
    return path.suffix.lower() in _SUFFIXES


def is_of_a_folder(problem: Message) -> bool:
    """Whether a whole folder gives no data set, so that another one than was meant is chosen."""
    return problem.key in _FOLDER_PROBLEMS


def default_name(catalogue: Catalogue) -> str:
    """Return the data set to begin with: the photos if present, else the drawn cats, else the first.

    Raises
    ------
    DatasetError
        The catalogue is empty.
    """
    if not catalogue.names:
        folders = listed(list(dict.fromkeys((*dataset_folders(), PROJECT_FOLDER))))
        raise DatasetError(Message("datasets.errors.none_found", folders=folders))
    return min(catalogue.names, key=rank)


def rank(name: str) -> tuple[int, str]:
    """Return the place of a name in a list: the preferred ones first."""
    preferred = PREFERRED_NAMES.index(name) if name in PREFERRED_NAMES else len(PREFERRED_NAMES)
    return preferred, name


def search(folders: Sequence[Path]) -> tuple[dict[str, Pair], list[tuple[str, Message]]]:
    """Return the pairs that can be used, by name, and (name, sentence) for everything else."""
    pairs: dict[str, Pair] = {}
    problems: list[tuple[str, Message]] = []
    for folder in dict.fromkeys(folders):
        try:
            found = _files_in(folder)
        except OSError:
            problems.append(("", _folder_fault(folder)))
            continue
        for name, files in found.items():
            try:
                pair = _pair(folder, name, files)
                check_pair(pair)
                pairs.setdefault(name, pair)
            except DatasetError as error:
                problems.append((name, error.message))
        if not found and folder != PROJECT_FOLDER:
            problems.append(("", _nothing_in(folder)))
    return pairs, problems


def _folder_fault(folder: Path) -> Message:
    """Return why a folder cannot be looked through."""
    if not folder.exists():
        return Message("datasets.errors.folder_missing", folder=str(folder))
    if not folder.is_dir():
        return Message("datasets.errors.folder_is_file", folder=str(folder))
    return Message("datasets.errors.folder_unreadable", folder=str(folder))


def _nothing_in(folder: Path) -> Message:
    names = sorted(path.name for path in folder.iterdir())
    found = listed(names) if names else Message("datasets.errors.none")
    return Message("datasets.errors.folder_without", folder=str(folder), found=found)


def _files_in(folder: Path) -> dict[str, dict[str, Path]]:
    """Return the HDF5 files of each name by their half; one file alone is looked into for both."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.iterdir()):  # of two kinds of one name, ``.h5`` comes first
        match = _HALF_NAME.fullmatch(path.name)
        if match:
            found.setdefault(match[2] or _name_of(folder), {}).setdefault(match[1], path)
        elif is_hdf5(path):
            found.setdefault(path.stem, {}).setdefault("both", path)
    return found


def _name_of(folder: Path) -> str:
    """Return how the files ``train.h5`` and ``test.h5`` of a folder are called."""
    name = folder.resolve().name
    try:
        check_name(name)
    except DatasetError:
        return "mine"
    return name


def _pair(folder: Path, name: str, files: Mapping[str, Path]) -> Pair:
    check_name(name)
    for half, other in (("train", "test"), ("test", "train")):
        if half in files and other not in files:
            partner = files[half].name.replace(half, other, 1)
            where = {"file": files[half].name, "partner": partner, "folder": str(folder)}
            raise DatasetError(Message("datasets.errors.partner_missing", **where))
    train, test = (files.get(half) or files["both"] for half in ("train", "test"))
    return Pair(name, look(train), look(test))
