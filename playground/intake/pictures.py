"""Pictures from outside: what a file is, whether it may be decoded, and its points.

Three kinds are read; for every other the refusal names what was found.

========================  ===========================================================================
JPEG                      8 bits, baseline or progressive, 1, 3 or 4 colours
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
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

# Each plugin is used by itself, so that a file from outside reaches no other code of Pillow's.
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from playground.i18n import Message
from playground.intake.formats import name_format
from playground.intake.jpeg import read_jpeg_header
from playground.intake.limits import write_megabytes
from playground.intake.picture_header import PictureHeader, PictureLimits, damaged
from playground.intake.png import read_png_header
from playground.intake.refusal import Refused
from playground.intake.webp import read_webp_header

Picture = NDArray[np.uint8]

LONGEST_SIDE = 2048
"""A decoded picture has no longer side than this, in points."""
PICTURE_LIMITS = PictureLimits()

_HEADERS: Mapping[str, Callable[[bytes, PictureLimits], PictureHeader]] = {
    "jpeg": read_jpeg_header,
    "png": read_png_header,
    "webp": read_webp_header,
}
_PLUGINS: Mapping[str, Callable[[BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
}
_DRAFTS = (2, 4, 8)
# What a decoder may raise for a damaged file, by trial: Pillow has no exception of its own.
_PILLOW_ERRORS = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode_picture(data: bytes, limits: PictureLimits = PICTURE_LIMITS) -> Picture:
    """Return the points of a picture file, in red, green and blue and the right way up.

    It touches no file and no network; still, run it in the limited process of `playground.intake.guard`,
    because the decoders below it are large.

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
    header = read_header(data, limits)
    try:
        with _PLUGINS[header.kind](BytesIO(header.content)) as image:
            picture = _decode(image, header)
    except Refused:
        raise
    except _PILLOW_ERRORS as error:
        raise damaged(header.kind) from error
    picture.setflags(write=False)
    return picture


def bound_picture(points: int) -> PictureLimits:
    """Return the limits of one picture: those of its kind, and no more points than the server allows."""
    return replace(
        PICTURE_LIMITS,
        jpeg_points=min(points, PICTURE_LIMITS.jpeg_points),
        png_points=min(points, PICTURE_LIMITS.png_points),
        webp_points=min(points, PICTURE_LIMITS.webp_points),
    )


def read_header(data: bytes, limits: PictureLimits = PICTURE_LIMITS) -> PictureHeader:
    """Check a picture file without decoding it.

    Raises
    ------
    Refused
        As `decode_picture`, for everything that can be seen from outside.
    """
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
    if found_kind not in _HEADERS:
        found_name = Message(f"pictures.formats.{found_kind}")
        raise Refused(Message("pictures.errors.other_format", found=found_name))
    return _HEADERS[found_kind](data, limits)


def _decode(image: ImageFile.ImageFile, header: PictureHeader) -> Picture:
    if image.size != (header.width, header.height):
        raise damaged(header.kind)
    _draft(image)
    image.load()
    _check_palette(image)
    coloured = _with_plain_colours(image, header)
    small = _made_smaller(coloured)
    turned = _on_white(small)
    if header.orientation in _TURNS:
        turned = turned.transpose(_TURNS[header.orientation])
    return np.array(turned, dtype=np.uint8)


def _draft(image: ImageFile.ImageFile) -> None:
    """Let a large JPEG be decoded smaller, by 2, 4 or 8, as long as `LONGEST_SIDE` is not undercut."""
    steps = [step for step in _DRAFTS if max(image.size) >= step * LONGEST_SIDE]
    if image.format == "JPEG" and steps:
        width, height = image.size
        image.draft(None, (max(1, width // steps[-1]), max(1, height // steps[-1])))


def _check_palette(image: Image.Image) -> None:
    """Refuse points whose colour is not in the palette: each program paints them otherwise."""
    if image.mode == "P" and image.palette:
        colours = len(image.palette.palette) // 3
        if np.asarray(image).max() >= colours:
            raise damaged("PNG")


def _with_plain_colours(image: Image.Image, header: PictureHeader) -> Image.Image:
    """Return the picture in mode RGB, or RGBA where it has transparency."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if image.mode == "CMYK" and header.inverted_inks:
        image = Image.fromarray(255 - np.asarray(image), "CMYK")
    if header.transparent_grey is not None:
        image.info["transparency"] = header.transparent_grey
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
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
