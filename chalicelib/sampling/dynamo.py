"""How far the lot was drawn, on DynamoDB.

| row  | pk        | sk         |                              |
|------|-----------|------------|------------------------------|
| draw | SC#tenant | 2026-11-16 | the Monday; gone in a month  |
"""

from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist

from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_rows import Row


class DrawRow(Row):
    place = UnicodeAttribute()
    expires_at = NumberAttribute()


class DynamoDraws:
    """`Draws` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def place(self, tenant: str, week: date) -> str:
        try:
            return str(DrawRow.get(f"SC#{tenant}", week.isoformat(), consistent_read=True).place)
        except DoesNotExist:
            return ""

    def save(self, tenant: str, week: date, place: str, until: datetime) -> None:
        DrawRow(f"SC#{tenant}", week.isoformat(), place=place, expires_at=int(until.timestamp())).save()
