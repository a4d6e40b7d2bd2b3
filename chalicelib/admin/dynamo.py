"""Chores on DynamoDB: rows of the province, found by the agenda index."""

from datetime import datetime

from pynamodb.exceptions import PutError

from chalicelib.province import dynamo_rows as rows
from chalicelib.province.chore import Chore, stamp
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_index import AgendaIndex

_UNMET = "ConditionalCheckFailedException"


class DynamoChores:
    """`Chores` of chores.py."""

    def __init__(self, table: str) -> None:
        bind(table)  # the agenda index is the hub's
        rows.bind(table)

    def due(self, slug: str, until: datetime) -> list[Chore]:
        keys = sorted(AgendaIndex.entries("chore", slug, stamp(until)), key=lambda entry: entry[2])
        found = [rows.get(pk, sk) for pk, sk, _ in keys]
        chores = [rows.chore_from(row) for row in found if row]  # the index is a moment behind
        return [chore for chore in chores if not chore.reason and chore.at <= until]

    def waiting(self, slug: str) -> list[Chore]:
        found = rows.ProvinceRow.query(
            f"P#{slug}", rows.ProvinceRow.sk.startswith("CHORE#"), consistent_read=True
        )  # fmt: skip
        return [rows.chore_from(row) for row in found]

    def owe(self, chore: Chore) -> None:
        rows.chore_row(chore).save()

    def put_off(self, chore: Chore) -> bool:
        try:
            rows.chore_row(chore).save(condition=rows.ProvinceRow.pk.exists())
        except PutError as error:
            if error.cause_response_code != _UNMET:
                raise
            return False
        return True

    def done(self, chore: Chore) -> None:
        rows.chore_row(chore).delete()
