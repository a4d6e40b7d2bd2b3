"""Periodical reports: what makes them, who asks for them by hand, the clock, and the meetings."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.content import content_figures
from chalicelib.wiring.dossiers import satisfaction
from chalicelib.wiring.ground import new_id, nudge, provinces, tickets, utc_now
from chalicelib.wiring.opinion import monitor
from chalicelib.wiring.papers import paper_post, paper_store
from chalicelib.wiring.public import published
from chalicelib.wiring.reports import look, reports
from chalicelib.wiring.surveys import surveys

if TYPE_CHECKING:
    from chalicelib.briefing.briefings import Briefings
    from chalicelib.briefing.clock import Clock
    from chalicelib.briefing.judging import Judging
    from chalicelib.briefing.making import Making
    from chalicelib.briefing.meetings import Meetings


@cache
def _orders() -> Any:
    from chalicelib.briefing.dynamo import DynamoOrders

    return DynamoOrders(settings().petitions_table)


@cache
def _tasks() -> Any:
    from chalicelib.briefing.dynamo_tasks import DynamoTasks

    return DynamoTasks(settings().petitions_table)


def _judging() -> "Judging":
    from chalicelib.briefing.judging import Judging

    return Judging(_tasks(), tickets(), utc_now)


@cache
def _making() -> "Making":
    from chalicelib.briefing.making import Making
    from chalicelib.briefing.matter import Sources
    from chalicelib.ledger.dynamo import DynamoHeads

    heads = DynamoHeads(settings().petitions_table)
    sources = Sources(
        look(), reports().freezer, heads, published(), content_figures(), satisfaction(), monitor(), surveys()
    )
    return Making(_orders(), paper_store(), paper_post(), sources, _judging(), utc_now)


@cache
def briefings() -> "Briefings":
    from chalicelib.briefing.briefings import Briefings

    return Briefings(_orders(), _making(), paper_store(), provinces(), utc_now)


@cache
def meetings() -> "Meetings":
    from chalicelib.briefing.meetings import Meetings

    return Meetings(_tasks(), tickets(), provinces(), new_id, utc_now)


@cache
def looking_back() -> "Clock":
    from chalicelib.briefing.clock import Clock
    from chalicelib.briefing.reminding import Reminding
    from chalicelib.paper.dynamo import DynamoPapers

    reminding = Reminding(_tasks(), DynamoPapers(settings().petitions_table), _judging(), nudge(), utc_now)
    return Clock(_orders(), _making(), reminding, provinces(), utc_now)
