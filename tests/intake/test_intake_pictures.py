"""Pictures from outside: good ones are what Pillow makes of them, all others end in one sentence."""

import io
import json
import re
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from playground.intake.limits import Limits
from playground.intake.refusal import Refused
from playground.intake.server.guard import Guard
from playground.intake.server.uploads import read_pictures
from playground.intake.worker.formats import name_format
from playground.intake.worker.pictures import LONGEST_SIDE, PictureLimits, decode_picture
from playground.words.catalogue import LANGUAGES, translator
from tests.hostile import fuzz
from tests.hostile import pictures as made
from tests.hostile.measure import measure

READER = "playground.intake.worker.pictures:decode_picture"
MOST_SECONDS, MOST_MEGABYTES = 10, 700


def by_pillow(data: bytes) -> NDArray[np.uint8]:
    """Return a picture as Pillow alone reads it: turned, laid on white, in RGB."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))


# --- Good pictures ------------------------------------------------------------


def in_mode(mode: str) -> Callable[..., Image.Image]:
    def make(width: int, height: int, seed: int) -> Image.Image:
        if mode == "P":
            return Image.fromarray(made.smooth(width, height, seed=seed)).quantize(37)
        bands = {"L": 1, "1": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
        points = made.smooth(width, height, bands, seed)
        image = Image.fromarray(points, mode if bands == 4 else None)
        return image.convert(mode)

    return make


KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("RGB", "JPEG", {}),
    "JPEG, 4:4:4, best": ("RGB", "JPEG", {"quality": 100, "subsampling": 0}),
    "JPEG, progressive": ("RGB", "JPEG", {"progressive": True}),
    "JPEG with restarts": ("RGB", "JPEG", {"restart_marker_blocks": 2}),
    "JPEG, grey": ("L", "JPEG", {}),
    "JPEG, four inks": ("CMYK", "JPEG", {}),
    "JPEG with notes": ("RGB", "JPEG", {"comment": b"a cat", "icc_profile": bytes(70_000), "dpi": (72, 72)}),
    "PNG": ("RGB", "PNG", {}),
    "PNG, alpha": ("RGBA", "PNG", {}),
    "PNG, grey": ("L", "PNG", {}),
    "PNG, grey with alpha": ("LA", "PNG", {}),
    "PNG, black and white": ("1", "PNG", {}),
    "PNG, palette": ("P", "PNG", {}),
    "PNG, palette, one clear": ("P", "PNG", {"transparency": 3}),
    "PNG, palette, many clear": ("P", "PNG", {"transparency": bytes(range(0, 250, 10))}),
    "PNG, one grey clear": ("L", "PNG", {"transparency": 128}),
    "PNG, one colour clear": ("RGB", "PNG", {"transparency": (1, 2, 3)}),
    "PNG with a profile": ("RGB", "PNG", {"icc_profile": bytes(5000), "dpi": (72, 72)}),
    "WebP": ("RGB", "WEBP", {}),
    "WebP, alpha": ("RGBA", "WEBP", {}),
    "WebP, lossless": ("RGB", "WEBP", {"lossless": True}),
    "WebP, lossless, alpha": ("RGBA", "WEBP", {"lossless": True}),
    "WebP with a profile": ("RGB", "WEBP", {"icc_profile": bytes(5000), "lossless": True}),
}


@pytest.mark.parametrize("kind", KINDS)
@given(width=st.integers(1, 70), height=st.integers(1, 70), seed=st.integers(0, 3))
def test_a_good_picture_is_what_pillow_reads(kind: str, width: int, height: int, seed: int) -> None:
    mode, file, options = KINDS[kind]
    data = made.saved(in_mode(mode)(width, height, seed), file, **options)
    np.testing.assert_array_equal(decode_picture(data), by_pillow(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(10))
def test_a_photo_is_turned_as_the_camera_says(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "a camera"
    data = made.saved(made.smooth(40, 24), kind, exif=exif)
    np.testing.assert_array_equal(decode_picture(data), by_pillow(data))
    assert decode_picture(data).shape == ((40, 24, 3) if 5 <= orientation <= 8 else (24, 40, 3))


@given(st.binary(max_size=60), st.sampled_from([b"MM\0*", b"II*\0", b""]))
def test_a_damaged_camera_note_loses_no_picture(note: bytes, begins: bytes) -> None:
    good = made.saved(made.smooth(40, 24), "JPEG")
    data = good[:2] + made.segment(0xE1, b"Exif\0\0" + begins + note) + good[2:]
    assert sorted(decode_picture(data).shape) == [3, 24, 40]
    png = made.saved(made.smooth(40, 24), "PNG")
    assert sorted(decode_picture(png[:33] + made.chunk(b"eXIf", begins + note) + png[33:]).shape) == [
        3,
        24,
        40,
    ]


def test_a_photo_is_turned_whatever_else_the_camera_noted() -> None:
    # The maker's name is a fraction: `ImageOps.exif_transpose`, which writes all notes anew, fails at it.
    entries = struct.pack(">HHHIIHHIHHI", 2, 0x010F, 10, 1, 0, 0x0112, 3, 1, 6, 0, 0)
    good = made.saved(made.smooth(40, 24), "JPEG")
    data = good[:2] + made.segment(0xE1, b"Exif\0\0MM\0*" + struct.pack(">I", 8) + entries) + good[2:]
    with pytest.raises(AttributeError):
        by_pillow(data)
    np.testing.assert_array_equal(decode_picture(data), np.rot90(decode_picture(good), -1))


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_a_transparent_grey_of_few_bits_is_scaled_as_the_points_are(depth: int) -> None:
    # Two rows of the four (or two) greys; the second lightest is transparent. Pillow does not scale it.
    greys = np.arange(2**depth, dtype=np.uint8)
    bits = np.unpackbits(greys[:, np.newaxis], axis=1)[:, -depth:].ravel()
    row = b"\0" + np.packbits(bits).tobytes()
    clear = made.chunk(b"tRNS", (2**depth - 2).to_bytes(2, "big"))
    data = made.png(2**depth, 2, depth=depth, colour=0, before=[clear], packed=made.zlib.compress(row * 2))
    expected = np.rint(greys * (255 / (2**depth - 1)))
    expected[-2] = 255
    np.testing.assert_array_equal(decode_picture(data)[1, :, 0], expected)


@given(width=st.integers(1, 20), height=st.integers(1, 20))
def test_an_interlaced_picture_is_the_same(width: int, height: int) -> None:
    points = made.smooth(width, height)
    data = made.interlaced_png(points)
    np.testing.assert_array_equal(decode_picture(data), points)
    np.testing.assert_array_equal(by_pillow(data), points)


@given(st.integers(1, 300), st.integers(1, 300), st.booleans())
def test_an_even_jpeg_is_as_short_as_a_jpeg_can_be(width: int, height: int, progressive: bool) -> None:
    # Two bits a block, one in a progressive one: not a byte too few to be believed.
    for mode, options in (("L", {}), ("RGB", {"subsampling": 0}), ("RGB", {"subsampling": 2})):
        data = made.saved(
            Image.new(mode, (width, height)), "JPEG", optimize=True, progressive=progressive, **options
        )
        np.testing.assert_array_equal(decode_picture(data), by_pillow(data))


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_16_bits_are_scaled_not_clipped(colour: int) -> None:
    samples = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    values = np.linspace(0, 65_535, 64).astype(">u2")
    points = np.repeat(values[:, np.newaxis], samples, axis=1)
    if colour >= 4:
        points[:, -1] = 65_535
    data = made.png(64, 1, depth=16, colour=colour, packed=made.zlib.compress(b"\0" + points.tobytes()))
    assert np.abs(decode_picture(data)[0, :, 1] - values / 257.0).max() <= 1


@pytest.mark.parametrize("adobe", [True, False])
def test_four_inks_are_read_either_way_round(adobe: bool) -> None:
    # Pillow writes them as Adobe does, inverted, and says so; a program that does not say so does not invert.
    inks = np.zeros((16, 16, 4), np.uint8)
    inks[..., 1] = 255
    data = made.saved(Image.fromarray(inks if adobe else 255 - inks, "CMYK"), "JPEG", quality=100)
    if not adobe:
        start = data.index(b"\xff\xee")
        data = data[:start] + data[start + 16 :]
    np.testing.assert_array_equal(decode_picture(data), np.full((16, 16, 3), (255, 0, 255)))


def test_one_frame_of_an_animated_png_is_a_picture() -> None:
    good = made.saved(made.smooth(16, 16), "PNG")
    control = made.chunk(b"fcTL", struct.pack(">5I2H2B", 0, 16, 16, 0, 0, 1, 10, 0, 0))
    data = good[:33] + made.chunk(b"acTL", struct.pack(">II", 1, 0)) + control + good[33:]
    np.testing.assert_array_equal(decode_picture(data), by_pillow(good))


JPEGS = [name for name in KINDS if name.startswith("JPEG")]


def jpeg(kind: str, width: int = 40, height: int = 24) -> bytes:
    mode, _, options = KINDS[kind]
    return made.saved(in_mode(mode)(width, height, 0), "JPEG", **options)


@pytest.mark.parametrize("kind", JPEGS)
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_without_its_end_is_a_picture(kind: str, missing: int) -> None:
    good = jpeg(kind)
    np.testing.assert_array_equal(decode_picture(good[:-missing]), by_pillow(good))


@pytest.mark.parametrize("kind", JPEGS)
def test_a_jpeg_may_have_fill_bytes_between_its_parts(kind: str) -> None:
    good = jpeg(kind)
    filled = re.sub(rb"\xff[\xc0-\xc4\xd9-\xdd]", lambda marker: b"\xff\xff" + marker[0], good)
    assert len(filled) > len(good)
    np.testing.assert_array_equal(decode_picture(filled), by_pillow(good))


@given(kind=st.sampled_from(["JPEG", "JPEG, grey", "JPEG with restarts", "JPEG, four inks"]), data=st.data())
def test_a_jpeg_that_is_cut_off_is_whole_or_refused(kind: str, data: st.DataObject) -> None:
    good = jpeg(kind)
    kept = good[: data.draw(st.integers(3, len(good) - 1))]
    with suppress(Refused):
        np.testing.assert_array_equal(decode_picture(kept), decode_picture(good))


def test_passes_are_counted_as_a_decoder_meets_them() -> None:
    # Bytes that begin a pass, within a note and behind the end: a telephone's film has hundreds of them.
    good, limits = jpeg("JPEG"), PictureLimits(jpeg_scans=1)
    noted = good[:2] + made.segment(0xFE, b"\xff\xda\0\2" * 300) + good[2:] + b"\xff\xda\0\2" * 300
    np.testing.assert_array_equal(decode_picture(noted, limits), decode_picture(good))
    # And an end within a note, between two passes, hides none of them.
    many = made.many_scans(64, 64, 9)
    last = many.rindex(b"\xff\xc4")
    hidden = many[:last] + made.segment(0xFE, b"\xff\xd9") + many[last:]
    for each in (hidden, many.replace(b"\xff\xda", b"\xff\xff\xff\xda")):
        with pytest.raises(Refused, match="in 15 passes"):
            decode_picture(each, PictureLimits(jpeg_scans=14))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_follows_a_picture_does_not_matter(kind: str) -> None:
    # Telephones put a film, a depth map or a second picture behind a photo.
    good = made.saved(made.smooth(40, 24), kind)
    np.testing.assert_array_equal(decode_picture(good + good + b"more"), by_pillow(good))


def test_a_picture_cannot_be_changed() -> None:
    assert not decode_picture(made.saved(made.smooth(8, 8), "PNG")).flags.writeable


# --- Large pictures ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("JPEG", (4032, 1000), {"quality": 90}),
        ("JPEG", (8192, 1024), {"quality": 85}),
        ("JPEG", (4096, 900), {"quality": 60, "progressive": True}),
        ("JPEG", (3000, 20), {}),
        ("PNG", (4032, 500), {"compress_level": 1}),
        ("WEBP", (3000, 500), {"method": 0}),
    ],
)
def test_a_large_photo_is_made_smaller(kind: str, size: tuple[int, int], options: dict[str, Any]) -> None:
    data = made.saved(made.smooth(*size), kind, **options)
    picture = decode_picture(data)
    width, height = LONGEST_SIDE, round(size[1] * LONGEST_SIDE / size[0])
    assert picture.shape == (height, width, 3)
    whole = Image.fromarray(by_pillow(data))
    expected = np.asarray(whole.resize((width, height), Image.Resampling.BOX)).astype(float)
    # The coefficients' way of making smaller is not quite the mean.
    assert np.abs(picture - expected).mean() < 3


def test_a_clear_edge_does_not_bleed_when_made_smaller() -> None:
    # Black that nobody sees, beside red that everybody sees: there must be no dark seam.
    points = np.zeros((4, 4096, 4), np.uint8)
    points[:, 2049:] = (255, 0, 0, 255)
    picture = decode_picture(made.saved(points, "PNG"))
    assert picture.shape == (2, 2048, 3)
    assert picture[..., 0].min() >= 254


def test_the_dearest_good_pictures_stay_within_the_limits(tmp_path: Path) -> None:
    files = {name: made.made(name) for name in made.DEAREST}
    outcomes = measure(READER, files, tmp_path)
    assert not [name for name, outcome in outcomes.items() if outcome.refusal]
    # It is made smaller while it is decoded: whole, it would take 320 MB.
    assert outcomes["80 megapixels"].megabytes < 250
    report(outcomes)
    # A worker has less than a process of its own: they fit in all the same.
    sent = [("cat", name, data) for name, data in files.items()]
    assert read_pictures(sent, 16, guard=Guard(Limits(seconds=60))).notes == ()


# --- Hostile ones ------------------------------------------------------------


def report(outcomes: dict[str, Any]) -> None:
    """Hold outcomes to the limits, and print the dearest (shown by ``pytest -rP``)."""
    slowest = max(outcomes, key=lambda name: outcomes[name].seconds)
    peak = max(outcome.megabytes for outcome in outcomes.values())
    print(f"{len(outcomes)} files; slowest {slowest}, {outcomes[slowest].seconds:.2f} s; peak {peak:.0f} MB")
    assert outcomes[slowest].seconds < MOST_SECONDS
    assert peak < MOST_MEGABYTES


@pytest.mark.parametrize("name", made.HOSTILE)
def test_a_hostile_picture_ends_in_a_sentence(name: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_picture(made.made(name))
    assert caught.value.message.key == f"pictures.errors.{made.HOSTILE[name][1]}"
    for language in LANGUAGES:
        sentence = translator(language).text(caught.value.message)
        assert re.fullmatch(r"[^\n{}]{20,300}[.。]", sentence)


@pytest.mark.parametrize("name", made.HARMLESS)
def test_what_does_no_harm_is_read(name: str) -> None:
    assert decode_picture(made.made(name)).shape[2] == 3


def test_hostile_pictures_cost_little(tmp_path: Path) -> None:
    files = {name: made.made(name) for name in made.HOSTILE}
    files |= {name: made.made(name) for name in made.HARMLESS}
    outcomes = measure(READER, files, tmp_path)
    assert {name: outcome.refusal for name, outcome in outcomes.items() if outcome.refusal} == {
        name: f"pictures.errors.{key}" for name, (_, key) in made.HOSTILE.items()
    }
    report(outcomes)


def test_limits_can_be_set() -> None:
    data = made.saved(made.smooth(40, 24), "PNG")
    with pytest.raises(Refused, match="40 x 24"):
        decode_picture(data, PictureLimits(png_points=959))
    assert decode_picture(data, PictureLimits(png_points=960)).shape == (24, 40, 3)


def test_pillow_does_not_fill_in_what_is_missing() -> None:
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


@given(st.binary(max_size=40))
def test_every_file_has_a_name_for_what_it_is(data: bytes) -> None:
    kind = name_format(data)
    names = json.dumps(sorted(translator("en").entries))
    assert kind in ("jpeg", "png", "webp", "heic", "text", "empty") or f'"pictures.formats.{kind}"' in names


# --- Fuzz ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "mend"),
    [("JPEG", bytes), ("PNG", bytes), ("PNG", made.with_right_checksums), ("WEBP", bytes)],
    ids=["JPEG", "PNG", "PNG with right checksums", "WebP"],
)
def test_damaged_pictures_are_refused_or_read_twice_alike(kind: str, mend: Callable[[bytes], bytes]) -> None:
    good = [
        made.saved(in_mode(mode)(48, 40, 0), file, **options)
        for mode, file, options in KINDS.values()
        if file == kind
    ]
    counts = fuzz.count_outcomes(
        lambda data: decode_picture(data).tobytes(), map(mend, fuzz.damaged(good, fuzz.ROUNDS, seed=6))
    )
    print(f"{kind}: {dict(counts)}")
    assert counts["differing"] == 0
    assert counts["refused"] > 0
    assert counts["accepted"] > 0
