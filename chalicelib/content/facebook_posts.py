"""Posts of a Facebook page over the Graph API: put up, looked for, read.

source  Meta: pages API; `attached_media`, `since` and the summaries partly from memory (docs/adr on content)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib import http_client
from chalicelib.channel.facebook import refusal
from chalicelib.channel.signature import appsecret_proof
from chalicelib.channel.wire import ident, inner, number, objects, words
from chalicelib.content.post import Post, Reading
from chalicelib.errors import Unsure
from chalicelib.notice.facebook_api import VERSION
from chalicelib.notice.token import Vouchers
from chalicelib.vietnamese import fold

LOOKED_AT = 100  # posts of a page since a try: more than any page puts up within the minutes asked about
_FIELDS = "shares,reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
_REACH = "insights.metric(post_impressions_unique)"


@dataclass(frozen=True)
class FacebookPosts:
    """`Carrier` of carrier.py."""

    base: str
    vouchers: Vouchers

    def publish(self, account: str, post: Post, pictures: Sequence[str]) -> str:
        shown = [{"media_fbid": self._made(account, "photos", {"url": url, "published": False})} for url in pictures]
        body: dict[str, Any] = {"message": post.words}
        if shown:
            body["attached_media"] = shown
        elif post.links:
            body["link"] = post.links[0]
        return self._made(account, "feed", body)

    def found(self, account: str, post: Post, since: datetime) -> list[str]:
        asked = {"fields": "id,message,created_time", "since": str(int(since.timestamp())), "limit": str(LOOKED_AT)}
        rows = list(objects(inner(self._read(account, f"{quote(account)}/feed", asked), "data")))
        same = [ident(row.get("id")) for row in rows if fold(words(row.get("message"))) == fold(post.words)]
        if not any(same) and len(rows) >= LOOKED_AT:
            raise Unsure("the page shows too much to find the post in")
        return [one for one in reversed(same) if one]

    def reading(self, account: str, copy: str, now: datetime) -> Reading:
        body = self._read(account, quote(copy), {"fields": f"{_FIELDS},{_REACH}"})
        reach = next(objects(inner(body, "insights", "data")), {})
        value = next(objects(reach.get("values")), {}).get("value")
        return Reading(
            at=now,
            reactions=number(inner(body, "reactions", "summary", "total_count")),
            comments=number(inner(body, "comments", "summary", "total_count")),
            shares=number(inner(body, "shares", "count")) or 0,  # Facebook leaves out what nobody shared
            reach=number(value),
        )

    def followers(self, account: str) -> int | None:
        return number(inner(self._read(account, quote(account), {"fields": "followers_count"}), "followers_count"))

    def _made(self, page: str, edge: str, body: dict[str, Any]) -> str:
        def call(query: str) -> Any:
            answer = http_client.post(f"{self.base}/{VERSION}/{quote(page)}/{edge}?{query}", body)
            return answer.status, answer.body

        made = self._called(page, {}, call)
        if not (found := ident(inner(made, "id"))):
            raise Unsure("Facebook's answer has no id")
        return found

    def _read(self, page: str, path: str, asked: dict[str, str]) -> Any:
        return self._called(page, asked, lambda query: http_client.get_json(f"{self.base}/{VERSION}/{path}?{query}"))

    def _called(self, page: str, asked: dict[str, str], call: Callable[[str], Any]) -> Any:
        def with_token(token: Any) -> Any:
            secret = self.vouchers.get(f"facebook/app/{token['app']}")["app_secret"]["current"]
            proof = appsecret_proof(token["access_token"], secret)
            query = urlencode({**asked, "access_token": token["access_token"], "appsecret_proof": proof})
            status, body = call(query)
            if status != 200:
                raise refusal(status, body)
            return body

        return self.vouchers.used(f"facebook/page/{page}", with_token)
