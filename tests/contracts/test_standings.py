"""Standings, journals and secrets: the fakes and the real ones answer the same questions alike."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib.account.journal import Journals
from chalicelib.account.safe import Safe
from chalicelib.account.standing import Standing, Standings, noted
from chalicelib.errors import NotFound, StaleTicket
from tests.account.outside import PocketSafe, ShelfJournals
from tests.builders import SLUG, at
from tests.fakes import Clock, ShelfStandings

NOW = at("2026-11-18 09:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OA = (SLUG, "zalo", "3001")
_runs = count(1)


@dataclass
class Stores:
    """What an account is kept in; `again` is the same standings seen by another process."""

    standings: Standings
    again: Callable[[], Standings]
    journals: Journals
    safe: Safe
    other_safe: Safe
    clock: Clock


@pytest.fixture(params=["shelf", "aws"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    clock = Clock(NOW)
    if request.param == "shelf":
        standings, secrets = ShelfStandings(), dict[str, dict[str, Any]]()
        yield Stores(
            standings, lambda: standings, ShelfJournals(), PocketSafe(secrets), PocketSafe(secrets), clock
        )  # fmt: skip
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.account.dynamo import DynamoStandings
        from chalicelib.account.dynamo_journal import DynamoJournals
        from chalicelib.ssm import Secrets

        path = f"/cau-noi/contract-{next(_runs)}"
        yield Stores(
            DynamoStandings(petitions), lambda: DynamoStandings(petitions), DynamoJournals(petitions),
            Secrets(path, clock), Secrets(path, clock), clock,
        )  # fmt: skip


def test_an_account_nobody_wrote_of_stands_as_if_new(stores: Stores) -> None:
    assert stores.standings.of(*OA) == Standing(tenant=SLUG, channel="zalo", account="3001")


def test_a_standing_comes_back_as_it_was_written(stores: Stores) -> None:
    full = Standing(
        tenant=SLUG, channel="zalo", account="3001", stopped="-321", stopped_at=NOW, held_until=NOW + MINUTE,
        heard_at=NOW - MINUTE, token_until=NOW + HOUR, grant_until=NOW + 90 * 24 * HOUR, refreshed_at=NOW - HOUR,
        subscribed=False, checked_at=NOW, news={"quota": "2026-11-18T02:00:00.000Z 500"}, told={"silence": "2026-11-18"},
    )  # fmt: skip
    saved = stores.standings.save(full)
    assert saved == replace(full, version=1)
    assert stores.standings.of(*OA) == saved
    emptied = stores.standings.save(Standing(tenant=SLUG, channel="zalo", account="3001", version=1))
    assert stores.standings.of(*OA) == emptied == Standing(tenant=SLUG, channel="zalo", account="3001", version=2)


def test_another_tenants_account_is_another_account(stores: Stores) -> None:
    stores.standings.stop(*OA, "-321", NOW)
    assert stores.standings.of("tinh-khac", "zalo", "3001").stopped == ""
    assert stores.standings.of(SLUG, "facebook", "3001").stopped == ""


def test_several_are_read_at_once(stores: Stores) -> None:
    stores.standings.stop(*OA, "-321", NOW)
    wanted = [("zalo", "3001"), ("facebook", "2001"), *(("facebook", str(5000 + n)) for n in range(150))]
    stores.standings.heard(SLUG, "facebook", "5149", NOW)
    found = stores.standings.many(SLUG, [*wanted, wanted[0]])
    assert set(found) == set(wanted)
    assert found["zalo", "3001"] == stores.standings.of(*OA)
    assert found["facebook", "2001"] == Standing(tenant=SLUG, channel="facebook", account="2001")
    assert found["facebook", "5149"].heard_at == NOW
    assert stores.standings.many(SLUG, []) == {}


def test_of_many_who_stop_an_account_one_is_the_first(stores: Stores) -> None:
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(lambda n: stores.standings.stop(*OA, f"reason {n}", NOW), range(16)))
    assert firsts.count(True) == 1
    stopped = stores.standings.of(*OA)
    assert stopped.stopped == f"reason {firsts.index(True)}"
    assert stopped.stopped_at == NOW


def test_an_account_that_went_on_can_be_stopped_again(stores: Stores) -> None:
    assert stores.standings.stop(*OA, "-321", NOW)
    stores.standings.hold(*OA, NOW + HOUR)
    stores.standings.resume(*OA)
    standing = stores.standings.of(*OA)
    assert (standing.stopped, standing.stopped_at, standing.held_until) == ("", None, None)
    assert stores.standings.stop(*OA, "-204", NOW + MINUTE)


def test_to_resume_what_is_not_stopped_is_no_error(stores: Stores) -> None:
    stores.standings.resume(*OA)
    assert stores.standings.of(*OA).stopped == ""


def test_a_hold_only_moves_forward(stores: Stores) -> None:
    for minutes in (5, 2, 9):
        stores.standings.hold(*OA, NOW + minutes * MINUTE)
    assert stores.standings.of(*OA).held_until == NOW + 9 * MINUTE
    stores.standings.hold(*OA, NOW)
    assert stores.standings.of(*OA).held_until == NOW + 9 * MINUTE


def test_a_token_the_platform_no_longer_takes_ends_now(stores: Stores) -> None:
    noted(stores.standings, *OA, token_until=NOW + HOUR)
    stores.standings.expire(*OA, NOW)
    assert stores.standings.of(*OA).token_until == NOW
    stores.standings.expire(*OA, NOW + MINUTE)
    assert stores.standings.of(*OA).token_until == NOW + MINUTE, "the newest complaint counts"


def test_signs_of_life_only_move_forward(stores: Stores) -> None:
    stores.standings.heard(*OA, NOW)
    stores.again().heard(*OA, NOW - HOUR)
    assert stores.standings.of(*OA).heard_at == NOW
    stores.standings.heard(*OA, NOW + 10 * MINUTE)
    assert stores.standings.of(*OA).heard_at == NOW + 10 * MINUTE


def test_whoever_saves_an_old_copy_is_told_to_look_again(stores: Stores) -> None:
    copy = stores.standings.of(*OA)
    stores.standings.heard(*OA, NOW)
    with pytest.raises(StaleTicket):
        stores.standings.save(replace(copy, subscribed=True))
    assert stores.standings.of(*OA).subscribed is None
    saved = stores.standings.save(replace(stores.standings.of(*OA), subscribed=True))
    with pytest.raises(StaleTicket):
        stores.standings.save(replace(saved, version=saved.version - 1))
    assert saved.heard_at == NOW


def test_a_note_is_written_whatever_else_moves_the_row(stores: Stores) -> None:
    with ThreadPoolExecutor(4) as pool:
        stopping = pool.submit(stores.standings.stop, *OA, "-321", NOW)
        holding = pool.submit(stores.standings.hold, *OA, NOW + HOUR)
        noted(stores.standings, *OA, checked_at=NOW)
        assert stopping.result()
        holding.result()
    standing = stores.standings.of(*OA)
    assert (standing.checked_at, standing.stopped, standing.held_until) == (NOW, "-321", NOW + HOUR)


# The journal of refreshes


def test_of_many_who_want_to_refresh_one_may(stores: Stores) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: stores.journals.take(*OA, f"run-{n}", NOW, NOW + 3 * MINUTE), range(16)))
    (journal,) = [one for one in taken if one]
    assert journal.owner == f"run-{taken.index(journal)}"
    assert stores.journals.take(*OA, "late", NOW + 2 * MINUTE, NOW + 5 * MINUTE) is None
    assert stores.journals.take(SLUG, "zalo", "3002", "other", NOW, NOW + MINUTE), "another OA is another journal"


def test_whoever_was_overtaken_may_write_no_more(stores: Stores) -> None:
    slow = stores.journals.take(*OA, "slow", NOW, NOW + 3 * MINUTE)
    fast = stores.journals.take(*OA, "fast", NOW + 3 * MINUTE, NOW + 6 * MINUTE)
    assert slow
    assert fast
    assert stores.journals.note(replace(slow, spent="a")) is False
    assert stores.journals.note(replace(fast, spent="b", alarmed="b")) is True
    stores.journals.release(slow)
    assert stores.journals.take(*OA, "third", NOW + 4 * MINUTE, NOW + 7 * MINUTE) is None


def test_what_was_noted_is_there_for_the_next_one(stores: Stores) -> None:
    first = stores.journals.take(*OA, "first", NOW, NOW + 3 * MINUTE)
    assert first
    assert (first.spent, first.alarmed, first.refused) == ("", "", "")
    assert stores.journals.note(replace(first, spent="a", alarmed="b", refused="c"))
    stores.journals.release(first)
    second = stores.journals.take(*OA, "second", NOW, NOW + 3 * MINUTE)
    assert second == replace(first, owner="second", spent="a", alarmed="b", refused="c")
    assert stores.journals.note(replace(second, spent="", alarmed="", refused=""))
    stores.journals.release(second)
    third = stores.journals.take(*OA, "third", NOW, NOW + 3 * MINUTE)
    assert third == replace(first, owner="third")


# Secrets


def test_a_secret_is_read_as_it_was_put(stores: Stores) -> None:
    with pytest.raises(NotFound):
        stores.safe.get("zalo/oa/3001")
    stores.safe.put("zalo/oa/3001", {"access_token": "á", "previous": {"access_token": "b"}})
    assert stores.safe.get("zalo/oa/3001") == {"access_token": "á", "previous": {"access_token": "b"}}
    stores.safe.put("zalo/oa/3001", {"access_token": "c"})
    assert stores.safe.get("zalo/oa/3001") == {"access_token": "c"}, "whoever puts reads what was put"


def test_another_process_sees_a_new_secret_once_it_forgets_the_old_one(stores: Stores) -> None:
    stores.safe.put("zalo/oa/3001", {"access_token": "a"})
    assert stores.other_safe.kept("zalo/oa/3001") is None
    assert stores.other_safe.get("zalo/oa/3001") == {"access_token": "a"}
    stores.safe.put("zalo/oa/3001", {"access_token": "b"})
    assert stores.other_safe.get("zalo/oa/3001") == {"access_token": "a"}
    assert stores.other_safe.kept("zalo/oa/3001") == {"access_token": "a"}
    stores.other_safe.forget("zalo/oa/3001")
    stores.other_safe.forget("zalo/oa/3001")
    assert stores.other_safe.get("zalo/oa/3001") == {"access_token": "b"}


# What DynamoDB alone can show


@pytest.fixture
def table(fresh_tables: tuple[str, str]) -> str:
    return fresh_tables[0]


def test_a_busy_page_costs_one_write_in_ten_minutes_and_process(table: str) -> None:
    from chalicelib.account.dynamo import DynamoStandings

    standings = DynamoStandings(table)
    for second in range(0, 1800, 10):
        standings.heard(*OA, NOW + timedelta(seconds=second))
    assert standings.of(*OA).version == 3


def test_an_attribute_of_a_newer_version_of_the_code_survives(table: str) -> None:
    import boto3

    from chalicelib.account.dynamo import DynamoStandings

    standings = DynamoStandings(table)
    saved = standings.save(Standing(tenant=SLUG, channel="zalo", account="3001", subscribed=True))
    key = {"pk": {"S": f"A#{SLUG}#zalo#3001"}, "sk": {"S": "STANDING"}}
    dynamodb = boto3.client("dynamodb")
    dynamodb.update_item(
        TableName=table, Key=key, UpdateExpression="SET later = :x", ExpressionAttributeValues={":x": {"S": "x"}}
    )  # fmt: skip
    standings.save(replace(saved, subscribed=False))
    assert dynamodb.get_item(TableName=table, Key=key)["Item"]["later"] == {"S": "x"}


def test_no_token_lies_in_the_table(table: str) -> None:
    """Whatever the refresher writes down of a token is a fingerprint."""
    import boto3

    from chalicelib.account.dynamo import DynamoStandings
    from chalicelib.account.dynamo_journal import DynamoJournals
    from tests.account.office import Office

    office = Office()
    standings, journals = DynamoStandings(table), DynamoJournals(table)
    office.other_tokens(standings=standings, journals=journals).renew(SLUG, office.oa)
    assert standings.of(*OA).refreshed_at == office.clock()
    office.zalo.refresh_token = "another"
    office.clock.pass_by(hours=21)
    office.other_tokens(standings=standings, journals=journals).renew(SLUG, office.oa)
    rows = str(boto3.client("dynamodb").scan(TableName=table)["Items"])
    assert "refused" in rows
    assert "refresh-" not in rows
    assert "access-" not in rows
