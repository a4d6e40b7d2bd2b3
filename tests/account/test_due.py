"""Which accounts are tended first, as a table: refreshes nobody has tried, then whoever has waited longest."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.account.due import in_order
from chalicelib.account.standing import Standing
from tests.builders import SLUG, at

NOW = at("2026-11-18 09:00")


def oa(name: str, **hours_ago: float) -> Standing:
    """An OA whose instants lie so many hours back."""
    return _standing("zalo", name, hours_ago)


def page(name: str, **hours_ago: float) -> Standing:
    return _standing("facebook", name, hours_ago)


def _standing(channel: str, name: str, hours_ago: dict[str, float]) -> Standing:
    instants: dict[str, Any] = {field: NOW - timedelta(hours=hours) for field, hours in hours_ago.items()}
    return Standing(tenant=SLUG, channel=channel, account=name, **instants)


@pytest.mark.parametrize(("standings", "first"), [
    ([page("new"), oa("new-oa")], ["new-oa", "new"]),
    ([page("old", checked_at=3), page("older", checked_at=4), page("new")], ["new", "older", "old"]),
    # due for refresh since an hour, last tended before: first, however long the page has waited
    ([page("p", checked_at=9), oa("due", refreshed_at=21, checked_at=2)], ["due", "p"]),
    # tried since it fell due, in vain: in its turn
    ([page("p", checked_at=9), oa("tried", refreshed_at=23, checked_at=1)], ["p", "tried"]),
    # its token is no longer taken since five minutes, nobody has tried since
    ([page("p", checked_at=9), oa("complained", refreshed_at=5, token_until=0.1, checked_at=5)], ["complained", "p"]),
    # complained an hour ago, tried since, in vain
    ([page("p", checked_at=9), oa("tried-since", refreshed_at=5, token_until=1, checked_at=0.5)], ["p", "tried-since"]),
    # complaints keep coming while every attempt fails: in its turn
    ([page("p", checked_at=9), oa("failing", refreshed_at=5, token_until=0.01, checked_at=0.1)], ["p", "failing"]),
    # refreshed two minutes ago and no longer taken since one: people wait for it; half a minute: a late complaint
    ([oa("dead", refreshed_at=2 / 60, token_until=1 / 60, checked_at=2 / 60)], ["dead"]),
    ([oa("settling", refreshed_at=0.5 / 60, token_until=0.1 / 60, checked_at=0.5 / 60)], []),
    # refused or unseen so far, but tried
    ([page("p", checked_at=9), oa("unseen", checked_at=2)], ["p", "unseen"]),
    ([oa("fine", refreshed_at=19, checked_at=19), page("p", checked_at=2)], ["p"]),
])  # fmt: skip
def test_the_order(standings: list[Standing], first: list[str]) -> None:
    assert [standing.account for standing, _ in in_order(standings, NOW)] == first
