"""Wire bytes and signatures of both platforms. Pure.

source  Meta: webhooks, securing requests; Zalo: webhook signature
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from hashlib import sha1, sha256
from typing import Any


def facebook_bytes(document: Mapping[str, Any]) -> bytes:
    """The body as Meta sends it: ASCII with \\u escapes, slashes escaped."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def zalo_bytes(document: Mapping[str, Any]) -> bytes:
    """The body as Zalo sends it: compact, Vietnamese unescaped."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def facebook_headers(body: bytes, app_secret: str) -> dict[str, str]:
    """Both headers Meta sends; the product must look at the SHA-256 one only."""
    key = app_secret.encode()
    return {
        "Content-Type": "application/json",
        "X-Hub-Signature": "sha1=" + hmac.new(key, body, sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, body, sha256).hexdigest(),
    }


def zalo_headers(body: bytes, app_id: str, timestamp: str, oa_secret_key: str) -> dict[str, str]:
    """A plain hash of a concatenation, not an HMAC; `timestamp` is the one inside the body."""
    mac = sha256(app_id.encode() + body + timestamp.encode() + oa_secret_key.encode()).hexdigest()
    return {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={mac}"}


def appsecret_proof(access_token: str, app_secret: str) -> str:
    return hmac.new(app_secret.encode(), access_token.encode(), sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Equality that takes the same time wherever the two differ."""
    return hmac.compare_digest(one.encode(), other.encode())
