"""What the table's stream says: a record → news, and where it stands among all that happened.

Only rows that say how a ticket or a dossier stands are sent to us (infra/resources.yaml filters the others out).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.hooks import news
from chalicelib.hooks.hook import News
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.ticket import Ticket

_DOSSIER = ("status", "agency", "result_on", "missing")  # what is news about a dossier; its version moves without


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """`place` grows with what happens to one ticket or dossier, and is the same when the record comes again."""

    place: str
    tenant: str
    news: tuple[News, ...]


def noticed(record: Mapping[str, Any]) -> Noticed:
    """A record of the stream, as Lambda hands it over: with the row before and after."""
    change = record["dynamodb"]
    before, after = change.get("OldImage"), change.get("NewImage") or {"pk": change["Keys"]["pk"], "sk": {"S": ""}}
    at = datetime.fromtimestamp(float(change["ApproximateCreationDateTime"]), UTC)
    kind, tenant, code = after["pk"]["S"].split("#", 2)
    if kind == "T" and after["sk"]["S"] == "TICKET":
        found = news.of_ticket(_ticket(before) if before else None, _ticket(after), at)
    elif kind == "D" and after["sk"]["S"] == "DOSSIER":
        found = _dossier(tenant, code, before or {}, after, at)
    else:
        found = ()
    return Noticed(place=str(change["SequenceNumber"]).zfill(40), tenant=tenant, news=found)


def _ticket(image: Mapping[str, Any]) -> Ticket:
    return rows.ticket_from(rows.TicketRow.from_raw_data(dict(image)))


def _dossier(
    tenant: str, code: str, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime
) -> tuple[News, ...]:
    if all(before.get(name) == after.get(name) for name in _DOSSIER):
        return ()
    status, version = after["status"]["S"], int(after["version"]["N"])
    return (news.of_dossier(tenant, code, version, status, before["status"]["S"] if before else None, at),)
