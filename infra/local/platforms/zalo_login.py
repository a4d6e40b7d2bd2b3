"""The doors of Zalo's login for OAs: an administrator's consent, and the exchange of codes and tokens."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, request

from infra.local.platforms.bench import LETTERS, Bench, fresh
from infra.local.platforms.faults import AnswerLost, hang_up
from infra.local.platforms.outside import Account
from infra.local.platforms.signing import same
from infra.local.platforms.zalo_oauth import Tokens, oauth_error

CODE_SECONDS = 600


def login(bench: Bench, tokens: Tokens) -> Blueprint:
    doors, consents = Blueprint("zalo_login", __name__, url_prefix="/zalo-oauth/v4/oa"), Consents(bench, tokens)

    @doors.get("/permission")
    def permission() -> Any:
        """The administrator of the OA agrees at once. `oa_id` says which OA, else it is the app's first."""
        code, oa = consents.code(request.args)
        if not code:
            return jsonify(oauth_error("Invalid app id")), 400
        back = urlencode({"code": code, "oa_id": oa, "state": request.args.get("state", "")})
        return redirect(f"{request.args.get('redirect_uri', '')}?{back}")

    @doors.post("/access_token")
    def access_token() -> Any:
        form, secret_key = request.form, request.headers.get("secret_key", "")
        if form.get("grant_type") == "authorization_code":
            return jsonify(consents.exchange(form, secret_key))
        if form.get("grant_type") != "refresh_token":
            return jsonify(oauth_error("Invalid grant type"))
        return jsonify(tokens.refresh(form.get("app_id", ""), secret_key, form.get("refresh_token", "")))

    @doors.errorhandler(AnswerLost)
    def unanswered(error: AnswerLost) -> Any:
        return hang_up() if error.how in ("cut", "gone") else (jsonify({"message": "Internal Server Error"}), 500)

    return doors


class Consents:
    """Codes an administrator gave, each for one exchange within ten minutes."""

    def __init__(self, bench: Bench, tokens: Tokens) -> None:
        self._bench, self._tokens = bench, tokens
        self._codes: dict[str, tuple[Account | None, str, float]] = {}

    def code(self, asked: Mapping[str, str]) -> tuple[str, str]:
        """(code, OA); two empty strings for an app nobody has."""
        oas = [account for account in self._bench.outside.accounts() if account.channel == "zalo"]
        ours = [a for a in oas if str(self._bench.outside.app(a).get("app_id")) == asked.get("app_id")]
        account = next((a for a in ours if asked.get("oa_id") in (None, a.id)), None)
        if account is None:
            return "", ""
        code = fresh(LETTERS, 40)
        self._codes[code] = (account, asked.get("code_challenge", ""), self._bench.now() + CODE_SECONDS)
        return code, account.id

    def exchange(self, form: Mapping[str, str], secret_key: str) -> dict[str, Any]:
        account, challenge, until = self._codes.pop(form.get("code", ""), (None, "", 0.0))
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        fits = not challenge or same(challenge, urlsafe_b64encode(digest).decode().rstrip("="))
        if account is None or until < self._bench.now() or not fits:
            return oauth_error("Invalid authorization code")
        if not same(str(self._bench.outside.app(account).get("app_secret") or ""), secret_key):
            return oauth_error("Invalid secret key")
        return self._tokens.begin(account)
