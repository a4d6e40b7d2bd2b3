"""Further words and photos over the web, by code and pin: they go onto the petition, as they would from a chat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from chalicelib import observe, schema
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import Conflict, NotFound, StaleTicket
from chalicelib.intake.further import joined
from chalicelib.intake.media import Media
from chalicelib.intake.scene import Scene
from chalicelib.intake.tracking import Tracking
from chalicelib.intake.uploads import Uploads
from chalicelib.ticket import life
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act, Role, after
from chalicelib.vietnamese import clean

RACES = 4  # staff may act at the same moment
_Read = tuple[Ticket, list[Event]]  # a petition and its timeline
_PLEAS = (Act.REOPEN, Act.APPEAL)  # that the tracking page offers


@dataclass(frozen=True)
class Messages:
    tracking: Tracking
    media: Media
    uploads: Uploads

    def add(self, slug: str, code: str, body: Any, key: str) -> tuple[Ticket, int]:
        """{"pin": …, "text": …, "uploads": […]} → the ticket, and the number of the event that holds the message.

        key     of this message: the same key writes it once
        raises  NotFound, Unprocessable, IllegalMove once the petition is closed, Conflict for a key used before,
                StaleTicket when the race was lost RACES times
        """
        schema.check("intake/message", body)
        text = clean(body.get("text", ""))
        return self._added(lambda: self.tracking.follow(slug, code, body["pin"]), text, body.get("uploads", ()), key)

    def attach(self, slug: str, code: str, upload: str, key: str) -> tuple[Ticket, int]:
        """`add` for one upload without words, by whoever has proved to be the sender otherwise than by a pin.

        raises  as `add`
        """
        return self._added(lambda: self._open(slug, code), "", (upload,), key)

    def has(self, slug: str, code: str, key: str) -> bool:
        """Whether the message with this key was written. raises  NotFound"""
        return _said(self._open(slug, code)[1], key) is not None

    def _open(self, slug: str, code: str) -> _Read:
        self.tracking.provinces.get(slug)
        ticket = self.tracking.tickets.find(slug, code)
        if ticket is None:
            raise NotFound("no such petition", code=code)
        return ticket, self.tracking.tickets.timeline(slug, code)

    def _added(self, read: Callable[[], _Read], text: str, uploads: Sequence[str], key: str) -> tuple[Ticket, int]:
        ticket, events = read()
        if (already := _said(events, key)) is not None:
            return ticket, _the_same(already, text)
        after(ticket.status, Act.HEAR, Role.CITIZEN)
        attachments = self.uploads.claimed(ticket.tenant, uploads)
        for attempt in range(RACES):
            try:
                return self._written(ticket, text, attachments, key)
            except StaleTicket:
                if attempt == RACES - 1:
                    raise
                ticket, events = read()
                if (already := _said(events, key)) is not None:
                    return ticket, _the_same(already, text)
        raise AssertionError  # the last race either returns or raises

    def say(self, slug: str, code: str, typed: Mapping[str, str]) -> Ticket:
        """What was typed on the tracking page: `pin`, `text`, `act` (reopen, appeal, else further words), and `seen`,
        the number of events the page showed: sent twice from one page, the same words are written once.

        raises  as `add` and `Tracking.plead`
        """
        body = {"pin": typed["pin"], "text": typed["text"]}
        if typed["act"] in _PLEAS:
            return self.tracking.plead(slug, code, body | {"act": typed["act"]})
        mark = sha256(f"{typed['seen']} {typed['text']}".encode("utf-8", "replace")).hexdigest()[:32]
        return self.add(slug, code, body, f"page#{slug}#{mark}")[0]

    def _written(self, ticket: Ticket, text: str, attachments: tuple[Attachment, ...], key: str) -> tuple[Ticket, int]:
        change = self._change(ticket, text, attachments, key)
        self.tracking.tickets.commit(change)
        self.tracking.nudge((notice.parent, notice.id) for notice in change.notices)
        observe.count("HeardWeb", tenant=ticket.tenant)
        assert change.ticket is not None
        return life.saved(change.ticket), change.events[0].n

    def _change(self, ticket: Ticket, text: str, attachments: tuple[Attachment, ...], key: str) -> Change:
        """The chat it came from stays as it is: words from the web open no platform's window."""
        origin, now = ticket.origin, self.tracking.now()
        heard = Inbound(
            channel=origin.channel, account=origin.account, person="", key=key, heard=Heard.WORDS, lane=origin.lane,
            occurred_at=now, text=text, attachments=attachments,
        )  # fmt: skip
        scene = Scene(
            province=self.tracking.provinces.get(ticket.tenant),
            heard=heard,
            talk=Conversation(tenant=ticket.tenant, channel=origin.channel, account=origin.account, alias=origin.alias),
            ticket=ticket,
            citizen=Actor(id=origin.alias, role=Role.CITIZEN, tenant=ticket.tenant),
            at=now,
            now=now,
        )
        copies = self.media.copied(ticket.tenant, ticket.code, ticket.events + 1, attachments, text)
        leader = self.tracking.tickets.find(ticket.tenant, ticket.into) if ticket.into else None
        return replace(joined(scene, ticket, self.tracking.triage, *copies, leader), conversation=None)


def _said(events: list[Event], key: str) -> Event | None:
    return next((event for event in events if event.act is Act.HEAR and event.facts.get("key") == key), None)


def _the_same(event: Event, text: str) -> int:
    """raises  Conflict when the key came with other words before"""
    if event.text != text:
        raise Conflict("this Idempotency-Key came with another message before")
    return event.n
