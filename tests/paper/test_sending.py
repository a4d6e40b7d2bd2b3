"""A paper goes to staff by the courier that carries all else: once each, with links of their own."""

import re

import pytest

from chalicelib.errors import Refused
from chalicelib.notice.marks import mark_of, read_mark, read_tag, tag_of
from chalicelib.paper.formats import Format
from chalicelib.paper.kept import Kept
from chalicelib.paper.paper import Paragraph
from chalicelib.paper.sending import Sending, key_figures
from chalicelib.ticket.owed import Notice, Purpose, State
from tests.builders import COORDINATOR, SECRET, SLUG
from tests.paper.sample import paper
from tests.paper.test_papers import Room

FIGURES = ("Tiếp nhận trong tuần: 1.234", "Đúng hạn: 12,3\u00a0%", "Chờ lâu nhất: 2\u00a0ngày 3\u00a0giờ")


class PostRoom(Room):
    """The room of papers, with the way to the courier of the whole product on fakes."""

    def __init__(self) -> None:
        super().__init__()
        self.records.notices = self.world.shelf.notices
        self.sending = Sending(
            self.records, self.world.provinces, lambda: SECRET, "https://cau-noi.example", self.world.bell,
            self.world.clock,
        )  # fmt: skip

    def sent(self, kept: Kept, *to: str) -> int:
        return self.sending.send(kept, to, FIGURES)

    def notices(self) -> list[Notice]:
        return [n for n in self.world.shelf.notices.values() if n.purpose is Purpose.REPORT]


@pytest.fixture
def room() -> PostRoom:
    return PostRoom()


def test_each_gets_a_letter_of_their_own_that_says_what_it_is_and_until_when(room: PostRoom) -> None:
    kept = room.kept(unit="so-xay-dung")
    assert room.sent(kept, "xd-gd", "ld", "xd-gd") == 2
    room.world.post()
    mails = dict(room.world.office.mails)
    assert set(mails) == {("ld@songmau.example",), ("xd@songmau.example",)}
    letter = mails["ld@songmau.example",]
    assert letter.subject.endswith(": Báo cáo tuần về giải quyết phản ánh, kiến nghị")
    for words in (*FIGURES, "Tuần 47 năm 2026, 16/11/2026 – 22/11/2026", "Sở Xây dựng", "09:00 ngày 02/12/2026"):
        assert words in letter.body, words
    assert "{" not in letter.body
    assert room.trail == []
    links = re.findall(r"^(.+): (https://\S+)$", letter.body, re.M)
    assert [name for name, _ in links] == ["Trang web", "PDF", "Excel", "CSV"]
    for (_, url), form in zip(links, Format, strict=True):
        assert kept.key(form) in room.opened(url)
    assert {about["for"] for *_, about in room.trail} == {"ld"}
    assert mails["xd@songmau.example",].body != letter.body, "a link is of one addressee"


def test_a_second_run_sends_nothing_twice_and_whoever_is_new_is_told(room: PostRoom) -> None:
    kept = room.kept()
    assert room.sent(kept, "ld") == 1
    assert room.sent(kept, "ld", "tct") == 1
    room.world.post()
    assert room.sent(kept, "ld", "tct") == 0
    room.world.post()
    assert sorted(to for to, _ in room.world.office.mails) == [("ld@songmau.example",), ("tct@songmau.example",)]
    assert len(room.world.bell.keys) == 2, "the courier is woken for what is new only"
    assert {notice.state for notice in room.notices()} == {State.SENT}


def test_who_has_left_or_has_no_address_is_passed_over(room: PostRoom) -> None:
    document = room.world.document()
    next(one for one in document["staff"] if one["id"] == "ld")["email"] = None
    room.world.provinces.put(document, "test")
    assert room.sent(room.kept(), "ld", "nguoi-cu") == 0
    assert room.world.bell.keys == []


def test_what_failed_stands_in_the_list_and_is_sent_again_at_a_word(room: PostRoom) -> None:
    room.world.office.refusals = [Refused("no such mailbox")]
    room.sent(room.kept(), "ld")
    room.world.post()
    (failed,) = room.notices()
    assert failed.state is State.FAILED
    again = room.world.desk.resend(SLUG, {"parent": failed.parent, "id": failed.id}, COORDINATOR)
    assert again.state is State.OWED
    room.world.post()
    assert [to for to, _ in room.world.office.mails] == [("ld@songmau.example",)]


def test_the_mark_of_such_a_letter_comes_back_with_its_receipts(room: PostRoom) -> None:
    """With names as long as a province's document allows, it still fits a tag of SES."""
    room.sent(room.kept(), "ld")
    (notice,) = room.notices()
    mark = mark_of(notice, 0, 1)
    assert read_mark(str(mark)) == mark
    assert (mark.tenant, read_tag(tag_of(str(mark)))) == (SLUG, mark)
    longest = f"PA#{'t' * 40}#{'k' * 20}-{'d' * 20}|report#{'s' * 60}|0|1"
    assert len(tag_of(longest)) <= 256


def test_the_first_three_facts_are_the_figures_of_the_letter() -> None:
    assert key_figures(paper(0)) == FIGURES
    assert key_figures(paper(0, sections=(Paragraph(text="Không có số liệu."),))) == ()
