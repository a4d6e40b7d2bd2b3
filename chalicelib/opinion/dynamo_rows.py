"""The rows of opinion: value ↔ row and no more."""

from datetime import UTC, date, datetime, time

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.opinion.signal import Item, Kind, Place, Sign
from chalicelib.opinion.store import PEOPLE_KEPT
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row

NEW, DONE = "new", "done"


class CountRow(Row):
    comments = NumberAttribute(null=True)
    visitor_posts = NumberAttribute(null=True)
    messages = NumberAttribute(null=True)
    stickers = NumberAttribute(null=True)
    reactions = NumberAttribute(null=True)
    like = NumberAttribute(null=True)
    love = NumberAttribute(null=True)
    care = NumberAttribute(null=True)
    haha = NumberAttribute(null=True)
    wow = NumberAttribute(null=True)
    sad = NumberAttribute(null=True)
    angry = NumberAttribute(null=True)
    other = NumberAttribute(null=True)
    positive = NumberAttribute(null=True)
    neutral = NumberAttribute(null=True)
    negative = NumberAttribute(null=True)
    substantiated = NumberAttribute(null=True)
    unsubstantiated = NumberAttribute(null=True)
    people = NumberAttribute(null=True)


class PersonRow(Row):
    expires_at = NumberAttribute()


class OwnerRow(Row):
    expires_at = NumberAttribute()


class SlotRow(Row):
    at = InstantAttribute()
    rank = NumberAttribute()
    sign = CompactAttribute(null=True)
    item = UnicodeAttribute(null=True)
    version = NumberAttribute()
    expires_at = NumberAttribute()


class ItemRow(Row):
    sign = CompactAttribute()
    text = UnicodeAttribute()
    link = UnicodeAttribute(null=True)
    at = InstantAttribute()
    label = UnicodeAttribute(null=True)
    substantiated = BooleanAttribute(null=True)
    by = UnicodeAttribute(null=True)
    labelled_at = InstantAttribute(null=True)
    version = NumberAttribute()
    expires_at = NumberAttribute()
    owner = UnicodeAttribute(null=True)


def people_of(tenant: str, day: date) -> str:
    return f"OP#{tenant}#{day.isoformat()}"


def owners_of(tenant: str, day: date) -> str:
    return f"OW#{tenant}#{day.isoformat()}"


def person_row(tenant: str, day: date, mark: str) -> PersonRow:
    until = epoch(datetime.combine(day, time(), UTC) + PEOPLE_KEPT)
    return PersonRow(people_of(tenant, day), mark, expires_at=until)


def owner_row(item: Item) -> OwnerRow:
    day, _, mark = item.owner.partition("#")
    whose = owners_of(item.tenant, date.fromisoformat(day))
    return OwnerRow(whose, f"{mark}#{item.id}", expires_at=epoch(item.expires_at))


def epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def fields(sign: Sign) -> list[str]:
    place = sign.place
    return [place.day.isoformat(), place.channel, place.account, place.unit, place.topic, sign.kind, sign.mood]


def sign_from(held: list[str]) -> Sign:
    day, channel, account, unit, topic, kind, mood = held
    place = Place(day=date.fromisoformat(day), channel=channel, account=account, unit=unit, topic=topic)
    return Sign(place=place, kind=Kind(kind), mood=mood)


def place_of(item: Item) -> str:
    return f"{DONE if item.label else NEW}#{item.id}"


def item_row(item: Item) -> ItemRow:
    return ItemRow(
        f"OI#{item.tenant}", place_of(item), sign=fields(item.sign), text=item.text, link=item.link or None, at=item.at,
        label=item.label or None, substantiated=item.substantiated, by=item.by or None, labelled_at=item.labelled_at,
        version=item.version, expires_at=epoch(item.expires_at), owner=item.owner or None,
    )  # fmt: skip


def item_from(tenant: str, row: ItemRow) -> Item:
    return Item(
        tenant=tenant, id=row.sk.partition("#")[2], sign=sign_from(row.sign), text=row.text, link=row.link or "",
        at=row.at, expires_at=datetime.fromtimestamp(int(row.expires_at), UTC), label=row.label or "",
        substantiated=row.substantiated, by=row.by or "", labelled_at=row.labelled_at, version=int(row.version),
        owner=row.owner or "",
    )  # fmt: skip
