"""Takes a person out of one petition, step by step, so that a run that is cut off is simply done again."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.rights.emptied import emptied, untold, without_person
from chalicelib.rights.erasures import Erasures
from chalicelib.ticket.chain import erasure, next_event
from chalicelib.ticket.errand import copies_in, copies_of
from chalicelib.ticket.life import Change
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import CLOCK, Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act, Role

RACES = 4  # somebody acted at the same moment
AT_ONCE = 40  # events a transaction; it holds a hundred rows


class Bucket(Protocol):
    def delete(self, prefix: str) -> None:
        """Everything whose key begins with `prefix`, in all versions. raises TryAgain when something was left"""


@dataclass(frozen=True)
class Eraser:
    tickets: Tickets
    outbox: Outbox
    erasures: Erasures
    bucket: Bucket
    now: Callable[[], datetime]

    def empty(self, ticket: Ticket, aliases: Collection[str], cause: str) -> None:
        """Nothing of the people behind `aliases` is left in `ticket`; it leaves the desks if it was theirs.

        raises  StaleTicket, TryAgain: what is not done yet is done by the next run
        """
        self.silence(ticket, aliases)
        self.erasures.drop_errands(ticket.tenant, ticket.code)
        prefixes = self._files(ticket, aliases)
        self._empty_files(prefixes)  # before their events are emptied, which alone know of them
        self._repeated(partial(self._empty_events, ticket.tenant, ticket.code, aliases, cause))
        self._empty_files(prefixes)  # a copy may have been on its way
        observe.count("PetitionsErased", tenant=ticket.tenant)

    def mark(self, ticket: Ticket, cause: str) -> None:
        """Whoever works on `ticket` sees in its history that nobody knows any more who sent it."""
        events = self.tickets.timeline(ticket.tenant, ticket.code)
        if not any(event.act is Act.ERASE for event in events):
            self._repeated(partial(self._mark, ticket.tenant, ticket.code, cause))

    def _mark(self, tenant: str, code: str, cause: str) -> None:
        ticket = self.tickets.get(tenant, code)
        self._sealed(ticket, ticket, (), cause)

    def silence(self, ticket: Ticket, aliases: Collection[str]) -> None:
        """Nothing more is said to them about `ticket`, and what was said is known by its kind and time only."""
        for notice in self.outbox.of_ticket(ticket.tenant, ticket.code):
            self._repeated(partial(self._untell, notice.parent, notice.id, aliases))

    def _untell(self, parent: str, notice_id: str, aliases: Collection[str]) -> None:
        notice = self.outbox.get(parent, notice_id)
        if notice and (then := untold(notice, aliases)) != notice:
            self.outbox.save(then)

    def _files(self, ticket: Ticket, aliases: Collection[str]) -> list[str]:
        """How the keys of their files begin. In a petition of their own all are theirs, known to an event or not."""
        if ticket.origin.alias in aliases:
            return [copies_in(ticket.tenant, ticket.code)]
        events = self.tickets.timeline(ticket.tenant, ticket.code)
        theirs = [e for e in events if e.attachments and not without_person(e, aliases).attachments]
        others = [event for event in events if event not in theirs]
        return [prefix for e in theirs for sent in e.attachments for prefix in _copies(ticket, sent, others)]

    def _empty_files(self, prefixes: Iterable[str]) -> None:
        for prefix in prefixes:
            self.bucket.delete(prefix)

    def _empty_events(self, tenant: str, code: str, aliases: Collection[str], cause: str) -> None:
        """Each transaction leaves the chain whole; the last one says that it is done."""
        ticket, events = self.tickets.get(tenant, code), self.tickets.timeline(tenant, code)
        bare = [then for event in events if (then := without_person(event, aliases)) is not event]
        starts = range(0, max(len(bare), 1), AT_ONCE)
        for start in starts:
            part = tuple(bare[start : start + AT_ONCE])
            after = emptied(ticket, aliases, {event.n for event in part})
            if ticket.origin.alias in aliases and start == starts[-1] and (part or not ticket.erased_at):
                after = replace(after, erased_at=self.now())
            if part or after != ticket:
                ticket = self._sealed(ticket, after, part, cause)

    def _sealed(self, ticket: Ticket, after: Ticket, part: tuple[Event, ...], cause: str) -> Ticket:
        clock = Actor(id=CLOCK, role=Role.SYSTEM, tenant=ticket.tenant)
        facts = erasure(ticket.code, part, cause=cause)
        event = next_event(ticket, Act.ERASE, clock, self.now(), facts=facts)
        after = replace(after, events=event.n, head=event.hash)
        self.tickets.commit(Change(before=ticket, ticket=after, events=(event,), emptied=part))
        return replace(after, version=ticket.version + 1)

    def _repeated(self, step: Callable[[], None]) -> None:
        for attempt in range(RACES):
            try:
                return step()
            except StaleTicket:
                if attempt == RACES - 1:
                    raise
        return None


def _copies(ticket: Ticket, sent: Attachment, others: Collection[Event]) -> list[str]:
    """How the keys of one file's copies begin, without those of `others` who sent the same, as one sticker's address.

    A copy whose message lost a race lies under a number that another event took, or none did yet.
    """
    kept = [sent.key] if sent.key else []  # rows of before know it alone: then it did not begin with the address
    begin = copies_of(ticket.tenant, ticket.code, sent.url)
    same = {event.n for event in others if any(each.url == sent.url for each in event.attachments)}
    if not same:
        return [*kept, begin]
    return kept + [f"{begin}{n:06d}-" for n in range(1, ticket.events + 2) if n not in same]
