"""What SES tells of an e-mail, read. Pure; a body that is none of SES's is bad input and nothing worse."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from chalicelib.channel.wire import ident, inner, objects, words
from chalicelib.errors import BadInput
from chalicelib.notice.marks import Mark, read_tag


class Fate(StrEnum):
    TAKEN = "taken"  # SES has it
    DELIVERED = "delivered"  # the recipient's server took it
    BOUNCED = "bounced"  # it never will
    RETURNED = "returned"  # SES has given up, a full mailbox for one: the next letter may find room
    DELAYED = "delayed"  # it did not yet
    COMPLAINED = "complained"  # the recipient called it spam: it has arrived, and no more must follow
    REJECTED = "rejected"  # SES found a virus in it
    OTHER = "other"  # opened, clicked: not our business


_FATES = {
    "Send": Fate.TAKEN,
    "Delivery": Fate.DELIVERED,
    "DeliveryDelay": Fate.DELAYED,
    "Reject": Fate.REJECTED,
}
_CERTAIN = {"MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected", "CustomTimeoutExceeded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEvent:
    """
    at          UTC
    recipients  addresses the mail went to, in lower case: who forwards it, others may send it back for
    mark        ours, where the event carries its tag
    automatic   may be the answer of somebody who is away, which SES takes for a bounce
    """

    fate: Fate
    message_id: str
    at: datetime
    recipients: frozenset[str] = frozenset()
    mark: Mark | None = None
    automatic: bool = False


def read_event(message: str) -> MailEvent:
    """The event in an SNS message, published by a configuration set or, older, by an identity's notifications.

    raises  BadInput
    """
    try:
        event = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise BadInput("not JSON") from error
    message_id = ident(inner(event, "mail", "messageId"))
    kind = inner(event, "eventType") or inner(event, "notificationType")
    if not message_id or not isinstance(kind, str):
        raise BadInput("not an event of SES")
    detail = inner(event, kind[:1].lower() + kind[1:])
    fate = _SORTED[kind](detail) if kind in _SORTED else _FATES.get(kind, Fate.OTHER)
    return MailEvent(
        fate=fate,
        message_id=message_id,
        at=_instant(inner(detail, "timestamp") or inner(event, "mail", "timestamp")),
        recipients=_addresses(event, detail),
        mark=_mark(event),
        automatic=fate is Fate.RETURNED and inner(detail, "bounceSubType") not in _CERTAIN,
    )


def _bounce(detail: Any) -> Fate:
    """Only a permanent one is of the address. SES has given up trying all the same: a delay is another event."""
    return Fate.BOUNCED if inner(detail, "bounceType") == "Permanent" else Fate.RETURNED


def _complaint(detail: Any) -> Fate:
    """Some say that it is no spam; and to whom complained once before SES has sent nothing at all."""
    if inner(detail, "complaintSubType") == "OnAccountSuppressionList":
        return Fate.BOUNCED
    return Fate.OTHER if inner(detail, "complaintFeedbackType") == "not-spam" else Fate.COMPLAINED


_SORTED: dict[str, Callable[[Any], Fate]] = {"Bounce": _bounce, "Complaint": _complaint}


def _addresses(event: Any, detail: Any) -> frozenset[str]:
    """Bare, of «Dân <dan@example.com>» too; those a server names only where it is not said to whom we wrote."""
    to = inner(event, "mail", "destination")
    several = (*objects(inner(detail, "bouncedRecipients")), *objects(inner(detail, "complainedRecipients")))
    named = to if isinstance(to, list) and to else [one.get("emailAddress") for one in several]
    written = (words(one).strip().rstrip(">").rpartition("<")[2].lower() for one in named)
    return frozenset(filter(None, written))


def _mark(event: Any) -> Mark | None:
    tags = inner(event, "mail", "tags", "notice")
    tag = tags[0] if isinstance(tags, list) and tags else None
    return read_tag(tag) if isinstance(tag, str) else None


def _instant(value: Any) -> datetime:
    """A time we cannot read is the epoch: the caller puts its own in its place."""
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
