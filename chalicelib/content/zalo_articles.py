"""Articles of a Zalo OA: made, looked for, read. Nothing is pushed to followers: that is a broadcast.

An article is made in two steps: `create` gives a token, `verify` its id as soon as Zalo has it. What is made and has
no id yet is found by its title later.

source  third-party notes on Zalo's article API; to be confirmed with a live account (docs/adr on content)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from chalicelib import http_client
from chalicelib.channel.signature import appsecret_proof
from chalicelib.channel.wire import ident, inner, instant_of, number, objects, words
from chalicelib.channel.zalo import refusal
from chalicelib.content.post import Post, Reading
from chalicelib.errors import SupplierError, Unsure
from chalicelib.notice.token import Vouchers
from chalicelib.vietnamese import excerpt, fold

ARTICLE, OA = "v2.0/article", "v2.0/oa/getoa"
TITLE, DESCRIPTION, AUTHOR = 150, 300, 50  # characters
LOOKED_AT = 50


@dataclass(frozen=True)
class ZaloArticles:
    """`Carrier` of carrier.py."""

    base: str
    vouchers: Vouchers
    author: str = "Cổng thông tin"

    def publish(self, account: str, post: Post, pictures: Sequence[str]) -> str:
        made = self._posted(account, "create", article(post, pictures, self.author))
        token = ident(inner(made, "data", "token"))
        try:
            found = ident(inner(self._posted(account, "verify", {"token": token}), "data", "id"))
        except SupplierError as error:
            raise Unsure("Zalo has taken the article and shows no id yet", code=error.facts.get("code")) from error
        if not found:
            raise Unsure("Zalo has taken the article and shows no id yet")
        return found

    def found(self, account: str, post: Post, since: datetime) -> list[str]:
        asked = {"offset": "0", "limit": str(LOOKED_AT), "type": "normal"}
        rows = list(objects(inner(self._read(account, f"{ARTICLE}/getslice", asked), "data", "medias")))
        same = [
            ident(row.get("id"))
            for row in rows
            if fold(words(row.get("title"))) == fold(post.title[:TITLE]) and _made_at(row) >= since
        ]
        return [one for one in reversed(same) if one]

    def reading(self, account: str, copy: str, now: datetime) -> Reading:
        """Zalo tells views and shares in its list only; what has left the list is not read any more."""
        asked = {"offset": "0", "limit": str(LOOKED_AT), "type": "normal"}
        for row in objects(inner(self._read(account, f"{ARTICLE}/getslice", asked), "data", "medias")):
            if ident(row.get("id")) == copy:
                return Reading(at=now, shares=number(row.get("total_share")), reach=number(row.get("total_view")))
        raise Unsure("Zalo's list does not hold the article any more")

    def followers(self, account: str) -> int | None:
        return number(inner(self._read(account, OA, {}), "data", "num_follower"))

    def _posted(self, oa: str, call: str, body: Mapping[str, Any]) -> Any:
        def with_token(token: Mapping[str, Any]) -> Any:
            answer = http_client.post(f"{self.base}/{ARTICLE}/{call}", body, self._headers(token))
            if error := refusal(answer.status, answer.body):
                raise error
            return answer.body

        return self.vouchers.used(f"zalo/oa/{oa}", with_token)

    def _read(self, oa: str, call: str, asked: Mapping[str, str]) -> Any:
        def with_token(token: Mapping[str, Any]) -> Any:
            status, body = http_client.get_json(f"{self.base}/{call}?{urlencode(asked)}", self._headers(token))
            if error := refusal(status, body):
                raise error
            return body

        return self.vouchers.used(f"zalo/oa/{oa}", with_token)

    def _headers(self, token: Mapping[str, Any]) -> dict[str, str]:
        app = self.vouchers.get(f"zalo/app/{token['app']}")
        proof = appsecret_proof(token["access_token"], app["app_secret"])
        return {"access_token": token["access_token"], "appsecret_proof": proof}


def article(post: Post, pictures: Sequence[str], author: str) -> dict[str, Any]:
    """The body of `create`: the first photo is the cover, the others stand below the words."""
    text = "\n\n".join(filter(None, (post.text, "\n".join(post.links))))
    body: dict[str, Any] = {
        "type": "normal", "title": post.title[:TITLE], "author": author[:AUTHOR],
        "description": excerpt(post.text, DESCRIPTION), "status": "show", "comment": "show",
        "body": [{"type": "text", "content": text}, *({"type": "image", "url": url} for url in pictures[1:])],
    }  # fmt: skip
    if pictures:
        body["cover"] = {"cover_type": "photo", "photo_url": pictures[0], "status": "show"}
    return body


def _made_at(row: Mapping[str, Any]) -> datetime:
    """Of an article that tells no `create_date` nothing is known: it may be the one."""
    made = instant_of(row.get("create_date"))
    return made if made.timestamp() else datetime.max.replace(tzinfo=UTC)
