"""Content posts on DynamoDB.

| row   | pk                        | sk                 |                                                         |
|-------|---------------------------|--------------------|---------------------------------------------------------|
| post  | CP#tenant                 | POST#id            | with its copies; on the agenda «post» while it goes out |
| mark  | CM#tenant#channel#account | platform id        | whose post it is: no id belongs to two                  |
| shown | CD#tenant#2026-11-22      | channel#account#id | the copies of a local day, read; on the agenda «reading» |
| crowd | CF#tenant#channel#account | 2026-11-22         | how many followed the account (dynamo_crowd.py)         |
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError

from chalicelib.content import dynamo_crowd
from chalicelib.content.post import Copy, Mark, Picture, Post, Reading, Sent, State
from chalicelib.errors import StaleTicket
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row, instant
from chalicelib.ticket.dynamo_rows import SHARDS


class PostRow(Row):
    state = UnicodeAttribute()
    body = CompactAttribute()
    version = NumberAttribute()


class MarkRow(Row):
    post = UnicodeAttribute()
    unit = UnicodeAttribute()
    topic = UnicodeAttribute()
    procedure = UnicodeAttribute()
    published_at = InstantAttribute()
    day = UnicodeAttribute()


class ShownRow(MarkRow):
    reading = CompactAttribute(null=True)


class DynamoPosts:
    """`Posts` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def find(self, tenant: str, post: str) -> Post | None:
        try:
            return _post(tenant, PostRow.get(f"CP#{tenant}", f"POST#{post}", consistent_read=True))
        except DoesNotExist:
            return None

    def save(self, post: Post) -> Post:
        return self._written(post, None) or post

    def publish(self, post: Post, mark: Mark) -> Post | None:
        try:
            return self._written(post, mark)
        except _Taken:
            return None

    def _written(self, post: Post, mark: Mark | None) -> Post:
        row = _row(post)
        unmoved = PostRow.version == post.version if post.version else PostRow.pk.does_not_exist()
        try:
            with transaction() as act:
                act.save(row, condition=unmoved)
                if mark:
                    known = MarkRow(_marks(mark.tenant, mark.channel, mark.account), mark.id, **_facts(mark))
                    act.save(known, condition=MarkRow.pk.does_not_exist())
                    act.save(_shown(mark))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            reasons = [reason.code if reason else "" for reason in error.cancellation_reasons]
            if mark and reasons[0] in ("", "None") and reasons[1] == "ConditionalCheckFailed":
                raise _Taken from error
            raise StaleTicket("somebody else changed this post", post=post.id) from error
        return _post(post.tenant, row)

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("post", tenant, instant(until)):
            yield sk.removeprefix("POST#")

    def page(self, tenant: str, limit: int, before: str) -> list[Post]:
        pk = f"CP#{tenant}"
        start = {"pk": {"S": pk}, "sk": {"S": f"POST#{before}"}} if before else None
        listed = PostRow.sk.startswith("POST#")
        found = PostRow.query(
            pk, listed, limit=limit, page_size=limit, scan_index_forward=False, last_evaluated_key=start
        )
        return [_post(tenant, row) for row in found]

    def mark(self, tenant: str, channel: str, account: str, copy: str) -> Mark | None:
        try:
            row = MarkRow.get(_marks(tenant, channel, account), copy)
        except DoesNotExist:
            return None
        return _mark(tenant, channel, account, copy, row)

    def of_day(self, tenant: str, day: date) -> list[Mark]:
        return [_of_row(tenant, row) for row in ShownRow.query(f"CD#{tenant}#{day.isoformat()}")]

    def unread(self, tenant: str, until: datetime) -> Iterator[Mark]:
        for pk, sk in AgendaIndex.until("reading", tenant, instant(until)):
            yield _of_row(tenant, ShownRow.get(pk, sk, consistent_read=True))

    def keep_reading(self, mark: Mark) -> None:
        _shown(mark).save()

    def count_followers(self, tenant: str, channel: str, account: str, day: date, followers: int) -> None:
        dynamo_crowd.keep(tenant, channel, account, day, followers)

    def followers(self, tenant: str, channel: str, account: str, first: date, last: date) -> Mapping[date, int]:
        return dynamo_crowd.between(tenant, channel, account, first, last)


class _Taken(Exception):
    """The platform's id is another post's."""


def _marks(tenant: str, channel: str, account: str) -> str:
    return f"CM#{tenant}#{channel}#{account}"


def _facts(mark: Mark) -> dict[str, Any]:
    return {
        "post": mark.post, "unit": mark.unit, "topic": mark.topic, "procedure": mark.procedure,
        "published_at": mark.published_at, "day": mark.day.isoformat(),
    }  # fmt: skip


def _shown(mark: Mark) -> ShownRow:
    name = f"{mark.channel}#{mark.account}#{mark.id}"
    row = ShownRow(f"CD#{mark.tenant}#{mark.day.isoformat()}", name, **_facts(mark))
    row.reading = {**asdict(mark.reading), "at": instant(mark.reading.at)} if mark.reading else None
    if mark.read_at:
        row.agenda_pk, row.agenda_at = _agenda("reading", mark.tenant, name), instant(mark.read_at)
    return row


def _agenda(what: str, tenant: str, name: str) -> str:
    return f"{what}#{tenant}#{crc32(name.encode()) % SHARDS}"


def _of_row(tenant: str, row: ShownRow) -> Mark:
    channel, account, copy = row.sk.split("#", 2)
    return _mark(tenant, channel, account, copy, row, row)


def _mark(tenant: str, channel: str, account: str, copy: str, row: MarkRow, shown: ShownRow | None = None) -> Mark:
    read = shown.reading if shown else None
    next_at = shown.agenda_at if shown else None
    return Mark(
        tenant=tenant, channel=channel, account=account, id=copy, post=row.post, unit=row.unit, topic=row.topic,
        procedure=row.procedure, day=date.fromisoformat(row.day), published_at=row.published_at,
        reading=Reading(**(read | {"at": datetime.fromisoformat(read["at"])})) if read else None,
        read_at=datetime.fromisoformat(next_at) if next_at else None,
    )  # fmt: skip


_INSTANTS = ("created_at", "at", "decided_at", "published_at", "since")


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty; instants as text."""
    return {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in fields.items()
        if value not in (None, "", (), 0, False)
    }


def _row(post: Post) -> PostRow:
    body = _plain(asdict(post))
    for name in ("tenant", "id", "version", "state"):
        body.pop(name, None)
    body["copies"] = [_plain(asdict(copy)) for copy in post.copies]
    row = PostRow(f"CP#{post.tenant}", f"POST#{post.id}", state=post.state, body=body, version=post.version + 1)
    if due := post.due:
        row.agenda_pk, row.agenda_at = _agenda("post", post.tenant, post.id), instant(due)
    return row


def _read(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name in _INSTANTS else value for name, value in fields.items()}


def _post(tenant: str, row: PostRow) -> Post:
    body = _read({"title": "", "text": ""} | row.body)
    copies = tuple(Copy(**(_read(one) | {"state": Sent(one["state"])})) for one in body.pop("copies"))
    pictures = tuple(Picture(**one) for one in body.pop("pictures", ()))
    return Post(
        **(body | {"links": tuple(body.get("links", ())), "copies": copies, "pictures": pictures}), tenant=tenant,
        id=row.sk.removeprefix("POST#"), state=State(row.state), version=int(row.version),
    )  # fmt: skip
