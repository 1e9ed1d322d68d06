"""Pictures that mean harm, and good ones of rare kinds, each made by code: none is kept as a file.

PNG: W3C, third edition. JPEG: ITU-T T.81, annex B. WebP: RFC 9649.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_TILE = 1000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def smooth(width: int, height: int, bands: int = 3, seed: int = 0) -> NDArray[np.uint8]:
    """Return soft random blots (height, width, bands), or (height, width) for one band: no flat areas.

    Large ones are tiles of a thousand points.
    """
    rng = np.random.default_rng(seed)
    across, down = min(width, _TILE), min(height, _TILE)
    layers = []
    for _ in range(bands):
        small = rng.integers(0, 256, (max(2, down // 8), max(2, across // 8)), dtype=np.uint8)
        layers.append(Image.fromarray(small).resize((across, down), Image.Resampling.BICUBIC))
    tile = np.stack([np.asarray(layer) for layer in layers], axis=-1)
    tiles = np.tile(tile, (-(-height // down), -(-width // across), 1))[:height, :width]
    return tiles[..., 0] if bands == 1 else tiles


def saved(points: NDArray[Any] | Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture saved by Pillow."""
    image = points if isinstance(points, Image.Image) else Image.fromarray(points)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


# --- PNG ------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int,
    height: int,
    *,
    packed: bytes = b"",
    depth: int = 8,
    colour: int = 2,
    interlace: int = 0,
    before: Iterable[bytes] = (),
) -> bytes:
    """Return a PNG with any header, any chunks `before` the points, and any packed points."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"".join(
        [PNG_SIGNATURE, chunk(b"IHDR", head), *before, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    )


def interlaced_png(points: NDArray[np.uint8]) -> bytes:
    """Return points (height, width, 3) as an interlaced PNG: seven small pictures (section 8.1)."""
    starts = (
        (0, 0, 8, 8),
        (0, 4, 8, 8),
        (4, 0, 8, 4),
        (0, 2, 4, 4),
        (2, 0, 4, 2),
        (0, 1, 2, 2),
        (1, 0, 2, 1),
    )
    rows = b""
    for top, left, down, across in starts:
        part = points[top::down, left::across]
        rows += b"".join(b"\0" + row.tobytes() for row in part if row.size)
    height, width, _ = points.shape
    return png(width, height, interlace=1, packed=zlib.compress(rows))


def with_right_checksums(data: bytes) -> bytes:
    """Return a damaged PNG with the checksums made right as far as its chunks can be followed."""
    mended, start = bytearray(data), len(PNG_SIGNATURE)
    while start + 12 <= len(mended):
        end = start + 12 + int.from_bytes(mended[start : start + 4], "big")
        if end > len(mended):
            break
        mended[end - 4 : end] = zlib.crc32(mended[start + 4 : end - 4]).to_bytes(4, "big")
        start = end
    return bytes(mended)


def zeros(count: int) -> bytes:
    """Return so many packed zero bytes; a thousand of them take one.

    A full flush makes a piece independent of what stands before it, so one is made and repeated.
    """
    piece, wholes = 2**20, count // 2**20
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = zlib.compress(bytes(count % piece), 9)
    checksum = (count % 65_521) << 16 | 1  # Adler's, of zeros alone (RFC 1950)
    body = first + again * (wholes - 1) + rest[2:-4] if wholes else rest[:-4]
    return body + checksum.to_bytes(4, "big")


def flat_png(width: int, height: int) -> bytes:
    """Return a black PNG, tiny for its size."""
    return png(width, height, packed=zeros(height * (1 + 3 * width)))


def png_bomb() -> bytes:
    """Return a PNG of 8 x 8 points that unpacks to 256 MB."""
    return png(8, 8, packed=zeros(2**28))


def text_bomb() -> bytes:
    """Return a good PNG with a note that unpacks to 256 MB."""
    good = saved(smooth(8, 8), "PNG")
    note = chunk(b"zTXt", b"note\0\0" + zeros(2**28))
    return good[:33] + note + good[33:]


def many_notes() -> bytes:
    """Return a good PNG of 200 kB with 200 notes that each unpack to a megabyte less one byte."""
    good, packed = saved(smooth(8, 8), "PNG"), zeros(2**20 - 1)
    notes = (chunk(b"zTXt", b"note%d\0\0" % i + packed) for i in range(200))
    return good[:33] + b"".join(notes) + good[33:]


def endless_png() -> bytes:
    """Return a good PNG that claims to move through two billion frames."""
    good = saved(smooth(16, 16), "PNG")
    return good[:33] + chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)) + good[33:]


def animated_png() -> bytes:
    frames = [Image.fromarray(smooth(16, 16, seed=seed)) for seed in range(3)]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def many_chunks() -> bytes:
    """Return a good PNG with 200,000 empty notes."""
    good = saved(smooth(8, 8), "PNG")
    return good[:33] + chunk(b"note", b"") * 200_000 + good[33:]


# --- JPEG ------------------------------------------------------------


def segment(code: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, code, len(data) + 2) + data


def last_scan(jpeg: bytes) -> bytes:
    """Return the last scan of a progressive JPEG, with its table."""
    start = jpeg.rindex(b"\xff\xc4") if jpeg.rindex(b"\xff\xc4") < jpeg.rindex(b"\xff\xda") else 0
    return jpeg[start:-2]


def many_scans(width: int, height: int, count: int) -> bytes:
    """Return a progressive JPEG whose last scan, of a few bytes, comes again and again.

    The picture is flat, so that each scan is a few runs in which nothing comes; the decoder still visits
    every block for it.
    """
    flat = saved(Image.new("L", (width, height), 128), "JPEG", progressive=True)
    return flat[:-2] + last_scan(flat) * count + flat[-2:]


def dense_scans(width: int, height: int, count: int) -> bytes:
    """Return a progressive JPEG of noise whose last scan, of many bytes, comes again and again."""
    noisy = saved(smooth(width, height, 1), "JPEG", progressive=True, quality=95)
    return noisy[:-2] + last_scan(noisy) * count + noisy[-2:]


def resized_jpeg(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose header claims another size."""
    for code in (b"\xff\xc0", b"\xff\xc2"):
        if code in jpeg:
            start = jpeg.index(code)
            return jpeg[: start + 5] + struct.pack(">HH", height, width) + jpeg[start + 9 :]
    raise ValueError("the JPEG has no frame")


