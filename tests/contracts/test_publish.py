"""Published petitions: the fake and DynamoDB find, leave out and follow alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import BadInput
from chalicelib.publish.published import CLOSED, MOST_WORDS, OPEN, Medium, Wanted
from chalicelib.publish.store import Shelf as Published
from chalicelib.ticket import life
from chalicelib.ticket.life import Change
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Attachment, Ticket
from chalicelib.ticket.workflow import Act
from tests.builders import COORDINATOR, HANDLER, SLUG, World, at
from tests.fakes import Shelf, ShelfTickets
from tests.fakes_publish import ShelfPublished

NOW = at("2026-11-18 09:00")
DAY = timedelta(days=1)
ALL = Wanted()
WORLD = World()


class Stores:
    """The stores under one roof, real or not."""

    def __init__(self, tickets: Tickets, published: Published) -> None:
        self.tickets, self.published = tickets, published

    def opens(self, code: str, opened_at: datetime = NOW, **fields: Any) -> Ticket:
        sample = WORLD.opened("Mặt đường có ổ gà", person=f"person of {code} {opened_at}")
        draft = replace(sample, code=code, events=0, head="", version=0, opened_at=opened_at, **fields)
        ticket, event = life.opened(WORLD.province, draft, COORDINATOR, "Mặt đường", ())
        self.tickets.commit(Change(ticket=ticket, events=(event,)))
        return self.tickets.get(ticket.tenant, code)

    def publishes(self, ticket: Ticket, text: str, **given: Any) -> Ticket:
        actor = replace(COORDINATOR, tenant=ticket.tenant)
        then, event = life.moved(
            WORLD.province, ticket, Act.PUBLISH, actor, NOW + DAY,
            text=text, public="published", public_event=ticket.events + 1, **given,
        )  # fmt: skip
        return self.writes(ticket, then, event)

    def acts(self, ticket: Ticket, act: Act, actor: Any, **given: Any) -> Ticket:
        return self.writes(ticket, *life.moved(WORLD.province, ticket, act, actor, NOW + 2 * DAY, **given))

    def writes(self, before: Ticket, then: Ticket, event: Any) -> Ticket:
        self.tickets.commit(Change(before=before, ticket=then, events=(event,)))
        return self.tickets.get(then.tenant, then.code)

    def codes(self, wanted: Wanted = ALL, tenant: str = SLUG) -> list[str]:
        return [one.code for one in self.published.search(tenant, wanted, 100, None).publications]


@pytest.fixture(params=["shelf", "dynamo"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "shelf":
        shelf = Shelf()
        yield Stores(ShelfTickets(shelf), ShelfPublished(shelf))
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.publish.dynamo import DynamoPublished
        from chalicelib.ticket.dynamo import DynamoTickets

        yield Stores(DynamoTickets(petitions), DynamoPublished(petitions))


def test_what_was_published_comes_back_as_it_was_written(stores: Stores) -> None:
    spot = Attachment(kind="location", latitude=21.01234, longitude=107.5)
    film = Attachment(kind="video", key="media/song-mau/SM-1/000001-0", media_type="video/mp4", size=9)
    ticket = stores.opens("SM-1", category="giao-thong", place="90001", unit="phong-ha-tang")
    stores.publishes(ticket, "Ổ gà sâu\nĐịa chỉ: 12 đường Chợ", facts={"answer": "Đã vá"}, attachments=(film, spot))
    (found,) = stores.published.some(SLUG, ["SM-1"])
    assert found == stores.published.search(SLUG, ALL, 10, None).publications[0]
    assert (found.code, found.category, found.place, found.unit) == ("SM-1", "giao-thong", "90001", "phong-ha-tang")
    assert (found.text, found.address, found.answer) == ("Ổ gà sâu", "12 đường Chợ", "Đã vá")
    assert (found.latitude, found.longitude) == (21.01234, 107.5)
    assert (found.opened_at, found.published_at, found.updated_at) == (NOW, NOW + DAY, NOW + DAY)
    assert found.media == (Medium(key=film.key, media_type="video/mp4"),)
    assert (found.status, found.answered_at) == (OPEN, None)


def test_what_nobody_published_is_not_there(stores: Stores) -> None:
    stores.opens("SM-1")
    assert stores.codes() == []
    assert stores.published.some(SLUG, ["SM-1", "SM-2"]) == []


def test_what_is_hidden_is_gone_and_may_come_back(stores: Stores) -> None:
    shown = stores.publishes(stores.opens("SM-1"), "Ổ gà")
    hidden = stores.acts(shown, Act.HIDE, COORDINATOR, public="hidden", public_event=0)
    assert (stores.codes(), stores.published.some(SLUG, ["SM-1"])) == ([], [])
    stores.publishes(hidden, "Ổ gà đã vá")
    assert [one.text for one in stores.published.some(SLUG, ["SM-1"])] == ["Ổ gà đã vá"]


def test_it_follows_the_petition(stores: Stores) -> None:
    shown = stores.publishes(stores.opens("SM-1", unit="phong-ha-tang"), "Ổ gà")
    facts = {"public_text": "Đã vá xong", "to": "both"}
    answered = stores.acts(
        shown, Act.ANSWER, HANDLER, text="Chào bà Hoa, đã vá", facts=facts, answered_at=NOW + 2 * DAY
    )
    (found,) = stores.published.some(SLUG, ["SM-1"])
    assert (found.answer, found.status, found.answered_at) == ("Đã vá xong", "answered", NOW + 2 * DAY)
    assert (found.text, found.updated_at) == ("Ổ gà", NOW + 2 * DAY)
    assert stores.codes(Wanted(text="da va XONG")) == ["SM-1"]
    stores.acts(answered, Act.CLOSE, HANDLER)
    assert stores.published.some(SLUG, ["SM-1"])[0].status == CLOSED
    assert stores.codes(Wanted(status="open")) == []


def test_an_act_that_changes_nothing_of_it_leaves_it_alone(stores: Stores) -> None:
    shown = stores.publishes(stores.opens("SM-1"), "Ổ gà")
    before = stores.published.some(SLUG, ["SM-1"])
    stores.acts(shown, Act.NOTE, COORDINATOR, text="Nội bộ")
    assert stores.published.some(SLUG, ["SM-1"]) == before


@pytest.mark.parametrize(("wanted", "found"), [
    (ALL, ["SM-3", "SM-2", "SM-1"]),
    (Wanted(text="BAI RAC"), ["SM-2"]),
    (Wanted(text="rác thối"), ["SM-2"]),
    (Wanted(text="duong cho"), ["SM-3"]),
    (Wanted(text="rac cho"), []),
    (Wanted(text="ra"), []),
    (Wanted(text="?!"), ["SM-3", "SM-2", "SM-1"]),
    (Wanted(text="rác " * 50), ["SM-2"]),
    (Wanted(category="dau-tu"), ["SM-1"]),
    (Wanted(place="90002"), ["SM-2"]),
    (Wanted(unit="so-tai-chinh"), ["SM-1"]),
    (Wanted(status="open,closed"), ["SM-3", "SM-2", "SM-1"]),
    (Wanted(status="answered"), []),
    (Wanted(since=NOW + DAY), ["SM-3", "SM-2"]),
    (Wanted(until=NOW + DAY), ["SM-1"]),
    (Wanted(since=NOW + DAY, until=NOW + 2 * DAY, place="90002", text="rác", unit="p90002", status="open"), ["SM-2"]),
])  # fmt: skip
def test_a_search(stores: Stores, wanted: Wanted, found: list[str]) -> None:
    stores.publishes(stores.opens("SM-1", category="dau-tu", unit="so-tai-chinh"), "Xin giấy phép")
    stores.publishes(stores.opens("SM-2", NOW + DAY, place="90002", unit="p90002"), "Bãi rác thối")
    stores.publishes(stores.opens("SM-3", NOW + 2 * DAY, category=None), "Ổ gà\nĐịa chỉ: đường Chợ")
    assert stores.codes(wanted) == found


def test_only_so_many_different_words_are_looked_for(stores: Stores) -> None:
    words = [f"từ{n}" for n in range(MOST_WORDS)]
    stores.publishes(stores.opens("SM-1"), " ".join(words))
    more = [f"x{n}" for n in range(80)]
    assert stores.codes(Wanted(text=" ".join([*words, *words, *more]))) == ["SM-1"]
    assert stores.codes(Wanted(text=" ".join([*words[1:], *more]))) == []


def test_one_reading_reads_so_far_and_says_where_to_go_on(stores: Stores) -> None:
    for day in range(5):
        stores.publishes(stores.opens(f"SM-{day}", NOW + day * DAY), "rác" if day == 0 else "ổ gà")
    rare, after = Wanted(text="rác"), None
    readings: list[list[str]] = []
    while not readings or after:
        found = stores.published.search(SLUG, rare, 2, after)
        readings.append([one.code for one in found.publications])
        after = found.after
    assert readings == [[], [], ["SM-0"]]


def test_a_place_survives_what_is_written_meanwhile(stores: Stores) -> None:
    tickets = [stores.publishes(stores.opens(f"SM-{day}", NOW + day * DAY), "ổ gà") for day in range(4)]
    first = stores.published.search(SLUG, ALL, 2, None)
    stores.publishes(stores.opens("SM-9", NOW + 9 * DAY), "mới")
    stores.acts(tickets[2], Act.HIDE, COORDINATOR, public="hidden", public_event=0)
    rest = stores.published.search(SLUG, ALL, 9, first.after)
    assert [one.code for one in rest.publications] == ["SM-1", "SM-0"]


def test_a_place_outside_of_what_is_wanted_is_a_mistake(stores: Stores) -> None:
    with pytest.raises(BadInput):
        stores.published.search(SLUG, Wanted(since=NOW, until=NOW + DAY), 9, ("SM-1", NOW - DAY))


def test_another_province_has_its_own(stores: Stores) -> None:
    stores.publishes(stores.opens("SM-1", tenant="tinh-khac"), "Ổ gà")
    assert stores.codes() == []
    assert stores.published.some(SLUG, ["SM-1"]) == []
    assert stores.codes(tenant="tinh-khac") == ["SM-1"]
    assert stores.published.ended("tinh-khac", NOW, NOW + DAY) == []


def test_petitions_are_counted_by_when_they_were_opened(stores: Stores) -> None:
    ticket = stores.opens("SM-1", category="giao-thong", unit="phong-ha-tang")
    stores.opens("SM-2", NOW + 3 * DAY, unit="phong-ha-tang")
    (counted,) = stores.published.open(SLUG, "phong-ha-tang", NOW, NOW + DAY)
    assert (counted.category, counted.unit, counted.opened_at) == ("giao-thong", "phong-ha-tang", NOW)
    assert (counted.open, counted.answered_at, counted.promised_at) == (True, None, ticket.promised_at)
    stores.acts(ticket, Act.ANSWER, HANDLER, text="Xong", answered_at=NOW + 2 * DAY)
    assert stores.published.open(SLUG, "phong-ha-tang", NOW, NOW + DAY) == []
    (counted,) = stores.published.ended(SLUG, NOW, NOW + DAY)
    assert (counted.open, counted.answered_at, counted.category) == (False, NOW + 2 * DAY, "giao-thong")
    assert stores.published.ended(SLUG, NOW + DAY, NOW + 9 * DAY) == []


def test_figures_are_kept_a_province(stores: Stores) -> None:
    assert stores.published.kept(SLUG, "2026-11") is None
    stores.published.keep(SLUG, "2026-11", {"received": 3}, NOW + DAY)
    stores.published.keep(SLUG, "2026-11", {"received": 4}, NOW + DAY)
    assert stores.published.kept(SLUG, "2026-11") == {"received": 4}
    assert stores.published.kept("tinh-khac", "2026-11") is None
