"""A deployed town to walk through: people who write, officers who act, and what the outside saw."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlencode

import urllib3

T = TypeVar("T")
PATIENCE = 220  # seconds: a schedule fires within a minute, an unsure send waits 90 s for its echo, machines are busy
_people = count(1)


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]


@dataclass
class Town:
    """Speaks to the deployed stack over HTTP only, as platforms, officers and integrators do."""

    api: str
    platforms: str
    cloud: str
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(maxsize=32, timeout=60.0, retries=False)
    )

    def call(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if data is not None:
            named.setdefault("Content-Type", "application/json")
        answer = self.http.request(method, url, body=data, headers=named)
        try:
            parsed = json.loads(answer.data) if answer.data else None
        except ValueError:
            parsed = answer.data.decode()
        return Answer(answer.status, parsed, {k.lower(): v for k, v in answer.headers.items()})

    def door(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A call to the product."""
        return self.call(method, self.api.rstrip("/") + path, body, **headers)

    def control(self, path: str, body: Any = None, **query: str) -> Any:
        """A call to the stand-ins of the platforms."""
        url = f"{self.platforms}/control/{path}" + (f"?{urlencode(query)}" if query else "")
        answer = self.call("POST" if body is not None else "GET", url, body)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.body

    def person(self, channel: str, account: str) -> "Person":
        return Person(self, channel, account, f"journey-{next(_people)}-{time.time_ns()}")

    def officer(self, province: str, staff: str) -> "Officer":
        answer = self.call("POST", f"{self.platforms}/issuer/token", {"province": province, "staff": staff})
        assert answer.status == 200, answer.body
        return Officer(self, province, answer.body["id_token"])

    def mails(self) -> list[dict[str, Any]]:
        """Every e-mail SES was given."""
        boxes = self.call("GET", f"{self.cloud}/_ministack/ses/messages").body["messages"]
        return [mail for box in boxes.values() for mail in box]


@dataclass
class Person:
    """A citizen in a chat."""

    town: Town
    channel: str
    account: str
    name: str

    def says(self, text: str = "", kind: str = "text", **more: Any) -> str:
        """Say something; returns the platform's key of it."""
        order = {
            "channel": self.channel,
            "account": self.account,
            "person": self.name,
            "kind": kind,
            "text": text,
        } | more
        said = self.town.control("say", order)
        return str(said["key"])

    def hears(self) -> list[dict[str, Any]]:
        """What the account answered, oldest first; without Zalo's own form for a telephone number, which has no words."""
        thread = self.town.control("thread", channel=self.channel, account=self.account, person=self.name)
        return [m for m in thread["messages"] if m["side"] != "person" and not m["more"].get("asks_contact")]

    def waits_for(self, *words: str, number: int = 1) -> dict[str, Any]:
        """The first answer that holds all `words`."""
        found = eventually(
            lambda: [m for m in self.hears() if all(word in m["text"] for word in words)],
            lambda some: len(some) >= number,
            f"an answer with {words}",
        )
        return found[0]

    def code(self) -> str:
        """The tracking code of the acknowledgement."""
        return code_in(self.waits_for("Mã theo dõi")["text"])


def code_in(text: str) -> str:
    return text.split("Mã theo dõi: ")[1].split(" ")[0].strip()


@dataclass
class Officer:
    """A member of staff with a token."""

    town: Town
    province: str
    token: str

    def _go(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        url = f"/v1/{self.province}/{path}"
        return self.town.door(method, url, body, Authorization=f"Bearer {self.token}", **headers)

    def reads(self, code: str) -> Any:
        answer = self._go("GET", f"tickets/{code}")
        assert answer.status == 200, answer.body
        return answer.body

    def does(self, code: str, act: str, **body: Any) -> Any:
        answer = self._go("POST", f"tickets/{code}/{act}", body)
        assert answer.status == 200, answer.body
        return answer.body["ticket"]

    def tries(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return self._go(method, path, body, **headers)

    def worklist(self, unit: str, **query: str) -> list[dict[str, Any]]:
        answer = self._go("GET", f"tickets?{urlencode({'unit': unit} | query)}")
        assert answer.status == 200, answer.body
        found: list[dict[str, Any]] = answer.body["tickets"]
        return found


def eventually(look: Callable[[], T], enough: Callable[[T], bool], what: str, patience: float = PATIENCE) -> T:
    """What `look` shows once it is enough; fails loudly with the last look when it never is."""
    until = time.monotonic() + patience
    while True:
        seen = look()
        if enough(seen):
            return seen
        if time.monotonic() > until:
            raise AssertionError(f"waited {patience:.0f} s for {what}; last seen: {seen!r}"[:2000])
        time.sleep(0.25)
