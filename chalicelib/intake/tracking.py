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
from chalicelib.intake.ratings import of_this_resolution
from chalicelib.province.registry import Registry
from chalicelib.ticket import fate, life, sampled
from chalicelib.ticket.code import read_code
from chalicelib.ticket.life import Change
from chalicelib.ticket.rating_link import CONFIRMING, read_rating_token
from chalicelib.ticket.reasons import Reason, promise_explained
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Event, Outcome, Ticket
from chalicelib.ticket.workflow import Act, Role
from chalicelib.vietnamese import clean

LONGEST = 2000  # characters of what is said with the stars


def _unsigned() -> bytes:
    raise NotFound("no such link")  # nothing was ever signed here


@dataclass(frozen=True)
class Tracking:
    tickets: Tickets
    provinces: Registry
    triage: Triage
    pin: Callable[[str, str], str]
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]
    secret: Callable[[], bytes] = _unsigned  # of rating links

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

    def rate(self, slug: str, typed: str, pin: str, stars: object, text: object = "") -> Ticket:
        """Rate an answered petition, once; `text` says why.

        raises  NotFound, Unprocessable, Conflict when it was rated before, IllegalMove before it is answered
        """
        checked = _stars(stars), _words(text)
        return self._rated(self.follow(slug, typed, pin)[0], *checked)

    def look_by_link(self, slug: str, token: str) -> tuple[Ticket, Event]:
        """The petition and the answer that a signed link is for; its rating, if it has one, is on the ticket.

        raises  NotFound for a link that is none of ours; Conflict when its time is over, or the answer is not the
                last word any more
        """
        self.provinces.get(slug)
        code, number = read_rating_token(self.secret(), slug, token, self.now())
        ticket = self.tickets.find(slug, code)
        if ticket is None or number > ticket.events:
            raise NotFound("no such link")
        events = self.tickets.timeline(slug, code)
        if not of_this_resolution(events, number):
            raise Conflict("the petition was taken up again since this answer")
        return ticket, events[number - 1]

    def rate_by_link(self, slug: str, token: str, stars: object, text: object = "") -> Ticket:
        """Rate the answer a signed link is for, once.

        raises  as `look_by_link` and `rate`
        """
        checked = _stars(stars), _words(text)
        return self._rated(self.look_by_link(slug, token)[0], *checked)

    def _rated(self, ticket: Ticket, stars: int, text: str) -> Ticket:
        if ticket.outcome == Outcome.WITHDRAWN:
            raise Conflict("a petition that was withdrawn is not rated: nobody answered it")
        if ticket.rating is not None:
            raise Conflict("this answer was rated already", rating=ticket.rating)
        citizen = Actor(id=ticket.origin.alias, role=Role.CITIZEN, tenant=ticket.tenant)
        then, event = life.moved(
            self.provinces.get(ticket.tenant), ticket, Act.RATE, citizen, self.now(),
            text=text, facts={"stars": stars}, rating=stars,
        )  # fmt: skip
        self.tickets.commit(Change(before=ticket, ticket=then, events=(event,)))
        return life.saved(then)

    def confirm(self, slug: str, typed: str, pin: str, *, solved: bool, text: object = "") -> Ticket:
        """Say whether it is really solved, when a sample is asked; once, with a few words or none.

        raises  NotFound, Unprocessable, Conflict when nobody asked or it was said before, IllegalMove
        """
        said = _words(text)
        return self._confirmed(self.follow(slug, typed, pin)[0], said, solved=solved)

    def look_to_confirm(self, slug: str, token: str) -> Ticket:
        """The petition a signed link asks about.

        raises  NotFound for a link that is none of ours; Conflict when its time is over, when the petition was taken
                up again, or when the question was answered
        """
        self.provinces.get(slug)
        code, number = read_rating_token(self.secret(), slug, token, self.now(), CONFIRMING)
        ticket = self.tickets.find(slug, code)
        if ticket is None or number > ticket.events:
            raise NotFound("no such link")
        if ticket.sampled != number or not sampled.is_waited_for(ticket):
            raise Conflict("this question is not open any more")
        return ticket

    def confirm_by_link(self, slug: str, token: str, said: str, text: object = "") -> Ticket:
        """Answer the question of a signed link: yes or no.

        raises  as `look_to_confirm`; Unprocessable
        """
        if said not in (sampled.YES, sampled.NO):
            raise Unprocessable("say yes or no", faults=[{"pointer": "/solved", "message": "yes or no"}])
        words = _words(text)
        return self._confirmed(self.look_to_confirm(slug, token), words, solved=said == sampled.YES)

    def _confirmed(self, ticket: Ticket, text: str, *, solved: bool) -> Ticket:
        citizen = Actor(id=ticket.origin.alias, role=Role.CITIZEN, tenant=ticket.tenant)
        province = self.provinces.get(ticket.tenant)
        then, event = sampled.confirmed(province, ticket, citizen, self.now(), solved=solved, text=text)
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


def _stars(stars: object) -> int:
    if isinstance(stars, bool) or not isinstance(stars, int) or not 1 <= stars <= 5:
        raise Unprocessable("stars go from 1 to 5", faults=[{"pointer": "/stars", "message": "1 to 5"}])
    return stars


def _words(text: object) -> str:
    if not isinstance(text, str) or len(text) > LONGEST:
        raise Unprocessable("words, not too many", faults=[{"pointer": "/text", "message": f"at most {LONGEST}"}])
    return clean(text)


def _as_heard(ticket: Ticket, text: str, at: datetime) -> Inbound:
    """Words from the web as if they had been heard where the petition was, so that triage can read them."""
    origin = ticket.origin
    return Inbound(
        channel=origin.channel, account=origin.account, person="", key="", heard=Heard.WORDS, lane=origin.lane,
        occurred_at=at, text=text,
    )  # fmt: skip
