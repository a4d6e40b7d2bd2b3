"""A page's own posts in the Graph API: put up, listed, read.

source  Meta: pages API; which faults it has for a post is partly our guess
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import request

from infra.local.platforms import facebook_feed
from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.bench import Bench, fresh_number
from infra.local.platforms.facebook_caller import Caller, asked
from infra.local.platforms.facebook_rules import Refused
from infra.local.platforms.faults import AnswerLost
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry

POST, PHOTO = "post", "photo"  # Entry.place
LIMIT = 63_206  # characters


@dataclass(frozen=True)
class Wall:
    bench: Bench
    herald: Herald
    caller: Caller

    def photos(self, node: str) -> dict[str, Any]:
        """A photo that is shown nowhere yet: a post will name it."""
        account = self.caller.page(node)
        if not str(asked().get("url") or "").startswith("http"):
            raise Refused(rules.bad_parameter("param url must be a valid url"))
        entry = self._kept(account.id, fresh_number(), PHOTO, "", {"media": [asked()["url"]]})
        return {"id": entry.key}

    def feed(self, node: str) -> dict[str, Any]:
        account, ask = self.caller.page(node), asked()
        lost = self.caller.hurdles(account)
        words, photos = (
            str(ask.get("message") or ""),
            [one.get("media_fbid") for one in ask.get("attached_media") or ()],
        )
        shown = [self.bench.world.entry(str(one)) for one in photos]
        if not words or len(words) > LIMIT or None in shown:
            raise Refused(rules.bad_parameter("param message must be non-empty, attached_media must be photos"))
        more = {"media": [url for one in shown if one for url in one.more["media"]], "link": ask.get("link") or ""}
        entry = self._kept(account.id, f"{account.id}_{fresh_number()}", POST, words, more)
        author = {"id": account.id, "name": account.name}
        self.herald.tell(account, entry.key, "feed", facebook_feed.own_post(entry, author))
        if lost:
            raise AnswerLost(lost)
        return {"id": entry.key}

    def shown(self, node: str) -> dict[str, Any]:
        """The posts of the page since an instant, the newest first."""
        account, since = self.caller.page(node), int(request.args.get("since") or 0)
        rows = self.bench.store.rows(
            "SELECT key, text, at FROM entries WHERE channel='facebook' AND account=? AND place=? AND side='product' "
            "AND at>=? ORDER BY n DESC LIMIT ?",
            account.id, POST, since * 1000, min(int(request.args.get("limit") or 25), 100),
        )  # fmt: skip
        return {"data": [{"id": r["key"], "message": r["text"], "created_time": _instant(r["at"])} for r in rows]}

    def read(self, node: str) -> dict[str, Any]:
        """What came of a post: who commented below it, who reacted to it."""
        account, entry = self.caller.page(node.partition("_")[0]), self.bench.world.entry(node)
        if entry is None or entry.account != account.id:
            raise Refused(rules.NO_SUCH_OBJECT)
        below = self.bench.store.rows("SELECT more, reaction, key FROM entries WHERE account=?", account.id)
        comments = sum(f'"post": "{node}"' in row["more"] for row in below)
        reactions = sum(bool(row["reaction"]) for row in below if row["key"] == node)
        reach = {"name": "post_impressions_unique", "values": [{"value": comments + reactions}]}
        return {
            "id": node,
            "reactions": {"data": [], "summary": {"total_count": reactions}},
            "comments": {"data": [], "summary": {"total_count": comments}},
            "insights": {"data": [reach]},
        }

    def _kept(self, account: str, key: str, place: str, text: str, more: dict[str, Any]) -> Entry:
        entry = Entry(
            key=key, channel="facebook", account=account, person="", side="product", place=place, kind=place,
            text=text, at=self.bench.now_ms(), more=more,
        )  # fmt: skip
        self.bench.world.add(entry)
        return entry


def _instant(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%S}+0000"
