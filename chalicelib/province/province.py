"""A province as frozen values. No code anywhere names a province; whatever differs between two lies here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.province.briefings import Briefings
from chalicelib.province.content import Content
from chalicelib.province.league import League
from chalicelib.province.messaging import Messaging
from chalicelib.province.pilot import Pilot
from chalicelib.province.regulation import Regulation
from chalicelib.province.sampling import Sampling
from chalicelib.province.service import Procedure
from chalicelib.sla.workdays import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune of the two-tier system; `code` belongs to the province's code system, never alone."""

    code: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    name: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """`calendar`: its own hours, for the units below it too. A closed unit stays, so that history can name it."""

    id: str
    name: str
    kind: str
    parent: str | None
    hotline: str | None
    place: Place | None
    calendar: WorkCalendar | None = None
    closed_on: date | None = None
    successor: str | None = None
    formerly: tuple[FormerName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    id: str
    name: str
    urgency: str
    words: tuple[str, ...]
    name_en: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionKind:
    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A routing rule: every condition given must hold; `to` is a unit, @place, @account or @tray."""

    id: str
    when: Mapping[str, Any]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A Facebook page or Zalo OA, bound to the unit that owns it."""

    channel: str
    id: str
    app: str
    unit: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    id: str
    name: str
    role: str
    unit: str
    email: str | None
    phone: str | None
    delegate: bool = False  # may sign what the head of the unit signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """How the HTTP API may be used: by which web pages, and how many calls a minute."""

    origins: tuple[str, ...] = ()  # https://host of pages that may call it; * for any
    province: int = 30_000  # by all together
    staff: int = 1_200  # by one officer
    key: int = 3_000  # by one API key
    address: int = 3_000  # by one network address: behind one of a telephone company stand thousands
    create: int = 60  # POSTs among them: each writes, and may end on an officer's desk


@dataclass(frozen=True, kw_only=True, eq=False)
class Province:
    """One version of one tenant. Compared by identity: matchers compiled from it are cached on it."""

    slug: str
    version: int
    name: str
    code_prefix: str
    zone: str
    calendar: WorkCalendar
    units: Mapping[str, Unit]
    tray: str
    leadership: str
    task_force: str
    categories: tuple[Category, ...]
    kinds: tuple[PetitionKind, ...]
    routing: tuple[Rule, ...]
    regulation: Regulation
    accounts: tuple[Account, ...]
    staff: tuple[Staff, ...]
    messaging: Messaging = field(default_factory=Messaging)
    content: Content = field(default_factory=Content)
    briefings: Briefings = field(default_factory=Briefings)
    api: Api = field(default_factory=Api)
    procedures: tuple[Procedure, ...] = ()  # of the public services: the catalogue
    pilots: tuple[Pilot, ...] = ()
    league: League | None = None  # how units are ranked; None: they are not
    sampling: Sampling | None = None  # of how many answers the sender is asked whether it is solved; None: of none
    training: bool = False  # nothing leaves it, its clock can be put forward, its citizens are played

    def unit(self, unit_id: str) -> Unit:
        try:
            return self.units[unit_id]
        except KeyError:
            raise NotFound("no such unit in this province", unit=unit_id) from None

    def is_open(self, unit_id: str) -> bool:
        """True for a unit that exists and has not been closed."""
        return unit_id in self.units and self.units[unit_id].closed_on is None

    def live(self, unit_id: str) -> str:
        """The open unit that took over from `unit_id`, or itself; what leads to none comes back unchanged."""
        current, seen = unit_id, {unit_id}
        while current in self.units and not self.is_open(current):
            following = self.units[current].successor
            if following is None or following in seen:
                return unit_id
            seen.add(following)
            current = following
        return current if current in self.units else unit_id

    def calendar_of(self, unit_id: str) -> WorkCalendar:
        """When the unit works: its own calendar, else that of the nearest unit above, else the province's."""
        return next((unit.calendar for unit in self.upwards(unit_id) if unit.calendar), self.calendar)

    def account(self, channel: str, account_id: str) -> Account:
        for account in self.accounts:
            if (account.channel, account.id) == (channel, account_id):
                return account
        raise NotFound("no such account in this province", channel=channel, account=account_id)

    def upwards(self, unit_id: str) -> Iterator[Unit]:
        """The unit, its parent, and so on to the root."""
        seen: set[str] = set()
        current: str | None = unit_id
        while current and current not in seen and current in self.units:
            seen.add(current)
            yield self.units[current]
            current = self.units[current].parent

    def within(self, unit_id: str, root: str) -> bool:
        """True when `unit_id` is `root` or lies below it."""
        return any(unit.id == root for unit in self.upwards(unit_id))

    def staff_member(self, staff_id: str) -> Staff | None:
        return next((s for s in self.staff if s.id == staff_id), None)

    def people(self, role: str, unit_id: str) -> tuple[Staff, ...]:
        """Those who must be told in `role` for a ticket held by `unit_id`, from the tree of this version.

        handler, head: of the unit (of its successor, if it is closed), else of the nearest unit above that has
        one, so that nobody is never told. In a unit without a head its delegates stand for the head.
        coordinator: of the unit that keeps the tray. leadership: of the province's leadership unit.
        task_force: of its unit, else wherever they sit. citizen: no staff.
        """
        if role == "citizen":
            return ()
        if role in {"coordinator", "leadership", "task_force"}:
            home = {"coordinator": self.tray, "leadership": self.leadership}.get(role, self.task_force)
            everywhere = tuple(s for s in self.staff if s.role == role)
            at_home = tuple(s for s in everywhere if s.unit == home)
            return at_home or (everywhere if role == "task_force" else ())
        for unit in self.upwards(self.live(unit_id)):
            if found := self._in(unit.id, role):
                return found
        return self.people("leadership" if role == "head" else "coordinator", unit_id)

    def _in(self, unit_id: str, role: str) -> tuple[Staff, ...]:
        found = tuple(s for s in self.staff if s.unit == unit_id and s.role == role)
        if found or role != "head":
            return found
        return tuple(s for s in self.staff if s.unit == unit_id and s.role == "handler" and s.delegate)

    def category(self, category_id: str | None) -> Category | None:
        return next((c for c in self.categories if c.id == category_id), None)

    def kind_name(self, kind_id: str) -> str:
        return next((k.name for k in self.kinds if k.id == kind_id), kind_id)
