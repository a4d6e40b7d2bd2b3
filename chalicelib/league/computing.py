"""The clock computes what was asked for: it reads the entries of a period, and of some weeks before, once each.

The API answers within seconds, and a quarter has a hundred thousand entries: so the nightly function does it, within
the hour. What fails or is cut off is begun again an hour later, and comes to the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib import observe
from chalicelib.league.case import group, ranked, written
from chalicelib.league.files import digest
from chalicelib.league.measuring import Measuring, units_of
from chalicelib.league.round import Act, Round, after
from chalicelib.league.store import Files, Leagues
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.report.nights import days, over_by
from chalicelib.timeline.store import Timeline

BEFORE = timedelta(days=60)  # what was asked for earlier and is still judged on time cannot be said to be


@dataclass(frozen=True)
class Computing:
    leagues: Leagues
    files: Files
    timeline: Timeline
    provinces: Registry
    now: Callable[[], datetime]

    def run(self) -> int:
        """Compute at most one round, so that a call ends in time; returns how many that were.

        A round whose last day has not settled waits. What fails is told of, and the next one is taken.
        """
        begun = self.now()
        for province in in_turn(self.provinces.all(), begun):
            for round_id in sorted(self.leagues.due(province.slug, begun)):
                try:
                    if self._computed(province, round_id):
                        return 1
                except Exception:
                    observe.alarm("a league table could not be computed", tenant=province.slug, round=round_id)
                    observe.count("LeaguesUncomputed")
        return 0

    def _computed(self, province: Province, round_id: str) -> bool:
        round_ = self.leagues.find(province.slug, round_id)
        if round_ is None or round_.due_at is None or over_by(province, self.now()) < round_.last:
            return False
        then = self._with_cases(province, round_)
        if self.leagues.save(replace(then, state=after(round_, Act.COMPUTED), version=round_.version + 1)):
            observe.note("a league table is computed", tenant=province.slug, round=round_id, cases=then.count)
        return True

    def _with_cases(self, province: Province, round_: Round) -> Round:
        known_from: date = round_.first - BEFORE
        measuring = Measuring(province, round_.first, known_from)
        for day in days(known_from, round_.last):
            measuring.add(self.timeline.day(province.slug, day))
        cases = measuring.cases()
        data = written(cases)
        key = f"league/{province.slug}/drafts/{round_.id}-{digest(data)[:16]}.jsonl"
        self.files.put(key, data)
        judged = [unit for unit in (round_.survey.units if round_.survey else ()) if ranked(province, unit) == unit]
        groups = {unit: str(group(province, unit)) for unit in sorted({*units_of(cases), *judged})}
        return replace(round_, cases=key, count=len(cases), groups=groups)
