"""Who is told what when staff have acted: one row an act. What is not here tells nobody."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.desk.files import enclosed
from chalicelib.province.province import Province
from chalicelib.redaction import redacted
from chalicelib.ticket import afterwards
from chalicelib.ticket.attachments import names_of
from chalicelib.ticket.owed import UNIT, Notice, Purpose
from chalicelib.ticket.telling import local_time, news, to_citizen, to_holder, to_members, to_staff
from chalicelib.ticket.thread import spoken
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Status


@dataclass(frozen=True)
class Done:
    """An act that was done."""

    province: Province
    before: Ticket
    after: Ticket
    event: Event

    def citizen(self, purpose: Purpose, **facts: str) -> Notice:
        return to_citizen(self.province, self.after, self.event, purpose, human=True, **facts)

    def spoken(self, purpose: Purpose, **facts: str) -> list[Notice]:
        """Words of the officer's own, on the side or sides that were chosen, and the files that go with them."""
        named = names_of(self.event)
        words = spoken(self.province, self.after, self.event, purpose, **facts, **({"files": named} if named else {}))
        return [*words, *enclosed(self.province, self.after, self.event, words)]

    def news(self, headline: str, roles: Iterable[str], units: Iterable[str] = ()) -> list[Notice]:
        return news(self.province, self.after, self.event, headline, roles, units)

    def holder(self) -> list[Notice]:
        """Whoever must act now; of a transfer the head is told too, who is now accountable."""
        roles = ("handler",) if self.event.act is Act.ASSIGN else UNIT
        return to_holder(self.province, self.after, self.event, *roles, reason=self.fact("reason"))

    def fact(self, name: str) -> str:
        return str(self.event.facts.get(name, ""))


Telling = Callable[[Done], Iterable[Notice]]


def told(province: Province, before: Ticket, after: Ticket, event: Event) -> tuple[Notice, ...]:
    """The notices an act owes, written in its transaction."""
    telling = _TELLINGS.get(event.act)
    return tuple(telling(Done(province, before, after, event))) if telling else ()


def _spoken(purpose: Purpose) -> Telling:
    return lambda done: done.spoken(purpose)


def _citizen(purpose: Purpose) -> Telling:
    """Words of ours are the bot's, not a person's, and Messenger asks."""
    return lambda done: [to_citizen(done.province, done.after, done.event, purpose)]


def _news(headline: str, *roles: str) -> Telling:
    return lambda done: done.news(headline, roles)


def _moved(done: Done) -> Iterable[Notice]:
    if done.after.unit != done.before.unit or done.after.status is not done.before.status:
        yield from done.holder()
        if done.after.status is not Status.IN_TRAY:
            yield to_citizen(done.province, done.after, done.event, Purpose.TRANSFERRED)
    if done.after.contributors:
        yield from done.news("Đề nghị phối hợp", UNIT, done.after.contributors)
    elif done.after.directed and done.after.unit != done.before.unit:
        yield from done.news("Có chỉ đạo của lãnh đạo phải thực hiện", UNIT)


def _let_go(done: Done) -> Iterable[Notice]:
    return done.holder() if done.after.unit != done.before.unit else ()


def _extended(done: Done) -> Iterable[Notice]:
    yield done.citizen(Purpose.NEW_DATE, reason=done.fact("reason"))
    yield from done.news("Đã gia hạn", UNIT)


def _sought(done: Done) -> Iterable[Notice]:
    rule = done.province.regulation.procedures.extension
    return done.news("Đề nghị gia hạn", rule.approvers if rule else ("head",))


def _reported(done: Done) -> Iterable[Notice]:
    yield done.citizen(Purpose.INTERIM)
    roles = {done.province.leadership: "leadership", done.province.task_force: "task_force"}
    role = roles.get(done.after.superior, "head")
    yield from done.news("Báo cáo trường hợp phức tạp, chờ quyết định", (role,), (done.after.superior,))


def _decided(done: Done) -> Iterable[Notice]:
    if "until" in done.event.facts:
        yield done.citizen(Purpose.NEW_DATE, reason=done.fact("reason"))
        yield from done.news("Cấp trên đã quyết định thời hạn mới", UNIT)
    else:
        yield from done.news("Cấp trên không chấp nhận lùi thời hạn", UNIT)


