"""Reports are owed: once for each kind, period and unit, whoever asks."""

from dataclasses import replace
from datetime import datetime

from chalicelib.briefing.order import Kind, Order, State
from chalicelib.briefing.plan import Days, period_of
from chalicelib.briefing.store import Orders
from chalicelib.errors import TryAgain
from chalicelib.province.province import Province

TRIES = 3


def ordered(province: Province, kind: Kind, days: Days, unit: str, now: datetime, *, send: bool = False) -> Order:
    return Order(
        tenant=province.slug, kind=kind, period=period_of(kind, *days), unit=unit, first=days[0], last=days[1],
        due_at=now, send=send,
    )  # fmt: skip


def owe(orders: Orders, order: Order) -> Order:
    """The order of that key, as it is kept: one that was made by hand is owed once more when it must be sent, too.

    raises  TryAgain when others keep writing it
    """
    for _ in range(TRIES):
        found = orders.find(order.tenant, order.place)
        if found and (found.send or not order.send):
            return found
        wanted = order if found is None else _sent_too(found, order.due_at)
        if orders.save(wanted):
            return orders.find(order.tenant, order.place) or wanted
    raise TryAgain("somebody else is asking for this report at this moment", period=order.period)


def led(province: Province) -> tuple[str, ...]:
    """Open units with a head of their own, or who stands for one: each gets its own reports, with those below it."""
    heads = {one.unit for one in province.staff if one.role == "head" or (one.role == "handler" and one.delegate)}
    return tuple(unit for unit in province.units if unit in heads and province.is_open(unit))


def _sent_too(found: Order, now: datetime) -> Order:
    return replace(found, send=True, state=State.MAKING, due_at=now)
