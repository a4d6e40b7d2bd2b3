"""A private reply tells who got it: their chat and the comment become one thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.identity.vault import Person, Vault
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.thread import linked
from chalicelib.ticket.ticket import Ticket

RACES = 4
KEPT = timedelta(days=731)  # whoever never writes there themselves is forgotten then


@dataclass(frozen=True)
class Threads:
    tickets: Tickets
    vault: Vault
    alias: Callable[[str, str, str, str], str]
    now: Callable[[], datetime]

    def link(self, notice: Notice, recipient: str) -> None:
        """Join the chat of `recipient` (platform id) with the petition of the private reply `notice`, if it can be.

        A lost race is tried again and then only counted: the reply has arrived all the same.
        """
        if not recipient or not notice.code or notice.lane != Way.PRIVATE_REPLY or notice.origin is None:
            return
        channel, account = str(notice.origin.channel), notice.origin.account
        alias = self.alias(notice.tenant, channel, account, recipient)
        for attempt in range(RACES):
            ticket = self.tickets.find(notice.tenant, notice.code)
            if ticket is None or ticket.chat == alias or ticket.erased_at or self._is_forgotten(ticket):
                return
            if attempt == 0:
                self.vault.remember(
                    Person(tenant=notice.tenant, alias=alias, channel=channel, account=account, platform_id=recipient),
                    code=notice.code,
                    keep_until=self.now() + KEPT,
                )
            talk = self.tickets.conversation(notice.tenant, channel, account, alias)
            change = linked(ticket, talk, alias, self.now())
            if change.ticket is None:
                return
            try:
                self.tickets.commit(change)
            except StaleTicket:
                continue
            else:
                return
        observe.count("ThreadsNotLinked", tenant=notice.tenant)

    def _is_forgotten(self, ticket: Ticket) -> bool:
        """Whoever wrote the comment wants us to know nothing of them: not their chat either."""
        return self.vault.recall(ticket.tenant, ticket.origin.alias) is None
