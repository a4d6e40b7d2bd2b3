"""Acts that say whose matter it is: assign, accept, refuse, transfer."""

from datetime import datetime
from typing import Any

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, refused, unit_faults
from chalicelib.errors import Conflict, Forbidden, Unprocessable
from chalicelib.province.regulation import Stage
from chalicelib.ticket import clock
from chalicelib.ticket.conflict import back_to_tray
from chalicelib.ticket.workflow import Role, Status

_ALONE: dict[str, Any] = {"contributors": (), "contribution_due_at": None}


def assign(order: Order) -> Deed:
    """To a unit, or to a lead and units that owe it their part: one voice to the citizen."""
    ticket, province = order.ticket, order.province
    if ticket.arbiter and order.actor.role != ticket.arbiter:
        raise Forbidden(f"the {ticket.arbiter} decides whose matter this is", arbiter=ticket.arbiter)
    if ticket.bound and order.actor.role not in (Role.TASK_FORCE, Role.LEADERSHIP):
        raise Conflict("an arbiter has said whose matter this is")
    contributors = [str(unit) for unit in order.body.get("contributors", ())]
    pointed = [("/unit", order.text("unit")), *((f"/contributors/{i}", u) for i, u in enumerate(contributors))]
    faults = list(unit_faults(province, ticket, pointed))
    if order.text("unit") in contributors:
        faults.append({"pointer": "/contributors", "message": "the lead is no contributor to itself"})
    if ticket.status is Status.ASSIGNED and order.text("unit") == ticket.unit and not contributors:
        faults.append({"pointer": "/unit", "message": "the petition lies there already"})
    if ticket.status is Status.IN_TRAY and order.text("unit") == province.tray and not ticket.arbiter:
        faults.append({"pointer": "/unit", "message": "the petition lies there already"})
    if ticket.legal and not order.text("reason"):
        faults.append({"pointer": "/reason", "message": f"say why this is no {ticket.legal}"})
    if faults:
        raise Unprocessable("the act is not complete", faults=faults)
    return Deed(
        unit=order.text("unit"),
        facts=_reason(order) | ({"contributors": ",".join(contributors)} if contributors else {}),
        fields={
            "came_from": ticket.came_from if order.text("unit") == ticket.unit else "",
            "legal": "",
            "arbiter": "",
            "bound": bool(ticket.arbiter),
            "hops": 0 if ticket.arbiter else ticket.hops,
            "contributors": tuple(contributors),
            "contribution_due_at": _contribution_due(order) if contributors else None,
        },
    )


def _contribution_due(order: Order) -> datetime:
    """When the units asked for their part must have given it."""
    limit = order.province.regulation.limit(Stage.CONTRIBUTE, order.ticket.facts)
    return clock.due_after(order.at, limit, order.province.calendar)


def accept(_: Order) -> Deed:
    return Deed(fields={"came_from": ""})


def refuse(order: Order) -> Deed:
    """Not ours: back to the tray, or to the arbiter once it has been handed on too often."""
    _free_to_go(order)
    return _back(order, order.ticket.hops + 1, _reason(order))


def transfer(order: Order) -> Deed:
    """To the body that is competent, which must take it on or refuse it in time."""
    _free_to_go(order)
    province, ticket = order.province, order.ticket
    if order.text("unit") == ticket.unit:
        raise refused("unit", "the petition lies there already")
    target, hops = order.target(), ticket.hops + 1
    rule = province.regulation.procedures.transfer
    if rule and hops > rule.hops:
        return _back(order, hops, _reason(order) | {"wanted": target, "article": rule.article})
    if target == province.tray:
        return _back(order, hops, _reason(order))
    return Deed(unit=target, facts=_reason(order), fields={"came_from": ticket.unit, "hops": hops} | _ALONE)


def _free_to_go(order: Order) -> None:
    if order.ticket.bound:
        raise Conflict("an arbiter has said whose matter this is: it cannot be handed on")


def _back(order: Order, hops: int, facts: dict[str, str | int]) -> Deed:
    unit, fields = back_to_tray(order.province, order.ticket, hops)
    told = {"arbiter": fields["arbiter"]} if fields["arbiter"] else {}
    return Deed(unit=unit, status=Status.IN_TRAY, facts=facts | told, fields=fields)


def _reason(order: Order) -> dict[str, str | int]:
    return {"reason": order.text("reason")} if order.text("reason") else {}
