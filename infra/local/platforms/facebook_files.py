"""Files a page sends: named by an address, fetched by the platform there and then, of the kind they are said to be.

source  Meta: send-messages, error-codes; which subcode belongs to which fault is partly our guess
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.local.platforms.facebook_rules import Refusal, Refused, bad_parameter

KINDS, MOST = ("image", "video", "audio", "file"), 25 * 1024 * 1024  # bytes
PATIENCE = 10.0  # seconds
WRONG_KIND = Refusal(code=100, subcode=2018047, message="(#100) Upload attachment failure.", rule="file")
TOO_BIG = Refusal(code=100, subcode=2018109, message="(#100) Attachment size exceeds allowable limit", rule="file")
NOT_FETCHED = Refusal(code=100, subcode=2018008, message="(#100) Failed to fetch the file from the url.")


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at an address: its declared type, and how many bytes."""

    media_type: str
    size: int


def found_at(url: str) -> Found | None:
    """What the platform finds at `url`; None when nothing is given out there."""
    try:
        answer = urllib3.PoolManager(retries=False, timeout=PATIENCE).request("GET", url)
    except urllib3.exceptions.HTTPError:
        return None
    return Found(answer.headers.get("Content-Type", ""), len(answer.data)) if answer.status == 200 else None


def address_of(message: Mapping[str, Any]) -> tuple[str, str]:
    """(kind, address) of the file a message is; two empty ones for a message of words.

    raises  Refused for a message of both, and for what names no file as it must
    """
    given = message.get("attachment")
    if not given:
        return "", ""
    if message.get("text") or message.get("template"):
        raise Refused(bad_parameter("param message must have only one of text, attachment, template"))
    kind = str(given.get("type")) if isinstance(given, Mapping) else ""
    payload = given.get("payload") if isinstance(given, Mapping) else None
    url = payload.get("url") if isinstance(payload, Mapping) else None
    if kind not in KINDS or not isinstance(url, str) or not url.startswith("http"):
        raise Refused(bad_parameter("param message[attachment] must have a type and a payload with a url"))
    return kind, url


def fetch(look: Callable[[str], Found | None], kind: str, url: str) -> None:
    """The platform takes the file from its address, if there is one, before it says that it has taken the message.

    raises  Refused for what could not be fetched, is too large, or not of that kind
    """
    if not url:
        return
    found = look(url)
    if found is None:
        raise Refused(NOT_FETCHED)
    if found.size > MOST:
        raise Refused(TOO_BIG)
    if kind != "file" and not found.media_type.startswith(f"{kind}/"):
        raise Refused(WRONG_KIND)
