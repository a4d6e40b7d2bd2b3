"""What tests speak about: a small invented province, people who write to it, officers who act."""

import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.desk.desk import Desk
from chalicelib.desk.worklists import Wanted, Worklists
from chalicelib.dossier.dossiers import Dossiers
from chalicelib.dossier.following import Following
from chalicelib.dossier.newsroom import Newsroom
from chalicelib.escalation.sweep import Sweep
from chalicelib.identity.vault import alias_of
from chalicelib.intake.dossiers import DossierTalk
from chalicelib.intake.form import Form
from chalicelib.intake.inbox import Inbox
from chalicelib.intake.media import Media
from chalicelib.intake.tracking import Tracking
from chalicelib.limits.guesses import Guesses
from chalicelib.notice.courier import Courier
from chalicelib.notice.lanes import Way
from chalicelib.notice.pace import Pace
from chalicelib.notice.traces import code_cited
from chalicelib.opinion.marks import Forgetting
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.rights.retention import Retention
from chalicelib.rights.rights import AT_ONCE, Rights
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.store import Card
from chalicelib.ticket.ticket import Actor, Attachment, Channel, Lane, Ticket
from chalicelib.ticket.workflow import Role
from chalicelib.triage.evidence import missing
from chalicelib.triage.rules import triage
from tests.fakes import (
    Bell,
    Carriage,
    Clock,
    Cupboard,
    Office,
    Shelf,
    ShelfErasures,
    ShelfErrands,
    ShelfOutbox,
    ShelfStandings,
    ShelfTickets,
    ShelfTraces,
    ShelfVault,
    ShelfVersions,
)
from tests.fakes_desk import ShelfPiles
from tests.fakes_dossier import ShelfCabinet, ShelfFollowers
from tests.fakes_limits import ShelfTries
from tests.fakes_opinion import ShelfOpinions
from tests.pictures import jpeg

SLUG = "song-mau"
SECRET = bytes(range(32))
_numbers = count(1)


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "data/province.json").read_text("utf-8"))
    return loaded


def at(text: str) -> datetime:
    """«2026-11-18 09:00» in Vietnam, as UTC."""
    return datetime.fromisoformat(text + "+07:00").astimezone(UTC)


def heard(text: str = "", **given: Any) -> Inbound:
    """A Messenger message unless told otherwise; every call another message."""
    number = next(_numbers)
    base: dict[str, Any] = {
        "channel": Channel.FACEBOOK,
        "account": "2001",
        "person": "7001",
        "key": f"fb#2001#m_{number}",
        "heard": Heard.WORDS,
        "lane": Lane.DIRECT,
        "occurred_at": at("2026-11-18 09:00"),
        "text": text,
    }
    return Inbound(**(base | given))


def photo(url: str = "https://scontent.fbcdn.net/a.jpg") -> Attachment:
    return Attachment(kind="image", url=url)


def officer(role: Role, unit: str, tenant: str = SLUG, staff: str = "") -> Actor:
    return Actor(id=staff or f"{role}@{unit}", role=role, tenant=tenant, unit=unit, name=f"{role} {unit}")


