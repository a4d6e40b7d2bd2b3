"""Who answers, without knowing who: marks, and the signed link that is used once.

A mark is a keyed hash of an identity, bound to the round and the unit: it says that somebody has answered, and is
worth nothing elsewhere. The response is written beside it under a random id, with a day and no moment, so not even
who holds the key can tell which response is whose. Erasing a person therefore needs nothing here: there is nothing of
theirs to find. The marks themselves go when nobody can answer any more.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from chalicelib.errors import Conflict, NotFound

KINDS = ("person", "business", "organisation")
_SEAL = 16  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link says: who may judge which unit, in which round. Who they are it does not say."""

    round: str
    unit: str
    kind: str
    mark: str


def mark_of(secret: bytes, tenant: str, round_id: str, unit: str, identity: str) -> str:
    """24 hexadecimal digits.

    identity  an alias of the vault; for a dossier, or a link that was handed out, its own name
    """
    return _digest(secret, f"survey#{tenant}#{round_id}#{unit}#{identity}").hex()[:24]


def person_mark(secret: bytes, tenant: str, identity: str) -> str:
    """By which somebody is known not to be asked too often; the same in every round."""
    return _digest(secret, f"surveyed#{tenant}#{identity}").hex()[:24]


def kind_of(submitter: str) -> str:
    """How figures count a sender: as the petition says, else a person."""
    return submitter if submitter in KINDS else KINDS[0]


def token_of(secret: bytes, tenant: str, invitation: Invitation, expires_at: datetime) -> str:
    """Letters, digits, hyphens and dots."""
    parts = (invitation.round, invitation.unit, invitation.kind, invitation.mark, str(int(expires_at.timestamp())))
    body = ".".join(parts)
    return f"{body}.{_seal(secret, tenant, body)}"


def invitation_of(secret: bytes, tenant: str, token: str, now: datetime) -> Invitation:
    """raises  NotFound for what is none of ours; Conflict when its time is over"""
    body, _, seal = token.rpartition(".")
    ours = hmac.compare_digest(_seal(secret, tenant, body).encode(), seal.encode("utf-8", "replace"))
    parts = body.split(".")
    if not ours or len(parts) != 5:
        raise NotFound("no such link")
    if now >= datetime.fromtimestamp(int(parts[4]), UTC):
        raise Conflict("the round is over")
    return Invitation(round=parts[0], unit=parts[1], kind=parts[2], mark=parts[3])


def invited_to_judge(link: str) -> str:
    """The unit a link of ours is about, as it was sent; nothing for what is no link."""
    parts = link.rpartition("/")[2].split(".")
    return parts[1] if len(parts) == 6 else ""


def _seal(secret: bytes, tenant: str, body: str) -> str:
    return urlsafe_b64encode(_digest(secret, f"invitation#{tenant}#{body}")[:_SEAL]).decode().rstrip("=")


def _digest(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode("utf-8", "replace"), sha256).digest()
