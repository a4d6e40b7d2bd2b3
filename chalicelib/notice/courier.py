"""The courier: claims what is owed, picks the way at send time, sends it once, and never lets a failure vanish."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from chalicelib import observe
from chalicelib.account.standing import Standings
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import StaleTicket
from chalicelib.identity.vault import Vault
from chalicelib.notice.accounts import Accounts
from chalicelib.notice.citizen_post import Attended, Carrier, CitizenPost
from chalicelib.notice.delivery import stumbled
from chalicelib.notice.follow_up import follow_up_of
from chalicelib.notice.misfortune import Misfortune
from chalicelib.notice.mishaps import pause
from chalicelib.notice.pace import Pace
from chalicelib.notice.receipts import Receipts
from chalicelib.notice.staff_post import StaffCarriers, StaffPost
from chalicelib.notice.threads import Threads
from chalicelib.notice.traces import Traces
from chalicelib.notice.visit import Visits, never
from chalicelib.notice.watermark import Watermarks
from chalicelib.notice.ways import Way
from chalicelib.notice.words import Words
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.owed import WAITING, By, Notice, State
from chalicelib.ticket.store import Outbox, Tickets

BUDGET = timedelta(seconds=45)  # of the function's 55: a run that is killed in the middle leaves unsure sends behind
WAKE_WITHIN = timedelta(minutes=1)  # what is due sooner than the next round is woken for


@dataclass(frozen=True)
class Courier:
    outbox: Outbox
    tickets: Tickets
    vault: Vault
    provinces: Registry
    carriers: Mapping[Way, Carrier]
    post: StaffCarriers
    traces: Traces
    standings: Standings
    alias: Callable[[str, str, str, str], str]  # tenant, channel, account, platform id
    pin: Callable[[str, str], str]
    public_url: str
    jitter: Callable[[], float]  # 0 to 1
    pace: Pace
    wake: Callable[[str, str, int], None]  # parent and id of a notice, in how many seconds it is due
    behind: Callable[[], bool]  # much that platforms have told us was not read yet
    rating: Callable[[Province, Notice], str]  # the link by which an answer is rated without code and pin
    view: Callable[[str, str, str], str]  # key, media type and name of a copy → a link that is good for minutes
    now: Callable[[], datetime]
    called_off: Callable[[str, str], str] = never  # tenant and id of a broadcast → paused, cancelled or nothing

    def deliver_due(self, since: datetime | None = None) -> int:
        """Everything owed by now in every province; returns how many notices were worked on.

        since  when the function began, where others had a turn before: what they took is not there to be used again
        """
        begun = since or self.now()
        worked, oldest = self._round(begun, bulk=False)
        observe.count("OldestOwedNoticeAge", (self.now() - oldest).total_seconds(), unit="Seconds")
        return worked + self._round(begun, bulk=True)[0]  # what goes to many has the time that answers leave

    def _round(self, begun: datetime, *, bulk: bool) -> tuple[int, datetime]:
        """How many notices were worked on, and since when the oldest that still waits is owed."""
        worked, oldest = 0, begun
        for province in in_turn(self.provinces.all(), begun):
            for parent, notice_id in self.outbox.due(province.slug, begun, bulk=bulk):
                if self.now() - begun > BUDGET:
                    observe.count("RoundsCutShort")
                    break
                worked += 1
                done = self.attend(parent, notice_id)
                oldest = min(oldest, done.since) if done and done.state in WAITING else oldest
        return worked, oldest

    def attend(self, parent: str, notice_id: str) -> Notice | None:
        """`deliver`, but a notice that cannot be worked on does not keep the others from being sent."""
        try:
            return self.deliver(parent, notice_id)
        except Exception:
            observe.alarm("notice could not be worked on", tenant=parent.split("#")[1], notice=notice_id)
            with suppress(StaleTicket):  # another run has it, and left it or sent it
                self._leave(parent, notice_id)
            return None

    def deliver(self, parent: str, notice_id: str) -> Notice | None:
        """Send one notice if it is due and nobody else is at it; returns what became of it."""
        notice = self.outbox.get(parent, notice_id)
        if notice is None or notice.state not in WAITING or notice.at > self.now():
            return notice
        if notice.state is State.SENDING:
            observe.count("NoticesUnsure", tenant=notice.tenant)  # a run died between sending and saying so
        try:
            attended = (self._citizens if notice.by is By.ORIGIN else self._staff).attend(notice)
            settled = self._settle(attended.notice)
        except StaleTicket:
            return None  # another run has it
        self._trace(notice, settled, attended)
        self._threads.link(settled, attended.recipient)
        follow_up = follow_up_of(settled, self.now())
        if follow_up and follow_up.at <= self.now():
            self.deliver(follow_up.parent, follow_up.id)
        return settled

    def record_receipt(self, province: Province, heard: Inbound) -> None:
        """What a platform says of a message of ours: an echo, that it arrived, that it was seen."""
        self._receipts.take(province, heard)

    def _settle(self, notice: Notice) -> Notice:
        saved = self._saved(notice, follow_up_of(notice, self.now()))
        observe.count(f"Notices{notice.state.capitalize()}", tenant=notice.tenant)
        if notice.state is State.FAILED:
            observe.note("notice failed", tenant=notice.tenant, ticket=notice.code, why=notice.reason)
        wait = saved.at - self.now()
        if saved.state is State.OWED and wait <= WAKE_WITHIN:
            self.wake(saved.parent, saved.id, max(0, int(wait.total_seconds() + 0.999)))
        return saved

    def _saved(self, notice: Notice, follow_up: Notice | None) -> Notice:
        """With its follow-up, unless that is owed already: what bounced may be sent a second time."""
        try:
            return self.outbox.save(notice, follow_up)
        except StaleTicket:
            if follow_up is None or self.outbox.get(follow_up.parent, follow_up.id) is None:
                raise
        return self.outbox.save(notice)

    def _trace(self, before: Notice, after: Notice, attended: Attended) -> None:
        """After the notice is saved: what dies in between costs a receipt, never a second copy."""
        for message_id in after.supplier_ids:
            if attended.carrier and message_id and message_id not in before.supplier_ids:
                self.traces.sent(*attended.carrier, message_id, after.parent, after.id, self.now())

    def _leave(self, parent: str, notice_id: str) -> None:
        """A crash of ours: not at once again, and not for ever. One that is claimed has its lease first."""
        notice = self.outbox.get(parent, notice_id)
        if notice and notice.state in WAITING and notice.at <= self.now():
            wait = pause(notice.tries + 1, self.jitter())
            self._settle(stumbled(notice, self.now(), wait))

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.standings, self.tickets)

    @cached_property
    def _citizens(self) -> CitizenPost:
        return CitizenPost(
            outbox=self.outbox,
            visits=Visits(
                self.outbox, self.tickets, self.vault, self.provinces, self.accounts, self.now, self.called_off
            ),
            words=Words(self.tickets, self.pin, self.public_url, self.rating, self.view),
            carriers=self.carriers,
            traces=self.traces,
            misfortune=Misfortune(self.accounts, self.vault),
            pace=self.pace,
            jitter=self.jitter,
            behind=self.behind,
            now=self.now,
        )

    @cached_property
    def _staff(self) -> StaffPost:
        return StaffPost(
            self.outbox, self.tickets, self.provinces, self.post, self.traces, self.public_url, self.jitter, self.now
        )  # fmt: skip

    @cached_property
    def _threads(self) -> Threads:
        return Threads(self.tickets, self.vault, self.alias, self.now)

    @cached_property
    def _receipts(self) -> Receipts:
        watermarks = Watermarks(self.outbox, self.tickets)
        return Receipts(self.outbox, self.traces, self._threads, self.alias, self._settle, watermarks, self.now)
