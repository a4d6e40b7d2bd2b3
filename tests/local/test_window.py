"""The staff's login and the shop window."""

import json
import re
from pathlib import Path
from typing import Any

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from infra.local.platforms.staff import nearest
from tests.local.conftest import Town

PAGES = Path(__file__).parents[2] / "infra" / "local" / "platforms" / "pages"


def test_a_member_of_staff_gets_a_token_the_published_key_verifies(town: Town) -> None:
    answer = town.client.post("/issuer/token", json={"staff": "tm-01", "province": "tinh-mau"})
    key = town.client.get("/issuer/.well-known/jwks.json").json["keys"][0]
    token = answer.json["id_token"]
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": key["kid"], "typ": "JWT"}
    public: Any = RSAAlgorithm.from_jwk(key)
    claims = jwt.decode(token, public, ["RS256"], audience="cau-noi-local", issuer="http://127.0.0.1:4600/issuer")
    assert claims["exp"] - claims["iat"] == 3600
    told = {name: claims[name] for name in ("custom:tenant", "custom:role", "custom:unit", "sub", "token_use")}
    assert told == {"custom:tenant": "tinh-mau", "custom:role": "handler", "custom:unit": "so-xay-dung",
                    "sub": "tm-01", "token_use": "id"}  # fmt: skip


def test_a_stranger_gets_no_token(town: Town) -> None:
    assert town.client.post("/issuer/token", json={"staff": "x", "province": "tinh-mau"}).status_code == 400


def test_another_name_for_this_machine_is_refused(town: Town) -> None:
    assert town.client.get("/", headers={"Host": "evil.example"}).status_code == 403


def test_the_window_asks_for_nothing_outside_this_machine(town: Town) -> None:
    with town.client.get("/") as page:
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    for path in PAGES.iterdir():
        addresses = re.findall(r"https?://[^\"'\s)]+", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, path.name


def test_the_window_speaks_both_languages_with_the_same_words() -> None:
    words = json.loads((PAGES / "words.json").read_text(encoding="utf-8"))
    assert words["vi"].keys() == words["en"].keys()
    used = set(re.findall(r'data-[tp]="(\w+)"', (PAGES / "window.html").read_text(encoding="utf-8")))
    assert used <= words["vi"].keys()


def test_without_an_api_the_window_says_so_in_a_sentence(town: Town) -> None:
    answer = town.client.get("/window/api/v1/tinh-mau/tickets")
    assert answer.status_code == 503
    assert answer.json["detail"] == "Hệ thống đang khởi động: chưa có địa chỉ API."


def test_the_address_in_a_letter_leads_officers_to_their_desk_and_citizens_to_the_products_page(town: Town) -> None:
    answer = town.client.get("/tinh-mau/TM-7K3F-9XM2-4DTC?desk")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?ticket=TM-7K3F-9XM2-4DTC")
    asked = town.client.get("/tinh-mau/TM-7K3F-9XM2-4DTC")
    assert (asked.status_code, asked.json["code"]) == (503, "window"), "there is no product behind this window"
    assert town.client.get("/tinh-la/TM-7K3F-9XM2-4DTC").status_code == 404
    assert town.client.get("/tinh-mau/main.js").status_code == 404


def test_a_ticket_nobody_knows_is_told_in_a_sentence(town: Town) -> None:
    answer = town.client.get("/window/find?code=TM-7K3F-9XM2-4DTC", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json["detail"]) == (404, "This ticket is not there yet.")


def test_without_a_cloud_the_mailbox_is_empty(town: Town) -> None:
    assert town.client.get("/window/mail").json == {"letters": []}


def test_the_window_offers_accounts_staff_and_a_place_to_name(town: Town) -> None:
    (province,) = town.client.get("/window/setup").json["provinces"]
    assert province["name"] == "Tỉnh Mẫu"
    assert (province["place"], province["spot"]) == ("Phường Mẫu", {"lat": 20.9, "lon": 107.0})
    assert [account["channel"] for account in province["accounts"]] == ["facebook", "facebook", "zalo"]
    assert province["staff"][0]["unit_name"] == "Sở Xây dựng"


@pytest.mark.parametrize(
    ("why", "unit", "roles", "found"),
    [
        ("of the unit itself", "room", ("handler",), "h-room"),
        ("the first role counts first", "room", ("head", "handler"), "h-room"),
        ("of the nearest unit above", "room", ("head",), "head-office"),
        ("nobody up to the root", "room", ("leadership",), None),
    ],
)
def test_somebody_stands_for_a_unit(why: str, unit: str, roles: tuple[str, ...], found: str | None) -> None:
    province = {
        "units": [{"id": "office", "parent": None}, {"id": "room", "parent": "office"}],
        "staff": [
            {"id": "head-office", "role": "head", "unit": "office"},
            {"id": "h-room", "role": "handler", "unit": "room"},
        ],
    }
    person = nearest(province, unit, roles)
    assert (person["id"] if person else None) == found, why
