"""Plays a day: people write through the stand-ins, officers act through the product's API, somebody rates.

A day is a file of infra/local/day: `messages` in order, each with the minutes ago it was written, then
`desk`, what officers and people do about them. {place} and {place2} stand for communes of the province.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.platforms.outside import Account, Outside
from infra.local.platforms.staff import in_roles, nearest

WAIT_SECONDS = 30.0
ROLES = {
    "accept": ("handler", "head"),
    "ask": ("handler", "head"),
    "answer": ("handler", "head"),
    "close": ("handler", "head", "coordinator"),
    "note": ("handler", "head"),
    "transfer": ("head", "coordinator"),
    "assign": ("coordinator", "page_manager"),
}
Call = Callable[[str, str, Any, Mapping[str, str]], tuple[int, Any]]  # method, path, JSON, headers


@dataclass
class Day:
    """One day in one province. `call` reaches the stand-ins, `now` is the epoch second it is played at."""

    outside: Outside
    province: Mapping[str, Any]
    call: Call
    say: Callable[[str], None]
    now: float
    sleep: Callable[[float], None] = time.sleep
    keys: dict[str, tuple[Account, Mapping[str, Any], str]] = field(default_factory=dict)
    failures: int = 0

    def play(self, day: Mapping[str, Any]) -> int:
        """Everything in order; the number of steps that failed."""
        for message in day["messages"]:
            self._speak(message)
        hopeless: set[str] = set()  # waiting for a ticket once is enough
        for step in day.get("desk", ()):
            if step["ticket"] in hopeless:
                continue
            try:
                self._step(step)
            except (LookupError, TimeoutError) as error:
                hopeless.add(step["ticket"])
                self._fail(f"{step['ticket']}: {error}")
        return self.failures

    def _speak(self, message: Mapping[str, Any]) -> None:
        account = self._account(message)
        if account is None:
            return self._fail(f"{message['id']}: the province has no {message['channel']} account")
        order = {
            name: value for name, value in message.items() if name not in ("id", "minutes_ago", "reply_to", "account")
        }
        order |= {
            "account": account.id,
            "at": self.now - 60 * message["minutes_ago"],
            "name": message["person"],
        }
        if "text" in order:
            order["text"] = self._placed(order["text"])
        if message.get("reply_to") in self.keys:
            order["parent"] = self.keys[message["reply_to"]][2]
        status, answer = self.call("POST", "/control/say", order, {})
        if status != 200:
            return self._fail(f"{message['id']}: {answer}")
        self.keys[message["id"]] = (account, order, answer["key"])
        if answer["delivered"] != 200:
            return self._fail(f"{message['id']}: the door answered {answer['delivered']}; it will be sent again")
        return self.say(f"{message['id']:<8}{message['channel']:<10}{order.get('text') or message['kind']}"[:100])

    def _step(self, step: Mapping[str, Any]) -> None:
        account, order, _ = self.keys[step["ticket"]]
        if "say" in step or "rate" in step:
            answer = {"channel": account.channel, "account": account.id, "person": order["person"]}
            self.call("POST", "/control/say", answer | self._reply(step, answer), {})
            return self.say(f"{step['ticket']:<8}người dân: {step.get('say') or step.get('rate')}")
        code = self._code(step["ticket"])
        ticket = self._ticket(code)
        token = self._token(self._officer(ticket["unit"], ROLES[step["act"]]))
        body = {name: self._placed(step[name]) for name in ("text", "reason", "unit") if name in step}
        path = f"/window/api/v1/{self.province['slug']}/tickets/{code}/{step['act']}"
        status, answer = self.call("POST", path, body, token)
        if status >= 300:
            return self._fail(f"{step['ticket']} {step['act']}: {answer}")
        return self.say(f"{step['ticket']:<8}{code} {step['act']} ({ticket['unit']})")

    def _reply(self, step: Mapping[str, Any], who: Mapping[str, str]) -> dict[str, Any]:
        """A plain text, or the rating button of the last message that offers one."""
        if "say" in step:
            return {"kind": "text", "text": step["say"]}
        query = "&".join(f"{name}={value}" for name, value in who.items())
        stars = str(step["rate"])
        for reply in self._until(lambda: self._buttons(query), "no rating is asked for"):
            if str(reply.get("payload", "")).endswith(f":{stars}"):
                return {"kind": "quick_reply", "text": reply["title"], "payload": reply["payload"]}
        return {"kind": "text", "text": stars}

    def _buttons(self, query: str) -> Sequence[Mapping[str, Any]] | None:
        """Quick replies of the newest answer; Zalo has none: there an answer is enough."""
        _, thread = self.call("GET", f"/control/thread?{query}", None, {})
        told = [m for m in thread["messages"] if m["side"] == "product"]
        if query.startswith("channel=zalo"):
            return [{}] if told else None
        return next((m["more"]["quick_replies"] for m in reversed(told) if m["more"].get("quick_replies")), None)

    def _code(self, message: str) -> str:
        from chalicelib.ticket.code import ticket_code  # only the desk needs the product

        account, order, key = self.keys[message]
        if order["kind"] == "comment":
            name = f"fb#{account.id}#comment#add#{key}#{int(order['at'])}"
        elif account.channel == "facebook":
            name = f"fb#{account.id}#{key}"
        else:
            name = f"zalo#{self.outside.app(account)['app_id']}#user_send_{order['kind']}#{key}"
        return ticket_code(self.province["code_prefix"], name)

    def _ticket(self, code: str) -> Mapping[str, Any]:
        """The ticket, once it is there, as whoever may see it sees it."""

        def look() -> Mapping[str, Any] | None:
            for staff in in_roles(self.province, ("leadership", "coordinator")):
                path = f"/window/api/v1/{self.province['slug']}/tickets/{code}"
                status, answer = self.call("GET", path, None, self._token(staff))
                if status == 200:
                    return dict(answer["ticket"])
            return None

        found: Mapping[str, Any] = self._until(look, f"{code} has not become a ticket")
        return found

    def _until(self, look: Callable[[], Any], why: str) -> Any:
        for _ in range(int(WAIT_SECONDS)):
            if (found := look()) is not None:
                return found
            self.sleep(1.0)
        raise TimeoutError(why)

    def _officer(self, unit: str, roles: Sequence[str]) -> Mapping[str, Any]:
        person = nearest(self.province, unit, roles)
        if person is None:
            raise LookupError(f"nobody in {unit} or above is {' or '.join(roles)}")
        return person

    def _token(self, staff: Mapping[str, Any]) -> dict[str, str]:
        order = {"province": self.province["slug"], "staff": staff["id"]}
        return {"Authorization": f"Bearer {self.call('POST', '/issuer/token', order, {})[1]['id_token']}"}

    def _account(self, message: Mapping[str, Any]) -> Account | None:
        accounts = [
            a for a in self.outside.accounts() if (a.province, a.channel) == (self.province["slug"], message["channel"])
        ]
        return accounts[message.get("account", 0) % len(accounts)] if accounts else None

    def _placed(self, text: str) -> str:
        names = [u["name"].removeprefix("UBND ") for u in self.province["units"] if u.get("place")]
        names = names or [self.province["name"]]
        return text.replace("{place2}", names[len(names) // 2]).replace("{place}", names[0])

    def _fail(self, why: str) -> None:
        self.failures += 1
        self.say(f"! {why}")
