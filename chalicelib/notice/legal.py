"""Which ways the platforms, the province and the person allow a notice at an instant: a row of conditions a way.

The figures are those of the platforms' own pages; a platform's refusal is the truth when it disagrees.
"""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.notice import conditions as if_
from chalicelib.notice.conditions import Case, Check
from chalicelib.notice.ways import TEMPLATES, Way
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Channel

MESSENGER_WINDOW = timedelta(hours=24)
HUMAN_AGENT_WINDOW = timedelta(days=7)
ZALO_WINDOW = timedelta(days=7)


_ALL: tuple[Check, ...] = (if_.used_here, if_.affordable)
_PRIVATE: tuple[Check, ...] = (if_.not_public_only, if_.known)
_CHECKS: Mapping[Way, tuple[Check, ...]] = {
    Way.MESSENGER: (*_PRIVATE, if_.able, if_.chat, if_.within(MESSENGER_WINDOW)),
    Way.HUMAN_AGENT: (*_PRIVATE, if_.able, if_.chat, if_.human, if_.approved, if_.within(HUMAN_AGENT_WINDOW)),
    Way.UTILITY: (*_PRIVATE, if_.able, if_.chat, if_.approved, if_.template),
    Way.PRIVATE_REPLY: (*_PRIVATE, if_.able, if_.unused, if_.there, if_.fresh_comment),
    Way.COMMENT: if_.ON_COMMENT,
    Way.ZALO: (*_PRIVATE, if_.able, if_.chat, if_.within(if_.ZALO_FREE)),
    Way.ZALO_QUOTA: (*_PRIVATE, if_.able, if_.chat, if_.free_over, if_.within(ZALO_WINDOW), if_.quota_to_spare),
    Way.ZALO_TEMPLATE_UID: (*_PRIVATE, if_.able, if_.template),
    Way.ZALO_TEMPLATE_PHONE: (*_PRIVATE, if_.template, if_.official_account, if_.phone, if_.not_refused, if_.able),
    Way.EMAIL: (*_PRIVATE, if_.leaves, if_.mailbox, if_.room, if_.not_refused),
    Way.SMS: (*_PRIVATE, if_.leaves, if_.phone, if_.not_refused),
}


def lanes_of(case: Case) -> tuple[Way, ...]:
    """Every way there is from where the citizen spoke, the best first: the chat's own, then by what they cost."""
    away = (Way.EMAIL, Way.ZALO_TEMPLATE_PHONE, Way.SMS)
    own: tuple[Way, ...] = ()
    if case.notice.purpose is Purpose.FILE:  # everywhere else the words say where the files are
        return (Way.MESSENGER, Way.HUMAN_AGENT) if case.origin.channel is Channel.FACEBOOK else ()
    if case.origin.channel is Channel.ZALO:
        own = (Way.ZALO, Way.ZALO_QUOTA, Way.ZALO_TEMPLATE_UID)
    elif case.public and case.manner.public and case.notice.purpose is not Purpose.ACK:
        own = (Way.COMMENT, Way.MESSENGER, Way.HUMAN_AGENT, Way.PRIVATE_REPLY, Way.UTILITY)  # where the question stood
    elif case.public:
        own = (Way.MESSENGER, Way.HUMAN_AGENT, Way.PRIVATE_REPLY, Way.COMMENT, Way.UTILITY)
    elif case.origin.channel is Channel.FACEBOOK:
        own = (Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY)
    return own + tuple(sorted(away, key=case.province.messaging.lanes.cost))


def why_not(case: Case, way: Way) -> str:
    """Why the notice may not go that way now; empty when it may."""
    return next(filter(None, (check(case, way) for check in _ALL + _CHECKS[way])), "")


def why(case: Case, way: Way) -> str:
    """What lets the notice go that way, which `why_not` has nothing against."""
    if template := case.template(way) if way in TEMPLATES else None:
        return f"template {template.id}"
    if way is Way.COMMENT:
        return "asked in public"
    if way in (Way.EMAIL, Way.SMS):
        return "the person left it" + (f", {cost} đ" if (cost := case.cost(way)) else "")
    since = case.reach.written_at if way is Way.PRIVATE_REPLY else case.reach.heard_at
    what = "the comment" if way is Way.PRIVATE_REPLY else "their last action"
    return f"{_age(case.now - (since or case.now))} after {what}"


def _age(passed: timedelta) -> str:
    hours = int(passed.total_seconds() // 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"
