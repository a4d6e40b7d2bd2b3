"""Where what we said can be found again: by the platform's id of a message, or by its words when an answer was lost."""

from datetime import datetime
from hashlib import sha256
from typing import Protocol

from chalicelib.channel.inbound import Inbound
from chalicelib.ticket.code import read_code
from chalicelib.ticket.owed import Notice, ticket_partition
from chalicelib.vietnamese import clean


class Traces(Protocol):
    """Kept a month, then forgotten. `account` is a page or OA of one province: no id of another tenant's is found."""

    def sent(self, channel: str, account: str, message_id: str, parent: str, notice_id: str, at: datetime) -> None:
        """The carrier took a part of this notice under that id."""

    def find(self, channel: str, account: str, message_id: str) -> tuple[str, str] | None:
        """(parent, id) of the notice a message of ours was part of."""

    def heard(self, channel: str, account: str, where: str, text: str, message_id: str, at: datetime) -> None:
        """The platform repeated to us what we had said by its API.

        where  alias of the private chat, or id of the comment or post it was said below
        text   as it was sent; only its digest is kept
        """

    def echoed(self, channel: str, account: str, where: str, text: str, since: datetime) -> str | None:
        """The platform's id of what we last said there in these words at or after `since`; None: no echo has come."""

    def repeated(self, channel: str, account: str, where: str, text: str, since: datetime, most: int) -> list[str]:
        """The ids of all of it that `echoed` gives the last one of, the newest first, at most so many."""


def said(where: str, text: str) -> str:
    """What stands for these words in that place: platforms trim what they repeat, and may compose it anew."""
    return sha256(f"{where}\n{' '.join(clean(text).split())}".encode()).hexdigest()[:40]


def below_post(comment: str) -> str:
    """The place that all comments below a post have in common: ids are `<post>_<comment>`."""
    return f"post {comment.partition('_')[0]}"


def tracking_of(notice: Notice) -> str:
    """Our mark in a platform's template, at most 48 characters: `QN-7K3F-9XM2-4DTC.000003.answer`."""
    return f"{notice.code}.{notice.event:06d}.{notice.purpose}"


def notice_tracked(tenant: str, tracking: str) -> tuple[str, str] | None:
    """(parent, id) of the notice a mark stands for."""
    code, _, rest = tracking.partition(".")
    event, _, purpose = rest.partition(".")
    if not read_code(code) or not event.isdecimal() or not purpose:
        return None
    return ticket_partition(tenant, code), f"{int(event):06d}#{purpose}#citizen"


def code_cited(traces: Traces, heard: Inbound) -> str:
    """The code of the petition that the quoted, reacted to or rated message of ours was about, or nothing."""
    if tracked := notice_tracked("", heard.tracking):
        return tracked[0].rpartition("#")[2]
    for message_id in (heard.reply_to, *heard.message_ids):
        found = traces.find(heard.channel, heard.account, message_id) if message_id else None
        if found and found[0].startswith("T#"):
            return found[0].rpartition("#")[2]
    return ""
