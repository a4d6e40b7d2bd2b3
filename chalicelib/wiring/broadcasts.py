"""Messages to many: who follows, what is written, how it goes out."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import new_id, nudge, provinces, utc_now
from chalicelib.wiring.net import in_its_time, times
from chalicelib.wiring.notice import courier

if TYPE_CHECKING:
    from chalicelib.broadcast.counter import Counter
    from chalicelib.broadcast.dynamo import DynamoBroadcasts
    from chalicelib.broadcast.dynamo_register import DynamoRegister
    from chalicelib.broadcast.dynamo_stream import Registering
    from chalicelib.broadcast.fanout import FanOut
    from chalicelib.broadcast.office import Office


def _store() -> "DynamoBroadcasts":
    from chalicelib.broadcast.dynamo import DynamoBroadcasts

    return DynamoBroadcasts(settings().petitions_table)


def _register() -> "DynamoRegister":
    from chalicelib.broadcast.dynamo_register import DynamoRegister

    return DynamoRegister(settings().petitions_table, utc_now)


def _wake(keys: Iterable[tuple[str, str]], seconds: int) -> None:
    nudge()(keys, delay=seconds)


@cache
def _counter() -> "Counter":
    from chalicelib.broadcast.counter import Counter

    return Counter(_store(), _register(), provinces(), _wake, utc_now)


@cache
def broadcasts() -> "Office":
    from chalicelib.broadcast.forecast import Forecasts
    from chalicelib.broadcast.office import Office

    forecasts = Forecasts(_store(), _counter(), utc_now)
    return Office(_store(), forecasts, provinces(), _wake, new_id, utc_now)


@cache
def fan_out() -> "FanOut":
    from chalicelib.broadcast.fanout import FanOut

    return FanOut(_store(), _register(), provinces(), _wake, utc_now)


@cache
def registering() -> "Registering":
    from chalicelib.broadcast.dynamo_stream import Registering

    return Registering(_register())


def attend(parent: str, what: str) -> None:
    """Whatever the outbox queue brings: a broadcast that goes on or is counted, or a notice for the courier."""
    from chalicelib.broadcast.counter import COUNT
    from chalicelib.broadcast.fanout import FAN_OUT

    slug = parent.split("#")[1]
    if times().shut(slug):
        return
    with in_its_time(slug):
        if what == FAN_OUT:
            fan_out().attend(parent, what)
        elif what == COUNT:
            _counter().attend(parent, what)
        else:
            courier().attend(parent, what)
