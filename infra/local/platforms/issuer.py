"""The staff's login: an OIDC issuer that believes whoever says who they are. For the local run only."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Blueprint, jsonify, request
from jwt.algorithms import RSAAlgorithm

from infra.local.platforms.bench import Bench

AUDIENCE = "cau-noi-local"
LIFE_SECONDS = 3600


class Issuer:
    def __init__(self, key_file: Path, url: str) -> None:
        self.url = url
        self._key = _key(key_file)
        public = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        self.kid = sha256(f"{public['e']}.{public['n']}".encode()).hexdigest()[:16]
        self.jwks: dict[str, Any] = {
            "keys": [
                {
                    "kty": "RSA",
                    "use": "sig",
                    "alg": "RS256",
                    "kid": self.kid,
                    "n": public["n"],
                    "e": public["e"],
                }
            ]
        }

    def token(self, province: str, staff: dict[str, Any], now: int) -> str:
        """An ID token with the claims Cognito gives; `now` in epoch seconds, valid for an hour."""
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": staff["id"],
            "name": staff["name"],
            "token_use": "id",
            "iat": now,
            "exp": now + LIFE_SECONDS,
            "custom:tenant": province,
            "custom:role": staff["role"],
            "custom:staff": staff["id"],
            "custom:unit": staff["unit"],
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self.kid})


def oidc(bench: Bench, issuer: Issuer) -> Blueprint:
    doors = Blueprint("issuer", __name__, url_prefix="/issuer")

    @doors.get("/.well-known/jwks.json")
    def jwks() -> Any:
        return jsonify(issuer.jwks)

    @doors.get("/.well-known/openid-configuration")
    def configuration() -> Any:
        return jsonify(
            {
                "issuer": issuer.url,
                "jwks_uri": f"{issuer.url}/.well-known/jwks.json",
                "token_endpoint": f"{issuer.url}/token",
                "response_types_supported": ["id_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    @doors.post("/token")
    def token() -> Any:
        asked = request.get_json()
        province = bench.outside.province(str(asked.get("province")))
        staff = next((s for s in (province or {}).get("staff", ()) if s["id"] == asked.get("staff")), None)
        if province is None or staff is None:
            return jsonify({"error": "invalid_grant", "error_description": "this province has no such person"}), 400
        return jsonify(
            {
                "id_token": issuer.token(province["slug"], staff, int(time.time())),
                "token_type": "Bearer",
                "expires_in": LIFE_SECONDS,
            }
        )

    return doors


def _key(path: Path) -> rsa.RSAPrivateKey:
    """The signing key, made at the first start and kept in the state directory."""
    if not path.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(
            made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} does not hold an RSA key")
    return key
