"""Stand-ins of the training room, held to tests/contracts/test_training.py; and a town in which people train."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from chalicelib import staged
from chalicelib.errors import StaleTicket
from chalicelib.notice.ways import Way
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from chalicelib.training.afresh import Afresh
from chalicelib.training.captured import Captured
from chalicelib.training.clock import Clock
from chalicelib.training.each import Each
from chalicelib.training.footprint import Place, Tracker, leaves
from chalicelib.training.net import CitizenNet, Net, StaffNet
from chalicelib.training.rehearsal import Rehearsal, Rounds
from chalicelib.training.times import Times
from chalicelib.training.training import Training
from infra.training import to_train_with
from tests.builders import World, document, officer
from tests.fakes import Clock as Hands

TRAINING = "song-mau-tap-huan"
ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn", tenant=TRAINING)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass
class ShelfClocks:
    kept: dict[str, Clock] = field(default_factory=dict)

    def of(self, tenant: str) -> Clock:
        return self.kept.get(tenant, Clock(tenant=tenant))

    def save(self, clock: Clock) -> Clock:
        if self.of(clock.tenant).version != clock.version:
            raise StaleTicket("somebody else has put this clock forward", tenant=clock.tenant)
        whole = clock.ahead // _MILLISECOND * _MILLISECOND
        saved = self.kept[clock.tenant] = replace(clock, ahead=whole, version=clock.version + 1)
        return saved


@dataclass
class ShelfBook:
    kept: list[tuple[Captured, int]] = field(default_factory=list)

    def add(self, captured: Captured, expires_at: int) -> None:
        self.kept.append((captured, expires_at))

    def newest(self, tenant: str, limit: int, before: str) -> Sequence[Captured]:
        found = [one for one, _ in self.kept if one.tenant == tenant and (not before or one.place < before)]
        return sorted(found, key=lambda one: one.place, reverse=True)[:limit]


@dataclass
class ShelfFootprints:
    """rows: (people, pk, sk); a place holds more than can be deleted at once where `most` says so."""

    rows: set[tuple[bool, str, str]] = field(default_factory=set)
    marks: dict[str, set[Place]] = field(default_factory=dict)
    book: ShelfBook = field(default_factory=ShelfBook)
    most: int = 500

    def mark(self, tenant: str, place: Place) -> None:
        self.marks.setdefault(tenant, set()).add(place)

    def some(self, tenant: str, limit: int) -> Sequence[Place]:
        return sorted(self.marks.get(tenant, ()), key=lambda place: (not place.people, place.pk))[:limit]

    def empty(self, tenant: str, place: Place) -> bool:
        if not leaves(tenant, place):
            raise ValueError("not a place of this training province")
        there = sorted(row for row in self.rows if row[:2] == (place.people, place.pk))
        self.rows.difference_update(there[: self.most])
        if len(there) > self.most:
            return False
        self.marks.get(tenant, set()).discard(place)
        return True

    def empty_book(self, tenant: str) -> bool:
        self.book.kept = [one for one in self.book.kept if one[0].tenant != tenant]
        return True


def training_document() -> dict[str, Any]:
    """The invented province once more, to be trained with."""
    return to_train_with(document(), TRAINING, "TH")


PAGE, WARD, OA = (account["id"] for account in training_document()["accounts"])


@dataclass
class Staged(Hands):
    """The world's clock, seen from wherever we are: what `wiring.utc_now` is."""

    world: Hands = field(default_factory=Hands)

    def __call__(self) -> datetime:
        return self.world() + staged.ahead()


@dataclass
class School:
    """A real province and one of training, on the same rooms."""

    world_clock: Hands = field(default_factory=Hands)

    def __post_init__(self) -> None:
        self.now = Staged(world=self.world_clock)
        self.world = World(clock=self.now)
        self.world.provinces.now = self.world_clock
        self.world.provinces.put(training_document(), "test")
        self.clocks, self.book, self.ids = ShelfClocks(), ShelfBook(), count(1)
        self.footprints, self.files = ShelfFootprints(book=self.book), list[str]()
        self.tracker = Tracker(self.clocks, self.footprints, "people", self.world_clock)
        self.afresh = Afresh(self.provinces, self.clocks, self.footprints, self.files.append, self.world_clock)
        self.each = Each(self.provinces, self.at_its_time, self.now, self.world_clock)
        self.net = Net(
            self.provinces.get, self.world.outbox.get, self.book, lambda: f"n{next(self.ids):04}", self.now,
            self.world_clock,
        )  # fmt: skip
        self.courier = replace(
            self.world.courier, carriers=dict.fromkeys(Way, CitizenNet(self.world.carriage, self.net)),
            post=StaffNet(self.world.office, self.net),
        )  # fmt: skip
        self.lived: list[tuple[str, datetime]] = []
        self.rehearsal = Rehearsal(
            self.clocks,
            self.world.tickets,
            self.provinces,
            self.rounds,
            self.nightly,
            self.world_clock,
            self.tracker,
        )
        self.training = Training(
            self.provinces, self.clocks, self.book, self.rehearsal, self.world.inbox.take,
            lambda: f"m{next(self.ids):04}", self.now, self.world_clock,
        )  # fmt: skip

    @property
    def provinces(self) -> Registry:
        return self.world.provinces

    @property
    def province(self) -> Province:
        return self.provinces.get(TRAINING)

    def rounds(self, slug: str) -> Rounds:
        here = self.provinces.alone(slug)

        def live() -> int:
            self.lived.append((slug, self.now()))
            return 0

        return {
            "live": live,
            "sweep": replace(self.world.sweep, provinces=here).run,
            "courier": replace(self.courier, provinces=here).deliver_due,
        }

    def nightly(self, slug: str, until: datetime) -> Rounds:
        def live() -> int:
            self.until = until
            self.lived.append((f"{slug} at leisure", self.now()))
            return 0

        return {"nightly": live}

    @property
    def times(self) -> Times:
        return Times(self.provinces, self.clocks, self.tracker)

    def at_its_time(self, slug: str = TRAINING) -> AbstractContextManager[None]:
        """As a call for that province is made."""
        return self.times.of(slug)

    def says(self, text: str = "Mặt đường có ổ gà rất sâu", actor: Actor = ADMIN, **given: Any) -> str:
        """An invented citizen speaks; returns the code."""
        body = {"channel": "facebook", "person": "chi-lan", "text": text} | given
        with self.at_its_time():
            ticket = self.training.say(TRAINING, body, actor)
        return ticket.code if ticket else ""

    def forward(self, **order: Any) -> Clock:
        with self.at_its_time():
            return self.training.forward(TRAINING, order, ADMIN)
