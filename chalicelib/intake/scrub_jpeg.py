"""A JPEG without EXIF, XMP, IPTC, comments and the pictures hidden behind it; only which way is up stays."""

import re
import struct

from chalicelib.intake.boxes import broken

_HERE = re.compile(rb"\xff++([^\x00\xd0-\xd7])", re.DOTALL)  # any number of FF may lead a marker
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)  # a marker that is no part of the picture's own data
_MOST = 10_000  # segments: real photos have some dozens
_END, _SCAN, _ADOBE = 0xD9, 0xDA, 0xEE
_ORIENTATION = 0x0112


def scrubbed_jpeg(data: bytes) -> bytes:
    """`data` with the segments a decoder needs: JFIF, colour profile, Adobe's colour mark, tables and scans.

    raises  Refused (reason: broken)
    """
    kept, at, upright = [b"\xff\xd8"], 2, 0
    for _ in range(_MOST):
        found = _HERE.match(data, at)
        if found is None:
            raise broken()
        mark, start = found[1][0], found.end() - 2
        if mark == _END:
            break
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
        if at > len(data) or at < found.end() + 2:
            raise broken()
        segment = data[start:at]
        upright = upright or _upright(segment)
        if _needed(mark, segment):
            kept.append(segment)
        if mark == _SCAN:
            start, at = at, _scan_end(data, at)
            kept.append(data[start:at])
            if at == len(data):  # cut off in the middle of the picture: what there is can be seen
                break
    else:
        raise broken()
    return b"".join((*_with(kept, upright), b"\xff\xd9"))


def _needed(mark: int, segment: bytes) -> bool:
    body = segment[4:]
    if mark == 0xE0:
        return body.startswith(b"JFIF\0")
    if mark == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    return mark == _ADOBE or not (0xE0 <= mark <= 0xEF or mark == 0xFE)


def _scan_end(data: bytes, at: int) -> int:
    found = _NEXT.search(data, at)
    return found.start() if found else len(data)


def _with(kept: list[bytes], upright: int) -> list[bytes]:
    """A minimal EXIF that says which way is up and nothing else, behind the JFIF header where there is one."""
    if upright < 2:
        return kept
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, upright, 0)
    tiff = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    place = 2 if len(kept) > 1 and kept[1][1] == 0xE0 else 1
    return [*kept[:place], b"\xff\xe1" + struct.pack(">H", len(tiff) + 2) + tiff, *kept[place:]]


def _upright(segment: bytes) -> int:
    """1 to 8 as EXIF counts the ways a picture can lie; 0 when `segment` does not say."""
    if segment[1] != 0xE1 or segment[4:10] != b"Exif\0\0":
        return 0
    tiff = segment[10:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    try:
        (table,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, table)
        for number in range(entries):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, table + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, 3):
                return value if value <= 8 else 0
    except struct.error:
        return 0
    return 0
