"""The inbox: one thing heard becomes a ticket, a message on a ticket, a rating or a greeting. Once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import StaleTicket
from chalicelib.identity.vault import Person, Vault, alias_of
from chalicelib.intake import guided, menu, takeover, told
from chalicelib.intake.amended import as_words
from chalicelib.intake.confirming import confirmed, reply_of
from chalicelib.intake.contact import contact_in, thanked
from chalicelib.intake.dossier_words import digits_said
from chalicelib.intake.dossiers import OF_DOSSIERS, DossierTalk
from chalicelib.intake.following import Following, Guesses, referred
from chalicelib.intake.guided import ASKING
from chalicelib.intake.lookup import Lookup
from chalicelib.intake.media import Media
from chalicelib.intake.opening import Missing, Triage, written_at
from chalicelib.intake.overheard import OVERHEARD, Overheard
from chalicelib.intake.pleas import plea_of
from chalicelib.intake.registering import registered
from chalicelib.intake.remarks import Remarks, is_remark
from chalicelib.intake.scene import Scene
from chalicelib.intake.steps import Step, next_step, rating_of
from chalicelib.intake.wishes import Ask, Wish, wish_of
from chalicelib.intake.work import Work
from chalicelib.province.province import Province
from chalicelib.ticket import life
from chalicelib.ticket.conversation import Conversation, thread_of
from chalicelib.ticket.life import Change
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Lane, Ticket
from chalicelib.ticket.workflow import Role

RACES = 4  # a conversation is worked on in order; a race means staff acted at the same moment


@dataclass(frozen=True)
class Inbox:
    tickets: Tickets
    vault: Vault
    media: Media
    triage: Triage
    missing: Missing
    alias_secret: Callable[[], bytes]
    pin: Callable[[str, str], str]  # tenant, code: the second factor of a link that follows a petition
    cited: Callable[[Inbound], str]  # the code of the petition that the quoted or rated message of ours was about
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]
    dossiers: DossierTalk
    guesses: Guesses

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

    def opened_by(self, province: Province, heard: Inbound) -> Ticket | None:
        """The petition that `heard` has opened before; None: it has opened none."""
        return self._lookup.opened_by(province, heard.key)[1]

    def alias(self, province: Province, heard: Inbound) -> str:
        return alias_of(self.alias_secret(), province.slug, heard.channel, heard.account, heard.person)

    def _once(self, province: Province, heard: Inbound, person: Person | None, *, careful: bool) -> Ticket | None:
        if is_remark(heard):
            remarks = Remarks(self.tickets, self.media, self._lookup, self.cited)
            return self._written(remarks.change(province, heard, self.now()))
        alias = self.alias(province, heard)
        talk = self.tickets.conversation(province.slug, thread_of(heard.channel, heard.lane), heard.account, alias)
        if talk.knows(heard.key):
            observe.count("MessagesRepeated", tenant=province.slug)
            held = self._lookup.holding(province, talk, heard.key)
            return held[0] if held else None
        scene = self._scene(province, heard, talk, person)
        if heard.heard in OVERHEARD:
            change = Overheard(self.media, self.triage, self._lookup).change(scene, talk)
            if change or heard.heard is not Heard.EDITED:
                return self._written(change)
            scene = self._scene(province, as_words(heard), replace(talk, seen=scene.talk.seen), person)
        return self._spoken(scene, person, careful=careful)

    def _spoken(self, scene: Scene, person: Person | None, *, careful: bool) -> Ticket | None:
        change = told.dressed(scene, self._change(scene, careful=careful))
        if scene.first and not (change.ticket or change.notices or scene.given):
            return None  # talk among readers, or with somebody who is here already: nobody is put on record for it
        registered(self.vault, scene, change, person)
        return self._written(change) or scene.ticket

    def _written(self, change: Change | None) -> Ticket | None:
        if change is None or change == Change():
            return None
        self.tickets.commit(change)
        self.nudge((notice.parent, notice.id) for notice in change.notices)
        return life.saved(change.ticket) if change.ticket else None

    def _scene(self, province: Province, heard: Inbound, before: Conversation, person: Person | None) -> Scene:
        now = self.now()
        at = written_at(heard.occurred_at, now)
        ticket, cited = self._lookup.meant(heard, before)
        talk = guided.unless_stale(before, ticket, _session(province), at)
        if heard.standby:
            talk = takeover.silenced(talk, province, at)
        talk = replace(talk, cited=heard.anonymous or talk.cited, locale=_locale(heard, talk))
        return Scene(
            province=province,
            heard=heard,
            talk=talk.having_heard(heard.key, at),
            ticket=ticket,
            citizen=Actor(id=before.alias, role=Role.CITIZEN, tenant=province.slug),
            at=at,
            now=max(now, at),
            contact=bool(person and (person.phone or person.email)) or guided.is_settled(talk),
            given=None if _digits(heard, talk) else contact_in(heard),
            first=before.heard_at is None,
            silent=takeover.is_silent(talk, now),
            cited=cited,
        )

    def _change(self, scene: Scene, *, careful: bool) -> Change:
        heard, work = scene.heard, Work(self.tickets, self.media, self.triage, self.missing, self._lookup)
        wish = referred(heard) or wish_of(heard, scene.talk, scene.province) or self._stars(scene)
        step = next_step(
            heard, scene.talk, scene.ticket, _session(scene.province), scene.at, wish,
            contact=scene.given is not None, cited=scene.cited,
        )  # fmt: skip
        observe.count(f"Heard{step.capitalize()}", tenant=scene.province.slug)
        if step is Step.OPEN:
            return work.opened(scene, careful=careful)
        if scene.ticket and step is Step.JOIN:
            return work.joined(scene, scene.ticket)
        if scene.ticket and step is Step.RATE:
            return work.rated(scene, scene.ticket)
        if scene.ticket and step is Step.CONFIRM and (reply := reply_of(heard, scene.ticket)):
            return confirmed(scene, scene.ticket, reply)
        if scene.ticket and step is Step.PLEAD and (act := plea_of(heard)):
            return work.pleaded(scene, scene.ticket, act)
        return self._answered(scene, step, wish)

    def _answered(self, scene: Scene, step: Step, wish: Wish | None) -> Change:
        """What the bot itself says."""
        if scene.given and step is Step.CONTACT:
            return thanked(scene, scene.given)
        if wish and step is Step.WISH:
            if wish.ask in OF_DOSSIERS:
                return self.dossiers.told(scene, wish)
            if wish.ask is Ask.FOLLOW:
                return Following(self.tickets.find, self.pin, self.guesses).told(scene, wish)
            return menu.granted(scene, wish)
        return menu.greeted(scene) if step is Step.GREET else Change(conversation=scene.talk)

    def _stars(self, scene: Scene) -> Wish | None:
        """A bare number, for the service of a dossier: asked for, and later than any answer it could be for."""
        stars = rating_of(scene.heard) if scene.heard.lane is Lane.DIRECT and scene.talk.asked not in ASKING else None
        if stars is None or scene.heard.heard is Heard.CHOICE:
            return None
        found = self.dossiers.asked_for_stars(scene)
        answered = scene.ticket.answered_at if scene.ticket else None
        if found is None or not found.follower.asked_at or (answered and answered > found.follower.asked_at):
            return None
        return Wish(Ask.RATE_SERVICE, found.dossier.code, str(stars))

    @property
    def _lookup(self) -> Lookup:
        return Lookup(self.tickets, self.vault, self.cited)


def _digits(heard: Inbound, talk: Conversation) -> bool:
    """They are the last digits that open a dossier, though they may look like a telephone number."""
    return talk.asked == guided.TAIL and bool(digits_said(heard.text))


def _session(province: Province) -> timedelta:
    return timedelta(minutes=province.regulation.session_minutes)


def _locale(heard: Inbound, talk: Conversation) -> str:
    """Empty for Vietnamese; what was asked for in the chat stays."""
    return heard.locale if heard.locale != "vi" and not talk.locale else talk.locale
