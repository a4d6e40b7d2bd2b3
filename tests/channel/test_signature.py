"""Signatures over the exact bytes: every published vector, positive and negative."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channel.signature import appsecret_proof, verify_facebook, verify_zalo
from chalicelib.errors import PetitionError, Unauthorised

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data/signing_vectors.json").read_text("utf-8"))


def name_of(vector: dict[str, Any]) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", VECTORS["facebook"], ids=name_of)
def test_facebook_vectors(vector: dict[str, Any]) -> None:
    header = vector["header"].get("X-Hub-Signature-256", "")
    body = vector["raw_body"].encode()
    if vector["valid"]:
        verify_facebook(body, header, [vector["app_secret"]])
    else:
        with pytest.raises(Unauthorised):
            verify_facebook(body, header, [vector["app_secret"]])


@pytest.mark.parametrize("vector", VECTORS["zalo"], ids=name_of)
def test_zalo_vectors(vector: dict[str, Any]) -> None:
    header = vector["header"]["X-ZEvent-Signature"]
    body = vector["raw_body"].encode()
    if vector["valid"]:
        verify_zalo(body, header, vector["app_id"], [vector["oa_secret_key"]])
    else:
        with pytest.raises(Unauthorised):
            verify_zalo(body, header, vector["app_id"], [vector["oa_secret_key"]])


def test_the_previous_secret_counts_while_secrets_are_rotated() -> None:
    vector = VECTORS["facebook"][0]
    verify_facebook(vector["raw_body"].encode(), vector["header"]["X-Hub-Signature-256"], ["new", vector["app_secret"]])


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(Unauthorised):
        verify_facebook(b"{}", "sha256=", ["", ""])


def test_a_body_signed_for_another_app_is_refused() -> None:
    vector = VECTORS["zalo"][0]
    with pytest.raises(Unauthorised):
        verify_zalo(
            vector["raw_body"].encode(),
            vector["header"]["X-ZEvent-Signature"],
            "1",
            [vector["oa_secret_key"]],
        )


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"nonsense", b"[" * 100_000, b"\xff\xfe", b'{"timestamp": ' + b"9" * 5000 + b"}"]
)
def test_a_hostile_body_is_refused_not_a_crash(body: bytes) -> None:
    with pytest.raises(PetitionError):
        verify_zalo(body, "mac=00", "1", ["secret"])


def test_the_proof_beside_an_access_token() -> None:
    facebook, zalo = VECTORS["facebook_appsecret_proof"], VECTORS["zalo_appsecret_proof"]
    assert appsecret_proof(facebook["access_token"], facebook["app_secret"]) == facebook["appsecret_proof"]
    assert appsecret_proof(zalo["access_token"], zalo["app_secret"]) == zalo["appsecret_proof"]
