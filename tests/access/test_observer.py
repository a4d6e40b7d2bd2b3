"""An association's observer sees how the petitions of businesses go, and nothing of who is behind any."""

import pytest

from chalicelib import views
from chalicelib.errors import Forbidden
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act, Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, changed, officer

OBSERVER = officer(Role.OBSERVER, "", staff="hhdn-01")
NAME, PHONE, MAIL = "Nguyễn Thị Hoa", "0912345678", "hoa@congty.example"
TEXT = f"Tôi là {NAME}, công ty chúng tôi ở ngõ 7. Mặt đường có ổ gà rất sâu, xin gọi {PHONE} hoặc {MAIL}."


def filed(world: World, kind: str = "business", key: str = "k", text: str = TEXT) -> Ticket:
    submitter = {"kind": kind, "name": NAME, "phone": PHONE, "email": MAIL}
    return world.form.file(world.province, {"text": text, "submitter": submitter}, key)


def everything(world: World, ticket: Ticket) -> str:
    read = world.desk.read(SLUG, ticket.code, OBSERVER)
    return str(views.ticket(world.province, read.ticket)) + str(views.timeline(read.timeline)) + str(read)


def test_what_a_business_sent_is_theirs_to_see_and_what_others_sent_is_not() -> None:
    world = World()
    mine, citizens, organisations = (filed(world, kind, kind) for kind in ("business", "citizen", "organisation"))
    assert [card.code for card in world.lies(mine.unit, OBSERVER)] == [mine.code]
    for other in (citizens, organisations, world.opened()):
        with pytest.raises(Forbidden):
            world.desk.read(SLUG, other.code, OBSERVER)


def test_nothing_personal_is_left_in_what_they_read() -> None:
    world = World()
    ticket = filed(world)
    world.does(ticket.code, "note", HANDLER, text=f"Bà {NAME} hay kiện cáo")
    world.does(ticket.code, "answer", HANDLER, text=f"Kính gửi bà {NAME}, số {PHONE}: đã vá xong")
    shown = everything(world, ticket)
    for secret in (NAME, "Hoa", PHONE, MAIL, ticket.origin.alias, HANDLER.id, HANDLER.name, "kiện cáo"):
        assert secret not in shown, secret
    assert "ổ gà rất sâu" in shown
    assert "đã vá xong" in shown


def test_a_list_shows_them_no_words() -> None:
    world = World()
    ticket = filed(world)
    (card,) = world.lies(ticket.unit, OBSERVER)
    (full,) = world.lies(ticket.unit, HANDLER)
    assert NAME in full.excerpt
    assert card == changed(full, excerpt="")  # type: ignore[arg-type]


def test_they_see_the_way_of_it_without_notes_reasons_and_hashes() -> None:
    world = World()
    ticket = filed(world)
    world.does(ticket.code, "accept", HANDLER)
    world.does(ticket.code, "note", HANDLER, text="gọi lại sau")
    read = world.desk.read(SLUG, ticket.code, OBSERVER)
    assert [event.act for event in read.timeline] == [Act.OPEN, Act.ACCEPT]
    assert {(event.hash, event.prev, len(event.attachments)) for event in read.timeline} == {("", "", 0)}
    assert [event.by for event in read.timeline] == ["", "handler"]
    assert (read.acts, read.notices, read.hints) == ([], [], ())


@pytest.mark.parametrize("act", ["note", "accept", "assign", "publish"])
def test_they_touch_nothing(act: str) -> None:
    world = World()
    ticket = filed(world)
    with pytest.raises(Forbidden):
        world.does(ticket.code, act, OBSERVER, text="x", unit="so-tai-chinh", reason="vì sao cũng được")
    assert world.tickets.get(SLUG, ticket.code) == ticket


def test_files_are_not_for_them() -> None:
    world = World()
    ticket = filed(world)
    with pytest.raises(Forbidden):
        world.desk.attachment(SLUG, ticket.code, 1, 0, OBSERVER)


@pytest.mark.parametrize(("why", "fields"), [
    ("a suspected complaint", {"legal": "complaint"}),
    ("one that was referred", {"outcome": "referred"}),
    ("one that is about them", {"concerns": ("staff:hhdn-01",)}),
])  # fmt: skip
def test_what_is_nobody_elses_is_not_theirs_either(why: str, fields: dict[str, object]) -> None:
    world = World()
    ticket = filed(world)
    world.shelf.tickets[SLUG, ticket.code] = changed(ticket, **fields)
    if "concerns" in fields:
        document = world.document()  # who stands on the province's list is somebody a petition can be about
        document["staff"].append({
            "id": "hhdn-01", "name": "Hiệp hội", "role": "observer", "unit": "ubnd-tinh", "email": None, "phone": None,
        })  # fmt: skip
        world.provinces.put(document, "test")
    with pytest.raises(Forbidden):
        world.desk.read(SLUG, ticket.code, OBSERVER)


def test_who_sent_it_is_said_by_the_form_and_kept_with_the_petition() -> None:
    world = World()
    assert filed(world).submitter == "business"
    assert filed(world, "citizen", "k2").submitter == ""
    assert world.opened().submitter == ""
    assert world.desk.read(SLUG, filed(world).code, COORDINATOR).ticket.submitter == "business"
