"""Why a petition is promised an answer by that date: the article, and every day on the way, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import explain, moment_after
from chalicelib.sla.words import allowance_words, told
from chalicelib.ticket import holding
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """`lines` lead from `start` to `due` day by day; `changes` moved the date since, each in a sentence."""

    article: str
    allowance: str
    start: datetime
    due: datetime
    lines: tuple[str, ...]
    changes: tuple[str, ...]


def promise_explained(province: Province, ticket: Ticket, events: list[Event]) -> Reason:
    """How the date the citizen was promised came about. Instants in UTC, words in the province's time."""
    asked = next((e for e in reversed(events) if e.act in (Act.REOPEN, Act.APPEAL, Act.UPHOLD)), events[0])
    start = ticket.opened_at if asked.act is Act.OPEN else asked.at
    unit = str(events[0].facts.get("unit", ticket.unit))
    limit, calendar = province.regulation.limit(Stage.ANSWER, ticket.facts), province.calendar_of(unit)
    allow = limit.allow
    if limit.ceiling and moment_after(start, limit.ceiling, calendar) < moment_after(start, allow, calendar):
        allow = limit.ceiling
    segments = explain(start, allow, calendar)
    return Reason(
        article=limit.article,
        allowance=allowance_words(allow),
        start=start,
        due=ticket.promised_at,
        lines=tuple(told(segments, allow, calendar.zone)),
        changes=tuple(_changes(province, (e for e in events if e.n > asked.n))),
    )


def _changes(province: Province, events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        day = local_time(province, event.at)
        if event.facts.get("held") == holding.CITIZEN:
            worked = timedelta(milliseconds=int(event.facts["worked_ms"]))
            hours, minutes = divmod(int(worked.total_seconds()) // 60, 60)
            yield f"{day}: cộng {hours} giờ {minutes} phút làm việc chờ ông/bà bổ sung thông tin"
        if event.act is Act.EXTEND:
            yield f"{day}: gia hạn – {event.facts['reason']}"
        if event.act is Act.DECIDE and "until" in event.facts:
            until = local_time(province, datetime.fromisoformat(str(event.facts["until"])))
            yield f"{day}: cấp trên quyết định thời hạn mới {until} – {event.facts['reason']}"
        if "alarm" in event.facts:
            yield f"{day}: chuyển thành việc khẩn cấp, hạn tính từ lúc đó"
        if event.act is Act.CLASSIFY:
            yield f"{day}: phân loại lại nội dung phản ánh, hạn theo loại mới"
        if event.act is Act.RECKON and "promised_at_new" in event.facts:
            yield f"{day}: tính lại theo lịch làm việc hoặc quy chế mới"
