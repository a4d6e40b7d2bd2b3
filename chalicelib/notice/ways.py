"""The ways to a citizen, what is known of them at send time, and a plan of which to try."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.identity.vault import Person


class Way(StrEnum):
    MESSENGER = "messenger"
    HUMAN_AGENT = "messenger_human_agent"
    PRIVATE_REPLY = "private_reply"
    UTILITY = "messenger_utility"  # an approved template
    COMMENT = "comment"
    ZALO = "zalo_consultation"  # within 48 hours: free
    ZALO_QUOTA = "zalo_quota"  # within 7 days: from the quota, or charged
    ZALO_TEMPLATE_UID = "zalo_template_uid"
    ZALO_TEMPLATE_PHONE = "zalo_template_phone"
    EMAIL = "email"
    SMS = "sms"


TEMPLATES = frozenset({Way.UTILITY, Way.ZALO_TEMPLATE_UID, Way.ZALO_TEMPLATE_PHONE})
PUBLIC = frozenset({Way.COMMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is known at send time of the way to a citizen.

    person        whoever sits in the private chat: of the linked one, where a comment has one
    heard_at      their last action there: the platforms' windows count from it; None: they never wrote there
    written_at    when the comment or post was written: the private reply's window counts from it
    silent_until  a person speaks for the account in that chat
    closed        why the account may not send at all now
    replied       the one private reply of this comment was used
    gone          the comment or post was removed or hidden
    linked        the platform has proved a private chat to belong to whoever wrote the comment
    oa_closed     the same of the OA by which a template by telephone goes to those who wrote elsewhere
    """

    person: Person | None
    heard_at: datetime | None = None
    written_at: datetime | None = None
    silent_until: datetime | None = None
    closed: str = ""
    replied: bool = False
    gone: str = ""
    linked: bool = False
    oa_closed: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Ways to try in order, why others were passed over, and when to look again if waiting is better than any.

    passed_over  one a way that is not taken: `sms: no telephone number is known`
    not_before   UTC; with it `ways` is empty: nothing is to be sent until then, and then it is planned anew
    taken        one a way that is, in their order: `messenger: 3 h after their last action`
    """

    ways: tuple[Way, ...]
    passed_over: tuple[str, ...]
    not_before: datetime | None = None
    taken: tuple[str, ...] = ()
