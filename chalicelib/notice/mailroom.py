"""What becomes of an e-mail after SES took it: arrived, or back, and then by another way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.identity.vault import Vault
from chalicelib.notice.delivery import RETURNED, bounced, delivered, proven, was_returned
from chalicelib.notice.mail_events import Fate, MailEvent, read_event
from chalicelib.notice.receipts import PROVABLE
from chalicelib.notice.reconcile import MARK
from chalicelib.notice.traces import Traces
from chalicelib.notice.visit import IN_PUBLIC, MAIL
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import By, Notice, State
from chalicelib.ticket.store import Outbox, Tickets

RACES = 3
_LATE = timedelta(days=14)  # SES tries for so long; a time before that is none
_ARRIVED = (Fate.TAKEN, Fate.DELIVERED, Fate.COMPLAINED)
_BACK = (Fate.BOUNCED, Fate.RETURNED, Fate.REJECTED)


@dataclass(frozen=True)
class Mailroom:
    outbox: Outbox
    tickets: Tickets
    vault: Vault
    traces: Traces
    now: Callable[[], datetime]

    def take(self, message: str) -> None:
        """Work on one event, as SNS brought it. A second delivery of it changes nothing.

        raises  BadInput: it can never be worked on; StaleTicket: bring it again, the race was lost RACES times, or it
                came back before its courier could say that it went
        """
        event = read_event(message)
        for attempt in range(RACES):
            notice = self._found(event)
            if notice is None:
                observe.count("ReceiptsUnknown")
                return
            try:
                self._done(notice, event)
            except StaleTicket:
                if attempt == RACES - 1:
                    raise
            else:
                return

    def _found(self, event: MailEvent) -> Notice | None:
        if event.mark:
            return self.outbox.get(event.mark.parent, event.mark.notice)
        key = self.traces.find(*MAIL, event.message_id)
        return self.outbox.get(*key) if key else None

    def _done(self, notice: Notice, event: MailEvent) -> None:
        if event.fate in _BACK and notice.state is State.SENDING and notice.lane in (Way.EMAIL, ""):
            raise StaleTicket("its courier is still at it", notice=notice.id)
        observe.count(f"Mails{event.fate.capitalize()}", tenant=notice.tenant)
        if event.fate in (*_BACK, Fate.COMPLAINED):
            observe.note("mail came back", tenant=notice.tenant, ticket=notice.code, fate=event.fate)
        if event.fate in (Fate.BOUNCED, Fate.COMPLAINED):
            self._refuse(notice, event)
        if event.fate in _ARRIVED or (event.fate in _BACK and notice.state is State.UNSURE):
            notice = self._proved(notice, event)
        at = event.at if self.now() - event.at < _LATE else self.now()
        moved = notice
        if event.fate is Fate.DELIVERED:
            moved = delivered(notice, event.message_id, at)
        elif event.fate in _BACK and notice.lane == Way.EMAIL and _its(notice, event):
            moved = self._back(notice, event)
        if moved is not notice:
            self.outbox.save(moved)

    def _proved(self, notice: Notice, event: MailEvent) -> Notice:
        """SES has it, although its answer to us was lost. What we know already is of an earlier try."""
        if event.mark is None or event.message_id in notice.supplier_ids:
            return notice
        if event.fate in _BACK and self.traces.find(*MAIL, event.message_id):
            return notice
        if notice.state is State.SENDING:  # its courier is still waiting, perhaps in vain
            self.traces.heard(*MAIL, MARK, str(event.mark), event.message_id, self.now())
        elif notice.state in PROVABLE and event.mark.number == len(notice.supplier_ids) and notice.lane == Way.EMAIL:
            proved = self.outbox.save(proven(notice, event.message_id, event.mark.total, self.now()))
            self.traces.sent(*MAIL, event.message_id, notice.parent, notice.id, self.now())
            return proved
        return notice

    def _back(self, notice: Notice, event: MailEvent) -> Notice:
        """What was returned goes another way once; staff may send it again, and then it fails for good.

        SNS keeps no order: the automatic answer of who is away, where it overtakes the word of the delivery, is taken
        for a bounce, and they are told twice. The other way round nobody whose server gave up would be told at all.
        """
        if event.automatic and notice.state is not State.SENT:
            return notice
        if event.fate is Fate.RETURNED:
            elsewhere = notice.by is By.ORIGIN and not was_returned(notice)
            return bounced(notice, self.now(), elsewhere=elsewhere, why=RETURNED)
        return bounced(notice, self.now(), elsewhere=notice.by is By.ORIGIN and event.fate is Fate.BOUNCED)

    def _refuse(self, notice: Notice, event: MailEvent) -> None:
        """A citizen's address is not written to again, unless they have given another one since.

        Staff's own is theirs to mend: the failed list says so.
        """
        if notice.by is not By.ORIGIN or notice.origin is None:
            return
        aliases = [notice.origin.alias]
        if notice.origin.lane in IN_PUBLIC and notice.code:
            ticket = self.tickets.find(notice.tenant, notice.code)
            aliases += [ticket.chat] if ticket and ticket.chat else []
        for alias in aliases:
            person = self.vault.recall(notice.tenant, alias)
            if person and (not event.recipients or person.email.lower() in event.recipients):
                self.vault.refuse(notice.tenant, alias, "email")


def _its(notice: Notice, event: MailEvent) -> bool:
    return event.message_id in notice.supplier_ids
