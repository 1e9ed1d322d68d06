"""Text from outside, made harmless before a person reads it."""

import re
import unicodedata

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def clean(text: str, length: int) -> str:
    """Return a text on one line without characters that cannot be seen (they can turn what stands around them
    about), and no longer than so many characters.
    """
    seen = "".join(" " if each.isspace() else each for each in text if _is_seen(each))
    return " ".join(seen.split())[:length].rstrip()


def as_markdown(text: str) -> str:
    """Return Markdown that shows the text as it is: no link, picture or formula in it works."""
    return _MARKUP.sub(r"\\\1", text)


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] != "C"
