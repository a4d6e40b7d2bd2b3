"""What reports are made of, read once a run however many papers say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from chalicelib.briefing.plan import DAY
from chalicelib.dossier.satisfaction import Tally
from chalicelib.ledger.store import Heads
from chalicelib.ledger.store import Kept as Page
from chalicelib.province.province import Province
from chalicelib.publish.published import MOST, Publication, Published, Wanted
from chalicelib.report.figures import By, of_period
from chalicelib.report.freeze import Freezer
from chalicelib.report.lying import Lying
from chalicelib.report.nights import end_of
from chalicelib.report.rollup import Look, Period
from chalicelib.report.violations import Violation
from chalicelib.survey.round import Round
from chalicelib.survey.round import State as Stage
from chalicelib.survey.surveys import Page as SurveyPage
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Role

SINCE = timedelta(days=31)
BACK = timedelta(days=60)  # what was opened longer before the period and published in it is passed over
COUNTED_AT_MOST = 92  # days of which posting and opinion are counted
ROUNDS = 100  # of a page
Figures = dict[str, Any]
Units = frozenset[str] | None  # None: the whole province


class Posted(Protocol):
    def of(self, slug: str, first: date | None, last: date | None, actor: Actor) -> Figures: ...


class Services(Protocol):
    def counted(self, slug: str, since: datetime, until: datetime, actor: Actor) -> list[Tally]: ...


class Voices(Protocol):
    """What people said that is no petition: the room of opinion."""

    def figures(self, slug: str, first: date | None, last: date | None, by: str, actor: Actor) -> Figures: ...


class Rounds(Protocol):
    """The room of surveys."""

    def page(self, slug: str, actor: Actor, limit: int, cursor: str | None) -> SurveyPage: ...

    def figures(self, slug: str, round_id: str, actor: Actor) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Sources:
    look: Look
    freezer: Freezer
    heads: Heads
    published: Published
    posted: Posted
    services: Services
    voices: Voices
    rounds: Rounds


@dataclass(frozen=True)
class Matter:
    """One province, for as long as a run takes; nothing is kept beyond it."""

    sources: Sources
    province: Province
    _periods: dict[tuple[date, date], Period] = field(default_factory=dict)
    _piles: dict[date, list[Lying]] = field(default_factory=dict)
    _broken: dict[tuple[date, date], list[Violation]] = field(default_factory=dict)
    _posts: dict[tuple[date, date], Figures] = field(default_factory=dict)
    _frozen: set[tuple[date, date]] = field(default_factory=set)

    def folded(self, last: date) -> date | None:
        """The first day there are figures of, when they reach `last`; None while they do not."""
        progress = self.sources.look.rollups.progress(self.province.slug)
        return progress.since if progress and progress.since <= last <= progress.rolled else None

    def begun(self, last: date) -> date | None:
        """The first day there are figures of, when it is not after `last`."""
        progress = self.sources.look.rollups.progress(self.province.slug)
        return progress.since if progress and progress.since <= last else None

    def waits(self, first: date, last: date) -> bool:
        """True while these days are not published, and something that came late for them is not counted."""
        return self.sources.freezer.waits(self.province.slug, first, last)

    def freeze(self, first: date, last: date) -> None:
        """These days say from now on what they say now; as far as there are figures of them.

        raises  Conflict for days that are not folded yet
        """
        if (first, last) not in self._frozen:
            since = self.folded(last)
            self.sources.freezer.publish(self.province.slug, max(first, since or first), last)
            self._frozen.add((first, last))
            self._periods.clear()
            self._piles.clear()
            self._broken.clear()

    def period(self, first: date, last: date) -> Period:
        if (first, last) not in self._periods:
            self._periods[first, last] = self.sources.look.period(self.province, first, last)
        return self._periods[first, last]

    def figures(self, first: date, last: date, units: Units, by: By | None = None) -> Figures:
        return of_period(self.province, self.period(first, last), units, by)

    def pile(self, day: date, units: Units) -> list[Lying]:
        """What lay open as the local `day` ended, the oldest first."""
        if day not in self._piles:
            found = self.sources.look.pile(self.province, day)
            self._piles[day] = sorted(found, key=lambda one: (one.opened_at, one.code))
        return [one for one in self._piles[day] if units is None or one.unit in units]

    def violations(self, first: date, last: date, units: Units) -> list[Violation]:
        if (first, last) not in self._broken:
            self._broken[first, last] = self.sources.look.violations(self.province, first, last)
        return [one for one in self._broken[first, last] if units is None or one.unit in units]

    def posts(self, first: date, last: date) -> list[Figures]:
        """How often each unit posted; empty for a period of more than three months."""
        if (last - first).days >= COUNTED_AT_MOST:
            return []
        if (first, last) not in self._posts:
            self._posts[first, last] = self.sources.posted.of(self.province.slug, first, last, self._reader)
        found: list[Figures] = self._posts[first, last]["units"]
        return found

    def services(self, first: date, last: date, units: Units) -> list[Tally]:
        """Stars that were given for dossiers."""
        since = datetime.combine(first, time(), ZoneInfo(self.province.zone))
        found = self.sources.services.counted(self.province.slug, since, end_of(self.province, last), self._reader)
        return [one for one in found if units is None or one.unit in units]

    def voices(self, first: date, last: date) -> Figures | None:
        """Opinion by topic; None for a period of more than three months."""
        if (last - first).days >= COUNTED_AT_MOST:
            return None
        return self.sources.voices.figures(self.province.slug, first, last, "topic", self._reader)

    def surveys(self, first: date, last: date) -> list[tuple[Round, Mapping[str, Any]]]:
        """Rounds that are published and were answered in these days or in `SINCE` before, the newest first.

        They are published after their end, some in the next period: so each stands in one report at least.
        """
        zone, found, cursor = ZoneInfo(self.province.zone), list[Round](), None
        while True:
            page = self.sources.rounds.page(self.province.slug, self._reader, ROUNDS, cursor)
            found += [one for one in page.rounds if one.state is Stage.PUBLISHED]
            cursor = page.cursor
            if cursor is None:
                break
        told = [
            one for one in found
            if one.closes_at.astimezone(zone).date() >= first - SINCE and one.opens_at.astimezone(zone).date() <= last
        ]  # fmt: skip
        return [(one, self.sources.rounds.figures(self.province.slug, one.id, self._reader)) for one in told]

    def published(self, first: date, last: date) -> list[Publication]:
        """Petitions that were made public on these local days, as all may read them."""
        zone, library = ZoneInfo(self.province.zone), self.sources.published
        since = datetime.combine(first, time(), zone) - BACK
        found: list[Publication] = []
        cursor: str | None = None
        while True:
            page = library.page(self.province.slug, Wanted(since=since), MOST, cursor)
            found += [one for one in page.publications if first <= one.published_at.astimezone(zone).date() <= last]
            cursor = page.cursor
            if cursor is None:
                return sorted(found, key=lambda one: (one.published_at, one.code))

    def seal(self) -> Page | None:
        """The newest page of the ledger."""
        return self.sources.heads.last(self.province.slug)

    def begins(self, day: date) -> datetime:
        return end_of(self.province, day - DAY)

    @property
    def _reader(self) -> Actor:
        """Reports see what an analyst of the province sees."""
        return Actor(id=CLOCK, role=Role.ANALYST, tenant=self.province.slug)


def below(province: Province, unit: str) -> Units:
    """The unit and those below it; all for none."""
    return frozenset(each for each in province.units if province.within(each, unit)) if unit else None
