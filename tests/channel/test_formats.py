"""What each event of the platforms means to us: the recorded shapes, one row each."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channel import facebook, zalo
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.channel.split import facebook_pieces, zalo_pieces
from chalicelib.errors import BadInput
from chalicelib.ticket.ticket import Lane

DATA = Path(__file__).parents[1] / "data"
OUR_APP = "918273645546372"


def recorded(name: str) -> dict[str, Any]:
    loaded = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return {key: value for key, value in loaded.items() if key != "_note"}


def heard_from(name: str) -> list[Inbound]:
    """Through the split and the queue's body, as the worker reads it."""
    body = json.dumps(recorded(name)).encode()
    channel = name.split("/")[0]
    pieces = facebook_pieces("cau-noi", body) if channel == "facebook" else zalo_pieces("cau-noi", body)
    found = []
    for piece in pieces:
        step = json.loads(piece.body)
        read = facebook.inbound if channel == "facebook" else zalo.inbound
        found.append(read(step["update"], step["account"], OUR_APP))
    return found


@pytest.mark.parametrize(("name", "meaning", "lane"), [
    ("facebook/message_text", Heard.WORDS, Lane.DIRECT),
    ("facebook/message_image", Heard.WORDS, Lane.DIRECT),
    ("facebook/message_location", Heard.WORDS, Lane.DIRECT),
    ("facebook/message_file", Heard.WORDS, Lane.DIRECT),
    ("facebook/message_fallback_link", Heard.WORDS, Lane.DIRECT),
    ("facebook/message_sticker", Heard.STICKER, Lane.DIRECT),
    ("facebook/message_sticker_transition_both_types", Heard.STICKER, Lane.DIRECT),
    ("facebook/message_quick_reply", Heard.CHOICE, Lane.DIRECT),
    ("facebook/postback_button", Heard.CHOICE, Lane.DIRECT),
    ("facebook/postback_get_started", Heard.HELLO, Lane.DIRECT),
    ("facebook/echo_own_app", Heard.ECHO, Lane.DIRECT),
    ("facebook/echo_page_inbox_staff", Heard.ECHO, Lane.DIRECT),
    ("facebook/delivery", Heard.DELIVERED, Lane.DIRECT),
    ("facebook/read", Heard.SEEN, Lane.DIRECT),
    ("facebook/reaction_react", Heard.OTHER, Lane.DIRECT),
    ("facebook/message_edit", Heard.OTHER, Lane.DIRECT),
    ("facebook/standby_message", Heard.OTHER, Lane.DIRECT),
    ("facebook/policy_enforcement_block", Heard.OTHER, Lane.DIRECT),
    ("facebook/feed_comment_add", Heard.WORDS, Lane.COMMENT),
    ("facebook/feed_comment_reply_add", Heard.WORDS, Lane.COMMENT),
    ("facebook/feed_comment_photo_only_add", Heard.WORDS, Lane.COMMENT),
    ("facebook/feed_comment_by_page_itself", Heard.ECHO, Lane.COMMENT),
    ("facebook/feed_comment_remove", Heard.OTHER, Lane.COMMENT),
    ("facebook/feed_comment_hide", Heard.OTHER, Lane.COMMENT),
    ("facebook/feed_post_visitor_add", Heard.WORDS, Lane.POST),
    ("facebook/feed_status_add_unpublished", Heard.OTHER, Lane.POST),
    ("facebook/feed_reaction_add", Heard.OTHER, Lane.POST),
    ("zalo/user_send_text", Heard.WORDS, Lane.DIRECT),
    ("zalo/user_send_text_observed_extra_field", Heard.WORDS, Lane.DIRECT),
    ("zalo/user_send_image", Heard.WORDS, Lane.DIRECT),
    ("zalo/user_send_location", Heard.WORDS, Lane.DIRECT),
    ("zalo/user_send_file", Heard.WORDS, Lane.DIRECT),
    ("zalo/user_send_sticker", Heard.STICKER, Lane.DIRECT),
    ("zalo/follow", Heard.HELLO, Lane.DIRECT),
    ("zalo/unfollow", Heard.OTHER, Lane.DIRECT),
    ("zalo/oa_send_text_via_api", Heard.ECHO, Lane.DIRECT),
    ("zalo/oa_send_text_via_admin_chat", Heard.ECHO, Lane.DIRECT),
    ("zalo/user_received_message", Heard.DELIVERED, Lane.DIRECT),
    ("zalo/zns_user_received_message", Heard.OTHER, Lane.DIRECT),
    ("zalo/user_seen_message", Heard.SEEN, Lane.DIRECT),
    ("zalo/user_withdraw", Heard.OTHER, Lane.DIRECT),
])  # fmt: skip
def test_what_an_event_means(name: str, meaning: Heard, lane: Lane) -> None:
    (found,) = heard_from(name)
    assert (found.heard, found.lane) == (meaning, lane)


