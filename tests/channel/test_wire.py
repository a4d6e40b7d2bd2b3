"""What is taken from JSON as an id, a number, an address, an instant or a place, and what is not."""

from typing import Any

import pytest

from chalicelib.channel.attached import UNSUPPORTED, linked, place
from chalicelib.channel.wire import MAX_TEXT, address, digest, ident, inner, instant_of, number, objects, words

HUGE = 10**400


@pytest.mark.parametrize(("why", "value", "is_id"), [
    ("text", "7182930465120394", "7182930465120394"),
    ("a printed number", 7182930465120394, "7182930465120394"),
    ("nought is one too", 0, "0"),
    ("a float has lost digits", 7182930465120394.0, ""),
    ("truth is none", True, ""),
    ("nothing", None, ""),
    ("a list", ["1"], ""),
    ("longer than any", "1" * 301, ""),
    ("a number longer than any", HUGE, ""),
    ("half a letter is replaced", "a\ud800", "a\ufffd"),
])  # fmt: skip
def test_an_id(why: str, value: Any, is_id: str) -> None:
    assert ident(value) == is_id, why


@pytest.mark.parametrize(("why", "value", "counts"), [
    ("a number", -216, -216), ("as text", "-216", -216), ("not signed twice", "--2", None), ("empty", "", None), ("a sign alone", "-", None),
    ("not whole", 4.0, None), ("truth", True, None), ("too long to be one", "1" * 13, None), ("far too long", HUGE, None), ("a list", [1], None),
    ("an exponent", "1e4", None), ("a power", "2²", None),
])  # fmt: skip
def test_a_number(why: str, value: Any, counts: int | None) -> None:
    assert number(value) == counts, why


@pytest.mark.parametrize(("why", "value", "kept"), [
    ("as it is", "https://a.example/x?y=1", "https://a.example/x?y=1"),
    ("unencrypted", "http://a.example", "http://a.example"),
    ("another scheme", "javascript:alert(1)", ""),
    ("a file", "file:///etc/passwd", ""),
    ("white space in it", "https://a.example/x\nHost: b", ""),
    ("around it", " https://a.example ", "https://a.example"),
    ("far too long", "https://a.example/" + "x" * 5000, ""),
    ("no text", 7, ""),
])  # fmt: skip
def test_an_address(why: str, value: Any, kept: str) -> None:
    assert address(value) == kept, why


@pytest.mark.parametrize(
    "value",
    [None, "", "x", float("nan"), float("inf"), HUGE, -5, 5 * 10**17, [], {}, "9" * 5000, -(10**17)],
    ids=lambda v: repr(v)[:12],
)
def test_what_is_no_instant_is_the_epoch(value: Any) -> None:
    assert instant_of(value).isoformat() == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize(("latitude", "longitude"), [
    (91, 0), (0, 180.5), ("nan", 0), (0, "inf"), (float("-inf"), 0), (HUGE, 0), ("1" * 400, 0), (True, 0), (None, 0), ([1], {}), ("", "x"),
], ids=lambda v: repr(v)[:8])  # fmt: skip
def test_a_place_that_is_nowhere(latitude: Any, longitude: Any) -> None:
    assert place(latitude, longitude) == UNSUPPORTED


def test_a_place_at_the_edge_of_the_world() -> None:
    edge = place("-90", 180)
    assert (edge.latitude, edge.longitude) == (-90.0, 180.0)


def test_names_and_texts_have_an_end_and_are_composed() -> None:
    assert len(linked("file", "https://a.example/x", "tên " * 500).name) == 200
    assert linked("file", "https://a.example/x", "Hu\u031bng").name == "Hưng"
    assert len(words("ạ" * 20_000)) == MAX_TEXT
    assert words("\ud83d") == "\ufffd"
    assert words("🚮") == "🚮"


def test_what_is_looked_for_in_the_wrong_thing_is_not_there() -> None:
    assert inner({"a": {"b": 1}}, "a", "b") == 1
    assert inner({"a": [1]}, "a", "b") is None
    assert inner(None, "a") is None
    assert list(objects([{}, 1, None, {"a": 1}])) == [{}, {"a": 1}]
    assert list(objects({"a": {}})) == []


def test_the_same_update_has_the_same_digest_in_any_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest("\ud800")
