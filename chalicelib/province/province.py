"""A province as frozen values. No code anywhere names a province; whatever differs between two lies here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.province.regulation import Regulation, regulation_from
from chalicelib.sla.workdays import WorkCalendar, calendar_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune of the two-tier system; `code` belongs to the province's code system, never alone."""

    code: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    id: str
    name: str
    kind: str
    parent: str | None
    hotline: str | None
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    id: str
    name: str
    urgency: str
    words: tuple[str, ...]


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
    categories: tuple[Category, ...]
    kinds: tuple[PetitionKind, ...]
    routing: tuple[Rule, ...]
    regulation: Regulation
    accounts: tuple[Account, ...]
    staff: tuple[Staff, ...]

    def unit(self, unit_id: str) -> Unit:
        try:
            return self.units[unit_id]
        except KeyError:
            raise NotFound("no such unit in this province", unit=unit_id) from None

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

    def people(self, role: str, unit_id: str) -> tuple[Staff, ...]:
        """Those who must be told in `role` for a ticket held by `unit_id`, from the tree of this version.

        handler, head: of the unit, else of the nearest unit above that has one, so that nobody is never told.
        coordinator: of the unit that keeps the tray. leadership: of the province's leadership unit.
        """
        if role in {"coordinator", "leadership"}:
            home = self.tray if role == "coordinator" else self.leadership
            return tuple(s for s in self.staff if s.role == role and s.unit == home)
        for unit in self.upwards(unit_id):
            found = tuple(s for s in self.staff if s.role == role and s.unit == unit.id)
            if found:
                return found
        return self.people("leadership" if role == "head" else "coordinator", unit_id)

    def category(self, category_id: str | None) -> Category | None:
        return next((c for c in self.categories if c.id == category_id), None)

    def kind_name(self, kind_id: str) -> str:
        return next((k.name for k in self.kinds if k.id == kind_id), kind_id)


def _unit(entry: Mapping[str, Any]) -> Unit:
    place = entry.get("place")
    return Unit(
        id=entry["id"],
        name=entry["name"],
        kind=entry["kind"],
        parent=entry["parent"],
        hotline=entry.get("hotline"),
        place=place and Place(code=place["code"], kind=place["kind"], aliases=tuple(place.get("aliases", ()))),
    )


def province_from(document: Mapping[str, Any], version: int) -> Province:
    """The value of a document that has passed its schema; `version` is the registry's number of it."""
    return Province(
        slug=document["slug"],
        version=version,
        name=document["name"],
        code_prefix=document["code_prefix"],
        zone=document["zone"],
        calendar=calendar_from(document["calendar"], zone=document["zone"]),
        units={entry["id"]: _unit(entry) for entry in document["units"]},
        tray=document["tray"],
        leadership=document["leadership"],
        categories=tuple(
            Category(id=c["id"], name=c["name"], urgency=c["urgency"], words=tuple(c["words"]))
            for c in document["categories"]
        ),
        kinds=tuple(
            PetitionKind(id=k["id"], name=k["name"], words=tuple(k["words"])) for k in document["kinds"]
        ),
        routing=tuple(Rule(id=r["id"], when=r["when"], to=r["to"]) for r in document["routing"]),
        regulation=regulation_from(document["regulation"]),
        accounts=tuple(Account(**account) for account in document["accounts"]),
        staff=tuple(
            Staff(
                id=s["id"], name=s["name"], role=s["role"], unit=s["unit"],
                email=s.get("email"), phone=s.get("phone"),
            )
            for s in document["staff"]
        ),
    )  # fmt: skip
