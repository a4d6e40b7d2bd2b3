"""Bodies as the platforms send them, signed with the deployed stack's secrets."""

import hmac
import json
from hashlib import sha256
from typing import Any

from tests.deployed import Deployed

APP = "cau-noi"


def facebook_body(payload: Any) -> bytes:
    """ASCII with escaped slashes, as Facebook sends it."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def facebook_signature(deployed: Deployed, body: bytes) -> str:
    secret = deployed.secrets[f"/facebook/app/{APP}"]["app_secret"]["current"]
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
