"""In which code page the names of an archive are written where it does not say so.

Programs that do not declare UTF-8 (APPNOTE.TXT 6.3.10, section 4.4.4) write it all the same on a Mac, the
code page of their country on Windows, and the old PC's, which the standard means, elsewhere. All names of one
archive are written alike: it is the page in which all can be read and most letters are common ones of its
language.
"""

import codecs
import re
from collections.abc import Sequence
from itertools import islice

STANDARD, UTF_8 = "cp437", "utf-8"
_RUSSIAN = "оеаинтсрвлкмдпу"
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿß"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžäöüőűß"


def _any_of(letters: str, page: str) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape(letters.encode(page, "ignore")) + b"]")


# The bytes of common letters. The Chinese and Japanese standards have these in a part of their own: level 1
# of GB 2312, Big5 and JIS X 0208, beside kana.
_COMMON = {
    UTF_8: re.compile(rb".+", re.DOTALL),
    "cp1252": _any_of(_WESTERN, "cp1252"),
    "cp850": _any_of(_WESTERN, "cp850"),
    "cp1250": _any_of(_CENTRAL, "cp1250"),
    "cp852": _any_of(_CENTRAL, "cp852"),
    "gbk": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa4-\xc6].", re.DOTALL),
    "cp932": re.compile(rb"\x81[\x58\x5b]|\x82[\x9f-\xf1]|\x83[\x40-\x96]|[\x88-\x97].", re.DOTALL),
    "cp1251": _any_of(_RUSSIAN + _RUSSIAN.upper(), "cp1251"),
    "cp866": _any_of(_RUSSIAN + _RUSSIAN.upper(), "cp866"),
}
# Looked up here: a worker cannot import them once it has begun to read.
_CODECS = {page: codecs.lookup(page) for page in (*_COMMON, STANDARD)}
_MOST_PARTS, _LONGEST = 200, 60  # of paths: folders come again and again
_LAST_LATIN = "\u024f"
_WORD = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")


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
    """Return the mean likelihood of the letters beyond ASCII, None where a name has no meaning in a page."""
    try:
        texts = [decode(name, page) for name in names]
    except UnicodeDecodeError:
        return None
    parts = dict.fromkeys(part for text in texts if not text.isascii() for part in text.split("/"))
    words = (word for part in islice(parts, _MOST_PARTS) for word in _WORD.findall(part[:_LONGEST]))
    likely = [each for word in words for each in _judge_word(word, page)]
    return sum(likely) / len(likely) if likely else 1.0


def _judge_word(word: str, page: str) -> list[float]:
    """Return how likely each letter beyond ASCII of a word is there: 1, 0.5 or 0.

    An accent stands in a word with plain letters; Russian does not, nor behind one a sign whose second byte
    would be another.
    """
    is_mixed, found = any(map(str.isascii, word)), []
    for before, letter in zip(" " + word, word, strict=False):
        if letter.isascii():
            continue
        encoded = _CODECS[page].encode(letter)[0]
        if letter <= _LAST_LATIN:
            in_place = is_mixed
        else:
            in_place = not (before.isascii() and before.isalpha() and encoded[-1:].isalpha())
            in_place &= not (is_mixed and len(encoded) == 1)
        is_common = in_place and _COMMON[page].fullmatch(encoded)
        found.append(1.0 if is_common else 0.5 if letter.isalpha() else 0.0)
    return found
