"""A storm: webhooks come twice and late, sends fail, answers stay away; and it can be had again by its seed."""

import threading
from collections import Counter
from pathlib import Path

import pytest
import urllib3
from werkzeug.serving import make_server

from infra.local.platforms.__main__ import ZaloFriendly
from infra.local.platforms.server import make_app
from infra.local.platforms.weather import Storm, Weather
from tests.local.conftest import PAGE, Town, graph


def draws(storm: Storm, many: int = 4000) -> tuple[list[tuple[float, float | None]], list[object]]:
    weather = Weather()
    weather.become(storm)
    return [weather.webhook() for _ in range(many)], [weather.send("facebook") for _ in range(many)]


def test_a_storm_does_as_much_harm_as_it_was_told_and_the_same_again() -> None:
    storm = Storm(duplicated=0.05, reordered=0.05, errors=0.03, cuts=0.01, seed=7)
    webhooks, sends = draws(storm)
    assert 150 < sum(again is not None for _, again in webhooks) < 250
    assert 150 < sum(late > 0 for late, _ in webhooks) < 250
    assert 25 < sends.count("cut") < 60
    assert 85 < sum(error not in (None, "cut") for error in sends) < 160
    assert draws(storm) == (webhooks, sends)


def test_when_it_is_calm_nothing_happens() -> None:
    webhooks, sends = draws(Storm(), 50)
    assert (set(webhooks), set(sends)) == ({(0.0, None)}, {None})


def test_a_storm_brings_webhooks_twice_and_late_and_none_is_missing(town: Town) -> None:
    town.client.post("/control/weather", json={"duplicated": 1.0, "reordered": 0.5, "late_seconds": 0.05, "seed": 1})
    keys = [town.say(text=f"Đèn {n}", wait=False)["key"] for n in range(12)]
    town.clock.seconds += 1
    town.bench.post.wake()
    town.client.post("/control/weather", json={})
    keys.append(town.say(text="Hết bão")["key"])
    told = Counter(event["entry"][0]["messaging"][0]["message"]["mid"] for event in town.told("message"))
    assert told == Counter({**dict.fromkeys(keys[:-1], 2), keys[-1]: 1})


def test_the_storm_says_what_it_has_done(town: Town) -> None:
    town.client.post("/control/weather", json={"cuts": 1.0})
    town.say(text="Đèn hỏng")
    assert town.send({"id": "1"}).status_code == 500
    done = town.client.get("/control/wind").json
    assert (done["cuts"], done["sends"], done["duplicated"]) == (1, 1, 0)
    assert len(town.told("echo")) == 1, "it was sent all the same"


@pytest.mark.parametrize("error", ["cut", "gone"])
def test_over_a_wire_a_cut_answer_is_a_closed_connection(town: Town, key_file: Path, error: str) -> None:
    server = make_server("127.0.0.1", 0, make_app(town.bench, key_file), threaded=True, request_handler=ZaloFriendly)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    running.start()
    town.say(text="Đèn hỏng")
    town.client.post("/control/fail", json={"channel": "facebook", "error": error})
    body = {"recipient": {"id": "1"}, "messaging_type": "RESPONSE", "message": {"text": "Đã nhận"}}
    url = f"http://127.0.0.1:{server.server_port}{graph(f'{PAGE}/messages')}"
    try:
        with pytest.raises(urllib3.exceptions.ProtocolError):
            urllib3.request("POST", url, json=body, retries=False, timeout=5.0)
    finally:
        server.shutdown()
        running.join()
        server.server_close()
    assert len(town.told("echo")) == (1 if error == "cut" else 0)
