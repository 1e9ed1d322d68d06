"""The names of files in a ZIP archive: in which encoding they are, and which are refused."""

import codecs
import re
import unicodedata
from zipfile import ZipInfo

from playground.intake.refusal import Refused
from playground.words.catalogue import Message

_UTF_8 = 0x0800
# Marks that turn the direction of writing: with them a name says something else than it shows.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, halves of letters, ends of lines and paragraphs; a program that means well writes none of them.
_REFUSED = frozenset(("Cc", "Cs", "Zl", "Zp"))
_ALL_ACCENTS = re.compile(r"[\x80-\xff]+[\d _()-]*(\.\w+)?")
# Looked up here: a worker cannot import them once it has begun to read.
_CODECS = {name: codecs.lookup(name) for name in ("utf-8", "gb2312", "cp437")}
_SYSTEM_NAMES = frozenset(
    ("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon", "@eadir", "$recycle.bin")
)
_LONGEST_PATH = 500
_SHOWN = 60


def show_name(name: str) -> str:
    """Return a name as a sentence may show it: not too long, and what cannot be seen made visible."""
    plain = "".join(map(_show_letter, name))
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"


def _show_letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    return "␣" if unicodedata.category(letter) == "Zs" else "\ufffd"


def tidy_name(name: str) -> str:
    """Return a folder's name as that of a class: any space an ordinary one, nothing that cannot be seen."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in name)
    return " ".join("".join(letter for letter in spaced if letter.isprintable()).split())


def read_path(info: ZipInfo) -> str:
    """Return the path of an entry with single slashes, and a last one for a folder; "/" for the folder around
    all, which some programs list.

    Nothing is ever written to where it says; an archive with a path that leads out of it was made for another
    purpose than to carry pictures. Spaces of other lengths (in the names of a Mac's screenshots), joiners and
    soft hyphens are part of how names are written.

    Raises
    ------
    Refused
        The path leads out, is too long, or has control characters or marks that turn the direction.
    """
    name = _decode_name(info)
    shown = show_name(name)
    if not is_of_a_system(name) and any(map(_is_refused, name)):
        raise Refused(Message("zips.errors.control", name=shown))
    if len(name) > _LONGEST_PATH:
        raise Refused(Message("zips.errors.long_name", name=shown, found=len(name), limit=_LONGEST_PATH))
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or path[1:2] == ":" or ".." in parts:
        raise Refused(Message("zips.errors.leads_out", name=shown))
    return "/".join(parts) + ("/" if path.endswith("/") or not parts else "")


def is_of_a_system(path: str) -> bool:
    """Whether a path, with slashes, is what systems leave behind among files, or a hidden one."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return any(part.startswith(".") or part.lower().strip("\r") in _SYSTEM_NAMES for part in parts)


def _is_refused(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in _REFUSED


def _decode_name(info: ZipInfo) -> str:
    """Return a name in the encoding it seems to be in.

    Programs that do not declare UTF-8 (APPNOTE.TXT 6.3.10, section 4.4.4) write it all the same on a Mac, GBK
    on a Chinese Windows, and the old PC's code page elsewhere, which `zipfile` assumes. Of GBK only its
    oldest part is tried, GB 2312: of the rest, two letters of a European name could be one of Chinese.
    """
    if info.flag_bits & _UTF_8:
        return unicodedata.normalize("NFC", info.orig_filename)
    raw = info.orig_filename.encode("cp437")
    found = [text for encoding in _CODECS if (text := _decoded(raw, encoding)) is not None]
    # The Chinese cat is an è in UTF-8. A part of a path that is all accents is no word of any language.
    accents = len(found) == 3 and any(_ALL_ACCENTS.fullmatch(part) for part in found[0].split("/"))
    return unicodedata.normalize("NFC", found[1 if accents else 0])


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return _CODECS[encoding].decode(raw)[0]
    except UnicodeDecodeError:
        return None
