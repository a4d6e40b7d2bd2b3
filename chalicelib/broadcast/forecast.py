"""What a broadcast would do and cost, beside what the month has used up already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.broadcast.broadcast import Broadcast, Kind
from chalicelib.broadcast.counter import Counter
from chalicelib.broadcast.estimate import Estimate, estimate, over
from chalicelib.broadcast.store import Broadcasts
from chalicelib.errors import Conflict
from chalicelib.province.province import Province


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

    def approvable(self, province: Province, found: Broadcast, *, over_limit: bool) -> dict[str, int]:
        """What the approval takes from the month's limits.

        over_limit  it may be more than they allow; an emergency is then not kept waiting for the count, either
        raises  Conflict when it is not counted yet; when it is more than the month allows
        """
        forecast = self.of(province, found)
        if forecast.needs.counted_at is None and not (over_limit and found.kind is Kind.EMERGENCY):
            raise Conflict("whom it means is still being counted", counted=forecast.needs.people)
        if forecast.over and not over_limit:
            raise Conflict("it goes beyond what the month allows", over_limit=dict(forecast.over))
        return forecast.needs.spent


def given_back(before: Broadcast, after: Broadcast) -> tuple[Mapping[str, int] | None, date | None]:
    """What an act changes in the ledger of the month its approval took it from; nothing where nothing does."""
    change = {name: after.reserved.get(name, 0) - number for name, number in before.reserved.items()}
    if not any(change.values()):
        return None, None
    return change, date.fromisoformat(before.reserved_in)
