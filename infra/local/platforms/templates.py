"""Templates the platforms have approved, telephones that cannot be reached, and what an OA may still send.

What a province's file lists under messaging.templates counts as approved; a control order may say otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.platforms.outside import Account, Outside
from infra.local.platforms.store import Store

APPROVED = "APPROVED"
PLENTY = {"reply": 2000, "daily": 500}  # paid consultation messages; templates a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    most: int = 200
    type: str = "text"  # text, number or date


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`tag` 1 transaction, 2 customer care, 3 promotion; `by_uid` False: may be sent by telephone number only."""

    id: str
    parameters: tuple[Parameter, ...] = ()
    status: str = APPROVED
    tag: int = 1
    rating: bool = False
    by_uid: bool = True


@dataclass(frozen=True)
class Templates:
    store: Store
    outside: Outside

    def find(self, account: Account, template_id: str) -> Template | None:
        row = self.store.row("SELECT body FROM templates WHERE account=? AND id=?", account.id, template_id)
        if row:
            return template_from(json.loads(row["body"]))
        province = self.outside.province(account.province) or {}
        lane = "messenger_utility" if account.channel == "facebook" else "zalo_template"
        for listed in province.get("messaging", {}).get("templates", ()):
            if listed["id"] == template_id and listed["lane"].startswith(lane):
                return template_from(listed | {"rating": listed["purpose"] == "rating"})
        return None

    def put(self, account: str, body: Mapping[str, Any]) -> None:
        template_from(body)  # as it will be read
        row = json.dumps(dict(body))
        self.store.write("INSERT OR REPLACE INTO templates VALUES (?,?,?)", account, str(body["id"]), row)

    def leave(self, account: Account, lane: str) -> bool:
        """Whether the platform has given this account leave for human-agent or utility messages."""
        province = self.outside.province(account.province) or {}
        return lane in province.get("messaging", {}).get("lanes", {}).get("approved", ())

    def telephone(self, phone: str) -> str:
        """What is the matter with this number: no_zalo, unreachable, refuses; empty: nothing."""
        row = self.store.row("SELECT state FROM telephones WHERE phone=?", phone)
        return str(row["state"]) if row else ""

    def put_telephone(self, phone: str, state: str) -> None:
        self.store.write("INSERT OR REPLACE INTO telephones VALUES (?,?)", phone, state)

    def left(self, account: str, what: str) -> int:
        row = self.store.row("SELECT left_over FROM quotas WHERE account=? AND what=?", account, what)
        return int(row["left_over"]) if row else PLENTY[what]

    def put_left(self, account: str, what: str, many: int) -> None:
        self.store.write("INSERT OR REPLACE INTO quotas VALUES (?,?,?)", account, what, many)

    def use(self, account: str, what: str) -> bool:
        """Take one off what is left; False when nothing is."""
        left = self.left(account, what)
        if left > 0:
            self.put_left(account, what, left - 1)
        return left > 0


def template_from(body: Mapping[str, Any]) -> Template:
    parameters = (Parameter(**{k: v for k, v in p.items() if k != "fact"}) for p in body.get("parameters", ()))
    own = {name: body[name] for name in ("status", "tag", "rating", "by_uid") if name in body}
    return Template(id=str(body["id"]), parameters=tuple(parameters), **own)
