"""The inbox: one thing heard becomes a ticket, a message on a ticket, a rating or a greeting. Once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import StaleTicket
from chalicelib.identity.vault import Person, Vault, alias_of
from chalicelib.intake import told
from chalicelib.intake.media import Media
from chalicelib.intake.opening import Triage, draft, written_at
from chalicelib.intake.steps import Step, next_step, rated_code, rating_of
from chalicelib.province.province import Province
from chalicelib.ticket import clock, life
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.conversation import Conversation, thread_of
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose, to_citizen
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Role, Status

RACES = 4  # a conversation is worked on in order; a race means staff acted at the same moment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What one thing heard is decided on."""

    province: Province
    heard: Inbound
    talk: Conversation  # already remembering what was heard
    ticket: Ticket | None
    citizen: Actor
    at: datetime  # when the citizen wrote


@dataclass(frozen=True)
class Inbox:
    tickets: Tickets
    vault: Vault
    media: Media
    triage: Triage
    alias_secret: Callable[[], bytes]
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def take(self, province: Province, heard: Inbound, person: Person | None = None) -> Ticket | None:
        """Do what `heard` asks for; returns the ticket it opened or went onto. A repeat changes nothing.

        person  what is known beyond the platform id, from a form
        raises  StaleTicket when the race was lost RACES times: the queue brings the message again
        """
        for attempt in range(RACES):
            try:
                return self._once(province, heard, person, careful=attempt > 0)
            except StaleTicket:
                if attempt == RACES - 1:
                    raise
        return None

    def alias(self, province: Province, heard: Inbound) -> str:
        return alias_of(self.alias_secret(), province.slug, heard.channel, heard.account, heard.person)

    def _once(self, province: Province, heard: Inbound, person: Person | None, *, careful: bool) -> Ticket | None:
        alias = self.alias(province, heard)
        thread = thread_of(heard.channel, heard.lane)
        talk = self.tickets.conversation(province.slug, thread, heard.account, alias)
        if talk.knows(heard.key):
            observe.count("MessagesRepeated", tenant=province.slug)
            return self._opened_by(province, heard)[1]
        at = written_at(heard.occurred_at, self.now())
        scene = _Scene(
            province=province,
            heard=heard,
            talk=talk.having_heard(heard.key, at),
            ticket=self._ticket_of(province, heard, talk, alias),
            citizen=Actor(id=alias, role=Role.CITIZEN, tenant=province.slug),
            at=at,
        )
        if talk.version == 0:
            self.vault.remember(person or told.person(province, heard, alias))
        change = self._change(scene, careful=careful)
        self.tickets.commit(change)
        self.nudge((notice.parent, notice.id) for notice in change.notices)
        return life.saved(change.ticket) if change.ticket else scene.ticket

    def _ticket_of(self, province: Province, heard: Inbound, talk: Conversation, alias: str) -> Ticket | None:
        code = rated_code(heard) or talk.code
        ticket = self.tickets.find(province.slug, code) if code else None
        return ticket if ticket and ticket.origin.alias == alias else None

    def _change(self, scene: _Scene, *, careful: bool) -> Change:
        session = timedelta(minutes=scene.province.regulation.session_minutes)
        step = next_step(scene.heard, scene.talk, scene.ticket, session, scene.at)
        observe.count(f"Heard{step.capitalize()}", tenant=scene.province.slug)
        if step is Step.OPEN:
            return self._open(scene, careful=careful)
        if scene.ticket and step is Step.JOIN:
            return self._join(scene, scene.ticket)
        if scene.ticket and step is Step.RATE:
            return self._rate(scene, scene.ticket)
        if step is Step.GREET:
            hello = told.greeting(scene.province, scene.heard, scene.talk, scene.at)
            return Change(conversation=replace(scene.talk, greeted_at=scene.at), notices=(hello,))
        return Change(conversation=scene.talk)

    def _opened_by(self, province: Province, heard: Inbound) -> tuple[str, Ticket | None]:
        """The code of the ticket this message opens, and that ticket if it has; never another message's."""
        attempt = 0
        while True:
            code = ticket_code(province.code_prefix, heard.key, attempt)
            holder = self.tickets.find(province.slug, code)
            if holder is None or holder.key == heard.key:
                return code, holder
            attempt += 1

    def _open(self, scene: _Scene, *, careful: bool) -> Change:
        """A new ticket. Not `careful`, the code is taken for free: when it is not, the commit says so."""
        province, heard = scene.province, scene.heard
        code, already = ticket_code(province.code_prefix, heard.key), None
        if careful:
            code, already = self._opened_by(province, heard)
        if already:
            return Change(conversation=replace(scene.talk, code=code))
        routed = self.triage(province, heard)
        attachments, errands = self.media.copied(province.slug, code, 1, heard.attachments)
        first = draft(province, code, heard, scene.citizen.id, routed, scene.at)
        ticket, event = life.opened(province, first, scene.citizen, heard.text, attachments)
        return Change(
            ticket=ticket,
            events=(event,),
            notices=(
                to_citizen(province, ticket, event, Purpose.ACK),
                *told.staff(province, ticket, event, Purpose.ASSIGNED),
            ),
            errands=errands,
            conversation=replace(scene.talk, code=code, joined_at=scene.at),
        )

    def _join(self, scene: _Scene, ticket: Ticket) -> Change:
        province, heard = scene.province, scene.heard
        attachments, errands = self.media.copied(province.slug, ticket.code, ticket.events + 1, heard.attachments)
        facts = {"key": heard.key}
        then, event = life.moved(
            province, ticket, Act.HEAR, scene.citizen, self.now(),
            text=heard.text, facts=facts, attachments=attachments,
        )  # fmt: skip
        notices: list[Notice] = []
        if ticket.status in (Status.WAITING, Status.ANSWERED):
            notices = told.staff(province, then, event, Purpose.CITIZEN_SPOKE)
        if heard.text:
            then, more = self._read_again(scene, then, event)
            notices += more
        return Change(
            before=ticket,
            ticket=then,
            events=(event,),
            notices=tuple(notices),
            errands=errands,
            conversation=replace(scene.talk, joined_at=scene.at),
        )

    def _read_again(self, scene: _Scene, ticket: Ticket, event: Event) -> tuple[Ticket, list[Notice]]:
        """People write in pieces: later words may route what lies in the tray, and may say that there is danger."""
        province, waiting = scene.province, ticket.status is Status.IN_TRAY
        told_so_far = replace(scene.heard, text=f"{ticket.excerpt} {scene.heard.text}")
        routed = self.triage(province, told_so_far)
        alarmed = routed.urgency == "emergency" != ticket.urgency and ticket.status in OPEN_STATES
        if not (alarmed or (waiting and (routed.unit != province.tray or not ticket.excerpt))):
            return ticket, []
        named = draft(province, ticket.code, told_so_far, ticket.origin.alias, routed, ticket.opened_at)
        then = replace(
            ticket,
            kind=named.kind,
            category=named.category,
            urgency=named.urgency,
            place=named.place or ticket.place,
            unit=named.unit if waiting else ticket.unit,
            rule=named.rule if waiting else ticket.rule,
            excerpt=named.excerpt,
            promised_at=min(named.promised_at, ticket.promised_at),
        )
        status = Status.ASSIGNED if waiting and then.unit != province.tray else then.status
        if not alarmed and status is then.status:
            return then, []
        then = clock.started(province, then, status, event.at)
        return then, told.staff(province, then, event, Purpose.ASSIGNED)

    def _rate(self, scene: _Scene, ticket: Ticket) -> Change:
        stars = rating_of(scene.heard) or 0
        then, event = life.moved(scene.province, ticket, Act.RATE, scene.citizen, self.now(), facts={"stars": stars})
        thanks = to_citizen(scene.province, then, event, Purpose.THANKS, stars=str(stars))
        return Change(
            before=ticket,
            ticket=replace(then, rating=stars),
            events=(event,),
            notices=(thanks,),
            conversation=scene.talk,
        )
