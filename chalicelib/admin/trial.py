"""Before anything counts: a document is checked, compared, and tried on the province's own petitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.admin.admin import Admin
from chalicelib.admin.diff import Section, differences
from chalicelib.admin.impact import Impact, unit_impacts
from chalicelib.admin.reading import Bound, Reading
from chalicelib.admin.simulation import Simulation, pairs, simulated
from chalicelib.errors import BadInput, Forbidden, Unprocessable
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.province.review import warnings
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a document would mean. With faults nothing else can be said."""

    faults: tuple[Mapping[str, str], ...] = ()
    warnings: tuple[Mapping[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    impact: Impact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A simulation and how much of the past it rests on."""

    simulation: Simulation
    read: int
    partial: bool


@dataclass(frozen=True)
class Trials:
    admin: Admin
    tickets: Tickets
    now: Callable[[], datetime]
    patience: timedelta | None = None  # reading petitions stops after it; None: never

    def check(self, slug: str, document: Any, actor: Actor, most: int | None) -> Review:
        """What would become of the province if `document` held: faults, doubts, differences, open petitions.

        most    petitions read at most; None: all
        raises  NotFound for another tenant; Forbidden for other roles
        """
        active = self._active(slug, actor)
        found = _not_of(slug, document) or self.admin.provinces.faults(document)
        if found:
            return Review(faults=tuple(found))
        held = self.admin.document(slug, active, actor)
        was, draft = province_from(held, active), province_from(document, active)
        now = self.now()
        reading = self._reading(most)
        units = sorted(was.units.keys() | draft.units.keys())
        clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=slug)
        rows = unit_impacts(was, draft, reading.each(slug, units, False), clock, now)
        return Review(
            warnings=tuple(warnings(document, now.astimezone(ZoneInfo(draft.zone)).date())),
            sections=differences(held, document),
            impact=Impact(read=reading.read, partial=reading.partial, units=rows),
        )

    def simulate(self, slug: str, draft: Any, actor: Actor, most: int | None) -> Outcome:
        """Past petitions, open and done, judged once more by a draft.

        draft   a province document, or a regulation alone, which is tried in the place of the active one
        raises  NotFound, Forbidden; Unprocessable listing every fault of the draft
        """
        active = self._active(slug, actor)
        held = self.admin.document(slug, active, actor)
        tried = self._drafted(slug, held, draft)
        reading = self._reading(most)
        units = sorted(province_from(held, active).units)
        judged = [
            pair for ticket, events in reading.each(slug, units, True, False) for pair in pairs(tried, ticket, events)
        ]
        return Outcome(simulation=simulated(tried, judged), read=reading.read, partial=reading.partial)

    def simulate_version(self, slug: str, number: int, actor: Actor, most: int | None) -> Outcome:
        """`simulate` with the regulation of a kept version.

        raises  NotFound, Forbidden
        """
        return self.simulate(slug, self.admin.document(slug, number, actor), actor, most)

    def _active(self, slug: str, actor: Actor) -> int:
        """Trials read petitions, if only to count them: whoever keeps the platform runs none."""
        active = self.admin.overview(slug, actor).active
        if actor.role is Role.PLATFORM_OPERATOR:
            raise Forbidden("who keeps the platform reads no petitions")
        return active

    def _reading(self, most: int | None) -> Reading:
        return Reading(self.tickets, self.now, Bound(most, self.patience))

    def _drafted(self, slug: str, held: Mapping[str, Any], draft: Any) -> Province:
        if not isinstance(draft, Mapping):
            raise BadInput("the draft must be a JSON object")
        document = draft if "units" in draft else {**held, "regulation": draft}
        found = _not_of(slug, document) or self.admin.provinces.faults(document)
        if found:
            raise Unprocessable("the draft cannot be tried", faults=found)
        return province_from(document, 0)


def _not_of(slug: str, document: Any) -> list[dict[str, str]]:
    if not isinstance(document, Mapping):
        return [{"pointer": "", "message": "a province is a JSON object"}]
    if document.get("slug") != slug:
        return [{"pointer": "/slug", "message": f"this is not a document of {slug!r}"}]
    return []
