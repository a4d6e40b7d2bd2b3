"""What the clock does besides climbing: remind, and let lapse what nobody took up. Pure decisions."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket.clock import Duty
from chalicelib.ticket.conflict import back_to_tray
from chalicelib.ticket.life import moved
from chalicelib.ticket.owed import UNIT, Notice, Purpose
from chalicelib.ticket.telling import local_time, news, to_citizen, to_holder
from chalicelib.ticket.ticket import Actor, Event, Outcome, Ticket
from chalicelib.ticket.workflow import Act, Role, Status

Done = tuple[Ticket, Event, tuple[Notice, ...]]


def done(province: Province, ticket: Ticket, duty: Duty, clock: Actor, now: datetime) -> Done:
    """`ticket` once `duty` was done, the event of it, and who is told."""
    return _DUTIES[duty](province, ticket, clock, now)


def _remind(what: Duty, fields: Callable[[datetime], Mapping[str, Any]], tell: Callable[..., Iterable[Notice]]) -> Any:
    def remind(province: Province, ticket: Ticket, clock: Actor, now: datetime) -> Done:
        then, event = moved(province, ticket, Act.REMIND, clock, now, facts={"what": what}, **fields(now))
        return then, event, tuple(tell(province, ticket, event))

    return remind


def _progress(province: Province, ticket: Ticket, event: Event) -> list[Notice]:
    return news(province, ticket, event, "Đến kỳ cập nhật tiến độ cho công dân", UNIT)


def _directive(province: Province, ticket: Ticket, event: Event) -> list[Notice]:
    return news(province, ticket, event, "Quá hạn thực hiện chỉ đạo", ("head", "leadership"))


def _contribution(province: Province, ticket: Ticket, event: Event) -> list[Notice]:
    return news(province, ticket, event, "Quá hạn phối hợp", UNIT, (ticket.unit, *ticket.contributors))


def _recheck(province: Province, ticket: Ticket, clock: Actor, now: datetime) -> Done:
    """What the arbiter did not decide leadership must; it is asked again each time its own date has passed."""
    due = moment_after(now, province.regulation.procedures.recheck.decide, province.calendar)
    fields: dict[str, Any] = {"judge": Role.LEADERSHIP, "judge_unit": province.leadership, "recheck_due_at": due}
    facts = {"what": Duty.RECHECK, "arbiter": ticket.judge}
    then, event = moved(province, ticket, Act.REMIND, clock, now, facts=facts, **fields)
    headline = f"Quá hạn kiểm tra lại theo đề nghị của hiệp hội; lãnh đạo quyết định trước {local_time(province, due)}"
    return then, event, tuple(news(province, then, event, headline, dict.fromkeys((ticket.judge, "leadership"))))


def _unaccepted(province: Province, ticket: Ticket, clock: Actor, now: datetime) -> Done:
    unit, fields = back_to_tray(province, ticket, ticket.hops + 1)
    then, event = moved(province, ticket, Act.EXPIRE, clock, now, facts={"what": Duty.UNACCEPTED}, unit=unit, **fields)
    reason = "đơn vị được chuyển không tiếp nhận trong thời hạn"
    return then, event, tuple(to_holder(province, then, event, reason=reason))


def _silent(province: Province, ticket: Ticket, clock: Actor, now: datetime) -> Done:
    then, event = moved(
        province, ticket, Act.EXPIRE, clock, now,
        facts={"what": Duty.SILENT}, outcome=Outcome.NO_REPLY, answered_at=now, followers=(),
    )  # fmt: skip
    return then, event, (to_citizen(province, then, event, Purpose.NO_REPLY),)


def _uncontested(province: Province, ticket: Ticket, clock: Actor, now: datetime) -> Done:
    then, event = moved(province, ticket, Act.EXPIRE, clock, now, facts={"what": Duty.UNCONTESTED})
    assert then.status is Status.CLOSED
    return then, event, ()


_DUTIES: Mapping[Duty, Callable[[Province, Ticket, Actor, datetime], Done]] = {
    Duty.PROGRESS: _remind(Duty.PROGRESS, lambda now: {"informed_at": now}, _progress),
    Duty.DIRECTIVE: _remind(Duty.DIRECTIVE, lambda _: {"directive_due_at": None}, _directive),
    Duty.CONTRIBUTION: _remind(Duty.CONTRIBUTION, lambda _: {"contribution_due_at": None}, _contribution),
    Duty.RECHECK: _recheck,
    Duty.UNACCEPTED: _unaccepted,
    Duty.SILENT: _silent,
    Duty.UNCONTESTED: _uncontested,
}
