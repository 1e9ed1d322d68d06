"""Pictures in folders of one's own computer, a folder for each class.

They are read in this very process: they are the person's own, on the person's own computer, and a process for
each of hundreds of pictures would cost more than the pictures. The checks are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.data.building import BuildingError, Sample
from playground.data.cropping import crop_square
from playground.intake.layout import find_tested, understand
from playground.intake.refusal import Refused
from playground.intake.worker.pictures import PICTURE_LIMITS, decode_picture
from playground.intake.worker.zip_names import is_of_a_system, show_name, tidy_name
from playground.words.catalogue import Message

_SHOWN_FOLDERS = 8


@dataclass(frozen=True, eq=False)
class FoundPictures:
    """The pictures of each class, a sentence for every file that is none, and whether the folders say of
    every class which pictures are for testing.
    """

    samples: Mapping[str, tuple[Sample, ...]]
    notes: tuple[Message, ...]
    is_split: bool


def read_class_folders(
    folder: Path,
    classes: Sequence[str],
    size: int,
    *,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> FoundPictures:
    """Read all pictures of a folder's folders that are named like the classes, at any depth.

    Where they lie within others, such as ``train`` and ``test``, these are seen through, and the samples say
    which are for testing (`playground.intake.layout`).

    Parameters
    ----------
    folder : Path
        Where those folders are.
    classes : sequence of str
        The names of the folders.
    size : int
        Each picture is cut to the largest square in its middle, and made so many points wide.
    on_progress
        Called as ``on_progress(done, total)`` after each file.

    Raises
    ------
    BuildingError
        A folder is missing or cannot be read.
    """
    files = _find_files(folder, classes)
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
    is_split = all(len({sample.tested for sample in of_class}) == 2 for of_class in found.values())
    return FoundPictures(found, tuple(notes), is_split)


def _find_files(folder: Path, classes: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return (path within the folder, class, whether it is for testing) of all files, in the order of the
    classes and their names, without those that systems leave behind.
    """
    try:
        folders = {each.name for each in folder.iterdir() if each.is_dir()}
        files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        raise BuildingError(Message("building.errors.folder_unreadable", folder=str(folder))) from error
    names = [name for name in (path.as_posix() for path in files) if not is_of_a_system(name)]
    if folders.issuperset(classes):  # they lie side by side, whatever else is there
        names = [name for name in names if name.split("/")[0] in classes]
    places = understand(names)
    called = [name if (name := place.class_name) in classes else tidy_name(name) for place in places]
    for name in classes:
        if name not in folders | set(called):
            shown = ", ".join(map(show_name, sorted({*folders, *called} - {""})[:_SHOWN_FOLDERS]))
            values = {"name": name, "folder": str(folder), "found": shown or Message("building.none")}
            raise BuildingError(Message("building.errors.no_folder", **values))
    found = zip(names, called, find_tested([place.half for place in places]), strict=True)
    return sorted((each for each in found if each[1] in classes), key=lambda each: classes.index(each[1]))


def _content(path: Path) -> bytes:
    """Return the bytes of a file, of one that is too large no more than are needed to refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(PICTURE_LIMITS.file_bytes + 1)
    except OSError as error:
        raise Refused(Message("building.errors.unreadable")) from error
