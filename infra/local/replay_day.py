"""Plays a day: people write through the stand-ins, officers act through the product's API, somebody rates.

A day is a file of infra/local/day: `messages` in order, each with the minutes ago it was written, then
`desk`, what officers and people do about them. {place} and {place2} stand for communes of the province.

A step is {"ticket": message, "act": …} with the fields of the act, {"rate": stars}, {"press": title of a button},
{"say": words} or {"gesture": edit, contact, …} with what goes with it. `by` names the unit whose officer acts, where it
is not the one the act is for; `when` the status to wait for. A date is "today" or "+5", the first working day at least
five days ahead; `into` names a message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.keys import message_key
from infra.local.platforms.outside import Account, Outside
from infra.local.platforms.staff import in_roles, nearest
from infra.local.replay_citizen import Call, Citizen, is_quiet

WAIT_SECONDS, LOOK_SECONDS = 30.0, 0.25
AGAIN, TRIES = (412, 502, 503), 4  # the clock or a courier wrote first, or the cloud was busy
UNIT, TRIAGE, ABOVE = ("handler", "head"), ("coordinator", "page_manager"), ("task_force", "leadership", "head")
CENTRAL = ("coordinator", "task_force", "leadership")  # for the whole province, wherever they sit
# Who does an act, the first choice first.
ROLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("accept", "ask", "inform", "seek_extension", "fulfil", "contribute", "answer", "merge"), UNIT),
    **dict.fromkeys(("refuse", "report", "approve", "send_back", "extend", "reject"), ("head",)),
    **dict.fromkeys(("refer", "publish", "hide", "concern", "assign", "unmerge", "classify"), TRIAGE),
    "restrict": ("head", "coordinator"),
    "transfer": ("head", "coordinator"),
    "reopen": ("coordinator",),
    "close": (*UNIT, "coordinator"),
    "note": UNIT,
    "direct": ("leadership",),
    "decide": ABOVE,
    "contest": ("observer",),
    **dict.fromkeys(("uphold", "dismiss"), ("task_force", "leadership")),
}
_OURS = ("ticket", "act", "by", "role", "when")  # of a step; the rest is what goes with the act


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
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)
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
        if "act" not in step:
            return self._citizen(step)
        code = self.code(step["ticket"])
        ticket = self._ticket(code, step.get("when"))
        unit = step.get("by") or (ticket["superior"] if step["act"] == "decide" else ticket["unit"])
        officer = self._officer(unit, (step["role"],) if "role" in step else ROLES[step["act"]])
        path = f"/window/api/v1/{self.province['slug']}/tickets/{code}/{step['act']}"
        body, token = self._body(step), self._token(officer)
        for _ in range(TRIES):
            status, answer = self.call("POST", path, body, token)
            if status not in AGAIN:
                break
            self.sleep(LOOK_SECONDS)
        if status >= 300:
            return self._fail(f"{step['ticket']} {step['act']}: {answer}")
        return self.say(f"{step['ticket']:<8}{code} {step['act']} ({officer['name']})"[:100])

    def _body(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """What goes with the act: places named, dates reckoned from today, messages turned into codes."""
        body = {name: value for name, value in step.items() if name not in _OURS}
        body |= {name: self._placed(body[name]) for name in ("text", "reason") if name in body}
        if "until" in body:
            body["until"] = self.date_of(body["until"])
        if "date" in body.get("document", {}):
            body["document"] = {**body["document"], "date": self.date_of(body["document"]["date"])}
        if "into" in body:
            body["into"] = self.code(body["into"])
        return body

    def date_of(self, words: str) -> str:
        """The date that "today" or "+5" means by the province's calendar."""
        from chalicelib.sla.workdays import calendar_from, days_from  # only the desk needs the product

        calendar = calendar_from(self.province["calendar"], self.province["zone"])
        today = calendar.local_day(datetime.fromtimestamp(self.now, UTC))
        if words == "today":
            return today.isoformat()
        ahead = days_from(today + timedelta(days=int(words)), 1)
        return next(day for day in ahead if calendar.shifts_on(day)).isoformat()

    def _citizen(self, step: Mapping[str, Any]) -> None:
        account, order, key = self.keys[step["ticket"]]
        who = {"channel": account.channel, "account": account.id, "person": order["person"]}
        code, quiet = self.code(step["ticket"]), is_quiet(self.province, self.now)
        citizen = Citizen(self.call, self._until, self._ticket, who, code, key, quiet)
        said = citizen.says(step)
        status, answer = self.call("POST", "/control/say", who | said, {})
        if status != 200:
            return self._fail(f"{step['ticket']}: {answer}")
        return self.say(f"{step['ticket']:<8}người dân: {said.get('text') or said['kind']}"[:100])

    def code(self, message: str) -> str:
        """The code of the ticket this message opens."""
        from chalicelib.ticket.code import ticket_code  # only the desk needs the product

        account, order, key = self.keys[message]
        name = message_key(self.outside, account, str(order["kind"]), key)
        return ticket_code(self.province["code_prefix"], name)

    def _ticket(self, code: str, status: str | None = None) -> Mapping[str, Any]:
        """The ticket, once it is there and in that status, as whoever may see it sees it."""
        path = f"/window/api/v1/{self.province['slug']}/tickets/{code}"

        def look() -> Mapping[str, Any] | None:
            for staff in in_roles(self.province, ("leadership", "coordinator")):
                found, answer = self.call("GET", path, None, self._token(staff))
                if found == 200:
                    ticket = dict(answer["ticket"])
                    return ticket if status in (None, ticket["status"]) else None
            return None

        why = f"{code} has not become {status}" if status else f"{code} has not become a ticket"
        found: Mapping[str, Any] = self._until(look, why)
        return found

    def _until(self, look: Callable[[], Any], why: str) -> Any:
        for _ in range(int(WAIT_SECONDS / LOOK_SECONDS)):
            if (found := look()) is not None:
                return found
            self.sleep(LOOK_SECONDS)
        raise TimeoutError(why)

    def _officer(self, unit: str, roles: Sequence[str]) -> Mapping[str, Any]:
        """Somebody of the unit or above it in one of these roles, or who has that role for the whole province."""
        central = [role for role in roles if role in CENTRAL]
        person = nearest(self.province, unit, roles) or next(in_roles(self.province, central), None)
        if person is None:
            raise LookupError(f"nobody in {unit} or above is {' or '.join(roles)}")
        return person

    def _token(self, staff: Mapping[str, Any]) -> dict[str, str]:
        if staff["id"] not in self.tokens:
            order = {"province": self.province["slug"], "staff": staff["id"]}
            token = self.call("POST", "/issuer/token", order, {})[1]["id_token"]
            self.tokens[staff["id"]] = {"Authorization": f"Bearer {token}"}
        return self.tokens[staff["id"]]

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
