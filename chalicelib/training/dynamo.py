"""Training on DynamoDB.

| row      | pk        | sk                                 |                                       |
|----------|-----------|------------------------------------|---------------------------------------|
| clock    | TR#tenant | CLOCK                              | one a training province               |
| captured | TR#tenant | O#2026-11-22T03:21:47.123+00:00#id | what would have gone out; `expires_at` |
| place    | TR#tenant | P#petitions#pk, P#people#pk         | where rows of it stand (dynamo_footprint.py) |
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.errors import StaleTicket
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row
from chalicelib.training.captured import Captured
from chalicelib.training.clock import Clock

_CLOCK, _OUT = "CLOCK", "O#"
_MILLISECOND = timedelta(milliseconds=1)


class ClockRow(Row):
    ahead_ms = NumberAttribute()
    goal = InstantAttribute(null=True)
    held_until = InstantAttribute(null=True)
    since = InstantAttribute(null=True)
    clearing = InstantAttribute(null=True)
    happened = CompactAttribute()
    version = NumberAttribute()


class CapturedRow(Row):
    at = InstantAttribute()
    purpose = UnicodeAttribute()
    way = UnicodeAttribute()
    to = CompactAttribute()
    text = UnicodeAttribute()
    subject = UnicodeAttribute()
    code = UnicodeAttribute()
    expires_at = NumberAttribute()


class DynamoClocks:
    """`Clocks` of clock.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def of(self, tenant: str) -> Clock:
        try:
            row = ClockRow.get(_pk(tenant), _CLOCK, consistent_read=True)
        except DoesNotExist:
            return Clock(tenant=tenant)
        return Clock(
            tenant=tenant, ahead=int(row.ahead_ms) * _MILLISECOND, goal=row.goal, held_until=row.held_until,
            since=row.since, clearing=row.clearing, happened=row.happened, version=int(row.version),
        )  # fmt: skip

    def save(self, clock: Clock) -> Clock:
        saved = replace(clock, version=clock.version + 1)
        row = ClockRow(
            pk=_pk(clock.tenant), sk=_CLOCK, ahead_ms=clock.ahead // _MILLISECOND, goal=clock.goal,
            held_until=clock.held_until, since=clock.since, clearing=clock.clearing, happened=dict(clock.happened),
            version=saved.version,
        )  # fmt: skip
        unseen = ClockRow.pk.does_not_exist() if clock.version == 0 else ClockRow.version == clock.version
        try:
            row.save(condition=unseen)
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise StaleTicket("somebody else has put this clock forward", tenant=clock.tenant) from error
        return replace(saved, ahead=clock.ahead // _MILLISECOND * _MILLISECOND)


class DynamoBook:
    """`Book` of captured.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def add(self, captured: Captured, expires_at: int) -> None:
        CapturedRow(
            pk=_pk(captured.tenant), sk=f"{_OUT}{captured.place}", at=captured.at, purpose=captured.purpose,
            way=captured.way, to=list(captured.to), text=captured.text, subject=captured.subject, code=captured.code,
            expires_at=expires_at,
        ).save()  # fmt: skip

    def newest(self, tenant: str, limit: int, before: str) -> Sequence[Captured]:
        pk = _pk(tenant)
        found = CapturedRow.query(
            pk,
            CapturedRow.sk.startswith(_OUT),
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
            consistent_read=True,
            last_evaluated_key={"pk": {"S": pk}, "sk": {"S": f"{_OUT}{before}"}} if before else None,
        )
        return [_captured(tenant, row) for row in found]


def _captured(tenant: str, row: CapturedRow) -> Captured:
    return Captured(
        tenant=tenant, id=row.sk.rsplit("#", 1)[1], at=row.at, purpose=row.purpose, way=row.way, to=tuple(row.to),
        text=row.text, subject=row.subject, code=row.code,
    )  # fmt: skip


def _pk(tenant: str) -> str:
    return f"TR#{tenant}"
