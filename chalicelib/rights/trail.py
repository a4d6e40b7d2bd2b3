"""What leads from an alias to petitions and conversations, and to the other aliases of the same person."""

from dataclasses import dataclass

from chalicelib.identity.vault import Vault
from chalicelib.province.province import Province
from chalicelib.rights.erasures import Erasures
from chalicelib.ticket.conversation import conversation_partition, thread_of
from chalicelib.ticket.owed import WAITING
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import Channel, Lane, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status


@dataclass(frozen=True)
class Trail:
    tickets: Tickets
    vault: Vault
    erasures: Erasures

    def aliases(self, province: Province, alias: str, named: str = "") -> list[str]:
        """`alias` and those the platform has proved to be the same person's; `named` as in `petitions`."""
        found = [alias]
        for each in found:
            for ticket in self.petitions(province, each, named):
                if ticket.chat and self._proved(ticket):
                    found += [one for one in (ticket.origin.alias, ticket.chat) if one not in found]
        return found

    def _proved(self, ticket: Ticket) -> bool:
        """A code and a PIN may be somebody else's to use; what a platform says of a private reply is not."""
        events = self.tickets.timeline(ticket.tenant, ticket.code)
        return any(event.act is Act.LINK and event.facts.get("proof") == "private_reply" for event in events)

    def petitions(self, province: Province, alias: str, named: str = "") -> list[Ticket]:
        """Petitions that are theirs, or that they wrote on in a chat linked to it.

        named  the code by which they were found: the vault may have let go of whose it is
        """
        person, pending = self.vault.recall(province.slug, alias), self.erasures.of(province.slug, alias)
        channel, account = (person.channel, person.account) if person else ("", "")
        talks = (
            self.tickets.conversation(province.slug, thread, page, alias).code
            for thread, page in threads(province, channel, account)
        )
        codes = (*(person.codes if person else ()), *(pending.codes if pending else ()), *talks, named)
        found = (self.tickets.find(province.slug, code) for code in dict.fromkeys(codes) if code)
        return [ticket for ticket in found if ticket and alias in (ticket.origin.alias, ticket.chat, *ticket.members)]


def people_of(ticket: Ticket, alias: str) -> set[str]:
    """Whose words go with `alias`: of a petition of their own also the chat linked to it, and those it is filed for."""
    return {alias, ticket.chat, *ticket.members} - {""} if ticket.origin.alias == alias else {alias}


def has_ended(tickets: Tickets, ticket: Ticket) -> bool:
    """Answered or closed; a duplicate ends with the petition it was joined to."""
    if ticket.status is Status.MERGED:
        leader = tickets.find(ticket.tenant, ticket.into)
        return leader is None or leader.status not in OPEN_STATES
    return ticket.status not in OPEN_STATES


def waits(ticket: Ticket, outbox: Outbox) -> bool:
    """Its members are still to be told what became of it: whoever filed it for them is forgotten after that."""
    owed = outbox.of_ticket(ticket.tenant, ticket.code) if ticket.members else []
    return any(each.state in WAITING and each.origin and each.origin.alias in ticket.members for each in owed)


def threads(province: Province, channel: str, account: str) -> list[tuple[str, str]]:
    """(thread, account) of the conversations there may be; of all accounts when the vault knew of none."""
    places = [(channel, account)] if channel else [(each.channel, each.id) for each in province.accounts]
    return [(thread_of(Channel(where), lane), page) for where, page in places for lane in (Lane.DIRECT, Lane.COMMENT)]


def places(province: Province, channel: str, account: str, alias: str) -> list[str]:
    """The partitions of the conversations there may be with `alias`."""
    talks = threads(province, channel, account)
    return [conversation_partition(province.slug, thread, page, alias) for thread, page in talks]
