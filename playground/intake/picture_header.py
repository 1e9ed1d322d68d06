"""What the readers of JPEG, PNG and WebP have in common: limits, and what they hand on to be decoded."""

import struct
from dataclasses import dataclass

from playground.i18n import Message
from playground.intake.refusal import Refused

UPRIGHT = 1
_ORIENTATIONS = range(UPRIGHT, 9)
_ORIENTATION_TAG = 0x0112
_SHORT = 3
_ENTRY_BYTES = 12
_EXIF_MARK = b"Exif\0\0"


@dataclass(frozen=True)
class PictureLimits:
    """What one picture may ask for; more is refused before anything is decoded.

    Together they keep the dearest picture that is accepted below some 2 s and 450 MB (measured by
    `tests/core/test_intake_pictures.py`). A decoded point takes some 8 bytes in a PNG, some 20 in a WebP; a
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
    jpeg_blocks : int
        Blocks of 8 x 8 points met in all passes together.
    jpeg_memory : int
        Bytes that the decoder needs at once where there is more than one pass.
    """

    file_bytes: int = 40 * 2**20
    side: int = 65_500
    jpeg_points: int = 80_000_000
    png_points: int = 36_000_000
    webp_points: int = 18_000_000
    jpeg_scans: int = 100
    jpeg_blocks: int = 24_000_000
    jpeg_memory: int = 320 * 2**20


@dataclass(frozen=True)
class PictureHeader:
    """A checked file.

    Attributes
    ----------
    kind : str
        ``JPEG``, ``PNG`` or ``WEBP``, as Pillow names them.
    width, height : int
        Size in points, as stored.
    content : bytes
        The file again, with only those parts that make up the picture: no notes, profiles, thumbnails,
        further pictures or anything behind the end.
    orientation : int
        How the camera was held, 1 to 8 (Exif 2.3, table 4, tag 0x0112); 1 is upright.
    transparent_grey : int or None
        The grey, 0 to 255, that a PNG declares transparent.
    inverted_inks : bool
        Whether a JPEG of four inks stores them the other way round than Adobe's programs do.
    """

    kind: str
    width: int
    height: int
    content: bytes
    orientation: int = UPRIGHT
    transparent_grey: int | None = None
    inverted_inks: bool = False


def damaged(kind: str) -> Refused:
    """Return the refusal of a file that begins like its kind and goes on otherwise."""
    return Refused(Message("pictures.errors.damaged", kind=kind))


def check_size(kind: str, width: int, height: int, points: int, limits: PictureLimits) -> None:
    """Check the declared size of a picture against the limits, `points` being that of its kind.

    Raises
    ------
    Refused
        A side is 0 or too long, or width times height is too much.
    """
    found = {"width": width, "height": height, "kind": kind}
    if min(width, height) == 0:
        raise Refused(Message("pictures.errors.no_size", **found))
    if max(width, height) > limits.side:
        raise Refused(Message("pictures.errors.side", limit=limits.side, **found))
    if width * height > points:
        megapixels, limit = width * height // 1_000_000, points // 1_000_000
        raise Refused(Message("pictures.errors.points", megapixels=megapixels, limit=limit, **found))


def find_orientation(exif: bytes) -> int:
    """Return the orientation, 1 to 8, in the Exif part of a picture; 1 where there is none or it is damaged.

    Only the first directory is looked at, as the standard has it (Exif 2.3, section 4.6.2; TIFF 6.0,
    section 2).
    """
    tiff = exif.removeprefix(_EXIF_MARK)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for position in range(count):
            start = directory + 2 + position * _ENTRY_BYTES
            tag, kind, number, value = struct.unpack_from(f"{order}HHIH", tiff, start)
            if (tag, kind, number) == (_ORIENTATION_TAG, _SHORT, 1):
                return int(value) if value in _ORIENTATIONS else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT
