"""What the OA API tells about people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import request

from infra.local.platforms import zalo_rules as rules
from infra.local.platforms.bench import Bench
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.templates import PLENTY
from infra.local.platforms.world import id_by_app
from infra.local.platforms.zalo_rules import Refused


@dataclass(frozen=True)
class People:
    bench: Bench
    herald: Herald

    def getoa(self, account: Account) -> dict[str, Any]:
        followers = self.bench.world.followers("zalo", account.id)
        return {"oa_id": account.id, "name": account.name, "num_follower": followers}

    def quota(self, account: Account) -> dict[str, Any]:
        user_id = str(asked().get("user_id"))
        person = self.bench.world.person("zalo", account.id, user_id)
        if person is None:
            raise Refused(rules.BAD_USER)
        free = rules.quota(person, account.id, self.bench.now_ms())
        left = self.bench.templates.left(account.id, "reply")
        return {
            "last_interaction": str(person.acted_at or ""),
            "cs_reply": {"remain": 8 if free else 0, "total": 8},
            "sub_quota": {"remain": left, "total": PLENTY["reply"]},
            "promotion": {"daily_remain": 1, "daily_total": 1, "monthly_remain": 4, "monthly_total": 4},
        }

    def detail(self, account: Account) -> dict[str, Any]:
        try:
            user_id = str(json.loads(request.args.get("data") or "{}").get("user_id"))
        except (ValueError, AttributeError):
            raise Refused(rules.bad_parameter("data")) from None
        person = self.bench.world.person("zalo", account.id, user_id)
        if person is None:
            raise Refused(rules.BAD_USER)
        avatar = self.bench.media_url("chan-dung.jpg")
        return {
            "user_id": user_id,
            "user_id_by_app": id_by_app(self.herald.app_id(account), user_id),
            "user_external_id": "",
            "display_name": person.name,
            "user_alias": person.name,
            "is_sensitive": False,
            "user_is_follower": person.follows,
            "avatar": avatar,
            "avatars": {"120": avatar, "240": avatar},
            "dynamic_param": "",
            "tags_and_notes_info": {"notes": [], "tag_names": []},
        }


def asked() -> dict[str, Any]:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise Refused(rules.bad_parameter("body"))
    return body
