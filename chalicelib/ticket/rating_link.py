"""The signed link that rates one answer, or says whether it solved anything, from a letter, without code and pin.

It names the answer it is for, so it is worth nothing for another; used once, as a resolution is rated once.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from chalicelib.errors import Conflict, NotFound
from chalicelib.province.province import Province
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket.code import read_code

FALLBACK = timedelta(days=30)  # where the regulation knows no reopening
_SEAL = 16  # bytes


def rating_until(province: Province, answered_at: datetime) -> datetime:
    """Until when an answer may be rated by its link: as long as it may be objected to. UTC."""
    rule = province.regulation.procedures.reopening
    return moment_after(answered_at, rule.within, province.calendar) if rule else answered_at + FALLBACK


RATING, CONFIRMING = "rating", "confirming"  # what a link is for: it is worth nothing for the other


def rating_token(secret: bytes, tenant: str, code: str, event: int, expires_at: datetime, what: str = RATING) -> str:
    """A token for the answer, or the draw, of `event`: letters, digits, hyphens and dots, some fifty characters."""
    body = f"{code}.{event}.{int(expires_at.timestamp())}"
    return f"{body}.{_seal(secret, tenant, body, what)}"


def read_rating_token(secret: bytes, tenant: str, token: str, now: datetime, what: str = RATING) -> tuple[str, int]:
    """(code, event) of a token of ours.

    raises  NotFound for another tenant's, or one that was tampered with; Conflict when its time is over
    """
    body, _, seal = token.rpartition(".")
    parts = body.split(".")
    ours = hmac.compare_digest(_seal(secret, tenant, body, what).encode(), seal.encode("utf-8", "replace"))
    if not ours or len(parts) != 3 or read_code(parts[0]) != parts[0]:
        raise NotFound("no such link")
    expires_at = datetime.fromtimestamp(int(parts[2]), UTC)
    if now > expires_at:
        raise Conflict("the time for rating this answer has passed", until=expires_at.isoformat())
    return parts[0], int(parts[1])


def _seal(secret: bytes, tenant: str, body: str, what: str) -> str:
    digest = hmac.new(secret, f"{what}#{tenant}#{body}".encode("utf-8", "replace"), sha256).digest()
    return urlsafe_b64encode(digest[:_SEAL]).decode().rstrip("=")
