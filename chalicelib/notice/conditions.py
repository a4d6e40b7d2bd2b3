"""The conditions of the platforms, the province and the person: each says why a notice may not go a way, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.notice.delivery import was_returned
from chalicelib.notice.manners import Manner, manner
from chalicelib.notice.ways import TEMPLATES, Reach, Way
from chalicelib.province.messaging import Template
from chalicelib.province.province import Province
from chalicelib.ticket.owed import BULK, Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane, Origin

PRIVATE_REPLY_WINDOW = timedelta(days=7)  # of the comment, whatever its author did since
ZALO_FREE = timedelta(hours=48)
SMS_PARTS = 2  # at most: what a text message may cost is known before it is written
IN_PUBLIC = (Lane.COMMENT, Lane.POST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A notice at an instant."""

    province: Province
    notice: Notice
    reach: Reach
    now: datetime

    @property
    def origin(self) -> Origin:
        assert self.notice.origin is not None
        return self.notice.origin

    @property
    def manner(self) -> Manner:
        return manner(self.notice.purpose)

    @property
    def public(self) -> bool:
        """It came from a comment or a post."""
        return self.origin.lane in IN_PUBLIC

    def template(self, way: Way) -> Template | None:
        locale = self.notice.facts.get("locale", "vi")
        return self.province.messaging.template(way, self.notice.purpose, locale)

    def cost(self, way: Way) -> int:
        """đồng, at most."""
        return self.province.messaging.lanes.cost(way) * (SMS_PARTS if way is Way.SMS else 1)


Check = Callable[[Case, Way], str]  # why not, or nothing


def used_here(case: Case, way: Way) -> str:
    return "not used in this province" if way in case.province.messaging.lanes.off else ""


def affordable(case: Case, way: Way) -> str:
    most = case.province.messaging.lanes.most
    return f"{case.cost(way)} đ is over the limit of {most}" if case.cost(way) > most else ""


def known(case: Case, _: Way) -> str:
    return "" if case.reach.person else "nobody knows who it is"


def able(case: Case, way: Way) -> str:
    """The account may send: the one the citizen wrote to; of a template by telephone an OA, wherever they wrote."""
    by_phone_elsewhere = way is Way.ZALO_TEMPLATE_PHONE and case.origin.channel is not Channel.ZALO
    closed = case.reach.oa_closed if by_phone_elsewhere else case.reach.closed
    return f"account closed: {closed}" if closed else ""


def chat(case: Case, way: Way) -> str:
    """There is a private chat with whoever wrote it."""
    if case.public and not case.reach.linked:
        return "no private chat is known to be theirs"
    if case.reach.heard_at is None and way not in TEMPLATES:
        return "they never wrote there"
    return ""


def within(window: timedelta) -> Check:
    def within(case: Case, _: Way) -> str:
        heard_at = case.reach.heard_at
        return f"{_words(window)} over" if heard_at is None or case.now - heard_at > window else ""

    return within


def _words(window: timedelta) -> str:
    hours = int(window.total_seconds() // 3600)
    return f"{hours} h" if hours <= 48 else f"{hours // 24} d"


def free_over(case: Case, _: Way) -> str:
    fresh = case.reach.heard_at is not None and case.now - case.reach.heard_at <= ZALO_FREE
    return "not needed: within 48 h it is free" if fresh else ""


def quota_to_spare(case: Case, _: Way) -> str:
    """An OA's messages after 48 h are counted: answers need them; of a policy's news, what the province says."""
    purpose = case.notice.purpose
    spare = purpose not in BULK or purpose is Purpose.ALERT or case.province.messaging.broadcasts.zalo_quota
    return "" if spare else "the quota is kept for answers"


def human(case: Case, _: Way) -> str:
    return "" if case.notice.human and case.manner.own_words else "no person wrote it"


def approved(case: Case, way: Way) -> str:
    return "" if way in case.province.messaging.lanes.approved else "not approved by the platform"


def template(case: Case, way: Way) -> str:
    if not case.manner.template:
        return f"{case.notice.purpose} is not said by template"
    return "" if case.template(way) else f"no approved template for {case.notice.purpose}"


def not_public_only(case: Case, _: Way) -> str:
    """Staff chose the public side, and it can be had; of two sides the other one has a notice of its own."""
    if case.notice.side != "public" or not case.public:
        return ""
    if case.notice.facts.get("to") == "both":
        return "the private side has a word of its own"
    return "" if any(check(case, Way.COMMENT) for check in ON_COMMENT) else "told in public"


def sayable(case: Case, _: Way) -> str:
    if case.notice.side == "private":
        return "told in private"
    return "" if case.manner.public else f"{case.notice.purpose} is not said in public"


def standing(case: Case, _: Way) -> str:
    return case.reach.gone


def there(case: Case, _: Way) -> str:
    return "removed" if case.reach.gone == "removed" else ""


def unused(case: Case, _: Way) -> str:
    if not case.manner.reply:
        return f"{case.notice.purpose} is not worth the only one"
    return "used" if case.reach.replied else ""


def fresh_comment(case: Case, _: Way) -> str:
    written_at = case.reach.written_at
    late = written_at is None or case.now - written_at > PRIVATE_REPLY_WINDOW
    return f"{_words(PRIVATE_REPLY_WINDOW)} since the comment over" if late else ""


def phone(case: Case, _: Way) -> str:
    number = case.reach.person.phone if case.reach.person else ""
    if number.startswith("+842"):
        return "a line at home takes no messages"
    return "" if number else "no telephone number is known"


def mailbox(case: Case, _: Way) -> str:
    return "" if case.reach.person and case.reach.person.email else "no address is known"


def room(case: Case, _: Way) -> str:
    """A mailbox that had no room for it gets it no second time, unless staff want that."""
    return "no room there" if was_returned(case.notice) and "resent_by" not in case.notice.facts else ""


def not_refused(case: Case, way: Way) -> str:
    carrier = "zalo_template" if way is Way.ZALO_TEMPLATE_PHONE else str(way)
    return "unreachable there" if case.reach.person and carrier in case.reach.person.refused else ""


def leaves(case: Case, way: Way) -> str:
    may = case.manner.sms if way is Way.SMS else case.manner.email
    return "" if may else f"{case.notice.purpose} is not said by {way}"


def official_account(case: Case, _: Way) -> str:
    has = any(account.channel == Channel.ZALO for account in case.province.accounts)
    return "" if has else "the province has no Zalo account"


ON_COMMENT: tuple[Check, ...] = (used_here, affordable, able, sayable, standing)
