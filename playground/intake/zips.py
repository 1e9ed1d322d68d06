"""Pictures in a ZIP archive, a folder for each class: checked before anything is unpacked, and meanwhile."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from playground.i18n import Message
from playground.intake.refusal import Refused
from playground.intake.zip_directory import STORED, Member, read_directory, show_name

_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_SYSTEM_NAMES = frozenset(("thumbs.db", "desktop.ini", "__macosx"))
# What people call the halves of a data set that somebody has split already.
_HALVES = frozenset(("train", "training", "test", "testing", "val", "valid", "validation"))
# A smaller file may be packed as it likes: it does no harm.
_RATIO_MATTERS_FROM = 8 * 2**20


@dataclass(frozen=True)
class ZipLimits:
    """What an archive may ask for; more is refused before anything is unpacked.

    Attributes
    ----------
    file_bytes : int
        Size of the archive.
    entries : int
        Files and folders in it.
    entry_bytes : int
        Size of one file in it, unpacked; a larger one is left out.
    total_bytes : int
        Size of all of them, unpacked.
    ratio : int
        Unpacked to packed size of one file; pictures hardly shrink, and deflating cannot go beyond 1,032.
    """

    file_bytes: int = 200 * 2**20
    entries: int = 5000
    entry_bytes: int = 40 * 2**20
    total_bytes: int = 256 * 2**20
    ratio: int = 200


ZIP_LIMITS = ZipLimits()


@dataclass(frozen=True)
class ZippedFile:
    """A file in an archive, not yet unpacked: the class its folder names, and its path."""

    class_name: str
    member: Member

    @property
    def file_name(self) -> str:
        """The whole path within the archive."""
        return self.member.path


@dataclass(frozen=True)
class ZipContents:
    """The files of an archive that may be pictures, in its order, and a sentence for all that is left out."""

    files: tuple[ZippedFile, ...]
    notes: tuple[Message, ...]


def list_zip(data: bytes, limits: ZipLimits = ZIP_LIMITS) -> ZipContents:
    """Check an archive and list its files, each with its folder as its class, without unpacking any.

    Archives in the archive, what systems leave behind (``__MACOSX``, ``.DS_Store``, ``Thumbs.db``), files
    that are too large and files without a folder are left out, which the notes tell. One folder around all
    others is looked through, and so are ``train`` and ``test``.

    Raises
    ------
    Refused
        It is too large or would become so, holds too many files, packs one of them like a trap, holds no
        file in a folder, or is not sound (see `playground.intake.zip_directory.read_directory`).
    """
    if len(data) > limits.file_bytes:
        found, limit = len(data) // 2**20, limits.file_bytes // 2**20
        raise Refused(Message("zips.errors.file_bytes", found=found, limit=limit))
    members = [member for member in read_directory(data, limits.entries) if not member.is_folder]
    for member in members:
        _check_ratio(member, limits)
    kept, notes = _sorted_out(members, limits)
    total = sum(member.size for member in kept)
    if total > limits.total_bytes:
        found, limit = total // 2**20, limits.total_bytes // 2**20
        raise Refused(Message("zips.errors.total_bytes", found=found, limit=limit))
    files, more_notes = _by_class(kept)
    if not files:
        inner = next((note for note in notes if note.key == "zips.notes.archive"), None)
        raise Refused(
            Message("zips.errors.only_archives", **inner.values) if inner else Message("zips.errors.nothing")
        )
    return ZipContents(files, notes + more_notes)


def unpack(data: bytes, member: Member) -> bytes:
    """Return the bytes of one file of an archive, which must be exactly as many as declared.

    Raises
    ------
    Refused
        They are more or fewer, or their checksum is another.
    """
    packed = data[member.start : member.start + member.packed]
    content = packed if member.method == STORED else _inflate(packed, member)
    if len(content) != member.size:
        raise Refused(Message("zips.errors.other_size", name=member.shown, declared=member.size))
    if zlib.crc32(content) != member.checksum:
        raise Refused(Message("zips.errors.checksum", name=member.shown))
    return content


def _inflate(packed: bytes, member: Member) -> bytes:
    """Unpack, stopping one byte behind the declared size."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(packed, member.size + 1)
    except zlib.error as error:
        raise Refused(Message("zips.errors.unreadable", name=member.shown)) from error
    if len(content) <= member.size and (not unpacker.eof or unpacker.unused_data):
        raise Refused(Message("zips.errors.unreadable", name=member.shown))
    return content


def _check_ratio(member: Member, limits: ZipLimits) -> None:
    if member.size >= _RATIO_MATTERS_FROM and member.size > limits.ratio * member.packed:
        raise Refused(
            Message(
                "zips.errors.ratio",
                name=member.shown,
                packed=member.packed // 2**10,
                size=member.size // 2**20,
            )
        )


# --- What is left out, and which class the rest is of ------------------------------------------------------


def _sorted_out(members: Sequence[Member], limits: ZipLimits) -> tuple[list[Member], tuple[Message, ...]]:
    """Return the files that may be pictures, and a sentence about each, or each kind, of the others."""
    kept: list[Member] = []
    notes: list[Message] = []
    left_by_systems = 0
    for member in members:
        if is_of_a_system(member.path):
            left_by_systems += 1
        elif member.path.lower().endswith(_ARCHIVES):
            notes.append(Message("zips.notes.archive", name=member.shown))
        elif member.size > limits.entry_bytes:
            found, limit = member.size // 2**20, limits.entry_bytes // 2**20
            notes.append(Message("zips.notes.too_large", name=member.shown, found=found, limit=limit))
        else:
            kept.append(member)
    if left_by_systems:
        notes.append(Message("zips.notes.system", count=left_by_systems))
    return kept, tuple(notes)


def is_of_a_system(path: str) -> bool:
    """Whether a path, with slashes, is what systems leave behind among files, or a hidden one."""
    return any(part.startswith(".") or part.lower() in _SYSTEM_NAMES for part in PurePosixPath(path).parts)


def _by_class(members: Sequence[Member]) -> tuple[tuple[ZippedFile, ...], tuple[Message, ...]]:
    """Return the files with the folder that names their class, and notes on how the folders were read."""
    notes: list[Message] = []
    paths = {member.path: PurePosixPath(member.path).parts for member in members}
    while outer := _outer_folders(paths.values()):
        if len(outer) > 1:
            notes.append(Message("zips.notes.halves", folders=", ".join(sorted(outer))))
        paths = {path: parts[1:] or parts for path, parts in paths.items()}
    loose = [show_name(path) for path, parts in paths.items() if len(parts) == 1]
    if loose:
        notes.append(Message("zips.notes.loose", count=len(loose), name=loose[0]))
    files = [ZippedFile(paths[each.path][0], each) for each in members if len(paths[each.path]) > 1]
    return tuple(files), tuple(notes)


def _outer_folders(paths: Collection[tuple[str, ...]]) -> set[str]:
    """Return the first folders if they name no classes: one around all others, or halves of a data set.

    They name none if most of the files lie deeper, in folders of their own.
    """
    foldered = [parts for parts in paths if len(parts) > 1]
    first = {parts[0] for parts in foldered}
    deeper = sum(len(parts) > 2 for parts in foldered)
    halves = {name.lower() for name in first} <= _HALVES
    return first if 2 * deeper > len(foldered) and (len(first) == 1 or halves) else set()
