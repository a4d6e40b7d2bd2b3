"""The sample of answers whose senders are asked whether it is really solved."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import alias_secret, outbox, provinces, standings, tickets, utc_now, vault
from chalicelib.wiring.reports import timeline

if TYPE_CHECKING:
    from chalicelib.sampling.asking import Asking
    from chalicelib.sampling.store import Answered
    from chalicelib.ticket.owed import Notice


@cache
def asking_sample() -> "Asking":
    from chalicelib.sampling.asking import Asking
    from chalicelib.sampling.dynamo import DynamoDraws

    return Asking(
        DynamoDraws(settings().petitions_table), _answered, tickets(), outbox(), provinces(), alias_secret, _reachable,
        utc_now,
    )  # fmt: skip


def _answered(tenant: str, day: date) -> Iterator["Answered"]:
    """The answers of a day, as its timeline has them."""
    from chalicelib.sampling.store import Answered

    for entry in timeline().day(tenant, day):
        if entry.answered_by:
            yield Answered(code=entry.code, unit=entry.answered_by, outcome=entry.outcome)


def _reachable(notice: "Notice") -> bool:
    from chalicelib.notice.accounts import Accounts
    from chalicelib.notice.reachable import is_reachable
    from chalicelib.notice.visit import Visits

    accounts = Accounts(standings(), tickets())
    visit = Visits(outbox(), tickets(), vault(), provinces(), accounts, utc_now).of(notice)
    return is_reachable(visit, utc_now())
