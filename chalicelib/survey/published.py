"""What published rounds say of units in one number each: the mean of what was asked from 1 to 5."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from chalicelib.province.registry import Registry
from chalicelib.survey.round import Round, State
from chalicelib.survey.store import Rounds

_PAGE = 100
_LONGEST = timedelta(days=731)  # from the day a round was made to its end: no older one is looked at


class Mean(NamedTuple):
    """`answers`: of how many people the mean is; where every round withholds it, how many have answered."""

    answers: int
    mean: float | None


@dataclass(frozen=True)
class Published:
    rounds: Rounds
    provinces: Registry

    def means(self, slug: str, first: date, last: date) -> dict[str, Mean]:
        """By unit, of the rounds that ended on the local days `first` to `last` and are published.

        raises  NotFound
        """
        local = self.provinces.get(slug).calendar.local_day
        ended = (each for each in self._since(slug, first - _LONGEST) if first <= local(each.closes_at) <= last)
        shown = (self.rounds.frozen(slug, each.id) for each in ended if each.state is State.PUBLISHED)
        return means(each for each in shown if each)

    def _since(self, slug: str, oldest: date) -> Iterator[Round]:
        """Rounds that were made on `oldest` or later, by their ids, newest first."""
        before, least = "", f"{oldest:%Y%m%d}"
        while page := self.rounds.page(slug, _PAGE, before):
            yield from (each for each in page if each.id >= least)
            before = page[-1].id
            if before < least:
                return


def means(figures: Iterable[Mapping[str, Any]]) -> dict[str, Mean]:
    """Every question counts as often as it was answered; what a round withholds is in no mean."""
    people: dict[str, list[tuple[int, int, float]]] = {}
    for shown in figures:
        for row in shown["units"]:
            asked = [(each["answers"], each["mean"]) for each in row["questions"] if each["mean"] is not None]
            weight, total = sum(n for n, _ in asked), sum(n * mean for n, mean in asked)
            people.setdefault(row["unit"], []).append((row["answers"], weight, total))
    return {unit: _mean(parts) for unit, parts in people.items()}


def _mean(parts: list[tuple[int, int, float]]) -> Mean:
    told = [(answers, weight, total) for answers, weight, total in parts if weight]
    if not told:
        return Mean(sum(answers for answers, *_ in parts), None)
    whole = sum(total for *_, total in told) / sum(weight for _, weight, _ in told)
    return Mean(sum(answers for answers, *_ in told), round(whole, 2))
