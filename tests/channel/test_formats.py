"""A POST is cut into steps: none is lost, those of one conversation stay in order, and no id shows."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channel import facebook, zalo
from chalicelib.channel.inbound import Inbound
from chalicelib.channel.split import facebook_pieces, zalo_pieces
from chalicelib.errors import BadInput
from chalicelib.ticket.ticket import Lane
from tests.channel.recorded import (
    AN,
    HOA,
    MAI,
    OA,
    OUR_APP,
    PAGE,
    RECORDED,
    channel_of,
    heard_from,
    pieces_of,
    posts_of,
)
from tests.channel.recorded import recorded as recorded


def groups(*names: str) -> set[str]:
    return {piece.group for name in names for post in posts_of(name) for piece in pieces_of(channel_of(name), post)}


@pytest.mark.parametrize("name", RECORDED)
def test_no_recorded_event_is_lost(name: str) -> None:
    found = heard_from(name)
    assert found
    assert all(one.account in (PAGE, OA) for one in found), "without the account nobody could find the province"


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


@pytest.mark.parametrize(("why", "names"), [
    ("a message, its edit, the answer's echo and its receipts", [
        "facebook/message_text", "facebook/message_edit", "facebook/echo_own_app", "facebook/delivery", "facebook/read",
        "facebook/reaction_react", "facebook/postback_button", "facebook/standby_message", "facebook/take_thread_control"]),
    ("a comment and what becomes of it", [
        "facebook/feed_comment_add", "facebook/feed_comment_edited", "facebook/feed_comment_remove", "facebook/feed_comment_hide",
        "facebook/feed_comment_unhide"]),
    ("a chat on Zalo, both ends", [
        "zalo/user_send_text", "zalo/oa_send_text_via_api", "zalo/oa_send_text_via_admin_chat", "zalo/user_received_message",
        "zalo/user_seen_message", "zalo/follow", "zalo/unfollow", "zalo/user_submit_info", "zalo/user_click_chatnow",
        "zalo/user_reacted_message", "zalo/user_withdraw", "sequences/zalo_two_images_two_posts"]),
    ("a visitor's chat", ["zalo/anonymous_send_text", "zalo/oa_send_anonymous_text"]),
    ("news of an OA", ["zalo/change_template_status", "zalo/change_oa_daily_quota", "zalo/add_user_to_tag"]),
])  # fmt: skip
def test_what_must_not_overtake_each_other_is_one_group(why: str, names: list[str]) -> None:
    assert len(groups(*names)) == 1, why


def test_what_has_nothing_to_do_with_each_other_is_not_held_up() -> None:
    several = [
        "facebook/message_text", "facebook/policy_enforcement_block", "facebook/feed_comment_add", "facebook/feed_comment_reply_add",
        "facebook/mention_post_add", "facebook/mention_comment_add", "zalo/user_send_text", "zalo/anonymous_send_text",
        "zalo/change_oa_daily_quota", "zalo/zns_user_received_message", "zalo/user_feedback_rating",
    ]  # fmt: skip
    assert len(groups(*several)) == len(several)


@pytest.mark.parametrize("name", RECORDED)
def test_an_id_is_not_readable_in_group_or_dedup(name: str) -> None:
    for post in posts_of(name):
        for piece in pieces_of(channel_of(name), post):
            for shown in (AN, HOA, MAI, PAGE, OA, "84912345678"):
                assert shown not in piece.group
                assert shown not in piece.dedup


def test_the_reader_and_the_split_agree_who_it_is() -> None:
    """Two things heard of one person are in one group, and of two people in two."""
    who: dict[tuple[str, str, str], set[str]] = {}
    for name in RECORDED:
        pieces = [piece for post in posts_of(name) for piece in pieces_of(channel_of(name), post)]
        for piece, found in zip(pieces, heard_from(name), strict=True):
            if found.person:
                who.setdefault((channel_of(name), found.account, found.person), set()).add(piece.group)
    assert len(who) >= 6
    assert all(len(found) == 1 for found in who.values())
    assert len({group for found in who.values() for group in found}) == len(who)


def test_an_app_that_serves_other_objects_too_is_answered_and_nothing_is_done() -> None:
    assert facebook_pieces("cau-noi", b'{"object": "instagram", "entry": [{"id": "1", "messaging": [{}]}]}') == []


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
    for reader in (facebook.inbound, zalo.inbound):
        found = reader(update, "1", OUR_APP)
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
