"""Those who were answered are asked, and nobody can be recognised; an association has an answer looked at again."""

import csv
import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from infra.client.cau_noi import ApiProblem
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import tick
from tests.journeys.later import later
from tests.journeys.province import OA, PAGE, PROVINCE, document, officer_of
from tests.journeys.town import Answer, Officer, Person, Town, eventually

_UNITS = document()["units"]
COMMUNE = [unit for unit in _UNITS if unit["place"]][-4]
DEPARTMENT = next(unit for unit in _UNITS if unit["kind"] == "department" and unit["id"].startswith("so-"))
NAMES = {unit["id"]: unit["name"] for unit in (COMMUNE, DEPARTMENT)}
LINKS = 2  # handed out for each of the two units
MINIMUM = 3  # so that the department's figures are of too few
BEGUN = str(datetime.now(ZoneInfo(document()["zone"])).date())  # a run may go on past midnight
WORDS = "Cán bộ nhiệt tình"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def today() -> str:
    """The local day, now."""
    return str(datetime.now(ZoneInfo(document()["zone"])).date())


@dataclass(frozen=True)
class Asked:
    """An open round: those whose petition the commune has answered (code, PIN), and an association's links by unit."""

    survey: str
    petitions: list[tuple[str, str]]
    links: Mapping[str, list[str]]


def answered(town: Town, channel: str) -> tuple[Person, str, str]:
    """A citizen whose petition was answered by the commune; its code and PIN as they stand in the chat."""
    person = town.person(channel, PAGE if channel == "facebook" else OA)
    person.says(f"Đèn đường hỏng ở {COMMUNE['name'].removeprefix('UBND ')}")
    code, coordinator = person.code(), officer_of(town, "coordinator")
    pin = person.waits_for(code)["text"].split("mã bí mật: ")[1][:6]
    if coordinator.reads(code)["ticket"]["unit"] != COMMUNE["id"]:
        coordinator.does(code, "assign", unit=COMMUNE["id"])
    officer_of(town, "handler", COMMUNE["id"]).does(code, "answer", text="Đã sửa xong đèn.")
    person.waits_for("Đã sửa xong đèn")
    return person, code, pin


def round_for(opens: datetime, **more: Any) -> Any:
    return {
        "title": {"vi": f"Khảo sát {opens:%d%H%M%S}"}, "intro": {"vi": "Xin cho biết ý kiến."},
        "opens_at": opens.isoformat(timespec="seconds"),
        "closes_at": (opens + timedelta(days=2)).isoformat(timespec="seconds"),
        "units": [{"unit": unit} for unit in NAMES], "audience": ["petitioners", "members"], "minimum": MINIMUM,
        "questions": [{"id": "chung", "kind": "scale", "vi": "Mức hài lòng?"},
                      {"id": "them", "kind": "text", "vi": "Góp ý?", "required": False}],
        **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def people(town: Town) -> list[tuple[Person, str, str]]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(partial(answered, town), ("zalo", "facebook")))


@pytest.fixture(scope="module")
def asked(town: Town, people: list[tuple[Person, str, str]]) -> Asked:
    coordinator = api.officer(town, "coordinator")
    survey = coordinator.make_survey_round(body=round_for(datetime.now(UTC) - timedelta(minutes=1))).body["id"]
    assert town.door("GET", f"/v1/{PROVINCE}/surveys/{survey}").status == 404, "a draft is nobody's to read"
    assert coordinator.open_survey_round(survey=survey).body["state"] == "open"

    def links(unit: str) -> list[str]:
        body: Any = {"unit": unit, "kind": "business", "count": LINKS}
        return [path_in(one) for one in coordinator.hand_out_survey_links(survey=survey, body=body).body["links"]]

    return Asked(survey, [(code, pin) for _, code, pin in people], {unit: links(unit) for unit in NAMES})


def path_in(text: str) -> str:
    return f"/v1/{text.split('/v1/')[1].split()[0]}"


def by_link(town: Town, path: str, stars: int) -> Answer:
    return town.door("POST", path, urlencode({"chung": stars, "them": WORDS}).encode(), **FORM)


def by_petition(town: Town, asked: Asked, number: int, stars: int) -> Answer:
    code, pin = asked.petitions[number]
    body = {"petition": {"code": code, "pin": pin}, "answers": {"chung": stars, "them": WORDS}}
    return town.door("POST", f"/v1/{PROVINCE}/surveys/{asked.survey}/responses", body)


