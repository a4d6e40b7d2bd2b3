"""Who calls the Graph API: the page a token speaks for, the proof that goes with it, and what is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import request

from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.bench import AnswerLost, Bench, stumble
from infra.local.platforms.facebook_rules import Refused
from infra.local.platforms.outside import Account
from infra.local.platforms.signing import appsecret_proof, same


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
        proof = request.args.get("appsecret_proof")
        if not proof:
            raise Refused(rules.PROOF_MISSING)
        app_secret = self.bench.outside.app(account).get("app_secret", {}).get("current") or ""
        if not same(proof, appsecret_proof(token, app_secret)):
            raise Refused(rules.PROOF_WRONG)
        return account

    def hurdles(self, account: Account) -> bool:
        """Rate limit and ordered failures. True: the message goes out, but its answer gets lost."""
        if self.bench.paces.too_fast("facebook", account.id):
            raise Refused(rules.TOO_FAST)

        def refuse(error: Any) -> None:
            raise Refused(rules.ordered(error))

        try:
            return stumble(self.bench, "facebook", account.id, refuse)
        except AnswerLost:
            raise Refused(rules.KNOWN[2]) from None

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
