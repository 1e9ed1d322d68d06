"""The names of files in a ZIP archive: in which encoding they are, and which are refused."""

import codecs
import re
import unicodedata
from zipfile import ZipInfo

from playground.intake.refusal import Refused
from playground.words.catalogue import Message

_UTF_8 = 0x0800
# In Persian, Hindi and emoji these two are part of how a word is written.
_JOINERS = "\u200c\u200d"
_ALL_ACCENTS = re.compile(r"[\x80-\xff]+[\d _()-]*(\.\w+)?")
# Looked up here: a worker cannot import them once it has begun to read.
_CODECS = {name: codecs.lookup(name) for name in ("utf-8", "gb2312", "cp437")}
_LONGEST_PATH = 500
_SHOWN = 60


def show_name(name: str) -> str:
    """Return a name as a sentence may show it: not too long, nothing unprintable."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"


def read_path(info: ZipInfo) -> str:
    """Return the path of an entry with single slashes, and a last one for a folder.

    Nothing is ever written to where it says; an archive with a path that leads out of it was made for another
    purpose than to carry pictures.

    Raises
    ------
    Refused
        The path leads out, is empty or too long, or has invisible characters.
    """
    name = _decode_name(info)
    shown = show_name(name)
    if not all(letter.isprintable() or letter in _JOINERS for letter in name):
        raise Refused(Message("zips.errors.control", name=shown))
    if len(name) > _LONGEST_PATH:
        raise Refused(Message("zips.errors.long_name", name=shown, found=len(name), limit=_LONGEST_PATH))
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or path[1:2] == ":" or ".." in parts:
        raise Refused(Message("zips.errors.leads_out", name=shown))
    if not parts:
        raise Refused(Message("zips.errors.damaged"))
    return "/".join(parts) + ("/" if path.endswith("/") else "")


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
