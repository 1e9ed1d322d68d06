"""The one error that leaves the intake."""

from playground.words.catalogue import ExplainedError


class Refused(ExplainedError):  # noqa: N818 - the caller asks: taken, or refused?
    """A file from outside is not taken; the message is one sentence for the person who gave it."""


class Cancelled(Refused):
    """Reading was stopped because the person asked for it."""


class Unavailable(Refused):
    """Nothing is wrong with the file: there was no place to read it, another time there may be."""
