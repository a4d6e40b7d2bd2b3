"""How accounts stand, on DynamoDB: a row an account (pk A#tenant#channel#account), every write on a condition."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import Attribute, BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.account.standing import Standing
from chalicelib.errors import StaleTicket
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute
from chalicelib.ticket.dynamo_rows import Row

HEARD_EVERY = timedelta(minutes=10)  # one write an account and process in this time, however many webhooks come
STANDING = "STANDING"
_KEYS = {"tenant", "channel", "account", "version"}
_FIELDS = tuple(name for name in Standing.__dataclass_fields__ if name not in _KEYS)


class StandingRow(Row):
    stopped = UnicodeAttribute(null=True)
    stopped_at = InstantAttribute(null=True)
    held_until = InstantAttribute(null=True)
    heard_at = InstantAttribute(null=True)
    token_until = InstantAttribute(null=True)
    grant_until = InstantAttribute(null=True)
    refreshed_at = InstantAttribute(null=True)
    subscribed = BooleanAttribute(null=True)
    checked_at = InstantAttribute(null=True)
    news = CompactAttribute(null=True)
    told = CompactAttribute(null=True)
    version = NumberAttribute()


def partition(tenant: str, channel: str, account: str) -> str:
    return f"A#{tenant}#{channel}#{account}"


class DynamoStandings:
    """`Standings` of standing.py."""

    def __init__(self, table: str) -> None:
        bind(table)
        self._heard: dict[tuple[str, str, str], datetime] = {}

    def of(self, tenant: str, channel: str, account: str) -> Standing:
        try:
            row = StandingRow.get(partition(tenant, channel, account), STANDING, consistent_read=True)
        except DoesNotExist:
            return Standing(tenant=tenant, channel=channel, account=account)
        return _standing(row, tenant, channel, account)

    def many(self, tenant: str, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Standing]:
        wanted = list(dict.fromkeys(accounts))
        keys = [(partition(tenant, *whose), STANDING) for whose in wanted]
        rows = {row.pk: row for row in StandingRow.batch_get(keys)} if keys else {}
        found = {whose: rows.get(partition(tenant, *whose)) for whose in wanted}
        return {
            (channel, account): _standing(row, tenant, channel, account)
            if row
            else Standing(tenant=tenant, channel=channel, account=account)
            for (channel, account), row in found.items()
        }

    def stop(self, tenant: str, channel: str, account: str, why: str, at: datetime) -> bool:
        fields = {"stopped": why, "stopped_at": at}
        return _changed(partition(tenant, channel, account), fields, StandingRow.stopped.does_not_exist())

    def hold(self, tenant: str, channel: str, account: str, until: datetime) -> None:
        later = StandingRow.held_until.does_not_exist() | (StandingRow.held_until < until)
        _changed(partition(tenant, channel, account), {"held_until": until}, later)

    def expire(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        _changed(partition(tenant, channel, account), {"token_until": at})

    def resume(self, tenant: str, channel: str, account: str) -> None:
        closed = StandingRow.stopped.exists() | StandingRow.held_until.exists()
        gone = {"stopped": "", "stopped_at": None, "held_until": None}
        _changed(partition(tenant, channel, account), gone, closed)

    def heard(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        whose = (tenant, channel, account)
        last = self._heard.get(whose)
        if last and at - last < HEARD_EVERY:
            return
        later = StandingRow.heard_at.does_not_exist() | (StandingRow.heard_at < at)
        _changed(partition(*whose), {"heard_at": at}, later)
        self._heard[whose] = at

    def save(self, standing: Standing) -> Standing:
        row = StandingRow(partition(standing.tenant, standing.channel, standing.account), STANDING)
        unmoved = StandingRow.version == standing.version if standing.version else StandingRow.pk.does_not_exist()
        if not _changed(row.pk, {name: getattr(standing, name) for name in _FIELDS}, unmoved, row):
            raise StaleTicket("somebody else was faster", account=standing.account)
        return _standing(row, standing.tenant, standing.channel, standing.account)


def _changed(pk: str, fields: dict[str, Any], when: Condition | None = None, row: StandingRow | None = None) -> bool:
    """Write `fields` and count the version; what is empty leaves the row. False: the condition did not hold."""
    actions: list[Any] = [StandingRow.version.add(1)]
    for name, value in fields.items():
        attribute: Attribute[Any] = getattr(StandingRow, name)
        empty = value is None or value == "" or value == {}
        actions.append(attribute.remove() if empty else attribute.set(value))
    return written(row or StandingRow(pk, STANDING), actions, when)


def written(row: Row, actions: list[Any], when: Condition | None) -> bool:
    """Update a row, never put it: what a newer version of the code has written survives.

    False: the condition did not hold.
    """
    try:
        row.update(actions=actions, condition=when)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _standing(row: StandingRow, tenant: str, channel: str, account: str) -> Standing:
    fields = {name: value for name in _FIELDS if (value := getattr(row, name)) is not None}
    return Standing(tenant=tenant, channel=channel, account=account, version=int(row.version), **fields)
