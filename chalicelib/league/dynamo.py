"""League tables on DynamoDB. Rows, formula and table lie in the bucket; here are their heads and how they came about.

| row     | pk            | sk   |                                             |
|---------|---------------|------|---------------------------------------------|
| round   | LT#tenant     | R#id | on the agenda while it waits for the clock  |
| comment | LTC#tenant#id | id   | of a unit, with the reply                   |
| notice  | LTN#tenant#id | N#…  | to a head (`NoticeRow` of the outbox)       |
"""

from collections.abc import Iterator
from datetime import datetime
from zlib import crc32

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError

from chalicelib.league.record import comment_of, comment_said, round_of, said_of
from chalicelib.league.round import Comment, Round
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, instant
from chalicelib.ticket.dynamo_rows import SHARDS, Row


class RoundRow(Row):
    said = CompactAttribute()
    version = NumberAttribute()


class CommentRow(Row):
    said = CompactAttribute()


class DynamoLeagues:
    """`Leagues` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def find(self, tenant: str, round_id: str) -> Round | None:
        try:
            row = RoundRow.get(_pk(tenant), f"R#{round_id}", consistent_read=True)
        except DoesNotExist:
            return None
        return round_of(tenant, row.said, int(row.version))

    def save(self, round_: Round, comment: Comment | None = None) -> bool:
        due, shard = round_.due_at, crc32(round_.id.encode()) % SHARDS
        row = RoundRow(
            _pk(round_.tenant),
            f"R#{round_.id}",
            agenda_pk=f"league#{round_.tenant}#{shard}" if due else None,
            agenda_at=instant(due) if due else None,
            said=said_of(round_),
            version=round_.version,
        )
        first = round_.version == 1
        unseen = RoundRow.pk.does_not_exist() if first else RoundRow.version == round_.version - 1
        try:
            with transaction() as act:
                act.save(row, condition=unseen)
                if comment:
                    pk = f"LTC#{round_.tenant}#{round_.id}"
                    act.save(CommentRow(pk, comment.id, said=comment_said(comment)))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            return False
        return True

    def page(self, tenant: str, limit: int, before: str = "") -> list[Round]:
        place = RoundRow.sk.between("R#", f"R#{before}" if before else "R$")
        found = RoundRow.query(_pk(tenant), place, consistent_read=True, scan_index_forward=False, limit=limit + 1)
        rounds = [round_of(tenant, row.said, int(row.version)) for row in found]
        return [each for each in rounds if each.id != before][:limit]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("league", tenant, instant(until)):
            yield sk[2:]

    def comments(self, tenant: str, round_id: str) -> list[Comment]:
        rows = CommentRow.query(f"LTC#{tenant}#{round_id}", consistent_read=True)
        return [comment_of(row.said) for row in rows]


def _pk(tenant: str) -> str:
    return f"LT#{tenant}"
