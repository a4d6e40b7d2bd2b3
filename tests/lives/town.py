"""The product on fakes, made in microseconds: provinces are shared, nothing is measured, every commit is noted."""

import contextlib
import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe
from chalicelib.desk.desk import Desk
from chalicelib.dossier.dossiers import Dossiers
from chalicelib.dossier.following import Following
from chalicelib.errors import TryAgain
from chalicelib.escalation.sweep import Sweep
from chalicelib.identity.vault import alias_of
from chalicelib.intake.dossiers import DossierTalk
from chalicelib.intake.inbox import Inbox
from chalicelib.intake.media import Media
from chalicelib.intake.tracking import Tracking
from chalicelib.limits.guesses import Guesses
from chalicelib.notice.threads import Threads
from chalicelib.opinion.marks import Forgetting
from chalicelib.province.province import Province
from chalicelib.rights.retention import Retention
from chalicelib.rights.rights import Rights
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import Ticket
from chalicelib.triage.evidence import missing
from chalicelib.triage.rules import triage
from tests.builders import SECRET, SLUG, at, heard
from tests.fakes import Clock, Cupboard, Shelf, ShelfErasures, ShelfErrands, ShelfOutbox, ShelfTickets, ShelfVault
from tests.fakes_dossier import ShelfCabinet, ShelfFollowers
from tests.fakes_limits import ShelfTries
from tests.fakes_opinion import ShelfOpinions
from tests.lives import places
from tests.pictures import jpeg

PIN = "123456"
ENDLESS = 2_000  # commits; a long life has some two hundred
PICTURE = jpeg()


@dataclass
class Provinces:
    """The registry with one province, whose version changes at a word."""

    current: Province

    def get(self, slug: str) -> Province:
        assert slug == SLUG
        return self.current

    def all(self) -> list[Province]:
        return [self.current]


@dataclass
class Watched(ShelfTickets):
    """The shelf, with every commit written down; `meanwhile` is done once, after the next look at a ticket."""

    commits: list[Change] = field(default_factory=list)
    meanwhile: Callable[[], Any] | None = None

    def find(self, tenant: str, code: str) -> Ticket | None:
        found = super().find(tenant, code)
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            meanwhile()
        return found

    def commit(self, change: Change) -> None:
        super().commit(change)
        self.commits.append(change)
        assert len(self.commits) < ENDLESS, "it runs in circles"


@dataclass
class Town:
    """A world of its own for one life."""

    clock: Clock = field(default_factory=lambda: Clock(at("2026-11-18 09:00")))
    shelf: Shelf = field(default_factory=Shelf)
    on_nudge: Callable[[], Any] | None = None
    story: list[str] = field(default_factory=list)
    messages: int = 0
    vault: ShelfVault = field(default_factory=ShelfVault)
    cupboard: Cupboard = field(default_factory=Cupboard)
    host_sleeps: bool = False  # a platform's files cannot be fetched just now

    def __post_init__(self) -> None:
        self.tickets = Watched(self.shelf)
        self.outbox = ShelfOutbox(self.shelf)
        self.erasures = ShelfErasures(self.shelf)
        self.provinces: Any = Provinces(places.province("plain"))
        self.media = Media(self._fetch, self.cupboard, ShelfErrands(self.shelf), self.provinces, self.clock)
        cabinet = ShelfCabinet()
        followers = ShelfFollowers(cabinet, self.shelf)
        dossiers = Dossiers(cabinet, self.provinces, lambda: SECRET, self.clock)
        self.rights = Rights(
            self.tickets,
            self.outbox,
            self.vault,
            self.erasures,
            self.cupboard,
            self.provinces,
            self.clock,
            followers,
            Forgetting(ShelfOpinions(), lambda: SECRET, self.clock),
        )
        following = Following(dossiers, followers, self.vault, self.rights, self.bell)
        self.inbox = Inbox(
            self.tickets, self.vault, self.media, triage, missing, lambda: SECRET, lambda *_: PIN, lambda heard: "",
            self.bell, self.clock, DossierTalk(following),
            Guesses(ShelfTries(), self.clock),
        )  # fmt: skip
        self.desk = Desk(self.tickets, self.outbox, self.vault, lambda *_: "", self.provinces, self.bell, self.clock)
        self.threads = Threads(self.tickets, self.vault, lambda *whom: alias_of(SECRET, *whom), self.clock)
        self.retention = Retention(self.rights)
        self.sweep = Sweep(self.tickets, self.provinces, self.bell, self.clock)
        self.tracking = Tracking(self.tickets, self.provinces, triage, lambda *_: PIN, self.bell, self.clock)

    def bell(self, keys: Iterable[tuple[str, str]]) -> None:
        """Work that is nudged may begin at once, beside what nudged it."""
        list(keys)
        if nudged := self.on_nudge:
            self.on_nudge = None
            nudged()

    @property
    def province(self) -> Province:
        return self.provinces.get(SLUG)

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def all(self) -> list[Ticket]:
        return list(self.shelf.tickets.values())

    def hears(self, person: int | str, text: str = "", **given: Any) -> Ticket | None:
        self.messages += 1
        given = {"key": f"m{self.messages}", "occurred_at": self.now, **given}
        return self.inbox.take(self.province, heard(text, person=str(person), **given))

    def _fetch(self, url: str, _: int) -> tuple[bytes, str]:
        if self.host_sleeps:
            raise TryAgain("the host of the files did not answer")
        return PICTURE, "image/jpeg"

    def wait(self, **span: float) -> None:
        self.clock.at += timedelta(**span)

    def state(self) -> tuple[object, ...]:
        """Everything that is stored, to be compared: what was refused has changed nothing."""
        shelf = self.shelf
        lengths = [len(events) for events in shelf.events.values()]
        looks, people = len(self.vault.noted), dict(self.vault.people)
        rest = dict(shelf.talks), dict(shelf.notices), dict(shelf.errands_kept), dict(self.erasures.kept)
        return dict(shelf.tickets), lengths, looks, people, *rest


class _Loud(logging.Handler):
    """What the product would only report to a person fails the test."""

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        raise AssertionError(record.getMessage()) from cause


class _Silence(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Lines and metrics go nowhere; an alarm is a failure."""
    observe.logger()
    logger, loud = logging.getLogger(observe.SERVICE), _Loud(logging.ERROR)
    before = logger.level
    logger.setLevel(logging.ERROR)
    logger.addHandler(loud)
    try:
        with contextlib.redirect_stdout(_Silence()):
            yield
    finally:
        logger.removeHandler(loud)
        logger.setLevel(before)
