"""Who calls the Graph API: the page a token speaks for, the proof that goes with it, and what is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request

from infra.local.platforms import facebook_errors
from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.bench import Bench
from infra.local.platforms.facebook_rules import Refused
from infra.local.platforms.outside import Account
from infra.local.platforms.signing import appsecret_proof, same

PAGE_ITSELF = "page"  # the person under whom a block of the whole page is noted


@dataclass(frozen=True)
class Caller:
    bench: Bench

    def page(self, node: str | None) -> Account:
        """The page the token belongs to; None asks for any page.

        raises  Refused for another page's token, or a call not proved by the app secret
        """
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = request.args.get("access_token") or bearer
        account = self._owner(token) if token else None
        if account is None or node not in (None, "me", account.id):
            raise Refused(rules.BAD_TOKEN)
        g.account = account.id
        proof = request.args.get("appsecret_proof")
        if not proof:
            raise Refused(rules.PROOF_MISSING)
        app_secret = self.bench.outside.app(account).get("app_secret", {}).get("current") or ""
        if not same(proof, appsecret_proof(token, app_secret)):
            raise Refused(rules.PROOF_WRONG)
        return account

    def hurdles(self, account: Account) -> str:
        """Rate limit, a blocked page, ordered failures; how the answer of what goes out gets lost, if it does."""
        if self.bench.paces.too_fast("facebook", account.id):
            raise Refused(rules.TOO_FAST)
        if self.bench.marks.holder("facebook", account.id, PAGE_ITSELF):
            raise Refused(rules.RESTRICTED)

        def refuse(error: Any) -> None:
            raise Refused(facebook_errors.ordered(error))

        return self.bench.stumble("facebook", account.id, refuse)

    def headers(self, response: Response) -> Response:
        """How much of what is allowed the page has used, as the platform tells it; every breach is written down."""
        page = g.get("account")
        if page:
            share = round(100 * self.bench.paces.share("facebook", page))
            usage = {"call_count": share, "total_cputime": share // 2, "total_time": share // 2}
            response.headers["X-App-Usage"] = json.dumps(usage)
            own = usage | {"type": "messenger", "estimated_time_to_regain_access": 0}
            response.headers["X-Business-Use-Case-Usage"] = json.dumps({page: [own]})
        return response

    def _owner(self, token: str) -> Account | None:
        outside = self.bench.outside
        for account in outside.accounts():
            ours = outside.secret(f"facebook/page/{account.id}").get("access_token")
            if account.channel == "facebook" and ours and same(str(ours), token):
                return account
        return None


def asked() -> dict[str, Any]:
    """The parameters of the call: JSON, form or query, as the Graph API takes them."""
    plain: dict[str, Any] = {**request.args.to_dict(), **request.form.to_dict()}
    for name in ("recipient", "message"):
        if isinstance(plain.get(name), str):
            plain[name] = _parsed(plain[name])
    body = request.get_json(silent=True, force=not request.form)
    return {**plain, **(body if isinstance(body, dict) else {})}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
