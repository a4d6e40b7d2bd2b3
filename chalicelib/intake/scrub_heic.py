"""A HEIC picture whose EXIF is empty and whose XMP is blank: they are items of it, overwritten where they lie.

The orientation of a HEIC is a property of the picture (`irot`), not of its EXIF.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.intake.boxes import boxes, broken

_TELLING = (b"Exif", b"mime", b"uri ")
_IN_FILE, _IN_BOX = 0, 1  # where an item's place counts from
_MOST = 50_000  # places of items
_EMPTY = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"  # EXIF that says nothing; readers stumble over mere zeros


def scrubbed_heic(data: bytes) -> bytes:
    """`data`, of the same length.

    raises  Refused (reason: broken), also for what keeps items in a way that no camera writes
    """
    blank = bytearray(data)
    for name, head, at, after in boxes(data, 0, len(data)):
        if name == b"meta":
            for kind, start, end in _telling(data, at + 4, after):
                words = _EMPTY if kind == b"Exif" and end - start >= len(_EMPTY) else b""
                blank[start:end] = words.ljust(end - start, b"\0")
        elif name in (b"uuid", b"udta"):
            blank[head + 4 : head + 8] = b"free"
            blank[at:after] = bytes(after - at)
    return bytes(blank)


def _telling(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, from, to) of every stretch of the file that holds an item that tells things."""
    named: dict[int, bytes] = {}
    parts = {name: (at, after) for name, _, at, after in boxes(data, start, end)}
    if b"iinf" in parts:
        named = dict(_items(data, *parts[b"iinf"]))
    if not named:
        return
    if b"iloc" not in parts:
        raise broken()
    inside = parts.get(b"idat", (0, 0))[0]
    for item, first, size in _places(_Reader(data, *parts[b"iloc"]), inside):
        if item in named:
            if first + size > len(data) or not size:
                raise broken()
            yield named[item], first, first + size


def _items(data: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """(number, type) of the items that tell things."""
    listed = at + (6 if data[at : at + 1] == b"\0" else 8)
    for name, _, entry, after in boxes(data, listed, end):
        version = data[entry : entry + 1]
        wide = 4 if version == b"\3" else 2
        if name != b"infe" or version not in (b"\2", b"\3") or after - entry < 10 + wide:
            raise broken()
        kind = data[entry + 6 + wide : entry + 10 + wide]
        if kind in _TELLING:
            yield int.from_bytes(data[entry + 4 : entry + 4 + wide], "big"), kind


@dataclass
class _Reader:
    data: bytes
    at: int
    end: int

    def take(self, size: int) -> int:
        self.at += size
        if self.at > self.end:
            raise broken()
        return int.from_bytes(self.data[self.at - size : self.at], "big")


def _places(read: _Reader, inside: int) -> Iterator[tuple[int, int, int]]:
    """(item, from, length) of every stretch of every item. `inside`: where the box for small items begins."""
    version = read.take(4) >> 24
    widths = read.take(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    places = 0
    for _ in range(read.take(2 if version < 2 else 4)):
        item = read.take(2 if version < 2 else 4)
        way = read.take(2) & 15 if version else _IN_FILE
        elsewhere, origin = read.take(2), read.take(base)
        for _ in range(read.take(2)):
            read.take(index if version else 0)
            first, size, places = origin + read.take(offset), read.take(length), places + 1
            if way not in (_IN_FILE, _IN_BOX) or elsewhere or places > _MOST or (way == _IN_BOX and not inside):
                raise broken()
            yield item, first + (inside if way == _IN_BOX else 0), size
