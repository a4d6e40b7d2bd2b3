"""What a picture tells besides the picture – where, when, by whom, with what – is taken out before it is kept.

Lossless: pixels and sound stay as they were, only the parts that carry data about them go. What a person wrote into
a document (PDF, Word, Excel) is the document, and stays.
"""

from collections.abc import Callable

from chalicelib.intake import sniff
from chalicelib.intake.boxes import broken
from chalicelib.intake.scrub_film import scrubbed_film
from chalicelib.intake.scrub_heic import scrubbed_heic
from chalicelib.intake.scrub_jpeg import scrubbed_jpeg

_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_TOLD = 0x08 | 0x04  # of the flags: «has EXIF», «has XMP»
_MOST = 100_000  # parts side by side: real pictures have some thousands
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def scrubbed(data: bytes, kind: str) -> bytes:
    """`data`, a file of the type `kind` (sniff.py), without what it tells besides.

    raises  Refused (reason: broken) for what is cut off or malformed: nobody could say what is left in it
    """
    scrub = _SCRUBS.get(kind)
    return scrub(data) if scrub else data


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    for _ in range(_MOST):
        name, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if len(name) < 4 or end > len(data):
            raise broken()
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise broken()


def _webp(data: bytes) -> bytes:
    kept, at, end = [], 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at < end:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        after = at + 8 + size + size % 2
        if at + 8 + size > end:
            raise broken()
        if name == b"VP8X" and size:
            kept.append(data[at : at + 8] + bytes([data[at + 8] & ~_WEBP_TOLD]) + data[at + 9 : after])
        elif name in _WEBP_KEPT:
            kept.append(data[at:after])
        at = after
    body = b"WEBP" + b"".join(kept)
    if len(body) == 4:
        raise broken()
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _gif(data: bytes) -> bytes:
    if len(data) < 13:
        raise broken()
    at = 13 + _colours(data[10])
    kept = [data[:at]]
    for _ in range(_MOST):
        start, mark = at, data[at : at + 2]
        if mark[:1] == b"\x3b":
            return b"".join((*kept, b"\x3b"))
        if mark[:1] == b"\x2c" and at + 10 < len(data):
            at = _past_blocks(data, at + 11 + _colours(data[at + 9]))
            kept.append(data[start:at])
        elif mark[:1] == b"\x21":
            at = _past_blocks(data, at + 2)
            if mark == b"\x21\xf9" or (mark == b"\x21\xff" and data[start + 3 : start + 14] in _LOOPS):
                kept.append(data[start:at])
        else:
            raise broken()
    raise broken()


def _colours(flags: int) -> int:
    """Bytes of the table of colours that `flags` announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _past_blocks(data: bytes, at: int) -> int:
    """Where a chain of blocks, each led by its length, ends."""
    while at < len(data):
        if data[at] == 0:
            return at + 1
        at += 1 + data[at]
    raise broken()


_SCRUBS: dict[str, Callable[[bytes], bytes]] = {
    sniff.JPEG: scrubbed_jpeg,
    sniff.PNG: _png,
    sniff.WEBP: _webp,
    sniff.GIF: _gif,
    sniff.HEIC: scrubbed_heic,
    **dict.fromkeys((sniff.MP4, sniff.MOV, sniff.THREE_GP, sniff.M4A), scrubbed_film),
}
