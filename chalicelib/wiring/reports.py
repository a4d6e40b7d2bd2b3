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
    from chalicelib.report.rollup import Look

    return Look(rollups(), timeline(), utc_now)


@cache
def reports() -> "Reports":
    from chalicelib.report.freeze import Freezer
    from chalicelib.report.reports import Reports

    return Reports(look(), Freezer(rollups(), provinces(), utc_now), provinces(), utc_now)
