"""The names of files in a ZIP archive: how they are read and shown, and which are refused."""

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipInfo

from playground.intake.refusal import Refused
from playground.intake.worker.code_pages import (
    STANDARD,
    UTF_8,
    decode,
    guess_code_page,
    is_clearly_utf_8,
    is_utf_8,
)
from playground.words.catalogue import Message

_DECLARES_UTF_8 = 0x0800
# Where, behind what begins a header, the upper half of its flags, its name's length and its name stand
# (APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.12).
_HEADERS = ((b"PK\1\2", 9, 28, 46), (b"PK\3\4", 7, 26, 30))
# Marks that turn the direction of writing: with them a name says something else than it shows.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, halves of letters, ends of lines and paragraphs.
_NEVER_WRITTEN = frozenset(("Cc", "Cs", "Zl", "Zp"))
_SYSTEM_NAMES = frozenset(
    ("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon", "@eadir", "$recycle.bin")
)
_SHOWN = 60
_UNSEEN = "\N{REPLACEMENT CHARACTER}"
_CONTROL_PICTURES = 0x2400  # from there on Unicode has a picture of each control: ␉ for a tab


def show_name(name: str) -> str:
    """Return a name as a sentence may show it: not too long, and what cannot be seen made visible."""
    plain = "".join(map(_show_letter, name))
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"


def _show_letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    if letter < " ":
        return chr(_CONTROL_PICTURES + ord(letter))
    return "␣" if unicodedata.category(letter) == "Zs" else _UNSEEN


def tidy_name(name: str) -> str:
    """Return a folder's name as that of a class: any space an ordinary one, nothing that cannot be seen."""
    spaced = "".join(" " if _is_space(letter) else letter for letter in name)
    return " ".join(
        "".join(letter for letter in spaced if letter.isprintable() and letter != _UNSEEN).split()
    )


def _is_space(letter: str) -> bool:
    return unicodedata.category(letter) == "Zs" or 0 <= ord(letter) - _CONTROL_PICTURES < ord(" ")


def read_names(infos: Sequence[ZipInfo]) -> tuple[list[str], str]:
    """Return the names of all entries, and in which code page those are read that do not say it; "" where
    none has to be guessed.
    """
    declared = [bool(info.flag_bits & _DECLARES_UTF_8) for info in infos]
    raw = [
        info.orig_filename.encode(UTF_8 if says else STANDARD)
        for info, says in zip(infos, declared, strict=True)
    ]
    silent = [name for name, says in zip(raw, declared, strict=True) if not says]
    page = UTF_8 if _are_cut_off(raw) else guess_code_page(silent)
    names = [decode(name, UTF_8 if says else page) for name, says in zip(raw, declared, strict=True)]
    is_guess = page != UTF_8 and not all(map(bytes.isascii, silent))
    return [unicodedata.normalize("NFC", name) for name in names], page if is_guess else ""


def _are_cut_off(names: Sequence[bytes]) -> bool:
    """Return whether most names, but not all, are UTF-8: the others were cut off within a letter."""
    beyond = [name for name in names if not name.isascii()]
    good = sum(map(is_clearly_utf_8, beyond))
    return len(beyond) / 2 < good < len(beyond)


def undeclare(archive: BytesIO) -> None:
    """Let names of an archive that are declared as UTF-8 and are none declare nothing."""
    content, flags = archive.getvalue(), archive.getbuffer()
    for signature, flag_at, length_at, name_at in _HEADERS:
        at = content.find(signature)
        while at >= 0:
            length = int.from_bytes(content[at + length_at : at + length_at + 2], "little")
            if not is_utf_8(content[at + name_at : at + name_at + length]):
                flags[at + flag_at] &= 0xFF ^ _DECLARES_UTF_8 >> 8
            at = content.find(signature, at + name_at)


def read_path(name: str) -> str:
    """Return the path of an entry with single slashes, and a last one for a folder; "/" for the folder around
    all, which some programs list.

    Nothing is ever written to where it says; an archive with a path that leads out of it was made for another
    purpose than to carry pictures. Spaces of other lengths (in the names of a Mac's screenshots), joiners and
    soft hyphens are part of how names are written; controls and marks that turn the direction are made
    visible.

    Raises
    ------
    Refused
        The path leads out.
    """
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or path[1:2] == ":" or ".." in parts:
        raise Refused(Message("zips.errors.leads_out", name=show_name(name)))
    if not is_of_a_system(path):
        parts = ["".join(map(_write_plainly, part)) for part in parts]
    return "/".join(parts) + ("/" if path.endswith("/") or not parts else "")


def is_of_a_system(path: str) -> bool:
    """Whether a path, with slashes, is what systems leave behind among files, or a hidden one."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return any(part.startswith(".") or part.lower().strip("\r") in _SYSTEM_NAMES for part in parts)


def _write_plainly(letter: str) -> str:
    is_odd = letter in _TURNING or unicodedata.category(letter) in _NEVER_WRITTEN
    return _show_letter(letter) if is_odd else letter
