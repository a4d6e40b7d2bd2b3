"""What a broadcast would do and cost, beside what the month has used up already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.broadcast.broadcast import Broadcast, Kind
from chalicelib.broadcast.counter import Counter
from chalicelib.broadcast.estimate import Estimate, estimate, over
from chalicelib.broadcast.store import Broadcasts
from chalicelib.errors import Conflict, StaleTicket
from chalicelib.province.province import Province

RACES = 4  # others save, too: the fan-out every few seconds, approvals on the same month


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What it would do, what this month's have used up, and what would be beyond the limits."""

    needs: Estimate
    spent: Mapping[str, int]
    over: Mapping[str, int]


@dataclass(frozen=True)
class Forecasts:
    broadcasts: Broadcasts
    counter: Counter
    now: Callable[[], datetime]

    def of(self, province: Province, found: Broadcast) -> Forecast:
        """If it began now, or when it is scheduled for; of as many as are counted."""
        needs = estimate(province, found, self.counter.of(found))
        spent = dict(self.broadcasts.spent(province.slug, self.month(province)))
        return Forecast(
            needs=needs, spent=spent, over=over(province, needs, spent, policy=found.kind is Kind.POLICY)
        )  # fmt: skip

    def month(self, province: Province) -> date:
        """The first day of the calendar month it is in the province."""
        return self.now().astimezone(province.calendar.zone).date().replace(day=1)

    def needed(self, province: Province, found: Broadcast, *, over_limit: bool) -> Estimate:
        """What an approval is decided on.

        over_limit  it may be more than the month allows; an emergency is then not kept waiting for the count, either
        raises  Conflict when it is not counted yet
        """
        needs = estimate(province, found, self.counter.of(found))
        if needs.counted_at is None and not (over_limit and found.kind is Kind.EMERGENCY):
            raise Conflict("whom it means is still being counted", counted=needs.people)
        return needs

    def taken(self, province: Province, approved: Broadcast, needs: Estimate, *, over_limit: bool) -> Broadcast:
        """Keep `approved` with what it takes from the month, on the month as it was looked at: where another approval
        was faster it is looked at again.

        raises  Conflict when it is more than the month allows; StaleTicket when somebody changed the broadcast
        """
        month = date.fromisoformat(approved.reserved_in)
        for attempt in range(RACES):
            known = dict(self.broadcasts.spent(province.slug, month))
            beyond = over(province, needs, known, policy=approved.kind is Kind.POLICY)
            if beyond and not over_limit:
                raise Conflict("it goes beyond what the month allows", over_limit=beyond)
            try:
                return self.broadcasts.save(approved, needs.spent, month, known)
            except StaleTicket:
                there = self.broadcasts.find(approved.tenant, approved.id)
                if attempt == RACES - 1 or there is None or there.version != approved.version:
                    raise
        raise AssertionError("a race is won or lost")


def given_back(before: Broadcast, after: Broadcast) -> tuple[Mapping[str, int] | None, date | None]:
    """What an act changes in the ledger of the month its approval took it from; nothing where nothing does."""
    change = {name: after.reserved.get(name, 0) - number for name, number in before.reserved.items()}
    if not any(change.values()):
        return None, None
    return change, date.fromisoformat(before.reserved_in)
