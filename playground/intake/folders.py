"""Pictures in folders of one's own computer, a folder for each class.

They are read in this very process: they are the person's own, on the person's own computer, and a process for
each of hundreds of pictures would cost more than the pictures. The checks are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.data.building import BuildingError, Sample
from playground.data.cropping import crop_square
from playground.intake.layout import Place, find_tested, understand
from playground.intake.refusal import Refused
from playground.intake.worker.pictures import PICTURE_LIMITS, decode_picture
from playground.intake.worker.zip_names import is_of_a_system, show_name, tidy_name
from playground.words.catalogue import Message

_SHOWN_FOLDERS = 8


@dataclass(frozen=True, eq=False)
class FoundPictures:
    """The pictures of each class, a sentence for every file that is none, and whether the folders say which
    pictures are for testing, be it that a class has none there.
    """

    samples: Mapping[str, tuple[Sample, ...]]
    notes: tuple[Message, ...]
    is_split: bool


def read_class_folders(
    folder: Path,
    classes: Sequence[str],
    size: int,
    *,
    on_found: Callable[[Sequence[str], Sequence[Place]], object] = lambda paths, places: None,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> FoundPictures:
    """Read all pictures of a folder's folders that are named like the classes, at any depth.

    Where they lie within others, such as ``train`` and ``test``, these are seen through, and the samples say
    which are for testing (`playground.intake.layout`). Of a folder's name capitals do not count, unless two
    classes are named that differ by them.

    Parameters
    ----------
    folder : Path
        Where those folders are.
    classes : sequence of str
        The names of the folders.
    size : int
        Each picture is cut to the largest square in its middle, and made so many points wide.
    on_found
        Called once, before a picture is read, with the paths of all files and what their folders were taken
        for; the class of what is left out is "".
    on_progress
        Called as ``on_progress(done, total)`` after each file.

    Raises
    ------
    BuildingError
        A folder is missing or cannot be read.
    """
    found_files = _find_files(folder, classes)
    on_found([name for name, _ in found_files], [place for _, place in found_files])
    files = _order(found_files, classes)
    samples: dict[str, list[Sample]] = {name: [] for name in classes}
    notes: list[Message] = []
    for done, (shown, name, tested) in enumerate(files, 1):
        try:
            square = crop_square(decode_picture(_content(folder / shown)), size)
            samples[name].append(Sample(shown, square, tested=tested))
        except Refused as error:
            notes.append(Message("building.left_out", name=show_name(shown), reason=error.message))
        on_progress(done, len(files))
    found = {name: tuple(of_class) for name, of_class in samples.items()}
    is_split = len({sample.tested for of_class in found.values() for sample in of_class}) == 2
    return FoundPictures(found, tuple(notes), is_split)


def _find_files(folder: Path, classes: Sequence[str]) -> list[tuple[str, Place]]:
    """Return the paths within the folder of all files but those that systems leave behind, and what the
    folders of each say; of other classes nothing.
    """
    try:
        folders = {each.name for each in folder.iterdir() if each.is_dir()}
        files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        raise BuildingError(Message("building.errors.folder_unreadable", folder=str(folder))) from error
    names = [name for name in (path.as_posix() for path in files) if not is_of_a_system(name)]
    # Where they lie side by side, whatever else is there says nothing.
    besides = {_as_asked(name, classes) for name in folders}.issuperset(classes)
    inside = [name for name in names if not besides or _as_asked(name.split("/")[0], classes) in classes]
    places = {name: _tidy(place, classes) for name, place in zip(inside, understand(inside), strict=True)}
    called = {place.class_name for place in places.values()}
    for name in classes:
        if name not in folders | called:
            shown = ", ".join(map(show_name, sorted((folders | called) - {""})[:_SHOWN_FOLDERS]))
            values = {"name": name, "folder": str(folder), "found": shown or Message("building.none")}
            raise BuildingError(Message("building.errors.no_folder", **values))
    return [(name, _only(places.get(name, Place("", "")), classes)) for name in names]


def _tidy(place: Place, classes: Sequence[str]) -> Place:
    return Place(place.half, _as_asked(place.class_name, classes))


def _as_asked(name: str, classes: Sequence[str]) -> str:
    """Return the class that a folder's name means, which may differ in spaces and capitals; else the name."""
    tidy = tidy_name(name)
    alike = (asked for asked in classes if asked.casefold() == tidy.casefold())
    return name if name in classes else next(alike, tidy)


def _only(place: Place, classes: Sequence[str]) -> Place:
    return place if place.class_name in classes else Place(place.half, "")


def _order(files: Sequence[tuple[str, Place]], classes: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return (path, class, whether it is for testing) of the files that have a class, in the order of the
    classes and their names.
    """
    of_classes = [(name, place) for name, place in files if place.class_name]
    tested = find_tested([place.half for _, place in of_classes])
    found = [(name, place.class_name, at) for (name, place), at in zip(of_classes, tested, strict=True)]
    return sorted(found, key=lambda each: classes.index(each[1]))


def _content(path: Path) -> bytes:
    """Return the bytes of a file, of one that is too large no more than are needed to refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(PICTURE_LIMITS.file_bytes + 1)
    except OSError as error:
        raise Refused(Message("building.errors.unreadable")) from error
