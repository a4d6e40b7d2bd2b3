"""Followers and ratings of dossiers on DynamoDB.

| row      | pk                             | sk                  |                                              |
|----------|--------------------------------|---------------------|----------------------------------------------|
| follower | D#tenant#code                  | SUB#alias           | who must be told of a change                 |
| followed | C#tenant#thread#account#alias  | SUB#code            | the same, where the person is known by       |
| rating   | DR#tenant#2026-11              | instant#code#digest | month of UTC; the digest leads to nobody     |
| day      | DS#tenant                      | 2026-11-18          | ratings of a local day that is over, counted |

The first two are written and removed together. They go by `expires_at` some time after the dossier has ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.dossier.dossier import Dossier, Owed
from chalicelib.dossier.dynamo import SK, DossierRow, as_it_was, owed_agenda, owed_kept, partition
from chalicelib.dossier.followers import Follower, Rating
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row, instant
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Lane

FOLLOWED = "SUB#"  # begins the keys of both rows: whoever empties a partition leaves these to `remove`


class FollowerRow(Row):
    tenant = UnicodeAttribute()
    code = UnicodeAttribute()
    channel = UnicodeAttribute()
    account = UnicodeAttribute()
    alias = UnicodeAttribute()
    lane = UnicodeAttribute()
    since = InstantAttribute()
    locale = UnicodeAttribute(null=True)
    ends_at = InstantAttribute(null=True)
    asked_at = InstantAttribute(null=True)
    stars = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class RatingRow(Row):
    tenant = UnicodeAttribute()
    code = UnicodeAttribute()
    at = InstantAttribute()
    stars = NumberAttribute()
    agency = UnicodeAttribute()
    unit = UnicodeAttribute(null=True)
    procedure = UnicodeAttribute(null=True)


class DayRow(Row):
    said = CompactAttribute()


class DynamoFollowers:
    """`Followers` of followers.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def add(self, seen: Dossier, follower: Follower, notices: Sequence[Notice] = ()) -> bool:
        def write(act: TransactWrite) -> None:
            actions: list[Action] = [DossierRow.followed.set(1), DossierRow.moves.set(seen.moves + 1)]
            act.update(_dossier(seen), actions=actions, condition=as_it_was(seen.version, seen.moves))
            for row in _rows(follower):
                act.save(row)
            _owe(act, notices)

        return _written(write)

    def find(self, tenant: str, code: str, alias: str) -> Follower | None:
        try:
            return _follower(FollowerRow.get(partition(tenant, code), f"{FOLLOWED}{alias}", consistent_read=True))
        except DoesNotExist:
            return None

    def of(self, place: str) -> list[Follower]:
        found = FollowerRow.query(place, FollowerRow.sk.startswith(FOLLOWED), consistent_read=True)
        return [_follower(row) for row in found]

    def after(self, tenant: str, code: str, alias: str, limit: int) -> list[Follower]:
        beyond = FollowerRow.sk.between(f"{FOLLOWED}{alias}!", f"{FOLLOWED}~")  # no alias holds a sign beyond these
        found = FollowerRow.query(partition(tenant, code), beyond, consistent_read=True, limit=limit)
        return [_follower(row) for row in found]

    def remove(self, follower: Follower) -> None:
        with transaction() as act:
            for row in _rows(follower):
                act.delete(row)

    def owing(self, tenant: str, until: datetime) -> Iterator[str]:
        for pk, _ in AgendaIndex.until("dossier", tenant, instant(until)):
            yield pk.split("#", 2)[2]

    def told(self, seen: Dossier, left: Owed | None, notices: Sequence[Notice], changed: Sequence[Follower]) -> bool:
        def write(act: TransactWrite) -> None:
            kept, agenda = owed_kept(left), owed_agenda(seen.tenant, seen.code, left)
            fields: tuple[tuple[Attribute[Any], Any], ...] = (
                (DossierRow.owes, kept), (DossierRow.agenda_pk, agenda[0]), (DossierRow.agenda_at, agenda[1]),
            )  # fmt: skip
            actions: list[Action] = [DossierRow.moves.set(seen.moves + 1)]
            actions += [name.remove() if value is None else name.set(value) for name, value in fields]
            act.update(_dossier(seen), actions=actions, condition=as_it_was(seen.version, seen.moves))
            for follower in changed:
                for row in _rows(follower):
                    act.save(row, condition=Row.pk.exists())
            _owe(act, notices)

        return _written(write)

    def rate(self, follower: Follower, rating: Rating) -> bool:
        unrated = FollowerRow.pk.exists() & FollowerRow.stars.does_not_exist()

        def write(act: TransactWrite) -> None:
            for row in _rows(replace(follower, stars=rating.stars)):
                act.save(row, condition=unrated)
            act.save(_rating_row(rating, follower.alias))

        return _written(write)

    def ratings(self, tenant: str, since: datetime, until: datetime) -> Iterator[Rating]:
        month, last = since.astimezone(UTC).date().replace(day=1), until.astimezone(UTC).date()
        while month <= last:
            span = RatingRow.sk.between(instant(since), instant(until))  # a code follows: `until` itself is not in it
            for row in RatingRow.query(_month(tenant, month), span, consistent_read=True):
                yield Rating(
                    tenant=row.tenant, code=row.code, at=row.at, stars=int(row.stars), agency=row.agency,
                    unit=row.unit or "", procedure=row.procedure or "",
                )  # fmt: skip
            month = (month + timedelta(days=31)).replace(day=1)

    def days(self, tenant: str, first: date, last: date) -> Mapping[date, Any]:
        found = DayRow.query(f"DS#{tenant}", DayRow.sk.between(str(first), str(last)), consistent_read=True)
        return {date.fromisoformat(row.sk): row.said for row in found}

    def keep_day(self, tenant: str, day: date, value: Any) -> None:
        DayRow(f"DS#{tenant}", str(day), said=value).save()


