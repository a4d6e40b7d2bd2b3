"""Looking back: the timeline that the table's stream fills, the nights that fold it, and what is read of it."""

from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import provinces, tickets, utc_now

if TYPE_CHECKING:
    from chalicelib.report.dynamo import DynamoRollups
    from chalicelib.report.nights import Nights
    from chalicelib.report.reports import Reports
    from chalicelib.report.rollup import Look
    from chalicelib.report.shift import Shift
    from chalicelib.timeline.dynamo import DynamoTimeline
    from chalicelib.timeline.noting import Noter


@cache
def timeline() -> "DynamoTimeline":
    from chalicelib.timeline.dynamo import DynamoTimeline

    return DynamoTimeline(settings().petitions_table)


@cache
def rollups() -> "DynamoRollups":
    from chalicelib.report.dynamo import DynamoRollups

    return DynamoRollups(settings().petitions_table)


@cache
def noter() -> "Noter":
    from chalicelib.timeline.dynamo_stream import step
    from chalicelib.timeline.noting import Noter

    return Noter(timeline(), timeline(), provinces(), step, utc_now)


@cache
def nights() -> "Nights":
    from chalicelib.report.desks import Desks
    from chalicelib.report.nights import Nights
    from chalicelib.timeline.gaps import Gaps

    gaps = Gaps(timeline(), timeline(), provinces(), utc_now)
    return Nights(rollups(), timeline(), gaps, Desks(tickets()), provinces(), utc_now)


@cache
def look() -> "Look":
    from chalicelib.report.desks import Desks
    from chalicelib.report.rollup import Look

    return Look(rollups(), timeline(), Desks(tickets()), utc_now)


@cache
def reports() -> "Reports":
    from chalicelib.report.freeze import Freezer
    from chalicelib.report.opinions import Voices
    from chalicelib.report.reports import Reports
    from chalicelib.wiring.dossiers import satisfaction
    from chalicelib.wiring.surveys import published  # which reads the timeline

    voices = Voices(lambda *of: satisfaction().by_unit(*of), lambda *of: published().means(*of))
    return Reports(look(), Freezer(rollups(), timeline(), provinces(), utc_now), voices, provinces(), utc_now)


def shift() -> "Shift":
    """What a night leaves to be done, then what can be made of it."""
    from chalicelib.report.shift import Part, Shift
    from chalicelib.wiring.book import ledger
    from chalicelib.wiring.briefings import looking_back
    from chalicelib.wiring.sampling import asking_sample
    from chalicelib.wiring.tables import computing

    parts = (
        Part("nights", 40, nights().run), Part("ledger", 15, ledger().run),
        Part("sample", 10, asking_sample().run), Part("briefings", 25, looking_back().run),
        Part("league", 20, computing().run),  # the last: one that computes long has whatever is left
    )  # fmt: skip
    return Shift(parts, utc_now)
