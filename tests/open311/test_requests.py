"""Published petitions as service requests: filters, limits, pages, and nothing that is not public."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.publish.published import Medium
from chalicelib.ticket.code import ticket_code
from tests.builders import COORDINATOR, HANDLER, SLUG
from tests.fakes_open311 import Town, told
from tests.open311.test_notation import as_texts, sample_json

POTHOLE, RUBBISH, PERMIT = "Mặt đường có ổ gà rất sâu", "Bãi rác có mùi hôi", "Xin giấy phép đầu tư đã lâu"


def ids(town: Town, **given: str) -> list[str]:
    return [one["service_request_id"] for one in told(town.get("requests.json", **given))]


def answers(town: Town, code: str, text: str = "Đã vá xong mặt đường, mời bà con kiểm tra") -> None:
    town.world.clock.pass_by(hours=1)
    town.world.does(code, "answer", HANDLER, text=text)
    town.world.does(code, "publish", COORDINATOR)


def with_many(count: int, **fields: Any) -> tuple[Town, list[str]]:
    """So many published petitions, a second apart; their codes, the newest first."""
    town = Town()
    (one,) = [town.world.shelf.public[SLUG, town.publishes()]]
    del town.world.shelf.public[SLUG, one.code]
    for number in range(count):
        at = one.opened_at - timedelta(seconds=number)
        code = ticket_code("SM", f"many#{number}")
        town.world.shelf.public[SLUG, code] = replace(one, code=code, opened_at=at, updated_at=at, **fields)
    return town, [code for _, code in town.world.shelf.public]


def shows(town: Town, code: str, **fields: Any) -> None:
    """Something of the publication is otherwise."""
    town.world.shelf.public[SLUG, code] = replace(town.world.shelf.public[SLUG, code], **fields)


def test_a_request_has_the_fields_of_the_specification_and_no_other() -> None:
    town = Town()
    code = town.publishes()
    (request,) = told(town.get("requests.json"))
    assert list(request) == list(sample_json("service-requests")[0])
    assert request | {"address_id": None} == {
        "service_request_id": code,
        "status": "open",
        "status_notes": None,
        "service_name": "Giao thông",
        "service_code": "giao-thong",
        "description": POTHOLE,
        "agency_responsible": "Phòng Quản lý hạ tầng",
        "service_notice": None,
        "requested_datetime": "2026-11-18T02:00:00+00:00",
        "updated_datetime": "2026-11-18T02:00:00+00:00",
        "expected_datetime": None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def test_place_point_and_photo_are_shown_where_they_are_public() -> None:
    town = Town()
    code = town.publishes()
    shows(town, code, address="12 đường Chợ", place="90001", latitude=21.02, longitude=107.03,
          media=(Medium(key="secret/key", media_type="image/jpeg", name="a.jpg"),))  # fmt: skip
    answer = town.get(f"requests/{code}.json")
    (request,) = told(answer)
    assert (request["address"], request["address_id"]) == ("12 đường Chợ", "90001")
    assert (request["lat"], request["long"]) == (21.02, 107.03)
    assert request["media_url"] == f"https://cau-noi.example/{SLUG}/{code}/0"
    assert "secret/key" not in answer.text


def test_one_request_is_a_list_of_one_in_both_notations() -> None:
    town = Town()
    code = town.publishes()
    in_json, in_xml = town.get(f"requests/{code}.json"), town.get(f"requests/{code}.xml")
    assert told(in_json) == told(town.get("requests.json"))
    assert told(in_xml) == as_texts(told(in_json))
    assert "<service_requests><request><service_request_id>" in in_xml.text


def test_what_is_not_published_is_not_there() -> None:
    town = Town()
    hidden, shown = town.world.opened(RUBBISH).code, town.publishes(person="7002")
    for path in (f"requests/{hidden}.json", f"tokens/{hidden}.json", "requests/nothing.json", "tokens/1.json"):
        assert town.get(path).status == 404
    assert ids(town) == [shown]
    assert ids(town, service_request_id=hidden) == []
    town.world.does(shown, "hide", COORDINATOR, reason="Nêu tên người khác")
    assert ids(town) == []
    assert town.get(f"requests/{shown}.json").status == 404


def test_only_public_words_are_shown() -> None:
    town = Town()
    code = town.world.opened("Mặt đường có ổ gà, gọi tôi 0912345678").code
    town.world.does(code, "note", HANDLER, text="Người này hay phàn nàn")
    town.world.does(code, "publish", COORDINATOR)
    answer = town.get("requests.json", extensions="true")
    assert "0912345678" not in answer.text
    assert "phàn nàn" not in answer.text


def test_an_answered_request_is_closed_at_the_moment_of_its_answer() -> None:
    town = Town()
    code = town.publishes()
    answers(town, code)
    shown = town.world.shelf.public[SLUG, code]
    shows(town, code, answer="Đã vá xong", updated_at=shown.answered_at.replace(day=20) if shown.answered_at else None)
    (request,) = told(town.get("requests.json"))
    assert (request["status"], request["status_notes"]) == ("closed", "Đã vá xong")
    assert request["updated_datetime"] == "2026-11-18T03:00:00+00:00"
    assert request["requested_datetime"] == "2026-11-18T02:00:00+00:00"


def test_requests_are_filtered_by_status() -> None:
    town = Town()
    done, waiting = town.publishes(), town.publishes(RUBBISH, person="7002")
    answers(town, done)
    assert ids(town, status="open") == [waiting]
    assert ids(town, status="closed") == ids(town, status=" closed,") == [done]
    assert set(ids(town, status="open,closed")) == set(ids(town, status="")) == {done, waiting}
    assert town.get("requests.json", status="pending").status == 400


def test_requests_are_filtered_by_one_service_or_several() -> None:
    town = Town()
    pothole, rubbish, permit = [
        town.publishes(text, person=f"700{n}") for n, text in enumerate((POTHOLE, RUBBISH, PERMIT))
    ]
    assert ids(town, service_code="giao-thong") == [pothole]
    assert set(ids(town, service_code="giao-thong, ve-sinh-moi-truong")) == {pothole, rubbish}
    assert ids(town, service_code="nothing") == []
    repeated = [("jurisdiction_id", SLUG), ("service_code", "giao-thong"), ("service_code", "dau-tu")]
    shown = told(town.endpoint.list("requests.json", repeated))
    assert {one["service_request_id"] for one in shown} == {pothole, permit}


def test_asking_by_id_overrides_everything_else() -> None:
    town = Town()
    first, second = town.publishes(), town.publishes(RUBBISH, person="7002")
    town.world.clock.pass_by(days=200)
    other = {"status": "closed", "service_code": "dau-tu", "start_date": "yesterday"}
    assert set(ids(town, service_request_id=f"{first},{second}", **other)) == {first, second}
    assert ids(town, service_request_id=f"{first},{first}") == [first]
    assert ids(town, service_request_id="nothing,QN-1") == []


def test_as_many_ids_as_an_address_holds_are_asked_for_at_once() -> None:
    town = Town()
    codes = [town.publishes(person=f"8{n:03}") for n in range(90)]
    typed, before = ",".join(code.replace("-", "") for code in codes), town.index.calls
    assert set(ids(town, service_request_id=typed)) == set(codes)
    assert town.index.calls == before + 1


def test_a_token_is_the_id_however_it_was_typed() -> None:
    town = Town()
    code = town.publishes()
    typed = code.lower().replace("-", "")
    answer = town.get(f"tokens/{typed}.json")
    assert told(answer) == [{"service_request_id": code, "token": typed}]
    assert list(told(answer)[0]) == list(sample_json("request-from-token")[0])
    assert told(town.get(f"tokens/{typed}.xml")) == told(answer)


@pytest.mark.parametrize(
    ("why", "given", "days"),
    [
        ("the latest 90 days when nothing is said", {}, range(91)),
        ("90 days from a beginning", {"start_date": "2026-11-18T02:00:00Z"}, range(9, 100)),
        ("up to now from a beginning near", {"start_date": "2027-02-16T02:00:00Z"}, range(10)),
        ("90 days up to an end", {"end_date": "2027-02-16T02:00:00Z"}, range(9, 100)),
        ("both ends belong to it", {"start_date": "2027-02-15T09:00:00+07:00", "end_date": "2027-02-16T09:00:00+07:00"},
         range(9, 11)),
        ("a moment before is another day", {"start_date": "2027-02-15T02:00:01Z", "end_date": "2027-02-16T01:59:59Z"},
         range(0)),
        ("minutes will do, and a plus that became a space",
         {"start_date": "2027-02-15T09:00 07:00", "end_date": "2027-02-15T09:00+07:00"}, range(10, 11)),
        ("what is to come is empty", {"start_date": "2030-01-01T00:00:00Z"}, range(0)),
    ],
)  # fmt: skip
def test_a_range_of_time(why: str, given: dict[str, str], days: range) -> None:
    town = Town()
    codes = []
    for number in range(100):
        codes.append(town.publishes(person=f"8{number:03}"))
        town.world.clock.pass_by(days=1)
    town.world.clock.pass_by(days=-1)
    assert ids(town, **given) == [codes[99 - day] for day in days], why


@pytest.mark.parametrize(
    ("why", "given"),
    [
        ("more than 90 days", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}),
        ("the end before the beginning", {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}),
        ("no zone", {"start_date": "2026-01-01T00:00:00"}),
        ("a day only", {"end_date": "2026-01-01"}),
        ("no such day", {"end_date": "2026-02-30T00:00:00Z"}),
        ("no instant", {"start_date": "yesterday"}),
        ("an age nobody files in", {"start_date": "0001-01-01T00:00:00+07:00"}),
        ("no page", {"page": "0"}),
        ("no number", {"page_size": "many"}),
        ("a number beyond numbers", {"page_size": "9" * 5000}),
        ("more ids than an address can hold", {"service_request_id": "A" * 1401}),
        ("more services than an address can hold", {"service_code": "a" * 401}),
        ("an id nobody could type", {"service_request_id": "\U0004fb4c"}),
        ("nothing, at length", {"status": "open" + " " * 40}),
        ("more than true or false", {"extensions": "true" + " " * 10}),
    ],
)
def test_arguments_that_cannot_be_are_a_400(why: str, given: dict[str, str]) -> None:
    answer = Town().get("requests.json", **given)
    assert (answer.status, [error["code"] for error in told(answer)]) == (400, [400]), why
    assert told(Town().get("requests.xml", **given))[0]["code"] == "400"
    assert Town().get("services.json", **given).status == 400


def test_a_thousand_at_most_and_pages_lead_through_them() -> None:
    town, codes = with_many(1100)
    assert ids(town) == codes[:1000]
    assert ids(town, page_size="100", page="2") == codes[100:200]
    assert ids(town, page_size="600", page="2") == codes[600:1000]
    assert ids(town, page_size="5000") == codes[:1000]
    assert ids(town, page="2") == []


def test_a_page_of_many_costs_the_same_calls_as_of_few() -> None:
    few, _ = with_many(60)
    many, _ = with_many(3000)
    for town in (few, many):
        assert len(ids(town, page_size="50")) == 50
    assert few.index.calls == many.index.calls == 1


def test_where_little_is_found_reading_ends() -> None:
    town, codes = with_many(12_000)
    shows(town, codes[-1], category="dau-tu")
    assert ids(town, service_code="dau-tu") == []
    assert town.index.calls <= 10


def test_long_words_are_cut_and_what_no_answer_can_carry_is_left_for_another_page() -> None:
    town, codes = with_many(200, text="ệ" * 9000, answer="ệ" * 9000)
    answer = town.get("requests.json")
    first = told(answer)[0]
    assert len(first["description"]) == len(first["status_notes"]) == 4000
    assert first["description"].endswith("…")
    assert len(json.dumps(answer.text)) < 6_000_000
    assert 40 < len(told(answer)) < 200
    assert [one["service_request_id"] for one in told(answer)] == codes[: len(told(answer))]
    assert len(ids(town, page="4", page_size="40")) == 40


def test_extensions_add_the_history_of_updates() -> None:
    town = Town()
    code = town.publishes()
    answers(town, code)
    shows(town, code, answer="Đã vá xong", status="closed", media=(Medium(key="k", media_type="image/jpeg"),))
    (plain,) = told(town.get("requests.json"))
    (request,) = told(town.get("requests.json", extensions="true"))
    assert {name: value for name, value in request.items() if name in plain} == plain
    assert request["extended_attributes"] == {
        "kind": "field_report",
        "kind_name": "Phản ánh hiện trường",
        "photos": [{"media_url": plain["media_url"], "media_type": "image/jpeg"}],
    }
    assert [(note["type"], note["datetime"], note["description"]) for note in request["notes"]] == [
        ("opened", "2026-11-18T02:00:00+00:00", None),
        ("answered", "2026-11-18T03:00:00+00:00", "Đã vá xong"),
        ("closed", "2026-11-18T03:00:00+00:00", None),
    ]
    in_xml = town.get(f"requests/{code}.xml", extensions="TRUE")
    assert told(in_xml) == as_texts(told(town.get(f"requests/{code}.json", extensions="true")))


def test_another_province_sees_none_of_it() -> None:
    town = Town()
    code = town.publishes()
    other = town.world.document() | {"slug": "song-khac", "name": "Sông Khác", "code_prefix": "SK", "accounts": []}
    other["routing"] = [rule for rule in other["routing"] if "account" not in rule["when"]]
    town.world.provinces.put(other, "test")
    assert json.loads(town.get("requests.json", "song-khac").text) == []
    assert town.get("requests.xml", "song-khac").text.endswith("<service_requests />")
    for path in (f"requests/{code}.json", f"tokens/{code}.json"):
        assert town.get(path, "song-khac").status == 404
    assert json.loads(town.get("requests.json", "song-khac", service_request_id=code).text) == []


def test_names_longer_than_any_key_are_not_there() -> None:
    town, code = Town(), "A" * 9000 + "-1234-5678-9ABC"
    assert town.get("requests.json", "a" * 9000).status == 404
    assert town.get(f"requests/{code}.json").status == 404
    assert ids(town, service_request_id=code[8000:]) == []
    assert ids(town, service_request_id="no code, nor this one") == []
    assert town.index.calls == 0
