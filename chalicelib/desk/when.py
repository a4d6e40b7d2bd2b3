"""Acts that say until when: ask, inform, extend, the complex case, the directive and its fulfilment."""

from datetime import datetime
from typing import Any

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, day_of, refused, unknown
from chalicelib.errors import Conflict, Forbidden
from chalicelib.province.procedure import Extension
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket.ticket import Ticket


def ask(order: Order) -> Deed:
    return Deed(text=order.text())


def inform(order: Order) -> Deed:
    return Deed(text=order.text(), fields={"informed_at": order.at})


def seek_extension(order: Order) -> Deed:
    """The handler asks; who the regulation names signs."""
    _extension(order)
    return Deed(facts=_asked_for(order))


def extend(order: Order) -> Deed:
    """Once, or as often as the regulation says, no further than it says, and before the date has passed."""
    rule = _extension(order)
    if order.actor.role not in rule.approvers:
        raise Forbidden("the regulation names who extends", approvers=list(rule.approvers), article=rule.article)
    until = moment_after(order.ticket.promised_at, order.more(), order.province.calendar_of(order.ticket.unit))
    return Deed(
        facts=_asked_for(order) | {"article": rule.article},
        fields={"extensions": order.ticket.extensions + 1, **_put_off(order.ticket, until)},
    )


def _extension(order: Order) -> Extension:
    ticket, rule = order.ticket, order.province.regulation.procedures.extension
    if rule is None:
        raise unknown("extension")
    if ticket.extensions >= rule.times:
        raise Conflict("it was extended as often as the regulation allows", times=rule.times, article=rule.article)
    if order.at > ticket.promised_at:
        raise Conflict("the promised date has passed: it can no longer be extended", article=rule.article)
    calendar = order.province.calendar_of(ticket.unit)
    furthest = moment_after(ticket.promised_at, rule.at_most, calendar)
    if moment_after(ticket.promised_at, order.more(), calendar) > furthest:
        raise refused("more", f"at most {rule.at_most.amount} {rule.at_most.unit} ({rule.article})")
    return rule


def _asked_for(order: Order) -> dict[str, str | int]:
    more = order.more()
    return {"reason": order.text("reason"), "more": more.amount, "more_unit": more.unit}


def report(order: Order) -> Deed:
    """A complex case: the written report to the superior, and at the same time the interim reply to the citizen."""
    province, ticket = order.province, order.ticket
    if province.regulation.procedures.complex is None:
        raise unknown("complex case")
    superior = order.target("superior")
    above = {unit.id for unit in province.upwards(ticket.unit)} | {province.task_force, province.leadership}
    if superior == ticket.unit or superior not in above:
        raise refused("superior", "the report goes to a unit above the one that holds the petition")
    written = day_of(order.body["document"]["date"], "document/date")
    if written > province.calendar.local_day(order.at):
        raise refused("document/date", "the report is dated in the future")
    facts = {"reason": order.text("reason"), "superior": superior, **order.document()}
    return Deed(text=order.text(), facts=facts, fields={"superior": superior, "informed_at": order.at})


def decide(order: Order) -> Deed:
    """The superior grants a new date, or none."""
    rule = order.province.regulation.procedures.complex
    facts: dict[str, str | int] = {"reason": order.text("reason"), "decided_by": order.ticket.superior}
    facts |= order.document()
    if order.body.get("refused"):
        return Deed(facts=facts | {"refused": 1}, fields={"superior": ""})
    if "until" not in order.body:
        raise refused("until", "a decision names the new date, or says that it is refused")
    until = order.closing_of()
    if until < order.ticket.promised_at:
        raise refused("until", "a new date lies after the one the citizen was promised")
    if rule and until > moment_after(order.at, rule.at_most, order.province.calendar_of(order.ticket.unit)):
        raise refused("until", f"at most {rule.at_most.amount} {rule.at_most.unit} from today ({rule.article})")
    facts["until"] = until.isoformat()
    return Deed(facts=facts, fields={"superior": "", "promised_at": until})


def direct(order: Order) -> Deed:
    """A leader's binding instruction, with a due date of its own; a later one takes the place of an earlier one."""
    until = order.closing_of()
    fields = {"directed": order.ticket.events + 1, "directive_due_at": until}
    return Deed(text=order.text(), facts={"until": until.isoformat()}, fields=fields)


def fulfil(order: Order) -> Deed:
    if not order.ticket.directed:
        raise Conflict("there is no instruction to carry out")
    return Deed(
        text=order.text(),
        facts={"directive": order.ticket.directed},
        fields={"directed": 0, "directive_due_at": None},
    )


def _put_off(ticket: Ticket, until: datetime) -> dict[str, Any]:
    """Another answer date; the ladder above it is climbed anew."""
    fields: dict[str, Any] = {"promised_at": until}
    return fields | ({"stage_due_at": until, "level": 0} if ticket.stage is Stage.ANSWER else {})
