"""AES-GCM under a key made of our secret and of the Idempotency-Key, which the table does not hold."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.once.once import Call, digest

_NONCE = 12


@dataclass(frozen=True)
class AesSeal:
    """`Seal` of once.py. `new_id` never gives the same twice."""

    secret: Callable[[], bytes]
    new_id: Callable[[], str]

    def close(self, call: Call, text: str) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = hashlib.sha256(self.new_id().encode()).digest()[:_NONCE]
        sealed = AESGCM(self._key(call)).encrypt(nonce, text.encode(), call.digest.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, call: Call, sealed: str) -> str:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        held = base64.b64decode(sealed)
        try:
            return AESGCM(self._key(call)).decrypt(held[:_NONCE], held[_NONCE:], call.digest.encode()).decode()
        except InvalidTag as error:
            raise ValueError("sealed under another key") from error

    def _key(self, call: Call) -> bytes:
        whose = digest(b"once", call.tenant.encode(), call.caller.encode(), call.key.encode())
        return hmac.new(self.secret(), whose.encode(), hashlib.sha256).digest()