PROBE = "webhook_url_probe"  # answered by the door, never reaches the queue
RECORDED = sorted(f"{p.parent.name}/{p.stem}" for p in DATA.glob("*/*.json") if p.stem != PROBE)


@pytest.mark.parametrize("name", RECORDED)
def test_no_recorded_event_is_lost_or_crashes(name: str) -> None:
    found = heard_from(name)
    assert found
    assert all(one.account for one in found), "without the account nobody could find the province"


def test_who_wrote_what_when() -> None:
    (message,) = heard_from("facebook/message_text")
    assert (message.account, message.person) == ("104857600123456", "7182930465120394")
    assert message.key.startswith("fb#104857600123456#m_Zk3vQ9")
    assert message.occurred_at.isoformat() == "2026-11-18T02:15:42.117000+00:00"
    assert message.text.startswith("Chào anh/chị, đoạn đường")


def test_decomposed_vietnamese_is_composed() -> None:
    (message,) = heard_from("facebook/message_text_nfd_and_emoji")
    assert "Hưng Yên" in message.text


def test_a_place_arrives_as_numbers_on_both_platforms() -> None:
    (messenger,), (from_zalo,) = (
        heard_from("facebook/message_location"),
        heard_from("zalo/user_send_location"),
    )
    assert isinstance(messenger.attachments[0].latitude, float)
    assert from_zalo.attachments[0].latitude == 17.468912


def test_seconds_and_milliseconds_are_told_apart() -> None:
    (comment,) = heard_from("facebook/feed_comment_add")
    assert comment.occurred_at.year == 2026


def test_an_echo_of_staff_in_the_page_inbox_is_not_ours() -> None:
    assert heard_from("facebook/echo_own_app")[0].by_us
    assert not heard_from("facebook/echo_page_inbox_staff")[0].by_us
    assert not heard_from("zalo/oa_send_text_via_admin_chat")[0].by_us


def test_a_post_of_several_pages_and_kinds_is_split_without_loss() -> None:
    assert [one.lane for one in heard_from("facebook/batch_mixed_entries")] == [Lane.DIRECT, Lane.COMMENT]
    assert len(heard_from("facebook/batch_two_messages_one_entry")) == 2


def test_a_thousand_updates_over_three_pages_become_a_thousand_pieces() -> None:
    entries = [
        {"id": str(page), "messaging": [
            {"sender": {"id": str(n % 7)}, "recipient": {"id": str(page)}, "timestamp": n, "message": {"mid": f"m{page}-{n}", "text": "a"}}
            for n in range(page, 1000, 3)
        ]}
        for page in range(3)
    ]  # fmt: skip
    pieces = facebook_pieces("cau-noi", json.dumps({"object": "page", "entry": entries}).encode())
    assert len(pieces) == len({piece.dedup for piece in pieces}) == 1000
    assert len({piece.group for piece in pieces}) == 21, "three pages, seven people each"


def test_the_two_ends_of_a_thread_are_one_group() -> None:
    """A message and the echo of its answer must not overtake each other."""
    one = facebook_pieces("cau-noi", json.dumps(recorded("facebook/message_text")).encode())[0]
    echo = facebook_pieces("cau-noi", json.dumps(recorded("facebook/echo_own_app")).encode())[0]
    assert one.group == echo.group
    said = zalo_pieces("cau-noi", json.dumps(recorded("zalo/user_send_text")).encode())[0]
    answered = zalo_pieces("cau-noi", json.dumps(recorded("zalo/oa_send_text_via_api")).encode())[0]
    assert said.group == answered.group


def test_a_person_is_not_readable_in_the_group() -> None:
    (piece,) = facebook_pieces("cau-noi", json.dumps(recorded("facebook/message_text")).encode())
    assert "7182930465120394" not in piece.group


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KEYS = ["message", "postback", "delivery", "read", "sender", "recipient", "timestamp", "value", "field", "attachments",
        "text", "mid", "is_echo", "payload", "type", "from", "item", "verb", "post", "comment_id", "event_name",
        "follower", "msg_id", "coordinates", "quick_reply", "id", "url"]  # fmt: skip
UPDATE = st.dictionaries(st.sampled_from(KEYS), JSON | st.dictionaries(st.sampled_from(KEYS), JSON), max_size=6)


@given(UPDATE)
def test_no_update_however_strange_crashes_the_worker(update: dict[str, Any]) -> None:
    for read in (facebook.inbound, zalo.inbound):
        found = read(update, "1", OUR_APP)
        assert isinstance(found, Inbound)
        found.text.encode()


@given(
    st.binary(max_size=200)
    | UPDATE.map(
        lambda u: json.dumps({"object": "page", "entry": [{"id": 1, "messaging": [u], "changes": [u]}]}).encode()
    )
)
def test_no_body_however_strange_crashes_the_door(body: bytes) -> None:
    for split in (facebook_pieces, zalo_pieces):
        try:
            pieces = split("cau-noi", body)
        except BadInput:
            continue
        for piece in pieces:
            piece.body.encode()
