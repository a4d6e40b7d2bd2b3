"""What each number of the platforms' error tables is to us. Written from their documents, not from our tables."""

import json
from typing import Any

import pytest

from chalicelib.channel import facebook, zalo
from chalicelib.errors import (
    BadTemplate,
    Expired,
    LaneClosed,
    NotNow,
    Refused,
    Stopped,
    SupplierError,
    TooFast,
    Unpaid,
    Unreachable,
    Unsure,
)

Kind = type[SupplierError]
FACEBOOK: list[tuple[str, int, int | None, Kind]] = [
    ("outside the allowed window", 10, 2018278, LaneClosed),
    ("outside the allowed window", 10, 2534022, LaneClosed),
    ("outside the window, older wording", 10, 2018065, LaneClosed),
    ("is not receiving messages now", 10, 2018108, LaneClosed),
    ("of the same family", 10, None, LaneClosed),
    ("page restricted from messaging", 10, 1893063, Stopped),
    ("person not available", 551, 1545041, Unreachable),
    ("person not available", 551, None, Unreachable),
    ("person has blocked us", 200, 1545041, Unreachable),
    ("permission missing", 200, None, Stopped),
    ("a bad parameter, a removed tag", 100, None, Refused),
    ("attachment upload failed", 100, 2018047, Refused),
    ("attachment fault", 100, 2018109, Refused),
    ("the comment is gone", 100, 33, Refused),
    ("token expired", 190, 463, Stopped),
    ("password changed", 190, 460, Stopped),
    ("app removed", 190, 458, Stopped),
    ("consent of the profile", 230, None, Refused),
    ("app rate", 4, None, TooFast),
    ("user rate", 17, None, TooFast),
    ("page rate", 32, None, TooFast),
    ("call rate", 613, None, TooFast),
    ("business use case", 80004, None, TooFast),
    ("business use case of Messenger", 80006, None, TooFast),
    ("temporary", 2, None, Unsure),
    ("unknown", 1, None, Unsure),
    ("unknown, known to have been sent", 1, 1357046, Unsure),
    ("judged abusive", 368, None, Stopped),
    ("private reply used or too old", 10900, None, LaneClosed),
    ("private reply used or too old, as a subcode", 100, 10900, LaneClosed),
    ("never heard of", 424242, None, Refused),
]
ZALO: list[tuple[str, Kind, list[int]]] = [
    ("token invalid or expired: it is renewed", Expired, [-216, -220, -124]),
    ("a person must grant again", Stopped, [-14002, -14003]),
    (
        "app, OA or licence not in order",
        Stopped,
        [-101, -102, -103, -104, -105, -117, -125, -126, -127, -135, -1351, -223],
    ),
    ("out of money, not linked", Unpaid, [-115, -321, -320]),
    ("OA or app not in order", Stopped, [-204, -205, -207, -208, -212, -215, -219, -221, -224]),
    ("bad signature or proof", Stopped, [-202, -242, -1241]),
    ("does not follow, has blocked invitations", LaneClosed, [-213, -217, -244]),
    ("no interaction in the window", LaneClosed, [-230, -232, -305]),
    ("banned or inactive", Unreachable, [-222, -227]),
    ("no telephone number", Unreachable, [-108]),
    ("no account, or one that takes no such message", Unreachable, [-114, -118, -119, -139, -140, -141]),
    ("the template's id, version or data", BadTemplate, [-109, -110, -111, -112, -113, -1121, -1122, -1124]),
    ("not approved, not sendable by user id", BadTemplate, [-131, -132, -249]),
    ("payment link, quality, limits of the template", BadTemplate, [-136, -137, -146, -147, -1471, -1472]),
    ("bad parameter, closed API: a bug of ours", Refused, [-201, -209, -210, -214, -218, -233, -235, -240, -248]),
    ("too many calls", TooFast, [-32]),
    ("unknown, send failed", Unsure, [-100, -200]),
    ("night rule, quotas", NotNow, [-133, -234, -144, -211, -311]),
    ("never heard of", Refused, [-424242, 1]),
]


def graph(code: object, sub: object = None, **more: object) -> dict[str, Any]:
    return {
        "error": {
            "message": "Mai Hoa 0912345678",
            "type": "OAuthException",
            "code": code,
            "error_subcode": sub,
            "fbtrace_id": "A1b",
            **more,
        }
    }


