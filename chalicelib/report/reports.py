"""Reports of a province: figures of any period, what was late by which article, what lies open. Whoever may see them.

A head, and whoever tends a page, sees their own unit and those below it; the province's own roles see all of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from chalicelib import cursor as cursors
from chalicelib.errors import BadInput, Forbidden, NotFound
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.report.figures import By, of_period
from chalicelib.report.fold import added
from chalicelib.report.freeze import Freezer
from chalicelib.report.lying import Lying, age, overdue
from chalicelib.report.nights import DAY, end_of
from chalicelib.report.opinions import Voices, opinions
from chalicelib.report.pilots import compared
from chalicelib.report.rollup import Look, Period
from chalicelib.report.violations import Violation
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

T = TypeVar("T")
LONGEST = 366  # days
_OF_UNITS = frozenset({Role.HEAD, Role.PAGE_MANAGER})
MAY = _OF_UNITS | {
    Role.COORDINATOR, Role.TASK_FORCE, Role.LEADERSHIP, Role.PROVINCE_ADMIN, Role.ANALYST,
}  # fmt: skip
Units = frozenset[str] | None  # None: all, those of no unit we know included


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Local days, both included; today and this month's first without them. `unit`: with those below it."""

    first: date | None = None
    last: date | None = None
    unit: str = ""
    by: By | None = None


@dataclass(frozen=True)
class Reports:
    look: Look
    freezer: Freezer
    voices: Voices
    provinces: Registry
    now: Callable[[], datetime]

    def figures(self, slug: str, asked: Asked, actor: Actor) -> dict[str, Any]:
        """The figures of a period; of today as far as it has come. By unit, with what people think of them.

        raises  NotFound, Forbidden; BadInput for a period that ends before it begins or is longer than a year
        """
        province, units = self._entered(slug, asked.unit, actor)
        first, last = self._days(province, asked)
        period = self.look.period(province, first, last)
        head = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "as_of": period.as_of.astimezone(ZoneInfo(province.zone)).isoformat(timespec="seconds"),
            "since": period.since.isoformat() if period.since else None,
            "published": period.published,
            "unit": asked.unit or None,
            "by": asked.by,
        }
        said = self._opinions(province, period, units) if asked.by is By.UNIT else []
        return head | of_period(province, period, units, asked.by) | {"opinions": said}

    def violations(
        self, slug: str, asked: Asked, actor: Actor, limit: int, cursor: str | None
    ) -> tuple[list[Violation], str | None]:
        """What was late in a period, the earliest end first, and where the list goes on.

        raises  as `figures`
        """
        province, units = self._entered(slug, asked.unit, actor)
        first, last = self._days(province, asked)
        found = [each for each in self.look.violations(province, first, last) if units is None or each.unit in units]
        places = {_place(each.ended_at, each.code, each.n, each.rule): each for each in found}
        return _page(places, limit, cursor, (slug, "violations", first, last, asked.unit))

    def lying(
        self, slug: str, day: date | None, unit: str, actor: Actor, limit: int, cursor: str | None, *, late: bool
    ) -> tuple[list[dict[str, Any]], str | None]:
        """What lay open as a local day ended, or lies open now: the one promised first stands first.

        late    only what is overdue
        raises  NotFound, Forbidden; BadInput for a day to come
        """
        province, units = self._entered(slug, unit, actor)
        today = province.calendar.local_day(self.now())
        shown = day or today
        if shown > today:
            fault = {"pointer": "?day", "message": "not after today"}
            raise BadInput("no such day", faults=[fault])
        at = min(self.now(), end_of(province, shown))
        pile = [one for one in self.look.pile(province, shown) if units is None or one.unit in units]
        places = {
            _place(one.promised_at, one.code): _shown(one, at, shown, ZoneInfo(province.zone))
            for one in pile
            if overdue(one, at) or not late
        }
        return _page(places, limit, cursor, (slug, "lying", shown, unit, late))

    def pilots(self, slug: str, days: int, actor: Actor) -> list[dict[str, Any]]:
        """Each pilot before and after it began, beside its group; `days` at most on each side. Pilots of units the
        actor may not see are left out, and groups of what they may not.

        raises  NotFound, Forbidden
        """
        province, units = self._entered(slug, "", actor)
        today = province.calendar.local_day(self.now())
        shown = [each for each in province.pilots if not each.unit or units is None or each.unit in units]
        return [compared(self.look, province, each, units, today, days) for each in shown]

    def publish(self, slug: str, first: date, last: date) -> None:
        """What these days say from now on; see freeze.py."""
        self.freezer.publish(slug, first, last)

    def _opinions(self, province: Province, period: Period, units: Units) -> list[dict[str, Any]]:
        since, until = end_of(province, period.first - DAY), end_of(province, period.last)
        served = self.voices.services(province.slug, since, until)
        surveyed = self.voices.surveys(province.slug, period.first, period.last)
        return opinions(province, units, added(period.flows.values()), served, surveyed)

    def _entered(self, slug: str, unit: str, actor: Actor) -> tuple[Province, Units]:
        """raises  NotFound for another tenant, or a unit there is not; Forbidden for one that is not the actor's"""
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        if actor.role not in MAY:
            raise Forbidden(f"a {actor.role} reads no reports", roles=sorted(MAY))
        province = self.provinces.get(slug)
        root = province.unit(unit).id if unit else ""
        if actor.role in _OF_UNITS:
            own = province.live(actor.unit)
            if root and not province.within(root, own):
                raise Forbidden("this unit is not in your part of the tree", unit=root)
            root = root or own
        return province, frozenset(each for each in province.units if province.within(each, root)) if root else None

    def _days(self, province: Province, asked: Asked) -> tuple[date, date]:
        today = province.calendar.local_day(self.now())
        last = asked.last or today
        first = asked.first or last.replace(day=1)
        if not timedelta() <= last - first < timedelta(days=LONGEST):
            fault = {"pointer": "?to", "message": "not before from, and at most a year after it"}
            raise BadInput("no such period", faults=[fault])
        return first, last


def _shown(one: Lying, at: datetime, day: date, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "code": one.code,
        "status": one.status,
        "unit": one.unit,
        "category": one.category or None,
        "kind": one.kind,
        "channel": one.channel,
        "submitter": one.submitter or None,
        "urgency": one.urgency,
        "opened_at": one.opened_at.isoformat(timespec="seconds"),
        "promised_at": one.promised_at.isoformat(timespec="seconds"),
        "overdue": overdue(one, at),
        "age_days": age(one, day, zone),
        "level": one.level,
    }


def _place(moment: datetime, *rest: object) -> str:
    return "#".join([moment.isoformat(timespec="milliseconds"), *map(str, rest)])


def _page(
    places: Mapping[str, T], limit: int, cursor: str | None, question: tuple[object, ...]
) -> tuple[list[T], str | None]:
    after = cursors.opened(cursor, ("after",), *question)["after"] if cursor else ""
    found = sorted(place for place in places if place > after)
    shown = found[:limit]
    following = cursors.sealed({"after": shown[-1]}, *question) if len(found) > limit else None
    return [places[place] for place in shown], following
