"""How a call travels: what is repeated, what is not, and what is made of every answer."""

import gzip
import json
import socket
from dataclasses import replace
from typing import Any

import pytest

from infra.client.transport import ApiProblem, Call, NoAnswer, Wire
from tests.client.server import Server

READ = Call(method="GET", path="/v1/x")
KEYED = Call(
    method="POST", path="/v1/x", headers={"Idempotency-Key": "k-1"}, body={"text": "Ổ gà"}, kind="application/json"
)
GUARDED = replace(KEYED, headers={"If-Match": '"3"'})
BARE = replace(KEYED, headers={})


@pytest.fixture
def wire(server: Server, pauses: list[float]) -> Wire:
    return Wire(server.url, token="cnk_1_s", patience=60, sleep=pauses.append, chance=lambda: 1.0)


def test_an_answer_brings_its_body_and_what_the_next_call_needs(server: Server, wire: Wire) -> None:
    server.says({"name": "Ổ gà"}, 201, ETag='"7"', Location="/v1/x/1", X_Correlation_Id="c-1")
    answer = wire.send(KEYED)
    assert (answer.status, answer.body) == (201, {"name": "Ổ gà"})
    assert (answer.etag, answer.location, answer.correlation_id) == ('"7"', "/v1/x/1", "c-1")
    (asked,) = server.asked
    assert json.loads(asked.body) == {"text": "Ổ gà"}
    assert asked.headers["authorization"] == "Bearer cnk_1_s"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["idempotency-key"] == "k-1"
    assert "if-match" not in asked.headers


def test_a_token_that_ends_is_asked_for_at_every_call_and_none_is_sent_without_one(server: Server, wire: Wire) -> None:
    server.says({})
    tokens = iter(["first", "second"])
    each = replace(wire, token=lambda: next(tokens))
    each.send(READ)
    each.send(READ)
    replace(wire, token=None).send(READ)
    assert [a.headers.get("authorization") for a in server.asked] == ["Bearer first", "Bearer second", None]


@pytest.mark.parametrize(("data", "kind", "expected"), [
    (b'{"a":1}', "application/json; charset=utf-8", {"a": 1}),
    ("\ufeffmã,trạng thái".encode(), "text/csv; charset=utf-8", "mã,trạng thái"),
    (b"<services/>", "application/xml", "<services/>"),
    (b"<p>", "text/html", "<p>"),
    (b"\x89PNG", "image/png", b"\x89PNG"),
    (b"{", "application/json", b"{"),
    (b"", "application/json", None),
], ids=["json", "csv for a spreadsheet", "xml", "page", "picture", "broken json", "nothing"])  # fmt: skip
def test_bodies_are_read_by_their_kind(server: Server, wire: Wire, data: bytes, kind: str, expected: Any) -> None:
    server.says(data, kind=kind)
    assert wire.send(READ).body == expected


def test_a_compressed_answer_is_unpacked(server: Server, wire: Wire) -> None:
    server.says(gzip.compress(b'{"a": 1}'), Content_Encoding="gzip")
    assert wire.send(READ).body == {"a": 1}
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_refusal_is_a_problem_with_all_it_says(server: Server, wire: Wire) -> None:
    faults = [{"pointer": "/text", "message": "too short", "message_vi": "quá ngắn"}]
    server.refuses(422, "unprocessable", faults=faults, detail_vi="Chưa hợp lệ", X_Correlation_Id="c-9")
    with pytest.raises(ApiProblem) as caught:
        wire.send(KEYED)
    problem = caught.value
    assert (problem.status, problem.code, problem.detail) == (422, "unprocessable", "because unprocessable")
    assert (problem.faults, problem.retry_after, problem.correlation_id) == (faults, None, "c-9")
    assert problem.facts["detail_vi"] == "Chưa hợp lệ"
    assert len(server.asked) == 1, "what was refused for good is not tried again"


def test_what_the_gateway_says_before_us_is_a_problem_too(server: Server, wire: Wire) -> None:
    server.refuses(403)
    with pytest.raises(ApiProblem) as caught:
        wire.send(READ)
    assert (caught.value.status, caught.value.code, caught.value.detail) == (403, "", "the gateway's own")
    server.answers.clear()
    server.says(b"<html>", 502, "text/html")
    with pytest.raises(ApiProblem) as caught:
        wire.send(READ)
    assert (caught.value.status, caught.value.faults) == (502, [])


@pytest.mark.parametrize("call", [READ, KEYED, GUARDED], ids=["a reading", "with a key", "with a version"])
def test_a_lost_connection_is_tried_again_where_twice_is_once(
    server: Server, wire: Wire, call: Call, pauses: list[float]
) -> None:
    server.hangs_up()
    server.hangs_up()
    server.says({"ok": True})
    assert wire.send(call).body == {"ok": True}
    assert pauses == [0.5, 1.0], "longer each time"
    assert len({(a.headers.get("idempotency-key"), a.body) for a in server.asked}) == 1, "the very same call"


