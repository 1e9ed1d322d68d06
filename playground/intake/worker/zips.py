"""Pictures in a ZIP archive, a folder for each class: checked before anything is unpacked, and meanwhile."""

import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from playground.intake.layout import Place, find_half, folders_of, understand
from playground.intake.refusal import Refused
from playground.intake.worker.zip_names import (
    is_of_a_system,
    read_names,
    read_path,
    show_name,
    tidy_name,
    undeclare,
)
from playground.words.catalogue import Message

# What `zipfile` may raise for a damaged archive, by trial.
_ZIP_ERRORS = (
    *(BadZipFile, zlib.error, struct.error),
    *(OSError, EOFError, RuntimeError, ValueError, OverflowError),
)
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_ORDINARY = (0, stat.S_IFREG, stat.S_IFDIR)
# The record that ends an archive, with the longest comment.
_END_BYTES = 22 + 0xFFFF
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
# A smaller file may be packed as it likes: it does no harm.
_RATIO_MATTERS_FROM = 8 * 2**20
_LONGEST_PATH = 500


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
    """A file in an archive, not yet unpacked: the class its folder names, its path, its entry, and the half
    that another folder names.

    Before its folders are looked at, class and half are empty.
    """

    class_name: str
    file_name: str
    info: ZipInfo
    half: str = ""

    @property
    def shown(self) -> str:
        """The path as a sentence may show it: not too long, nothing unprintable."""
        return show_name(self.file_name)


@dataclass(frozen=True)
class ZipContents:
    """The files of an archive that may be pictures, in its order, and a sentence for all that is left out."""

    archive: ZipFile
    files: tuple[ZippedFile, ...]
    notes: tuple[Message, ...]


def list_zip(data: bytes, limits: ZipLimits = ZIP_LIMITS) -> ZipContents:
    """Check an archive and list its files, each with its folder as its class, without unpacking any.

    Archives in the archive, what systems leave behind (``__MACOSX``, ``.DS_Store``, ``Thumbs.db``), links,
    what is packed by a rare method or with a password, files that are too large or have too long a path,
    files without a folder, and of those with one path all but the last are left out, which the notes tell.
    `playground.intake.layout` says what the folders mean.

    Raises
    ------
    Refused
        It is no ZIP, is damaged or cut off, is too large or would become so, holds too many files, packs one
        of them like a trap, holds a path that leads out of it, or no file in a folder.
    """
    if len(data) > limits.file_bytes:
        found, limit = len(data) // 2**20, limits.file_bytes // 2**20
        raise Refused(Message("zips.errors.file_bytes", found=found, limit=limit))
    archive = _open(data)
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise Refused(Message("zips.errors.count", found=len(infos), limit=limits.entries))
    names, page = read_names(infos)
    entries = [ZippedFile("", read_path(name), info) for name, info in zip(names, infos, strict=True)]
    for entry in entries:
        _check_ratio(entry, limits)
    kept, notes = _sorted_out([entry for entry in entries if not entry.file_name.endswith("/")], limits)
    total = sum(file.info.file_size for file in kept)
    if total > limits.total_bytes:
        found, limit = total // 2**20, limits.total_bytes // 2**20
        raise Refused(Message("zips.errors.total_bytes", found=found, limit=limit))
    named, more_notes = _placed(kept)
    if not named:
        raise Refused(_find_reason(notes))
    return ZipContents(archive, named, _tell_guess(page, names) + notes + more_notes)


def unpack(archive: ZipFile, file: ZippedFile) -> bytes:
    """Return the bytes of one file of an archive, which must be exactly as many as declared.

    Never more are unpacked, so files that share their bytes cost no more than others.

    Raises
    ------
    Refused
        They are fewer, have another checksum, or cannot be unpacked.
    """
    try:
        with archive.open(file.info) as stream:
            content = stream.read(file.info.file_size + 1)
        if len(content) != file.info.file_size:
            raise BadZipFile
    except _ZIP_ERRORS as error:
        raise Refused(Message("zips.errors.unreadable", name=file.shown)) from error
    return content


def unpack_starts(contents: ZipContents, length: int) -> Iterator[bytes]:
    """Yield the first bytes of each file of an archive; of one that cannot be unpacked, none."""
    for file in contents.files:
        try:
            with contents.archive.open(file.info) as stream:
                yield stream.read(length)
        except _ZIP_ERRORS:
            yield b""


def _open(data: bytes) -> ZipFile:
    try:
        return _open_declared(BytesIO(data))
    except _ZIP_ERRORS as error:
        if not data.startswith((b"PK\3\4", b"PK\5\6")):
            raise Refused(Message("zips.errors.no_zip")) from error
        if b"PK\5\6" not in data[-_END_BYTES:]:
            raise Refused(Message("zips.errors.cut_off")) from error
        raise Refused(Message("zips.errors.damaged")) from error


