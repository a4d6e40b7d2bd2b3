"""May the OA send this? Pure; the error numbers the product must cope with. Zalo answers them with HTTP 200.

source  Zalo OA API v3 (2026), partly at second hand: branch on numbers only
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from infra.local.platforms.world import Person

HOUR = 3_600_000
FREE, ALLOWED, KNOWN_FOR = 48 * HOUR, 7 * 24 * HOUR, 45 * 24 * HOUR
TEXT_LIMIT = 2000
IMAGE_BYTES, FILE_BYTES = 1024 * 1024, 5 * 1024 * 1024
VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An error answer; `rule` is the one of breaches.RULES that was broken."""

    error: int
    message: str
    rule: str = ""

    def body(self) -> dict[str, Any]:
        return {"error": self.error, "message": self.message}


class Refused(Exception):
    """Carries a refusal out to the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


BAD_TOKEN = Refusal(error=-216, message="Access token is invalid")
DEAD_TOKEN = Refusal(error=-220, message="access_token is expired or removed", rule="dead_token")
BAD_PROOF = Refusal(error=-242, message="appsecret_proof is invalid", rule="no_proof")
BAD_USER = Refusal(error=-201, message="user_id is invalid!")
NO_FOLLOWER = Refusal(error=-213, message="User has not followed OA", rule="window")
GONE = Refusal(error=-227, message="User is banned or has been inactive for more than 45 days")
TOO_LATE = Refusal(error=-230, message="User has not interacted with the OA in the past 7 days", rule="window")
NO_INTERACTION = Refusal(
    error=-232, message="User has not interacted with the OA, or the last interaction has expired", rule="window"
)
TOO_LONG = Refusal(error=-210, message="Parameter exceeds the allowed limit", rule="too_long")
CLOSED_API = Refusal(error=-240, message="MessageV2 API has been shut down, please switch to MessageV3")
TOO_FAST = Refusal(error=-32, message="Your application reached limit call api", rule="too_fast")
NO_QUOTA = Refusal(error=-211, message="Out of quota")


def bad_parameter(name: str) -> Refusal:
    return Refusal(error=-201, message=f"{name} is invalid!")


def fault_of_message(message: Any) -> Refusal | None:
    """What is wrong with the words themselves."""
    if not isinstance(message, Mapping) or not (message.get("text") or message.get("attachment")):
        return bad_parameter("message")
    if len(str(message.get("text") or "")) > TEXT_LIMIT:
        return TOO_LONG
    attachment = message.get("attachment")
    if attachment and (
        not isinstance(attachment, Mapping)
        or attachment.get("type") not in ("template", "file")
        or not isinstance(attachment.get("payload"), Mapping)
    ):
        return bad_parameter("attachment")
    return None


def refusal_to_person(user_id: Any, person: Person | None, now: int) -> Refusal | None:
    """Refuse a consultation message: who never interacted, who did more than 7 days ago, who is gone."""
    if not isinstance(user_id, str) or not user_id.isdigit():
        return BAD_USER
    if person is None or (person.acted_at is None and not person.follows):
        return NO_FOLLOWER
    return refusal_to_silent(person, now)


def refusal_to_silent(person: Person, now: int) -> Refusal | None:
    """Refuse by how long somebody has been silent."""
    if person.acted_at is None:
        return NO_INTERACTION
    silent = now - person.acted_at
    if person.blocked or silent > KNOWN_FOR:
        return GONE
    if not person.wrote and silent > FREE:
        return NO_INTERACTION
    return TOO_LATE if silent > ALLOWED else None


def quota(person: Person, oa: str, now: int) -> dict[str, Any] | None:
    """The free reply quota while the 48 hours last; None afterwards: the message was charged."""
    if person.acted_at is None or now - person.acted_at > FREE:
        return None
    until = datetime.fromtimestamp((person.acted_at + FREE) / 1000, UTC).astimezone(VIETNAM)
    return {
        "quota_type": "reply",
        "remain": 8,
        "total": 8,
        "expired_date": f"{until:%Y-%m-%d %H:%M:%S}",
        "owner_type": "OA",
        "owner_id": oa,
    }
