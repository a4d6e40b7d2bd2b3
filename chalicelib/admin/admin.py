"""The admin's desk: a province's versions are looked at, tried out, kept, made active and taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import observe
from chalicelib.admin.chores import Chores
from chalicelib.errors import BadInput, Conflict, Forbidden, NotFound, StaleTicket
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, Version, admit
from chalicelib.province.reorganisation import reorganised
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

NOTE_LIMIT = 500  # characters
LOOKERS = frozenset({Role.PROVINCE_ADMIN, Role.LEADERSHIP, Role.COORDINATOR, Role.PLATFORM_OPERATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Which version holds, every version there is, and what is due to happen."""

    active: int
    versions: tuple[Version, ...]
    waiting: tuple[Chore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an act led to: the version that holds now, or the one that will, and when."""

    active: int
    number: int
    at: datetime | None = None  # None: it holds already
    cancelled: tuple[int, ...] = ()


@dataclass(frozen=True)
class Admin:
    provinces: Registry
    chores: Chores
    now: Callable[[], datetime]

    def overview(self, slug: str, actor: Actor) -> Overview:
        """raises  NotFound for another tenant; Forbidden for other roles"""
        active = self._looks(slug, actor)
        versions = self.provinces.versions.history(slug)
        return Overview(active=active, versions=tuple(versions), waiting=tuple(self.chores.waiting(slug)))

    def document(self, slug: str, number: int, actor: Actor) -> Mapping[str, Any]:
        """A kept version as it was kept.

        raises  NotFound, Forbidden
        """
        self._looks(slug, actor)
        return self.provinces.versions.document(slug, number)

    def keep(self, slug: str, document: Any, actor: Actor, note: str = "") -> int:
        """Keep a version without making it active; returns its number.

        raises  NotFound, Forbidden; Unprocessable listing every fault; BadInput for another province's document
        """
        self._changes(slug, actor)
        if len(note) > NOTE_LIMIT:
            raise BadInput(f"a note has at most {NOTE_LIMIT} characters", faults=[{"pointer": "?note"}])
        if not isinstance(document, Mapping) or document.get("slug") != slug:
            raise BadInput("the document is not of this province", faults=[{"pointer": "/slug", "message": slug}])
        number = self.provinces.keep(document, actor.id, note)
        observe.note("version kept", tenant=slug, version=number, by=actor.id)
        return number

    def activate(self, slug: str, number: int, seen: int | None, actor: Actor, day: date | None = None) -> Decision:
        """Make a kept version active: now, or at local midnight of `day` by the schedule.

        seen    the active version the admin looked at
        raises  NotFound, Forbidden, Unprocessable; BadInput without `seen`; StaleTicket when another version is
                active; Conflict when it is active already, another waits for its day, or an account is not ours
        """
        self._changes(slug, actor)
        return self._decide(slug, number, seen, actor, day)

    def undo(self, slug: str, actor: Actor, seen: int | None = None) -> Decision:
        """Take the last decision back: what waits for its day is cancelled; else the version before holds again.

        Petitions that a reorganisation had moved, and nobody has moved since, go back.
        raises  NotFound, Forbidden, StaleTicket; Conflict when there is no version before
        """
        active = self._changes(slug, actor)
        pending = self._pending(slug)
        for chore in pending:
            self.chores.done(chore)
            observe.note("activation cancelled", tenant=slug, version=chore.number, by=actor.id)
        if pending:
            return Decision(active=active, number=active, cancelled=tuple(chore.number for chore in pending))
        number = self.before(slug)
        return self._decide(slug, number, active if seen is None else seen, actor, None, back=True)

    def before(self, slug: str) -> int:
        """The version that held before the active one.

        raises  Conflict when there was none
        """
        active = self.provinces.versions.active(slug)
        versions = self.provinces.versions.history(slug)
        found = [a for version in versions if version.number == active for a in version.activations]
        if not found or found[-1].before is None:
            raise Conflict("no version held before this one")
        return found[-1].before

    def plan(self, slug: str, plan: Any, actor: Actor) -> dict[str, Any]:
        """The document a reorganisation would make of the active one.

        raises  NotFound, Forbidden; Unprocessable listing every fault of the plan
        """
        active = self._looks(slug, actor)
        return reorganised(self.provinces.versions.document(slug, active), plan)

    def reorganise(self, slug: str, plan: Any, actor: Actor) -> Decision:
        """Carry a reorganisation out: the version it makes is kept and holds from the day the plan names.

        raises  as plan and activate
        """
        active = self._changes(slug, actor)
        self._nothing_waits(slug)
        document = self.plan(slug, plan, actor)
        number = self.provinces.keep(document, actor.id, plan["decision"])
        return self._decide(slug, number, active, actor, date.fromisoformat(plan["valid_from"]))

    def _decide(
        self, slug: str, number: int, seen: int | None, actor: Actor, day: date | None, *, back: bool = False
    ) -> Decision:
        active = self._looks(slug, actor)
        if seen is None:
            raise BadInput("say which active version you have seen", active=active)
        if number == active:
            raise Conflict("this version is active already", active=active)
        self._nothing_waits(slug)
        now = self.now()
        at = _midnight(day, self.provinces.version(slug, active)) if day else now
        if at > now:
            chore = Chore(slug=slug, kind=Kind.ACTIVATE, number=number, seen=seen, since=at, at=at, author=actor.id)
            return self._schedule(chore, active)
        self.provinces.activate(slug, number, seen, actor.id, back=back)
        for failed in self._activations(slug):
            self.chores.done(failed)  # it has been seen: somebody decided since
        observe.note("version activated", tenant=slug, version=number, before=seen, by=actor.id)
        return Decision(active=number, number=number)

    def _schedule(self, chore: Chore, active: int) -> Decision:
        admit(self.provinces.versions.document(chore.slug, chore.number))
        if chore.seen != active:
            raise StaleTicket("another version is active", active=active)
        self.chores.owe(chore)
        observe.note("activation scheduled", tenant=chore.slug, version=chore.number, at=chore.at, by=chore.author)
        return Decision(active=active, number=chore.number, at=chore.at)

    def _nothing_waits(self, slug: str) -> None:
        """What waits was made for the version that is active now; a change in between would be lost at its day."""
        if waiting := self._pending(slug):
            told = [{"version": chore.number, "at": chore.at.isoformat()} for chore in waiting]
            raise Conflict("another version waits for its day; take it back first (undo)", scheduled=told)

    def _pending(self, slug: str) -> list[Chore]:
        return [chore for chore in self._activations(slug) if not chore.reason]

    def _activations(self, slug: str) -> list[Chore]:
        return [chore for chore in self.chores.waiting(slug) if chore.kind is Kind.ACTIVATE]

    def _looks(self, slug: str, actor: Actor) -> int:
        """The active version, for those who may look at it."""
        active = self.provinces.versions.active(slug) if actor.tenant == slug else None
        if active is None:
            raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
        if actor.role not in LOOKERS:
            raise Forbidden("only the province's administrators, leadership and coordinators see its versions")
        return active

    def _changes(self, slug: str, actor: Actor) -> int:
        active = self._looks(slug, actor)
        if actor.role is not Role.PROVINCE_ADMIN:
            raise Forbidden("only an administrator of the province may change it")
        return active


def _midnight(day: date, province: Province) -> datetime:
    """The instant at which `day` begins in the province."""
    return datetime.combine(day, time(), ZoneInfo(province.zone)).astimezone(UTC)
