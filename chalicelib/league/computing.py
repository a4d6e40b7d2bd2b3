"""The clock computes what was asked for: it reads the entries of a period, and of some weeks before, once each. It also
tells units that they may comment.

The API answers within seconds, and a quarter has a hundred thousand entries: so the nightly function does it, within
the hour. What fails or is cut off is begun again an hour later, and comes to the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib import observe
from chalicelib.errors import Unavailable
from chalicelib.league.case import group, ranked, written
from chalicelib.league.files import digest
from chalicelib.league.measuring import Measuring, units_of
from chalicelib.league.round import Act, Round, State, after
from chalicelib.league.store import Files, Leagues
from chalicelib.league.telling import Telling
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
    telling: Telling
    provinces: Registry
    now: Callable[[], datetime]

    def run(self, until: datetime | None = None) -> int:
        """Compute at most one round, so that a call ends in time; returns how many that were.

        until  UTC; a round that is not computed by then is begun again by the next run
        A round whose last day has not settled waits. What fails is told of, and the next one is taken.
        """
        begun = self.now()
        for province in in_turn(self.provinces.all(), begun):
            for round_id in sorted(self.leagues.due(province.slug, begun)):
                try:
                    if self._seen_to(province, round_id, until):
                        return 1
                except Exception:
                    observe.alarm("a league table could not be seen to", tenant=province.slug, round=round_id)
                    observe.count("LeaguesUncomputed")
        return 0

    def _seen_to(self, province: Province, round_id: str, until: datetime | None) -> bool:
        """True when it was computed."""
        round_ = self.leagues.find(province.slug, round_id)
        if round_ is None or round_.due_at is None:
            return False
        if round_.state is State.CONTEST:
            self._tell(province, round_)
            return False
        return over_by(province, self.now()) >= round_.last and self._computed(province, round_, until)

    def _tell(self, province: Province, round_: Round) -> None:
        """Owed first: cut off in between, it is owed once more, and is there already."""
        many = self.telling.tell(province, round_, self.now())
        if self.leagues.save(replace(round_, told=True, version=round_.version + 1)):
            observe.note("units may contest a league table", tenant=province.slug, round=round_.id, heads=many)

    def _computed(self, province: Province, round_: Round, until: datetime | None) -> bool:
        then = self._with_cases(province, round_, until)
        if self.leagues.save(replace(then, state=after(round_, Act.COMPUTED), version=round_.version + 1)):
            observe.note("a league table is computed", tenant=province.slug, round=round_.id, cases=then.count)
        return True

    def _with_cases(self, province: Province, round_: Round, until: datetime | None) -> Round:
        """raises  Unavailable when it takes longer than `until`"""
        known_from: date = round_.first - BEFORE
        measuring = Measuring(province, round_.first, known_from)
        for day in days(known_from, round_.last):
            if until and self.now() >= until:
                raise Unavailable("a league table takes longer than this run may")
            measuring.add(self.timeline.day(province.slug, day))
        cases = measuring.cases()
        data = written(cases)
        key = f"league-drafts/{province.slug}/{round_.id}-{digest(data)[:16]}.jsonl"  # the bucket forgets these
        self.files.put(key, data)
        judged = [unit for unit in (round_.survey.units if round_.survey else ()) if ranked(province, unit) == unit]
        groups = {unit: str(group(province, unit)) for unit in sorted({*units_of(cases), *judged})}
        return replace(round_, cases=key, count=len(cases), groups=groups)
