"""Staff in a storm: whoever's turn it is takes the next step of a petition until it is answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.platforms.staff import in_roles, nearest

AGAIN, TRIES = (409, 412, 429, 500, 502, 503, 504), 12  # the clock wrote first, or the cloud was busy
ENDED = ("answered", "closed")
Call = Callable[[str, str, Any, Mapping[str, str]], tuple[int, Any]]  # method, path, JSON, headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One act by one member of staff."""

    act: str
    staff: Mapping[str, Any]
    body: Mapping[str, Any]


def next_move(province: Mapping[str, Any], ticket: Mapping[str, Any], text: str, to: str) -> Move | None:
    """What must happen next so that the citizen is answered; None when they have been.

    to      public, private or both; empty where there is no choice
    raises  LookupError when nobody of the province could do it
    """
    status, unit = ticket["status"], str(ticket["unit"])
    if status in ENDED:
        return None
    if status == "in_tray":
        keeper = _somebody(province, unit, (ticket.get("arbiter") or "coordinator", "coordinator", "leadership"))
        return Move(act="assign", staff=keeper, body={"unit": _a_unit(province), "reason": "Giao để trả lời"})
    if status == "drafted":
        return Move(act="approve", staff=_somebody(province, unit, ("head",)), body={})
    body = {"text": text} | ({"to": to} if to else {})
    return Move(act="answer", staff=_somebody(province, unit, ("handler", "head", "coordinator")), body=body)


def _somebody(province: Mapping[str, Any], unit: str, roles: tuple[str, ...]) -> Mapping[str, Any]:
    person = nearest(province, unit, roles) or next(in_roles(province, roles), None)
    if person is None:
        raise LookupError(f"nobody in {unit} or above is {' or '.join(roles)}")
    return person


def _a_unit(province: Mapping[str, Any]) -> str:
    return str(next(in_roles(province, ("handler",)))["unit"])


@dataclass
class Office:
    """The staff of one province at the product's API; `call` reaches it, `login` gives a token."""

    province: Mapping[str, Any]
    call: Call
    login: Callable[[str], str]
    sleep: Callable[[float], None] = time.sleep
    _tokens: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, code: str) -> Mapping[str, Any]:
        """The petition with its timeline, as somebody sees it who sees all; empty while it is not there."""
        for staff in in_roles(self.province, ("leadership", "coordinator")):
            status, whole = self._go("GET", f"tickets/{code}", staff, None)
            if status == 200:
                return dict(whole)
        return {}

    def answer(self, code: str, text: str, to: str) -> str:
        """Take the petition to its answer; what went wrong, or nothing."""
        told = "it has not come"
        for _ in range(TRIES):
            whole = self.read(code)
            if not whole:
                self.sleep(0.5)
                continue
            move = next_move(self.province, whole["ticket"], text, to)
            if move is None:
                return ""
            status, answer = self._go("POST", f"tickets/{code}/{move.act}", move.staff, move.body)
            if status >= 300 and status not in AGAIN:
                return f"{move.act} by {move.staff['id']}: {status} {answer}"[:300]
            told = f"{move.act}: {status}"
            if status >= 300:
                self.sleep(0.5)
        return told

    def held(self, code: str) -> frozenset[str]:
        """The sides on which the answer waits for the end of the quiet hours."""
        notices = self.read(code).get("notices", ())
        waiting = [n for n in notices if n["purpose"] == "answer" and n["status"] == "owed"]
        return frozenset(n["side"] or "private" for n in waiting if "quiet hours" in str(n["reason"]))

    def failed(self) -> int:
        """How many notices lie on the failed list."""
        staff = next(in_roles(self.province, ("coordinator", "leadership")))
        status, answer = self._go("GET", "notices/failed", staff, None)
        return len(answer["notices"]) if status == 200 else -1

    def _go(self, method: str, path: str, staff: Mapping[str, Any], body: Any) -> tuple[int, Any]:
        with self._lock:
            token = self._tokens.get(staff["id"]) or self.login(staff["id"])
            self._tokens[staff["id"]] = token
        return self.call(method, f"/v1/{self.province['slug']}/{path}", body, {"Authorization": f"Bearer {token}"})
