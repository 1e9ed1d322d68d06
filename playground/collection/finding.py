"""Find the pairs of files, and say what is wrong with those that cannot be used."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.collection.reading import Pair, check_pair, look
from playground.data.checking import check_name, listed
from playground.data.contents import DatasetError
from playground.words.catalogue import Message

PROJECT_FOLDER = Path(__file__).resolve().parents[2] / "datasets"
FOLDERS_VARIABLE = "PLAYGROUND_DATASETS"
PREFERRED_NAMES = ("catvnoncat", "drawncats")
_FILE_NAME = re.compile(r"(?:train|test)_(.+)\.h5")


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

    Where two folders hold a data set of one name, the first whole pair counts.

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
            names = _names_in(folder)
        except OSError:
            problems.append(("", Message("datasets.errors.folder_unreadable", folder=str(folder))))
            continue
        for name in names:
            try:
                pair = _pair(folder, name)
                check_pair(pair)
                pairs.setdefault(name, pair)
            except DatasetError as error:
                problems.append((name, error.message))
    return pairs, problems


def _names_in(folder: Path) -> list[str]:
    matches = (_FILE_NAME.fullmatch(path.name) for path in folder.iterdir())
    return sorted({match[1] for match in matches if match})


def _pair(folder: Path, name: str) -> Pair:
    check_name(name)
    train, test = folder / f"train_{name}.h5", folder / f"test_{name}.h5"
    for path, partner in ((train, test), (test, train)):
        if not partner.exists():
            where = {"file": path.name, "partner": partner.name, "folder": str(folder)}
            raise DatasetError(Message("datasets.errors.partner_missing", **where))
    return Pair(name, look(train), look(test))
