"""The control API: people speak, platforms fail, and everything that passed can be read.

Tests, the replay and the shop window use it; the product never does.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import TimeoutError as NoAnswerYet
from dataclasses import dataclass
from typing import Any

import urllib3
from flask import Blueprint, jsonify, request

from infra.local.platforms.bench import Bench
from infra.local.platforms.control_events import Events
from infra.local.platforms.deliver import DOOR_SECONDS
from infra.local.platforms.gestures import BadOrder
from infra.local.platforms.say import Speech
from infra.local.platforms.tell import Herald
from infra.local.platforms.weather import storm_from
from infra.local.platforms.world import person_id
from infra.local.platforms.zalo_oauth import Tokens


def control(bench: Bench, speech: Speech, herald: Herald, tokens: Tokens) -> Blueprint:
    doors, orders = Blueprint("control", __name__, url_prefix="/control"), Orders(bench, speech, tokens)
    events = Events(bench, herald)

    @doors.errorhandler(BadOrder)
    def bad_order(error: BadOrder) -> Any:
        return jsonify({"error": str(error)}), 400

    @doors.errorhandler(KeyError)
    def incomplete(error: KeyError) -> Any:
        return jsonify({"error": f"the order needs {error}"}), 400

    def door(method: str, answer: Callable[[Any], dict[str, Any]]) -> None:
        def view() -> Any:
            return jsonify(answer(request.get_json() if method == "POST" else request.args))

        doors.add_url_rule(f"/{answer.__name__}", endpoint=answer.__name__, methods=[method], view_func=view)

    told = (orders.say, orders.fail, orders.redeliver, orders.block, orders.meet, orders.pace, orders.grant)
    happens = (events.reply, events.hold, events.policy, events.hide, events.template, events.quota)
    for answer in (*told, orders.verify, orders.weather, *happens, events.telephone, events.subscription):
        door("POST", answer)
    for reading in (orders.thread, orders.sent, orders.log, orders.breaches, orders.wind):
        door("GET", reading)
    return doors


@dataclass(frozen=True)
class Orders:
    bench: Bench
    speech: Speech
    tokens: Tokens

    def say(self, order: Any) -> dict[str, Any]:
        """A person writes. `delivered`: the door's first answer, 0 if it cannot be reached, null if slow.

        wait  false: do not wait for the door
        """
        person, said = self.speech.say(order)
        statuses = [_first(future) if order.get("wait", True) else None for _, future in said]
        return {
            "key": said[0][0].key,
            "keys": [entry.key for entry, _ in said],
            "person": person,
            "delivered": statuses[0],
            "statuses": statuses,
        }

    def fail(self, order: Any) -> dict[str, Any]:
        """The next `times` sends meet `error`: a number, code/subcode, {code}, or one of
        lost (sent, then an error), cut (sent, then the connection closes), timeout, http500, gone (not sent).

        The channel may also be oauth: then the next refresh of a Zalo token meets it.
        """
        if order.get("error") in (None, "none"):
            self.bench.faults.clear()
        else:
            channel = "oauth" if order.get("channel") == "oauth" else _channel(order)
            self.bench.faults.order(channel, order.get("account"), order["error"], int(order.get("times", 1)))
        return {"ok": True}

    def redeliver(self, order: Any) -> dict[str, Any]:
        """The same webhook again, `times` times, `concurrency` at once."""
        parcel = self.bench.parcels.about(str(order.get("key")), order.get("what"))
        if parcel is None:
            raise BadOrder(f"nothing was delivered about {order.get('key')}")
        times = int(order.get("times", 1))
        return {"statuses": self.bench.post.again(parcel, times, int(order.get("concurrency", times)))}

    def thread(self, asked: Any) -> dict[str, Any]:
        who = person_id(asked["channel"], asked["account"], asked["person"])
        return {"person": who, "messages": self.bench.world.thread(asked["channel"], asked["account"], who)}

    def sent(self, asked: Any) -> dict[str, Any]:
        return {"messages": self.bench.world.sent(int(asked.get("since", 0)))}

    def log(self, asked: Any) -> dict[str, Any]:
        return {
            "deliveries": self.bench.parcels.log(int(asked.get("since", 0))),
            "waiting": self.bench.parcels.waiting(),
        }

    def block(self, order: Any) -> dict[str, Any]:
        who = person_id(_channel(order), str(order["account"]), str(order["person"]))
        self.bench.world.know(order["channel"], order["account"], who, "")
        self.bench.world.block(order["channel"], order["account"], who, bool(order.get("blocked", True)))
        return {"person": who}

    def meet(self, order: Any) -> dict[str, Any]:
        """People who wrote without this process: a replay speaks to the door itself."""
        people, at = [str(who) for who in order["people"]], float(order.get("at") or self.bench.now())
        self.bench.world.meet(_channel(order), str(order["account"]), people, at=int(at * 1000))
        return {"met": len(people)}

    def pace(self, order: Any) -> dict[str, Any]:
        """Calls a second before the rate limit answers; null for the platform's own."""
        self.bench.paces.limit(_channel(order), order.get("per_second"))
        return {"ok": True}

    def weather(self, order: Any) -> dict[str, Any]:
        """Shares of webhooks that come twice or late and of sends that fail or stay unanswered; {} ends the storm."""
        self.bench.weather.become(storm_from(order))
        return {"ok": True}

    def wind(self, _: Any) -> dict[str, Any]:
        """What the storm has done since it began."""
        return {**self.bench.weather.done(), "waiting": self.bench.parcels.waiting()}

    def breaches(self, asked: Any) -> dict[str, Any]:
        """Every call that broke a platform's rule."""
        found = self.bench.breaches.since(int(asked.get("since", 0)))
        return {"many": self.bench.breaches.many(), "breaches": found}

    def grant(self, order: Any) -> dict[str, Any]:
        """An administrator grants the app again after the chain of Zalo tokens broke."""
        account = self.bench.outside.account("zalo", str(order["account"]))
        if account is None:
            raise BadOrder("no province has this Zalo account")
        self.tokens.grant(account)
        return {"ok": True}

    def verify(self, order: Any) -> dict[str, Any]:
        """Ask the door what the platforms' consoles ask when its address is saved."""
        return _verify(self.bench, _channel(order), str(order.get("app", "cau-noi")))


def _first(future: Any) -> int | None:
    try:
        status: int = future.result(timeout=DOOR_SECONDS + 5)
    except NoAnswerYet:
        return None
    return status


def _channel(order: dict[str, Any]) -> str:
    channel = str(order.get("channel"))
    if channel not in ("facebook", "zalo"):
        raise BadOrder("channel must be facebook or zalo")
    return channel


def _verify(bench: Bench, channel: str, app: str) -> dict[str, Any]:
    base = bench.outside.api_url()
    if base is None:
        raise BadOrder("the product's API is not deployed yet")
    url = f"{base}/webhooks/{channel}/{app}"
    if channel == "zalo":
        answer = urllib3.request("POST", url, body=b"{}", headers={"Content-Type": "application/json"}, retries=False)
    else:
        token = bench.outside.secret(f"facebook/app/{app}").get("verify_token", "")
        fields = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token}
        answer = urllib3.request("GET", url, fields=fields, retries=False)
    return {"status": answer.status, "body": answer.data.decode(errors="replace")}
