"""Articles of an OA: made in two steps, listed with what came of them.

source  third-party notes on Zalo's article API; that a cover may be missing is our guess
"""

from __future__ import annotations

from typing import Any

from flask import request

from infra.local.platforms import zalo_rules as rules
from infra.local.platforms.bench import LETTERS, Bench, fresh
from infra.local.platforms.faults import AnswerLost
from infra.local.platforms.outside import Account
from infra.local.platforms.world import Entry
from infra.local.platforms.zalo_people import asked
from infra.local.platforms.zalo_rules import Refused

ARTICLE = "article"  # Entry.place
TITLE, DESCRIPTION, AUTHOR = 150, 300, 50


class Articles:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def create(self, account: Account, lost: str) -> dict[str, Any]:
        ask = asked()
        for name, most in (("title", TITLE), ("description", DESCRIPTION), ("author", AUTHOR)):
            if not 1 <= len(str(ask.get(name) or "")) <= most:
                raise Refused(rules.bad_parameter(name))
        parts = ask.get("body")
        if ask.get("type") != "normal" or not isinstance(parts, list) or not parts:
            raise Refused(rules.bad_parameter("body"))
        media = [one["url"] for one in parts if one.get("type") == "image"]
        cover = (ask.get("cover") or {}).get("photo_url")
        words = "\n\n".join(str(one.get("content")) for one in parts if one.get("type") == "text")
        entry = Entry(
            key=fresh("0123456789abcdef", 24), channel="zalo", account=account.id, person="", side="product",
            place=ARTICLE, kind=ARTICLE, text=words, at=self.bench.now_ms(),
            more={"title": ask["title"], "token": fresh(LETTERS, 40), "media": [*filter(None, [cover]), *media]},
        )  # fmt: skip
        self.bench.world.add(entry)
        if lost:
            raise AnswerLost(lost)
        return {"token": entry.more["token"]}

    def verify(self, account: Account) -> dict[str, Any]:
        token = str(asked().get("token") or "")
        for entry in self._all(account):
            if token and entry.more["token"] == token:
                return {"id": entry.key}
        raise Refused(rules.bad_parameter("token"))

    def getslice(self, account: Account) -> dict[str, Any]:
        start, most = int(request.args.get("offset") or 0), min(int(request.args.get("limit") or 10), 50)
        found = self._all(account)
        rows = [
            {"id": one.key, "type": "normal", "title": one.more["title"], "status": "show", "total_view": 0,
             "total_share": 0, "create_date": one.at}
            for one in found[start : start + most]
        ]  # fmt: skip
        return {"medias": rows, "total": len(found)}

    def _all(self, account: Account) -> list[Entry]:
        """The newest first."""
        rows = self.bench.store.rows(
            "SELECT key FROM entries WHERE channel='zalo' AND account=? AND place=? ORDER BY n DESC",
            account.id,
            ARTICLE,
        )
        return [entry for row in rows if (entry := self.bench.world.entry(row["key"]))]
