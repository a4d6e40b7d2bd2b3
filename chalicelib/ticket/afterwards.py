"""What a citizen may still say of a petition: it is not done, look at it again, never mind. Windows of the regulation.

Each decision is taken from the stored record alone, never from what the caller claims.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.errors import Conflict
from chalicelib.province.province import Province
from chalicelib.sla.deadline import Allowance, moment_after
from chalicelib.ticket import clock
from chalicelib.ticket.conflict import concerned, tray_for
from chalicelib.ticket.life import moved
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.sampled import denied
from chalicelib.ticket.telling import news, to_citizen, to_holder
from chalicelib.ticket.ticket import Actor, Event, Outcome, Ticket
from chalicelib.ticket.workflow import Act, Role, Status, after

Said = Mapping[str, Any]
NOTHING: Said = {}
_FINAL = {Outcome.REFERRED, Outcome.WITHDRAWN}


def reopened(
    province: Province, ticket: Ticket, actor: Actor, at: datetime, text: str, said: Said = NOTHING
) -> tuple[Ticket, Event]:
    """The petition goes back to the unit that answered, with a new promise; the old history stays.

    said    what the words betray: whom it is about, that it is no petition in law

    raises  IllegalMove before it is answered; Conflict when the regulation does not allow it (any more)
    """
    after(ticket.status, Act.REOPEN, actor.role)
    rule = province.regulation.procedures.reopening
    if rule is None:
        raise Conflict("the regulation of this province knows no reopening")
    if ticket.outcome in _FINAL:
        raise Conflict(f"a petition that was {ticket.outcome} is not reopened")
    if ticket.reopened >= rule.times:
        raise Conflict("it was reopened as often as the regulation allows", times=rule.times, article=rule.article)
    _still_open(province, ticket, rule.within, at, rule.article)
    unit = province.live(ticket.unit)  # it may have been merged since
    concerns = said.get("concerns", ticket.concerns)
    astray = not province.is_open(unit) or concerned(province, concerns, unit) or bool(said.get("legal"))
    in_tray = unit == province.tray or astray
    tray, arbiter = tray_for(province, concerns)
    return moved(
        province, ticket, Act.REOPEN, actor, at,
        text=text,
        facts=denied(ticket, actor),
        status=Status.IN_TRAY if in_tray else Status.ASSIGNED,
        unit=tray if in_tray else unit,
        arbiter=arbiter if in_tray else "",
        reopened=ticket.reopened + 1,
        **again(province, ticket, at),
        **said,
    )  # fmt: skip


def appealed(
    province: Province, ticket: Ticket, actor: Actor, at: datetime, text: str, said: Said = NOTHING
) -> tuple[Ticket, Event]:
    """After a bad rating a higher level looks again: the petition lies in its tray until it says whose it is.

    raises  IllegalMove, Conflict as `reopened`
    """
    after(ticket.status, Act.APPEAL, actor.role)
    rule = province.regulation.procedures.appeal
    if rule is None:
        raise Conflict("the regulation of this province knows no appeal")
    if ticket.rating is None or ticket.rating > rule.stars:
        raise Conflict(f"an appeal follows a rating of at most {rule.stars} stars", rating=ticket.rating)
    if ticket.appealed >= rule.times:
        raise Conflict("it was appealed as often as the regulation allows", times=rule.times, article=rule.article)
    _still_open(province, ticket, rule.within, at, rule.article)
    unit, arbiter = tray_for(province, said.get("concerns", ticket.concerns), rule.to)
    return moved(
        province, ticket, Act.APPEAL, actor, at,
        text=text, facts=denied(ticket, actor), unit=unit, arbiter=arbiter, appealed=ticket.appealed + 1,
        **again(province, ticket, at), **said,
    )  # fmt: skip


def withdrawn(
    province: Province, ticket: Ticket, actor: Actor, at: datetime, text: str, _: Said = NOTHING
) -> tuple[Ticket, Event]:
    """The citizen takes the petition back.

    raises  IllegalMove once it is answered or closed
    """
    return moved(
        province,
        ticket,
        Act.WITHDRAW,
        actor,
        at,
        text=text,
        outcome=Outcome.WITHDRAWN,
        into="",
        followers=(),
        public="hidden" if ticket.public else "",
        public_event=0,
    )


def may_reopen(province: Province, ticket: Ticket) -> bool:
    """True while the regulation lets it be reopened once more; the window is judged when it is asked for."""
    rule = province.regulation.procedures.reopening
    return rule is not None and ticket.outcome not in _FINAL and ticket.reopened < rule.times


def may_appeal(province: Province, ticket: Ticket) -> bool:
    """True when the rating just given lets the citizen ask a higher level once more."""
    rule = province.regulation.procedures.appeal
    low = rule is not None and ticket.rating is not None and ticket.rating <= rule.stars
    return rule is not None and low and ticket.appealed < rule.times


def told(province: Province, before: Ticket, after: Ticket, event: Event) -> list[Notice]:
    """Whoever must act now is told, and the citizen that it was heard."""
    if event.act is Act.WITHDRAW:
        return [
            *news(province, before, event, "Công dân đã rút phản ánh", ("handler",)),
            to_citizen(province, after, event, Purpose.WITHDRAWN),
        ]
    reason = "công dân đề nghị xem xét lại" if event.act is Act.APPEAL else "công dân cho biết việc chưa xong"
    if event.role is not Role.CITIZEN:
        reason = event.text or "cơ quan đầu mối mở lại"
    return [
        *to_holder(province, after, event, "handler", "head", reason=reason),
        to_citizen(province, after, event, Purpose.REOPENED),
    ]


def again(province: Province, ticket: Ticket, at: datetime) -> dict[str, Any]:
    """A new cycle: a promise from now, no answer yet, no rating yet."""
    return {
        "promised_at": clock.promise(province, ticket.facts, at, ticket.unit),
        "answered_at": None,
        "outcome": "",
        "rating": None,
        "sampled": 0,
        "sampled_at": None,
        "solved": "",
        "extensions": 0,
        "informed_at": at,
        "hops": 0,
        "bound": False,
        "erased_at": None,  # what is said from now on must go in its time, too
    }


def _still_open(province: Province, ticket: Ticket, within: Allowance, at: datetime, article: str) -> None:
    answered_at = ticket.answered_at or ticket.since or ticket.opened_at
    closes_at = moment_after(answered_at, within, province.calendar)
    if at > closes_at:
        raise Conflict("the time for this has passed", until=closes_at.isoformat(), article=article)