def _open_declared(archive: BytesIO) -> ZipFile:
    """Open an archive, be it that names in it are not the UTF-8 that they declare to be."""
    try:
        return ZipFile(archive)
    except UnicodeDecodeError:
        undeclare(archive)
        return ZipFile(archive)


def _find_fault(file: ZippedFile) -> Message | None:
    """Return why a file of the archive is not read, whatever it holds."""
    info = file.info
    if info.flag_bits & _ENCRYPTED:
        return Message("zips.errors.encrypted", name=file.shown)
    if stat.S_IFMT(info.external_attr >> 16) not in _ORDINARY:
        return Message("zips.errors.link", name=file.shown)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Message("zips.errors.method", name=file.shown, number=info.compress_type)
    if (length := len(file.file_name)) > _LONGEST_PATH:
        return Message("zips.errors.long_name", name=file.shown, found=length, limit=_LONGEST_PATH)
    return None


def _find_reason(notes: Sequence[Message]) -> Message:
    """Return why an archive is refused of which nothing is left: what was wrong with a file, if anything."""
    for note in notes:
        if note.key == "zips.notes.no_picture":
            reason: Message = note.values["reason"]
            return reason
        if note.key == "zips.notes.archive":
            return Message("zips.errors.only_archives", **note.values)
    return Message("zips.errors.nothing")


def _check_ratio(file: ZippedFile, limits: ZipLimits) -> None:
    size, packed = file.info.file_size, file.info.compress_size
    if size >= _RATIO_MATTERS_FROM and size > limits.ratio * packed:
        values = {"packed": packed // 2**10, "size": size // 2**20}
        raise Refused(Message("zips.errors.ratio", name=file.shown, **values))


# --- What is left out, and which class the rest is of ------------------------------------------------------


def _sorted_out(
    files: Sequence[ZippedFile], limits: ZipLimits
) -> tuple[list[ZippedFile], tuple[Message, ...]]:
    """Return the files that may be pictures, and a sentence about each, or each kind, of the others."""
    kept: list[ZippedFile] = []
    notes: list[Message] = []
    left_by_systems = 0
    last = {file.file_name: file for file in files}  # as unpacking would leave them
    for file in last.values():
        if is_of_a_system(file.file_name):
            left_by_systems += 1
        elif fault := _find_fault(file):
            notes.append(Message("zips.notes.no_picture", name=file.shown, reason=fault))
        elif file.file_name.lower().endswith(_ARCHIVES):
            notes.append(Message("zips.notes.archive", name=file.shown))
        elif file.info.file_size > limits.entry_bytes:
            found, limit = file.info.file_size // 2**20, limits.entry_bytes // 2**20
            notes.append(Message("zips.notes.too_large", name=file.shown, found=found, limit=limit))
        else:
            kept.append(file)
    if left_by_systems:
        notes.append(Message("zips.notes.system", count=left_by_systems))
    again = [file.shown for file in files if last[file.file_name] is not file]
    if again:
        notes.append(Message("zips.notes.twice", count=len(again), name=again[0]))
    return kept, tuple(notes)


def _tell_guess(page: str, names: Sequence[str]) -> tuple[Message, ...]:
    """Say in which code page names were read, where it had to be guessed, and how one of them looks."""
    if not page:
        return ()
    example = next(name for name in names if not name.isascii())
    return (Message("zips.notes.guessed", page=Message(f"zips.pages.{page}"), name=show_name(example)),)


def _placed(kept: Sequence[ZippedFile]) -> tuple[tuple[ZippedFile, ...], tuple[Message, ...]]:
    """Return the files with the class and the half that their folders name, and notes on these."""
    notes: list[Message] = []
    paths = [file.file_name for file in kept]
    places = understand(paths)
    loose = [show_name(path) for path, place in zip(paths, places, strict=True) if not place.class_name]
    if meant := _name_halves(paths, places):
        notes.append(Message("zips.notes.halves", folders=", ".join(map(show_name, meant))))
    if loose:
        notes.append(Message("zips.notes.loose", count=len(loose), name=loose[0]))
    files = (
        replace(file, class_name=tidy_name(place.class_name), half=place.half)
        for file, place in zip(kept, places, strict=True)
        if place.class_name
    )
    return tuple(files), tuple(notes)


def _name_halves(paths: Sequence[str], places: Sequence[Place]) -> list[str]:
    """Return the folders that divide a data set into halves, if any do and say so themselves."""
    if len({place.half for place in places} - {""}) < 2:
        return []
    meant = {
        name
        for path, place in zip(paths, places, strict=True)
        for name in folders_of(path)
        if place.half and find_half(name)[0] == place.half
    }
    return sorted(meant) if len(meant) > 1 else []