@dataclass
class World:
    """The whole product on fakes: what is done through one room is seen by the others."""

    clock: Clock = field(default_factory=Clock)
    shelf: Shelf = field(default_factory=Shelf)
    vault: ShelfVault = field(default_factory=ShelfVault)
    traces: ShelfTraces = field(default_factory=ShelfTraces)
    standings: ShelfStandings = field(default_factory=ShelfStandings)
    versions: ShelfVersions = field(default_factory=ShelfVersions)
    bell: Bell = field(default_factory=Bell)
    carriage: Carriage = field(default_factory=Carriage)
    office: Office = field(default_factory=Office)
    cupboard: Cupboard = field(default_factory=Cupboard)
    cabinet: ShelfCabinet = field(default_factory=ShelfCabinet)
    web: dict[str, bytes | Exception] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    naps: list[float] = field(default_factory=list)  # how long the courier's pace made it wait
    behind: bool = False  # much that platforms have told us was not read yet
    woken: list[tuple[str, str, int]] = field(default_factory=list)  # what the courier wants to look at again soon
    at_once: int = AT_ONCE  # what rights empty while somebody waits

    def __post_init__(self) -> None:
        self.tickets = ShelfTickets(self.shelf)
        self.outbox = ShelfOutbox(self.shelf)
        self.errands = ShelfErrands(self.shelf)
        self.provinces = Registry(self.versions, self.clock)
        self.provinces.put(document(), "test")
        self.media = Media(self._fetch, self.cupboard, self.errands, self.provinces, self.clock)
        self.followers = ShelfFollowers(self.cabinet, self.shelf)
        dossiers = Dossiers(self.cabinet, self.provinces, lambda: SECRET, self.clock)
        self.erasures = ShelfErasures(self.shelf)
        self.opinions = ShelfOpinions()
        self.rights = Rights(
            self.tickets, self.outbox, self.vault, self.erasures, self.cupboard, self.provinces, self.clock,
            self.followers, Forgetting(self.opinions, lambda: SECRET, self.clock), self.at_once,
        )  # fmt: skip
        self.following = Following(dossiers, self.followers, self.vault, self.rights, self.bell)
        self.newsroom = Newsroom(self.cabinet, self.followers, self.provinces, self.bell, self.clock)
        self.guesses = Guesses(ShelfTries(), self.clock)
        self.inbox = Inbox(
            self.tickets, self.vault, self.media, triage, missing, lambda: SECRET, lambda tenant, code: "123456",
            lambda heard: code_cited(self.traces, heard), self.bell, self.clock, DossierTalk(self.following),
            self.guesses,
        )  # fmt: skip
        self.retention = Retention(self.rights)
        self.form = Form(self.inbox, self.clock)
        self.desk = Desk(
            self.tickets, self.outbox, self.vault, lambda key, media_type, name: f"https://files.example/{key}",
            self.provinces, self.bell, self.clock,
        )  # fmt: skip
        self.worklists = Worklists(ShelfPiles(self.shelf), self.provinces, self.clock)
        self.sweep = Sweep(self.tickets, self.provinces, self.bell, self.clock)
        self.tracking = Tracking(
            self.tickets, self.provinces, triage, lambda tenant, code: "123456", self.bell, self.clock
        )
        self.courier = Courier(
            self.outbox, self.tickets, self.vault, self.provinces, dict.fromkeys(Way, self.carriage), self.office,
            self.traces, self.standings, lambda *whom: alias_of(SECRET, *whom), lambda tenant, code: "123456",
            "https://cau-noi.example", lambda: 0.0, Pace(count().__next__, self.naps.append),
            lambda *wake: self.woken.append(wake), lambda: self.behind,
            lambda province, notice: f"https://cau-noi.example/r/{notice.code}", self.cupboard.link, self.clock,
        )  # fmt: skip

    def _fetch(self, url: str, limit: int) -> tuple[bytes, str]:
        self.fetched.append(url)
        found = self.web.get(url, jpeg())
        if isinstance(found, Exception):
            raise found
        return found, "image/jpeg"

    @property
    def province(self) -> Province:
        return self.provinces.get(SLUG)

    def hears(self, text: str = "", **given: Any) -> Ticket | None:
        """A citizen says something, now."""
        given.setdefault("occurred_at", self.clock())
        taken = self.inbox.take(self.province, heard(text, **given))
        return self.tickets.find(SLUG, taken.code) if taken else None

    def opened(self, text: str = "Mặt đường có ổ gà rất sâu", **given: Any) -> Ticket:
        ticket = self.hears(text, **given)
        assert ticket is not None
        return ticket

    def document(self) -> dict[str, Any]:
        """The active document, to be changed and put again."""
        return deepcopy(dict(self.versions.document(SLUG, self.province.version)))

    def does(self, code: str, act: str, actor: Actor, **body: Any) -> Ticket:
        return self.desk.do(SLUG, code, act, body, actor)

    def lies(self, unit: str, actor: Actor, **wanted: Any) -> tuple[Card, ...]:
        """What the actor finds on the desk of a unit; on their own with an empty one."""
        page = self.worklists.page(SLUG, Wanted(unit=unit, **wanted), actor, 50, None)
        return tuple(entry.card for entry in page.entries)

    def owed(self, code: str, *purposes: Purpose) -> list[Notice]:
        return [n for n in self.outbox.of_ticket(SLUG, code) if not purposes or n.purpose in purposes]

    def post(self) -> None:
        """The courier does its round."""
        self.courier.deliver_due()


HANDLER = officer(Role.HANDLER, "phong-ha-tang")
HEAD = officer(Role.HEAD, "so-xay-dung")
COORDINATOR = officer(Role.COORDINATOR, "so-khcn")
LEADER = officer(Role.LEADERSHIP, "ubnd-tinh")


def without(items: Iterable[str], *names: str) -> list[str]:
    return [item for item in items if item not in names]


def changed(ticket: Ticket, **fields: Any) -> Ticket:
    return replace(ticket, **fields)