def test_a_call_that_may_have_been_carried_out_is_not_repeated(server: Server, wire: Wire, pauses: list[float]) -> None:
    server.hangs_up()
    with pytest.raises(NoAnswer, match="POST /v1/x"):
        wire.send(BARE)
    assert (len(server.asked), pauses) == (1, [])


def test_where_nobody_listens_even_a_bare_call_is_tried_again(wire: Wire, pauses: list[float]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        deaf = replace(wire, url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(NoAnswer):
            deaf.send(BARE)
    assert len(pauses) == 3, "it never arrived: nothing can happen twice"


def test_it_gives_up(server: Server, wire: Wire, pauses: list[float]) -> None:
    server.hangs_up()
    with pytest.raises(NoAnswer):
        wire.send(READ)
    assert (len(server.asked), len(pauses)) == (4, 3)


@pytest.mark.parametrize(("call", "code", "tries"), [
    (READ, "", 2),
    (KEYED, "", 2),
    (BARE, "unavailable", 2),
    (BARE, "", 1),
], ids=["a reading", "with a key", "nothing was kept, we say", "the gateway cannot know"])  # fmt: skip
def test_unavailable_is_tried_again_where_nothing_can_happen_twice(
    server: Server, wire: Wire, call: Call, code: str, tries: int
) -> None:
    server.refuses(503, code)
    server.says({"ok": True})
    if tries == 2:
        assert wire.send(call).body == {"ok": True}
    else:
        with pytest.raises(ApiProblem):
            wire.send(call)
    assert len(server.asked) == tries


def test_too_fast_waits_as_long_as_it_is_told(server: Server, wire: Wire, pauses: list[float]) -> None:
    server.refuses(429, "too_often", Retry_After="17")
    server.refuses(429, "too_often", Retry_After="0")
    server.says({"ok": True})
    assert wire.send(BARE).body == {"ok": True}
    assert pauses == [17.0, 0.0]


def test_patience_ends(server: Server, wire: Wire, pauses: list[float]) -> None:
    server.refuses(429, "too_often", Retry_After="40")
    with pytest.raises(ApiProblem) as caught:
        wire.send(READ)
    assert caught.value.retry_after == 40
    assert pauses == [40.0], "once; a second time would be more than a minute in all"


@pytest.mark.parametrize("given", ["soon", "-1", "²", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_is_no_number_of_seconds_is_none(server: Server, wire: Wire, given: str) -> None:
    server.says({"code": "too_often"}, 429, Retry_After=given.encode().decode("latin-1"))
    with pytest.raises(ApiProblem) as caught:
        wire.send(READ)
    assert caught.value.retry_after is None


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_value_never_leads_to_another_path(server: Server, wire: Wire, value: str) -> None:
    call = Call(method="GET", path="/v1/{province}/tickets/{code}", places={"province": "p", "code": value})
    with pytest.raises(ValueError, match="code must not be"):
        wire.send(call)
    assert server.asked == []


def test_values_are_quoted_and_what_is_not_given_is_left_out(server: Server, wire: Wire) -> None:
    server.says({})
    places = {"province": "p", "code": "a/../b?c"}
    query = {"text": "ổ gà", "open": True, "unit": ["a", "b"], "limit": 5, "none": None}
    wire.send(Call(method="GET", path="/v1/{province}/tickets/{code}", places=places, query=query))
    expected = "/v1/p/tickets/a%2F..%2Fb%3Fc?text=%E1%BB%95+g%C3%A0&open=true&unit=a&unit=b&limit=5"
    assert server.asked[0].path == expected


def test_a_form_is_sent_as_a_form_and_bytes_as_they_are(server: Server, wire: Wire) -> None:
    server.says({})
    form = "application/x-www-form-urlencoded"
    wire.send(Call(method="POST", path="/x", body={"a": "ổ gà", "b": None}, kind=form))
    wire.send(Call(method="POST", path="/x", body=b"\x00", kind="application/octet-stream"))
    assert [(a.body, a.headers["content-type"]) for a in server.asked] == [
        (b"a=%E1%BB%95+g%C3%A0", form), (b"\x00", "application/octet-stream"),
    ]  # fmt: skip


def test_a_redirect_is_told_and_not_followed_with_the_token(server: Server, wire: Wire) -> None:
    server.says(b"", 302, Location="http://127.0.0.1:1/elsewhere")
    answer = wire.send(READ)
    assert (answer.status, answer.location, answer.body) == (302, "http://127.0.0.1:1/elsewhere", None)
    assert len(server.asked) == 1
