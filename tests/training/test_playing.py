"""Citizens are played: what they say goes the way every word goes, and what is answered is looked at."""

from typing import Any

import pytest

from chalicelib.errors import BadInput, NotFound, Unprocessable
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.ticket.workflow import Role
from chalicelib.training import views
from chalicelib.training.captured import Captured
from tests.builders import SLUG, at, officer
from tests.fakes_training import ADMIN, OA, PAGE, TRAINING, WARD, School


def test_a_word_becomes_a_petition_of_the_province_on_one_of_its_accounts() -> None:
    school = School()
    code = school.says("Mặt đường có ổ gà rất sâu", location={"latitude": 21.03, "longitude": 105.85})
    ticket = school.world.tickets.get(TRAINING, code)
    assert code.startswith("TH-")
    assert (ticket.origin.channel, ticket.origin.account, ticket.origin.lane) == (Channel.FACEBOOK, PAGE, Lane.DIRECT)
    (place,) = school.world.tickets.event(TRAINING, code, 1).attachments
    assert (place.kind, place.latitude) == ("location", 21.03)
    assert views.said(ticket) == {"code": code, "status": str(ticket.status)}


def test_the_same_name_is_the_same_person_and_another_is_another() -> None:
    school = School()
    first = school.says(person="chi-lan")
    assert school.says("Gần cổng chợ", person="chi-lan") == first
    assert school.says(person="anh-nam") != first


def test_a_comment_is_public_and_a_word_on_zalo_private() -> None:
    school = School()
    below = school.world.tickets.get(TRAINING, school.says(lane="comment"))
    assert (below.origin.lane, below.origin.ref.startswith(f"{PAGE}_training_")) == (Lane.COMMENT, True)
    zalo = school.world.tickets.get(TRAINING, school.says(channel="zalo", person="anh-nam"))
    assert (zalo.origin.channel, zalo.origin.account) == (Channel.ZALO, OA)
    second = school.world.tickets.get(TRAINING, school.says(account=WARD, person="co-hoa"))
    assert second.origin.account == WARD


def test_a_greeting_is_no_petition() -> None:
    assert School().says("Chào ạ") == ""
    assert views.said(None) == {"code": None, "status": None}


@pytest.mark.parametrize(("why", "given", "refusal"), [
    ("an account of another province", {"account": "2001"}, NotFound),
    ("an account of another channel", {"account": OA}, NotFound),
    ("nobody writes below posts on Zalo", {"channel": "zalo", "lane": "comment"}, Unprocessable),
    ("a real person's id is no name", {"person": "7001 Nguyễn"}, Unprocessable),
    ("nothing said", {"text": ""}, Unprocessable),
    ("nowhere on earth", {"location": {"latitude": 91, "longitude": 0}}, Unprocessable),
])  # fmt: skip
def test_what_cannot_be_played(why: str, given: dict[str, Any], refusal: type[Exception]) -> None:
    school = School()
    with pytest.raises(refusal):
        school.says(**given)
    assert not school.world.shelf.tickets, why


def test_nobody_is_played_in_a_real_province_nor_by_another_provinces_people() -> None:
    school = School()
    body = {"channel": "facebook", "person": "chi-lan", "text": "Mặt đường có ổ gà"}
    for tenant, actor in ((SLUG, officer(Role.PROVINCE_ADMIN, "so-khcn")), (SLUG, ADMIN)):
        with pytest.raises(NotFound):
            school.training.say(tenant, body, actor)
    with pytest.raises(NotFound):
        school.says(actor=officer(Role.PROVINCE_ADMIN, "so-khcn"))
    assert school.world.shelf.tickets == {}


def test_what_went_out_is_read_newest_first_page_by_page() -> None:
    school = School()
    code = school.says()
    school.forward(forward_minutes=3 * 24 * 60)
    everything, following = school.training.outbox(TRAINING, 100, "", ADMIN)
    assert following is None
    assert [one.at for one in everything] == sorted((one.at for one in everything), reverse=True)
    paged, more = list[Captured](), ""
    for _ in everything:
        page, following = school.training.outbox(TRAINING, 2, more, ADMIN)
        paged += page
        if not following:
            break
        more = following
    assert paged == everything
    assert len(paged) > 4
    ack = views.captured(paged[-1])
    assert (ack["purpose"], ack["way"], ack["code"]) == ("ack", "messenger", code)
    assert code in ack["text"]


def test_the_outbox_of_one_province_opens_no_other() -> None:
    school = School()
    school.says()
    school.forward(forward_minutes=60)
    _, cursor = school.training.outbox(TRAINING, 1, "", ADMIN)
    assert cursor
    with pytest.raises(NotFound):
        school.training.outbox(TRAINING, 10, "", officer(Role.PROVINCE_ADMIN, "so-khcn"))
    with pytest.raises(NotFound):
        school.training.outbox(SLUG, 10, "", officer(Role.PROVINCE_ADMIN, "so-khcn"))
    with pytest.raises(BadInput):
        school.training.outbox(TRAINING, 10, cursor[:-2], ADMIN)


def test_the_clock_is_shown_with_what_happened_on_its_way() -> None:
    school = School()
    school.says()
    shown = views.clock(school.forward(to="2026-11-23T17:00:00+07:00"), at("2026-11-18 09:00"))
    assert (shown["goal"], shown["arrived"], shown["ahead_minutes"]) == (None, True, 5 * 24 * 60 + 8 * 60)
    assert shown["now"] == at("2026-11-23 17:00").isoformat()
    assert shown["happened"]["acts"]["escalate"] >= 1
    assert set(shown["happened"]["rounds"]) == {"sweep", "courier"}
