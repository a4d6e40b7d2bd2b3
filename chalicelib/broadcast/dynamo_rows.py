"""The rows of broadcasts: value ↔ row and no more."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.broadcast.broadcast import Audience, Broadcast, Kind, State
from chalicelib.broadcast.census import Census
from chalicelib.broadcast.store import Page, Whom
from chalicelib.broadcast.tally import Tally
from chalicelib.ticket.dynamo_models import CompactAttribute, Row, instant
from chalicelib.ticket.dynamo_rows import SHARDS


class BroadcastRow(Row):
    state = UnicodeAttribute()
    body = CompactAttribute()
    version = NumberAttribute()


class PageRow(Row):
    whom = CompactAttribute()
    left_out = CompactAttribute()
    shard = NumberAttribute()
    after = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)


class CensusRow(Row):
    body = CompactAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


_NEVER = 4_102_444_800  # of pages from before they had an end: the year 2100
CENSUS_KEPT = timedelta(days=2)
_INSTANTS = ("created_at", "decided_at", "at", "started_at", "done_at", "next_at", "round_at")
_OWN = ("tenant", "id", "state", "version")  # they stand in the keys, or beside the body


def province(tenant: str) -> str:
    return f"B#{tenant}"


def partition(tenant: str, broadcast: str) -> str:
    return f"B#{tenant}#{broadcast}"


def broadcast_row(one: Broadcast) -> BroadcastRow:
    body = {name: value for name, value in asdict(one).items() if name not in _OWN and value is not None}
    body |= {name: instant(body[name]) for name in _INSTANTS if name in body}
    body["audience"] = {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in body["audience"].items()
    }
    listed = one.next_at is not None
    return BroadcastRow(
        province(one.tenant),
        f"BROADCAST#{one.id}",
        agenda_pk=f"broadcast#{one.tenant}#{crc32(one.id.encode()) % SHARDS}" if listed else None,
        agenda_at=instant(one.next_at) if one.next_at else None,
        state=one.state,
        body=body,
        version=one.version,
    )


def broadcast_from(tenant: str, row: BroadcastRow) -> Broadcast:
    body: dict[str, Any] = dict(row.body)
    body |= {name: datetime.fromisoformat(body[name]) for name in _INSTANTS if name in body}
    audience: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in body["audience"].items()
    }
    known = Broadcast.__dataclass_fields__
    kept: dict[str, Any] = {name: value for name, value in body.items() if name in known}
    kept |= {"kind": Kind(body["kind"]), "audience": Audience(**audience)}
    kept |= {name: _tally(kept[name]) for name in ("fares", "round") if name in kept}
    return Broadcast(
        tenant=tenant,
        id=row.sk.removeprefix("BROADCAST#"),
        state=State(row.state),
        version=int(row.version),
        **kept,
    )


def _tally(kept: dict[str, Any]) -> Tally:
    return Tally(**(kept | {"waiting": tuple((number, place) for number, place in kept["waiting"])}))


def page_row(tenant: str, broadcast: str, page: Page) -> PageRow:
    return PageRow(
        partition(tenant, broadcast),
        f"PAGE#{page.number:06d}",
        whom=[[one.channel, one.account, one.alias, one.locale] for one in page.whom],
        left_out=dict(page.left_out),
        shard=page.shard,
        after=page.after,
        expires_at=int(page.until.timestamp()),
    )


def page_from(row: PageRow) -> Page:
    return Page(
        number=int(row.sk.removeprefix("PAGE#")),
        whom=tuple(Whom(*one) for one in row.whom),
        left_out=row.left_out,
        shard=int(row.shard),
        after=row.after,
        until=datetime.fromtimestamp(int(row.expires_at or _NEVER), UTC),
    )


def census_row(tenant: str, broadcast: str, census: Census) -> CensusRow:
    body = {
        "of": census.of,
        "at": instant(census.at),
        "begun_at": instant(census.begun_at),
        "saved_at": instant(census.saved_at),
        "shard": census.shard,
        "after": census.after,
        "people": census.people,
        "without": dict(census.without),
        "groups": [[*group, number] for group, number in census.groups.items()],
    }
    until = int((census.saved_at + CENSUS_KEPT).timestamp())
    return CensusRow(partition(tenant, broadcast), "CENSUS", body=body, version=census.version, expires_at=until)


def census_from(row: CensusRow) -> Census:
    body: dict[str, Any] = dict(row.body)
    instants: dict[str, Any] = {name: datetime.fromisoformat(body.pop(name)) for name in ("at", "begun_at", "saved_at")}
    groups = {(channel, account, locale, age): number for channel, account, locale, age, number in body.pop("groups")}
    return Census(**body, **instants, groups=groups, version=int(row.version))
