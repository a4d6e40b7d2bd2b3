"""Who a sender is: for the roles the province names, with a reason, and never without a trace."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib import views, views_citizens, views_people
from chalicelib.errors import Conflict, Forbidden, NotFound, Unprocessable
from chalicelib.identity.vault import Look, Person
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.ticket import Actor, Attachment, Lane, Ticket
from chalicelib.ticket.workflow import Act, Role
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, World, changed, officer, photo

REASON = "Cần gọi điện để xác minh vị trí"
MANAGER = officer(Role.PAGE_MANAGER, "so-khcn")


def known(world: World, **given: Any) -> Ticket:
    """A petition of somebody whose name and number we know."""
    ticket = world.opened(**given)
    world.vault.learn(SLUG, ticket.origin.alias, name="Trần Thị Mai", phone="+84912345678")
    return ticket


def unveil(world: World, code: str, actor: Actor, reason: str = REASON) -> Person | None:
    return world.desk.unveil(SLUG, code, {"reason": reason}, actor)[1]


# who the sender is


@pytest.mark.parametrize("actor", [HEAD, COORDINATOR])
def test_who_may_look_sees_the_person_and_leaves_a_trace(actor: Actor) -> None:
    world = World()
    ticket = known(world)
    person = unveil(world, ticket.code, actor)
    assert person
    assert (person.name, person.phone) == ("Trần Thị Mai", "+84912345678")
    event = world.tickets.timeline(SLUG, ticket.code)[-1]
    assert (event.act, event.by, event.facts) == (Act.UNVEIL, actor.id, {"reason": REASON})
    assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None
    assert world.vault.noted == [
        Look(
            tenant=SLUG, alias=ticket.origin.alias, at=world.clock(), by=actor.id, act="unveil", why=REASON,
            code=ticket.code,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(("why", "actor"), [
    ("a handler works without knowing who it is", HANDLER),
    ("leadership sees everything but this", LEADER),
    ("nor does the manager of the page", MANAGER),
    ("the head of another unit", officer(Role.HEAD, "so-tai-chinh")),
    ("who keeps the data", officer(Role.PROVINCE_ADMIN, "so-khcn", staff="qt")),
])  # fmt: skip
def test_nobody_else_does_and_nothing_is_read(why: str, actor: Actor) -> None:
    world = World()
    code = known(world).code
    with pytest.raises(Forbidden):
        unveil(world, code, actor)
    assert world.vault.noted == [], why
    assert len(world.tickets.timeline(SLUG, code)) == 1


def test_the_province_says_who_may() -> None:
    world = World()
    doc = world.document()
    doc["messaging"] = {"readers": ["handler"]}
    world.provinces.put(doc, "test")
    code = known(world).code
    assert unveil(world, code, HANDLER)
    with pytest.raises(Forbidden):
        unveil(world, code, COORDINATOR)


@pytest.mark.parametrize("body", [{}, {"reason": "  "}, {"reason": "x"}, {"reason": REASON, "colour": "red"}])
def test_without_a_reason_nobody_sees_anybody(body: dict[str, str]) -> None:
    world = World()
    code = known(world).code
    with pytest.raises(Unprocessable):
        world.desk.unveil(SLUG, code, body, COORDINATOR)
    assert world.vault.noted == []


def test_whom_the_petition_is_about_never_learns_who_wrote_it() -> None:
    world = World()
    code = known(world).code
    world.does(code, "concern", COORDINATOR, unit="so-khcn")
    with pytest.raises(Forbidden):
        unveil(world, code, COORDINATOR)
    assert world.vault.noted == []


def test_a_unit_that_gives_its_part_only_does_not_learn_it_either() -> None:
    world = World()
    code = known(world, text="Tôi có chuyện muốn trình bày với lãnh đạo").code
    world.does(code, "assign", COORDINATOR, unit="p90001", contributors=["so-tai-chinh"])
    with pytest.raises(Forbidden):
        unveil(world, code, officer(Role.HEAD, "so-tai-chinh"))
    assert unveil(world, code, officer(Role.HEAD, "p90001"))


def test_another_province_learns_nothing() -> None:
    world = World()
    code = known(world).code
    with pytest.raises(NotFound):
        unveil(world, code, officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac"))


def test_a_look_moves_no_clock_and_tells_nobody() -> None:
    world = World()
    before = known(world)
    owed = len(world.owed(before.code))
    world.clock.pass_by(hours=2)
    unveil(world, before.code, COORDINATOR)
    after = world.tickets.get(SLUG, before.code)
    assert (after.stage_due_at, after.promised_at, after.status) == (
        before.stage_due_at, before.promised_at, before.status,
    )  # fmt: skip
    assert len(world.owed(before.code)) == owed


def test_of_a_comment_the_chat_that_was_proved_to_be_theirs_says_more_and_is_a_look_too() -> None:
    world = World()
    ticket = world.opened(lane=Lane.COMMENT, ref="88_1", name="Mai Hoa")
    chat = Person(tenant=SLUG, alias="chat", channel="facebook", account="2001", platform_id="9", phone="+84912345678")
    world.vault.remember(chat)
    world.shelf.tickets[SLUG, ticket.code] = changed(ticket, chat="chat")
    person = unveil(world, ticket.code, COORDINATOR)
    assert person
    assert (person.name, person.phone, person.alias) == ("Mai Hoa", "+84912345678", ticket.origin.alias)
    assert [look.alias for look in world.vault.noted] == [ticket.origin.alias, "chat"]


def test_of_somebody_who_was_erased_nothing_is_left_and_that_is_said() -> None:
    world = World()
    ticket = known(world)
    world.vault.erase(SLUG, ticket.origin.alias)
    shown = views_people.identity(ticket, unveil(world, ticket.code, COORDINATOR))
    assert shown == {"code": ticket.code, "sender": ticket.origin.alias, "erased": True}


def test_an_officer_sees_how_to_reach_a_person_and_never_the_platforms_id() -> None:
    world = World()
    ticket = known(world, person="7182930465120394")
    shown = views_people.identity(ticket, unveil(world, ticket.code, COORDINATOR))
    assert (shown["name"], shown["phone"], shown["erased"]) == ("Trần Thị Mai", "+84912345678", False)
    assert "7182930465120394" not in str(shown)


def test_the_act_is_offered_to_those_who_may_and_goes_its_own_way() -> None:
    world = World()
    code = known(world).code
    assert Act.UNVEIL in world.desk.read(SLUG, code, HEAD).acts
    assert Act.UNVEIL not in world.desk.read(SLUG, code, HANDLER).acts
    with pytest.raises(NotFound):
        world.does(code, "unveil", HEAD, reason=REASON)


def test_the_citizen_sees_neither_looks_nor_papers_nor_links() -> None:
    world = World()
    code = known(world, attachments=(photo(),)).code
    unveil(world, code, COORDINATOR)
    papers(world, code, HANDLER)
    shown = views_citizens.followed(
        world.province,
        world.tickets.get(SLUG, code),
        world.tickets.timeline(SLUG, code),
        world.clock(),
        world.cupboard.link,
    )
    assert [entry["act"] for entry in shown["timeline"]] == ["open"]


# papers that show it


def papers(world: World, code: str, actor: Actor, restricted: bool = True, index: int = 0) -> Ticket:
    body = {"attachment": {"event": 1, "index": index}, "restricted": restricted, "reason": "Ảnh chụp căn cước"}
    return world.desk.do(SLUG, code, "restrict", body, actor)


def with_photo(world: World, **given: Any) -> str:
    """A petition with a photograph that we have a copy of."""
    code = known(world).code
    key = (SLUG, code)
    kept = Attachment(kind="image", name="a.jpg", key=f"{code}/1/0", media_type="image/jpeg", size=9, **given)
    first, *rest = world.shelf.events[key]
    world.shelf.events[key] = [replace(first, attachments=(kept,)), *rest]
    return code


def test_a_copy_is_seen_by_a_link_that_only_who_sees_the_petition_gets() -> None:
    world = World()
    code = with_photo(world)
    assert world.desk.attachment(SLUG, code, 1, 0, HANDLER) == f"https://files.example/{code}/1/0"
    with pytest.raises(Forbidden):
        world.desk.attachment(SLUG, code, 1, 0, officer(Role.HANDLER, "so-tai-chinh"))
    assert world.vault.noted == [], "a photograph of a hole in the road is nobody's identity"


def test_an_identity_paper_is_for_those_who_may_see_identities_and_every_look_is_kept() -> None:
    world = World()
    code = with_photo(world, restricted="identity_paper")
    with pytest.raises(Forbidden):
        world.desk.attachment(SLUG, code, 1, 0, HANDLER)
    assert world.vault.noted == []
    assert world.desk.attachment(SLUG, code, 1, 0, HEAD)
    (look,) = world.vault.noted
    assert (look.by, look.act, look.why, look.code) == (HEAD.id, "unveil", "attachment 1.0", code)


def test_anybody_who_holds_it_may_restrict_a_paper_and_only_a_reader_lifts_it() -> None:
    world = World()
    code = with_photo(world)
    papers(world, code, HANDLER)
    with pytest.raises(Forbidden):
        world.desk.attachment(SLUG, code, 1, 0, HANDLER)
    with pytest.raises(Forbidden):
        papers(world, code, HANDLER, restricted=False)
    papers(world, code, HEAD, restricted=False)
    assert world.desk.attachment(SLUG, code, 1, 0, HANDLER)


@pytest.mark.parametrize(("stored", "decided", "shown"), [
    ("", None, None),
    ("identity_paper", None, "identity_paper"),
    ("", True, "staff"),
    ("identity_paper", False, None),
])  # fmt: skip
def test_staff_are_shown_what_is_restricted_and_never_where_it_lies(
    stored: str,
    decided: bool | None,
    shown: str | None,
) -> None:
    world = World()
    code = with_photo(world, restricted=stored)
    if decided is not None:
        papers(world, code, HEAD, restricted=decided)
    timeline = views.timeline(world.tickets.timeline(SLUG, code))
    (attachment,) = timeline[0]["attachments"]
    assert (attachment["restricted"], attachment["media_type"], attachment["size"]) == (shown, "image/jpeg", 9)
    assert "url" not in attachment
    assert "key" not in attachment


def test_a_decision_changes_nothing_that_is_sealed() -> None:
    world = World()
    code = world.opened(attachments=(photo(),)).code
    papers(world, code, HANDLER)
    timeline = world.tickets.timeline(SLUG, code)
    assert first_break(code, timeline) is None
    assert timeline[-1].facts == {"attachment": "1.0", "restricted": 1, "reason": "Ảnh chụp căn cước"}


@pytest.mark.parametrize(("why", "body", "error"), [
    ("no such place", {"attachment": {"event": 1, "index": 7}, "restricted": True, "reason": "Căn cước"}, Unprocessable),
    ("no such event", {"attachment": {"event": 9, "index": 0}, "restricted": True, "reason": "Căn cước"}, Unprocessable),
    ("no reason", {"attachment": {"event": 1, "index": 0}, "restricted": True}, Unprocessable),
    ("not said whether", {"attachment": {"event": 1, "index": 0}, "reason": "Căn cước"}, Unprocessable),
    ("not said which", {"restricted": True, "reason": "Căn cước"}, Unprocessable),
    ("said by half", {"attachment": {"event": 1}, "restricted": True, "reason": "Căn cước"}, Unprocessable),
    ("it is so already", {"attachment": {"event": 1, "index": 0}, "restricted": False, "reason": "Nhầm"}, Conflict),
])  # fmt: skip
def test_decisions_that_make_no_sense(why: str, body: dict[str, Any], error: type[Exception]) -> None:
    world = World()
    code = with_photo(world)
    with pytest.raises(error):
        world.desk.do(SLUG, code, "restrict", body, HEAD)
    assert len(world.tickets.timeline(SLUG, code)) == 1, why


def test_of_what_was_taken_out_nothing_is_decided_any_more() -> None:
    world = World()
    code = with_photo(world)
    papers(world, code, HANDLER)
    events = world.shelf.events[SLUG, code]
    events[0] = replace(events[0], attachments=(), erased=True)
    with pytest.raises(Unprocessable):
        papers(world, code, HEAD, restricted=False)


@pytest.mark.parametrize(("why", "event", "index", "words"), [
    ("what was never fetched", 1, 0, "no copy"),
    ("what was never sent", 1, 1, "no such attachment"),
    ("nor does counting from the end find one", 1, -1, "no such attachment"),
    ("an event that never was", 9, 0, "no such attachment"),
    ("what was taken out for the sender's sake", 2, 0, "taken out"),
])  # fmt: skip
def test_what_cannot_be_shown_says_why(why: str, event: int, index: int, words: str) -> None:
    world = World()
    ticket = world.opened()
    uncopied = Attachment(kind="image", url="https://scontent.fbcdn.net/a.jpg")
    events = world.shelf.events[SLUG, ticket.code]
    events[0] = replace(events[0], attachments=(uncopied,))
    events.append(replace(events[0], n=2, attachments=(), erased=True))
    with pytest.raises(NotFound, match=words):
        world.desk.attachment(SLUG, ticket.code, event, index, HANDLER)
    assert why
