"""The training desk: citizens are played, the clock is put forward, and what went out is looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import cursor as cursors
from chalicelib import schema
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import NotFound, StaleTicket, Unprocessable
from chalicelib.province.province import Account, Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor, Attachment, Channel, Lane, Ticket
from chalicelib.training.afresh import training_province
from chalicelib.training.captured import Book, Captured
from chalicelib.training.clock import Clock, Clocks, set_off
from chalicelib.training.rehearsal import Rehearsal
from chalicelib.vietnamese import clean

AT_ONCE = timedelta(seconds=6)  # of the 20 the API's function may run; one step may take seconds more
POST = "training"  # the one post of each page that everybody comments on
_KEYS = {"facebook": "fb", "zalo": "zalo"}


@dataclass(frozen=True)
class Training:
    provinces: Registry
    clocks: Clocks
    book: Book
    rehearsal: Rehearsal
    hear: Callable[[Province, Inbound], Ticket | None]
    new_id: Callable[[], str]
    now: Callable[[], datetime]  # of the province
    world: Callable[[], datetime]
    patience: timedelta = AT_ONCE

    def clock(self, slug: str, actor: Actor) -> Clock:
        """raises  NotFound where nobody trains"""
        self._province(slug, actor)
        return self.clocks.of(slug)

    def forward(self, slug: str, body: Any, actor: Actor) -> Clock:
        """Put the clock forward, as far as a call has time for; the schedule goes on within a minute.

        raises  NotFound, Unprocessable; Conflict while it is on its way; Unavailable while the province is begun
                afresh; StaleTicket when somebody else was faster
        """
        self._province(slug, actor)
        schema.check("training/clock", body)
        clock = self.clocks.save(set_off(self.clocks.of(slug), body, self.world()))
        try:
            return self.rehearsal.go_on(clock, self.patience)
        except StaleTicket:
            return self.clocks.of(slug)  # the schedule has taken it over

    def say(self, slug: str, body: Any, actor: Actor) -> Ticket | None:
        """An invented citizen speaks; returns the petition that this opened or went onto.

        raises  NotFound, also for an account the province does not have; Unprocessable
        """
        province = self._province(slug, actor)
        schema.check("training/message", body)
        return self.hear(province, self._inbound(province, body))

    def outbox(self, slug: str, limit: int, cursor: str, actor: Actor) -> tuple[list[Captured], str | None]:
        """What would have gone out, newest first, and where the list goes on.

        raises  NotFound; BadInput for a cursor that is none
        """
        self._province(slug, actor)
        before = cursors.opened(cursor, ("place",), slug, "outbox")["place"] if cursor else ""
        found = list(self.book.newest(slug, limit, before))
        more = len(found) == limit
        return found, cursors.sealed({"place": found[-1].place}, slug, "outbox") if more else None

    def _province(self, slug: str, actor: Actor) -> Province:
        return training_province(self.provinces, slug, actor)

    def _inbound(self, province: Province, body: Mapping[str, Any]) -> Inbound:
        """As the webhooks' reader makes it of what a platform says."""
        lane, number = Lane(body.get("lane", Lane.DIRECT)), self.new_id()
        account = _account(province, body["channel"], body.get("account"))
        here = body.get("location")
        place = (Attachment(kind="location", latitude=here["latitude"], longitude=here["longitude"]),) if here else ()
        said = Inbound(
            channel=Channel(account.channel), account=account.id, person=f"{POST}-{body['person']}",
            key=f"{_KEYS[account.channel]}#{account.id}#{number}", heard=Heard.WORDS, lane=lane,
            occurred_at=self.now(), text=clean(body["text"]), attachments=place,
        )  # fmt: skip
        return _below(said, f"{account.id}_{POST}", number, body["person"]) if lane is Lane.COMMENT else said


def _below(said: Inbound, post: str, number: str, name: str) -> Inbound:
    """The same words in public: there the platform says who wrote them.

    raises  Unprocessable where nobody can
    """
    if said.channel is not Channel.FACEBOOK:
        fault = {"pointer": "/lane", "message": "only on facebook people write below posts"}
        raise Unprocessable("no such lane", faults=[fault])
    ref = f"{post}_{number}"
    return replace(said, key=f"fb#{said.account}#comment#{ref}", ref=ref, parent=post, name=name)


def _account(province: Province, channel: str, wanted: str | None) -> Account:
    """raises  NotFound"""
    for account in province.accounts:
        if account.channel == channel and wanted in (None, account.id):
            return account
    raise NotFound("no such account in this province", channel=channel, account=wanted or "")
