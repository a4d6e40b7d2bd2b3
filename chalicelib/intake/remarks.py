"""What is heard of a petition without a conversation: the page's own comments, what it hides, a template's stars."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import observe
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.amended import out_of_sight
from chalicelib.intake.lookup import Lookup
from chalicelib.intake.media import Media
from chalicelib.intake.ratings import event_rated, of_this_resolution, rated
from chalicelib.intake.steps import may_be_rated
from chalicelib.intake.takeover import echoed, said_by_us
from chalicelib.province.province import Province
from chalicelib.ticket.life import Change
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Lane, Ticket
from chalicelib.ticket.workflow import Role

_NAMED = {Heard.HIDDEN, Heard.SHOWN, Heard.RATED}


def is_remark(heard: Inbound) -> bool:
    """True for what belongs to a petition by its own name, whoever is behind it."""
    return heard.heard in _NAMED or (heard.heard is Heard.ECHO and heard.lane is not Lane.DIRECT)


@dataclass(frozen=True, slots=True)
class Remarks:
    tickets: Tickets
    media: Media
    lookup: Lookup
    cited: Callable[[Inbound], str]

    def change(self, province: Province, heard: Inbound, now: datetime) -> Change | None:
        """What becomes of the petition; None where there is none, or nothing is new."""
        if heard.heard is Heard.RATED:
            return self._rated(province, heard, now)
        if heard.heard is Heard.ECHO:
            return self._commented(province, heard, now)
        _, ticket = self.lookup.opened_by(province, heard.of)
        return out_of_sight(province, ticket, heard.heard, now) if ticket else None

    def _commented(self, province: Province, heard: Inbound, now: datetime) -> Change | None:
        """The page answered below a comment: kept with its case, unless it is our own answer come back."""
        ticket = self._below(province, heard) if heard.parent else None
        if ticket is None or self.cited(heard):
            return None
        if said_by_us(heard, self.tickets.timeline(province.slug, ticket.code)):
            return None
        attachments, errands = self.media.copied(province.slug, ticket.code, ticket.events + 1, heard.attachments)
        return replace(echoed(province, ticket, heard, attachments, now), errands=errands)

    def _below(self, province: Province, heard: Inbound) -> Ticket | None:
        """The petition that the comment or post answered has opened."""
        for sort in ("comment", "post"):
            _, ticket = self.lookup.opened_by(province, f"fb#{heard.account}#{sort}#{heard.parent}")
            if ticket:
                return ticket
        return None

    def _rated(self, province: Province, heard: Inbound, now: datetime) -> Change | None:
        code = self.cited(heard)
        ticket = self.tickets.find(province.slug, code) if code else None
        events = self.tickets.timeline(province.slug, code) if ticket and may_be_rated(ticket) and heard.stars else []
        if ticket is None or not heard.stars or not events or not of_this_resolution(events, event_rated(heard)):
            observe.count("RatingsTooLate", tenant=province.slug)
            return None
        citizen = Actor(id=ticket.origin.alias, role=Role.CITIZEN, tenant=province.slug)
        return rated(province, ticket, citizen, now, heard.stars, text=heard.text)
