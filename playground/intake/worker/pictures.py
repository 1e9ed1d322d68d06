"""Pictures from outside: what a file is, whether it may be decoded, and its points.

Three kinds are read, by Pillow; for every other the refusal names what was found.

========================  ===========================================================================
JPEG                      8 bits, 1, 3 or 4 colours
PNG                       every colour type and depth
WebP                      lossy and lossless
GIF, TIFF, BMP, ICO, EPS  refused: old, moving, or a program to be run
HEIC, AVIF, JPEG 2000     refused: their decoders are large and young
SVG, HTML, PDF, others    refused: no grid of points
========================  ===========================================================================

Whatever a picture was, it becomes red, green and blue with 8 bits each:

* Grey, palette: the same colours. 16 bits: the upper eight (PNG specification, section 13.12).
* Transparency: laid on white.
* Four inks: R = (255 - C) (255 - K) / 255 and so on, without a printer's profile.
* The orientation that a camera wrote down is applied.
* Colour profiles and gamma are not applied, as in Pillow.
* Animations are refused, because nobody could say which frame is meant.
* A picture with a side above `LONGEST_SIDE` is made smaller, down to it: each point is the mean of the area
  that it covers. In a JPEG a factor of 2, 4 or 8 is done on its coefficients, while it is decoded.

What stops which attack: a size, a number of frames or of passes that is too large is refused before a point
is decoded. Packed notes of more than 1 MB are refused by Pillow. What is packed in a PNG beyond its size is
never unpacked. For all else (a fault in a decoder, a header of millions of parts) there are the limits of the
process that it runs in.
"""

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Each plugin is used by itself, so that a file from outside reaches no other decoder of Pillow's. The one for
# TIFF reads the notes of cameras: Pillow would import it when it meets the first, which a worker cannot.
from PIL import (
    ExifTags,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,
)

from playground.intake.limits import write_megabytes
from playground.intake.refusal import Refused
from playground.intake.worker.formats import name_format, name_rare
from playground.words.catalogue import Message

Picture = NDArray[np.uint8]

LONGEST_SIDE = 2048
"""A decoded picture has no longer side than this, in points."""

_PLUGINS: Mapping[str, Callable[[BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
}
# Measured on one shared core, roundly.
_POINTS_A_SECOND = {"JPEG": 80e6, "PNG": 40e6, "WEBP": 30e6}
_DRAFTS = (2, 4, 8)
# What Pillow may raise for a damaged file, by trial: it has no exception of its own.
_PILLOW_ERRORS = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError),
    *(AttributeError, struct.error, zlib.error),
)
# Not `ImageOps.exif_transpose`, which writes all other notes anew, and fails where one of them is damaged.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A marker within a JPEG that is followed by its length: no stuffed zero, fill byte, restart or start.
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_JPEG_END = b"\xff\xd9"
_JPEG_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_JPEG_SCAN = b"\xda"
# Without a marker, and unlike the zeros that a decoder puts in for what is missing.
_JPEG_RUBBISH = b"\xaa\x55" * 1000
# Packed by Huffman's codes, the mean of each block of 8 x 8 takes at least a bit (ITU-T T.81, section F.1.2).
_JPEG_POINTS_OF_A_BYTE = 8 * 64
# Pillow scales the points of a PNG with few bits to 255, but not the grey that is declared transparent.
_GREY_STEPS = {"L;2": 85, "L;4": 17}


@dataclass(frozen=True)
class PictureLimits:
    """What one picture may ask for; more is refused before anything is decoded.

    Together they keep the dearest picture that is accepted below some 2 s and 450 MB (measured by
    `tests/intake/test_intake_pictures.py`). A decoded point takes some 8 bytes in a PNG, some 20 in a WebP; a
    JPEG is made smaller while it is decoded, so it may be as large as the photos of telephones are.

    Attributes
    ----------
    file_bytes : int
        Size of the file.
    side : int
        Width or height, in points.
    jpeg_points, png_points, webp_points : int
        Width times height.
    jpeg_scans : int
        Passes over the picture in a JPEG; usual are 1 and, in progressive ones, about 10.
    jpeg_work : int
        Points met in all passes together.
    jpeg_memory : int
        Bytes that the decoder needs at once where there is more than one pass.
    """

    file_bytes: int = 40 * 2**20
    side: int = 65_500
    jpeg_points: int = 80_000_000
    png_points: int = 36_000_000
    webp_points: int = 18_000_000
    jpeg_scans: int = 100
    jpeg_work: int = 1_600_000_000
    jpeg_memory: int = 320 * 2**20


PICTURE_LIMITS = PictureLimits()


