"""What can be wrong with a file, as clauses that end a sentence."""

from playground.i18n import ExplainedError, Message


class Unreadable(ExplainedError):  # noqa: N818 - what the file is, not what went wrong here
    """A file, or an array in it, is not read; the message is a clause that says why ("it is ...")."""


class Elsewhere(Unreadable):
    """The data lies outside the place where it is looked for; the message names the kind of pointer."""


class NotHdf5(Unreadable):
    """The bytes do not begin like an HDF5 file."""


class NoArray(Unreadable):
    """A name stands for a group or a type, not for an array."""


def damaged(what: str) -> Unreadable:
    """Return the error for bytes that no HDF5 program writes; `what` is a key of ``hdf5.damage``."""
    return Unreadable(Message("hdf5.damaged", what=Message(f"hdf5.damage.{what}")))


def unsupported(what: str, **values: str) -> Unreadable:
    """Return the error for a feature that is not read; `what` is a key of ``hdf5.unsupported``."""
    return Unreadable(Message(f"hdf5.unsupported.{what}", **values))


def elsewhere(what: str) -> Elsewhere:
    """Return the error for data in another place; `what` is a key of ``hdf5.elsewhere``."""
    return Elsewhere(Message(f"hdf5.elsewhere.{what}"))
