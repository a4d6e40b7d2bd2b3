"""The courier: claims what is owed, picks the way at send time, sends it once, and never lets a failure vanish."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib import observe
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import LaneClosed, Refused, StaleTicket, Stopped, SupplierError, TryAgain
from chalicelib.identity.vault import Person, Vault
from chalicelib.notice import letter
from chalicelib.notice.delivery import follow_up_of, next_part, proven, why
from chalicelib.notice.lanes import Plan, Way, plan
from chalicelib.notice.letter import Letter
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.conflict import impartial
from chalicelib.ticket.conversation import thread_of
from chalicelib.ticket.owed import By, Notice, Purpose, State
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import Lane
from chalicelib.vietnamese import parts

LEASE = timedelta(minutes=2)  # longer than any send; after it another run takes over
TRIES = 10  # over an hour and a half
FIRST_PAUSE = timedelta(seconds=5)
STOPPED_PAUSE = timedelta(minutes=15)  # a person must reconnect the account; the words wait
PART = 2000  # characters a message, Messenger and Zalo alike
_PUBLIC = {Way.COMMENT}
_WITH_TEXT = {
    Purpose.QUESTION, Purpose.ANSWER, Purpose.CLOSED, Purpose.PROGRESS, Purpose.INTERIM, Purpose.REJECTED,
    Purpose.REFERRED,
}  # fmt: skip
_COURTESY = {
    Purpose.RATING, Purpose.THANKS, Purpose.TRANSFERRED, Purpose.GREETING, Purpose.RAISED, Purpose.TOO_LATE,
    Purpose.WITHDRAWN,
}  # fmt: skip


class Carrier(Protocol):
    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> str:
        """Send one part; returns the carrier's message id. `mark` comes back in the echo, where there is one.

        raises  TryAgain (it may have arrived all the same), LaneClosed, Stopped, Refused
        """


class StaffPost(Protocol):
    def email(self, to: tuple[str, ...], message: Letter) -> str: ...

    def sms(self, phone: str, text: str) -> str: ...

    def publish(self, notice: Notice) -> str: ...


@dataclass(frozen=True)
class Courier:
    outbox: Outbox
    tickets: Tickets
    vault: Vault
    provinces: Registry
    carriers: Mapping[Way, Carrier]
    post: StaffPost
    pin: Callable[[str, str], str]
    public_url: str
    jitter: Callable[[], float]  # 0 to 1
    now: Callable[[], datetime]

    def deliver_due(self) -> int:
        """Everything owed by now in every province; returns how many notices were worked on."""
        worked, oldest = 0, self.now()
        for province in self.provinces.all():
            for parent, notice_id in self.outbox.due(province.slug, self.now()):
                worked += 1
                done = self.attend(parent, notice_id)
                oldest = min(oldest, done.since) if done and done.state is State.OWED else oldest
        observe.count("OldestOwedNoticeAge", (self.now() - oldest).total_seconds(), unit="Seconds")
        return worked

    def attend(self, parent: str, notice_id: str) -> Notice | None:
        """`deliver`, but a notice that cannot be worked on does not keep the others from being sent."""
        try:
            return self.deliver(parent, notice_id)
        except Exception:
            observe.alarm("notice could not be worked on", tenant=parent.split("#")[1], notice=notice_id)
            return None

    def deliver(self, parent: str, notice_id: str) -> Notice | None:
        """Send one notice if it is due and nobody else is at it; returns what became of it."""
        notice = self.outbox.get(parent, notice_id)
        if notice is None or notice.state not in (State.OWED, State.SENDING) or notice.at > self.now():
            return notice
        if notice.state is State.SENDING:
            observe.count("NoticesUnsure", tenant=notice.tenant)  # a run died between sending and saying so
        if notice.tries > TRIES:  # every run died on it
            return self.outbox.save(replace(notice, state=State.FAILED, reason="crashes", at=self.now()))
        claim = replace(notice, state=State.SENDING, tries=notice.tries + 1, at=self.now() + LEASE)
        try:
            claimed = self.outbox.save(claim)
            settled = self._settle(self._sent(claimed))
        except StaleTicket:
            return None  # another run has it
        if follow_up := follow_up_of(settled, self.now()):
            self.deliver(follow_up.parent, follow_up.id)
        return settled

    def record_receipt(self, province: Province, heard: Inbound) -> None:
        """An echo that carries our mark proves that a message whose answer we never saw has arrived."""
        parent, notice_id, number, total = (*heard.metadata.split("|"), "", "", "")[:4]
        if heard.heard is not Heard.ECHO or not heard.by_us or not parent.startswith(("T#", "C#")):
            return
        if parent.split("#")[1] != province.slug:
            return
        notice = self.outbox.get(parent, notice_id)
        proof = f"{number}|{total}|{','.join(heard.message_ids)}"
        if notice is None or not notice.tries or not next_part(notice, proof):
            return
        if notice.state is State.SENDING and notice.at > self.now():
            self.outbox.note_echo(notice, proof)  # its courier is still waiting for the answer, perhaps in vain
        elif notice.state in (State.OWED, State.SENDING):
            self._settle(proven(notice, proof, self.now()))  # what follows is left to the agenda: no vault here

    def _settle(self, notice: Notice) -> Notice:
        saved = self.outbox.save(notice, follow_up_of(notice, self.now()))
        observe.count(f"Notices{notice.state.capitalize()}", tenant=notice.tenant)
        if notice.state is State.FAILED:
            observe.note("notice failed", tenant=notice.tenant, ticket=notice.code, why=notice.reason)
        return saved

    def _sent(self, notice: Notice) -> Notice:
        """`notice` after an attempt: sent, owed again later, skipped or failed."""
        try:
            if notice.by is By.ORIGIN:
                return self._to_citizen(notice)
            return self._to_staff(notice)
        except TryAgain as error:
            return self._later(notice, error, FIRST_PAUSE * 2**notice.tries * (1 + self.jitter()))
        except Stopped as error:
            observe.alarm("account stopped", tenant=notice.tenant, channel=notice.lane, **error.facts)
            return self._later(notice, error, STOPPED_PAUSE * (1 + self.jitter()))
        except SupplierError as error:
            return replace(self._fresh(notice), state=State.FAILED, reason=why(error), at=self.now())

    def _fresh(self, notice: Notice) -> Notice:
        """The notice as stored: parts sent meanwhile are noted there."""
        return self.outbox.get(notice.parent, notice.id) or notice

    def _later(self, notice: Notice, error: SupplierError, pause: timedelta) -> Notice:
        current = self._fresh(notice)
        if next_part(current, current.echo):
            return proven(current, current.echo, self.now())
        state = State.FAILED if notice.tries >= TRIES else State.OWED
        at = self.now() if state is State.FAILED else self.now() + pause
        return replace(current, state=state, at=at, reason=why(error))

    def _to_citizen(self, notice: Notice) -> Notice:
        assert notice.origin is not None
        origin = notice.origin
        person = self.vault.recall(notice.tenant, origin.alias)
        thread = thread_of(origin.channel, origin.lane)
        talk = self.tickets.conversation(notice.tenant, thread, origin.account, origin.alias)
        ways = plan(notice, person, talk.heard_at, self.now())
        if person is None or not ways.ways:
            return self._nowhere(notice, ways)
        refusals = list(ways.passed_over)
        for way in ways.ways:
            try:
                return self._by(way, notice, person, refusals)
            except LaneClosed as closed:
                refusals.append(f"{way}: {why(closed)}")
                notice = self._fresh(notice)
        return replace(notice, state=State.FAILED, reason="; ".join(refusals), at=self.now())

    def _nowhere(self, notice: Notice, ways: Plan) -> Notice:
        """Optional words are skipped; words that matter and reach nobody are a failure people must see."""
        assert notice.origin is not None
        optional = notice.purpose in _COURTESY
        tracked = notice.origin.lane is Lane.API  # the sender has the code and the pin and chose no contact
        state = State.SKIPPED if optional or tracked else State.FAILED
        return replace(notice, state=state, reason="; ".join(ways.passed_over) or "no way to reach", at=self.now())

    def _by(self, way: Way, notice: Notice, person: Person, refusals: list[str]) -> Notice:
        text = ""
        if notice.purpose in _WITH_TEXT:
            text = self.tickets.event(notice.tenant, notice.code, notice.event).text
        pin = self.pin(notice.tenant, notice.code) if notice.code else ""
        if way is Way.SMS:
            body = letter.sms_to_citizen(notice, pin=pin, public_url=self.public_url)
            whole = Letter(subject="", body=body)
        else:
            whole = letter.to_citizen(notice, text=text, pin=pin, public=way in _PUBLIC, public_url=self.public_url)
        pieces = [whole.body] if way in (Way.EMAIL, Way.SMS) else parts(whole.body, PART)
        done = notice.supplier_ids if notice.lane == way else ()  # parts that went another way are no use here
        notice = replace(notice, lane=way, supplier_ids=done, reason="; ".join(refusals))
        for number in range(len(done), len(pieces)):
            last = number == len(pieces) - 1
            part = replace(whole, body=pieces[number], choices=whole.choices if last else ())
            mark = f"{notice.parent}|{notice.id}|{number}|{len(pieces)}"
            sent_id = self.carriers[way].send(way, notice, person, part, mark)
            notice = replace(notice, supplier_ids=(*notice.supplier_ids, sent_id))
            if not last:
                notice = self.outbox.save(notice)
        return replace(notice, state=State.SENT, at=self.now())

    def _to_staff(self, notice: Notice) -> Notice:
        province = self.provinces.get(notice.tenant)
        people = [s for s in province.staff if s.id in notice.to]
        ticket = self.tickets.find(notice.tenant, notice.code) if people else None
        if ticket and ticket.concerns:  # named since it was owed
            people = impartial(province, ticket, people)
        if notice.by is By.TOPIC:
            sent_id = self.post.publish(notice)
        elif notice.by is By.SMS:
            phone = next((s.phone for s in people if s.phone), None)
            if phone is None:
                raise Refused("nobody left with a telephone")
            sent_id = self.post.sms(phone, letter.sms_to_staff(notice, self.public_url))
        else:
            addresses = tuple(s.email for s in people if s.email)
            if not addresses:
                raise Refused("nobody left with an address")
            sent_id = self.post.email(addresses, letter.to_staff(notice, self.public_url))
        return replace(notice, state=State.SENT, lane=notice.by, supplier_ids=(sent_id,), at=self.now())