@pytest.mark.parametrize(("why", "code", "sub", "kind"), FACEBOOK, ids=[f"{row[1]}/{row[2]}" for row in FACEBOOK])
def test_an_error_of_facebook(why: str, code: int, sub: int | None, kind: Kind) -> None:
    error = facebook.refusal(400, graph(code, sub))
    assert type(error) is kind, why
    assert (error.facts["code"], error.facts["subcode"], error.facts["trace"]) == (code, sub, "A1b")


@pytest.mark.parametrize(("why", "kind", "code"), [(why, kind, code) for why, kind, codes in ZALO for code in codes])
def test_an_error_of_zalo(why: str, kind: Kind, code: int) -> None:
    for body in ({"error": code, "message": "0912345678"}, {"error": str(code)}):
        error = zalo.refusal(200, body)
        assert type(error) is kind, why
        assert error.facts["code"] == code


def test_no_text_of_the_platform_gets_into_an_error() -> None:
    """It may repeat a citizen's words, name or number, and errors are logged."""
    for error in (
        facebook.refusal(400, graph(100)),
        zalo.refusal(200, {"error": -201, "message": "Mai Hoa 0912345678"}),
    ):
        assert "Hoa" not in json.dumps([str(error), error.facts])
        assert "0912345678" not in json.dumps([str(error), error.facts])


@pytest.mark.parametrize(("why", "status", "body", "kind"), [
    ("a server fault without a number", 503, None, Unsure),
    ("nor JSON", 502, "<html>", Unsure),
    ("a server fault with a number nobody knows", 500, graph(99), Unsure),
    ("known to be passing", 400, graph(99, is_transient=True), Unsure),
    ("too fast, said by the status alone", 429, None, TooFast),
    ("a number outweighs the status", 500, graph(190), Stopped),
    ("taken, but the answer is no answer", 200, None, Unsure),
    ("a refusal without a number", 403, {}, Refused),
    ("numbers come as text too", 400, graph("190", "463"), Stopped),
    ("a number that is none", 400, graph([190]), Refused),
    ("an error that is none", 400, {"error": []}, Refused),
])  # fmt: skip
def test_an_answer_of_facebook_without_a_number(why: str, status: int, body: Any, kind: Kind) -> None:
    assert type(facebook.refusal(status, body)) is kind, why


@pytest.mark.parametrize(("why", "status", "body", "kind"), [
    ("a success is no error", 200, {"error": 0}, None),
    ("a server fault", 504, None, Unsure),
    ("taken, but the answer is no answer", 200, {"data": {}}, Unsure),
    ("too fast, said by the status alone", 429, {}, TooFast),
    ("refused by the status", 404, {}, Refused),
    ("a success with a bad status", 400, {"error": 0}, Refused),
    ("a number that is none", 200, {"error": {}}, Unsure),
    ("truth is no number", 200, {"error": False}, Unsure),
])  # fmt: skip
def test_an_answer_of_zalo_without_a_number(why: str, status: int, body: Any, kind: Kind | None) -> None:
    error = zalo.refusal(status, body)
    assert (type(error) if error else None) is kind, why


@pytest.mark.parametrize(("code", "until", "another"), [
    (-133, "morning", None), (-234, "morning", None), (-144, "tomorrow", None), (-211, "tomorrow", True), (-311, "tomorrow", True),
])  # fmt: skip
def test_until_when_a_message_waits(code: int, until: str, another: bool | None) -> None:
    error = zalo.refusal(200, {"error": code})
    assert error is not None
    assert (error.facts["until"], error.facts.get("another_lane")) == (until, another)


def test_a_comment_that_is_gone_says_so() -> None:
    assert facebook.refusal(400, graph(100, 33)).facts["gone"] is True
    assert "gone" not in facebook.refusal(400, graph(100)).facts


def test_a_trace_is_short_whatever_is_sent_for_one() -> None:
    for trace in ("x" * 200, "x" * 5000, ["x"], None, "\ud800"):
        kept = facebook.refusal(400, graph(1, fbtrace_id=trace)).facts["trace"]
        assert len(kept.encode()) <= 64
