"""What the Graph API tells about people, and which events the page is subscribed to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import request

from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.bench import Bench
from infra.local.platforms.facebook_caller import Caller, asked
from infra.local.platforms.facebook_rules import Refused
from infra.local.platforms.tell import Herald

FIELDS = (
    "messages", "messaging_postbacks", "messaging_referrals", "message_echoes", "message_edits", "message_deliveries",
    "message_reads", "message_reactions", "messaging_policy_enforcement", "messaging_handovers", "standby", "feed",
    "mention",
)  # fmt: skip


@dataclass(frozen=True)
class PageCard:
    bench: Bench
    herald: Herald
    caller: Caller

    def profile(self, node: str) -> dict[str, Any]:
        account = self.caller.page(None)
        person = self.bench.world.person("facebook", account.id, node)
        if person is None or not person.wrote:
            raise Refused(rules.NO_SUCH_OBJECT)
        family, _, given = person.name.rpartition(" ")
        known = {
            "first_name": given,
            "last_name": family,
            "profile_pic": self.bench.media_url("chan-dung.jpg"),
            "name": person.name,
        }
        fields = (request.args.get("fields") or "first_name,last_name,profile_pic").split(",")
        return {name: known[name] for name in fields if name in known} | {"id": node}

    def page(self, node: str) -> dict[str, Any]:
        account = self.caller.page(node)
        known = {"name": account.name, "followers_count": self.bench.world.followers("facebook", account.id)}
        fields = (request.args.get("fields") or "name").split(",")
        return {name: known[name] for name in fields if name in known} | {"id": node}

    def subscribed(self, node: str) -> dict[str, Any]:
        account = self.caller.page(node)
        row = self.bench.store.row("SELECT fields FROM subscriptions WHERE page=?", account.id)
        fields = json.loads(row["fields"]) if row else list(FIELDS)
        if not fields:
            return {"data": []}  # switched off after too many refused webhooks
        return {
            "data": [
                {
                    "category": "Government",
                    "name": "Cầu Nối",
                    "id": self.herald.app_id(account),
                    "subscribed_fields": fields,
                }
            ]
        }

    def subscribe(self, node: str) -> dict[str, Any]:
        account = self.caller.page(node)
        fields = [name for name in str(asked().get("subscribed_fields") or "").split(",") if name]
        if not fields:
            raise Refused(rules.bad_parameter("The parameter subscribed_fields is required."))
        self.bench.store.write("INSERT OR REPLACE INTO subscriptions VALUES (?,?)", account.id, json.dumps(fields))
        return {"success": True}
