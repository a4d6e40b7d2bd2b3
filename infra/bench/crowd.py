"""Many tickets at once: a few are made with the product's own clock, the others are copies of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.ticket import clock
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.dynamo_models import PublicRow
from chalicelib.ticket.dynamo_public import public_row
from chalicelib.ticket.dynamo_rows import TicketRow, ticket_row
from chalicelib.ticket.publication import Publication
from chalicelib.ticket.ticket import Channel, Lane, Origin, Ticket
from chalicelib.ticket.workflow import Status

HOLDERS = 10  # units that hold them: each has more than a page even of the small crowd
EXCERPT = "Đoạn đường qua cổng chợ có nhiều ổ gà rất sâu, trời mưa xe máy ngã liên tục, đề nghị sớm sửa…"


def load(province: Province, now: datetime, *, due: int, still: int, say: Callable[[int], Any]) -> str:
    """Write `due` tickets with exactly one rung due and `still` with none; returns a unit that holds some."""
    with TicketRow.batch_write() as batch:
        for number, ticket in enumerate(tickets(province, now, due, still), 1):
            batch.save(ticket_row(ticket))
            if number % 10_000 == 0:
                say(number)
    return _holders(province)[0]


def publish(province: Province, now: datetime, many: int, say: Callable[[int], Any]) -> None:
    """Write `many` published petitions, a minute apart."""
    with PublicRow.batch_write() as batch:
        for number in range(many):
            batch.save(public_row(province.slug, _publication(province, number, now)))
            if (number + 1) % 10_000 == 0:
                say(number + 1)


def _publication(province: Province, number: int, now: datetime) -> Publication:
    at = now - timedelta(minutes=number)
    return Publication(
        code=ticket_code(province.code_prefix, f"published#{number}"),
        category=province.categories[number % len(province.categories)].id,
        kind=province.kinds[0].id, unit=_holders(province)[0], place="", latitude=None, longitude=None, address="",
        text=EXCERPT, answer=EXCERPT, status="answered", opened_at=at, published_at=at, answered_at=at, updated_at=at,
    )  # fmt: skip


def tickets(province: Province, now: datetime, due: int, still: int) -> Iterator[Ticket]:
    late = [
        one_rung_due(province, _ticket(province, unit, now - timedelta(hours=1)), now) for unit in _holders(province)
    ]
    early = [
        clock.with_next_look(province, _ticket(province, unit, now + timedelta(days=15))) for unit in _holders(province)
    ]
    for number in range(due + still):
        pattern = (late if number < due else early)[number % len(late)]
        key = f"fb#{province.accounts[0].id}#m_bench{number:081d}"
        yield replace(pattern, key=key, code=ticket_code(province.code_prefix, key))


def _holders(province: Province) -> list[str]:
    return sorted(province.units)[:HOLDERS]


def _ticket(province: Province, unit: str, ends_at: datetime) -> Ticket:
    """A ticket that a unit works on and whose answer falls due at `ends_at`."""
    account = province.accounts[0]
    return Ticket(
        tenant=province.slug,
        code="",
        key="",
        origin=Origin(channel=Channel(account.channel), account=account.id, alias="a" * 16, lane=Lane.DIRECT),
        status=Status.IN_PROGRESS,
        kind=province.kinds[0].id,
        category=province.categories[0].id,
        urgency="normal",
        place=None,
        unit=unit,
        rule=province.routing[0].id,
        regulation=f"{province.regulation.id}@{province.regulation.version}",
        excerpt=EXCERPT,
        opened_at=ends_at - timedelta(days=20),
        promised_at=ends_at,
        stage=Stage.ANSWER,
        stage_started_at=ends_at - timedelta(days=20),
        stage_due_at=ends_at,
        informed_at=ends_at - timedelta(days=1),  # the citizen has just heard how things stand
        events=1,
        head="0" * 64,
        version=1,
    )


def one_rung_due(province: Province, ticket: Ticket, now: datetime) -> Ticket:
    """`ticket` on the last rung but one of those due by `now`."""
    levels = [step.level for moment, step in clock.rungs(province, ticket) if moment <= now]
    below = max((level for level in levels if level < max(levels)), default=0)
    return clock.with_next_look(province, replace(ticket, level=below))
