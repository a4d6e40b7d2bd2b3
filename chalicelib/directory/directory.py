"""The room of the directory: every change is a version of the province's document, so it can be seen and undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from chalicelib import cursor as cursors
from chalicelib import schema
from chalicelib.access.action import Action
from chalicelib.access.table import admit
from chalicelib.directory.checks import ADMIN, checked, spares_administrators
from chalicelib.directory.difference import Difference, Person, difference
from chalicelib.errors import Conflict, NotFound, StaleTicket, Unprocessable
from chalicelib.province import review
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

Staff = Sequence[Person]


class Overview(Protocol):
    @property
    def waiting(self) -> Sequence[Chore]: ...


class Keeper(Protocol):
    """Who keeps and activates versions; `Admin` of the room beside."""

    def overview(self, slug: str, actor: Actor) -> Overview: ...

    def keep(self, slug: str, document: Any, actor: Actor, note: str = "") -> int: ...

    def activate(self, slug: str, number: int, seen: int | None, actor: Actor, day: date | None = None) -> Any: ...


class Listed(NamedTuple):
    staff: Staff
    cursor: str | None
    version: int  # of the document


class Change(NamedTuple):
    """What a call led to: `version` holds now; None where it was a dry run or nothing differed."""

    seen: int
    version: int | None
    difference: Difference
    warnings: Sequence[Mapping[str, str]] = ()  # that there were not before


@dataclass(frozen=True)
class Directory:
    admin: Keeper
    provinces: Registry
    now: Callable[[], datetime]

    def page(self, slug: str, unit: str, actor: Actor, limit: int, cursor: str | None) -> Listed:
        """Staff in the order of their ids, all or those of one unit; the cursor survives changes of the list.

        raises  NotFound for another tenant; Forbidden; BadInput for a cursor of another list
        """
        number, document = self._read(slug, actor, Action.READ_STAFF)
        after = cursors.opened(cursor, ("id",), slug, "staff", unit)["id"] if cursor else ""
        found = [person for person in document["staff"] if person["id"] > after and unit in ("", person["unit"])]
        found.sort(key=lambda person: str(person["id"]))
        last = found[limit - 1]["id"] if len(found) > limit else None
        return Listed(found[:limit], last and cursors.sealed({"id": last}, slug, "staff", unit), number)

    def one(self, slug: str, staff_id: str, actor: Actor) -> tuple[Person, int]:
        """Somebody of the staff, and the version of the document it was read from.

        raises  NotFound for another tenant, and for who is not on the list; Forbidden
        """
        number, document = self._read(slug, actor, Action.READ_STAFF)
        return _known(document["staff"], staff_id), number

    def put(self, slug: str, staff_id: str, body: Any, actor: Actor, seen: int | None = None) -> Change:
        """Add somebody, or put all that is known of them in the place of what was.

        seen    the version of the document the caller looked at; None when it does not matter
        raises  NotFound for another tenant; Forbidden; Unprocessable; StaleTicket when another version holds;
                Conflict while a version waits for its day
        """

        def change(staff: Staff) -> Staff:
            schema.check("directory/person", body)
            person = {"id": staff_id, **body}
            known = any(each["id"] == staff_id for each in staff)
            return [person if each["id"] == staff_id else each for each in staff] + ([] if known else [person])

        return self._change(slug, actor, seen, f"staff: {staff_id}", change, alone=staff_id)

    def remove(self, slug: str, staff_id: str, actor: Actor, seen: int | None = None) -> Change:
        """Take somebody off the list: nobody is told anything under this id any more.

        raises  as put; NotFound for who is not on it
        """

        def change(staff: Staff) -> Staff:
            _known(staff, staff_id)
            return [each for each in staff if each["id"] != staff_id]

        return self._change(slug, actor, seen, f"staff: {staff_id} removed", change)

    def delegate(self, slug: str, staff_id: str, body: Any, actor: Actor, seen: int | None = None) -> Change:
        """Let a handler sign what the head of the unit signs, or no longer.

        raises  as remove; Unprocessable for another role: a head signs anyway, nobody else may
        """

        def change(staff: Staff) -> Staff:
            schema.check("directory/delegation", body)
            if _known(staff, staff_id)["role"] != "handler":
                fault = {"pointer": "/delegate", "message": "only a handler signs in the place of the head"}
                raise Unprocessable("this role signs for nobody", faults=[fault])
            return [dict(each) | body if each["id"] == staff_id else each for each in staff]

        return self._change(slug, actor, seen, f"staff: {staff_id} delegation", change)

    def sync(self, slug: str, body: Any, actor: Actor, seen: int | None = None, *, dry: bool = True) -> Change:
        """Put a whole list in the place of the one there is.

        dry     say only what would change; every fault is found all the same
        raises  as put; Forbidden when a key would touch an administrator: those it leaves out stay
        """

        def change(staff: Staff) -> Staff:
            schema.check("directory/sync", body)
            listed = {person["id"] for person in body["staff"]}
            kept = [each for each in staff if each["role"] == ADMIN and each["id"] not in listed]
            return [*body["staff"], *(kept if actor.role is Role.INTEGRATOR else ())]

        return self._change(slug, actor, seen, "staff: synchronised", change, dry=dry)

    def _change(
        self, slug: str, actor: Actor, seen: int | None, note: str, change: Callable[[Staff], Staff], *,
        dry: bool = False, alone: str = "",
    ) -> Change:  # fmt: skip
        number, before = self._read(slug, actor, Action.WRITE_STAFF)
        if seen is not None and seen != number:
            raise StaleTicket("another version is active", active=number)
        after = {**before, "staff": list(change(before["staff"]))}
        checked(after, alone)
        found = difference(before["staff"], after["staff"])
        if actor.role is Role.INTEGRATOR:
            spares_administrators(found, before["staff"], after["staff"])
        made = self._made(slug, after, number, actor, note, dry=dry) if found.touched else None
        return Change(number, made, found, self._new_warnings(before, after))

    def _made(
        self, slug: str, document: Mapping[str, Any], seen: int, actor: Actor, note: str, *, dry: bool
    ) -> int | None:
        """The version that holds from now on; None for a dry run, which meets the same refusals."""
        # The table of access admitted the actor to the staff; versions are the business of one room and one role.
        keeper = replace(actor, role=Role.PROVINCE_ADMIN)
        waiting = self.admin.overview(slug, keeper).waiting
        if any(chore.kind is Kind.ACTIVATE and not chore.reason for chore in waiting):
            raise Conflict("a version waits for its day and would undo this; take it back first, or put it there too")
        if dry:
            return None
        number = self.admin.keep(slug, document, keeper, note)
        self.admin.activate(slug, number, seen, keeper)
        return number

    def _new_warnings(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
        today = self.now().astimezone(ZoneInfo(after["zone"])).date()
        old = {warning["message"] for warning in review.warnings(before, today)}
        return [warning for warning in review.warnings(after, today) if warning["message"] not in old]

    def _read(self, slug: str, actor: Actor, action: Action) -> tuple[int, Mapping[str, Any]]:
        """The active version, for those who may."""
        number = self.provinces.versions.active(slug) if actor.tenant == slug else None
        if number is None:
            raise NotFound("no such province", province=slug)  # a token of A learns nothing about B
        admit(actor, action)
        return number, self.provinces.versions.document(slug, number)


def _known(staff: Staff, staff_id: str) -> Person:
    for person in staff:
        if person["id"] == staff_id:
            return person
    raise NotFound("nobody of this id is on the staff", staff=staff_id)
