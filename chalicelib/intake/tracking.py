"""A citizen follows a petition by its code and pin, rates it, or says that it is not done: over the web."""

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import schema
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.intake.further import reread
from chalicelib.intake.opening import Triage
from chalicelib.intake.pleas import Plea, pleaded
from chalicelib.province.registry import Registry
from chalicelib.ticket import fate, life
from chalicelib.ticket.code import read_code
from chalicelib.ticket.life import Change
from chalicelib.ticket.reasons import Reason, promise_explained
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act, Role
from chalicelib.vietnamese import clean


@dataclass(frozen=True)
class Tracking:
    tickets: Tickets
    provinces: Registry
    triage: Triage
    pin: Callable[[str, str], str]
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def follow(self, slug: str, typed: str, pin: str) -> tuple[Ticket, list[Event]]:
        """The ticket and its timeline.

        raises  NotFound for a wrong code and a wrong pin alike: guessing one teaches nothing about the other
        """
        self.provinces.get(slug)
        code = read_code(typed)
        right = code and hmac.compare_digest(self.pin(slug, code).encode(), pin.encode())
        ticket = self.tickets.find(slug, code) if code and right else None
        if ticket is None:
            raise NotFound("no petition with this code and pin")
        return ticket, self.tickets.timeline(slug, ticket.code)

    def rate(self, slug: str, typed: str, pin: str, stars: object) -> Ticket:
        """Rate an answered petition, once.

        raises  NotFound, Unprocessable, Conflict when it was rated before, IllegalMove before it is answered
        """
        if isinstance(stars, bool) or not isinstance(stars, int) or not 1 <= stars <= 5:
            raise Unprocessable("stars go from 1 to 5", faults=[{"pointer": "/stars", "message": "1 to 5"}])
        ticket, _ = self.follow(slug, typed, pin)
        if ticket.rating is not None:
            raise Conflict("this answer was rated already", rating=ticket.rating)
        citizen = Actor(id=ticket.origin.alias, role=Role.CITIZEN, tenant=slug)
        then, event = life.moved(
            self.provinces.get(slug), ticket, Act.RATE, citizen, self.now(), facts={"stars": stars}, rating=stars
        )
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
        return life.saved(then)

    def plead(self, slug: str, typed: str, body: Mapping[str, Any]) -> Ticket:
        """Reopen, appeal or withdraw: {"pin": …, "act": …, "text": …}.

        raises  NotFound, Unprocessable, Conflict when it is too late, IllegalMove when it is too early
        """
        schema.check("intake/plea", body)
        ticket, _ = self.follow(slug, typed, body["pin"])
        citizen = Actor(id=ticket.origin.alias, role=Role.CITIZEN, tenant=slug)
        province, at, text = self.provinces.get(slug), self.now(), clean(body.get("text", ""))
        said = reread(province, ticket, self.triage(province, _as_heard(ticket, text, at)))
        plea = Plea(act=Act(body["act"]), citizen=citizen, at=at, text=text, said=said)
        change = pleaded(province, ticket, plea, fate.kin(self.tickets, ticket))
        self.tickets.commit(change)
        self.nudge((notice.parent, notice.id) for notice in change.notices)
        assert change.ticket is not None
        return life.saved(change.ticket)

    def deadline(self, slug: str, typed: str, pin: str) -> Reason:
        """Why the answer is promised by that date.

        raises  NotFound
        """
        ticket, events = self.follow(slug, typed, pin)
        return promise_explained(self.provinces.get(slug), ticket, events)


def _as_heard(ticket: Ticket, text: str, at: datetime) -> Inbound:
    """Words from the web as if they had been heard where the petition was, so that triage can read them."""
    origin = ticket.origin
    return Inbound(
        channel=origin.channel, account=origin.account, person="", key="", heard=Heard.WORDS, lane=origin.lane,
        occurred_at=at, text=text,
    )  # fmt: skip
