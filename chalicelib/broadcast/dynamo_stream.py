"""What the table's stream says of followers: conversations begin, move and go; petitions get a field and a place.

A record may come again, and in the order of one row only: what is written is what the row says, never a difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import observe
from chalicelib.broadcast.follower import PERSON, Follower
from chalicelib.broadcast.store import Register
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.ticket import Channel, Lane, Ticket

_CHANNELS = frozenset(map(str, Channel))  # below a post nobody can be told anything later: those threads are left out


@dataclass(frozen=True)
class Registering:
    register: Register

    def note(self, records: Iterable[Mapping[str, Any]]) -> int:
        """Bring the register up to what the records say; returns how many of them moved it.

        One that cannot be read is told of and passed over. Whatever the store raises goes out: they come again.
        """
        moved = 0
        for record in records:
            if change := _read(record):
                change(self.register)
                moved += 1
        return moved


Move = Callable[[Register], None]


def _read(record: Mapping[str, Any]) -> Move | None:
    try:
        change = record["dynamodb"]
        key = change["Keys"]
        if key["sk"]["S"] == "CONVERSATION":
            return _of_conversation(key["pk"]["S"], change.get("OldImage"), change.get("NewImage"))
        if key["sk"]["S"] == "TICKET" and "NewImage" in change:
            return _of_ticket(change.get("OldImage"), change["NewImage"])
    except Exception:
        observe.alarm("a follower could not be read", record=str(record.get("eventID", "")))
        observe.count("FollowersUnread")
    return None


def _of_conversation(pk: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Move | None:
    _, tenant, channel, account, alias = pk.split("#", 4)
    if channel not in _CHANNELS:
        return None
    if after is None:
        key = f"{channel}#{account}#{alias}"
        return lambda register: register.forget(tenant, key)
    then = _follower(after)
    if then is None or (before and _follower(before) == then):
        return None
    return lambda register: register.met(then)


def _follower(image: Mapping[str, Any]) -> Follower | None:
    """To the hour: the courier asks the conversation itself; None of one who never said a word."""
    talk = rows.conversation_from(rows.ConversationRow.from_raw_data(dict(image)))
    if talk.heard_at is None:
        return None
    return Follower(
        tenant=talk.tenant,
        channel=talk.channel,
        account=talk.account,
        alias=talk.alias,
        heard_at=talk.heard_at.replace(minute=0, second=0, microsecond=0),
        locale=talk.locale,
        muted=talk.muted_at is not None,
        left=talk.left_at is not None,
    )


def _of_ticket(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Move | None:
    was = _said(rows.ticket_from(rows.TicketRow.from_raw_data(dict(before)))) if before else None
    ticket = rows.ticket_from(rows.TicketRow.from_raw_data(dict(after)))
    said = _said(ticket)
    if said is None or said == was:
        return None
    key, facts = said
    return lambda register: register.asked(ticket.tenant, key, ticket.code, facts)


def _said(ticket: Ticket) -> tuple[str, tuple[str, str, str] | None] | None:
    """Whose petition it is in private, and its field, place and submitter; nothing when it has no private chat."""
    origin, alias = ticket.origin, ticket.chat
    if origin.lane in (Lane.DIRECT, Lane.API):
        alias = alias or origin.alias
    if not alias:
        return None
    facts = None if ticket.erased_at else (ticket.category or "", ticket.place or "", ticket.submitter or PERSON)
    return f"{origin.channel}#{origin.account}#{alias}", facts
