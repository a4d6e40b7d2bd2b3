"""PKCE, the page of the grant, and the proof beside every call: held to the vectors."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.account.zalo_oauth import challenge_of, minted, permission_url
from chalicelib.channel.signature import appsecret_proof
from chalicelib.errors import PetitionError, Refused, TryAgain, Unsure

VECTORS = json.loads((Path(__file__).parents[1] / "data/signing_vectors.json").read_text("utf-8"))


def test_the_challenge_of_a_verifier() -> None:
    vector = VECTORS["zalo_pkce"]
    assert challenge_of(vector["code_verifier"]) == vector["code_challenge"]


@pytest.mark.parametrize("name", ["facebook_appsecret_proof", "zalo_appsecret_proof"])
def test_the_proof_beside_a_token(name: str) -> None:
    vector = VECTORS[name]
    assert appsecret_proof(vector["access_token"], vector["app_secret"]) == vector["appsecret_proof"]


def test_the_page_of_the_grant_shows_the_challenge_and_never_the_verifier() -> None:
    verifier = VECTORS["zalo_pkce"]["code_verifier"]
    url = permission_url("https://oauth.example", "389", "https://cau-noi.example/granted", verifier, "state-1")
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://oauth.example/v4/oa/permission"
    assert {name: values[0] for name, values in parse_qs(parts.query).items()} == {
        "app_id": "389", "redirect_uri": "https://cau-noi.example/granted", "state": "state-1",
        "code_challenge": VECTORS["zalo_pkce"]["code_challenge"],
    }  # fmt: skip
    assert verifier not in url


def test_a_pair_and_how_long_it_lasts() -> None:
    pair = minted(200, {"access_token": "a", "refresh_token": "r", "expires_in": "90000"})
    assert (pair.access_token, pair.refresh_token) == ("a", "r")
    assert (pair.lasts, pair.grant_lasts) == (timedelta(hours=25), timedelta(days=90))


@pytest.mark.parametrize("span", [None, "", "soon", -1, 0, 1e300, float("inf"), [], True, "9" * 30])
def test_a_life_span_that_makes_no_sense_is_the_documented_one(span: object) -> None:
    answer = {"access_token": "a", "refresh_token": "r", "expires_in": span}
    assert minted(200, answer).lasts == timedelta(hours=25)


@pytest.mark.parametrize(("status", "answer", "error"), [
    (200, {"error": -14002, "error_name": "Invalid refresh token"}, Refused),
    (200, {"error": -14003, "error_name": "Invalid redirect uri"}, Refused),
    (400, {"error": -14002}, Refused),
    (200, {"error": -32}, TryAgain),
    (429, None, TryAgain),
    (200, {"error": -200}, Unsure),
    (500, {"error": -14002}, Unsure),
    (200, {"error": "-14002"}, Unsure),
    (200, "html", Unsure),
    (403, None, Unsure),
])  # fmt: skip
def test_what_an_answer_without_a_pair_means(status: int, answer: object, error: type[PetitionError]) -> None:
    with pytest.raises(error) as caught:
        minted(status, answer)
    assert type(caught.value) is error
