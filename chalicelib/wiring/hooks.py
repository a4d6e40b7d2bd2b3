"""Other systems are told."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.settings import settings
from chalicelib.wiring.access import keys
from chalicelib.wiring.ground import alias_secret, new_id, provinces, utc_now
from chalicelib.wiring.net import net

if TYPE_CHECKING:
    from chalicelib.hooks.delivering import Deliverer
    from chalicelib.hooks.listening import Listener
    from chalicelib.hooks.subscriptions import Subscriptions


def _hooks() -> Any:
    from chalicelib.hooks.dynamo import DynamoHooks

    return DynamoHooks(settings().petitions_table)


def _poster() -> Any:
    from chalicelib.hooks.posting import Poster
    from chalicelib.hooks.wire import HttpsWire
    from chalicelib.training.net import HookNet

    return Poster(HookNet(HttpsWire(), net()), alias_secret, utc_now)


@cache
def listener() -> "Listener":
    from chalicelib.hooks.listening import Listener

    return Listener(_hooks(), utc_now)


@cache
def deliverer() -> "Deliverer":
    from chalicelib.hooks.delivering import Deliverer

    return Deliverer(_hooks(), provinces(), _poster(), keys().holds, utc_now)


@cache
def subscriptions() -> "Subscriptions":
    from chalicelib.hooks.subscriptions import Subscriptions

    return Subscriptions(_hooks(), provinces(), _poster(), alias_secret, new_id, utc_now)
