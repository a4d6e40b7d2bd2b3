"""The signed link that opens one form of one paper for one addressee, without a login, until it lapses."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from chalicelib.errors import NotFound

LASTS = timedelta(days=14)
_SEAL = 16  # bytes


def link(secret: bytes, base: str, tenant: str, paper: str, form: str, addressee: str, until: datetime) -> str:
    """base  https://host, without a slash at its end; until  aware, counted in whole seconds"""
    end = int(until.timestamp())
    query = urlencode({"until": end, "for": addressee, "mark": mark(secret, tenant, paper, form, addressee, end)})
    return f"{base}/v1/{tenant}/papers/{paper}/{form}?{query}"


def check(
    secret: bytes, tenant: str, paper: str, form: str, addressee: str, until: int, given: str, now: datetime
) -> None:
    """raises  NotFound for a link that has lapsed, or is none of ours: nobody learns which"""
    ours = mark(secret, tenant, paper, form, addressee, until)
    genuine = hmac.compare_digest(ours.encode(), given.encode("utf-8", "replace"))
    if not genuine or now.timestamp() >= until:
        raise NotFound("no such link")


def mark(secret: bytes, tenant: str, paper: str, form: str, addressee: str, until: int) -> str:
    said = f"paper#{tenant}#{paper}#{form}#{until}#{addressee}"
    digest = hmac.new(secret, said.encode("utf-8", "replace"), sha256).digest()
    return urlsafe_b64encode(digest[:_SEAL]).decode().rstrip("=")
