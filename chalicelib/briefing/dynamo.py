"""Reports that are owed or were made on DynamoDB.

| row     | pk              | sk                                  |                                                   |
|---------|-----------------|-------------------------------------|---------------------------------------------------|
| claim   | BF#tenant       | CLAIM#kind                          | the newest period that was decided on             |
| order   | BF#tenant       | O#2026-11-22#week#2026-W47#unit     | on the agenda «briefing» while it is owed         |
"""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.briefing.dynamo_rows import SaidRow, agenda, fields, newest, put, read, row_of
from chalicelib.briefing.order import Claim, Kind, Order
from chalicelib.briefing.order import State as Owed
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import instant


class DynamoOrders:
    """`Orders` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def claim(self, tenant: str, kind: Kind) -> Claim | None:
        row = read(f"BF#{tenant}", f"CLAIM#{kind}")
        return Claim(tenant=tenant, version=int(row.version), **(fields(row.said) | {"kind": kind})) if row else None

    def save_claim(self, claim: Claim) -> bool:
        return put(row_of(f"BF#{claim.tenant}", f"CLAIM#{claim.kind}", claim), claim.version)

    def find(self, tenant: str, place: str) -> Order | None:
        return _order(tenant, row) if (row := read(f"BF#{tenant}", f"O#{place}")) else None

    def save(self, order: Order) -> bool:
        row = row_of(f"BF#{order.tenant}", f"O#{order.place}", order)
        if order.state is Owed.MAKING:
            row.agenda_pk, row.agenda_at = agenda("briefing", order.tenant, order.place), instant(order.due_at)
        return put(row, order.version)

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("briefing", tenant, instant(until)):
            yield sk.removeprefix("O#")

    def newest(self, tenant: str, before: str, limit: int) -> list[Order]:
        return [_order(tenant, row) for row in newest(f"BF#{tenant}", "O#", before, limit)]


def _order(tenant: str, row: SaidRow) -> Order:
    said = fields(row.said)
    words = {"kind": Kind(said["kind"]), "state": Owed(said["state"])}
    return Order(tenant=tenant, version=int(row.version), **(said | words))
