"""One order → its paper, kept and sent. Twice is once: the paper has its id, each e-mail its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib import observe
from chalicelib.briefing import digest, month, week
from chalicelib.briefing.judging import Judging
from chalicelib.briefing.matter import Matter, Sources, below
from chalicelib.briefing.order import Kind, Order, State
from chalicelib.briefing.store import Orders
from chalicelib.briefing.words import TITLES, TITLES_EN, span
from chalicelib.paper.paper import Note, Paper, Section
from chalicelib.paper.papers import Papers
from chalicelib.paper.sending import Sending
from chalicelib.province.province import Province, Staff
from chalicelib.sla.workdays import Shifts

WHOLE_PROVINCE = ("leadership", "task_force", "coordinator")  # `people` knows where they sit


@dataclass(frozen=True)
class Making:
    orders: Orders
    papers: Papers
    post: Sending
    sources: Sources
    judging: Judging
    now: Callable[[], datetime]

    def matter(self, province: Province) -> Matter:
        return Matter(self.sources, province)

    def make(self, matter: Matter, order: Order) -> Order | None:
        """Make, keep and send what `order` owes; None while its days are not folded yet, or those of a week must be
        folded anew before they are published: it waits.

        The days of a week are published with its first paper: what they say from then on.
        raises  TryAgain when the bucket does not take it
        """
        if matter.folded(order.last) is None:
            return None
        if order.kind is Kind.WEEK:
            if matter.waits(order.first, order.last):
                return None
            matter.freeze(order.first, order.last)
        kind, period, unit = str(order.kind), order.period, order.unit
        kept = self.papers.known(order.tenant, kind=kind, period=period, unit=unit)
        if kept is None:  # else of a run that died, or made by hand: the letter says what it says
            paper = self.paper(matter, order)
            kept = self.papers.keep(order.tenant, paper, kind=kind, period=period, unit=unit)
        if order.send:
            self.post.send(kept, addressees(matter.province, order), kept.figures)
        made = replace(order, state=State.MADE, paper=kept.id)
        if not self.orders.save(made):  # another run made it, or it must be sent as well now
            return self.orders.find(order.tenant, order.place)
        observe.note("report made", tenant=order.tenant, kind=order.kind, period=order.period, unit=order.unit)
        return replace(made, version=made.version + 1)

    def paper(self, matter: Matter, order: Order) -> Paper:
        province = matter.province
        whose = province.units[order.unit].name if order.unit in province.units else ""
        return Paper(
            title=TITLES[order.kind], title_en=TITLES_EN[order.kind], subtitle=whose, province=province.name,
            issuer=whose, period=span(order), made_at=self.now(), zone=ZoneInfo(province.zone),
            sections=(*self._sections(matter, order), *_since(matter, order)), national=order.kind is Kind.MONTH,
            wide=order.kind is not Kind.DIGEST, working_day=_working_day(province),
        )  # fmt: skip

    def _sections(self, matter: Matter, order: Order) -> Sequence[Section]:
        if order.kind is Kind.DIGEST:
            return digest.sections(matter, order)
        if order.kind is Kind.WEEK:
            tasks = self.judging.of(matter, below(matter.province, order.unit), order.first, order.last)
            return week.sections(matter, order, tasks, matter.province.calendar.local_day(self.now()))
        return month.sections(matter, order)


def addressees(province: Province, order: Order) -> list[str]:
    """Staff ids: a unit's report goes to its head, the province's to the roles it names."""
    if order.unit:
        return [one.id for one in province.people("head", order.unit)]
    return [one.id for role in province.briefings.addressees.get(order.kind, ()) for one in _people(province, role)]


def _people(province: Province, role: str) -> Sequence[Staff]:
    return province.people(role, "") if role in WHOLE_PROVINCE else [one for one in province.staff if one.role == role]


def _since(matter: Matter, order: Order) -> tuple[Note, ...]:
    since = matter.folded(order.last)
    if since is None or since <= order.first:
        return ()
    return (Note(text=f"Hệ thống có số liệu từ ngày {since:%d/%m/%Y}."),)


def _working_day(province: Province) -> timedelta:
    """The hours of an ordinary day: what a day of working time is."""
    return max(_length(shifts) for shifts in province.calendar.week.values())


def _length(shifts: Shifts) -> timedelta:
    return sum(
        (timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute) for start, end in shifts),
        timedelta(),
    )
