"""The signed link of one follower of a dossier: shows how it stands, stops what is sent, takes stars."""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256

from chalicelib.dossier.order import code_typed
from chalicelib.errors import NotFound

_SEAL = 16  # bytes
_ALIAS = re.compile(r"[a-z2-7]{16}")


def own_token(secret: bytes, tenant: str, code: str, alias: str) -> str:
    """Letters, digits, hyphens, dots and underscores; at most 84 characters."""
    return f"{alias}.{_sealed(secret, tenant, code, alias)}.{code}"


def read_own_token(secret: bytes, tenant: str, token: str) -> tuple[str, str]:
    """(code, alias) of a token of ours.

    raises  NotFound for another tenant's, or one that was tampered with
    """
    alias, _, rest = token.partition(".")
    seal, _, code = rest.partition(".")
    ours = _sealed(secret, tenant, code, alias).encode()
    right = hmac.compare_digest(ours, seal.encode("utf-8", "replace"))
    if not right or code_typed(code) != code or not _ALIAS.fullmatch(alias):
        raise NotFound("no such link")
    return code, alias


def _sealed(secret: bytes, tenant: str, code: str, alias: str) -> str:
    text = f"dossier-follower#{tenant}#{code}#{alias}".encode("utf-8", "replace")
    return urlsafe_b64encode(hmac.new(secret, text, sha256).digest()[:_SEAL]).decode().rstrip("=")
