"""A province whose changes reach other systems: what happens in the world is put on the stream as AWS would."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from chalicelib.hooks.delivering import Deliverer
from chalicelib.hooks.hook import Delivery, State
from chalicelib.hooks.listening import Listener
from chalicelib.hooks.posting import Poster
from chalicelib.hooks.subscriptions import Subscription, Subscriptions
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import SECRET, SLUG, World, officer
from tests.fakes_hooks import Listening, ShelfHooks

ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")
KEY = Actor(id="key:k1", role=Role.INTEGRATOR, tenant=SLUG, scopes=frozenset({"manage_hooks"}))
ANOTHER_KEY = Actor(id="key:k2", role=Role.INTEGRATOR, tenant=SLUG, scopes=frozenset({"manage_hooks"}))
STRANGER = officer(Role.PROVINCE_ADMIN, "so-khcn", tenant="tinh-khac")
URL = "https://his.example.vn/hook"


def record(old: Ticket | None, new: Ticket, sequence: int, at: datetime) -> dict[str, Any]:
    """What Lambda gets for a ticket row that was written."""
    images = {"NewImage": rows.ticket_row(new).serialize()}
    if old:
        images["OldImage"] = rows.ticket_row(old).serialize()
    change = {"ApproximateCreationDateTime": at.timestamp(), "SequenceNumber": str(sequence), **images}
    return {"eventID": f"e{sequence}", "eventName": "MODIFY" if old else "INSERT", "dynamodb": change}


@dataclass
class Town:
    world: World = field(default_factory=World)
    hooks: ShelfHooks = field(default_factory=ShelfHooks)
    others: Listening = field(default_factory=Listening)
    seen: dict[str, Ticket] = field(default_factory=dict)
    lapsed: set[tuple[str, str]] = field(default_factory=set)  # province and key

    def __post_init__(self) -> None:
        self.numbers: Iterator[int] = count(100)
        self.ids = count(1)
        self.poster = Poster(self.others, lambda: SECRET, self.world.clock)
        self.listener = Listener(self.hooks, self.world.clock)
        self.deliverer = Deliverer(
            self.hooks, self.world.provinces, self.poster, lambda *whom: whom not in self.lapsed, self.world.clock
        )
        self.subscriptions = Subscriptions(
            self.hooks, self.world.provinces, self.poster, lambda: SECRET, lambda: f"h{next(self.ids)}",
            self.world.clock,
        )  # fmt: skip

    def subscribed(self, *events: str, actor: Actor = ADMIN, url: str = URL) -> Subscription:
        made = self.subscriptions.make(SLUG, {"url": url, "events": list(events) or ["ticket.opened"]}, actor)
        self.listener = Listener(self.hooks, self.world.clock)  # half a minute later
        return made

    def noticed(self, *codes: str) -> int:
        """The stream brings what has become of these petitions since it last did."""
        records = []
        for code in codes:
            now = self.world.tickets.get(SLUG, code)
            records.append(record(self.seen.get(code), now, next(self.numbers), self.world.clock()))
            self.seen[code] = now
        return self.listener.note(records)

    def opened(self, **given: Any) -> str:
        code = self.world.opened(person=f"p{next(self.ids)}", **given).code
        self.noticed(code)
        return code

    def does(self, code: str, act: str, actor: Actor, **body: Any) -> None:
        self.world.does(code, act, actor, **body)
        self.noticed(code)

    def said(self) -> list[dict[str, Any]]:
        """What other systems were told, in order."""
        return [json.loads(body) for _, body, _ in self.others.heard]

    def told(self) -> list[tuple[str, str]]:
        return [(one["data"].get("code", ""), one["type"]) for one in self.said()]

    def listed(self, hook: str, state: State) -> list[Delivery]:
        return self.hooks.page(SLUG, hook, state, 1000, "")