def test_everybody_answers_once_figures_of_few_are_withheld_and_nobody_can_be_recognised(
    town: Town, asked: Asked
) -> None:
    coordinator, leader = api.officer(town, "coordinator"), api.officer(town, "leadership")
    path, second = asked.links[COMMUNE["id"]]
    page = town.door("GET", path)
    assert (page.status, NAMES[COMMUNE["id"]] in page.body, "Mức hài lòng?" in page.body) == (200, True, True)
    assert by_link(town, path, 9).status == 422
    assert by_link(town, path, 5).status == 200
    assert (by_link(town, path, 1).status, town.door("GET", path).status) == (409, 409)
    assert [by_link(town, one, 2).status for one in asked.links[DEPARTMENT["id"]]] == [200] * LINKS
    assert by_link(town, second, 4).status == 200
    told = [by_petition(town, asked, number, stars).status for number, stars in ((0, 4), (1, 1), (1, 5))]
    assert told == [200, 200, 409]
    figures = coordinator.read_survey_figures(survey=asked.survey).body
    rows: dict[str, Any] = {row["unit"]: row for row in figures["units"]}
    commune, department = rows[COMMUNE["id"]], rows[DEPARTMENT["id"]]
    assert (commune["answers"], commune["questions"][0]["mean"]) == (4, 3.5)
    assert (department["answers"], department["withheld"], department["questions"]) == (LINKS, True, [])
    results = partial(town.door, "GET", f"/v1/{PROVINCE}/surveys/{asked.survey}/results")
    assert results().status == 404
    with pytest.raises(ApiProblem) as early:
        coordinator.export_survey(survey=asked.survey)
    assert early.value.status == 409, "two exports of an open round would tell who answered in between"
    coordinator.close_survey_round(survey=asked.survey)
    with pytest.raises(ApiProblem) as refusal:
        coordinator.publish_survey_round(survey=asked.survey)
    assert refusal.value.status == 403
    assert leader.publish_survey_round(survey=asked.survey).body["state"] == "published"
    assert results().body["units"] == figures["units"]
    nobody_is_recognised(str(coordinator.export_survey(survey=asked.survey).body), asked)


def nobody_is_recognised(sheet: str, asked: Asked) -> None:
    rows = list(csv.reader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert rows[0] == ["Nhóm", "Đơn vị", "Mức hài lòng?", "Góp ý?"]
    assert sorted(row[1:] for row in rows[1:]) == [[NAMES[COMMUNE["id"]], stars, WORDS] for stars in "1445"]
    tokens = [path.rpartition("/")[2] for paths in asked.links.values() for path in paths]
    marks = [part for token in tokens for part in token.split(".")[-3:]]
    codes = [code for code, _ in asked.petitions]
    assert not [one for one in (*codes, *tokens, *marks, BEGUN, today(), "business") if one in sheet]


def test_who_was_answered_is_invited_once_in_the_chat_when_that_day_is_over(
    town: Town, deployed: Deployed, people: list[tuple[Person, str, str]]
) -> None:
    """The clock is put forward to the next day: to invite, and to deliver."""
    leader, coordinator = officer_of(town, "leadership"), api.officer(town, "coordinator")
    tick(deployed, "FoldDays")  # a province has figures from its first night on
    path = f"reports/figures?from={BEGUN}&to={today()}&unit={COMMUNE['id']}"
    eventually(
        lambda: leader.tries("GET", path).body["total"]["answered"], lambda many: many >= len(people), "the timeline"
    )
    zone = ZoneInfo(document()["zone"])
    opens = datetime.combine(datetime.now(zone).date() + timedelta(days=1), time(0, 1), zone)
    body = round_for(opens, invite={"from": BEGUN, "to": today()})
    survey = coordinator.make_survey_round(body=body).body["id"]
    coordinator.open_survey_round(survey=survey)
    ahead = opens - datetime.now(zone) + timedelta(minutes=1)
    later(deployed, PROVINCE, ahead, "inviting", "inviting", "courier")
    later(deployed, PROVINCE, ahead, "inviting", "courier")
    for person, _, _ in people:
        (told,) = [m["text"] for m in person.hears() if f"/surveys/{survey}/" in m["text"]]
        assert NAMES[COMMUNE["id"]] in told
        assert town.door("GET", path_in(told)).status == 409, "not before the round is open"


def test_what_an_association_contests_is_upheld_and_opened_again(town: Town, deployed: Deployed) -> None:
    body = {
        "text": "Hồ sơ cấp phép xây dựng của công ty bị chậm", "category": "dau-tu-doanh-nghiep",
        "submitter": {"kind": "business", "name": "Công ty Minh Long", "email": "minhlong@example.com"},
    }  # fmt: skip
    code = town.door("POST", f"/v1/{PROVINCE}/petitions", body).body["code"]
    coordinator, unit = officer_of(town, "coordinator"), COMMUNE["id"]
    coordinator.does(code, "assign", unit=unit)
    handler = officer_of(town, "handler", unit)
    handler.does(code, "answer", text="Đã trả lời.")
    association = Officer(town, PROVINCE, api.token_of(deployed, "observer", document()["tray"], PROVINCE))
    seen = association.reads(code)
    assert "Minh Long" not in str(seen)
    contested = association.does(code, "contest", reason="Vướng mắc vẫn còn nguyên")
    assert contested["status"] == "answered", "it stays answered until somebody has decided"
    assert association.tries("POST", f"tickets/{code}/contest", {"reason": "Một lần nữa"}).status == 409
    assert association.tries("POST", f"tickets/{code}/uphold", {"reason": "Tự mình"}).status == 403
    assert coordinator.tries("POST", f"tickets/{code}/uphold", {"reason": "Hiệp hội nói đúng"}).status == 403
    upheld = officer_of(town, "task_force", document()["task_force"]).does(code, "uphold", reason="Hiệp hội nói đúng")
    assert (upheld["status"], upheld["unit"]) == ("assigned", unit)
    whole = handler.reads(code)
    assert [entry["act"] for entry in whole["timeline"]][-3:] == ["answer", "contest", "uphold"]
    assert whole["timeline"][-1]["facts"]["against"] == unit
