"""Broadcasts on DynamoDB.

| row       | pk          | sk                    |                                                          |
|-----------|-------------|-----------------------|----------------------------------------------------------|
| broadcast | B#tenant    | BROADCAST#id          | how it fares, too; on the agenda while it is due |
| ledger    | B#tenant    | LEDGER#2026-11-01     | what a month's broadcasts may use up                     |
| page      | B#tenant#id | PAGE#000000           | whom a page of the register is owed to; it goes          |
| census    | B#tenant#id | CENSUS                | how far the followers it means are counted; it goes      |
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import date, datetime

from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib.broadcast import dynamo_rows as rows
from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.broadcast.census import Census
from chalicelib.broadcast.dynamo_rows import BroadcastRow, CensusRow, PageRow
from chalicelib.broadcast.store import Page
from chalicelib.errors import StaleTicket
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, Row, instant
from chalicelib.ticket.dynamo_rows import NoticeRow, notice_from, notice_row
from chalicelib.ticket.owed import Notice

OWERS = 8  # calls at once: one after another a page would take as long as its pace allows for it


class LedgerRow(Row):
    spent = CompactAttribute()


class DynamoBroadcasts:
    """`Broadcasts` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def find(self, tenant: str, broadcast: str) -> Broadcast | None:
        try:
            row = BroadcastRow.get(rows.province(tenant), f"BROADCAST#{broadcast}", consistent_read=True)
        except DoesNotExist:
            return None
        return rows.broadcast_from(tenant, row)

    def save(
        self,
        broadcast: Broadcast,
        spent: Mapping[str, int] | None = None,
        month: date | None = None,
        known: Mapping[str, int] | None = None,
    ) -> Broadcast:
        row = rows.broadcast_row(broadcast)
        row.version = broadcast.version + 1
        unmoved = BroadcastRow.version == broadcast.version if broadcast.version else BroadcastRow.pk.does_not_exist()
        try:
            if not spent or month is None:
                row.save(condition=unmoved)
            else:
                before = self._ledger(broadcast.tenant, month)
                if known is not None and dict(known) != (before or {}):
                    raise StaleTicket("somebody else has taken of this month", broadcast=broadcast.id)
                after = {name: (before or {}).get(name, 0) + spent.get(name, 0) for name in {*(before or {}), *spent}}
                ledger = LedgerRow(row.pk, f"LEDGER#{month}", spent=after)
                same = LedgerRow.pk.does_not_exist() if before is None else LedgerRow.spent == before
                with transaction() as act:
                    act.save(row, condition=unmoved)
                    act.save(ledger, condition=same)
        except (PutError, TransactWriteError) as error:
            if not lost_race(error):
                raise
            raise StaleTicket("somebody else changed this broadcast", broadcast=broadcast.id) from error
        return rows.broadcast_from(broadcast.tenant, row)

    def spent(self, tenant: str, month: date) -> Mapping[str, int]:
        return self._ledger(tenant, month) or {}

    def _ledger(self, tenant: str, month: date) -> dict[str, int] | None:
        try:
            return dict(LedgerRow.get(rows.province(tenant), f"LEDGER#{month}", consistent_read=True).spent)
        except DoesNotExist:
            return None

    def newest(self, tenant: str, limit: int, before: str) -> list[Broadcast]:
        pk = rows.province(tenant)
        start = {"pk": {"S": pk}, "sk": {"S": f"BROADCAST#{before}"}} if before else None
        found = BroadcastRow.query(
            pk, BroadcastRow.sk.startswith("BROADCAST#"), scan_index_forward=False, limit=limit, page_size=limit,
            last_evaluated_key=start,
        )  # fmt: skip
        return [rows.broadcast_from(tenant, row) for row in found]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("broadcast", tenant, instant(until)):
            yield sk.removeprefix("BROADCAST#")

    def keep_page(self, tenant: str, broadcast: str, page: Page) -> Page:
        try:
            rows.page_row(tenant, broadcast, page).save(condition=PageRow.pk.does_not_exist())
        except PutError as error:
            if not lost_race(error):
                raise
            kept = self.page(tenant, broadcast, page.number)
            assert kept is not None  # it stays for months
            return kept
        return page

    def page(self, tenant: str, broadcast: str, number: int) -> Page | None:
        if number < 0:
            return None
        try:
            row = PageRow.get(rows.partition(tenant, broadcast), f"PAGE#{number:06d}", consistent_read=True)
        except DoesNotExist:
            return None
        return rows.page_from(row)

    def census(self, tenant: str, broadcast: str) -> Census | None:
        try:
            return rows.census_from(CensusRow.get(rows.partition(tenant, broadcast), "CENSUS", consistent_read=True))
        except DoesNotExist:
            return None

    def keep_census(self, tenant: str, broadcast: str, census: Census) -> Census:
        next_ = replace(census, version=census.version + 1)
        unmoved = CensusRow.version == census.version if census.version else CensusRow.pk.does_not_exist()
        try:
            rows.census_row(tenant, broadcast, next_).save(condition=unmoved)
        except PutError as error:
            if not lost_race(error):
                raise
            raise StaleTicket("somebody else counts for this broadcast", broadcast=broadcast) from error
        return next_

    def owe(self, notices: Sequence[Notice]) -> int:
        with ThreadPoolExecutor(OWERS) as threads:  # each in our context: a training province has its writes noted
            new = [threads.submit(copy_context().run, _owe, notice) for notice in notices]
            return sum(one.result() for one in new)

    def owed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Notice]:
        return [notice_from(row) for row in NoticeRow.batch_get([(pk, f"N#{sk}") for pk, sk in keys])]


def _owe(notice: Notice) -> bool:
    try:
        notice_row(notice).save(condition=Row.pk.does_not_exist())
    except PutError as error:
        if not lost_race(error):
            raise
        return False
    return True
