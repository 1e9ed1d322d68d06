"""The one error of everything that reads files from outside."""

from playground.i18n import ExplainedError


class Refused(ExplainedError):  # noqa: N818 - the name says what happened to the file
    """A file is not accepted; its message is one sentence that names what was found."""
