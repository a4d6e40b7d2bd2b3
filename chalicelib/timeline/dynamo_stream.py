"""A record of the table's stream → a ticket before and after it was written; other rows are nothing to the timeline."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.ticket import Ticket
from chalicelib.timeline.noting import Step


def step(record: Mapping[str, Any]) -> Step | None:
    """A record as Lambda hands it over, with the row before and after; None for what is no ticket."""
    change = record["dynamodb"]
    after, before = change.get("NewImage"), change.get("OldImage")
    if after is None or after["sk"]["S"] != "TICKET" or not after["pk"]["S"].startswith("T#"):
        return None
    return Step(before=_ticket(before) if before else None, after=_ticket(after))


def _ticket(image: Mapping[str, Any]) -> Ticket:
    return rows.ticket_from(rows.TicketRow.from_raw_data(dict(image)))
