"""The catalogue of procedures, what people think of services, and the pages and doors of dossiers."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib import dossier_page
from chalicelib.dossier import views
from chalicelib.dossier.followers import Rating
from chalicelib.dossier.importing import Importing
from chalicelib.dossier.lookup import OF_AN_ADDRESS, Asker
from chalicelib.dossier.satisfaction import Satisfaction, as_json
from chalicelib.errors import BadInput, Forbidden, NotFound, TooOften
from chalicelib.openapi import HERE, catalogue
from chalicelib.province import catalogue as procedures
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.province.review import loose_ends
from chalicelib.schema import document as schema_of
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.workflow import Role
from tests.builders import HEAD, LEADER, SLUG, World, at, document, officer
from tests.dossier.office import CODE, key
from tests.dossier.test_chat import Chat
from tests.dossier.test_import import ROW, sheet
from tests.dossier.test_newsroom import FORM, WEB, put, town

SUBJECT = json.loads((HERE / "dossiers.json").read_text("utf-8"))
BIRTH = {
    "code": "1.001193", "name": "Đăng ký khai sinh", "level": 4, "unit": "p90001", "papers": ["Tờ khai", "Giấy chứng sinh"],
    "fee": 0, "days": 1, "link": "https://dichvucong.gov.vn", "sample": True,
}  # fmt: skip
HOUSE = BIRTH | {
    "code": "1.009974",
    "name": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "unit": "phong-ha-tang",
    "papers": ["Bản vẽ"],
}


def home(*rows: dict[str, Any]) -> Province:
    return province_from(document() | {"procedures": list(rows or (BIRTH, HOUSE))}, 1)


def check(name: str, value: Any) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    whole = {"components": {"schemas": dict(catalogue().schemas)}}
    registry: Any = Registry().with_resource("urn:it", DRAFT202012.create_resource(whole))
    schema = {"$ref": f"urn:it#/components/schemas/{name}"}
    Draft202012Validator(schema, registry=registry).validate(json.loads(json.dumps(value, default=str)))


@pytest.mark.parametrize(("text", "unit", "codes"), [
    ("", "", ["1.001193", "1.009974"]), ("xay dung", "", ["1.009974"]), ("KHAI SINH", "", ["1.001193"]),
    ("chung sinh", "", ["1.001193"]), ("1.009974", "", ["1.009974"]), ("khai sinh xay dung", "", []),
    ("", "so-xay-dung", ["1.009974"]), ("", "no-such", []),
])  # fmt: skip
def test_procedures_are_found_with_and_without_diacritics(text: str, unit: str, codes: list[str]) -> None:
    assert [each.code for each in procedures.searched(home(), text, unit)] == codes


def test_pages_of_the_catalogue_hold_together() -> None:
    first = procedures.page(home(), "", "", 1, None)
    second = procedures.page(home(), "", "", 1, first["next"])
    assert [each["code"] for page in (first, second) for each in page["procedures"]] == ["1.001193", "1.009974"]
    assert second["next"] is None
    check("Procedures", first)
    with pytest.raises(BadInput):
        procedures.page(home(), "xay", "", 1, first["next"])
    with pytest.raises(NotFound):
        procedures.procedure_of(home(), "9.999999")
    check("AdministrativeProcedure", procedures.as_json(home(), procedures.procedure_of(home(), "1.001193")))


def test_a_procedure_is_named_once_and_of_a_unit_there_is() -> None:
    found = loose_ends(document() | {"procedures": [BIRTH, BIRTH | {"unit": "no-such"}]})
    assert {fault["pointer"] for fault in found} == {"/procedures/1/code", "/procedures/1/unit"}
    link = schema_of("province/province")["$defs"]["service"]["properties"]["link"]["pattern"]
    assert not re.match(link, "http://dichvucong.gov.vn")


@pytest.mark.parametrize(("text", "codes"), [
    ("thủ tục khai sinh", ["1.001193"]), ("Thu tuc dang ky khai sinh can giay to gi", ["1.001193"]),
    ("cho hỏi thủ tục xây dựng nhà ở", ["1.009974"]), ("thủ tục", []),
])  # fmt: skip
def test_a_chat_is_told_papers_fee_time_and_link(text: str, codes: list[str]) -> None:
    chat = Chat()
    chat.world.provinces.put(chat.world.document() | {"procedures": [BIRTH, HOUSE]}, "test")
    assert chat.types(text) == "procedures_found"
    lines = chat.notices(Purpose.PROCEDURES_FOUND)[0].facts["lines"]
    assert re.findall(r"\((\S+)\) \[mẫu\]", lines) == codes
    assert codes != [BIRTH["code"]] or "Giấy tờ: Tờ khai; Giấy chứng sinh\nLệ phí: 0 đ\n" in lines


def rating(**given: Any) -> Rating:
    base: dict[str, Any] = {
        "tenant": SLUG, "code": CODE, "at": at("2026-11-18 09:00"), "stars": 5, "agency": "Sở Xây dựng", "unit": "so-xay-dung",
        "procedure": "1.009974",
    }  # fmt: skip
    return Rating(**(base | given))


def test_stars_are_counted_by_agency_and_procedure_and_a_head_sees_their_own() -> None:
    world = World()
    world.followers.rated = [
        rating(), rating(stars=2), rating(stars=1, unit="", agency="Sở lạ", procedure=""), rating(at=at("2026-12-01 00:00")),
        rating(unit="p90001", agency="UBND phường Bến Đá", at=at("2026-11-01 00:00")), rating(tenant="tinh-khac"),
    ]  # fmt: skip
    world.clock.at = at("2026-12-05 09:00")
    room = Satisfaction(world.followers, world.provinces, world.clock)
    period = (at("2026-11-01 00:00"), at("2026-12-01 00:00"))
    whole = room.counted(SLUG, *period, LEADER)
    assert [(each.agency, each.stars) for each in whole] == [
        ("Sở Xây dựng", Counter({5: 1, 2: 1})), ("Sở lạ", Counter({1: 1})), ("UBND phường Bến Đá", Counter({5: 1})),
    ]  # fmt: skip
    assert [each.agency for each in room.counted(SLUG, *period, HEAD)] == ["Sở Xây dựng"]
    shown = as_json(home(), whole)
    check("ServiceRatings", shown)
    assert (shown["ratings"][0]["average"], shown["ratings"][0]["stars"]) == (3.5, [0, 1, 0, 0, 1])
    assert shown["ratings"][0]["procedure_name"] == HOUSE["name"]
    with pytest.raises(Forbidden):
        room.counted(SLUG, *period, officer(Role.OBSERVER, "so-khcn"))
    with pytest.raises(NotFound):
        room.counted("tinh-khac", *period, LEADER)
    with pytest.raises(BadInput):
        room.counted(SLUG, period[0], period[0] + timedelta(days=400), LEADER)


def test_a_day_that_is_over_is_counted_once_and_a_year_is_read_from_what_was_kept() -> None:
    world = World()
    moments = [f"2026-{month:02}-15 {hour:02}:30" for month in range(1, 12) for hour in (0, 6, 23)]
    world.followers.rated = [rating(at=at(moment)) for moment in (*moments, "2026-11-18 00:30", "2026-11-18 08:00")]
    room = Satisfaction(world.followers, world.provinces, world.clock)  # the 18th, 09:00
    year = (at("2026-01-01 00:00"), at("2027-01-01 00:00"))
    whole = room.counted(SLUG, *year, LEADER)
    assert [each.stars for each in whole] == [Counter({5: 35})]
    world.followers.read = 0
    assert room.counted(SLUG, *year, LEADER) == whole
    assert world.followers.read == 2, "those of today"
    assert max(day for _, day in world.followers.counted) == date(2026, 11, 17)
    for part, stars in ((("2026-11-15 06:00", "2026-11-15 23:30"), 1), (("2026-11-15 06:00", "2026-11-18 08:00"), 3)):
        (tally,) = room.counted(SLUG, at(part[0]), at(part[1]), LEADER)
        assert tally.stars[5] == stars, part
    world.clock.at = at("2026-11-19 00:30")
    room.counted(SLUG, *year, LEADER)
    assert max(day for _, day in world.followers.counted) == date(2026, 11, 17), "its last ratings may be on their way"


def test_the_unit_of_an_agency_is_the_one_of_its_name_else_the_procedures() -> None:
    cases = (("sở xây dựng", ""), ("phường Bến Đá", ""), ("Trung tâm", "1.009974"), ("Trung tâm", ""))
    assert [procedures.unit_named(home(), *case) for case in cases] == ["so-xay-dung", "p90001", "phong-ha-tang", ""]


def test_the_page_shows_the_four_facts_and_their_history_or_one_and_the_same_refusal() -> None:
    world = town(0)
    put(world, 1, status="done", agency="Sở <b>Xây dựng</b>")
    province, room = world.province, world.following.dossiers
    html, status = dossier_page.looked_up(province, CODE, lambda: room.show(SLUG, CODE.lower(), "0001", WEB))
    assert status == 200
    for words in ("Đã xử lý xong", "Sở &lt;b&gt;", "01/12/2026", "Bản sao giấy phép", "Yêu cầu bổ sung giấy tờ"):
        assert words in html
    assert "<script" not in html
    typed = '"><script>'
    pages = [
        dossier_page.looked_up(province, typed, lambda code=code, tail=tail: room.show(SLUG, code, tail, WEB))  # type: ignore[misc]
        for code, tail in ((CODE, "9999"), ("H49.17-261118-0009", "9999"), (CODE, "99"), ("x", "0001"))
    ]
    assert len(set(pages)) == 1
    assert pages[0][1] == 404
    assert "<script" not in pages[0][0]
    assert dossier_page.asking(province, typed)[1] == 200


def test_who_tries_many_dossiers_from_one_address_is_stopped() -> None:
    room = town(0).following.dossiers
    one = Asker("address-2", 3)
    for number in range(3):
        with pytest.raises(NotFound):
            room.show(SLUG, f"H49.17-261118-3{number:03}", "1111", one)
    with pytest.raises(TooOften):
        room.show(SLUG, CODE, "4567", one)
    assert room.show(SLUG, CODE, "4567", Asker("address-3", OF_AN_ADDRESS)).dossier.code == CODE


def test_the_page_behind_a_link_asks_for_stars_only_when_the_result_is_there() -> None:
    world = town(0)
    made, token = world.following.by_contact(SLUG, CODE, FORM, WEB)
    province, room = world.province, world.following
    assert "stars" not in dossier_page.own(province, lambda: room.by_link(SLUG, token))[0]
    put(world, 1, status="returned")
    assert 'name="stars"' in dossier_page.own(province, lambda: room.by_link(SLUG, token))[0]
    room.rate(room.by_link(SLUG, token), 3)
    assert "3/5" in dossier_page.own(province, lambda: room.by_link(SLUG, token))[0]
    room.stop(made.follower)
    assert dossier_page.own(province, lambda: room.by_link(SLUG, token))[1] == 404
    assert dossier_page.stopped(province)[1] == 200
    assert dossier_page.refused(province, NotFound("no such link"))[1] == 404


def test_what_the_doors_answer_is_what_the_catalogue_says() -> None:
    world = town(0)
    made, _ = world.following.by_contact(SLUG, CODE, FORM, WEB)
    check("DossierFollowed", views.followed(made))
    room = Importing(world.following.dossiers)
    check("DossiersImported", views.imported(room.take(SLUG, sheet(ROW), key(), dry=True)))
    source = (HERE.parent / "dossiers.py").read_text("utf-8")
    doors = re.findall(r"@answers.*\ndef (\w+)\(", source)
    assert sorted(doors) == sorted(SUBJECT["operations"])