def bound_picture(points: int) -> PictureLimits:
    """Return the limits of one picture: those of its kind, and no more points than the server allows."""
    return replace(
        PICTURE_LIMITS,
        jpeg_points=min(points, PICTURE_LIMITS.jpeg_points),
        png_points=min(points, PICTURE_LIMITS.png_points),
        webp_points=min(points, PICTURE_LIMITS.webp_points),
    )


def decode_picture(data: bytes, limits: PictureLimits = PICTURE_LIMITS) -> Picture:
    """Return the points of a picture file, in red, green and blue and the right way up.

    It touches no file and no network; still, run it in the limited process of
    `playground.intake.server.guard`, because the decoders below it are large.

    Parameters
    ----------
    data : bytes
        The file.
    limits : PictureLimits
        What it may ask for.

    Returns
    -------
    uint8 array of shape (height, width, 3), read-only
        0 to 255; no side longer than `LONGEST_SIDE`.

    Raises
    ------
    Refused
        The file is none of the three kinds, is damaged, or asks for too much. The sentence does not name the
        file: who has a name puts it before.
    """
    kind = _find_kind(data, limits)
    try:
        picture = _decode_jpeg(data, limits) if kind == "JPEG" else _decode(kind, data, limits)
    except Refused:
        raise
    except _PILLOW_ERRORS as error:
        raise _unreadable(kind, data) from error
    picture.setflags(write=False)
    return picture


def weigh_picture(start: bytes, limits: PictureLimits = PICTURE_LIMITS) -> tuple[int, float]:
    """Return how many points a picture has, from the first bytes of its file, and about how many seconds they
    take; nothing for what will be refused before a point is decoded.
    """
    kind = name_format(start).upper()
    try:
        if kind == "WEBP":
            size = _webp_size(start)
        elif kind in _PLUGINS:
            with _PLUGINS[kind](BytesIO(start)) as image:
                size = image.size
        else:
            return 0, 0.0
        _check_size(kind, size, limits)
    except (Refused, *_PILLOW_ERRORS):
        return 0, 0.0
    points = size[0] * size[1]
    return points, points / _POINTS_A_SECOND[kind]


# --- What may be decoded ------------------------------------------------------------


def _find_kind(data: bytes, limits: PictureLimits) -> str:
    if len(data) > limits.file_bytes:
        found, limit = write_megabytes(len(data)), limits.file_bytes // 2**20
        raise Refused(Message("pictures.errors.file_bytes", found=found, limit=limit))
    found_kind = name_format(data)
    if found_kind == "empty":
        raise Refused(Message("pictures.errors.empty"))
    if found_kind == "heic":
        raise Refused(Message("pictures.errors.heic"))
    if found_kind == "text":
        raise Refused(Message("pictures.errors.text"))
    if found_kind.upper() not in _PLUGINS:
        found_name = Message(f"pictures.formats.{found_kind}", name=name_rare(data))
        raise Refused(Message("pictures.errors.other_format", found=found_name))
    return found_kind.upper()


