"""Everything a notice to a citizen needs to know at send time, read once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.account.standing import Standing
from chalicelib.identity.vault import Person, Vault
from chalicelib.notice.accounts import Accounts, held, shut
from chalicelib.notice.ways import Reach, Way
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.attachments import name_of, restrictions
from chalicelib.ticket.conversation import Conversation, thread_of
from chalicelib.ticket.owed import ARRIVED, BULK, By, Notice, Purpose, State
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import Attachment, Channel, Lane, Origin, Ticket

MAIL = ("mail", "ses")  # channel and account of every e-mail
IN_PUBLIC = (Lane.COMMENT, Lane.POST)
_MAY_BE_THERE = (*ARRIVED, State.SENDING, State.UNSURE)


def never(_tenant: str, _broadcast: str) -> str:
    """No broadcast is called off."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """
    person   whoever sits in the private chat `talk`: of the linked one, where a comment has one
    ticket   read only where the way depends on it
    beside   other notices of the same petition or conversation to the citizen
    standing of the account the citizen wrote to
    oas      by which a template by telephone may go to those who wrote elsewhere, the first by choice
    oa_closed  why not even that one may send
    file     what a notice of a file sends; without a key it is not copied yet; None: not to be shown to them
    """

    province: Province
    notice: Notice
    person: Person | None
    talk: Conversation
    ticket: Ticket | None
    beside: tuple[Notice, ...]
    standing: Standing
    linked: bool
    oas: tuple[str, ...] = ()
    oa_closed: str = ""
    called_off: str = ""  # the broadcast it belongs to is paused, or cancelled
    file: Attachment | None = None

    @property
    def origin(self) -> Origin:
        assert self.notice.origin is not None
        return self.notice.origin

    @property
    def locale(self) -> str:
        return self.notice.facts.get("locale") or self.talk.locale or "vi"

    @property
    def alias(self) -> str:
        """Of whoever sits in the private chat."""
        return self.person.alias if self.person else self.origin.alias

    @property
    def stranger(self) -> Person:
        """Whoever wrote it, of whom nothing is known any more: below their comment they can still be answered."""
        origin = self.origin
        return Person(
            tenant=self.notice.tenant, alias=origin.alias, channel=origin.channel, account=origin.account,
            platform_id="",
        )  # fmt: skip

    def reach(self, closed: str) -> Reach:
        public = self.origin.lane in IN_PUBLIC
        opened_at = self.ticket.opened_at if self.ticket else self.notice.since
        return Reach(
            person=self.person,
            heard_at=self.talk.heard_at if self.linked or not public else None,
            written_at=opened_at if public else None,
            silent_until=self.talk.silent_until,
            closed=closed,
            replied=any(n.lane == Way.PRIVATE_REPLY and n.state in _MAY_BE_THERE for n in self.beside),
            gone=self.ticket.gone if self.ticket else "",
            linked=self.linked,
            oa_closed=self.oa_closed,
        )

    def addressed(self, way: Way) -> Notice:
        """The notice as its carrier needs it: from which account, and in which of a visitor's conversations."""
        if way is Way.ZALO_TEMPLATE_PHONE and self.origin.channel is not Channel.ZALO:
            oa = next(iter(self.oas), "")  # the planner knows that there is one
            return replace(self.notice, origin=replace(self.origin, channel=Channel.ZALO, account=oa))
        if self.origin.lane is Lane.DIRECT and self.talk.cited:
            return replace(self.notice, origin=replace(self.origin, ref=self.talk.cited))
        return self.notice

    def may_have_gone(self, way: Way) -> tuple["Visit", ...]:
        """The visit as it was when `way` was tried: another OA may have been the first then."""
        if way is not Way.ZALO_TEMPLATE_PHONE or len(self.oas) < 2:
            return (self,)
        return tuple(replace(self, oas=(oa,)) for oa in self.oas)

    def carrier(self, way: Way) -> tuple[str, str] | None:
        """Channel and account under which the receipts of `way` come; None: it sends none."""
        if way is Way.SMS:
            return None
        if way is Way.EMAIL:
            return MAIL
        origin = self.addressed(way).origin
        assert origin is not None
        return str(origin.channel), origin.account

    def paced_by(self, way: Way) -> tuple[str, str]:
        """Channel and what its pace counts for: a page of Facebook's, the app behind an OA of Zalo's."""
        origin = self.addressed(way).origin
        assert origin is not None
        apps = {account.id: account.app for account in self.province.accounts if account.channel == Channel.ZALO}
        whose = origin.account if origin.channel is not Channel.ZALO else apps.get(origin.account, origin.account)
        return str(origin.channel), whose


