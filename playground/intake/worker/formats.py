"""What kind of file a person gave, told from its first bytes: whatever its name ends in."""

import re

_TEXT_LOOKED_AT = 1024
# Signatures of pictures, and of the formats that people take for them or pack them in; the longer ones first.
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"%!PS", "eps"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"%PDF", "pdf"),
    (b"\0\0\1\0", "ico"),
    (b"\0\0\2\0", "ico"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"\0\0\0\x0cjP  ", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"\0\0\0\x0cJXL ", "jpegxl"),
    (b"\xff\x0a", "jpegxl"),
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x89HDF", "hdf5"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x8aMNG", "video"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\1\0\0\0\x6c\0\0\0", "wmf"),
)
# Pictures that hardly anybody has, by the name that they have in every language.
_RARE = (
    (b"DDS ", "DDS"),
    (b"qoif", "QOI"),
    (b"icns", "ICNS"),
    (b"gimp xcf", "XCF"),
    (b"FLIF", "FLIF"),
    (b"BPG\xfb", "BPG"),
    (b"II\xbc\1", "JPEG XR"),
    (b"\x76\x2f\x31\1", "OpenEXR"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"SIMPLE  =", "FITS"),
    (b"farbfeld", "farbfeld"),
    (b"\x97JB2\r\n\x1a\n", "JBIG2"),
    (b"AT&TFORM", "DjVu"),
    (b"\x59\xa6\x6a\x95", "Sun Raster"),
    (b"SDPX", "DPX"),
    (b"XPDS", "DPX"),
    (b"\xabKTX ", "KTX"),
    (b"/* XPM */", "XPM"),
)
_RARE_PATTERNS = (
    (re.compile(rb"\x0a[\x00\x02-\x05]\x01[\x01\x02\x04\x08]"), "PCX"),
    (re.compile(rb"\x01\xda[\x00\x01][\x01\x02]\x00[\x01-\x03]"), "SGI"),
    (re.compile(rb"P[Ff]\s"), "PFM"),
    (re.compile(rb"\s*#define\s+\w+_width\s"), "XBM"),
    (re.compile(rb"FORM....(?:ILBM|PBM )", re.DOTALL), "IFF"),
    (re.compile(rb"RIFF....CDR", re.DOTALL), "CorelDRAW"),
)
_DICOM_AT = 128
_RIFF = {b"WEBP": "webp", b"ACON": "ico", **dict.fromkeys((b"AVI ", b"WAVE", b"RMID"), "video")}
# ISO/IEC 14496-12, section 4.3: the brands of a file of boxes, the first of these that it names.
_BRANDS = {
    b"avif": "avif",
    b"avis": "avif",
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), "heic"),
    b"jxl ": "jpegxl",
    **dict.fromkeys((b"jp2 ", b"jpx ", b"jpm ", b"jph "), "jpeg2000"),
    b"crx ": "tiff",
    b"mif1": "heic",
    b"msf1": "heic",
}
_TARGA_END, _TARGA_KINDS, _TARGA_BITS = b"TRUEVISION-XFILE.\0", (1, 2, 3, 9, 10, 11), (8, 15, 16, 24, 32)
_MARKUP = (
    (re.compile(rb"<svg\b", re.IGNORECASE), "svg"),
    (re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE), "html"),
)
_PORTABLE_MAP = re.compile(rb"P[1-7]\s")


def name_format(data: bytes) -> str:
    """Return what a file is, as a key of ``formats`` in ``intake/words/*/pictures.toml``.

    ``jpeg``, ``png`` and ``webp`` are the kinds that can be read; ``empty``, ``text`` and ``unknown`` are
    what no signature is known for, ``rare`` what `name_rare` names.
    """
    if data[:4] == b"RIFF" and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    if data[4:8] == b"ftyp":
        return _name_boxes(data)
    if _is_targa(data):
        return "tga"
    for begins, kind in _SIGNATURES:
        if data.startswith(begins):
            return kind
    if name_rare(data):
        return "rare"
    return "map" if _PORTABLE_MAP.match(data) else _name_text(data)


def name_rare(data: bytes) -> str:
    """Return what a picture of a rare kind is called, "" for none of them."""
    for begins, name in _RARE:
        if data.startswith(begins):
            return name
    for pattern, name in _RARE_PATTERNS:
        if pattern.match(data):
            return name
    return "DICOM" if data[_DICOM_AT : _DICOM_AT + 4] == b"DICM" else ""


def _name_boxes(data: bytes) -> str:
    """Return what a file of boxes is: its first brand is the one it was made as, others stand behind it."""
    length = int.from_bytes(data[:4], "big")
    brands = {data[at : at + 4] for at in (8, *range(16, min(length, _TEXT_LOOKED_AT), 4))}
    return next((kind for brand, kind in _BRANDS.items() if brand in brands), "video")


def _is_targa(data: bytes) -> bool:
    """Whether a file is a TGA, which begins like an icon (Truevision TGA 2.0, table 2): a kind of picture, no
    map of colours or one, and a size; an icon counts its pictures where a TGA without a map has zeros.
    """
    if data.endswith(_TARGA_END):
        return True
    if len(data) < 18 or data[2] not in _TARGA_KINDS or data[16] not in _TARGA_BITS:
        return False
    return (data[1] == 1 or data[1] == 0 == sum(data[3:8])) and any(data[12:14]) and any(data[14:16])


def _name_text(data: bytes) -> str:
    """Tell the kinds of files that begin with words."""
    start = data[:_TEXT_LOOKED_AT]
    if not start:
        return "empty"
    for pattern, kind in _MARKUP:
        if pattern.search(start):
            return kind
    control = sum(byte < 32 and byte not in b"\t\n\f\r" for byte in start)
    return "unknown" if control else "text"
