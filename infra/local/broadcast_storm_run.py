"""The course of a broadcast to many: ordered by staff, killed while it goes out, waited for, then counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.broadcast_storm_count import Tally, tally
from infra.local.broadcast_storm_people import Fan
from infra.local.platforms.staff import in_roles
from infra.local.storm_desk import Call
from infra.local.storm_ground import Ground

LOOK, GLANCE = 2.0, 10.0  # seconds between two looks at the stand-ins, and at the API
GONE = (401, 403)  # the gateway says no more of a token that has expired than of one that is forged
AGAIN = (429, 500, 502, 503, 504)
TRIES = 6
Who = tuple[str, str, str]


@dataclass
class Desk:
    """Staff of one province at the product's API; `login` gives a token."""

    province: Mapping[str, Any]
    call: Call
    login: Callable[[str], str]
    sleep: Callable[[float], None] = time.sleep
    _tokens: dict[str, str] = field(default_factory=dict)

    def go(self, role: str, method: str, path: str, body: Any = None) -> Any:
        """raises  LookupError with the answer when it was not taken"""
        staff = next(in_roles(self.province, (role,)))["id"]
        self._tokens[staff] = self._tokens.get(staff) or self.login(staff)
        headers, url = {"Authorization": f"Bearer {self._tokens[staff]}"}, f"/v1/{self.province['slug']}/{path}"
        status, answer = 0, None
        for _ in range(TRIES):
            status, answer = self.call(method, url, body, headers)
            if status in GONE and self._tokens.pop(staff, None):  # an hour is over
                headers["Authorization"] = f"Bearer {self.login(staff)}"
            elif status not in AGAIN:
                break
            self.sleep(LOOK)
        if status >= 300:
            raise LookupError(f"{method} {path}: {status} {answer}"[:500])
        return answer


@dataclass
class Run:
    """One broadcast of `kind`, about `here` and `topic`; `mark` tells its words from all others'."""

    desk: Desk
    ground: Ground
    fans: Sequence[Fan]
    kind: str
    here: str
    topic: str
    mark: str
    kill: Callable[[], int]
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    id: str = ""
    heard: Counter[Who] = field(default_factory=Counter)
    kills: int = 0
    strikes: int = 0
    _seen: int = 0
    _moved: float = 0.0
    _told: Mapping[str, Any] = field(default_factory=dict)
    _glanced: float = -GLANCE

    def go(self, kills: int, *, deadline: float, patience: float, quiet: float) -> Tally:
        """Order it, let it go out, and count.

        deadline  seconds after which it is counted as it stands
        patience  seconds without any progress before what is missing counts as missing
        quiet     seconds of silence at the end in which a late double would still come
        """
        self._seen, breach = self._newest(), len(self.ground.breaches(0))
        self.order(patience)
        begun = self._moved = self.clock()
        ended = begun + deadline
        self._until(self._all_told, kills, patience, ended)
        took = self._moved - begun
        self._until(self._counted, kills, patience + quiet, ended)
        self._until(lambda: self.clock() - self._moved > quiet, 0, patience + quiet, ended + quiet)
        return tally(
            self.fans, self.kind, self.heard, breaches=self.ground.breaches(0)[breach:], told=self._read(),
            kills=self.kills, seconds=took,
        )  # fmt: skip

    def order(self, patience: float) -> None:
        """Written by one, approved by another once the register knows everybody, begun."""
        words = {"kind": self.kind, "title": f"Tin {self.mark}", "text": "Đường qua xã cấm xe từ 22 giờ đêm nay."}
        aimed = {"topic": self.topic, "audience": {"areas": [self.here], "fields": [self.topic]}}
        self.id = str(self.desk.go("coordinator", "POST", "broadcasts", words | aimed)["id"])
        self.desk.go("coordinator", "POST", f"broadcasts/{self.id}/submit")
        owed, until = sum(fan.owed(self.kind) for fan in self.fans), self.clock() + patience
        while (found := self.desk.go("coordinator", "GET", f"broadcasts/{self.id}/estimate"))["meant"] != owed:
            self.say(f"the register knows {found['meant']} of {owed}")
            if self.clock() > until:
                raise LookupError(f"the register knows {found['meant']} of {owed}")
            self.sleep(GLANCE / 2)
        self.say(f"estimate: {found}")
        self.desk.go("leadership", "POST", f"broadcasts/{self.id}/approve", {"over_limit": True})
        self.desk.go("coordinator", "POST", f"broadcasts/{self.id}/schedule", {})

    def _until(self, done: Callable[[], bool], kills: int, patience: float, ended: float) -> None:
        self._moved = self.clock()
        while not done() and self.clock() - self._moved < patience and self.clock() < ended:
            self._gather()
            self._strike(kills)
            if self.clock() - self._glanced > GLANCE:
                self._glance()
            self.sleep(LOOK)

    def _all_told(self) -> bool:
        return all(self.heard[fan.who] for fan in self.fans if fan.hears(self.kind))

    def _counted(self) -> bool:
        """The API has counted that nothing waits any more."""
        figures = self._told.get("progress", {})
        return self._told.get("state") == "done" and not figures.get("states", {}).get("owed", 0)

    def _gather(self) -> None:
        for entry in self.ground.sent(self._seen):
            self._seen = int(entry["n"])
            if self.mark in entry["text"]:
                self.heard[entry["channel"], entry["account"], entry["person"]] += 1
                self._moved = self.clock()

    def _strike(self, kills: int) -> None:
        """Kill at equal shares of those to be told; again at the next look until somebody was at work."""
        meant = sum(fan.hears(self.kind) for fan in self.fans)
        due = self.strikes < kills and len(self.heard) >= (self.strikes + 1) * meant / (kills + 2)
        if due and (killed := self.kill()):
            self.kills += killed
            self.strikes += 1
            self.say(f"killed {killed} workers at {len(self.heard)} told")

    def _glance(self) -> None:
        self._glanced, before = self.clock(), self._told
        self._told = self._read()
        if self._told != before:
            self._moved = self.clock()
        figures = self._told["progress"]
        self.say(f"{self._told['state']}: told {len(self.heard)}, owed {figures['owed']}, {figures['states']}")

    def _read(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.desk.go("coordinator", "GET", f"broadcasts/{self.id}")
        return found

    def _newest(self) -> int:
        last = 0
        for entry in self.ground.sent(0):
            last = int(entry["n"])
        return last
