"""The hub's store on DynamoDB. One TransactWrite an act; no pynamodb object leaves this file."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib import aws, observe
from chalicelib.errors import BadInput, NotFound, StaleTicket
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket import room
from chalicelib.ticket.conversation import Conversation, conversation_partition
from chalicelib.ticket.dynamo_index import AgendaIndex, DeskIndex
from chalicelib.ticket.dynamo_public import write_public
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, ticket_partition
from chalicelib.ticket.store import Card, Page
from chalicelib.ticket.ticket import Event, Ticket

_LOST_RACES = {"ConditionalCheckFailed", "TransactionConflict"}


class _Telling(Connection):
    """pynamodb's own, which says before each write into which partitions (staged.py).

    Not by an event of its client: that is made with the first call, and nobody should have to make it sooner.
    """

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        aws.tell(operation_name, operation_kwargs)
        return super()._make_api_call(operation_name, operation_kwargs)


def bind(table: str) -> None:
    """Name the table of this process and open its only connection."""
    if rows.Row.Meta.table_name != table:
        rows.Row.Meta.table_name = table
        rows.Row._connection = None
    rows.Row._get_connection().connection.__class__ = _Telling


def transaction() -> TransactWrite:
    return TransactWrite(connection=rows.Row._get_connection().connection)


def lost_race(error: TransactWriteError | PutError) -> bool:
    """True when a condition failed or another transaction was on the same row: read again and decide afresh."""
    if isinstance(error, PutError):
        return error.cause_response_code == "ConditionalCheckFailedException"
    return any(reason and reason.code in _LOST_RACES for reason in error.cancellation_reasons)


def _changes(before: rows.Row, now: rows.Row) -> list[Any]:
    """Update actions for the attributes that differ, so that attributes of a newer version survive an older one."""
    actions: list[Any] = []
    for name in type(now).get_attributes():
        value = getattr(now, name)
        if value != getattr(before, name):
            field: Attribute[Any] = getattr(type(now), name)
            actions.append(field.remove() if value is None else field.set(value))
    return actions


class DynamoTickets:
    """`Tickets` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def find(self, tenant: str, code: str) -> Ticket | None:
        try:
            row = rows.TicketRow.get(ticket_partition(tenant, code), "TICKET", consistent_read=True)
        except DoesNotExist:
            return None
        return rows.ticket_from(row)

    def get(self, tenant: str, code: str) -> Ticket:
        found = self.find(tenant, code)
        if found is None:
            raise NotFound("no such petition", code=code)
        return found

    def timeline(self, tenant: str, code: str) -> list[Event]:
        found = rows.EventRow.query(
            ticket_partition(tenant, code), rows.EventRow.sk.startswith("E#"), consistent_read=True
        )
        return [rows.event_from(row) for row in found]

    def event(self, tenant: str, code: str, n: int) -> Event:
        try:
            row = rows.EventRow.get(ticket_partition(tenant, code), f"E#{n:06d}", consistent_read=True)
        except DoesNotExist:
            raise NotFound("no such event", code=code, n=n) from None
        return rows.event_from(row)

    def conversation(self, tenant: str, channel: str, account: str, alias: str) -> Conversation:
        try:
            row = rows.ConversationRow.get(
                conversation_partition(tenant, channel, account, alias), "CONVERSATION", consistent_read=True
            )
        except DoesNotExist:
            return Conversation(tenant=tenant, channel=channel, account=account, alias=alias)
        return rows.conversation_from(row)

    def commit(self, change: Change) -> None:
        told, later = room.shared_out(change)
        try:
            with transaction() as act:
                for before, after, events in change.moves:
                    _write_ticket(act, before, after, events)
                if ticket := change.ticket:
                    for event in change.emptied:
                        act.save(rows.event_row(ticket.tenant, ticket.code, event))
                _write_conversation(act, change)
                _write_notices(act, told)
                for errand in change.errands:
                    act.save(rows.errand_row(errand))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            raise StaleTicket(
                "the petition changed while you were working on it",
                code=change.ticket.code if change.ticket else "",
            ) from error
        for portion in later:
            _owe(portion)

    def worklist(self, tenant: str, unit: str, limit: int, cursor: str | None, done: bool = False) -> Page:
        found = DeskIndex.query(
            rows.TicketRow,
            f"{tenant}#{unit}#{'done' if done else 'open'}",
            limit=limit,
            start=_start(cursor) if cursor else None,
        )
        return Page(
            cards=tuple(Card(**fields) for fields in found.cards),
            cursor=json.dumps(found.last, separators=(",", ":")) if found.last else None,
        )

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for pk, _ in AgendaIndex.until("ticket", tenant, rows.instant(until)):
            yield pk.rsplit("#", 1)[1]


def _version_was(before: Ticket | Conversation | None, version: Any, pk: Any) -> Condition:
    if before is None or before.version == 0:
        return pk.does_not_exist()  # type: ignore[no-any-return]
    return version == before.version  # type: ignore[no-any-return]


def _write_ticket(act: TransactWrite, before: Ticket | None, after: Ticket, events: tuple[Event, ...]) -> None:
    row = rows.ticket_row(after)
    row.version = (before.version if before else 0) + 1
    unchanged = _version_was(before, rows.TicketRow.version, rows.TicketRow.pk)
    if before is None:
        act.save(row, condition=unchanged)
    else:
        act.update(row, actions=_changes(rows.ticket_row(before), row), condition=unchanged)
    write_public(act, before, after, events)
    for event in events:
        act.save(rows.event_row(after.tenant, after.code, event), condition=rows.EventRow.pk.does_not_exist())
    for unit in after.beside:
        act.save(rows.share_row(after, unit))
    for unit in set(before.beside if before else ()) - set(after.beside):
        act.delete(rows.share_row(after, unit))


def _write_notices(act: TransactWrite, notices: tuple[Notice, ...]) -> None:
    for notice in notices:
        act.save(rows.notice_row(notice), condition=rows.Row.pk.does_not_exist())


def _owe(notices: tuple[Notice, ...]) -> None:
    """The act is done and stays so, whatever becomes of these: whoever did it must not be told to do it again."""
    try:
        with transaction() as act:
            _write_notices(act, notices)
    except Exception:
        codes = sorted({notice.code for notice in notices})
        observe.alarm("staff were not told of what was done", tenant=notices[0].tenant, tickets=codes)


def _write_conversation(act: TransactWrite, change: Change) -> None:
    if change.conversation is None:
        return
    row = rows.conversation_row(change.conversation)
    row.version = change.conversation.version + 1
    act.save(
        row,
        condition=_version_was(change.conversation, rows.ConversationRow.version, rows.ConversationRow.pk),
    )


def _start(cursor: str) -> dict[str, Any]:
    """The key a worklist's cursor stands for.

    raises  BadInput for what is none of ours
    """
    try:
        key = json.loads(cursor)
        if set(key) == {"pk", "sk", "desk_pk", "desk_at"} and all(set(value) == {"S"} for value in key.values()):
            return dict(key)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput("no such cursor") from error
    raise BadInput("no such cursor")
