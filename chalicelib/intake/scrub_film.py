"""A film or voice message without place, date of making and device; only blanked, since other boxes hold offsets.

What a box tells is overwritten with zeros and the box named `free`. Tracks of positions that some action cameras
write beside the picture are not looked for: they are part of the film.
"""

from chalicelib.intake.boxes import boxes

_TELLING = frozenset((b"udta", b"meta", b"uuid"))
_PARENTS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"moof", b"traf", b"mvex"))
_DEEPEST = 8


def scrubbed_film(data: bytes) -> bytes:
    """`data`, of the same length, without what it tells besides.

    raises  Refused (reason: broken)
    """
    blank = bytearray(data)
    _blank(blank, data, 0, len(data), 0)
    return bytes(blank)


def _blank(blank: bytearray, data: bytes, start: int, end: int, depth: int) -> None:
    for name, head, at, after in boxes(data, start, end):
        if name in _TELLING:
            blank[head + 4 : head + 8] = b"free"
            blank[at:after] = bytes(after - at)
        elif name in _PARENTS and depth < _DEEPEST:
            _blank(blank, data, at, after, depth + 1)
