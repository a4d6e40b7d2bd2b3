"""What is done on petitions when something is heard: one is opened, or what was said goes onto one."""

from dataclasses import dataclass, replace

from chalicelib import observe
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import Conflict
from chalicelib.intake import guided, told
from chalicelib.intake.contact import veiled_reply
from chalicelib.intake.further import joined, reread
from chalicelib.intake.lookup import Lookup
from chalicelib.intake.media import Media
from chalicelib.intake.opening import Missing, Triage, draft
from chalicelib.intake.pleas import Plea, pleaded
from chalicelib.intake.ratings import event_rated, of_this_resolution, rated
from chalicelib.intake.scene import Scene
from chalicelib.intake.steps import rating_of
from chalicelib.ticket import fate, life
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.routed import Routed
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Lane, Ticket
from chalicelib.ticket.workflow import Act

SHORT_PLEA = 6  # words


@dataclass(frozen=True, slots=True)
class Work:
    tickets: Tickets
    media: Media
    triage: Triage
    missing: Missing
    lookup: Lookup

    def opened(self, scene: Scene, *, careful: bool) -> Change:
        """A new ticket. Not `careful`, the code is taken for free: when it is not, the commit says so."""
        province = scene.province
        heard = guided.filled_in(scene.heard, scene.talk, province)
        code, already = ticket_code(province.code_prefix, heard.key), None
        if careful:
            code, already = self.lookup.opened_by(province, heard.key)
        if already:
            return Change(conversation=replace(scene.talk, code=code))
        routed = self.triage(province, heard)
        attachments, errands = self.media.copied(province.slug, code, 1, heard.attachments, heard.text)
        first = draft(province, code, heard, scene.citizen.id, routed, scene.at)
        ticket, event = life.opened(province, first, scene.citizen, heard.text, attachments)
        missing = self._missing(scene, heard, ticket, routed)
        ask_contact = heard.lane is Lane.DIRECT and not scene.contact
        talk = replace(scene.talk, code=code, joined_at=scene.at, form=guided.kept(scene.talk))
        return Change(
            ticket=ticket,
            events=(event,),
            notices=(
                told.acknowledgement(province, ticket, event, missing, ask_contact=ask_contact),
                *told.staff(province, ticket, event, Purpose.ASSIGNED),
            ),
            errands=errands,
            conversation=replace(talk, asked=guided.CONTACT if ask_contact else ""),
        )

    def _missing(self, scene: Scene, heard: Inbound, ticket: Ticket, routed: Routed) -> tuple[str, ...]:
        kinds = [attachment.kind for attachment in heard.attachments]
        place = routed.place is not None
        return self.missing(scene.province, ticket.facts, kinds, place=place, contact=scene.contact)

    def joined(self, scene: Scene, ticket: Ticket) -> Change:
        if scene.given:
            talk = guided.contact_settled(scene.talk)
            scene = replace(scene, heard=veiled_reply(scene.heard, scene.given), talk=talk)
        heard, number = scene.heard, ticket.events + 1
        found = self.media.copied(scene.province.slug, ticket.code, number, heard.attachments, heard.text)
        leader = self.tickets.find(ticket.tenant, ticket.into) if ticket.into else None
        return joined(scene, ticket, self.triage, *found, leader)

    def rated(self, scene: Scene, ticket: Ticket) -> Change:
        number = event_rated(scene.heard)
        if number is not None and not of_this_resolution(self.tickets.timeline(ticket.tenant, ticket.code), number):
            observe.count("RatingsTooLate", tenant=scene.province.slug)
            return Change(conversation=scene.talk)
        stars = rating_of(scene.heard) or 0
        return rated(scene.province, ticket, scene.citizen, scene.now, stars, talk=scene.talk)

    def pleaded(self, scene: Scene, ticket: Ticket, act: Act) -> Change:
        """What cannot be granted is answered, not swallowed; where a person speaks for the account, they answer it."""
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
                return self.opened(scene, careful=True)  # it says what is wrong: that is a petition again
            observe.count("PleasRefused", tenant=scene.province.slug)
            if scene.silent:
                return Change(conversation=scene.talk)
            sorry = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.TOO_LATE, code=ticket.code)
            return Change(conversation=scene.talk, notices=(sorry,))
        return replace(change, conversation=replace(scene.talk, code=ticket.code, joined_at=scene.at))
