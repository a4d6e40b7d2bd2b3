"""Training provinces: their time, and the net below every way out."""

from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import new_id, outbox, provinces, utc_now, world_now

if TYPE_CHECKING:
    from chalicelib.training.dynamo import DynamoBook, DynamoClocks
    from chalicelib.training.dynamo_footprint import DynamoFootprints
    from chalicelib.training.footprint import Tracker
    from chalicelib.training.net import Net
    from chalicelib.training.times import Times


@cache
def clocks() -> "DynamoClocks":
    from chalicelib.training.dynamo import DynamoClocks

    return DynamoClocks(settings().petitions_table)


@cache
def book() -> "DynamoBook":
    from chalicelib.training.dynamo import DynamoBook

    return DynamoBook(settings().petitions_table)


@cache
def net() -> "Net":
    from chalicelib.training.net import Net

    return Net(
        lambda slug: provinces().get(slug), lambda parent, notice: outbox().get(parent, notice), book(), new_id,
        utc_now, world_now,
    )  # fmt: skip


@cache
def footprints() -> "DynamoFootprints":
    from chalicelib.training.dynamo_footprint import DynamoFootprints

    return DynamoFootprints(settings().petitions_table, settings().people_table)


@cache
def tracker() -> "Tracker":
    from chalicelib.training.footprint import Tracker

    return Tracker(clocks(), footprints(), settings().people_table, world_now)


@cache
def times() -> "Times":
    from chalicelib.training.times import Times

    return Times(provinces(), clocks(), tracker())


def in_its_time(slug: str) -> AbstractContextManager[None]:
    return times().of(slug)
