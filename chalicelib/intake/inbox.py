"""The inbox: one thing heard becomes a ticket, a message on a ticket, a rating or a greeting. Once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import Conflict, StaleTicket
from chalicelib.identity.vault import Person, Vault, alias_of
from chalicelib.intake import told
from chalicelib.intake.further import joined, reread
from chalicelib.intake.media import Media
from chalicelib.intake.opening import Missing, Triage, draft, written_at
from chalicelib.intake.pleas import Plea, plea_of, pleaded, rated
from chalicelib.intake.scene import Scene
from chalicelib.intake.steps import Step, chosen_code, next_step, rating_of
from chalicelib.province.province import Province
from chalicelib.ticket import fate, life
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.conversation import Conversation, thread_of
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.routed import Routed
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Act, Role

SHORT_PLEA = 6  # words
RACES = 4  # a conversation is worked on in order; a race means staff acted at the same moment


@dataclass(frozen=True)
class Inbox:
    tickets: Tickets
    vault: Vault
    media: Media
    triage: Triage
    missing: Missing
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
        scene = Scene(
            province=province,
            heard=heard,
            talk=talk.having_heard(heard.key, at),
            ticket=self._ticket_of(province, heard, talk, alias),
            citizen=Actor(id=alias, role=Role.CITIZEN, tenant=province.slug),
            at=at,
            now=max(self.now(), at),
            contact=bool(person and (person.phone or person.email)),
        )
        if talk.version == 0:
            self.vault.remember(person or told.person(province, heard, alias))
        change = self._change(scene, careful=careful)
        self.tickets.commit(change)
        self.nudge((notice.parent, notice.id) for notice in change.notices)
        return life.saved(change.ticket) if change.ticket else scene.ticket

    def _ticket_of(self, province: Province, heard: Inbound, talk: Conversation, alias: str) -> Ticket | None:
        code = chosen_code(heard) or talk.code
        ticket = self.tickets.find(province.slug, code) if code else None
        return ticket if ticket and ticket.origin.alias == alias else None

    def _change(self, scene: Scene, *, careful: bool) -> Change:
        session = timedelta(minutes=scene.province.regulation.session_minutes)
        step = next_step(scene.heard, scene.talk, scene.ticket, session, scene.at)
        observe.count(f"Heard{step.capitalize()}", tenant=scene.province.slug)
        if step is Step.OPEN:
            return self._open(scene, careful=careful)
        if scene.ticket and step is Step.JOIN:
            return self._join(scene, scene.ticket)
        if scene.ticket and step is Step.RATE:
            return rated(scene, scene.ticket, rating_of(scene.heard) or 0)
        if scene.ticket and step is Step.PLEAD and (act := plea_of(scene.heard)):
            return self._plead(scene, scene.ticket, act)
        if step is Step.GREET:
            hello = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.GREETING)
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

    def _open(self, scene: Scene, *, careful: bool) -> Change:
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
                told.acknowledgement(province, ticket, event, self._missing(scene, ticket, routed)),
                *told.staff(province, ticket, event, Purpose.ASSIGNED),
            ),
            errands=errands,
            conversation=replace(scene.talk, code=code, joined_at=scene.at),
        )

    def _missing(self, scene: Scene, ticket: Ticket, routed: Routed) -> tuple[str, ...]:
        kinds = [attachment.kind for attachment in scene.heard.attachments]
        place = routed.place is not None
        return self.missing(scene.province, ticket.facts, kinds, place=place, contact=scene.contact)

    def _join(self, scene: Scene, ticket: Ticket) -> Change:
        found = self.media.copied(scene.province.slug, ticket.code, ticket.events + 1, scene.heard.attachments)
        leader = self.tickets.find(ticket.tenant, ticket.into) if ticket.into else None
        return joined(scene, ticket, self.triage, *found, leader)

    def _plead(self, scene: Scene, ticket: Ticket, act: Act) -> Change:
        """What cannot be granted is answered, not swallowed."""
        plea = Plea(
            act=act,
            citizen=scene.citizen,
            at=scene.now,
            text=scene.heard.text,
            said=reread(scene.province, ticket, self.triage(scene.province, scene.heard)),
        )
        try:
            change = pleaded(scene.province, ticket, plea, fate.kin(self.tickets, ticket))
        except Conflict:
            if act is Act.REOPEN and len(scene.heard.text.split()) > SHORT_PLEA:
                return self._open(scene, careful=True)  # it says what is wrong: that is a petition again
            observe.count("PleasRefused", tenant=scene.province.slug)
            sorry = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.TOO_LATE, code=ticket.code)
            return Change(conversation=scene.talk, notices=(sorry,))
        return replace(change, conversation=replace(scene.talk, joined_at=scene.at))
