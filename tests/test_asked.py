"""What a body holds reaches the rooms as values they can keep, or is refused at the door."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.asked import json_body
from chalicelib.errors import BadInput


@dataclass
class Asked:
    """As much of a request as is looked at."""

    raw_body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    query_params: Any = None


def test_a_body_is_parsed_and_an_empty_one_is_an_empty_object() -> None:
    assert json_body(Asked('{"text": "Đèn hỏng", "n": [1, 2.5, null]}'.encode())) == {
        "text": "Đèn hỏng", "n": [1, 2.5, None],
    }  # fmt: skip
    assert json_body(Asked(b" ")) == {}


@pytest.mark.parametrize(
    "body",
    [
        b'{"place": {"latitude": NaN}}',
        b'{"place": {"latitude": -Infinity}}',
        b'{"place": {"latitude": 1e999}}',
        b'{"text": "\\ud800"}',
        b"[" * 100_000,
        b"9" * 5000,
        b"\xff",
        json.dumps("é").encode("utf-16")[:-1],
        b"{",
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_what_nobody_could_keep_is_no_body(body: bytes) -> None:
    with pytest.raises(BadInput):
        json_body(Asked(body))
