"""An instant up to which all that we said in a chat has arrived, or was read: Facebook often names no message."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.channel.inbound import Inbound
from chalicelib.notice.visit import IN_PUBLIC
from chalicelib.notice.ways import Way
from chalicelib.ticket.conversation import conversation_partition
from chalicelib.ticket.owed import Notice, State, ticket_partition
from chalicelib.ticket.store import Outbox, Tickets

MOST = 20  # messages one watermark may move, the newest first: older ones have had their own
ANSWERED_WITHIN = timedelta(seconds=10)  # we note the time once the platform has answered; its own is of before
_CHAT = (Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY, Way.PRIVATE_REPLY)


@dataclass(frozen=True)
class Watermarks:
    outbox: Outbox
    tickets: Tickets

    def covered(self, tenant: str, heard: Inbound, alias: str, until: datetime) -> list[Notice]:
        """What was said in the chat of `alias` by `until` (UTC) and is not known to be seen, at most MOST.

        Looked for in the chat itself and in the petition it is about: two reads, whatever was said there.
        """
        talk = self.tickets.conversation(tenant, str(heard.channel), heard.account, alias)
        if talk.version == 0 or (talk.read_at and talk.read_at >= until):
            return []
        parents = [conversation_partition(tenant, talk.channel, talk.account, alias)]
        parents += [ticket_partition(tenant, talk.code)] if talk.code else []
        said = (notice for parent in parents for notice in self.outbox.beside(parent))
        found = (notice for notice in said if _said_here(notice, heard) and _said_by(notice, until))
        newest = sorted(found, key=lambda notice: notice.at, reverse=True)
        return list(self._theirs(newest, tenant, talk.code, alias))[:MOST]

    def _theirs(self, found: Iterable[Notice], tenant: str, code: str, alias: str) -> Iterator[Notice]:
        """Those to `alias`; what answers a comment went there if the platform proved the chat to be its writer's."""
        chat: str | None = None
        for notice in found:
            assert notice.origin is not None
            if notice.origin.lane not in IN_PUBLIC:
                if notice.origin.alias == alias:
                    yield notice
                continue
            if chat is None:
                ticket = self.tickets.find(tenant, code)
                chat = ticket.chat if ticket else ""
            if chat == alias:
                yield notice


def _said_here(notice: Notice, heard: Inbound) -> bool:
    """By the account that heard of it, as a message in a chat, and whole."""
    origin = notice.origin
    here = origin is not None and (origin.channel, origin.account) == (heard.channel, heard.account)
    return here and notice.lane in _CHAT and bool(notice.supplier_ids) and notice.state in (State.SENT, State.DELIVERED)


def _said_by(notice: Notice, until: datetime) -> bool:
    return (notice.tried_at or notice.at) <= until and notice.at <= until + ANSWERED_WITHIN
