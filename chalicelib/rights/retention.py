"""What the schedule does for people: erasures that are due go on; words and files go when their time has passed.

How long words are kept is the province's regulation (messaging.retention); identity has a time to live in the vault.
Petitions are found without a scan: on each unit's pile of what is done, in the order they were promised for, so a
petition answered early is found a little late, by the days it was early. Erased ones leave the pile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib import observe
from chalicelib.province.province import Province
from chalicelib.province.registry import in_turn
from chalicelib.rights.rights import Rights
from chalicelib.rights.trail import has_ended, people_of
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket.ticket import Ticket

BUDGET = timedelta(seconds=45)  # of the function's 55
NIGHT = range(5)  # o'clock, local: old words are looked for while nobody works
PAGE = 100
_LONG = timedelta(days=400)  # no window for an objection is longer


@dataclass(frozen=True)
class Retention:
    rights: Rights

    def run(self, until: datetime | None = None) -> int:
        """Returns how many petitions and people were erased. The next run goes on.

        until  UTC; nothing is begun after it, or, where nobody says, once the budget is spent
        """
        begun, erased = self.rights.now(), 0
        end = until or begun + BUDGET
        for province in in_turn(self.rights.provinces.all(), begun):
            for step in self._steps(province, begun):
                erased += step
                if self.rights.now() >= end:
                    observe.count("RetentionsCutShort")
                    return erased
        return erased

    def _steps(self, province: Province, begun: datetime) -> Iterator[int]:
        """One erasure or petition a step: 1 when it was done. One that cannot be done must not keep the others."""
        yield 0
        for erasure in list(self.rights.erasures.due(province.slug, begun)):
            try:
                yield int(self.rights.go_on(erasure) is None)
            except Exception:
                yield self._failed(province, "an erasure could not be gone on with")
        if begun.astimezone(ZoneInfo(province.zone)).hour in NIGHT:
            until = months_before(begun, province.messaging.retention.words_months)
            for unit in sorted(province.units):
                for code in self._done(province.slug, unit, until):
                    yield self._old(province, code, until)

    def _done(self, slug: str, unit: str, until: datetime) -> list[str]:
        """Codes on the unit's pile of what is done that were promised for before `until`."""
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = self.rights.tickets.worklist(slug, unit, PAGE, cursor, done=True)
            due = [card.code for card in page.cards if card.promised_at <= until]
            found += due
            cursor = page.cursor
            if cursor is None or len(due) < len(page.cards):
                return found

    def _old(self, province: Province, code: str, until: datetime) -> int:
        try:
            ticket = self.rights.tickets.get(province.slug, code)
            if ticket.erased_at or not self._at_rest(province, ticket, until):
                return 0
            self.rights.eraser.empty(ticket, people_of(ticket, ticket.origin.alias), "retention")
        except Exception:
            return self._failed(province, "a petition could not be erased", ticket=code)
        return 1

    def _at_rest(self, province: Province, ticket: Ticket, until: datetime) -> bool:
        """Its end lies before `until`, and nobody can have it opened again."""
        ended_at = ticket.answered_at or ticket.since or ticket.opened_at
        if ended_at > until or not has_ended(self.rights.tickets, ticket):
            return False
        procedures, now = province.regulation.procedures, self.rights.now()
        windows = [rule.within for rule in (procedures.reopening, procedures.appeal) if rule]
        return now - ended_at > _LONG or all(
            moment_after(ended_at, window, province.calendar) < now for window in windows
        )

    def _failed(self, province: Province, what: str, **facts: str) -> int:
        observe.alarm(what, tenant=province.slug, **facts)
        observe.count("ErasuresFailed", tenant=province.slug)
        observe.count("ErasuresFailed")  # of all provinces: what the alarm watches
        return 0


def months_before(moment: datetime, months: int) -> datetime:
    """The same day `months` earlier, never past the 28th."""
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=years, month=month + 1, day=min(moment.day, 28))
