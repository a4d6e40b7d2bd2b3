"""Every recorded webhook of both platforms, and what it means to us: one row each."""

from typing import Any

import pytest

from chalicelib.channel.inbound import Contact, Heard
from chalicelib.ticket.ticket import Lane
from tests.channel.recorded import AN, HOA, HUNG, MAI, OA, PAGE, RECORDED, VISITOR, heard_from

SENT = "m_Hq1tB8mYcR4eSv6WnKd9PoXz3LfGjUa7TiEwQyVbNrCxMuZsAkDhOpFgLeIjWmTk2YQ5vC0nX1rBpZdEsStHbA"  # a message of ours
FIRST = "m_Zk3vQ9wXbT7aLr0PnYc2HsUe1JdGfMo4Ki8RqBtVwNxCyEzAlDhSpFgOuIjWmTkX5rQ6uB1nL0vYpZcEsRtGaQ"  # the citizen's
POST, COMMENT = f"{PAGE}_122145500112233", "122145500112233_1187654321098765"
LINK = f"https://www.facebook.com/permalink.php?story_fbid=pfbid02example&id={PAGE}"
UNKNOWN_COMMENT, UNKNOWN_POST = "122190099887766_900112233445566", "122190011223344_122190099887766"

# name, what was heard, of whom, how its text begins, what else
MESSENGER: list[tuple[str, Heard, str, str, dict[str, Any]]] = [
    ("message_text", Heard.WORDS, AN, "Chào anh/chị, đoạn đường", {"key": f"fb#{PAGE}#{FIRST}"}),
    ("message_text_nfd_and_emoji", Heard.WORDS, AN, "Rác thải đổ trộm ở bờ kênh 🚮", {}),
    ("message_image", Heard.WORDS, AN, "", {"kinds": ["image"]}),
    ("message_images_multiple", Heard.WORDS, AN, "", {"kinds": ["image", "image", "image"]}),
    ("message_video", Heard.WORDS, AN, "", {"kinds": ["video"]}),
    ("message_audio", Heard.WORDS, AN, "", {"kinds": ["audio"]}),
    ("message_file", Heard.WORDS, AN, "", {"kinds": ["file"]}),
    ("message_location", Heard.WORDS, AN, "", {"kinds": ["location"]}),
    ("message_fallback_link", Heard.WORDS, AN, "Anh chị xem giúp", {"kinds": ["link"]}),
    ("message_fallback_no_payload", Heard.WORDS, AN, "", {"kinds": ["unsupported"]}),
    ("message_sticker", Heard.STICKER, AN, "", {"kinds": []}),
    ("message_sticker_transition_both_types", Heard.STICKER, AN, "", {"kinds": []}),
    ("message_quick_reply", Heard.CHOICE, AN, "Hạ tầng giao thông", {"payload": "CATEGORY:GIAO_THONG"}),
    ("message_reply_to", Heard.WORDS, AN, "Dạ đúng rồi", {"reply_to": SENT}),
    ("message_edit", Heard.EDITED, AN, "Sửa lại: cổng Trường", {"of": f"fb#{PAGE}#{FIRST}", "key": f"fb#{PAGE}#{FIRST}#edit#1"}),
    ("postback_button", Heard.CHOICE, AN, "Đánh giá: Hài lòng", {"payload": "RATE:PA-2026-000123:5"}),
    ("postback_get_started", Heard.REFERRAL, AN, "", {"payload": "qr_ubnd_phuong_dong_hoi"}),
    ("referral_mme", Heard.REFERRAL, AN, "", {"payload": "tracuu_PA-2026-000123"}),
    ("reaction_react", Heard.REACTION, AN, "😢", {"of": f"fb#{PAGE}#{SENT}", "message_ids": (SENT,)}),
    ("reaction_unreact", Heard.REACTION, AN, "", {"of": f"fb#{PAGE}#{SENT}"}),
    ("echo_own_app", Heard.ECHO, AN, "Phường đã tiếp nhận", {"by_us": True, "message_ids": (SENT,), "metadata": "out:01JD2Q8Y5T7N9C3W"}),
    ("echo_page_inbox_staff", Heard.ECHO, AN, "Em là cán bộ", {"by_us": False}),
    ("delivery", Heard.DELIVERED, AN, "", {"message_ids": (SENT,), "at": "02:15:47.230000"}),
    ("read", Heard.SEEN, AN, "", {"message_ids": (), "at": "02:15:47.230000"}),
    ("standby_message", Heard.WORDS, AN, "Bao giờ thì xử lý xong", {"standby": True}),
    ("take_thread_control", Heard.CONTROL, AN, "", {"payload": "take_thread_control", "by_us": False}),
    ("policy_enforcement_block", Heard.ACCOUNT, "", "block", {"payload": "policy"}),
]  # fmt: skip
FEED: list[tuple[str, Heard, str, str, dict[str, Any]]] = [
    ("feed_comment_add", Heard.WORDS, HOA, "Bãi rác tự phát", {"ref": COMMENT, "parent": POST, "link": LINK, "key": f"fb#{PAGE}#comment#{COMMENT}"}),
    ("feed_comment_reply_add", Heard.WORDS, HUNG, "Đúng rồi", {"parent": COMMENT}),
    ("feed_comment_photo_only_add", Heard.WORDS, HOA, "", {"kinds": ["image"]}),
    ("feed_comment_video_add", Heard.WORDS, HOA, "Video quay sáng nay", {"kinds": ["video"]}),
    ("feed_comment_by_page_itself", Heard.ECHO, PAGE, "Phường đã tiếp nhận", {"by_us": True, "parent": COMMENT, "message_ids": ("122145500112233_1187654321099901",)}),
    ("feed_comment_edited", Heard.EDITED, HOA, "Bãi rác tự phát cạnh chợ Quán Hàu (gần cầu)", {"of": f"fb#{PAGE}#comment#{COMMENT}", "at": "02:17:42"}),
    ("feed_comment_remove", Heard.REMOVED, HOA, "", {"of": f"fb#{PAGE}#comment#{COMMENT}"}),
    ("feed_comment_hide", Heard.HIDDEN, HOA, "", {"of": f"fb#{PAGE}#comment#{COMMENT}", "at": "02:20:52"}),
    ("feed_comment_unhide", Heard.SHOWN, HOA, "", {"of": f"fb#{PAGE}#comment#{COMMENT}"}),
    ("feed_reaction_add_on_comment", Heard.REACTION, HUNG, "like", {"of": f"fb#{PAGE}#comment#{COMMENT}"}),
    ("feed_reaction_add", Heard.REACTION, HOA, "angry", {"of": f"fb#{PAGE}#post#{POST}"}),
    ("feed_post_visitor_add", Heard.WORDS, HUNG, "Kính gửi UBND phường", {"ref": f"{PAGE}_122145511998877", "key": f"fb#{PAGE}#post#{PAGE}_122145511998877"}),
    ("feed_post_remove", Heard.REMOVED, "", "", {"of": f"fb#{PAGE}#post#{PAGE}_122145533445566"}),
    ("feed_status_add_by_page", Heard.ECHO, PAGE, "Thông báo lịch tiếp công dân", {"by_us": True}),
    ("feed_status_add_unpublished", Heard.OTHER, PAGE, "", {}),
    ("feed_status_edited", Heard.OTHER, PAGE, "", {"of": ""}),
    ("feed_photo_add", Heard.ECHO, PAGE, "Hình ảnh ra quân", {"kinds": ["image"]}),
    ("feed_video_add", Heard.ECHO, PAGE, "", {"kinds": ["video"]}),
    ("feed_share_add", Heard.ECHO, PAGE, "Chia sẻ cảnh báo", {"kinds": ["link"]}),
    ("mention_comment_add", Heard.WORDS, f"unknown#{UNKNOWN_COMMENT}", "UBND phường Đồng Hới ơi", {"ref": UNKNOWN_COMMENT}),
    ("mention_post_add", Heard.WORDS, f"unknown#{UNKNOWN_POST}", "Nhờ UBND phường", {"ref": UNKNOWN_POST}),
]  # fmt: skip
ZALO: list[tuple[str, Heard, str, str, dict[str, Any]]] = [
    ("user_send_text", Heard.WORDS, MAI, "Tôi ở tổ 7", {}),
    ("user_send_text_observed_extra_field", Heard.WORDS, MAI, "Y", {}),
    ("user_send_text_quote", Heard.WORDS, MAI, "Vâng", {"reply_to": "1d19cfb48434f168a827"}),
    ("user_send_image", Heard.WORDS, MAI, "Ảnh chụp sáng nay", {"kinds": ["image"]}),
    ("user_send_video", Heard.WORDS, MAI, "", {"kinds": ["video"], "names": ["Xe chở đất rơi vãi"]}),
    ("user_send_audio", Heard.WORDS, MAI, "", {"kinds": ["audio"]}),
    ("user_send_file", Heard.WORDS, MAI, "", {"kinds": ["file"], "names": ["don-kien-nghi.docx"]}),
    ("user_send_link", Heard.WORDS, MAI, "https://vi.example.vn", {"kinds": ["link"], "names": ["Dân bức xúc vì xe tải cày nát đường liên xã"]}),
    ("user_send_location", Heard.WORDS, MAI, "", {"kinds": ["location"]}),
    ("user_send_business_card", Heard.WORDS, MAI, "", {"kinds": ["card"], "names": [""]}),
    ("user_send_sticker", Heard.STICKER, MAI, "", {"kinds": []}),
    ("user_send_gif", Heard.STICKER, MAI, "", {"kinds": []}),
    ("anonymous_send_text", Heard.WORDS, VISITOR, "Cho tôi hỏi số", {"anonymous": "CONV_9f8e7d6c5b4a3928"}),
    ("follow", Heard.HELLO, MAI, "", {}),
    ("unfollow", Heard.GOODBYE, MAI, "", {}),
    ("user_click_chatnow", Heard.HELLO, MAI, "", {}),
    ("user_submit_info", Heard.CONTACT, MAI, "", {"contact": Contact(
        name="Trần Thị Mai Hoa", phone="+84912345678", address="45 Lý Thường Kiệt, Phường Đồng Hới, Tỉnh Quảng Trị")}),
    ("user_submit_info_legacy", Heard.CONTACT, MAI, "", {"contact": Contact(
        name="Trần Thị Mai Hoa", phone="+84912345678", address="45 Lý Thường Kiệt, Phường Đồng Phú, Thành phố Đồng Hới, Quảng Bình")}),
    ("user_received_message", Heard.DELIVERED, MAI, "", {"message_ids": ("1d19cfb48434f168a827",)}),
    ("zns_user_received_message", Heard.DELIVERED, "", "", {"tracking": "PA-2026-000125-result", "message_ids": ("15a0cc0bbb13bd4ce403",), "at": "02:15:43.405000"}),
    ("user_seen_message", Heard.SEEN, MAI, "", {"message_ids": ("1d19cfb48434f168a827", "2e2ad0c59545027ab938")}),
    ("user_reacted_message", Heard.REACTION, MAI, "/-heart", {"message_ids": ("1d19cfb48434f168a827",)}),
    ("oa_send_text_via_api", Heard.ECHO, MAI, "UBND phường đã tiếp nhận", {"by_us": True, "message_ids": ("1d19cfb48434f168a827",)}),
    ("oa_send_text_via_admin_chat", Heard.ECHO, MAI, "Chị cho em xin", {"by_us": False}),
    ("oa_send_image", Heard.ECHO, MAI, "Ảnh sau khi khắc phục", {"kinds": ["image"], "by_us": True}),
    ("oa_send_template", Heard.ECHO, MAI, "Kết quả giải quyết", {"by_us": True, "kinds": ["link"]}),
    ("oa_send_anonymous_text", Heard.ECHO, VISITOR, "Đường dây nóng", {"anonymous": "CONV_9f8e7d6c5b4a3928", "by_us": True}),
    ("user_feedback_rating", Heard.RATED, "", "Cán bộ trả lời nhanh, hố ga đã được đậy nắp.\nXử lý đúng hạn; Thái độ nhiệt tình", {
        "stars": 5, "tracking": "PA-2026-000125-rate", "message_ids": ("7e4c33cfc20b05575c18",)}),
    ("user_click_response_button", Heard.OTHER, "", "", {"payload": "DONG_Y", "tracking": "PA-2026-000125-confirm"}),
    ("user_withdraw", Heard.FORGET, MAI, "", {}),
    ("change_template_status", Heard.ACCOUNT, "", "412233: PENDING_REVIEW > REJECT", {"payload": "template_status"}),
    ("change_oa_daily_quota", Heard.ACCOUNT, "", "2000 > 500", {"payload": "quota"}),
    ("add_user_to_tag", Heard.OTHER, "", "", {}),
]  # fmt: skip
SEVERAL = {
    "facebook/batch_mixed_entries",
    "facebook/batch_two_messages_one_entry",
    "sequences/zalo_two_images_two_posts",
}
ROWS = [(f"facebook/{row[0]}", *row[1:]) for row in MESSENGER + FEED] + [(f"zalo/{row[0]}", *row[1:]) for row in ZALO]


