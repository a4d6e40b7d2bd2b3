"""The re-check: an association says that an answer resolved nothing in substance; an arbiter looks and decides.

The petition stays answered meanwhile, and lies on the arbiter's desk with a date of its own. What is upheld counts
against the unit that answered: its event names that unit, the answer and the re-check.
"""

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order
from chalicelib.errors import Conflict
from chalicelib.province.procedure import Recheck
from chalicelib.province.province import Province
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket.afterwards import again
from chalicelib.ticket.conflict import concerned, judge_for, tray_for
from chalicelib.ticket.life import NO_RECHECK
from chalicelib.ticket.ticket import Outcome, Ticket
from chalicelib.ticket.workflow import Status

_FINAL = (Outcome.REFERRED, Outcome.WITHDRAWN, Outcome.NO_REPLY)  # nobody was answered


def may_contest(_: Province, ticket: Ticket) -> bool:
    """True while no re-check is open and none has been held of this answer; the window is judged when it is asked."""
    answered = ticket.answered_at is not None and ticket.outcome not in _FINAL
    return answered and not ticket.contested and not _looked_at(ticket)


def contest(order: Order) -> Deed:
    """raises  Conflict when nothing was answered, it is or was re-checked, or the regulation's time has passed"""
    province, ticket, rule = order.province, order.ticket, order.province.regulation.procedures.recheck
    if ticket.answered_at is None or ticket.outcome in _FINAL:
        raise Conflict("nothing was answered that could be re-checked")
    if ticket.contested:
        raise Conflict("a re-check of this answer is open already")
    if _looked_at(ticket):
        raise Conflict("this answer has been re-checked already")
    closes_at = moment_after(ticket.answered_at, rule.within, province.calendar)
    if order.at > closes_at:
        raise Conflict("the time for this has passed", until=closes_at.isoformat(), article=rule.article)
    unit, judge = judge_for(province, ticket, rule.to)
    due = moment_after(order.at, rule.decide, province.calendar)
    facts = {"against": ticket.unit, "arbiter": judge, "until": due.isoformat(), **_article(rule)}
    fields = {"contested": ticket.events + 1, "judge": judge, "judge_unit": unit, "recheck_due_at": due}
    return Deed(text=order.text("reason"), facts=facts, fields=fields)


def uphold(order: Order) -> Deed:
    """Back to the unit that answered, or to its tray, with a new promise.

    raises  Conflict without a re-check
    """
    province, ticket = order.province, order.ticket
    facts = _decided(order)
    unit = province.live(ticket.unit)
    in_tray = unit == province.tray or not province.is_open(unit) or concerned(province, ticket.concerns, unit)
    tray, arbiter = tray_for(province, ticket.concerns)
    return Deed(
        text=order.text("reason"),
        unit=tray if in_tray else unit,
        status=Status.IN_TRAY if in_tray else Status.ASSIGNED,
        facts=facts,
        fields=again(province, ticket, order.at) | {"arbiter": arbiter if in_tray else ""},
    )


def dismiss(order: Order) -> Deed:
    """The answer stands, and is not re-checked again.

    raises  Conflict without a re-check
    """
    return Deed(text=order.text("reason"), facts=_decided(order), fields=NO_RECHECK | {"rechecked_at": order.at})


def _decided(order: Order) -> dict[str, str | int]:
    """What reports count: which unit's answer was contested, in which event, by whom."""
    ticket = order.ticket
    if not ticket.contested:
        raise Conflict("there is no re-check to decide")
    asked = order.tickets.event(ticket.tenant, ticket.code, ticket.contested)
    late = {"late": 1} if ticket.recheck_due_at and order.at > ticket.recheck_due_at else {}
    return {"contested": ticket.contested, "against": ticket.unit, "asked_by": asked.by, **late}


def _looked_at(ticket: Ticket) -> bool:
    return bool(ticket.rechecked_at and ticket.answered_at and ticket.rechecked_at >= ticket.answered_at)


def _article(rule: Recheck) -> dict[str, str]:
    return {"article": rule.article} if rule.article else {}
