"""What a page must have with Facebook to be heard: our app subscribed to it, with every field we read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib.account.safe import Safe, name_of
from chalicelib.channel.facebook import refusal
from chalicelib.channel.signature import appsecret_proof
from chalicelib.channel.wire import ident, inner
from chalicelib.http_client import get_json, post_form

VERSION = "v25.0"
WANTED = frozenset({
    "messages", "messaging_postbacks", "messaging_referrals", "message_echoes", "message_edits", "message_deliveries",
    "message_reads", "message_reactions", "messaging_policy_enforcement", "messaging_handovers", "standby", "feed",
    "mention",
})  # fmt: skip

Get = Callable[[str], tuple[int, Any]]
Post = Callable[[str, Mapping[str, str]], tuple[int, Any]]


@dataclass(frozen=True)
class FacebookAdmin:
    base: str
    safe: Safe
    get: Get = get_json
    post: Post = post_form

    def subscribed(self, page: str, secret: Mapping[str, Any] | None = None) -> frozenset[str]:
        """The fields of the page our app is subscribed to; none when it is not listed at all.

        secret  tried in the place of the one we hold
        raises  SupplierError as sorted by its number; NotFound when we hold no token of the page
        """
        query, app_id = self._proved(secret or self.safe.get(name_of("facebook", page)))
        status, answer = self.get(f"{self._address(page)}?{query}")
        rows = inner(answer, "data")
        if status != 200 or not isinstance(rows, list):
            raise refusal(status, answer)
        ours = [inner(row, "subscribed_fields") for row in rows if ident(inner(row, "id")) == app_id]
        return frozenset(name for fields in ours if isinstance(fields, list) for name in map(_name, fields) if name)

    def subscribe(self, page: str, fields: frozenset[str]) -> None:
        """Subscribe our app to exactly these fields of the page.

        raises  as subscribed
        """
        query, _ = self._proved(self.safe.get(name_of("facebook", page)), subscribed_fields=",".join(sorted(fields)))
        status, answer = self.post(f"{self._address(page)}?{query}", {})
        if status != 200 or inner(answer, "success") is not True:
            raise refusal(status, answer)

    def _address(self, page: str) -> str:
        return f"{self.base}/{VERSION}/{quote(page)}/subscribed_apps"

    def _proved(self, secret: Mapping[str, Any], **more: str) -> tuple[str, str]:
        """The query of a call, with token and proof, and our app's id."""
        app = self.safe.get(f"facebook/app/{secret['app']}")
        token = str(secret["access_token"])
        proof = appsecret_proof(token, str(app["app_secret"]["current"]))
        return urlencode({**more, "access_token": token, "appsecret_proof": proof}), str(app["app_id"])


def _name(field: Any) -> str:
    """A field's name; newer answers may carry an object with name and version."""
    return str(inner(field, "name") or "") if isinstance(field, dict) else ident(field)
