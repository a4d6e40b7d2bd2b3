"""The wiring of a process, put together without touching anything outside, and forgotten afterwards."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.settings import Settings


def _forget() -> None:
    from chalicelib import settings

    rooms = [module for name, module in sys.modules.items() if name.startswith("chalicelib.wiring")]
    for made_once in [settings.settings, *(value for room in rooms for value in vars(room).values())]:
        if hasattr(made_once, "cache_clear"):
            made_once.cache_clear()


@pytest.fixture
def wired() -> Iterator[Any]:
    import chalicelib.wiring as wiring

    before = dict(os.environ)
    os.environ.update({name.upper(): "https://example.vn" for name in Settings.__slots__})  # type: ignore[attr-defined]
    os.environ.update({"AWS_DEFAULT_REGION": "ap-southeast-1", "PETITIONS_TABLE": "t-wired", "PEOPLE_TABLE": "p-wired"})
    _forget()
    yield wiring
    os.environ.clear()
    os.environ.update(before)
    _forget()
