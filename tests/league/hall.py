"""A town with a league table: what happens in it is streamed to the timeline, computed, contested and published."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.league.case import Case
from chalicelib.league.computing import Computing
from chalicelib.league.contesting import Contesting
from chalicelib.league.drafts import Drafts
from chalicelib.league.entering import Entering
from chalicelib.league.measuring import Measuring
from chalicelib.league.public import PublicTables
from chalicelib.league.round import Round
from chalicelib.league.running import Running
from chalicelib.league.telling import Telling
from chalicelib.province.league import League, league_from
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, SLUG, officer
from tests.fakes_league import ShelfLeagues
from tests.fakes_ledger import ShelfFiles
from tests.fakes_paper import ShelfPapers
from tests.report.town import Town

FORMULA: dict[str, Any] = {
    "version": "thu-1",
    "components": [
        {"id": "dung-han", "measure": "on_time", "weight": 0.4},
        {"id": "tiep-nhan", "measure": "accepted_on_time", "weight": 0.1},
        {"id": "hai-long", "measure": "satisfaction", "weight": 0.3},
        {"id": "khong-mo-lai", "measure": "not_reopened", "weight": 0.1},
        {"id": "khao-sat", "measure": "survey", "weight": 0.1},
    ],
    "minimum": 2,
    "volume": [{"name": "B", "from": 0}, {"name": "A", "from": 20}],
    "shrinkage": 3,
    "contest_days": 5,
    "sample": True,
}
ROADS, BUILDING, FINANCE = "phong-ha-tang", "so-xay-dung", "so-tai-chinh"
FINANCE_HEAD, FINANCE_HANDLER = officer(Role.HEAD, FINANCE), officer(Role.HANDLER, FINANCE)
SURVEY = "20261101-0a0b0c0d"


def league(**given: Any) -> League:
    return league_from(FORMULA | given)


@dataclass
class Hall(Town):
    def __post_init__(self) -> None:
        super().__post_init__()
        document = self.document()
        document["league"] = FORMULA
        self.provinces.put(document, "test")
        self.leagues, self.files = ShelfLeagues(), ShelfFiles()
        self.numbers = iter(range(1, 10_000))
        entering, drafts = Entering(self.leagues, self.provinces), Drafts(self.leagues, self.files)
        self.running = Running(entering, drafts, self._survey, self._new_id, self.clock)
        self.contesting = Contesting(entering, drafts, self._new_id, self.clock)
        self.public = PublicTables(self.leagues, self.files, self.provinces)
        self.letterbox: ShelfPapers = ShelfPapers()
        self.nudged: list[tuple[str, str]] = []
        telling = Telling(self.letterbox, self.nudged.extend)
        self.computing = Computing(self.leagues, self.files, self.timeline, telling, self.provinces, self.clock)
        self.surveyed: dict[str, Any] = {}

    def _new_id(self) -> str:
        return f"{next(self.numbers):032x}"[::-1]

    def _survey(self, slug: str, survey_id: str) -> dict[str, Any]:
        if (slug, survey_id) != (SLUG, SURVEY) or not self.surveyed:
            raise NotFound("the results are not published")
        return self.surveyed

    def cases(self) -> dict[tuple[str, str], Case]:
        """What today's entries, and those of the days before, say; the period began when the town did."""
        first = self.province.calendar.local_day(min(e.at for day in self.timeline.kept.values() for e in day.values()))
        return self.cases_since(first)

    def cases_since(self, first: Any) -> dict[tuple[str, str], Case]:
        measuring = Measuring(self.province, first, first - timedelta(days=60))
        today, day = self.province.calendar.local_day(self.clock()), first - timedelta(days=60)
        while day <= today:
            measuring.add(self.timeline.day(SLUG, day))
            day += timedelta(days=1)
        return {(case.code, case.unit): case for case in measuring.cases()}

    def to(self, moment: Any) -> None:
        self.clock.at = moment

    def tomorrow(self, hour: int = 9) -> None:
        zone = self.province.calendar.zone
        local = self.clock().astimezone(zone).replace(hour=hour, minute=0)
        self.clock.at = (local + timedelta(days=1)).astimezone(UTC)

    def ordered(self, **body: Any) -> Round:
        return self.running.run(SLUG, {"from": "2026-11-18", "to": "2026-11-18"} | body, COORDINATOR)

    def found(self, round_: Round) -> Round:
        found = self.leagues.find(SLUG, round_.id)
        assert found is not None
        return found

    def computed(self, **body: Any) -> Round:
        """A draft of yesterday."""
        round_ = self.ordered(**body)
        assert self.computing.run() == 1
        return self.found(round_)
