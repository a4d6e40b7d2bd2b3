"""Who did what that must be answered for: kept for ten years, read by leadership and the province's own admin.

What happens to a petition stands in its own timeline. Here stands what no timeline holds: looks at identities,
exports, changed configuration, staff, keys and hooks. An entry names things by their ids and carries the officer's
reason, never what was seen.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from chalicelib import cursor as cursors
from chalicelib.access.action import Action
from chalicelib.errors import BadInput, NotFound
from chalicelib.ticket.ticket import Actor

KEPT = timedelta(days=3653)  # as looks in the vault: longer than any claim of a citizen against an authority runs
LONGEST_REASON = 500  # characters
LONGEST_PERIOD = timedelta(days=367)
READ_AT_MOST = 500  # entries a page, when a filter finds little
AUDITED = frozenset({
    Action.UNVEIL_SENDER, Action.EXPORT_PERSON, Action.ERASE_PERSON, Action.EXPORT_TICKETS, Action.EXPORT_SURVEYS,
    Action.CHANGE_CONFIG, Action.TAKE_CALLS,
    Action.TEND_ACCOUNTS, Action.WRITE_STAFF, Action.MANAGE_KEYS, Action.MANAGE_HOOKS,
    Action.WRITE_BROADCASTS, Action.APPROVE_BROADCASTS,
    Action.MAKE_BRIEFINGS, Action.RUN_MEETINGS, Action.WORK_ON_TASKS,
    Action.RUN_LEAGUE, Action.COMMENT_LEAGUE, Action.PUBLISH_LEAGUE, Action.RESET_TRAINING,
})  # fmt: skip
_READING = frozenset({Action.EXPORT_TICKETS, Action.EXPORT_SURVEYS})  # of these a GET is written down too


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing done; `about` names it by ids (code, number, key …), `why` is the officer's own reason."""

    tenant: str
    at: datetime  # UTC, milliseconds
    id: str
    by: str  # staff id, or key:<id>
    role: str
    unit: str
    action: str
    about: Mapping[str, str]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """From `since` up to, and without, `until` (aware instants); empty texts ask for all."""

    since: datetime
    until: datetime
    action: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    entries: tuple[Entry, ...]
    cursor: str | None


class Records(Protocol):
    def add(self, entry: Entry) -> None: ...

    def month(self, tenant: str, month: str, since: datetime, until: datetime, before: str, limit: int) -> list[Entry]:
        """Entries of one UTC month (YYYY-MM) from `since` up to and without `until`, newest first; one query.

        before  the `place` of an entry: what is older than it; empty for the newest
        """


@dataclass(frozen=True)
class Audit:
    records: Records
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def note(self, actor: Actor, tenant: str, action: str, about: Mapping[str, str], why: str = "") -> None:
        """Write down what `actor` did in `tenant`; without it the answer does not go out."""
        at = self.now()
        self.records.add(
            Entry(
                tenant=tenant, at=at, id=self.new_id(), by=actor.id, role=actor.role, unit=actor.unit,
                action=action, about=dict(about), why=why.strip()[:LONGEST_REASON],
            )
        )  # fmt: skip

    def page(self, slug: str, wanted: Wanted, actor: Actor, limit: int, cursor: str | None) -> Page:
        """Entries, newest first. A page whose filter found little is short, and says where it goes on.

        raises  NotFound for another tenant; BadInput for a period of more than a year, or another question's cursor
        """
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        if wanted.until - wanted.since > LONGEST_PERIOD:
            raise BadInput("at most one year at a time", faults=[{"pointer": "?from", "message": "a year at most"}])
        question = (slug, "audit", wanted.since.isoformat(), wanted.until.isoformat(), wanted.action, wanted.by)
        before = cursors.opened(cursor, ("place",), *question)["place"] if cursor else ""
        shown: list[Entry] = []
        for read, entry in enumerate(self._entries(slug, wanted, before, limit), 1):
            if wanted.action in ("", entry.action) and wanted.by in ("", entry.by):
                shown.append(entry)
            if len(shown) == limit or read == READ_AT_MOST:
                return Page(entries=tuple(shown), cursor=cursors.sealed({"place": place(entry)}, *question))
        return Page(entries=tuple(shown), cursor=None)

    def _entries(self, slug: str, wanted: Wanted, before: str, limit: int) -> Iterator[Entry]:
        size = limit if not (wanted.action or wanted.by) else READ_AT_MOST
        for month in _months(wanted.since, wanted.until, before):
            # One query a month is enough: whoever reads a full answer to its end has read a page.
            yield from self.records.month(slug, month, wanted.since, wanted.until, before, size)


def is_audited(action: Action, method: str) -> bool:
    """True for a call of which an entry is kept: what changes something, and what takes data out."""
    return action in AUDITED and (method != "GET" or action in _READING)


def about(path: Mapping[str, str], made: str) -> dict[str, str]:
    """What a call was about: the ids in its path, and where the thing is that it made."""
    ids = {name: str(value) for name, value in path.items() if name != "province"}
    return ids | ({"made": made} if made else {})


def reason(body: bytes, note: str) -> str:
    """Why, in the words of whoever called: `reason` of the body, else the note of the query."""
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return note
    why = given.get("reason", "") if isinstance(given, dict) else ""
    # A door that wants no body reads none: what stands there was never looked at, and a lone surrogate cannot be kept.
    return why.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(why, str) and why else note


def place(entry: Entry) -> str:
    """Where an entry stands among all: sorts by time."""
    stamp = entry.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{stamp}#{entry.id}"


def _months(since: datetime, until: datetime, before: str) -> Iterator[str]:
    """UTC months of the period, newest first, beginning with that of the cursor."""
    first, month = f"{since.astimezone(UTC):%Y-%m}", f"{until.astimezone(UTC):%Y-%m}"
    month = min(month, before[:7] or month)
    while month >= first:
        yield month
        year, number = int(month[:4]), int(month[5:])
        month = f"{year - (number == 1):04d}-{number - 1 or 12:02d}"
