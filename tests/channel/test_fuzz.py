"""A hundred thousand hostile bodies: nothing but our own errors ever leaves the parsers, and nothing odd gets in."""

import json
import os
from collections import Counter
from dataclasses import fields
from math import isfinite
from typing import Any

import pytest

from chalicelib.channel import facebook, zalo
from chalicelib.channel.inbound import Inbound
from chalicelib.channel.signature import verify_facebook, verify_zalo
from chalicelib.channel.split import facebook_pieces, zalo_pieces
from chalicelib.channel.wire import LONGEST_ID, MAX_TEXT
from chalicelib.errors import BadInput, PetitionError, Unauthorised
from chalicelib.intake.reader import _step
from tests.channel.hostile import FLOAT, bodies
from tests.channel.recorded import OUR_APP

CASES = int(os.environ.get("CASES", "100000"))
TEXTS = tuple(field.name for field in fields(Inbound) if field.type in ("str", str))


def sound(found: Inbound) -> None:
    """Whatever came in: text is text and can be stored, ids are no floats, a place is on Earth."""
    for name in TEXTS:
        value = getattr(found, name)
        assert isinstance(value, str)
        assert len(value.encode()) <= 4 * MAX_TEXT
    ids = (
        found.person,
        found.ref,
        found.parent,
        found.of,
        found.reply_to,
        found.tracking,
        found.anonymous,
        *found.message_ids,
    )
    assert all(isinstance(one, str) and str(FLOAT) not in one for one in ids)
    assert all(len(one) <= LONGEST_ID + 60 for one in ids)
    assert found.key
    assert {type(found.by_us), type(found.standby)} == {bool}
    assert found.occurred_at.utcoffset() is not None
    assert found.stars in (None, 1, 2, 3, 4, 5)
    for one in found.attachments:
        one.url.encode()
        for degrees, most in ((one.latitude, 90), (one.longitude, 180)):
            assert degrees is None or (isinstance(degrees, float) and isfinite(degrees) and abs(degrees) <= most)


def read(channel: str, update: Any, account: str) -> None:
    reader = facebook.inbound if channel == "facebook" else zalo.inbound
    sound(reader(update, account, OUR_APP))


def door(channel: str, body: bytes) -> str:
    """What became of an unsigned body."""
    try:
        if channel == "facebook":
            verify_facebook(body, "sha256=" + "0" * 64, ["secret"])
        else:
            verify_zalo(body, "mac=" + "0" * 64, OUR_APP, ["secret"])
    except (BadInput, Unauthorised) as error:
        return error.code
    raise AssertionError("nobody signed this")


def worked(channel: str, body: bytes) -> str:
    """What became of a body that was signed all the same: through split, queue and reader."""
    try:
        pieces = facebook_pieces("cau-noi", body) if channel == "facebook" else zalo_pieces("cau-noi", body)
        for piece in pieces:
            step = _step(piece.body)
            read(channel, step["update"], step["account"])
            piece.body.encode()
    except BadInput as error:
        return error.code
    return "read" if pieces else "nothing"


def refused(body: bytes) -> None:
    """The same bytes as the answer of a platform, and as a message in our own queue."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = body
    for answer in (
        facebook.refusal(400, parsed),
        facebook.refusal(200, {"error": parsed}),
        zalo.refusal(200, {"error": parsed}),
    ):
        assert answer is None or isinstance(answer, PetitionError)
    with pytest.raises(BadInput):
        _step(body.decode("utf-8", "replace"))


def test_nothing_but_our_own_errors_leaves_the_parsers() -> None:
    became: Counter[str] = Counter()
    for n, (channel, body) in enumerate(bodies(CASES, seed=20261118)):
        try:
            became[f"door {door(channel, body)}"] += 1
            became[f"worker {worked(channel, body)}"] += 1
            if n % 5 == 0:
                refused(body)
        except Exception as error:
            raise AssertionError(f"case {n}, {channel}: {body[:2000]!r}") from error
    assert became["door unauthorised"] + became["door bad_input"] == CASES
    assert min(became["worker read"], became["worker bad_input"]) > CASES / 20, became


def test_no_depth_of_nesting_is_a_crash() -> None:
    """What one step can still read, the next, a little deeper in the stack, perhaps cannot: each depth at the edge."""
    became: Counter[str] = Counter()
    for depth in range(880, 1000):
        inner = "[" * depth + "]" * depth
        for place in ("timestamp", "app_id", "user_id", "message"):
            event = f'{{"oa_id": "1", "event_name": "follow", "{place}": {inner}}}'.encode()
            door("zalo", event)
            became[worked("zalo", event)] += 1
        page = f'{{"object": "page", "entry": [{{"id": "1", "messaging": [{{"unknown": {inner}}}]}}]}}'
        became[worked("facebook", page.encode())] += 1
    assert min(became["read"], became["bad_input"]) > 20, became
