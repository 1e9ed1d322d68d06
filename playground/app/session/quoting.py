"""Text that somebody else wrote, such as a part of a link or a name: what of it is shown, and how."""

import re
import unicodedata

LONGEST_QUOTE = 40
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+|~$!:])")
_ADDRESS = re.compile(r"(?i)(?<=\w)(?=://|@)|(?<=www)(?=\.)")
_JOINT = "\N{WORD JOINER}"


def keep_visible(written: str, longest: int) -> str:
    """Return a text on one line, cut to so many characters, without those that cannot be seen: control
    characters, marks that turn the direction of writing, and joints of no width.
    """
    spaced = "".join(" " if each.isspace() else each for each in written)
    visible = "".join(each for each in spaced if unicodedata.category(each)[0] != "C")
    return " ".join(visible.split())[:longest].strip()


def quote(written: str) -> str:
    """Return a text, cut short, as code in Markdown: there it is no link, picture, formula or icon, which
    escaping each character would not prevent for addresses.
    """
    shown = keep_visible(written[: 4 * LONGEST_QUOTE], LONGEST_QUOTE).replace("`", "'")
    cut = len(written) > LONGEST_QUOTE
    return f"`{shown}{'…' if cut else ''}`" if shown or cut else '`""`'


def plain(sentence: str) -> str:
    """Return a sentence that may hold anybody's text so that Markdown shows it as it is: without links,
    pictures, formulas and icons. An address is parted by a joint that is not seen.
    """
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub(_JOINT, sentence))
