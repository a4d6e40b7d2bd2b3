"""Reports of any period by hand: the same for whoever asks twice, within one's own part of the tree, over in a call."""

from typing import Any

import pytest

from chalicelib.briefing.briefings import Shown, Wanted
from chalicelib.briefing.order import State
from chalicelib.errors import BadInput, Forbidden, NotFound, Unprocessable
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.briefing.office import CHIEF, HEAD, Office
from tests.builders import COORDINATOR, SLUG, at, officer


@pytest.fixture
def office() -> Office:
    """Two weeks are folded; no report was made yet."""
    office = Office()
    office.answered("1")
    office.clock.at = at("2026-11-30 00:30")
    office.nights.run()
    return office


def asked(office: Office, actor: Actor = COORDINATOR, **given: Any) -> list[Shown]:
    base = {"kind": "unit_report", "from": "2026-11-16", "to": "2026-11-25"}
    return office.briefings.ask(SLUG, base | given, actor)


def test_a_unit_report_without_a_unit_is_one_of_each_unit_that_has_a_head(office: Office) -> None:
    made = asked(office)
    assert sorted(one.order.unit for one in made) == ["p90001", "so-xay-dung"]
    assert {one.order.state for one in made} == {State.MADE}
    assert all(set(one.links) == {"html", "pdf", "xlsx", "csv"} for one in made)
    assert office.mails() == [], "what is asked for by hand is not sent"


def test_asked_for_twice_it_is_the_same(office: Office) -> None:
    first, second = asked(office, unit="p90001"), asked(office, unit="p90001")
    assert [one.order for one in first] == [one.order for one in second]
    assert len(office.drawer.kept) == 1
    assert asked(office, unit="p90001", to="2026-11-24")[0].order.paper != first[0].order.paper


def test_a_week_made_by_hand_is_sent_by_the_clock_all_the_same(office: Office) -> None:
    (made,) = asked(office, kind="week", **{"from": "2026-11-23", "to": "2026-11-29"})
    assert office.figures(made.order.first, made.order.last)["published"]
    office.tick("2026-11-30 07:30")
    assert sorted(to for to, kind, _ in office.mails() if kind == "week") == ["bd-ct", "dm", "ld", "xd-gd"]
    assert len([one for one in office.drawer.kept.values() if (one.kind, one.unit) == ("week", "")]) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"to": "2026-11-30"},  # today
        {"to": "2026-11-15"},
        {"from": "2025-11-20"},
        {"from": "2026-11-01", "to": "2026-11-02"},  # before there were figures
        {"kind": "week"},  # of ten days
        {"kind": "month", "unit": "p90001"},
        {"kind": "x"},
        {"from": "2026-02-30"},
    ],
)
def test_what_is_no_such_report_is_refused(office: Office, given: dict[str, Any]) -> None:
    with pytest.raises((BadInput, Unprocessable)):
        asked(office, **given)
    assert office.orders.orders == {}


def test_a_head_makes_and_finds_what_is_of_their_own_unit(office: Office) -> None:
    assert [one.order.unit for one in asked(office, HEAD)] == ["so-xay-dung"]
    assert [one.order.unit for one in asked(office, HEAD, unit="phong-ha-tang")] == ["phong-ha-tang"]
    for given in ({"unit": "p90001"}, {"unit": "ubnd-tinh"}, {"kind": "month"}):
        with pytest.raises(Forbidden):
            asked(office, HEAD, **given)
    with pytest.raises(NotFound):
        asked(office, officer(Role.COORDINATOR, "so-khcn", tenant="tinh-khac"))
    asked(office, unit="p90001")
    asked(office, kind="month")
    mine, _ = office.briefings.page(SLUG, Wanted(), HEAD, 10, None)
    assert sorted(one.order.unit for one in mine) == ["phong-ha-tang", "so-xay-dung"]
    assert len(office.briefings.page(SLUG, Wanted(), CHIEF, 10, None)[0]) == 4
    only, _ = office.briefings.page(SLUG, Wanted(unit="so-xay-dung"), CHIEF, 10, None)
    assert sorted(one.order.unit for one in only) == ["phong-ha-tang", "so-xay-dung"]


def test_the_list_leads_on(office: Office) -> None:
    for last in ("2026-11-20", "2026-11-21", "2026-11-22"):
        asked(office, unit="p90001", to=last)
    found, cursor = [], None
    while True:
        page, cursor = office.briefings.page(SLUG, Wanted(kind="unit_report"), CHIEF, 1, cursor)
        found += [one.order.last.isoformat() for one in page]
        if cursor is None:
            break
    assert found == ["2026-11-22", "2026-11-21", "2026-11-20"]
    with pytest.raises(BadInput):
        office.briefings.page(SLUG, Wanted(), CHIEF, 1, "x")


def test_what_takes_longer_than_a_call_is_making_until_the_clock_has_made_it(office: Office) -> None:
    office.clock.at = at("2026-12-30 00:30")
    office.nights.run()
    (long,) = asked(office, unit="p90001", to="2026-12-29")
    assert (long.order.state, long.links) == (State.MAKING, {})
    office.drawer.on_add = lambda: office.clock.pass_by(seconds=7)
    assert [one.order.state for one in asked(office)] == [State.MADE, State.MAKING]
    office.drawer.on_add = lambda: None
    office.tick("2026-12-30 01:30")
    assert {one.order.state for one in asked(office)} == {State.MADE}
    assert {one.state for one in office.orders.orders.values()} == {State.MADE}


def test_what_is_not_folded_yet_waits(office: Office) -> None:
    office.clock.at = at("2026-12-01 00:10")
    (made,) = asked(office, unit="p90001", to="2026-11-30")
    assert made.order.state is State.MAKING
    office.tick("2026-12-01 00:30")
    assert office.briefings.page(SLUG, Wanted(), CHIEF, 1, None)[0][0].order.state is State.MADE