def _directed(done: Done) -> Iterable[Notice]:
    until = local_time(done.province, datetime.fromisoformat(done.fact("until")))
    return done.news(f"Chỉ đạo của lãnh đạo, hạn {until}", UNIT)


def _answered(done: Done) -> Iterable[Notice]:
    if done.after.status is Status.DRAFTED:
        return done.news("Dự thảo trả lời chờ duyệt", ("head",))
    return done.spoken(Purpose.ANSWER)


def _closed(done: Done) -> Iterable[Notice]:
    return done.spoken(Purpose.CLOSED) if done.before.status is not Status.ANSWERED else ()


def _rejected(done: Done) -> Iterable[Notice]:
    return done.spoken(Purpose.REJECTED, reason_name=done.fact("reason_name"))


def _classified(done: Done) -> Iterable[Notice]:
    """The citizen hears of another date; whoever holds it hears of an emergency."""
    if done.after.promised_at != done.before.promised_at:
        reason = "phân loại lại nội dung phản ánh"
        yield to_citizen(done.province, done.after, done.event, Purpose.NEW_DATE, reason=reason)
    if done.after.urgency == "emergency" != done.before.urgency:
        yield from done.holder()


def _reopened(done: Done) -> Iterable[Notice]:
    return afterwards.told(done.province, done.before, done.after, done.event)


def _contested(done: Done) -> Iterable[Notice]:
    """The head of the unit and the arbiter, with what the association says."""
    until = local_time(done.province, datetime.fromisoformat(done.fact("until")))
    headline = f"Hiệp hội cho rằng việc chưa được giải quyết thực chất; kiểm tra lại trước {until}"
    roles, words = ("head", done.after.judge), redacted(done.event.text)
    return to_staff(
        done.province, done.after, done.event, Purpose.NEWS, roles, ("email",), headline=headline, reason=words
    )


def _upheld(done: Done) -> Iterable[Notice]:
    yield from to_holder(done.province, done.after, done.event, *UNIT, reason=redacted(done.event.text))
    yield to_citizen(done.province, done.after, done.event, Purpose.REOPENED)
    yield from _to_observer(done, "Kiểm tra lại: đề nghị có căn cứ, đơn vị phải giải quyết lại")


def _dismissed(done: Done) -> Iterable[Notice]:
    yield from _to_observer(done, "Kiểm tra lại: kết quả đã trả lời được giữ nguyên")
    headline, words = "Kiểm tra lại theo đề nghị của hiệp hội: kết quả được giữ nguyên", redacted(done.event.text)
    unit = to_staff(
        done.province, done.after, done.event, Purpose.NEWS, ("head",), ("email",), headline=headline, reason=words
    )
    yield from (replace(notice, id=f"{notice.id}#unit") for notice in unit)


def _to_observer(done: Done, headline: str) -> list[Notice]:
    """The reason, without what an observer may not see."""
    asked_by, words = (done.fact("asked_by"),), redacted(done.event.text)
    return to_members(
        done.province, done.after, done.event, Purpose.NEWS, asked_by, headline=headline, reason=words
    )  # fmt: skip


_TELLINGS: Mapping[Act, Telling] = {
    Act.ASK: _spoken(Purpose.QUESTION),
    Act.INFORM: _spoken(Purpose.PROGRESS),
    Act.ASSIGN: _moved,
    Act.TRANSFER: _moved,
    Act.REFUSE: _moved,
    Act.CONCERN: _let_go,
    Act.UNMERGE: _moved,
    Act.SEEK_EXTENSION: _sought,
    Act.EXTEND: _extended,
    Act.REPORT: _reported,
    Act.DECIDE: _decided,
    Act.DIRECT: _directed,
    Act.FULFIL: _news("Đã báo cáo thực hiện chỉ đạo", "leadership"),
    Act.CONTRIBUTE: _news("Đơn vị phối hợp đã có ý kiến", *UNIT),
    Act.ANSWER: _answered,
    Act.APPROVE: _answered,
    Act.SEND_BACK: _news("Dự thảo trả lời cần sửa", "handler"),
    Act.CLOSE: _closed,
    Act.REJECT: _rejected,
    Act.CLASSIFY: _classified,
    Act.REFER: _citizen(Purpose.REFERRED),
    Act.MERGE: _citizen(Purpose.JOINED),
    Act.REOPEN: _reopened,
    Act.CONTEST: _contested,
    Act.UPHOLD: _upheld,
    Act.DISMISS: _dismissed,
}
