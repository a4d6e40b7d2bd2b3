"""The clock of the rounds: who was answered is invited, whoever has not answered is reminded once, the round ends.

It walks the timeline of the days the round names, and remembers how far it came: killed anywhere, the next run goes
on. Notices have ids made of the round, so nobody gets one twice; nobody is asked again within a month by another round.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import StaleTicket
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.survey.answering import MARKS_KEPT, admits, sender_of, unit_of
from chalicelib.survey.letters import notice_of
from chalicelib.survey.link import Invitation, invited_to_judge, kind_of, mark_of, person_mark, token_of
from chalicelib.survey.round import Round, State, Step, closed, stepped
from chalicelib.survey.store import Invited, Rounds
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import Outcome, Ticket

BUDGET = timedelta(seconds=15)  # of the function's 90, beside the accounts
REST = timedelta(days=30)  # between two invitations of one person, whatever the round
SAVED_EVERY = 50  # petitions; what a killed run has done twice is done once
_NOT_ASKED = (Outcome.REFERRED, Outcome.WITHDRAWN, Outcome.NO_REPLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A petition was answered. `key` is its place among those of the day, as text that sorts."""

    key: str
    code: str
    unit: str  # that answered


class Answers(Protocol):
    def __call__(self, tenant: str, day: date) -> Iterator[Answered]:
        """Of one local day, in the order of their keys."""


@dataclass(frozen=True)
class Inviting:
    rounds: Rounds
    answered: Answers
    tickets: Tickets
    outbox: Outbox
    provinces: Registry
    secret: Callable[[], bytes]
    public_url: str
    now: Callable[[], datetime]

    def run(self) -> int:
        """All that is due in all provinces, until the budget is spent; returns how many people were written to."""
        begun, written = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            for round_id in self.rounds.due(province.slug, begun):
                if self.now() - begun >= BUDGET:
                    observe.count("SurveyRunsCutShort")
                    return written
                written += self._attend(province, round_id, begun)
        return written

    def _attend(self, province: Province, round_id: str, begun: datetime) -> int:
        """One round that cannot be worked on must not keep the others from being seen."""
        try:
            return self._go_on(province, round_id, begun)
        except StaleTicket:
            return 0  # another run has it, or staff closed it
        except Exception:
            observe.alarm("a survey could not be gone on with", tenant=province.slug, survey=round_id)
            return 0

    def _go_on(self, province: Province, round_id: str, begun: datetime) -> int:
        round_ = self.rounds.find(province.slug, round_id)
        if round_ is None or round_.state is not State.OPEN or round_.next_at is None or round_.next_at > begun:
            return 0  # the index is a moment behind
        if self.now() >= round_.closes_at:
            self._save(closed(round_))
            return 0
        written = 0
        for number, (place, found) in enumerate(self._ahead(round_), start=1):
            written += self._each(province, round_, found) if found else 0
            if number % SAVED_EVERY == 0:
                round_ = self._save(replace(round_, place=place, version=round_.version + 1))
            if self.now() - begun >= BUDGET:
                self._save(replace(round_, place=place, version=round_.version + 1))
                return written
        self._save(stepped(round_))
        return written

    def _ahead(self, round_: Round) -> Iterator[tuple[str, Answered | None]]:
        """(place, petition) of all that were not looked at in this step; at the end of a day its last place."""
        assert round_.invite_from
        assert round_.invite_to
        since, _, last = round_.place.partition("#")
        day = date.fromisoformat(since) if since else round_.invite_from
        while day <= round_.invite_to:
            for found in self.answered(round_.tenant, day):
                if str(day) != since or found.key > last:
                    yield f"{day}#{found.key}", found
            day += timedelta(days=1)
            yield f"{day}#", None

    def _each(self, province: Province, round_: Round, found: Answered) -> int:
        """One petition. What cannot be read today cannot be read in five minutes, and would hold up all after it; what
        a store raises goes out, and the next run goes on here.
        """
        try:
            return self._one(province, round_, found)
        except (LookupError, TypeError, ValueError, AttributeError):
            observe.alarm("somebody could not be invited", tenant=province.slug, survey=round_.id, ticket=found.code)
            return 0

    def _one(self, province: Province, round_: Round, found: Answered) -> int:
        ticket = self.tickets.find(round_.tenant, found.code)
        unit = unit_of(province, round_, found.unit)
        if ticket is None or not unit or not _may_be_asked(round_, ticket):
            return 0
        secret, alias = self.secret(), sender_of(ticket)
        mark = mark_of(secret, round_.tenant, round_.id, unit, alias)
        if self.rounds.answered(round_.tenant, round_.id, mark):
            return 0
        invitation = Invitation(round=round_.id, unit=unit, kind=kind_of(ticket.submitter), mark=mark)
        notice = self._due(province, round_, ticket, invitation)
        person, now = person_mark(secret, round_.tenant, alias), self.now()
        if notice is None or not self.rounds.reserve(
            round_.tenant, person, f"{round_.id}#{unit}", now, now + REST
        ):  # fmt: skip
            return 0
        return self._tell(round_, invitation, notice)

    def _due(self, province: Province, round_: Round, ticket: Ticket, invitation: Invitation) -> Notice | None:
        """The invitation, or the reminder of it; nothing for whoever was not invited to judge this unit."""
        token = token_of(self.secret(), round_.tenant, invitation, round_.closes_at)
        link = f"{self.public_url}/v1/{round_.tenant}/surveys/{round_.id}/answers/{token}"
        first = notice_of(province, round_, ticket, invitation.unit, link, self.now(), again=False)
        if round_.step is not Step.REMIND:
            return first
        owed = self.outbox.get(first.parent, first.id)
        if owed is None or invited_to_judge(str(owed.facts.get("survey_link", ""))) != invitation.unit:
            return None
        return notice_of(province, round_, ticket, invitation.unit, link, self.now(), again=True)

    def _tell(self, round_: Round, invitation: Invitation, notice: Notice) -> int:
        """Owe it, once."""
        until = round_.closes_at + MARKS_KEPT
        seen = Invited(mark=invitation.mark, unit=invitation.unit, kind=invitation.kind)
        self.rounds.invite(round_.tenant, round_.id, seen, until)
        try:
            self.tickets.commit(Change(notices=(notice,)))
        except StaleTicket:
            return 0  # owed already, by a run that was killed
        return 1

    def _save(self, round_: Round) -> Round:
        if not self.rounds.save(round_):
            raise StaleTicket("somebody else changed this survey", survey=round_.id)
        return round_


def _may_be_asked(round_: Round, ticket: Ticket) -> bool:
    """Not about a formal complaint, what was taken back or never answered, or of whom nothing may be kept any more."""
    unasked = ticket.legal or ticket.erased_at or ticket.answered_at is None or ticket.outcome in _NOT_ASKED
    channel = not round_.channels or ticket.origin.channel in round_.channels
    return not unasked and channel and admits(round_, ticket.submitter)
