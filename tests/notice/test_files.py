"""Files of officers reach the citizen: named in the words, sent after them where the platform carries them, once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import Refused, Unsure
from chalicelib.notice.enclosures import kind_of
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import ARRIVED, Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.ticket.workflow import Role
from tests.builders import HANDLER, SLUG, officer
from tests.desk.office import PAPER, PDF, PHOTO, Office
from tests.notice.platform import Fate, Killed, Platform, mortal, on_platform, rounds
from tests.pictures import jpeg

ZALO = {"channel": Channel.ZALO, "account": "3001", "key": "zalo#1#user_send_text#x1"}
BELOW_A_POST = {"lane": Lane.COMMENT, "ref": "1_2", "key": "fb#2001#comment#1_2"}
KEEPER = officer(Role.COORDINATOR, "so-khcn", staff="khcn-cv")
CHAT = {Way.MESSENGER, Way.HUMAN_AGENT}


@pytest.fixture
def office() -> Office:
    return Office()


def asked(office: Office, **heard: Any) -> str:
    code = office.world.opened(**heard).code
    office.world.post()
    return code


def answered(office: Office, uploads: Sequence[str] = (PAPER, PHOTO), code: str = "", **body: Any) -> str:
    """An answer with these files, owed and not yet sent."""
    code = code or asked(office)
    names = {PAPER: "Văn bản 12.pdf"}
    wanted = [{"id": office.sends(one, PDF if one == PAPER else jpeg()), "name": names.get(one, "")} for one in uploads]
    wanted = [{name: value for name, value in one.items() if value} for one in wanted]
    office.world.does(code, "answer", HANDLER, text="Đã vá xong", uploads=wanted, **body)
    return code


def files(office: Office, code: str) -> list[Notice]:
    return office.world.owed(code, Purpose.FILE)


def sent(office: Office) -> list[tuple[Way, str]]:
    """What the carrier took since the answer was given."""
    letters = [(way, part.file.url if part.file else part.body) for way, _, part in office.world.carriage.sent]
    first = next((n for n, (_, said) in enumerate(letters) if "Đã vá" in said), len(letters))
    return [(way, said) for way, said in letters[first:] if "hài lòng" not in said]


def test_in_messenger_the_words_go_first_then_each_file_as_a_message_of_its_own(office: Office) -> None:
    code = answered(office)
    rounds(office.world, 3)
    (words_by, words), (_, paper), (_, photo) = sent(office)
    assert words_by is Way.MESSENGER
    assert "Tệp kèm theo: Văn bản 12.pdf; ảnh 2." in words
    assert f"https://cau-noi.example/{SLUG}/{code}" in words
    assert "type=application/pdf" in paper
    assert "type=image/jpeg" in photo
    kinds = [part.file.kind for _, _, part in office.world.carriage.sent if part.file]
    assert kinds == ["file", "image"]
    assert {notice.state for notice in files(office, code)} == {State.SENT}


@pytest.mark.parametrize(("media_type", "kind"), [
    ("image/jpeg", "image"), ("image/png", "image"), ("image/heic", "file"), ("video/mp4", "video"),
    ("application/pdf", "file"), ("", "file"),
])  # fmt: skip
def test_what_facebook_cannot_show_goes_as_a_file(media_type: str, kind: str) -> None:
    assert kind_of(media_type) == kind


@pytest.mark.parametrize("heard", [ZALO, BELOW_A_POST], ids=["zalo", "comment"])
def test_elsewhere_no_file_goes_as_a_message(office: Office, heard: dict[str, Any]) -> None:
    code = answered(office, code=asked(office, **heard))
    rounds(office.world, 5)
    assert len(sent(office)) == 1
    assert {notice.state for notice in files(office, code)} <= {State.SKIPPED}


def test_on_zalo_and_by_mail_the_words_say_what_there_is_and_where(office: Office) -> None:
    code = answered(office, code=asked(office, **ZALO))
    rounds(office.world, 2)
    ((way, words),) = sent(office)
    assert way is Way.ZALO
    assert "Tệp kèm theo: Văn bản 12.pdf" in words
    assert f"{SLUG}/{code}" in words
    filed = {"text": "Mặt đường có ổ gà", "submitter": {"email": "hoa@example.com"}}
    by_mail = answered(office, code=office.world.form.file(office.world.province, filed, "k1").code)
    rounds(office.world, 2)
    way, words = next((way, said) for way, said in sent(office)[1:] if "Đã vá" in said)
    assert (way, "Tệp kèm theo: Văn bản 12.pdf; ảnh 2." in words, by_mail in words) == (Way.EMAIL, True, True)
    assert files(office, by_mail) == []


@pytest.mark.parametrize(("why", "uploads", "body", "pictures"), [
    ("one picture of an answer for all", (PHOTO,), {"to": "public"}, 1),
    ("words of their own for all", (PHOTO,), {"public_text": "Đã vá xong"}, 1),
    ("nobody said that it is for all", (PHOTO,), {}, 0),
    ("a paper is no picture", (PAPER,), {"to": "public"}, 0),
    ("a comment takes one", (PHOTO, PAPER), {"to": "public"}, 0),
    ("said in private", (PHOTO,), {"to": "private"}, 0),
])  # fmt: skip
def test_below_a_post_stands_one_picture_and_only_of_what_was_meant_for_all(
    office: Office, why: str, uploads: Sequence[str], body: dict[str, str], pictures: int
) -> None:
    code = answered(office, uploads, asked(office, **BELOW_A_POST), **body)
    rounds(office.world, 3)
    below = [part for way, _, part in office.world.carriage.sent if way is Way.COMMENT and "Đã vá" in part.body]
    assert sum(bool(part.picture) for part in below) == pictures, why
    assert all("Tệp kèm theo" not in part.body and code not in part.body for part in below), why


def test_what_shows_an_identity_paper_is_neither_named_nor_sent(office: Office) -> None:
    code = asked(office)
    wanted = [{"id": office.sends(PHOTO, jpeg()), "name": "CCCD.jpg"}]
    office.world.does(code, "answer", HANDLER, text="Đã vá xong", uploads=wanted)
    rounds(office.world, 3)
    ((_, words),) = sent(office)
    assert "Tệp kèm theo" not in words
    assert [notice.state for notice in files(office, code)] == [State.SKIPPED]


def test_a_file_restricted_before_it_went_does_not_go(office: Office) -> None:
    code = answered(office, (PHOTO,))
    ticket = office.world.tickets.get(SLUG, code)
    where = {"event": ticket.events, "index": 0}
    office.world.does(code, "restrict", KEEPER, attachment=where, restricted=True, reason="Lộ giấy tờ")
    rounds(office.world, 3)
    assert len(sent(office)) == 1
    (notice,) = files(office, code)
    assert (notice.state, notice.reason) == (State.SKIPPED, "not to be shown any more")


def test_a_file_that_is_refused_holds_up_neither_the_words_nor_the_next_file(office: Office) -> None:
    code = answered(office)
    (words,) = office.world.owed(code, Purpose.ANSWER)
    office.world.courier.deliver(words.parent, words.id)
    office.world.carriage.refusals = [Refused("attachment upload failed", code=100)]
    rounds(office.world, 4)
    first, second = files(office, code)
    assert (first.state, second.state) == (State.FAILED, State.SENT)
    assert office.world.owed(code, Purpose.ANSWER)[0].state is State.SENT


def test_the_words_do_not_wait_for_a_file_that_is_still_to_be_copied(office: Office) -> None:
    office.yard.down = True
    code = answered(office, (PHOTO,))
    rounds(office.world, 2)
    assert len(sent(office)) == 1
    (waiting,) = files(office, code)
    assert (waiting.state, waiting.reason) == (State.OWED, "not copied yet")
    office.yard.down = False
    office.world.clock.pass_by(minutes=5)
    assert office.media.run() == 1
    rounds(office.world, 3)
    assert [notice.state for notice in files(office, code)] == [State.SENT]


def test_a_file_that_is_never_copied_is_given_up(office: Office) -> None:
    office.yard.down = True
    code = answered(office, (PHOTO,))
    rounds(office.world, 40, minutes=5)
    assert [(notice.state, notice.reason) for notice in files(office, code)] == [(State.SKIPPED, "no copy")]


@pytest.mark.parametrize(("days", "approved", "ways"), [
    (0, False, {Way.MESSENGER}),
    (3, True, {Way.HUMAN_AGENT}),
    (3, False, set[Way]()),
    (9, True, set[Way]()),
], ids=["within a day", "a person's own, by leave", "without leave", "after a week"])  # fmt: skip
def test_the_windows_of_the_platform_hold_for_files_too(
    office: Office, days: int, approved: bool, ways: set[Way]
) -> None:
    lanes = {"approved": ["messenger_human_agent"]} if approved else {}
    office.world.provinces.put(office.world.document() | {"messaging": {"lanes": lanes}}, "test")
    code = asked(office)
    office.world.clock.pass_by(days=days)
    answered(office, code=code)
    rounds(office.world, 3)
    assert {way for way, said in sent(office) if "https://media.example" in said} == ways
    states = {notice.state for notice in files(office, code)}
    assert states == ({State.SENT} if ways else {State.SKIPPED})


def _owed() -> tuple[Office, Platform, str]:
    office = Office()
    platform = on_platform(office.world)
    code = answered(office)
    platform.arrived.clear()
    return office, platform, code


def _once(platform: Platform, why: object) -> None:
    copies = Counter(said for way, said in platform.arrived if way in CHAT and "hài lòng" not in said)
    assert sorted(copies.values()) == [1, 1, 1], (why, platform.arrived)
    kinds = [("media.example" in said) for _, said in platform.arrived if "hài lòng" not in said]
    assert kinds == [False, True, True], "the words first"


def _run(office: Office, fate: Fate, code: str) -> None:
    """What a queue brings: the words and each file, one after the other."""
    courier = mortal(office.world.courier, fate)
    for notice in (*office.world.owed(code, Purpose.ANSWER), *files(office, code)):
        courier.deliver(notice.parent, notice.id)
        office.world.clock.pass_by(seconds=1)


def test_a_courier_killed_at_any_step_between_words_and_files_sends_nothing_twice() -> None:
    office, platform, code = _owed()
    fate = Fate()
    _run(office, fate, code)
    assert fate.steps > 30
    _once(platform, "nobody was killed")
    for step in range(fate.steps):
        office, platform, code = _owed()
        with pytest.raises(Killed):
            _run(office, Fate(step), code)
        rounds(office.world, 12, minutes=3)
        _once(platform, step)
        assert {notice.state for notice in files(office, code)} <= set(ARRIVED), step


def test_the_answer_to_every_message_is_lost_and_each_file_still_arrives_once() -> None:
    office, platform, code = _owed()
    platform.losses = [Unsure("no answer")] * 6
    rounds(office.world, 20)
    _once(platform, "lost answers")
    assert {notice.state for notice in files(office, code)} <= set(ARRIVED)


def test_files_are_sent_more_slowly_than_words(office: Office) -> None:
    answered(office, (PAPER, PHOTO))
    rounds(office.world, 3)
    assert len(sent(office)) == 3
    pace = office.world.courier.pace
    assert {"facebook#2001", "facebook file#2001"} <= set(pace._free_at)


def test_a_draft_brings_its_files_to_the_citizen_once_it_is_approved(office: Office) -> None:
    finance, head = officer(Role.HANDLER, "so-tai-chinh", staff="tc-cv"), officer(Role.HEAD, "so-tai-chinh")
    code = office.world.opened("Xin giấy phép đầu tư").code
    wanted = [{"id": office.sends(), "name": "a.pdf"}]
    office.world.does(code, "answer", finance, text="Dự thảo", uploads=wanted)
    assert files(office, code) == [], "a draft is nobody's word yet"
    office.world.does(code, "approve", head)
    assert [notice.event for notice in files(office, code)] == [3]


def test_what_is_said_among_colleagues_takes_no_file_to_the_citizen(office: Office) -> None:
    code = asked(office)
    office.world.does(code, "note", HANDLER, text="Ảnh hiện trường", uploads=[{"id": office.sends(PHOTO, jpeg())}])
    rounds(office.world, 1)
    assert files(office, code) == []
    assert not any(part.file for _, _, part in office.world.carriage.sent)


def test_a_file_waits_for_words_that_are_put_off_for_long(office: Office) -> None:
    code = answered(office, (PHOTO,))
    (words,) = office.world.owed(code, Purpose.ANSWER)
    later = replace(words, at=words.at + timedelta(hours=1), tries=3, reason="busy")
    office.world.outbox.save(later)
    rounds(office.world, 3)
    (file,) = files(office, code)
    assert (file.state, file.reason, file.at > later.at) == (State.OWED, "the words go first", True)
    assert sent(office) == []
    rounds(office.world, 14, minutes=5)
    assert ["media.example" in said for _, said in sent(office)] == [False, True]
