"""What a worker sends: frames that hold plain arrays, text, or a message, and nothing that could run.

A worker that was taken over by a hostile file may send any bytes. So nothing is unpickled; a frame is one
byte that says its kind, the length of its header, the header as JSON and the bytes of the arrays it names.
Lengths, types and keys are checked before anything is believed.
"""

import json
import math
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from playground.intake.refusal import Refused
from playground.words.catalogue import Message, translator

ANSWER, PROGRESS, REFUSAL, NO_MEMORY = b"A", b"P", b"R", b"M"
MAX_HEADER_BYTES = 8 * 2**20
MAX_TEXT = 1000
_DEPTH = 4
_TYPES = frozenset(("|b1", "|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8"))
_ROOMS = ("intake", "hdf5", "datasets", "pictures", "zips")


class WireError(Exception):
    """What came over the pipe is no frame."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a reading function returns.

    Attributes
    ----------
    arrays : mapping of str to arrays
        Whole numbers, floats or bools, of any shape.
    texts : mapping of str to tuple of str
        Lists of text, each up to `MAX_TEXT` characters.
    """

    arrays: Mapping[str, NDArray[Any]]
    texts: Mapping[str, tuple[str, ...]]


Frame = Answer | Message | tuple[int, int] | None


@contextmanager
def believing() -> Iterator[None]:
    """Refuse what a worker sent that is no answer to what was asked: it could have been taken over."""
    try:
        yield
    except (KeyError, WireError) as error:
        raise Refused(Message("intake.guard.crash")) from error


def write_answer(stream: IO[bytes], answer: Answer) -> None:
    """Send the result of a reading function."""
    arrays = {name: _plain(array) for name, array in answer.arrays.items()}
    described = {name: [array.dtype.str, array.shape] for name, array in arrays.items()}
    _write(stream, ANSWER, {"arrays": described, "texts": dict(answer.texts)})
    for array in arrays.values():
        stream.write(array.reshape(-1).view(np.uint8).data)
    stream.flush()


def write_progress(stream: IO[bytes], done: int, total: int) -> None:
    """Send how far the reading function is."""
    _write(stream, PROGRESS, [done, total])


def write_refusal(stream: IO[bytes], message: Message) -> None:
    """Send the sentence that a reading function raised."""
    _write(stream, REFUSAL, _encoded(message))


def write_no_memory(stream: IO[bytes]) -> None:
    """Send that the reading function needs more memory than it was given."""
    _write(stream, NO_MEMORY, None)


def read_frame(stream: IO[bytes], max_bytes: int) -> Frame:
    """Read one frame.

    Returns
    -------
    Answer, Message of a refusal, (done, total), or None for a worker without memory.

    Raises
    ------
    WireError
        The bytes are no frame, name something that is not allowed, or more than `max_bytes` of arrays.
    """
    kind, length = struct.unpack("<cI", _exactly(stream, 5))
    if length > MAX_HEADER_BYTES:
        raise WireError
    header = _parsed(_exactly(stream, length))
    if kind == ANSWER:
        return _read_answer(stream, header, max_bytes)
    if kind == PROGRESS:
        return _progress(header)
    if kind == REFUSAL:
        return _checked(_message(header, _DEPTH))
    if kind == NO_MEMORY:
        return None
    raise WireError


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)


def _write(stream: IO[bytes], kind: bytes, header: object) -> None:
    text = json.dumps(header).encode()
    stream.write(struct.pack("<cI", kind, len(text)) + text)
    stream.flush()


def _encoded(message: Message) -> dict[str, Any]:
    values = {
        name: _encoded(value) if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    return {"key": message.key, "values": values}


def _exactly(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) != length:
        raise WireError
    return found


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError from error


def _read_answer(stream: IO[bytes], header: Any, max_bytes: int) -> Answer:
    match header:
        case {"arrays": dict() as described, "texts": dict() as listed}:
            texts = {name: _texts(found) for name, found in listed.items()}
        case _:
            raise WireError
    arrays = {}
    for name, found in described.items():
        arrays[name] = _read_array(stream, found, max_bytes)
        max_bytes -= arrays[name].nbytes
    return Answer(arrays, texts)


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(x, str) and len(x) <= MAX_TEXT for x in found):
        raise WireError
    return tuple(found)


def _read_array(stream: IO[bytes], found: Any, max_bytes: int) -> NDArray[Any]:
    match found:
        case [str() as kind, list() as shape] if kind in _TYPES and len(shape) <= 4:
            dtype = np.dtype(kind)
        case _:
            raise WireError
    if not all(type(n) is int and 0 <= n <= max_bytes for n in shape):
        raise WireError
    count = math.prod(shape)
    if count * dtype.itemsize > max_bytes:
        raise WireError
    array = np.frombuffer(_exactly(stream, count * dtype.itemsize), dtype)
    if dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise WireError
    return array.reshape(shape)


def _progress(header: Any) -> tuple[int, int]:
    match header:
        case [int() as done, int() as total] if 0 <= done <= total:
            return done, total
    raise WireError


def _message(found: Any, depth: int) -> Message:
    match found:
        case {"key": str() as key, "values": dict() as values} if depth and key.split(".")[0] in _ROOMS:
            return Message(key, **{name: _value(value, depth - 1) for name, value in values.items()})
    raise WireError


def _value(found: Any, depth: int) -> str | int | Message:
    if isinstance(found, dict):
        return _message(found, depth)
    if type(found) is int or (isinstance(found, str) and len(found) <= MAX_TEXT):
        return found
    raise WireError


def _checked(message: Message) -> Message:
    """Return a message that can be said: its key is known and nothing that it needs is missing."""
    try:
        translator("en").text(message)
    except (KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise WireError from error
    return message


def message_as_text(message: Message) -> str:
    """Return a message as one of the texts of an answer."""
    return json.dumps(_encoded(message))


def message_from_text(text: str) -> Message:
    """Return the message of a text that a worker sent.

    Raises
    ------
    WireError
        The text is no message that can be said.
    """
    return _checked(_message(_parsed(text.encode()), _DEPTH))
