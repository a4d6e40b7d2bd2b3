"""Signatures over the exact bytes: every published vector, positive and negative."""

import json
from hashlib import sha256
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


@pytest.mark.parametrize("vector", [v for v in VECTORS["facebook"] + VECTORS["zalo"] if not v["valid"]], ids=name_of)
def test_every_negative_vector_is_refused_by_whichever_door_it_knocks_at(vector: dict[str, Any]) -> None:
    body, header = vector["raw_body"].encode(), next(iter(vector["header"].values()))
    secrets = [vector.get("app_secret", ""), vector.get("oa_secret_key", "")]
    with pytest.raises(Unauthorised):
        verify_facebook(body, header, secrets)
    with pytest.raises(Unauthorised):
        verify_zalo(body, header, vector.get("app_id", "1"), secrets)


@pytest.mark.parametrize(
    "header", ["", "sha256=", "mac=", "sha256=\ud800", "ơ" * 64, "x" * 100_000], ids=lambda v: repr(v)[:12]
)
def test_a_header_that_is_no_signature_is_refused(header: str) -> None:
    with pytest.raises(Unauthorised):
        verify_facebook(b"{}", header, ["secret"])
    with pytest.raises(Unauthorised):
        verify_zalo(b"{}", header, "1", ["secret"])


@pytest.mark.parametrize("stamp", ["1", '"1"', "null", "[]", '"\\ud800"', "1.5", "true"])
def test_whatever_stands_for_a_timestamp_an_unsigned_body_is_refused(stamp: str) -> None:
    with pytest.raises(Unauthorised):
        verify_zalo(f'{{"timestamp": {stamp}}}'.encode(), "mac=" + "0" * 64, "1", ["secret"])


@pytest.mark.parametrize("app_id", ['"1"', "1"])
def test_an_app_id_may_be_printed_as_a_number(app_id: str) -> None:
    body = f'{{"app_id":{app_id},"timestamp":"7"}}'.encode()
    verify_zalo(body, "mac=" + sha256(b"1" + body + b"7" + b"secret").hexdigest(), "1", ["secret"])


@pytest.mark.parametrize("app_id", ["null", '"2"', "1.0", "[]", "true"])
def test_a_body_that_names_no_or_another_app_is_refused_though_its_digest_is_right(app_id: str) -> None:
    body = f'{{"app_id":{app_id},"timestamp":"7"}}'.encode()
    with pytest.raises(Unauthorised):
        verify_zalo(body, "mac=" + sha256(b"1" + body + b"7" + b"secret").hexdigest(), "1", ["secret"])
