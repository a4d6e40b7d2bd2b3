"""The fake and DynamoDB keep the heads of the ledger's pages alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.ledger.page import Head
from chalicelib.ledger.store import Heads, Kept
from tests.builders import SLUG, at
from tests.fakes_ledger import ShelfHeads

DAY = date(2026, 11, 18)


@pytest.fixture(params=["shelf", "dynamo"])
def heads(request: pytest.FixtureRequest) -> Iterator[Heads]:
    if request.param == "shelf":
        yield ShelfHeads()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.ledger.dynamo import DynamoHeads

        yield DynamoHeads(petitions)


def kept(day: date = DAY, tenant: str = SLUG) -> Kept:
    head = Head(tenant=tenant, zone="Asia/Ho_Chi_Minh", day=day, count=3, root="ab" * 32, before="cd" * 32)
    return Kept(head=head, key=f"ledger/{tenant}/{day}.jsonl", begun=DAY, made_at=at("2026-11-19 00:31"))


def test_a_page_comes_back_as_it_was_kept_and_is_never_written_over(heads: Heads) -> None:
    assert heads.find(SLUG, DAY) is None
    assert heads.save(kept())
    assert not heads.save(replace(kept(), key="another"))
    assert heads.find(SLUG, DAY) == kept()


def test_pages_are_listed_newest_first_and_each_province_has_its_own(heads: Heads) -> None:
    days = [DAY + timedelta(days=n) for n in range(5)]
    for day in days:
        assert heads.save(kept(day))
    assert heads.save(kept(DAY + timedelta(days=9), "tinh-khac"))
    assert heads.last(SLUG) == kept(days[-1])
    assert heads.last("tinh-khong") is None
    assert [one.head.day for one in heads.before(SLUG, None, 2)] == days[:2:-1]
    assert [one.head.day for one in heads.before(SLUG, days[3], 9)] == days[2::-1]
