"""The book of a province: a page a day, sealed once the day is over; and what a citizen may prove with it."""

import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from chalicelib import cursor as cursors
from chalicelib import observe
from chalicelib.errors import Conflict, NotFound
from chalicelib.ledger import merkle
from chalicelib.ledger.page import Head, Leaf, bound, leaf_for, mark_of, place_of, read, written
from chalicelib.ledger.store import Files, Heads, Kept
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.code import read_code
from chalicelib.ticket.ticket import Event
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.store import Timeline
from chalicelib.timeline.turns import by_turns

BUDGET = timedelta(seconds=40)  # where nobody says until when; what is left is for the next run
SETTLES = timedelta(minutes=30)  # after midnight: the stream brings the last events of the day within seconds

LATEST = timedelta(days=30)  # how late a receipt looks for a record; a stream keeps them for a day, the gaps are filled


class Histories(Protocol):
    def timeline(self, tenant: str, code: str) -> list[Event]:
        """Every event of a petition, the first one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What proves that an event stood in the ledger on the evening of its day. path: from the leaf upwards, hex."""

    code: str
    leaf: Leaf
    index: int
    path: tuple[str, ...]
    head: Head


@dataclass(frozen=True)
class Book:
    """veil  the hash of an event → what is published of it: from a bare hash, the words of staff could be guessed"""

    timeline: Timeline
    histories: Histories
    heads: Heads
    files: Files
    provinces: Registry
    pin: Callable[[str, str], str]
    veil: Callable[[str], str]
    now: Callable[[], datetime]

    def run(self, until: datetime | None = None) -> int:
        """Seal what is due of every province; returns how many pages. What fails in one is told of, and the others go
        on.

        until  UTC; pages that are not begun by then are left to the next run. Provinces take turns, a page each
        """
        begun = self.now()
        end = until or begun + BUDGET
        works = [self._told(province.slug) for province in in_turn(self.provinces.all(), begun)]
        return by_turns(works, lambda: self.now() < end)

    def close_due(self, slug: str) -> int:
        """Seal every local day that is over and has no page; returns how many. Again: nothing.

        A province's first page is of yesterday. A day without any event has a page too, so that none can be left out.
        """
        return sum(1 for _ in self._due(slug))

    def _told(self, slug: str) -> Iterator[Kept]:
        try:
            yield from self._due(slug)
        except Exception:
            observe.alarm("the ledger of a province could not be sealed", tenant=slug)
            observe.count("DaysUnfolded")

    def _due(self, slug: str) -> Iterator[Kept]:
        province, last = self.provinces.get(slug), self.heads.last(slug)
        zone, until = province.calendar.zone, self.now() - SETTLES
        newest = until.astimezone(zone).date() - timedelta(days=1)
        day = last.head.day + timedelta(days=1) if last else newest
        while day <= newest:
            kept = self._sealed(slug, province.zone, day, last)
            if kept is None:
                return  # somebody else seals
            yield kept
            last, day = kept, day + timedelta(days=1)

    def page(self, slug: str, limit: int, cursor: str | None) -> tuple[list[Kept], str | None]:
        """Sealed days, the newest first.

        raises  NotFound, BadInput for a cursor that is none of ours
        """
        self.provinces.get(slug)
        before = date.fromisoformat(cursors.opened(cursor, ("day",), slug, "ledger")["day"]) if cursor else None
        found = self.heads.before(slug, before, limit)
        full = len(found) == limit and found[-1].head.before
        return found, cursors.sealed({"day": str(found[-1].head.day)}, slug, "ledger") if full else None

    def one(self, slug: str, day: date) -> Kept:
        """raises  NotFound for a day that is not sealed"""
        self.provinces.get(slug)
        kept = self.heads.find(slug, day)
        if kept is None:
            raise NotFound("no page of the ledger for this day")
        return kept

    def link(self, slug: str, day: date) -> str:
        """Where the file of a page lies for some minutes; raises NotFound."""
        return self.files.link(self.one(slug, day).key, f"{slug}-{day}.jsonl")

    def receipt(self, slug: str, typed: str, pin: str) -> Receipt:
        """What proves when the petition was filed.

        It stands on the page of the day it was filed on; of one whose record came late, on that of the day it came; of
        one that was open before the ledger began, on that of what happened to it first since.

        raises  NotFound for a wrong code and a wrong pin alike; Conflict until that page is sealed
        """
        province, code = self.provinces.get(slug), read_code(typed)
        right = code and hmac.compare_digest(self.pin(slug, code).encode(), pin.encode("utf-8", "replace"))
        events = self.histories.timeline(slug, code) if code and right else []
        if not (code and events):
            raise NotFound("no petition with this code and pin")
        own = [province.calendar.local_day(event.at) for event in events]
        begun = kept.begun if (kept := self.heads.last(slug)) else own[0]
        since = next((day for day in own if day >= begun), own[0])
        for day in self._days(slug, code, own[0], since):
            if found := self._receipt_on(slug, code, day):
                return found
        raise Conflict("the ledger's page of this day is not sealed yet", day=str(own[0]))

    def _days(self, slug: str, code: str, opened: date, since: date) -> Iterator[date]:
        """On whose pages to look; what came late is asked for last, because hardly anything does."""
        usual = {opened, opened + timedelta(days=1), since, since + timedelta(days=1)}
        yield from sorted(usual)
        yield from sorted(self._came(slug, code, since) - usual)

    def _came(self, slug: str, code: str, since: date) -> set[date]:
        """Local days on which what happened to it on `since` came late: on the page of one of them it stands."""
        today = self.provinces.get(slug).calendar.local_day(self.now())
        lates = self.timeline.late(slug, since, min(today, since + LATEST))
        return {late.noted for late in lates if late.entry.code == code}

    def _receipt_on(self, slug: str, code: str, day: date) -> Receipt | None:
        kept = self.heads.find(slug, day)
        leaves = read(self.files.read(kept.key)).leaves if kept else ()
        place = place_of(leaves, mark_of(slug, code), 1)
        if kept is None or place is None:
            return None
        path = merkle.proof([one.digest for one in leaves], place)
        return Receipt(
            code=code, leaf=leaves[place], index=place, path=tuple(one.hex() for one in path), head=kept.head
        )  # fmt: skip

    def _sealed(self, slug: str, zone: str, day: date, last: Kept | None) -> Kept | None:
        begun = last.begun if last else day
        entries = [*self.timeline.day(slug, day)]
        entries += self._late(slug, day, begun)
        leaves = [self._leaf(entry) for entry in entries]
        leaves += self._beginnings(slug, begun, entries)
        page = bound(slug, zone, day, leaves, last.head.seal if last else "")
        key = f"ledger/{slug}/{day}-{page.head.root[:16]}.jsonl"
        self.files.put(key, written(page))  # before its head: a head without a file would be a promise broken
        kept = Kept(head=page.head, key=key, begun=begun, made_at=self.now())
        if not self.heads.save(kept):
            return None
        observe.note("a day is sealed", day=str(day), events=page.head.count)
        return kept

    def _late(self, slug: str, day: date, begun: date) -> Iterator[Entry]:
        """Events of sealed days that came on this one and stand on no page yet; checking.py names them."""
        late = [each.entry for each in self.timeline.late(slug, day, day) if begun <= each.entry.day < day]
        known, own = set[Leaf](), min((entry.day for entry in late), default=day)
        while own < day:  # rare, so whole pages are read
            kept = self.heads.find(slug, own)
            known |= set(read(self.files.read(kept.key)).leaves) if kept else set()
            own += timedelta(days=1)
        yield from (entry for entry in late if self._leaf(entry) not in known)

    def _beginnings(self, slug: str, begun: date, entries: Iterable[Entry]) -> Iterator[Leaf]:
        """What happened before the ledger began to petitions whose first event since then is one of these."""
        zone = self.provinces.get(slug).calendar.zone
        here: dict[str, set[int]] = {}
        for entry in entries:
            if entry.n > 1 and entry.opened_at.astimezone(zone).date() < begun:
                here.setdefault(entry.code, set()).add(entry.n)
        for code in sorted(here):
            days = [(event.at.astimezone(zone).date(), event) for event in self.histories.timeline(slug, code)]
            if next((event.n for own, event in days if own >= begun), 0) in here[code]:
                yield from (self._of_event(slug, code, event) for own, event in days if own < begun)

    def _leaf(self, entry: Entry) -> Leaf:
        return leaf_for(entry.tenant, entry.code, entry, self.veil)

    def _of_event(self, slug: str, code: str, event: Event) -> Leaf:
        return leaf_for(slug, code, event, self.veil)
