"""A province as data: versions, trials, chores, the directory of its staff."""

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import provinces, tickets, utc_now

if TYPE_CHECKING:
    from chalicelib.admin.admin import Admin
    from chalicelib.admin.dynamo import DynamoChores
    from chalicelib.admin.keeping import KeepUp
    from chalicelib.admin.trial import Trials
    from chalicelib.directory.directory import Directory

TRIAL_PATIENCE = timedelta(seconds=12)  # for reading petitions, of the 20 the API's function may run


def _chores() -> "DynamoChores":
    from chalicelib.admin.dynamo import DynamoChores

    return DynamoChores(settings().petitions_table)


@cache
def admin() -> "Admin":
    from chalicelib.admin.admin import Admin

    return Admin(provinces(), _chores(), utc_now)


@cache
def directory() -> "Directory":
    from chalicelib.directory.directory import Directory

    return Directory(admin(), provinces(), utc_now)


@cache
def trials(patience: timedelta | None = TRIAL_PATIENCE) -> "Trials":
    from chalicelib.admin.trial import Trials

    return Trials(admin(), tickets(), utc_now, patience)


@cache
def keep_up() -> "KeepUp":
    from chalicelib.admin.keeping import KeepUp

    return KeepUp(tickets(), provinces(), _chores(), utc_now)
