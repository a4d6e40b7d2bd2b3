"""Whatever the bytes: a file is scrubbed or refused, and nothing else happens."""

import os
import random
from collections.abc import Callable

import pytest

from chalicelib.errors import Refused
from chalicelib.intake.papers import shows_paper
from chalicelib.intake.scrub import scrubbed
from chalicelib.intake.sniff import media_type, picture_size
from tests import pictures

CASES = int(os.environ.get("CASES", "60000"))
EDGES = (b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1", b"\x7f\xff\xff\xff", b"\xff\xd9", b"\xff\xda")


def _cut(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data)) :]


def _flip(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.randrange(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)


def _edge(rng: random.Random, data: bytearray) -> None:
    at, edge = rng.randrange(len(data)), rng.choice(EDGES)
    data[at : at + len(edge)] = edge


def _drop(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.randrange(1, 40)]


def _twice(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    part = bytes(data[at : at + rng.randrange(1, 60)])
    data[at:at] = part * rng.randrange(1, 4)


def _graft(rng: random.Random, data: bytearray) -> None:
    other = pictures.EVERY[rng.choice(sorted(pictures.EVERY))]
    at = rng.randrange(len(data))
    data[at:at] = other[rng.randrange(len(other)) :][:80]


MUTATIONS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    _cut,
    _flip,
    _flip,
    _edge,
    _edge,
    _drop,
    _twice,
    _graft,
)


@pytest.mark.parametrize("name", sorted(pictures.EVERY))
def test_a_mutated_file_is_scrubbed_or_refused(name: str) -> None:
    rng, whole, refused = random.Random(f"4#{name}"), pictures.EVERY[name], 0
    cases = CASES // len(pictures.EVERY) + 1
    for case in range(cases):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            rng.choice(MUTATIONS)(rng, data)
            data = data or bytearray(b"x")
        kind = media_type(bytes(data)) if case % 4 else media_type(whole)  # also what a wrong guess would lead to
        size = picture_size(bytes(data), kind)
        shows_paper("", "", size)
        try:
            after = scrubbed(bytes(data), kind)
        except Refused:
            refused += 1
        else:
            assert len(after) <= len(data) + 40
    assert refused < cases, "the mutations are so wild that they test nothing"


@pytest.mark.parametrize("unit", [
    b"\xff\xd8", b"\xff\xe1\x00\x02", b"\xff", b"\xff\xd0", b"\0\0\0\x08free", b"\0\0\0\x08moov", b"\x21\xfe\0", b"\0",
    b"ispe", b"\0\0\0\0IDAT",
])  # fmt: skip
@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif", "heic", "mp4"])
@pytest.mark.timeout(10)
def test_a_large_hostile_file_takes_no_time(name: str, unit: bytes) -> None:
    whole = pictures.EVERY[name]
    for data in (whole[:24] + unit * (2_000_000 // len(unit)), whole[:-40] + unit * (2_000_000 // len(unit))):
        kind = media_type(whole)
        picture_size(data, kind)
        try:
            scrubbed(data, kind)
        except Refused:
            continue
