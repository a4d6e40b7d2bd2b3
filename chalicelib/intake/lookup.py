"""Which petition something heard belongs to: by the key of a message, by a quoted message, by what a chat was about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.channel.inbound import Inbound
from chalicelib.identity.vault import Vault
from chalicelib.intake.scene import is_theirs
from chalicelib.intake.steps import chosen_code
from chalicelib.province.province import Province
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Ticket

NEWEST = 5  # petitions of a person that are searched for an old message


@dataclass(frozen=True, slots=True)
class Lookup:
    tickets: Tickets
    vault: Vault
    cited: Callable[[Inbound], str]

    def opened_by(self, province: Province, key: str) -> tuple[str, Ticket | None]:
        """The code of the ticket this message opens, and that ticket if it has; never another message's."""
        attempt = 0
        while True:
            code = ticket_code(province.code_prefix, key, attempt)
            holder = self.tickets.find(province.slug, code)
            if holder is None or holder.key == key:
                return code, holder
            attempt += 1

    def meant(self, heard: Inbound, talk: Conversation) -> tuple[Ticket | None, bool]:
        """The person's own petition that `heard` is about, and whether it quotes what we said on it."""
        chosen = chosen_code(heard)
        quoted = self.cited(heard) if heard.reply_to and not chosen else ""
        for code in dict.fromkeys(filter(None, (chosen or quoted, "" if chosen else talk.code))):
            ticket = self.tickets.find(talk.tenant, code)
            if ticket and is_theirs(ticket, talk.alias):
                return ticket, code == quoted
        return None, False

    def holding(self, province: Province, talk: Conversation, key: str) -> tuple[Ticket, int] | None:
        """The petition on which the message `key` stands, and the number of its event; of the person's own ones."""
        _, opened = self.opened_by(province, key)
        if opened:
            return opened, 1
        for code in self._candidates(talk):
            ticket = self.tickets.find(talk.tenant, code)
            if ticket and is_theirs(ticket, talk.alias):
                for event in self.tickets.timeline(talk.tenant, code):
                    if event.facts.get("key") == key:
                        return ticket, event.n
        return None

    def _candidates(self, talk: Conversation) -> Iterator[str]:
        """What the chat is about, then the newest ones of the person; the vault is only opened when it must be."""
        if talk.code:
            yield talk.code
        person = self.vault.recall(talk.tenant, talk.alias)
        for code in reversed(person.codes[-NEWEST:] if person else ()):
            if code != talk.code:
                yield code
