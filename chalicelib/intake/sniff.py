"""What a file is, as its own first bytes say: neither its name nor what its host declares is believed."""

import struct

JPEG, PNG, GIF, WEBP, HEIC = "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic"
MP4, MOV, THREE_GP, M4A = "video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"
AAC, AMR, MP3, OGG, PDF = "audio/aac", "audio/amr", "audio/mpeg", "audio/ogg", "application/pdf"
DOC, XLS = "application/msword", "application/vnd.ms-excel"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"#!AMR", AMR),
    (b"ID3", MP3),
    (b"OggS", OGG),
    (b"%PDF-", PDF),
    (b"\xff\xf1", AAC),
    (b"\xff\xf9", AAC),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BRANDS = {b"qt  ": MOV, b"M4A ": M4A, b"M4B ": M4A}
_MOVIES = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"}
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_HEIGHT_AND_WIDTH = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame, in a JPEG
_PEEK = 1024 * 1024  # a JPEG's header, however large the pictures embedded in it


def media_type(data: bytes) -> str:
    """One of the types we keep, or nothing: programs, web pages, drawings with scripts, archives, macros."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp":
        return _movie(data)
    if data.startswith(_OLE):
        return _office_of_before(data)
    return _office(data) if data.startswith(_ZIP) else ""


def _movie(data: bytes) -> str:
    size = min(int.from_bytes(data[:4], "big"), 512)
    brand, others = data[8:12], {data[i : i + 4] for i in range(16, size - 3, 4)}
    if brand in _BRANDS:
        return _BRANDS[brand]
    if b"avif" in {brand, *others}:
        return ""
    if brand in _HEIC_BRANDS:
        return HEIC
    if brand.startswith((b"3gp", b"3g2")):
        return THREE_GP
    return MP4 if brand in _MOVIES or others & _MOVIES else ""


def _office_of_before(data: bytes) -> str:
    if _wide("_VBA_PROJECT") in data:
        return ""
    return DOC if _wide("WordDocument") in data else XLS if _wide("Workbook") in data or _wide("Book") in data else ""


def _office(data: bytes) -> str:
    """An office document is an archive with one of two folders; a program in it (a macro) is not taken."""
    if b"[Content_Types].xml" not in data or b"vbaProject" in data:
        return ""
    return DOCX if b"word/document.xml" in data else XLSX if b"xl/workbook.xml" in data else ""


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def picture_size(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height in pixels as the header says; (0, 0) where it does not, or for what is no picture."""
    try:
        if kind == PNG:
            return struct.unpack(">II", data[16:24])
        if kind == GIF:
            return struct.unpack("<HH", data[6:10])
        if kind == WEBP:
            return _webp_size(data)
        if kind == HEIC:
            return _heic_size(data)
        return _jpeg_size(data) if kind == JPEG else (0, 0)
    except (struct.error, IndexError):
        return 0, 0


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at, end = 2, min(len(data), _PEEK)
    while at + 9 <= end and data[at] == 0xFF:
        if data[at + 1] in _HEIGHT_AND_WIDTH:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    form, body = data[12:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if form == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if form == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _heic_size(data: bytes) -> tuple[int, int]:
    """The largest of the pictures in it: the others are its tiles and its thumbnail."""
    found, at = (0, 0), data.find(b"ispe")
    while 0 <= at < _PEEK:
        found = max(found, struct.unpack(">II", data[at + 8 : at + 16]))
        at = data.find(b"ispe", at + 4)
    return found
