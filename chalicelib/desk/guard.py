"""Whom a petition is about: named by staff, where its words did not betray it."""

from collections.abc import Iterator

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, refused
from chalicelib.errors import Forbidden
from chalicelib.ticket.conflict import STAFF, UNIT, concerned, on_top, tray_for
from chalicelib.ticket.workflow import Role, Status


def concern(order: Order) -> Deed:
    """Its present holder, if the petition is about that one, must let go of it; nobody reads its words in a list."""
    province, ticket = order.province, order.ticket
    if order.body.get("cleared"):
        return _cleared(order)
    concerns = tuple(dict.fromkeys((*ticket.concerns, *_named(order))))
    facts = {name: order.text(name) for name in ("unit", "staff") if order.text(name)}
    left = tuple(u for u in ticket.contributors if not concerned(province, concerns, u))
    due = ticket.contribution_due_at if left else None
    fields = {"concerns": concerns, "contributors": left, "contribution_due_at": due, "excerpt": ""}
    touched = [unit for unit in (ticket.unit, ticket.superior) if unit and concerned(province, concerns, unit)]
    if not touched:
        return Deed(facts=facts, fields=fields)
    unit, arbiter = tray_for(province, concerns, ticket.arbiter)
    gone = {"arbiter": arbiter, "came_from": "", "superior": "", "draft": 0, "bound": False}
    gone |= {"contributors": (), "contribution_due_at": None}
    return Deed(unit=unit, status=Status.IN_TRAY, facts=facts, fields=fields | gone)


def _cleared(order: Order) -> Deed:
    """Words can be misread: those who see every petition may say, with a reason, that it is about nobody."""
    if order.actor.role is Role.PAGE_MANAGER:
        raise Forbidden("the coordinating agency, the task force or leadership clears what a petition is about")
    if not order.text("reason"):
        raise refused("reason", "concern needs a reason to be cleared")
    facts = {"cleared": ",".join(order.ticket.concerns), "reason": order.text("reason")}
    return Deed(facts=facts, fields={"concerns": ()})


def _named(order: Order) -> Iterator[str]:
    """The entries of `concerns`; of an official also the unit.

    raises  Unprocessable
    """
    unit, staff = order.text("unit"), order.text("staff")
    official = order.province.staff_member(staff)
    if not unit and not staff:
        raise refused("unit", "concern needs unit or staff")
    if unit and unit not in order.province.units:
        raise refused("unit", "no such unit")
    if unit and on_top(order.province, unit):
        raise refused("unit", "every unit lies below this one: nobody would be left to handle the petition")
    if staff and official is None:
        raise refused("staff", "no such member of staff")
    if official:
        yield STAFF + staff
        unit = unit or ("" if on_top(order.province, official.unit) else official.unit)
    if unit:
        yield UNIT + unit
