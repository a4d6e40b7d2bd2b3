"""What the API answers is what its document says: each view, on petitions that have lived through something."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import redaction, views, views_admin, views_citizens, views_desk, views_people
from chalicelib.account.overview import rows
from chalicelib.admin.admin import Admin
from chalicelib.admin.trial import Trials
from chalicelib.desk.worklists import Wanted
from chalicelib.notice.preview import preview
from chalicelib.ticket.reasons import promise_explained
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, officer, photo
from tests.described import faults_of
from tests.fakes import ShelfChores

ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")


@pytest.fixture(scope="module")
def world() -> World:
    """A petition answered and rated, one with a photo that waits, one that was turned away, one just filed."""
    found = World()
    found.opened("Mặt đường tổ 5 có ổ gà rất sâu, gọi 0912345678", attachments=(photo(),), person="7001")
    answered = _only(found)
    found.does(answered.code, "accept", HANDLER)
    found.does(answered.code, "inform", HANDLER, text="Đang kiểm tra")
    found.clock.pass_by(hours=5)
    found.does(answered.code, "answer", HANDLER, text="Đã vá xong")
    found.post()
    found.tracking.rate(SLUG, answered.code, "123456", 4, "Tốt")
    waiting = found.opened("Mặt đường ngõ 3 có ổ gà", person="7002")
    found.does(waiting.code, "accept", HANDLER)
    found.does(waiting.code, "ask", HANDLER, text="Xin cho biết số nhà")
    filed = found.form.file(found.province, {"text": "Xin hỏi thủ tục cấp giấy phép xây dựng"}, "song-mau#k-1")
    found.does(filed.code, "note", COORDINATOR, text="Xem lại")
    found.sweep.run()
    return found


def _only(world: World) -> Ticket:
    (ticket,) = world.shelf.tickets.values()
    return ticket


def _tickets(world: World) -> list[Ticket]:
    return list(world.shelf.tickets.values())


def test_a_ticket_as_staff_read_it(world: World) -> None:
    for ticket in _tickets(world):
        events, now = world.tickets.timeline(SLUG, ticket.code), world.clock()
        shown = {
            "ticket": views.ticket(world.province, ticket),
            "acts": [],
            "timeline": views.timeline(events),
            "held": views.held(world.province, ticket, events, now),
            "notices": [views.notice(notice) for notice in world.outbox.of_ticket(SLUG, ticket.code)],
            "hints": [],
        }
        assert faults_of("TicketRead", shown) == []


def test_a_desk_reads_a_ticket_with_the_acts_that_are_legal_now(world: World) -> None:
    for ticket in _tickets(world):
        assert faults_of("TicketRead/properties/acts", list(world.desk.read(SLUG, ticket.code, LEADER).acts)) == []


def test_a_page_of_a_worklist(world: World) -> None:
    units = {ticket.unit for ticket in _tickets(world)}
    for unit in units:
        for done in (False, True):
            page = world.worklists.page(SLUG, Wanted(unit=unit, done=done), LEADER, 1, None)
            assert faults_of("Worklist", views_desk.worklist(world.province, page)) == []


def test_a_petition_as_its_sender_follows_it(world: World) -> None:
    for ticket in _tickets(world):
        events = world.tickets.timeline(SLUG, ticket.code)
        shown = views_citizens.followed(world.province, ticket, events, world.clock(), world.cupboard.link)
        assert faults_of("Followed", shown) == []
        reason = promise_explained(world.province, ticket, events)
        assert faults_of("Deadline", views_citizens.deadline(world.province, reason)) == []
        assert faults_of("Receipt", views_citizens.filed(world.province, ticket, "123456")) == []


def test_notices_that_failed_and_notices_that_arrived(world: World) -> None:
    notices = [notice for ticket in _tickets(world) for notice in world.outbox.of_ticket(SLUG, ticket.code)]
    shown = [views.notice(replace(notice, code="", reason="x")) for notice in notices] + list(
        map(views.notice, notices)
    )
    assert faults_of("NoticePage", {"notices": shown, "next": None}) == []


def test_who_sent_it(world: World) -> None:
    for ticket in _tickets(world):
        person = world.vault.recall(SLUG, ticket.origin.alias)
        assert faults_of("Identity", views_people.identity(ticket, person)) == []
        assert faults_of("Identity", views_people.identity(ticket, None)) == []


def test_everything_of_a_person(world: World) -> None:
    for ticket in _tickets(world):
        found = world.rights.export(SLUG, ticket.code, COORDINATOR, "văn bản số 12/ĐN")
        assert faults_of("PersonExport", found) == []


def test_a_text_with_what_was_found_in_it() -> None:
    found = redaction.preview("Gọi 0912345678 hoặc a@b.vn, biển số 29A-123.45")
    assert len(found["findings"]) == 3
    assert faults_of("Redacted", found) == []


def test_pages_and_oas(world: World) -> None:
    province = world.province
    standings = world.standings.many(SLUG, ((a.channel, a.id) for a in province.accounts))
    stopped = {
        whose: replace(one, stopped="190", stopped_at=world.clock(), news={"block": "x"}, subscribed=True)
        for whose, one in standings.items()
    }
    for found in (standings, stopped):
        assert faults_of("AccountList", {"accounts": rows(province.accounts, found, world.clock()), "next": None}) == []


def test_the_regulation_and_the_letters(world: World) -> None:
    assert faults_of("Regulation", views_admin.regulation(world.province)) == []
    assert faults_of("Letters", {"letters": preview(world.province), "next": None}) == []


def test_versions_trials_and_decisions(world: World) -> None:
    admin = Admin(world.provinces, ShelfChores(), world.clock)
    trials, draft = Trials(admin, world.tickets, world.clock), world.document()
    draft["name"] = "Tên khác"
    draft["regulation"]["limits"][0]["allow"] = {"minutes": 5}
    number = admin.keep(SLUG, draft, ADMIN, "thử")
    day = world.clock().date() + timedelta(days=9)
    assert faults_of("Review", views_admin.review(trials.check(SLUG, draft, ADMIN, None))) == []
    assert faults_of("Review", views_admin.review(trials.check(SLUG, {"slug": "x"}, ADMIN, None))) == []
    assert faults_of("Trial", views_admin.outcome(trials.simulate(SLUG, draft, ADMIN, None))) == []
    active = admin.overview(SLUG, ADMIN).active
    assert faults_of("Decision", views_admin.decision(admin.activate(SLUG, number, active, ADMIN, day))) == []
    assert faults_of("Versions", views_admin.overview(admin.overview(SLUG, ADMIN))) == []
    assert faults_of("Decision", views_admin.decision(admin.undo(SLUG, ADMIN))) == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Rated", {"code": "SM-1", "rating": 9}),
        ("Rated", {"code": "SM-1", "rating": 3, "phone": "0912345678"}),
        ("Kept", {}),
        ("Held", {"by": "x", "from": "2026-11-18 09:00", "until": None, "working_minutes": 3}),
    ],
)
def test_what_does_not_fit_is_found(name: str, wrong: Any) -> None:
    """The tests above would say nothing if everything fitted."""
    assert faults_of(name, wrong)


def test_the_head_of_a_unit_reads_it_too(world: World) -> None:
    (first, *_) = _tickets(world)
    read = world.desk.read(SLUG, first.code, HEAD)
    assert faults_of("TicketRead/properties/hints", [views.hint(hint) for hint in read.hints]) == []