def forged_jpeg() -> bytes:
    """Return a JPEG of some kilobytes that claims 80 megapixels."""
    return resized_jpeg(saved(smooth(128, 128), "JPEG"), 8940, 8940)


def with_exif(jpeg: bytes, orientation: int) -> bytes:
    """Return a JPEG with the note of a camera about how it was held."""
    return jpeg[:2] + segment(0xE1, b"Exif\0\0" + tiff_orientation(orientation)) + jpeg[2:]


def tiff_orientation(orientation: int) -> bytes:
    """Return the directory of a TIFF that holds an orientation alone."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def looping_exif() -> bytes:
    """Return a good JPEG whose camera note is a directory of 65,535 entries that leads to itself."""
    note = b"MM\0*" + struct.pack(">IH", 8, 65_535) + struct.pack(">HHII", 0x8769, 4, 1, 8) * 100
    good = saved(smooth(16, 16), "JPEG")
    return good[:2] + segment(0xE1, b"Exif\0\0" + note) + good[2:]


def without_tables() -> bytes:
    """Return a JPEG without its quantisation tables."""
    good = saved(smooth(16, 16), "JPEG")
    while b"\xff\xdb" in good:
        start = good.index(b"\xff\xdb")
        (length,) = struct.unpack_from(">H", good, start + 2)
        good = good[:start] + good[start + 2 + length :]
    return good


def without_scan() -> bytes:
    """Return a JPEG that ends where its points should begin."""
    good = saved(smooth(16, 16), "JPEG")
    return good[: good.index(b"\xff\xda")] + b"\xff\xd9"


# --- WebP ------------------------------------------------------------


def animated_webp() -> bytes:
    frames = [Image.fromarray(smooth(16, 16, seed=seed)) for seed in range(3)]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def resized_webp(width: int, height: int) -> bytes:
    """Return a lossy WebP whose picture header claims another size."""
    good = saved(smooth(64, 64), "WEBP")
    start = good.index(b"\x9d\x01\x2a") + 3
    return good[:start] + struct.pack("<HH", width, height) + good[start + 4 :]


def with_canvas(width: int, height: int) -> bytes:
    """Return a WebP of 64 x 64 points with another canvas."""
    good = saved(smooth(64, 64, 4), "WEBP")
    start = good.index(b"VP8X") + 12
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return good[:start] + sides + good[start + 6 :]


# --- Other formats ------------------------------------------------------------


def boxes(brand: bytes) -> bytes:
    """Return the start of a file of ISO boxes, such as HEIC and MP4 are."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(12) + bytes(100)


