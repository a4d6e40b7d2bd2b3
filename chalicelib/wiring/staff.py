"""Staff at work, and the clock that works beside them."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.access import audit
from chalicelib.wiring.ground import bucket, nudge, outbox, provinces, tickets, utc_now, vault
from chalicelib.wiring.intake import staff_files

if TYPE_CHECKING:
    from chalicelib.desk.bulk import Bulk
    from chalicelib.desk.callbacks import Callbacks
    from chalicelib.desk.desk import Desk
    from chalicelib.desk.exports import Exports
    from chalicelib.desk.worklists import Worklists
    from chalicelib.escalation.calls import CallsDue
    from chalicelib.escalation.sweep import Sweep


@cache
def desk() -> "Desk":
    from chalicelib.desk.desk import Desk

    return Desk(
        tickets(), outbox(), vault(), bucket().link, provinces(), nudge(), utc_now, audit().note,
        staff_files().brought,
    )  # fmt: skip


def _piles() -> Any:
    from chalicelib.desk.dynamo import DynamoPiles

    return DynamoPiles(settings().petitions_table)


@cache
def callbacks() -> "Callbacks":
    from chalicelib.desk.callbacks import Callbacks

    return Callbacks(desk(), utc_now)


@cache
def worklists() -> "Worklists":
    from chalicelib.desk.worklists import Worklists

    return Worklists(_piles(), provinces(), utc_now)


@cache
def bulk() -> "Bulk":
    from chalicelib.desk.bulk import Bulk

    return Bulk(desk(), utc_now)


@cache
def exports() -> "Exports":
    from chalicelib.desk.exports import Exports

    return Exports(_piles(), provinces(), utc_now)


@cache
def sweep() -> "Sweep":
    from chalicelib.escalation.sweep import Sweep

    return Sweep(tickets(), provinces(), nudge(), utc_now)


@cache
def calls_due() -> "CallsDue":
    from chalicelib.escalation.calls import CallsDue

    return CallsDue(tickets(), outbox(), provinces(), nudge(), utc_now)
