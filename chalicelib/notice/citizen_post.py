"""Takes one notice to a citizen: in its turn, by the best way there is, and no part of it twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Protocol

from chalicelib.errors import BadTemplate, LaneClosed, Stopped, SupplierError, TooFast, Unsure
from chalicelib.identity.vault import Person
from chalicelib.notice.decision import decided
from chalicelib.notice.delivery import REASON, claimed, failed, history, proven, put_off, sent, unsure, why, worn_out
from chalicelib.notice.letter import Letter
from chalicelib.notice.marks import mark_of
from chalicelib.notice.misfortune import Misfortune
from chalicelib.notice.mishaps import Moment, at_last, became, doubtful
from chalicelib.notice.order import STEP, waited_for
from chalicelib.notice.pace import Pace
from chalicelib.notice.reconcile import perhaps, proof
from chalicelib.notice.taken import Taken
from chalicelib.notice.traces import Traces
from chalicelib.notice.visit import Visit, Visits
from chalicelib.notice.ways import Plan, Way
from chalicelib.notice.words import Words
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.store import Outbox

OWN_CARRIERS = (Way.EMAIL, Way.SMS)  # they need no page or OA
ALREADY_REPLIED = 10900  # to this comment
CATCH_UP, CATCH_UP_AT_MOST = timedelta(minutes=1), timedelta(hours=1)  # with what platforms have told us
_CHATS = ({Way.MESSENGER, Way.HUMAN_AGENT}, {Way.ZALO, Way.ZALO_QUOTA})  # parts sent by one need not go by the other


class Carrier(Protocol):
    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        """Send one part. `mark` comes back in the echo, where there is one.

        notice  as the carrier needs it: `origin` names the account, and what is answered there
        raises  Unsure (it may have arrived all the same), another TryAgain, LaneClosed, Expired, Stopped, Refused
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What became of a notice, not yet saved.

    carrier    channel and account under which its receipts will come; None: none will
    recipient  platform id of whoever got a private reply
    """

    notice: Notice
    carrier: tuple[str, str] | None = None
    recipient: str = ""


@dataclass(frozen=True)
class CitizenPost:
    outbox: Outbox
    visits: Visits
    words: Words
    carriers: Mapping[Way, Carrier]
    traces: Traces
    misfortune: Misfortune
    pace: Pace
    jitter: Callable[[], float]
    behind: Callable[[], bool]  # much that platforms have told us was not read yet: an echo, a first word in a chat
    now: Callable[[], datetime]

    def attend(self, notice: Notice) -> Attended:
        """Work on a notice that is due; claims and parts are saved on the way, the outcome is not.

        raises  StaleTicket when another run has it
        """
        visit = self.visits.of(notice)
        moment = Moment(now=self.now(), zone=visit.province.calendar.zone, chance=self.jitter())
        if notice.tried_at and (arrived := self._arrived(visit, Way(notice.lane), moment.now)):
            return arrived
        if notice.state is State.SENDING:  # a run died between sending and saying so
            return Attended(notice=doubtful(notice, moment, notice.reason))
        if notice.state is State.UNSURE and self._behind(notice.tried_at, moment.now):
            return Attended(notice=unsure(notice, moment.now + CATCH_UP, notice.reason))
        if notice.state is State.UNSURE and self._perhaps(visit):
            return Attended(notice=_left_to_people(notice, moment.now))
        if worn_out(notice):
            return Attended(notice=failed(notice, moment.now, notice.reason or "crashes"))
        if notice.state is State.UNSURE:  # nobody has repeated it to us: it did not arrive
            notice = put_off(notice, moment.now, notice.reason)
        if waited_for(notice, visit.beside, moment.now):
            return Attended(notice=put_off(notice, moment.now + STEP * (1 + moment.chance), notice.reason))
        chosen = decided(replace(visit, notice=notice), moment)
        if not isinstance(chosen, Notice):
            return self._go(*chosen, moment)
        if chosen.state is State.FAILED and self._behind(notice.since, moment.now):
            return Attended(notice=put_off(notice, moment.now + CATCH_UP, chosen.reason))
        return Attended(notice=chosen)

    def _behind(self, since: datetime | None, now: datetime) -> bool:
        """Whether what decides may lie unread; one that has waited for an hour is not held back by it."""
        return since is not None and now - since < CATCH_UP_AT_MOST and self.behind()

    def _arrived(self, visit: Visit, way: Way, now: datetime) -> Attended | None:
        """An echo shows that the next part has arrived by `way`."""
        try:
            parts = self.words.by(way, visit)
        except BadTemplate:  # the province has dropped it since
            return None
        for tried in visit.may_have_gone(way):
            if message_id := proof(self.traces, tried.addressed(way), parts, tried.alias):
                done = proven(visit.notice, message_id, len(parts), now)
                return Attended(notice=done, carrier=tried.carrier(way))
        return None

    def _perhaps(self, visit: Visit) -> bool:
        """Something like it stands below the post, of which nobody knows whose it is."""
        try:
            return perhaps(self.traces, visit.notice, self.words.by(Way(visit.notice.lane), visit))
        except BadTemplate:
            return False

    def _go(self, visit: Visit, chosen: Plan, moment: Moment) -> Attended:
        """Try one way after another, until one takes it or all that is left is to wait or to give up."""
        notice, errors = visit.notice, list[SupplierError]()
        passed = [*history(notice.reason), *chosen.passed_over]
        for way, reason in zip_longest(chosen.ways, chosen.taken):
            if way not in OWN_CARRIERS and any(isinstance(error, Stopped) for error in errors):
                continue
            done = notice.supplier_ids if _same_chat(way, notice.lane) else ()
            passed += (
                [f"{notice.lane}: {len(notice.supplier_ids)} parts sent"] if notice.supplier_ids and not done else []
            )
            notice = self.outbox.save(claimed(notice, way, moment.now, "; ".join(passed), done))
            try:
                return self._by(way, replace(visit, notice=notice), [*passed, reason or way])
            except SupplierError as error:
                tried = replace(visit, notice=self.outbox.get(notice.parent, notice.id) or notice)
                self.misfortune.noted(error, way, tried, tried.addressed(way), moment)
                if outcome := self._after(error, way, tried, passed, moment):
                    return outcome
                notice = tried.notice
                errors.append(error)
                passed.append(f"{way}: {why(error)}")
        return Attended(notice=at_last(errors, notice, moment, "; ".join(passed)))

    def _by(self, way: Way, visit: Visit, reasons: list[str]) -> Attended:
        """Send what is left of it; a part that arrived is saved before the next one goes."""
        notice, parts = visit.notice, self.words.by(way, visit)
        if way is Way.PRIVATE_REPLY and len(parts) > 1:
            raise LaneClosed("a comment is answered privately by one message", code="too_long")
        addressed, person, recipient = visit.addressed(way), visit.person or visit.stranger, ""
        for number in range(len(notice.supplier_ids), len(parts)):
            if way not in OWN_CARRIERS and not self._granted(visit, way):
                raise TooFast("our own pace", ours=True)
            mark = str(mark_of(notice, number, len(parts)))
            taken = self.carriers[way].send(way, addressed, person, parts[number], mark)
            notice = replace(notice, supplier_ids=(*notice.supplier_ids, taken.id))
            recipient = taken.recipient
            reasons += [f"{way}: {taken.note}"] if taken.note else []
            self.misfortune.spent(taken, way, addressed, self.now())
            if number + 1 < len(parts):
                notice = self.outbox.save(notice)
        done = replace(notice, reason="; ".join(reasons)[:REASON])
        return Attended(notice=sent(done, self.now()), carrier=visit.carrier(way), recipient=recipient)

    def _granted(self, visit: Visit, way: Way) -> bool:
        """A file counts as a message, and among files, which platforms take more slowly."""
        channel, account = visit.paced_by(way)
        kinds = (channel, f"{channel} file") if visit.notice.purpose is Purpose.FILE else (channel,)
        return all(self.pace.granted(kind, account) for kind in kinds)

    def _after(
        self, error: SupplierError, way: Way, visit: Visit, passed: list[str], moment: Moment
    ) -> Attended | None:
        """What becomes of it after `error`; None: the next way is tried."""
        if isinstance(error, Unsure) and (arrived := self._arrived(visit, way, moment.now)):
            return arrived
        if error.facts.get("code") == ALREADY_REPLIED and f"{way}: unsure" in passed:
            proved = proven(visit.notice, "", 1, moment.now)  # it may be answered once, and it has been: by us
            return Attended(notice=proved)
        notice = became(error, visit.notice, moment, "; ".join(passed))
        return Attended(notice=notice, carrier=visit.carrier(way)) if notice else None


def _left_to_people(notice: Notice, now: datetime) -> Notice:
    """What all may read is not said twice: whoever else may have said it has an hour to note that they did."""
    if notice.tried_at is None or now - notice.tried_at < CATCH_UP_AT_MOST:
        return unsure(notice, now + CATCH_UP, notice.reason)
    return failed(notice, now, f"{notice.reason}; the same words stand below the post".removeprefix("; "))


def _same_chat(way: Way, before: str) -> bool:
    return way == before or any(way in chat and before in chat for chat in _CHATS)