def small(kind: str, **options: Any) -> Callable[[], bytes]:
    return lambda: saved(smooth(16, 16), kind, **options)


def as_arithmetic() -> bytes:
    """Return a JPEG of Huffman's codes that claims to be coded arithmetically."""
    return saved(smooth(64, 64), "JPEG").replace(b"\xff\xc0", b"\xff\xc9")


# The dearest that the limits allow.
DEAREST: Mapping[str, Callable[[], bytes]] = {
    "80 megapixels": lambda: saved(smooth(8960, 8920), "JPEG", quality=80),
    "50 megapixels, progressive, 4:4:4": lambda: saved(
        smooth(8192, 6144), "JPEG", quality=80, progressive=True, subsampling=0
    ),
    "50 megapixels without an end": lambda: saved(smooth(8192, 6144), "JPEG", quality=80)[:-2],
    "90 scans": lambda: many_scans(4000, 4000, 84),
    "dense scans": lambda: dense_scans(2400, 2400, 80),
    "36 megapixels, 16 bits": lambda: saved(np.zeros((6000, 6000), np.uint16), "PNG", compress_level=1),
    "36 megapixels, RGBA": lambda: saved(np.zeros((6000, 6000, 4), np.uint8), "PNG", compress_level=1),
    "18 megapixels, WebP": lambda: saved(smooth(4240, 4240), "WEBP", method=0),
}
# What looks like harm and does none: it is read.
HARMLESS: Mapping[str, Callable[[], bytes]] = {
    "JPEG coded arithmetically": as_arithmetic,
    "JPEG with a note that leads to itself": looping_exif,
    "PNG that unpacks to 256 MB": png_bomb,
    "PNG of 200,000 parts": many_chunks,
    "PNG with points outside its palette": lambda: png(
        2, 1, colour=3, before=[chunk(b"PLTE", bytes(3))], packed=zlib.compress(b"\0\0\7")
    ),
}
# The file, and the key of the sentence it is refused with.
Row = tuple[Callable[[], bytes], str]
HOSTILE: Mapping[str, Row] = {
    "JPEG of 3,000 scans": (lambda: many_scans(1500, 1500, 3000), "jpeg_scans"),
    "JPEG of 86 scans of 60 megapixels": (lambda: many_scans(7700, 7700, 80), "jpeg_work"),
    "JPEG forged to 80 megapixels": (forged_jpeg, "jpeg_too_short"),
    "progressive JPEG forged to 80 megapixels": (
        lambda: resized_jpeg(saved(smooth(128, 128), "JPEG", progressive=True), 8940, 8940),
        "jpeg_too_short",
    ),
    "JPEG of 4 gigapixels": (lambda: resized_jpeg(saved(smooth(64, 64), "JPEG"), 65_000, 65_000), "points"),
    "JPEG without rows": (lambda: resized_jpeg(saved(smooth(64, 64), "JPEG"), 64, 0), "damaged"),
    "JPEG cut off": (lambda: saved(smooth(64, 64), "JPEG")[:-300], "cut_off"),
    "JPEG of its signature": (lambda: b"\xff\xd8\xff", "cut_off"),
    "JPEG of segments": (lambda: b"\xff\xd8" + segment(0xE5, b"") * 100_000, "cut_off"),
    "JPEG without tables": (without_tables, "damaged"),
    "JPEG without a scan": (without_scan, "damaged"),
    "JPEG of 12 bits": (
        lambda: saved(smooth(64, 64), "JPEG").replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c"),
        "damaged",
    ),
    "JPEG of 340 MB of coefficients": (
        lambda: resized_jpeg(
            saved(smooth(640, 640), "JPEG", progressive=True, subsampling=0, quality=95), 7700, 7700
        ),
        "jpeg_memory",
    ),
    "PNG of 88 megapixels": (lambda: flat_png(11_000, 8000), "points"),
    "PNG of one row": (lambda: flat_png(10_000_000, 1), "side"),
    "PNG without columns": (lambda: png(0, 8), "damaged"),
    "PNG with a note that unpacks to 256 MB": (text_bomb, "damaged"),
    "PNG with 200 notes of a megabyte": (many_notes, "damaged"),
    "PNG that unpacks to too little": (lambda: png(4000, 4000, packed=zeros(100)), "damaged"),
    "PNG of rubbish": (lambda: png(8, 8, packed=b"rubbish"), "damaged"),
    "PNG cut off": (lambda: saved(smooth(64, 64), "PNG")[:-40], "cut_off"),
    "PNG of its signature": (lambda: PNG_SIGNATURE, "cut_off"),
    "PNG with a forged length": (
        lambda: PNG_SIGNATURE + struct.pack(">I", 2**32 - 1) + b"IHDR" + bytes(40),
        "cut_off",
    ),
    "PNG of an iPhone program": (
        lambda: (
            PNG_SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)) + chunk(b"CgBI", b"")
        ),
        "cut_off",
    ),
    "PNG with a wrong checksum": (
        lambda: saved(smooth(8, 8), "PNG").replace(b"IDAT", b"IDAT\0", 1),
        "damaged",
    ),
    "PNG of a colour type that is none": (lambda: png(8, 8, colour=5), "damaged"),
    "PNG with a palette of 300 colours": (
        lambda: png(8, 8, colour=3, before=[chunk(b"PLTE", bytes(900))], packed=zeros(72)),
        "damaged",
    ),
    "PNG with an unknown filter": (lambda: png(1, 1, packed=zlib.compress(b"\x09\0\0\0")), "damaged"),
    "PNG of 16 bits with a transparent colour": (
        lambda: png(1, 1, depth=16, before=[chunk(b"tRNS", bytes(6))], packed=zlib.compress(bytes(7))),
        "png_transparent_16",
    ),
    "PNG that moves": (animated_png, "animation"),
    "PNG of two billion frames": (endless_png, "animation"),
    "WebP that moves": (animated_webp, "animation"),
    "WebP of 260 megapixels": (lambda: resized_webp(16_383, 16_383), "points"),
    "WebP forged to 18 megapixels": (lambda: resized_webp(4200, 4200), "damaged"),
    "WebP with a canvas of 281 terapixels": (lambda: with_canvas(2**24, 2**24), "side"),
    "WebP with a canvas of 260 megapixels": (lambda: with_canvas(16_383, 16_383), "points"),
    "WebP with two sizes": (lambda: with_canvas(4096, 64), "damaged"),
    "WebP cut off": (lambda: saved(smooth(64, 64), "WEBP")[:-20], "cut_off"),
    "GIF": (small("GIF"), "other_format"),
    "TIFF": (small("TIFF"), "other_format"),
    "BMP": (small("BMP"), "other_format"),
    "ICO": (small("ICO"), "other_format"),
    "JPEG 2000": (small("JPEG2000"), "other_format"),
    "AVIF": (small("AVIF"), "other_format"),
    "PPM": (small("PPM"), "other_format"),
    "EPS": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
        "other_format",
    ),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(100), "other_format"),
    "SVG renamed": (lambda: b'<?xml version="1.0"?>\n<svg onload="alert(1)"></svg>', "other_format"),
    "HTML renamed": (lambda: b"\n<!DOCTYPE html><script>alert(1)</script>", "other_format"),
    "text renamed": (lambda: b"a cat", "text"),
    "nothing": (lambda: b"", "empty"),
    "zeros": (lambda: bytes(1000), "other_format"),
    "HEIC": (lambda: boxes(b"heic"), "heic"),
    "video": (lambda: boxes(b"isom"), "other_format"),
    "41 MB": (lambda: PNG_SIGNATURE + bytes(41 * 2**20), "file_bytes"),
}


@cache
def made(name: str) -> bytes:
    """Return a file of one of the tables, made once for all tests."""
    make = HOSTILE[name][0] if name in HOSTILE else {**DEAREST, **HARMLESS}[name]
    return make()