@pytest.mark.parametrize(("name", "meaning", "person", "begins", "more"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_webhook_means(name: str, meaning: Heard, person: str, begins: str, more: dict[str, Any]) -> None:
    (found,) = heard_from(name)
    assert (found.heard, found.person) == (meaning, person)
    assert found.account == (PAGE if name.startswith("facebook") else OA)
    assert found.text.startswith(begins) if begins else meaning is Heard.OTHER or not found.text
    seen = {
        "kinds": [attachment.kind for attachment in found.attachments],
        "names": [attachment.name for attachment in found.attachments],
        "at": found.occurred_at.isoformat()[11:].removesuffix("+00:00"),
    }
    assert {field: seen[field] if field in seen else getattr(found, field) for field in more} == more


def test_every_recording_has_its_row() -> None:
    assert {row[0] for row in ROWS} | SEVERAL == set(RECORDED)
    assert len(ROWS) == len({row[0] for row in ROWS})


def test_the_lane_is_where_it_was_said() -> None:
    assert {heard_from(f"facebook/{row[0]}")[0].lane for row in MESSENGER} == {Lane.DIRECT}
    assert {heard_from(f"zalo/{row[0]}")[0].lane for row in ZALO} == {Lane.DIRECT}
    for name, *_ in FEED:
        lane = Lane.COMMENT if "comment" in name else Lane.POST
        assert heard_from(f"facebook/{name}")[0].lane is lane, name


def test_only_those_words_open_petitions_that_a_citizen_said() -> None:
    """The page's own words, receipts and buttons are never WORDS."""
    spoke = {found.person for row in ROWS for found in heard_from(row[0]) if found.heard is Heard.WORDS}
    assert PAGE not in spoke
    assert OA not in spoke
    assert "" not in spoke


def test_a_place_arrives_as_numbers_on_both_platforms() -> None:
    for name in ("facebook/message_location", "zalo/user_send_location"):
        place = heard_from(name)[0].attachments[0]
        assert (place.latitude, place.longitude) == (17.468912, 106.622341)


def test_decomposed_vietnamese_is_composed() -> None:
    (message,) = heard_from("facebook/message_text_nfd_and_emoji")
    assert "Hưng Yên" in message.text
    assert "u\u031b" not in message.text


def test_milliseconds_and_seconds_are_told_apart() -> None:
    assert heard_from("facebook/message_text")[0].occurred_at.isoformat() == "2026-11-18T02:15:42.117000+00:00"
    assert heard_from("facebook/feed_comment_add")[0].occurred_at.isoformat() == "2026-11-18T02:15:39+00:00"
    assert heard_from("zalo/user_send_text")[0].occurred_at.isoformat() == "2026-11-18T02:15:42.205000+00:00"


@pytest.mark.parametrize("name", RECORDED)
def test_a_second_delivery_carries_the_same_key(name: str) -> None:
    first, second = ([found.key for found in heard_from(name)] for _ in range(2))
    assert first == second
    assert all(first)
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("name", RECORDED)
def test_no_key_holds_the_id_of_a_person(name: str) -> None:
    """Keys are kept with the ticket; platform ids of people lie in the vault only."""
    for found in heard_from(name):
        for person in (AN, HOA, HUNG, MAI, VISITOR, "84912345678", "122190011223344"):
            assert person not in found.key
            assert person not in found.of
