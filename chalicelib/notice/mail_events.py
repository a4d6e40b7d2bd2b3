"""What SES tells of an e-mail, read. Pure; a body that is none of SES's is bad input and nothing worse."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from chalicelib.channel.wire import ident, inner
from chalicelib.errors import BadInput
from chalicelib.notice.marks import Mark, read_tag


class Fate(StrEnum):
    TAKEN = "taken"  # SES has it
    DELIVERED = "delivered"  # the recipient's server took it
    BOUNCED = "bounced"  # it never will
    DELAYED = "delayed"  # it did not yet
    COMPLAINED = "complained"  # the recipient called it spam: it has arrived, and no more must follow
    REJECTED = "rejected"  # SES found a virus in it
    OTHER = "other"  # opened, clicked: not our business


_FATES = {
    "Send": Fate.TAKEN,
    "Delivery": Fate.DELIVERED,
    "Complaint": Fate.COMPLAINED,
    "DeliveryDelay": Fate.DELAYED,
    "Reject": Fate.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEvent:
    """at: UTC; recipients: how many it is about; mark: ours, where the event carries its tag."""

    fate: Fate
    message_id: str
    at: datetime
    recipients: int = 0
    mark: Mark | None = None


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
    return MailEvent(
        fate=_bounce(detail) if kind == "Bounce" else _FATES.get(kind, Fate.OTHER),
        message_id=message_id,
        at=_instant(inner(detail, "timestamp") or inner(event, "mail", "timestamp")),
        recipients=_count(detail),
        mark=_mark(event),
    )


def _bounce(detail: Any) -> Fate:
    """Only a permanent one is final: a full mailbox may be emptied."""
    return Fate.BOUNCED if inner(detail, "bounceType") == "Permanent" else Fate.DELAYED


def _count(detail: Any) -> int:
    for name in ("bouncedRecipients", "complainedRecipients", "recipients"):
        found = inner(detail, name)
        if isinstance(found, list):
            return len(found)
    return 0


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
