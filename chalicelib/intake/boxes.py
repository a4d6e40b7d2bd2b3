"""The boxes that films, voice messages and HEIC pictures are made of (ISO 14496-12)."""

from collections.abc import Iterator

from chalicelib.errors import Refused

_MOST = 20_000  # boxes side by side: real files have some hundreds


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(name, where it starts, where its content starts, where it ends) of each box between `start` and `end`.

    raises  Refused (reason: broken) where one does not fit
    """
    at, seen = start, 0
    while at + 8 <= end:
        size, name, body = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:  # to the end of the file
            size = end - at
        seen += 1
        if at + size > end or body > at + size or seen > _MOST:
            raise broken()
        yield name, at, body, at + size
        at += size


def broken() -> Refused:
    """What to raise for a file that cannot be followed: nobody could say what is left in it."""
    return Refused("the file is cut off or malformed", reason="broken")
