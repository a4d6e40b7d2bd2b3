"""Below the page's posts: who spoke, what changed, and under which key it can be found again."""

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.ticket.ticket import Lane
from tests.channel.recorded import AT, HOA, PAGE, feed

COMMENT = f"fb#{PAGE}#comment#1_2"


@pytest.mark.parametrize(("verb", "heard"), [
    ("edited", Heard.EDITED), ("edit", Heard.EDITED), ("remove", Heard.REMOVED), ("hide", Heard.HIDDEN), ("unhide", Heard.SHOWN),
])  # fmt: skip
def test_what_happens_to_a_comment_names_the_key_of_its_words(verb: str, heard: Heard) -> None:
    said = feed(message="Bãi rác")
    later = feed(verb=verb, message="Bãi rác nữa", created_time=AT // 1000 - 5)
    assert said.key == COMMENT, "whatever the creation time says"
    assert (later.heard, later.of, later.ref) == (heard, said.key, "1_2")
    assert later.key != said.key


def test_the_words_of_a_hidden_comment_are_not_repeated() -> None:
    """Facebook then puts a note of its own in their place."""
    assert feed(verb="hide", message="(nội dung bị ẩn)").text == ""


def test_hidden_shown_and_hidden_again_are_three() -> None:
    keys = [feed(verb=verb, told=AT // 1000 + n).key for n, verb in enumerate(["hide", "unhide", "hide"])]
    assert len(set(keys)) == 3


def test_two_edits_are_two_and_a_repeated_one_is_one() -> None:
    first, second, repeated = (feed(verb="edited", message=text, told=AT + n) for n, text in enumerate("aba"))
    assert first.key != second.key
    assert repeated.key == first.key


def test_a_change_happened_when_it_was_told_not_when_the_comment_was_written() -> None:
    assert feed(verb="hide", told=AT // 1000 + 3600).occurred_at.hour == feed().occurred_at.hour + 1


@pytest.mark.parametrize("missing", [None, {}, {"name": "Ai đó"}])
def test_a_comment_without_an_author_is_kept_with_one_of_its_own(missing: object) -> None:
    found = feed(**{"from": missing}, message="Cột điện nghiêng")
    assert (found.heard, found.person) == (Heard.WORDS, "unknown#1_2")
    later = feed(**{"from": missing}, verb="edited", message="Cột điện đổ")
    assert later.person == found.person


def test_without_an_author_a_status_may_be_the_pages_own() -> None:
    assert feed(**{"from": None}, item="status", comment_id=None, message="Thông báo").heard is Heard.OTHER
    assert feed(**{"from": None}, item="post", comment_id=None, message="Xin hỏi").heard is Heard.WORDS


def test_several_photos_of_a_visitor_are_several() -> None:
    photos = ["https://fb.example/1.jpg", "https://fb.example/2.jpg", "https://fb.example/1.jpg", None, 7]
    found = feed(item="status", comment_id=None, photos=photos, message="Ngập")
    assert (found.heard, found.lane, found.ref) == (Heard.WORDS, Lane.POST, f"{PAGE}_1")
    assert [(one.kind, one.url[-5:]) for one in found.attachments] == [("image", "1.jpg"), ("image", "2.jpg")]


@pytest.mark.parametrize(
    ("item", "kind"), [("photo", "image"), ("video", "video"), ("status", "link"), ("post", "link")]
)
def test_the_link_of_a_photo_is_the_photo(item: str, kind: str) -> None:
    found = feed(item=item, comment_id=None, link="https://fb.example/x")
    assert (found.heard, [one.kind for one in found.attachments]) == (Heard.WORDS, [kind])


def test_a_post_moved_to_the_bin_is_told_as_an_edit_that_leaves_nothing() -> None:
    assert feed(item="status", comment_id=None, verb="edited").heard is Heard.REMOVED
    assert feed(item="status", comment_id=None, verb="edited", message="Còn đây").heard is Heard.EDITED


@pytest.mark.parametrize("verb", ["edited", "edit"])
def test_the_pages_own_edits_are_none_of_ours(verb: str) -> None:
    assert feed(**{"from": {"id": PAGE}}, verb=verb, message="Đính chính").heard is Heard.OTHER


@pytest.mark.parametrize("verb", ["remove", "hide", "unhide"])
def test_what_the_page_does_to_its_own_words_has_no_citizen(verb: str) -> None:
    found = feed(**{"from": {"id": PAGE}}, verb=verb)
    assert (found.person, found.of) == ("", COMMENT)


@pytest.mark.parametrize(("verb", "text"), [("add", "love"), ("edit", "love"), ("remove", "")])
def test_a_reaction_is_given_changed_and_taken_back(verb: str, text: str) -> None:
    found = feed(item="reaction", verb=verb, reaction_type="love")
    assert (found.heard, found.text, found.of, found.person) == (Heard.REACTION, text, COMMENT, HOA)


def test_the_pages_own_reaction_says_nothing() -> None:
    assert feed(item="reaction", **{"from": {"id": PAGE}}).heard is Heard.OTHER


def test_a_post_is_a_post_whatever_else_is_named_with_it() -> None:
    found = feed(item="post", message="Mất nước")
    assert (found.lane, found.ref, found.key) == (Lane.POST, f"{PAGE}_1", f"fb#{PAGE}#post#{PAGE}_1")


def test_two_people_react_in_one_second() -> None:
    assert feed(item="like").key != feed(item="like", **{"from": {"id": "1"}}).key


@pytest.mark.parametrize("value", [
    {"item": "album"}, {"item": "event"}, {"item": None}, {"verb": "block"}, {"verb": None},
    {"post": {"is_published": False}}, {"published": 0, "item": "status", "comment_id": None},
    {"item": "share", "comment_id": None, "message": "Bạn bè xem này"}, {"comment_id": None}, {"comment_id": [], "post_id": {}},
])  # fmt: skip
def test_what_is_no_word_to_the_office_is_kept_raw(value: dict[str, object]) -> None:
    found = feed(**({"message": "chữ"} | value))
    assert (found.heard, found.of) == (Heard.OTHER, "")
    assert found.key


def test_a_comment_of_nothing_we_can_read_is_as_good_as_a_sticker() -> None:
    assert feed().heard is Heard.STICKER


def test_a_mention_elsewhere_and_the_comment_itself_are_one() -> None:
    assert feed(field="mention", message="Phường ơi").key == feed(message="Phường ơi").key


def test_staff_get_a_link_that_is_a_web_address() -> None:
    assert feed(post={"permalink_url": "https://www.facebook.com/1"}).link == "https://www.facebook.com/1"
    assert feed(post={"permalink_url": "javascript:alert(1)"}).link == ""
