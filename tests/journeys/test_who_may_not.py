"""Those who may not: forged webhooks, strangers' tokens, other provinces, wrong codes."""

import json

import pytest

from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.province import FIELD, FIELD_UNIT, OTHER_PROVINCE, PAGE, PROVINCE, document, officer_of
from tests.journeys.signing import facebook_body, facebook_signature
from tests.journeys.town import Town


def test_a_forged_webhook_is_refused_and_leaves_nothing(town: Town, deployed: Deployed) -> None:
    update = {
        "sender": {"id": "666"},
        "recipient": {"id": PAGE},
        "timestamp": 1,
        "message": {"mid": "m_forged", "text": "Cháy nhà"},
    }
    body = facebook_body({"object": "page", "entry": [{"id": PAGE, "messaging": [update]}]})
    right = facebook_signature(deployed, body)
    for header in (
        "sha256=" + "0" * 64,
        "sha1=" + "0" * 40,
        right.upper(),
        facebook_signature(deployed, body + b" "),
    ):
        answer = town.door("POST", "/webhooks/facebook/cau-noi", body, X_Hub_Signature_256=header)
        assert answer.status == 401, header
    assert town.door("POST", "/webhooks/facebook/cau-noi", body).status == 401
    assert town.door("POST", "/webhooks/facebook/stranger", body, X_Hub_Signature_256=right).status == 404
    zalo = json.dumps({"app_id": "1", "event_name": "user_send_text", "timestamp": "1"}).encode()
    assert town.door("POST", "/webhooks/zalo/cau-noi", zalo, X_ZEvent_Signature="mac=00").status == 401


def test_zalos_probe_and_facebooks_challenge(town: Town, deployed: Deployed) -> None:
    assert town.door("POST", "/webhooks/zalo/cau-noi", b"{}").status == 200
    word = deployed.secrets["/facebook/app/cau-noi"]["verify_token"]
    path = "/webhooks/facebook/cau-noi?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    right = town.door("GET", path + word)
    assert (right.status, str(right.body)) == (200, "1158201444")
    assert town.door("GET", path + "wrong").status == 403


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}])
def test_staff_doors_need_a_token(town: Town, header: dict[str, str]) -> None:
    assert town.door("GET", f"/v1/{PROVINCE}/tickets", **header).status in (401, 403)


def test_a_good_token_of_nobody_on_the_list_of_staff_opens_nothing(town: Town, deployed: Deployed) -> None:
    for tenant, staff in ((PROVINCE, "da-nghi-viec"), (PROVINCE, coordinator_of(OTHER_PROVINCE)), ("tinh-khac", "a")):
        said = api.token_of(deployed, "coordinator", document()["tray"], tenant, staff)
        refused = town.door("GET", f"/v1/{PROVINCE}/tickets", Authorization=f"Bearer {said}")
        assert refused.status in (401, 403), (tenant, staff)
    still = api.token_of(deployed, "coordinator", document()["tray"], PROVINCE, coordinator_of(PROVINCE))
    assert town.door("GET", f"/v1/{PROVINCE}/worklist", Authorization=f"Bearer {still}").status == 200


def coordinator_of(province: str) -> str:
    return str(next(one["id"] for one in document(province)["staff"] if one["role"] == "coordinator"))


def test_another_provinces_ticket_does_not_exist(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Chó thả rông ở {FIELD} gây mất an toàn")
    code = citizen.code()
    stranger = officer_of(town, "coordinator", province=OTHER_PROVINCE)
    assert stranger.tries("GET", f"tickets/{code}").status == 404, "under its own province's path"
    stranger.province = PROVINCE
    for method, path, body in [
        ("GET", f"tickets/{code}", None),
        ("GET", "tickets?unit=ubnd-tinh", None),
        ("GET", "notices/failed", None),
        ("POST", f"tickets/{code}/note", {"text": "xin chào"}),
        ("POST", f"tickets/{code}/close", {"text": "xong"}),
    ]:
        assert stranger.tries(method, path, body).status == 404, path
    assert len(officer_of(town, "coordinator").reads(code)["timeline"]) == 1, "and nothing was changed"


def test_an_officer_of_another_unit_may_neither_read_nor_act(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Chó thả rông ở {FIELD} gây mất an toàn")
    code = citizen.code()
    holder = officer_of(town, "coordinator").reads(code)["ticket"]["unit"]
    other = next(s for s in document()["staff"] if s["role"] == "handler" and s["unit"] not in (holder,))
    neighbour = town.officer(PROVINCE, other["id"])
    assert neighbour.tries("GET", f"tickets/{code}").status == 403
    assert neighbour.tries("POST", f"tickets/{code}/accept", {}).status == 403


def test_a_stale_or_illegal_act_says_what_is_so(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Chó thả rông ở {FIELD} gây mất an toàn")
    code = citizen.code()
    coordinator = officer_of(town, "coordinator")
    ticket = coordinator.reads(code)["ticket"]
    if ticket["status"] == "in_tray":
        ticket = coordinator.does(code, "assign", unit=FIELD_UNIT)
    handler = officer_of(town, "handler", ticket["unit"])
    assert handler.tries("POST", f"tickets/{code}/accept", {}, If_Match='"99"').status == 412
    early = handler.tries("POST", f"tickets/{code}/ask", {"text": "Ở đâu?"})
    assert early.status == 409
    assert "accept" in early.body["acts"]
    assert handler.tries("POST", f"tickets/{code}/answer", {}).status == 422
    assert handler.tries("POST", f"tickets/{code}/abolish", {}).status == 404
