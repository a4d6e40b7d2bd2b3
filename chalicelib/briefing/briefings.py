"""Reports of any period by hand, and the list of all: made at once as far as that goes, else owed to the clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import observe, schema
from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.asked import day as day_in
from chalicelib.briefing.making import Making
from chalicelib.briefing.matter import Matter
from chalicelib.briefing.order import Kind, Order
from chalicelib.briefing.owing import led, ordered, owe
from chalicelib.briefing.plan import DAY, WEEK
from chalicelib.briefing.store import Orders
from chalicelib.errors import BadInput, Forbidden, NotFound
from chalicelib.paper.formats import Format
from chalicelib.paper.papers import Papers
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

AT_ONCE = timedelta(seconds=6)  # a call has 20 s: after so long nothing more is begun in it
LONG = timedelta(days=31)  # what is longer is left to the clock
LONGEST = timedelta(days=366)
READ_AT_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Empty texts ask for all; `unit` with those below it."""

    kind: str = ""
    period: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    order: Order
    links: dict[Format, str]


@dataclass(frozen=True)
class Briefings:
    orders: Orders
    making: Making
    papers: Papers
    provinces: Registry
    now: Callable[[], datetime]

    def ask(self, slug: str, body: Any, actor: Actor) -> list[Shown]:
        """Owe a report of `from` to `to` (local days that are over); made at once when there is time. Not sent.

        A unit_report without a unit is one of each unit that has a head. Asked for twice, it is the same.
        A week is published with its first paper, whoever asks for it.
        raises  NotFound; Forbidden; BadInput for a period that is not over, was before there were figures, or is
                longer than a year; for a week that is none
        """
        province = self._entered(slug, actor)
        schema.check("briefing/briefing", body)
        kind, days = Kind(body["kind"]), self._days(province, body)
        units = self._units(province, kind, body.get("unit", ""), actor)
        matter = self.making.matter(province)
        if matter.begun(days[1]) is None:
            raise _refused("/to", "there are no figures of that time")
        owed = [owe(self.orders, ordered(province, kind, days, unit, self.now())) for unit in units]
        observe.note("reports asked for", tenant=slug, kind=kind, number=len(owed), by=actor.id)
        made = self._made(matter, owed) if days[1] - days[0] < LONG else owed
        return [self._shown(order, actor) for order in made]

    def page(
        self, slug: str, wanted: Wanted, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[Shown], str | None]:
        """Those whose period ends last stand first; a head finds those of their own unit and below.

        raises  NotFound; BadInput
        """
        province = self._entered(slug, actor)
        if wanted.unit:
            province.unit(wanted.unit)
        question = (slug, "briefings", wanted.kind, wanted.period, wanted.unit)
        before = cursors.opened(cursor, ("place",), *question)["place"] if cursor else ""
        found: list[Shown] = []
        read = self.orders.newest(slug, before, READ_AT_MOST)
        for order in read:
            if _fits(province, order, wanted) and _may_read(province, order, actor):
                found.append(self._shown(order, actor))
            if len(found) == limit:
                return found, cursors.sealed({"place": order.place}, *question)
        more = len(read) == READ_AT_MOST
        return found, cursors.sealed({"place": read[-1].place}, *question) if more else None

    def _made(self, matter: Matter, owed: Sequence[Order]) -> list[Order]:
        begun, found = self.now(), []
        for order in owed:
            ready = not order.paper and self.now() - begun < AT_ONCE
            found.append((self.making.make(matter, order) or order) if ready else order)
        return found

    def _entered(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        return self.provinces.get(slug)

    def _days(self, province: Province, body: dict[str, Any]) -> tuple[date, date]:
        first, last = day_in(body, "from"), day_in(body, "to")
        if first is None or last is None:
            raise _refused("", "from and to are wanted")
        if last >= province.calendar.local_day(self.now()):
            raise _refused("/to", "a day that is over")
        if body["kind"] == Kind.WEEK and (first.weekday() or last - first != WEEK - DAY):
            raise _refused("/from", "a week is from Monday to Sunday")
        if not timedelta() <= last - first < LONGEST:
            raise _refused("/to", "not before from, and at most a year after it")
        return first, last

    def _units(self, province: Province, kind: Kind, unit: str, actor: Actor) -> tuple[str, ...]:
        """raises  NotFound for a unit there is not; Forbidden for one that is not the actor's"""
        if unit:
            province.unit(unit)
        if unit and kind in (Kind.DIGEST, Kind.MONTH):
            raise _refused("/unit", "this report is of the whole province")
        if admit(actor, Action.MAKE_BRIEFINGS) is Scope.UNITS:
            unit = unit or province.live(actor.unit)
            if not province.within(unit, province.live(actor.unit)) or kind in (Kind.DIGEST, Kind.MONTH):
                raise Forbidden("this report is not of your part of the tree", unit=unit)
        return (unit,) if unit or kind is not Kind.UNIT_REPORT else led(province)

    def _shown(self, order: Order, actor: Actor) -> Shown:
        try:
            links = self.papers.one(order.tenant, order.paper, actor)[1] if order.paper else {}
        except NotFound:  # it was kept for five years
            links = {}
        return Shown(order=order, links=links)


def _fits(province: Province, order: Order, wanted: Wanted) -> bool:
    return (
        wanted.kind in ("", order.kind)
        and wanted.period in ("", order.period)
        and (not wanted.unit or province.within(order.unit, wanted.unit))
    )


def _may_read(province: Province, order: Order, actor: Actor) -> bool:
    if admit(actor, Action.READ_BRIEFINGS) is Scope.PROVINCE:
        return True
    return bool(order.unit) and province.within(province.live(order.unit), province.live(actor.unit))


def _refused(pointer: str, message: str) -> BadInput:
    return BadInput("no such report", faults=[{"pointer": pointer, "message": message}])