def _written(write: Any) -> bool:
    """One transaction; False when a condition of it did not hold."""
    try:
        with transaction() as act:
            write(act)
    except TransactWriteError as error:
        if not lost_race(error):
            raise
        return False
    return True


def _owe(act: TransactWrite, notices: Sequence[Notice]) -> None:
    for notice in notices:
        act.save(rows.notice_row(notice), condition=Row.pk.does_not_exist())


def _dossier(seen: Dossier) -> DossierRow:
    return DossierRow(partition(seen.tenant, seen.code), SK)


def _rows(follower: Follower) -> tuple[FollowerRow, FollowerRow]:
    fields: dict[str, Any] = {name: getattr(follower, name) or None for name in Follower.__dataclass_fields__}
    fields["expires_at"] = int(follower.ends_at.timestamp()) if follower.ends_at else None
    fields["account"] = follower.account
    return (
        FollowerRow(partition(follower.tenant, follower.code), f"{FOLLOWED}{follower.alias}", **fields),
        FollowerRow(follower.place, f"{FOLLOWED}{follower.code}", **fields),
    )


def _follower(row: FollowerRow) -> Follower:
    fields = {name: getattr(row, name) for name in Follower.__dataclass_fields__}
    return Follower(**(fields | {"lane": Lane(row.lane), "locale": row.locale or "", "stars": int(row.stars or 0)}))


def _rating_row(rating: Rating, alias: str) -> RatingRow:
    digest = sha256(f"{rating.tenant}#{rating.code}#{alias}".encode()).hexdigest()[:12]
    fields = {name: getattr(rating, name) for name in Rating.__dataclass_fields__}
    sk = f"{instant(rating.at)}#{rating.code}#{digest}"
    empty = {name: fields[name] or None for name in ("unit", "procedure")}
    return RatingRow(_month(rating.tenant, rating.at.date()), sk, **(fields | empty))


def _month(tenant: str, day: date) -> str:
    return f"DR#{tenant}#{day:%Y-%m}"
