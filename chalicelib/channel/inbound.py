"""What a platform told us, in one shape for all platforms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.channel.wire import inner as inner  # carriers read answers with it
from chalicelib.ticket.ticket import Attachment, Channel, Lane


class Heard(StrEnum):
    WORDS = "words"  # text, photos, a place: something a petition may be made of
    STICKER = "sticker"  # stickers, thumbs, GIFs: never a petition
    CHOICE = "choice"  # a button or quick reply of ours; `payload` says which
    HELLO = "hello"  # a new follower, the Get Started button
    REFERRAL = "referral"  # a link or QR code of ours opened the thread; `payload` is what it carries
    GOODBYE = "goodbye"  # no longer a follower
    EDITED = "edited"  # the sender changed a message or comment: `of` is its key, `text` what it says now
    REMOVED = "removed"  # the sender, or the page, deleted it: `of` is its key
    HIDDEN = "hidden"  # the page hid a comment
    SHOWN = "shown"  # the page shows it again
    REACTION = "reaction"  # an emoji on a message (`message_ids`) or post; taken back when `text` is empty
    CONTACT = "contact"  # a form of the platform's with name, telephone, address
    RATED = "rated"  # stars given in a template; `tracking` or `message_ids` say for what; nobody is named
    FORGET = "forget"  # consent withdrawn: everything personal must go
    ECHO = "echo"  # the platform repeats what the account itself sent
    DELIVERED = "delivered"
    SEEN = "seen"
    CONTROL = "control"  # another app took the conversation, or gave it back: `by_us` when it is ours now
    ACCOUNT = "account"  # news of the account itself (quota, template, policy); `payload` says which, `text` what
    OTHER = "other"  # known to be none of the above, or unknown: kept raw and counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How else a person can be reached, as they gave it. A telephone number is +84 and nine or ten digits, or empty."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing heard. `key` is unique for it: a second delivery carries the same key.

    The key of words is what `of` of a later EDITED, REMOVED, HIDDEN or REACTION says:
    `fb#<page>#<message id>`, `fb#<page>#comment#<comment id>`, `fb#<page>#post#<post id>`.
    Some kinds come without a person: RATED and ACCOUNT, DELIVERED of a message sent by telephone number, CONTROL of
    the whole page, REMOVED, HIDDEN and SHOWN where the page did it to its own words. A comment whose author Facebook
    does not name has a person of its own: `unknown#<comment id>`.
    """

    channel: Channel
    account: str
    person: str  # platform id; goes into the vault, never further
    key: str
    heard: Heard
    lane: Lane
    occurred_at: datetime  # UTC, the platform's clock
    text: str = ""
    payload: str = ""
    attachments: tuple[Attachment, ...] = ()
    ref: str = ""  # comment or post id
    parent: str = ""  # the comment or post that a comment answers
    link: str = ""  # where staff can look at it
    name: str = ""
    message_ids: tuple[str, ...] = ()  # of echoes and receipts
    metadata: str = ""  # our own mark in an echo
    by_us: bool = False  # an echo of our own app or API call; below a post nobody can tell: always, traces decide
    of: str = ""  # the key of the message that was edited, removed, hidden or reacted to
    reply_to: str = ""  # the platform's id of the message this one quotes
    contact: Contact | None = None
    stars: int | None = None  # 1 to 5
    tracking: str = ""  # our own mark in a template, as it comes back
    standby: bool = False  # another app holds the conversation: hear, and say nothing
    anonymous: str = ""  # the platform's id of a visitor's conversation, without which no reply reaches them
    locale: str = ""  # vi or en, where the sender chose
    kind: str = ""  # what the sender chose, where a form let them choose
    category: str = ""
    place: str = ""  # commune code
    members: tuple[str, ...] = ()  # aliases of those for whom an association files it
    submitter: str = ""  # business or organisation, where the sender said so
