"""Folders of pictures as a tree, with what each was taken for."""

from collections import Counter
from collections.abc import Sequence

from playground.intake.layout import Place, folders_of
from playground.intake.worker.zip_names import show_name
from playground.words.catalogue import Translator


def tree_lines(paths: Sequence[str], places: Sequence[Place], text: Translator) -> list[str]:
    """Return a line for each folder, indented; where pictures are, how many, which class and which half."""
    counts = Counter(zip(map(folders_of, paths), places, strict=True))
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for (folders, place), count in sorted(counts.items(), key=lambda item: item[0][0]):
        shared = next((n for n, (a, b) in enumerate(zip(above, folders, strict=False)) if a != b), None)
        start = min(len(above), len(folders)) if shared is None else shared
        lines += [f"{'    ' * at}{show_name(folders[at])}/" for at in range(start, len(folders))]
        if not lines:  # files beside the folders, which come first
            lines.append("./")
        key = f"own.tree.{place.half or 'none'}" if place.class_name else "own.tree.out"
        lines[-1] += "  " + text.text(key, count=count, name=place.class_name)
        above = folders
    return lines