@dataclass(frozen=True)
class Visits:
    outbox: Outbox
    tickets: Tickets
    vault: Vault
    provinces: Registry
    accounts: Accounts
    now: Callable[[], datetime]
    called_off: Callable[[str, str], str] = never

    def of(self, notice: Notice) -> Visit:
        origin = notice.origin
        assert origin is not None
        public = origin.lane in IN_PUBLIC
        ticket = None
        if notice.code and (public or notice.purpose is Purpose.CONTACT):
            ticket = self.tickets.find(notice.tenant, notice.code)
        person = self._linked(ticket, origin) if public else None
        linked = person is not None
        person = person or self.vault.recall(notice.tenant, origin.alias)
        thread = str(origin.channel) if linked else thread_of(origin.channel, origin.lane)
        alias = person.alias if person and linked else origin.alias
        province = self.provinces.get(notice.tenant)
        oas, oa_closed = self._oas(province, notice, origin)
        return Visit(
            province=province,
            oas=oas,
            oa_closed=oa_closed,
            notice=notice,
            person=person,
            talk=self.tickets.conversation(notice.tenant, thread, origin.account, alias),
            ticket=ticket,
            beside=tuple(n for n in self.outbox.beside(notice.parent) if n.by is By.ORIGIN and n.id != notice.id),
            standing=self.accounts.of(notice.tenant, origin.channel, origin.account, self.now()),
            linked=linked,
            called_off=self._called_off(notice),
            file=self._file(notice) if notice.purpose is Purpose.FILE else None,
        )

    def _oas(self, province: Province, notice: Notice, origin: Origin) -> tuple[tuple[str, ...], str]:
        """OAs by which a template by telephone may go to whoever wrote elsewhere, those that may send first, and why
        none of them may. They are only asked for where there is such a template.
        """
        if origin.channel is Channel.ZALO:
            return (), ""
        oas = tuple(account.id for account in province.accounts if account.channel == Channel.ZALO)
        if not oas or not province.messaging.template(Way.ZALO_TEMPLATE_PHONE, notice.purpose):
            return oas, ""
        now = self.now()
        found = {oa: self.accounts.of(notice.tenant, Channel.ZALO, oa, now) for oa in oas}
        closed = {oa: shut(standing, now) for oa, standing in found.items()}
        ordered = sorted(oas, key=lambda oa: (bool(closed[oa]), held(found[oa], now) is not None))
        return tuple(ordered), closed[ordered[0]]

    def _called_off(self, notice: Notice) -> str:
        broadcast = notice.facts.get("broadcast", "") if notice.purpose in BULK else ""
        return self.called_off(notice.tenant, broadcast) if broadcast else ""

    def _file(self, notice: Notice) -> Attachment | None:
        """Staff may have restricted it since, or somebody was forgotten, or it is of a type we do not keep."""
        events, index = self.tickets.timeline(notice.tenant, notice.code), int(notice.facts["index"])
        event = next((event for event in events if event.n == notice.event), None)
        if event is None or event.erased or restrictions(events)[name_of(event.n, index)]:
            return None
        found = event.attachments[index]
        return found if found.key or not found.media_type else None

    def _linked(self, ticket: Ticket | None, origin: Origin) -> Person | None:
        """Whoever sits in the chat that was proved to be the commenter's, where it is with the same account."""
        person = self.vault.recall(ticket.tenant, ticket.chat) if ticket and ticket.chat else None
        return person if person and (person.channel, person.account) == (origin.channel, origin.account) else None
