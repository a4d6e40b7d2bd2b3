"""Discovery, the service list, and what the regulation demands as attributes."""

from typing import Any
from xml.etree import ElementTree

import pytest

from tests.builders import SLUG, World
from tests.fakes_open311 import CHANGED_AT, Town, told
from tests.open311.test_notation import as_texts, sample_json


def changed(world: World, **regulation: Any) -> None:
    """The province with another regulation."""
    document = world.document()
    document["regulation"] |= regulation
    world.provinces.put(document, "test")
    world.clock.pass_by(minutes=2)


def test_every_category_is_a_service() -> None:
    services = told(Town().get("services.json"))
    assert [s["service_code"] for s in services] == ["su-co-khan-cap", "giao-thong", "ve-sinh-moi-truong", "dau-tu"]
    traffic = services[1]
    assert set(traffic) == set(sample_json("service-list")[0])
    assert (traffic["service_name"], traffic["type"], traffic["group"]) == ("Giao thông", "realtime", "Giao thông")
    assert traffic["description"] == "Giao thông / Traffic. Trả lời trong 5 ngày làm việc (Điều 8)."
    assert traffic["keywords"] == "ổ gà, đèn tín hiệu, mặt đường"
    assert traffic["metadata"] is True


def test_a_category_below_another_stands_in_its_group() -> None:
    town = Town()
    document = town.world.document()
    document["categories"][3]["parent"] = "giao-thong"
    town.world.provinces.put(document, "test")
    assert told(town.get("services.json"))[3]["group"] == "Giao thông"


def test_the_list_in_xml_is_the_list_in_json() -> None:
    town = Town()
    assert told(town.get("services.xml")) == as_texts(told(town.get("services.json")))
    assert town.get("services.xml").text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<services><service>')


@pytest.mark.parametrize(
    ("ending", "kind"), [("xml", "text/xml; charset=utf-8"), ("json", "application/json; charset=utf-8")]
)
def test_an_answer_says_its_type_and_that_it_is_utf_8(ending: str, kind: str) -> None:
    assert Town().get(f"services.{ending}").content_type == kind


def test_a_definition_asks_for_the_kind_and_for_what_the_regulation_demands() -> None:
    town = Town()
    evidence = [{"when": {"kind": ["field_report"]}, "needs": ["photo", "contact", "place"], "article": "Điều 4"}]
    changed(town.world, evidence=evidence)
    definition = told(town.get("services/giao-thong.json"))
    assert definition["service_code"] == "giao-thong"
    kind, photo, contact = definition["attributes"]
    assert set(kind) == set(sample_json("service-definition")["attributes"][0])
    assert (kind["datatype"], kind["required"], kind["variable"], kind["order"]) == ("singlevaluelist", False, True, 1)
    assert {"key": "proposal", "name": "Đề xuất"} in kind["values"]
    assert [(a["code"], a["datatype"], a["required"], a["order"]) for a in (photo, contact)] == [
        ("photo", "string", True, 2),
        ("contact", "string", True, 3),
    ]
    assert photo["datatype_description"] == "Điều 4"


def test_a_place_is_not_asked_for_again_since_every_request_has_one() -> None:
    town = Town()
    changed(town.world, evidence=[{"needs": ["place"], "article": "Điều 4"}])
    assert [a["code"] for a in told(town.get("services/giao-thong.json"))["attributes"]] == ["kind"]


def test_a_definition_in_xml_is_the_definition_in_json() -> None:
    town = Town()
    assert told(town.get("services/giao-thong.xml")) == as_texts(told(town.get("services/giao-thong.json")))


@pytest.mark.parametrize("path", ["services.json", "services/giao-thong.json", "requests.json", "tokens/1.json"])
def test_a_jurisdiction_is_required_and_must_exist(path: str) -> None:
    town = Town()
    missing, blank, unknown = town.get(path, ""), town.get(path, "  "), town.get(path, "nowhere")
    assert (missing.status, blank.status, unknown.status) == (400, 400, 404)
    assert missing.text == blank.text
    assert told(missing) == [{"code": 400, "description": "thiếu jurisdiction_id / jurisdiction_id was not provided"}]
    assert told(unknown) == [{"code": 404, "description": "không có jurisdiction_id này / no such jurisdiction_id"}]


def test_an_unknown_service_is_not_there_and_the_error_is_in_the_notation_asked_for() -> None:
    town = Town()
    assert [error["code"] for error in told(town.get("services/nothing.json"))] == [404]
    answer = town.get("services/nothing.xml")
    assert answer.status == 404
    assert ElementTree.fromstring(answer.text.encode()).findtext("error/code") == "404"


@pytest.mark.parametrize("path", ["services.html", "services", "nothing.json", "discovery.json.gz"])
def test_what_is_no_resource_is_an_error_the_specification_knows(path: str) -> None:
    answer = Town().get(path)
    assert answer.status == 404
    assert set(told(answer)[0]) == {"code", "description"}


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_discovery_leads_to_the_endpoint(ending: str) -> None:
    found = told(Town().get(f"discovery.{ending}", ""))
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert found["endpoints"] == [
        {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": "https://cau-noi.example/open311/v2",
            "changeset": found["changeset"],
            "type": "production",
            "formats": ["text/xml", "application/json"],
        }
    ]


def test_discovery_of_a_province_says_when_its_services_changed_and_whom_to_ask() -> None:
    found = told(Town().get("discovery.json"))
    assert found["changeset"] == CHANGED_AT.isoformat(timespec="seconds")
    assert found["contact"] == "Sở Khoa học và Công nghệ, Sông Mẫu"
    assert Town().get("discovery.json", "nowhere").status == 404


def test_what_is_filed_with_a_stage_that_is_not_live_is_a_test() -> None:
    assert told(Town(live=False).get("discovery.json", SLUG))["endpoints"][0]["type"] == "test"
