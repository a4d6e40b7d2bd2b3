"""Zalo's tokens: the page on which an OA grants us access, and the exchange of codes and refresh tokens for pairs."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from chalicelib.account.safe import Minted
from chalicelib.channel.wire import inner
from chalicelib.errors import Refused, TryAgain, Unsure
from chalicelib.http_client import post_form

ACCESS_LASTS = timedelta(hours=25)
GRANT_LASTS = timedelta(days=90)  # «three months», from the day the refresh token was minted
_TOO_MANY = -32
_UNKNOWN = (-100, -200)  # Zalo does not know itself whether it acted

Post = Callable[[str, Mapping[str, str], Mapping[str, str]], tuple[int, Any]]


def challenge_of(verifier: str) -> str:
    """PKCE S256: what is shown of a verifier before it is used."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def permission_url(base: str, app_id: str, redirect_uri: str, verifier: str, state: str) -> str:
    """Where an administrator of the OA lets our app in; the code comes to `redirect_uri`, good for ten minutes."""
    asked = {"app_id": app_id, "redirect_uri": redirect_uri, "code_challenge": challenge_of(verifier), "state": state}
    return f"{base}/v4/oa/permission?{urlencode(asked)}"


@dataclass(frozen=True)
class ZaloOauth:
    """`app` is the secret zalo/app/<app>: the app secret that signs nothing, not the OA secret key."""

    base: str
    post: Post = post_form

    def refresh(self, app: Mapping[str, Any], refresh_token: str) -> Minted:
        """Exchange a refresh token, which is used up by it.

        raises  Unsure when it may be used up all the same; another TryAgain when it is not; Refused
        """
        return self._minted(app, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def exchange(self, app: Mapping[str, Any], code: str, verifier: str) -> Minted:
        """Exchange the code of a grant.

        raises  as refresh
        """
        return self._minted(app, {"grant_type": "authorization_code", "code": code, "code_verifier": verifier})

    def _minted(self, app: Mapping[str, Any], form: Mapping[str, str]) -> Minted:
        url = f"{self.base}/v4/oa/access_token"
        whole = {**form, "app_id": str(app["app_id"])}
        status, answer = self.post(url, whole, {"secret_key": str(app["app_secret"])})
        return minted(status, answer)


def minted(status: int, answer: Any) -> Minted:
    """The pair in an answer. Zalo answers errors with HTTP 200; only a number of its own is a refusal.

    raises  Unsure, TryAgain, Refused: with numbers, never with a token or a text
    """
    access, refresh = inner(answer, "access_token"), inner(answer, "refresh_token")
    if status == 200 and isinstance(access, str) and isinstance(refresh, str) and access and refresh:
        return Minted(
            access_token=access,
            refresh_token=refresh,
            lasts=_seconds(inner(answer, "expires_in"), ACCESS_LASTS),
            grant_lasts=_seconds(inner(answer, "refresh_token_expires_in"), GRANT_LASTS),
        )
    code = inner(answer, "error")
    if code == _TOO_MANY or status == 429:
        raise TryAgain("Zalo asks to try later", status=status, code=code)
    if isinstance(code, int) and code < 0 and code not in _UNKNOWN and status < 500:
        raise Refused("Zalo refuses the grant", status=status, code=code)
    raise Unsure("Zalo's answer says nothing of the tokens", status=status)


def _seconds(value: Any, otherwise: timedelta) -> timedelta:
    """A life span in seconds, as text or number; the documented one where it makes no sense."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return timedelta(seconds=seconds) if 60 <= seconds <= 366 * 86_400 else otherwise
