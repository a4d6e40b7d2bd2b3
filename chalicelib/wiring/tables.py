"""League tables: run by staff, contested by units, computed by the clock, read by all."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.files import PublicFiles
from chalicelib.wiring.ground import new_id, nudge, provinces, utc_now
from chalicelib.wiring.reports import timeline
from chalicelib.wiring.surveys import answering

if TYPE_CHECKING:
    from chalicelib.league.computing import Computing
    from chalicelib.league.contesting import Contesting
    from chalicelib.league.drafts import Drafts
    from chalicelib.league.entering import Entering
    from chalicelib.league.public import PublicTables
    from chalicelib.league.running import Running


def _leagues() -> Any:
    from chalicelib.league.dynamo import DynamoLeagues

    return DynamoLeagues(settings().petitions_table)


def _entering() -> "Entering":
    from chalicelib.league.entering import Entering

    return Entering(_leagues(), provinces())


def _drafts() -> "Drafts":
    from chalicelib.league.drafts import Drafts

    return Drafts(_leagues(), PublicFiles())


@cache
def tables() -> "Running":
    from chalicelib.league.running import Running

    return Running(_entering(), _drafts(), lambda *which: answering().results(*which), new_id, utc_now)


@cache
def contesting() -> "Contesting":
    from chalicelib.league.contesting import Contesting

    return Contesting(_entering(), _drafts(), new_id, utc_now)


@cache
def public_tables() -> "PublicTables":
    from chalicelib.league.public import PublicTables

    return PublicTables(_leagues(), PublicFiles(), provinces())


@cache
def computing() -> "Computing":
    from chalicelib.league.computing import Computing
    from chalicelib.league.telling import Telling
    from chalicelib.paper.dynamo import DynamoPapers

    telling = Telling(DynamoPapers(settings().petitions_table), nudge())
    return Computing(_leagues(), PublicFiles(), timeline(), telling, provinces(), utc_now)
