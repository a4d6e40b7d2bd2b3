"""Some days of a small province, sealed into pages."""

from dataclasses import dataclass, field
from datetime import UTC, timedelta
from hashlib import sha256

from chalicelib.ledger.book import Book
from chalicelib.ledger.page import Page, read
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.store import Late
from tests.builders import HANDLER, SLUG, World
from tests.fakes_ledger import ShelfFiles, ShelfHeads
from tests.fakes_timeline import ShelfTimeline

PIN = "123456"


def veil(seal: str) -> str:
    """As a province's key would: nothing leads back."""
    return sha256(f"key#{seal}".encode()).hexdigest()


@dataclass
class Days:
    world: World = field(default_factory=World)
    timeline: ShelfTimeline = field(default_factory=ShelfTimeline)
    heads: ShelfHeads = field(default_factory=ShelfHeads)
    files: ShelfFiles = field(default_factory=ShelfFiles)
    noted: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.book = Book(
            self.timeline, self.world.tickets, self.heads, self.files, self.world.provinces, lambda *_: PIN, veil,
            self.world.clock,
        )  # fmt: skip

    def note(self, ticket: Ticket, *, leave_out: int = 0) -> None:
        """What happened to the petition since comes to the timeline, but for one event."""
        for event in self.world.tickets.timeline(SLUG, ticket.code):
            if (ticket.code, event.n) not in self.noted and event.n != leave_out:
                self.noted.add((ticket.code, event.n))
                self.timeline.put([entry(self.world, ticket, event)])

    def note_late(self, ticket: Ticket, event: Event) -> None:
        now, late = self.world.clock(), entry(self.world, ticket, event)
        self.timeline.put_late([Late(noted=self.world.province.calendar.local_day(now), noted_at=now, entry=late)])
        self.timeline.put([late])

    def to_next_night(self) -> int:
        """Until half past midnight has passed; returns how many days were sealed then."""
        zone = self.world.province.calendar.zone
        midnight = self.world.clock().astimezone(zone).replace(hour=0, minute=0, second=0) + timedelta(days=1)
        self.world.clock.at = (midnight + timedelta(minutes=31)).astimezone(UTC)
        return self.book.close_due(SLUG)

    def in_the_morning(self) -> None:
        self.world.clock.pass_by(hours=9)

    @property
    def pages(self) -> list[Page]:
        return [read(self.files.read(kept.key)) for kept in reversed(self.heads.before(SLUG, None, 99))]


def entry(world: World, ticket: Ticket, event: Event) -> Entry:
    return Entry(
        tenant=SLUG, code=ticket.code, n=event.n, at=event.at, day=world.province.calendar.local_day(event.at),
        act=event.act, role=event.role, by_unit=event.unit, hash=event.hash, prev=event.prev, was=None, was_unit="",
        status=ticket.status, unit=ticket.unit, kind=ticket.kind, category="", channel="facebook", account="2001",
        submitter="", urgency=ticket.urgency, place="", regulation=ticket.regulation, opened_at=ticket.opened_at,
        promised_at=ticket.promised_at,
    )  # fmt: skip


def three_days() -> tuple[Days, list[str]]:
    """Three petitions over three sealed days, one of them opened on the day before the ledger began."""
    days, codes = Days(), []
    for number in range(3):
        ticket = days.world.opened(f"Mặt đường có ổ gà rất sâu, chỗ thứ {number}", person=f"70{number}")
        codes.append(ticket.code)
        if number == 0:
            days.note(ticket)
            days.world.clock.pass_by(days=1)  # the ledger begins the day after
        else:
            days.note(ticket)
    for act in ("accept", "note", "note"):
        for code in codes:
            body = {"text": "Đã xem xét tại chỗ"} if act == "note" else {}
            days.note(days.world.does(code, act, HANDLER, **body))
        days.to_next_night()
        days.in_the_morning()
    return days, codes
