"""Which names of classes are taken from strangers."""

import re

# What begins a tag, a link, a picture, code or a formula in HTML or Markdown; and addresses.
_MARKUP = re.compile(r"(?i)[<>\[\]`$\\]|://|\bwww\.")


def has_markup(name: str) -> bool:
    """Return whether a name could be taken for something other than plain text."""
    return _MARKUP.search(name) is not None