def _check_size(kind: str, size: tuple[int, int], limits: PictureLimits) -> None:
    (width, height), points = size, getattr(limits, f"{kind.lower()}_points")
    found = {"width": width, "height": height, "kind": kind}
    if max(size) > limits.side:
        raise Refused(Message("pictures.errors.side", limit=limits.side, **found))
    if width * height > points:
        megapixels, limit = width * height // 1_000_000, points // 1_000_000
        raise Refused(Message("pictures.errors.points", megapixels=megapixels, limit=limit, **found))


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return the size that a WebP declares (RFC 9649, sections 2.5 to 2.7): Pillow takes memory for so many
    points when it opens one.
    """
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _check_jpeg(image: JpegImagePlugin.JpegImageFile, length: int, scans: int, limits: PictureLimits) -> None:
    """Check that neither work nor memory is out of proportion to the size, and the size not to the file."""
    width, height = image.size
    found = {"width": width, "height": height}
    if width * height > _JPEG_POINTS_OF_A_BYTE * length:
        raise Refused(Message("pictures.errors.jpeg_too_short", **found))
    if scans * width * height > limits.jpeg_work:
        raise Refused(Message("pictures.errors.jpeg_work", scans=scans, **found))
    across, down = (max(layer[i] for layer in image.layer) for i in (1, 2))
    # Where there are several passes, all coefficients are kept, two bytes each.
    share = sum(layer[1] * layer[2] for layer in image.layer) / (across * down)
    memory = int(2 * width * height * share) if scans > 1 or "progressive" in image.info else 0
    if memory > limits.jpeg_memory:
        megabytes, limit = memory // 2**20, limits.jpeg_memory // 2**20
        raise Refused(Message("pictures.errors.jpeg_memory", megabytes=megabytes, limit=limit))


def _walk_jpeg(data: bytes) -> tuple[int, bool]:
    """Return how many passes a JPEG has, and whether it has an end (ITU-T T.81, annex B)."""
    scans, at = 0, 2
    while marker := _JPEG_MARKER.search(data, at):
        if marker[0] == _JPEG_END:
            return scans, True
        scans += marker[1] == _JPEG_SCAN
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return scans, False


def _unreadable(kind: str, data: bytes) -> Refused:
    """Return the refusal of a file that begins like its kind and goes on otherwise, or does not go on."""
    whole = {
        "JPEG": _JPEG_END in data,
        "PNG": b"IEND" in data,
        "WEBP": 8 + int.from_bytes(data[4:8], "little") <= len(data),
    }
    if whole[kind]:
        return Refused(Message("pictures.errors.damaged", kind=kind))
    return Refused(Message("pictures.errors.cut_off", kind=kind))


# --- Decoding ------------------------------------------------------------


def _decode_jpeg(data: bytes, limits: PictureLimits) -> Picture:
    """Return the points of a JPEG; where it has no end, they are all there if rubbish behind changes none."""
    scans, ended = _walk_jpeg(data)
    if scans > limits.jpeg_scans:
        raise Refused(Message("pictures.errors.jpeg_scans", count=scans, limit=limits.jpeg_scans))
    if ended:
        return _decode("JPEG", data, limits, scans)
    data = data.rstrip(b"\xff")  # half a marker
    found = _decode("JPEG", data + _JPEG_END, limits, scans)
    # Where a restart is due, a decoder passes over all that comes before its marker.
    for behind in (_JPEG_RUBBISH, _next_restart(data) + _JPEG_RUBBISH):
        if not np.array_equal(found, _decode("JPEG", data + behind + _JPEG_END, limits, scans)):
            raise Refused(Message("pictures.errors.cut_off", kind="JPEG"))
    return found


def _next_restart(data: bytes) -> bytes:
    """Return the restart marker that is due next: they are numbered 0 to 7, again and again."""
    done = len(_JPEG_RESTART.findall(data, max(0, data.rfind(b"\xff" + _JPEG_SCAN))))
    return b"\xff" + bytes([0xD0 + done % 8])


def _decode(kind: str, data: bytes, limits: PictureLimits, scans: int = 1) -> Picture:
    if kind == "WEBP":
        _check_size(kind, _webp_size(data), limits)
    with _PLUGINS[kind](BytesIO(data)) as image:
        _check_size(kind, image.size, limits)
        frames = getattr(image, "n_frames", 1)
        if frames > 1:
            raise Refused(Message("pictures.errors.animation", kind=kind, frames=frames))
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            _check_jpeg(image, len(data), scans, limits)
            _draft(image)
        _mend_transparency(image)
        image.load()
        small = _on_white(_made_smaller(_with_plain_colours(image)))
        turn = _find_turn(image)
    return np.array(small if turn is None else small.transpose(turn), dtype=np.uint8)


def _draft(image: JpegImagePlugin.JpegImageFile) -> None:
    """Let a large JPEG be decoded smaller, by 2, 4 or 8, as long as `LONGEST_SIDE` is not undercut."""
    width, height = image.size
    steps = [step for step in _DRAFTS if max(image.size) >= step * LONGEST_SIDE]
    if steps:
        image.draft(None, (max(1, width // steps[-1]), max(1, height // steps[-1])))


def _mend_transparency(image: ImageFile.ImageFile) -> None:
    """Put the transparent grey of a PNG right, and refuse a transparent colour of 16 bits: Pillow keeps the
    upper eight of the points, and with them it would be many colours.
    """
    clear: Any = image.info.get("transparency")
    packing = str(image.tile[0].args) if image.tile else ""
    if clear is not None and "16" in packing:
        raise Refused(Message("pictures.errors.png_transparent_16"))
    if packing in _GREY_STEPS and clear is not None:
        image.info["transparency"] = clear * _GREY_STEPS[packing]


def _with_plain_colours(image: Image.Image) -> Image.Image:
    """Return the picture in mode RGB, or RGBA where it has transparency."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    # Pillow takes all inks to be stored inverted, as Adobe's programs do, which say so.
    if image.mode == "CMYK" and "adobe" not in image.info:
        image = Image.fromarray(255 - np.asarray(image), "CMYK")
    clear = image.mode in ("RGBA", "LA") or "transparency" in image.info
    mode = "RGBA" if clear else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _made_smaller(image: Image.Image) -> Image.Image:
    """Return a picture no longer than `LONGEST_SIDE`, each of its points the mean of the area it covers."""
    share = LONGEST_SIDE / max(image.size)
    if share >= 1:
        return image
    width, height = (max(1, round(side * share)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _find_turn(image: ImageFile.ImageFile) -> Image.Transpose | None:
    """Return how to turn what was not held upright (Exif 2.3, tag 0x0112); a damaged note is none."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except _PILLOW_ERRORS:
        return None
