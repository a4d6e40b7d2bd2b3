"""Stand-ins of what lies outside an account: a safe, a journal, Zalo's token desk, Facebook's subscriptions."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalicelib.account.facebook_admin import WANTED
from chalicelib.account.journal import Journal
from chalicelib.errors import NotFound, Unsure


@dataclass
class PocketSafe:
    """Secrets of one process, without a cache: `kept` is what it would hold. `refusals` are raised first, one a put."""

    secrets: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: list[BaseException] = field(default_factory=list)
    puts: list[str] = field(default_factory=list)

    def get(self, name: str) -> dict[str, Any]:
        if name not in self.held:
            if name not in self.secrets:
                raise NotFound("no such secret", name=name)
            self.held[name] = deepcopy(self.secrets[name])
        return self.held[name]

    def put(self, name: str, value: Mapping[str, Any]) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.held.pop(name, None)
        self.puts.append(name)
        self.secrets[name] = deepcopy(dict(value))

    def forget(self, name: str) -> None:
        self.held.pop(name, None)

    def kept(self, name: str) -> dict[str, Any] | None:
        return self.held.get(name)


@dataclass
class ShelfJournals:
    rows: dict[tuple[str, str, str], Journal] = field(default_factory=dict)

    def take(
        self, tenant: str, channel: str, account: str, owner: str, now: datetime, until: datetime
    ) -> Journal | None:
        whose = (tenant, channel, account)
        kept = self.rows.get(whose) or Journal(tenant=tenant, channel=channel, account=account)
        if kept.until and kept.until > now:
            return None
        self.rows[whose] = replace(kept, owner=owner, until=until)
        return self.rows[whose]

    def note(self, journal: Journal) -> bool:
        return self._put(journal, spent=journal.spent, alarmed=journal.alarmed, refused=journal.refused)

    def release(self, journal: Journal) -> None:
        self._put(journal, until=None)

    def _put(self, journal: Journal, **fields: Any) -> bool:
        whose = (journal.tenant, journal.channel, journal.account)
        mine = self.rows[whose].owner == journal.owner
        if mine:
            self.rows[whose] = replace(self.rows[whose], **fields)
        return mine


@dataclass
class ZaloDesk:
    """Zalo's token end point for one OA: a refresh token works once, a new pair kills the old one.

    `faults` come first, one a call: «lost» acts and says nothing, an error neither acts nor answers, an answer is given.
    """

    refresh_token: str = "refresh-0"
    access_token: str = "access-0"
    calls: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    code: str = ""
    on_call: Callable[[], None] = lambda: None

    def __call__(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, Any]:
        self.calls.append((url, dict(form), dict(headers)))
        self.on_call()
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, BaseException):
            raise fault
        if isinstance(fault, tuple):
            return fault
        wanted = self.code if form["grant_type"] == "authorization_code" else self.refresh_token
        given = form.get("code") or form.get("refresh_token")
        if given != wanted or headers["secret_key"] != "zalo-app-secret":
            return 200, {"error": -14002, "error_name": "Invalid refresh token"}
        number = len(self.calls)
        self.refresh_token, self.access_token, self.code = f"refresh-{number}", f"access-{number}", ""
        if fault == "lost":
            raise Unsure("no answer")
        return 200, {"access_token": self.access_token, "refresh_token": self.refresh_token, "expires_in": "90000"}


@dataclass
class Graph:
    """Facebook's subscriptions. `faults` come first, one a call."""

    fields: dict[str, list[str] | None] = field(default_factory=dict)  # None: our app is not listed
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    on_call: Callable[[], None] = lambda: None

    def get(self, url: str) -> tuple[int, Any]:
        page = self._asked("GET", url)
        if fault := self._fault():
            return fault
        fields = self.fields.get(page, sorted(WANTED))
        others = [{"id": "111", "name": "Khác", "subscribed_fields": ["feed", "messages"]}]
        ours = [] if fields is None else [{"id": "918", "name": "Cầu Nối", "subscribed_fields": fields}]
        return 200, {"data": [*others, *ours]}

    def post(self, url: str, form: Mapping[str, str]) -> tuple[int, Any]:
        page = self._asked("POST", url)
        if fault := self._fault():
            return fault
        self.fields[page] = self.calls[-1][2]["subscribed_fields"].split(",")
        return 200, {"success": True}

    def _asked(self, method: str, url: str) -> str:
        parts = urlsplit(url)
        page = parts.path.split("/")[-2]
        self.calls.append((method, page, {name: values[0] for name, values in parse_qs(parts.query).items()}))
        self.on_call()
        return page

    def _fault(self) -> tuple[int, Any] | None:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, BaseException):
            raise fault
        return fault


class Died(BaseException):
    """The process ends here: nothing behind this line happens, not even what stands in a finally."""


class Steps:
    """Counts every step outside and dies at the chosen one, before or after it was done."""

    def __init__(self, at: int, *, done: bool) -> None:
        self.at, self.done, self.taken, self.dead = at, done, 0, False

    def of(self, target: Any) -> Any:
        return _Mortal(target, self)

    def step(self, act: Any, *given: Any) -> Any:
        if self.dead:
            return None  # the process is gone; a finally of ours does not run
        self.taken += 1
        if self.taken == self.at and not self.done:
            self.dead = True
            raise Died
        answer = act(*given)
        if self.taken == self.at:
            self.dead = True
            raise Died
        return answer


class _Mortal:
    def __init__(self, target: Any, steps: Steps) -> None:
        self._target, self._steps = target, steps

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._target, name)
        return lambda *given: self._steps.step(act, *given)
