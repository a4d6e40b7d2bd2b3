"""An onlooker who writes everything down and asks, after every step and at the end, what must hold."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.province.province import Province
from chalicelib.sla.deadline import working_time
from chalicelib.ticket import anew
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.conversation import conversation_partition
from chalicelib.ticket.holding import Verdict, holds, verdicts
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import CITIZEN, Notice
from chalicelib.ticket.ticket import CLOCK, Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Role, Status
from tests.builders import SLUG
from tests.lives import kept, laws, places
from tests.lives.doings import TALLY
from tests.lives.town import Town

S = Status
NOBODYS = {S.IN_TRAY: "@tray", S.WAITING: "@citizen", S.ANSWERED: "@nobody", S.CLOSED: "@nobody", S.MERGED: "@merged"}
_CLOCK = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)


@dataclass
class Books:
    """What an onlooker wrote down of every petition."""

    timelines: dict[str, list[Event]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    held: dict[str, list[tuple[str, datetime]]] = field(default_factory=dict)
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    province: dict[str, Province | None] = field(default_factory=dict)  # by which its clock was last set
    silent: dict[str, datetime | None] = field(default_factory=dict)  # until when, by conversation
    rules_changed: bool = False
    calendar_changed: bool = False
    undated: set[str] = field(default_factory=set)  # of another kind now, or joined to another while the rules changed
    rules: Province = field(default_factory=lambda: places.province("plain"))
    read: int = 0

    def after_a_step(self, town: Town) -> None:
        self.calendar_changed |= town.province is places.province("holidays")
        if self.rules is not town.province:
            self.rules = town.province
            self.rules_changed = True
            self.undated |= {ticket.code for ticket in town.all if ticket.status is S.MERGED}
        touched: dict[str, None] = {}
        for change in town.tickets.commits[self.read :]:
            laws.of_notices(town.province, change)
            self._in_silence(change)
            for before, after, events in change.moves:
                touched[after.code] = None
                self._moved(before, after, events, change.notices)
        self.read = len(town.tickets.commits)
        for code in touched:
            ticket = town.shelf.tickets[SLUG, code]
            if ticket.status in OPEN_STATES or ticket.status is not self.statuses.get(code):
                self.province[code] = town.province
            elif self.province[code] is not town.province:
                self.province[code] = None  # what is over is not reckoned anew
            self.statuses[code] = ticket.status
            self._appended(town, ticket)
            laws.of_a_ticket(town.province, ticket)
            if self.province[code] is town.province:
                laws.on_the_agenda(town.province, ticket, town.now)
        if touched:
            laws.of_all(town.shelf.tickets)

    def _moved(
        self, before: Ticket | None, after: Ticket, events: tuple[Event, ...], notices: tuple[Notice, ...]
    ) -> None:
        self.versions[after.code] = self.versions.get(after.code, 0) + 1
        book = self.held.setdefault(after.code, [])
        bearer = after.superior if after.status is S.REPORTED else NOBODYS.get(after.status, after.unit)
        if not book or book[-1][0] != bearer:
            book.append((bearer, events[-1].at if book else after.opened_at))
        for event in events:
            TALLY[f"act {event.act}"] += 1
        if before and before.facts != after.facts:
            self.undated.add(after.code)
        if before:
            TALLY[f"status {after.status}"] += before.status is not after.status
            TALLY["bound by an arbiter"] += after.bound and not before.bound
            TALLY["reopened twice"] += before.reopened < after.reopened == 2
            TALLY["with an arbiter"] += bool(after.arbiter) and not before.arbiter
            TALLY["emergency"] += after.urgency == "emergency" != before.urgency
            laws.of_a_move(before, after, events, notices)
            kept.beside_the_work(before, after, events, [n for n in notices if n.code == after.code])

    def _in_silence(self, change: Change) -> None:
        """Where a person speaks for the account, the bot greets nobody."""
        talk = change.conversation
        if talk is None:
            return
        parent = conversation_partition(talk.tenant, talk.channel, talk.account, talk.alias)
        until = self.silent.get(parent) if talk.version else None  # a chat that was forgotten begins anew
        for notice in change.notices:
            if notice.parent == parent and notice.to == (CITIZEN,):
                assert until is None or notice.since >= until, f"{notice.purpose} into a silence"
        TALLY["a silence"] += talk.silent_until is not None and until is None
        self.silent[parent] = talk.silent_until

    def _appended(self, town: Town, ticket: Ticket) -> None:
        """What was once written stays; what is new hangs on it."""
        known, events = self.timelines.get(ticket.code, []), town.tickets.timeline(SLUG, ticket.code)
        for was, now in zip(known, events, strict=False):
            if was is not now:
                kept.written_stays(was, now, events)
        assert len(events) >= len(known)
        assert [event.n for event in events] == list(range(1, len(events) + 1))
        for n in range(max(1, len(known)), len(events)):
            assert events[n].prev == events[n - 1].hash
            assert events[n].at >= events[n - 1].at
        assert (ticket.events, ticket.head) == (len(events), events[-1].hash)
        assert ticket.version == self.versions[ticket.code]
        kept.erased(town, ticket, events)
        if any(event.act is Act.ERASE for event in events[len(known) :]):
            assert first_break(ticket.code, events) is None
        judged = verdicts(events)
        assert judged[: len(self.verdicts.get(ticket.code, []))] == self.verdicts.get(ticket.code, [])
        self.timelines[ticket.code], self.verdicts[ticket.code] = events, list(judged)

    def at_the_end(self, town: Town) -> None:
        kept.owed_is_done(town)
        for ticket in town.all:
            events = self.timelines[ticket.code]
            assert first_break(ticket.code, events) is None
            self._time_is_accounted_for(town, ticket, events)
            again = anew.reckoned(town.province, ticket, events, _CLOCK, town.now)
            if again and ticket.code not in self.undated:
                assert again[0].promised_at == ticket.promised_at, "nothing has changed"
                assert (again[0].stage, again[0].level) == (ticket.stage, ticket.level)

            if not self.rules_changed and ticket.code not in self.undated:
                assert anew.verdicts_under(town.province, ticket, events) == self.verdicts[ticket.code]

    def _time_is_accounted_for(self, town: Town, ticket: Ticket, events: list[Event]) -> None:
        found = holds(town.province, ticket, events, town.now)
        assert sum((h.end - h.start for h in found), timedelta()) == town.now - ticket.opened_at
        assert [(h.bearer, h.start) for h in found] == [hold for hold in self.held[ticket.code] if hold[1] < town.now]
        if not self.calendar_changed:
            worked = working_time(ticket.opened_at, town.now, town.province.calendar)
            assert sum((h.worked for h in found), timedelta()) == worked
