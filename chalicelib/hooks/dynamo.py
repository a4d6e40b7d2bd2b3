"""Outgoing webhooks on DynamoDB. Only the health stands on the agenda: one entry a subscription, however much is owed.

| row          | pk          | sk                               |
|--------------|-------------|----------------------------------|
| subscription | H#tenant    | HOOK#id                          |
| health       | H#tenant#id | HEALTH                           |
| delivery     | H#tenant#id | waiting#key delivered# or failed# |
"""

from collections.abc import Iterator
from datetime import datetime

from pynamodb.exceptions import DoesNotExist, TransactWriteError

from chalicelib.account.dynamo import written
from chalicelib.errors import StaleTicket
from chalicelib.hooks import dynamo_rows as rows
from chalicelib.hooks.dynamo_rows import HEALTH, DeliveryRow, HealthRow, HookRow
from chalicelib.hooks.hook import Delivery, Health, Hook, State
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import instant

_PAGE = 100


class DynamoHooks:
    """`Hooks` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def all(self, tenant: str) -> list[Hook]:
        found = HookRow.query(rows.province(tenant), HookRow.sk.startswith("HOOK#"), consistent_read=True)
        return [rows.hook_from(tenant, row) for row in found]

    def find(self, tenant: str, hook: str) -> Hook | None:
        try:
            return rows.hook_from(tenant, HookRow.get(rows.province(tenant), f"HOOK#{hook}", consistent_read=True))
        except DoesNotExist:
            return None

    def save(self, hook: Hook) -> Hook:
        row = rows.hook_row(hook)
        row.version = hook.version + 1
        try:
            with transaction() as act:
                if hook.version:
                    act.save(row, condition=HookRow.version == hook.version)
                else:
                    act.save(row, condition=HookRow.pk.does_not_exist())
                    act.save(HealthRow(rows.partition(hook.tenant, hook.id), HEALTH, failures=0, woken=0))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            raise StaleTicket("somebody else changed this subscription", hook=hook.id) from error
        return rows.hook_from(hook.tenant, row)

    def delete(self, hook: Hook) -> None:
        with transaction() as act:
            act.delete(rows.hook_row(hook))
            act.delete(HealthRow(rows.partition(hook.tenant, hook.id), HEALTH))

    def health(self, tenant: str, hook: str) -> Health | None:
        try:
            row = HealthRow.get(rows.partition(tenant, hook), HEALTH, consistent_read=True)
        except DoesNotExist:
            return None
        return rows.health_from(tenant, hook, row)

    def claim(self, seen: Health, feared: Health) -> bool:
        row = HealthRow(rows.partition(seen.tenant, seen.id), HEALTH)
        unmoved = HealthRow.agenda_at == instant(seen.at) if seen.at else HealthRow.agenda_at.does_not_exist()
        actions = [*rows.standing(feared), *rows.on_agenda(seen.tenant, seen.id, feared.at)]
        return written(row, actions, HealthRow.pk.exists() & HealthRow.paused_at.does_not_exist() & unmoved)

    def keep(self, health: Health, now: datetime) -> None:
        row = HealthRow(rows.partition(health.tenant, health.id), HEALTH)
        there = HealthRow.pk.exists() & HealthRow.paused_at.does_not_exist()
        asleep = there & (HealthRow.woken == health.woken)
        if not written(row, [*rows.standing(health), *rows.on_agenda(health.tenant, health.id, health.at)], asleep):
            at = health.held_until or now
            written(row, [*rows.standing(health), *rows.on_agenda(health.tenant, health.id, at)], there)

    def pause(self, tenant: str, hook: str, by: str, at: datetime) -> None:
        row = HealthRow(rows.partition(tenant, hook), HEALTH)
        actions = [HealthRow.paused_at.set(at), HealthRow.paused_by.set(by), *rows.on_agenda(tenant, hook, None)]
        written(row, actions, HealthRow.pk.exists() & HealthRow.paused_at.does_not_exist())

    def resume(self, tenant: str, hook: str, at: datetime) -> None:
        row = HealthRow(rows.partition(tenant, hook), HEALTH)
        actions = [
            HealthRow.failures.set(0), HealthRow.failing_since.remove(), HealthRow.held_until.remove(),
            HealthRow.paused_at.remove(), HealthRow.paused_by.remove(), HealthRow.visit_at.remove(),
            *rows.on_agenda(tenant, hook, at),
        ]  # fmt: skip
        written(row, actions, HealthRow.pk.exists())

    def wake(self, tenant: str, hook: str, at: datetime) -> None:
        row = HealthRow(rows.partition(tenant, hook), HEALTH)
        free = HealthRow.held_until.does_not_exist() | (HealthRow.held_until <= at)
        free = free & HealthRow.pk.exists() & HealthRow.paused_at.does_not_exist()
        if not written(row, [HealthRow.woken.add(1), *rows.on_agenda(tenant, hook, at)], free):
            written(row, [HealthRow.woken.add(1)], HealthRow.pk.exists())

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for pk, _ in AgendaIndex.until("hook", tenant, instant(until)):
            yield pk.rsplit("#", 1)[1]

    def put(self, delivery: Delivery) -> None:
        rows.delivery_row(delivery).save()

    def move(self, delivery: Delivery, was: State) -> None:
        self.put(delivery)
        DeliveryRow(rows.partition(delivery.news.tenant, delivery.hook), f"{was}#{delivery.key}").delete()

    def owed(self, tenant: str, hook: str) -> Iterator[Delivery]:
        found = DeliveryRow.query(
            rows.partition(tenant, hook), DeliveryRow.sk.startswith(f"{State.WAITING}#"), page_size=_PAGE,
            consistent_read=True,
        )  # fmt: skip
        return (rows.delivery_from(tenant, hook, row) for row in found)

    def page(self, tenant: str, hook: str, state: State, limit: int, after: str) -> list[Delivery]:
        pk = rows.partition(tenant, hook)
        start = {"pk": {"S": pk}, "sk": {"S": f"{state}#{after}"}} if after else None
        listed = DeliveryRow.sk.startswith(f"{state}#")
        found = DeliveryRow.query(pk, listed, limit=limit, page_size=limit, last_evaluated_key=start)
        return [rows.delivery_from(tenant, hook, row) for row in found]

    def one(self, tenant: str, hook: str, state: State, key: str) -> Delivery | None:
        try:
            row = DeliveryRow.get(rows.partition(tenant, hook), f"{state}#{key}", consistent_read=True)
        except DoesNotExist:
            return None
        return rows.delivery_from(tenant, hook, row)
