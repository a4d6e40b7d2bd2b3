"""Takes one notice to staff, or to whoever subscribed to the alerts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from chalicelib.errors import Refused, SupplierError
from chalicelib.notice import letter
from chalicelib.notice.citizen_post import Attended
from chalicelib.notice.delivery import claimed, failed, proven, put_off, sent, why, worn_out
from chalicelib.notice.letter import Letter
from chalicelib.notice.marks import mark_of
from chalicelib.notice.mishaps import Moment, became, doubtful
from chalicelib.notice.reconcile import proof_of_mail
from chalicelib.notice.traces import Traces
from chalicelib.notice.visit import MAIL
from chalicelib.province.province import Province, Staff
from chalicelib.province.registry import Registry
from chalicelib.ticket.conflict import impartial
from chalicelib.ticket.owed import By, Notice, State
from chalicelib.ticket.store import Outbox, Tickets


class StaffCarriers(Protocol):
    """All raise  Unsure, TryAgain, Refused"""

    def email(self, to: tuple[str, ...], message: Letter, mark: str) -> str:
        """The carrier's id; `mark` comes back with its receipts."""

    def sms(self, phone: str, text: str, mark: str) -> str:
        """No telephone company repeats the mark."""

    def publish(self, notice: Notice) -> str: ...


@dataclass(frozen=True)
class StaffPost:
    outbox: Outbox
    tickets: Tickets
    provinces: Registry
    carriers: StaffCarriers
    traces: Traces
    public_url: str
    jitter: Callable[[], float]
    now: Callable[[], datetime]

    def attend(self, notice: Notice) -> Attended:
        """As CitizenPost.attend."""
        province = self.provinces.get(notice.tenant)
        moment = Moment(now=self.now(), zone=province.calendar.zone, chance=self.jitter())
        carrier = MAIL if notice.by is By.EMAIL else None
        if notice.tried_at and carrier and (message_id := proof_of_mail(self.traces, notice)):
            return Attended(notice=proven(notice, message_id, 1, moment.now), carrier=carrier)
        if notice.state is State.SENDING:
            return Attended(notice=doubtful(notice, moment, notice.reason))
        if worn_out(notice):
            return Attended(notice=failed(notice, moment.now, notice.reason or "crashes"))
        if notice.state is State.UNSURE:
            notice = put_off(notice, moment.now, notice.reason)
        notice = self.outbox.save(claimed(notice, notice.by, moment.now, notice.reason))
        try:
            message_id = self._sent(province, notice)
        except SupplierError as error:
            outcome = became(error, notice, moment, "")
            return Attended(notice=outcome or failed(notice, moment.now, why(error)))
        return Attended(notice=sent(replace(notice, supplier_ids=(message_id,)), self.now()), carrier=carrier)

    def _sent(self, province: Province, notice: Notice) -> str:
        if notice.by is By.TOPIC:
            return self.carriers.publish(notice)
        mark = str(mark_of(notice, 0, 1))
        people = self._people(province, notice)
        if notice.by is By.SMS:
            phone = next((s.phone for s in people if s.phone), None)
            if phone is None:
                raise Refused("nobody left with a telephone")
            return self.carriers.sms(phone, letter.sms_to_staff(province, notice, self.public_url), mark)
        addresses = tuple(s.email for s in people if s.email)
        if not addresses:
            raise Refused("nobody left with an address")
        message = letter.to_staff(province, notice, self.public_url)
        return self.carriers.email(addresses, message, mark)

    def _people(self, province: Province, notice: Notice) -> list[Staff]:
        people = [s for s in province.staff if s.id in notice.to]
        ticket = self.tickets.find(notice.tenant, notice.code) if people and notice.code else None
        if ticket and ticket.concerns:  # named since it was owed
            people = impartial(province, ticket, people)
        return people
