"""Pictures in folders of one's own computer, a folder for each class.

They are read in this very process: they are the person's own, on the person's own computer, and a process for
each of hundreds of pictures would cost more than the pictures. The checks are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.data.building import BuildingError, Sample
from playground.data.cropping import crop_square
from playground.intake.refusal import Refused
from playground.intake.worker.pictures import PICTURE_LIMITS, decode_picture
from playground.intake.worker.zip_names import show_name
from playground.intake.worker.zips import is_of_a_system
from playground.words.catalogue import Message

_SHOWN_FOLDERS = 8


@dataclass(frozen=True, eq=False)
class FoundPictures:
    """The pictures of each class, and a sentence for every file that is none."""

    samples: Mapping[str, tuple[Sample, ...]]
    notes: tuple[Message, ...]


def read_class_folders(
    folder: Path,
    classes: Sequence[str],
    size: int,
    *,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> FoundPictures:
    """Read all pictures in the folders of a folder that are named like the classes, at any depth.

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
    files = {name: _files_in(folder, name) for name in classes}
    total, done = sum(len(paths) for paths in files.values()), 0
    samples: dict[str, tuple[Sample, ...]] = {}
    notes: list[Message] = []
    for name, paths in files.items():
        found: list[Sample] = []
        for path in paths:
            shown = path.relative_to(folder).as_posix()
            try:
                found.append(Sample(shown, crop_square(decode_picture(_content(path)), size)))
            except Refused as error:
                notes.append(Message("building.left_out", name=show_name(shown), reason=error.message))
            done += 1
            on_progress(done, total)
        samples[name] = tuple(found)
    return FoundPictures(samples, tuple(notes))


def _files_in(folder: Path, name: str) -> list[Path]:
    """Return the files of a class in the order of their names, without those that systems leave behind."""
    try:
        folders = sorted(each.name for each in folder.iterdir() if each.is_dir())
        if name not in folders:
            shown = ", ".join(map(show_name, folders[:_SHOWN_FOLDERS])) or Message("building.none")
            raise BuildingError(
                Message("building.errors.no_folder", name=name, folder=str(folder), found=shown)
            )
        files = [path for path in (folder / name).rglob("*") if path.is_file()]
    except OSError as error:
        raise BuildingError(Message("building.errors.folder_unreadable", folder=str(folder))) from error
    return sorted(path for path in files if not is_of_a_system(path.relative_to(folder).as_posix()))


def _content(path: Path) -> bytes:
    """Return the bytes of a file, of one that is too large no more than are needed to refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(PICTURE_LIMITS.file_bytes + 1)
    except OSError as error:
        raise Refused(Message("building.errors.unreadable")) from error
