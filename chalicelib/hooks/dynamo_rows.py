"""The rows of outgoing webhooks: value ↔ row and no more."""

from datetime import datetime
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.hooks.hook import Delivery, Health, Hook, News, State
from chalicelib.hooks.store import KEPT
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row, instant
from chalicelib.ticket.dynamo_rows import SHARDS

HEALTH = "HEALTH"


class HookRow(Row):
    url = UnicodeAttribute()
    events = CompactAttribute()
    note = UnicodeAttribute()
    by = UnicodeAttribute()
    created_at = InstantAttribute()
    generation = NumberAttribute()
    old_until = InstantAttribute(null=True)
    version = NumberAttribute()


class HealthRow(Row):
    failures = NumberAttribute(null=True)
    failing_since = InstantAttribute(null=True)
    held_until = InstantAttribute(null=True)
    delivered_at = InstantAttribute(null=True)
    status = NumberAttribute(null=True)
    paused_at = InstantAttribute(null=True)
    paused_by = UnicodeAttribute(null=True)
    visit_at = InstantAttribute(null=True)
    woken = NumberAttribute(null=True)


class DeliveryRow(Row):
    type = UnicodeAttribute()
    subject = UnicodeAttribute()
    sequence = NumberAttribute()
    happened_at = InstantAttribute()
    facts = CompactAttribute()
    at = InstantAttribute()
    tries = NumberAttribute()
    tried_since = InstantAttribute(null=True)
    status = NumberAttribute()
    why = UnicodeAttribute()
    expires_at = NumberAttribute()


_STANDING = ("failures", "failing_since", "held_until", "delivered_at", "status", "visit_at")


def province(tenant: str) -> str:
    return f"H#{tenant}"


def partition(tenant: str, hook: str) -> str:
    return f"H#{tenant}#{hook}"


def hook_row(hook: Hook) -> HookRow:
    return HookRow(
        province(hook.tenant), f"HOOK#{hook.id}", url=hook.url, events=sorted(hook.events), note=hook.note, by=hook.by,
        created_at=hook.created_at, generation=hook.generation, old_until=hook.old_until, version=hook.version,
    )  # fmt: skip


def hook_from(tenant: str, row: HookRow) -> Hook:
    return Hook(
        tenant=tenant, id=row.sk[5:], url=row.url, events=frozenset(row.events), note=row.note, by=row.by,
        created_at=row.created_at, generation=int(row.generation), old_until=row.old_until, version=int(row.version),
    )  # fmt: skip


def health_from(tenant: str, hook: str, row: HealthRow) -> Health:
    return Health(
        tenant=tenant, id=hook, at=datetime.fromisoformat(row.agenda_at) if row.agenda_at else None,
        failures=int(row.failures or 0), failing_since=row.failing_since, held_until=row.held_until,
        delivered_at=row.delivered_at, status=int(row.status or 0), paused_at=row.paused_at,
        paused_by=row.paused_by or "", visit_at=row.visit_at, woken=int(row.woken or 0),
    )  # fmt: skip


def standing(health: Health) -> list[Any]:
    """Update actions for what a visit found; what is empty leaves the row."""
    actions: list[Any] = []
    for name in _STANDING:
        value, field = getattr(health, name), getattr(HealthRow, name)
        actions.append(field.remove() if value is None else field.set(value))
    return actions


def on_agenda(tenant: str, hook: str, at: datetime | None) -> list[Any]:
    """Update actions that put a health row on the agenda, or take it off."""
    if at is None:
        return [HealthRow.agenda_pk.remove(), HealthRow.agenda_at.remove()]
    shard = crc32(hook.encode()) % SHARDS
    return [HealthRow.agenda_pk.set(f"hook#{tenant}#{shard}"), HealthRow.agenda_at.set(instant(at))]


def delivery_row(delivery: Delivery) -> DeliveryRow:
    news = delivery.news
    return DeliveryRow(
        partition(news.tenant, delivery.hook), f"{delivery.state}#{delivery.key}", type=news.type, subject=news.subject,
        sequence=news.sequence, happened_at=news.at, facts=dict(news.facts), at=delivery.at, tries=delivery.tries,
        tried_since=delivery.tried_since, status=delivery.status, why=delivery.why,
        expires_at=int((delivery.at + KEPT[delivery.state]).timestamp()),
    )  # fmt: skip


def delivery_from(tenant: str, hook: str, row: DeliveryRow) -> Delivery:
    state, _, key = row.sk.partition("#")
    news = News(
        tenant=tenant, type=row.type, subject=row.subject, sequence=int(row.sequence), at=row.happened_at,
        facts=row.facts,
    )  # fmt: skip
    return Delivery(
        key=key, hook=hook, news=news, at=row.at, state=State(state), tries=int(row.tries),
        tried_since=row.tried_since, status=int(row.status), why=row.why,
    )  # fmt: skip
