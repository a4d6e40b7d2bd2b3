"""What a petition is: its kind, field, urgency and place, where triage read them wrongly."""

from dataclasses import replace

from chalicelib.desk.order import Order, refused
from chalicelib.errors import Unprocessable
from chalicelib.ticket.anew import classified
from chalicelib.ticket.life import CLASSIFIED, Change

_NAMES = ("kind", "category", "urgency", "place")


def classify(order: Order) -> Change:
    """Its limits are those of what it is; they count from the beginning, with the pauses and extensions there were.

    From now on no words of the citizen say otherwise: the rule that sent it bears the mark of it.
    """
    province, ticket = order.province, order.ticket
    named = {name: order.text(name) for name in _NAMES if order.text(name)}
    changed = {name: value for name, value in named.items() if value != getattr(ticket, name)}
    if not changed:
        raise refused("category", "classify names a kind, category, urgency or place it does not have yet")
    faults = []
    if "category" in changed and province.category(changed["category"]) is None:
        faults.append({"pointer": "/category", "message": "no such category"})
    if "place" in changed and not any(u.place and u.place.code == changed["place"] for u in province.units.values()):
        faults.append({"pointer": "/place", "message": "no such commune"})
    if faults:
        raise Unprocessable("the act is not complete", faults=faults)
    events = order.tickets.timeline(ticket.tenant, ticket.code)
    then, event = classified(province, ticket, events, order.actor, order.at, **changed)
    rule = f"{ticket.rule.removesuffix(CLASSIFIED)}{CLASSIFIED}"
    return Change(before=ticket, ticket=replace(then, rule=rule), events=(event,))
