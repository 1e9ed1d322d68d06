"""In which code page the names of an archive are written where it does not say so.

Programs that do not declare UTF-8 (APPNOTE.TXT 6.3.10, section 4.4.4) write it all the same on a Mac, the
code page of their country on Windows, and the old PC's, which the standard means, elsewhere. All names of one
archive are written alike: it is the page in which all can be read and most letters are common ones of its
language.
"""

import codecs
import re
from collections.abc import Sequence

STANDARD, UTF_8 = "cp437", "utf-8"
_RUSSIAN = "оеаинтсрвлкмдпу"
_ACCENTS = "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿß"


def _any_of(letters: str, page: str) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape(letters.encode(page, "ignore")) + b"]")


# The bytes of common letters. The Chinese and Japanese standards have these in a part of their own: level 1
# of GB 2312, Big5 and JIS X 0208, beside kana.
_COMMON = {
    UTF_8: re.compile(rb".+", re.DOTALL),
    "cp1252": _any_of(_ACCENTS, "cp1252"),
    "cp850": _any_of(_ACCENTS, "cp850"),
    "gbk": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa4-\xc6].", re.DOTALL),
    "cp932": re.compile(rb"\x81[\x58\x5b]|\x82[\x9f-\xf1]|\x83[\x40-\x96]|[\x88-\x97].", re.DOTALL),
    "cp1251": _any_of(_RUSSIAN + _RUSSIAN.upper(), "cp1251"),
    "cp866": _any_of(_RUSSIAN + _RUSSIAN.upper(), "cp866"),
}
# Looked up here: a worker cannot import them once it has begun to read.
_CODECS = {page: codecs.lookup(page) for page in (*_COMMON, STANDARD)}
_LAST_LATIN = "\u024f"


def guess_code_page(names: Sequence[bytes]) -> str:
    """Return the page in which names are most likely written, of several as likely ones the first above; the
    standard's where none is likely.
    """
    found = {page: score for page in _COMMON if (score := _judge(names, page)) is not None}
    best = max(found, key=found.__getitem__, default=STANDARD)
    return best if found.get(best, 0) >= 0.5 else STANDARD


def decode(name: bytes, page: str) -> str:
    """Return a name that is written in a page; what has no meaning there raises a `UnicodeDecodeError`."""
    return _CODECS[page].decode(name)[0]


def _judge(names: Sequence[bytes], page: str) -> float | None:
    """Return the mean likelihood of all letters beyond ASCII, None where a name has no meaning in a page."""
    try:
        texts = [decode(name, page) for name in names]
    except UnicodeDecodeError:
        return None
    likely = [
        _judge_letter(before, letter, after, page)
        for text in texts
        for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if not letter.isascii()
    ]
    return sum(likely) / len(likely) if likely else 1.0


def _judge_letter(before: str, letter: str, after: str, page: str) -> float:
    """Return how likely a letter is beside its neighbours: 1, 0.5 or 0.

    An accent stands in a word of plain letters; Russian does not, nor does a sign whose second byte would be
    one of them.
    """
    encoded = _CODECS[page].encode(letter)[0]
    if letter <= _LAST_LATIN:
        in_place = any(near.isascii() and near.isalpha() for near in (before, after))
    else:
        mixes = len(encoded) == 1 or encoded[-1:].isalpha()
        in_place = not (mixes and before.isascii() and before.isalpha())
    if in_place and _COMMON[page].fullmatch(encoded):
        return 1.0
    return 0.5 if letter.isalpha() else 0.0
