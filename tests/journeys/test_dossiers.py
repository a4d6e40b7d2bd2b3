"""A dossier from the one-stop shop to the chat of whoever waits for it: looked up, followed, told of once, rated."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.client.cau_noi import ApiProblem, CauNoi
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import tick
from tests.journeys.later import later
from tests.journeys.province import FIELD_UNIT, OA, PAGE, PROVINCE, document
from tests.journeys.town import Answer, Officer, Person, Town, eventually

AGENCY = next(unit["name"] for unit in document()["units"] if unit["id"] == FIELD_UNIT)
TODAY = f"{datetime.now(UTC):%y%m%d}"
RUN = int(time.time()) % 10_000  # one stack may be walked through twice
LACKING, ENDING, OTHER, NONE = 1, 2, 3, 99
TAIL, WRONG = "4321", "0000"
ITS_OWN = ("instance", "correlation_id", "retry_after")  # of every problem
PAPER = "Bản sao giấy khai sinh"


def code(number: int) -> str:
    return f"H49.17-{TODAY}-{RUN:04}{number:02}"


def moment(minutes_ago: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat(timespec="milliseconds")


def facts(status: str, at: str, *missing: str) -> dict[str, Any]:
    told = {"agency": AGENCY, "status": status, "result_on": "2026-12-01", "missing_papers": list(missing)}
    return told | {"updated_at": at, "applicant": {"phone_tail": TAIL}}


@dataclass(frozen=True)
class Office:
    """The one-stop system, with its key."""

    api: CauNoi
    deployed: Deployed

    def says(self, dossier: str, told: Mapping[str, Any]) -> str:
        body: Any = dict(told)
        return str(self.api.write_dossier(dossier=dossier, body=body).body["result"])

    def news(self, person: Person, dossier: str) -> list[str]:
        """What a follower has been told of its changes, after one more turn of the clock that tells them."""
        tick(self.deployed, "DeliverDue")
        return [m["text"] for m in person.hears() if m["text"].startswith(f"Hồ sơ {dossier} có thay đổi")]


def follows(town: Town, dossier: str) -> Person:
    """Somebody looks a dossier up in Zalo, as the bot leads them, and follows it."""
    person = town.person("zalo", OA)
    person.says("tra cứu hồ sơ")
    person.waits_for("mã hồ sơ", "giấy tiếp nhận")
    person.says(dossier)
    person.waits_for("4 số cuối")
    person.says(TAIL)
    person.waits_for(dossier, AGENCY)
    person.says("Theo dõi")
    person.waits_for(dossier, "được theo dõi")
    return person


@pytest.fixture(scope="module")
def office(town: Town, deployed: Deployed) -> Office:
    return Office(api.key(town, "write_dossiers", "read_dossiers", name="one-stop"), deployed)


@pytest.fixture(scope="module")
def followers(town: Town, office: Office) -> tuple[Person, Person]:
    """Of two dossiers that have changed: papers are missing of one, the other's result was handed over.

    What changed is told a minute later: the tests that wait for it stand last.
    """
    for number in (LACKING, ENDING):
        office.says(code(number), facts("received", moment(30)))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(partial(follows, town), (code(LACKING), code(ENDING)))
    change = facts("more_papers", moment(20), PAPER)
    assert [office.says(code(LACKING), change), office.says(code(LACKING), change)] == ["updated", "unchanged"]
    assert office.says(code(ENDING), facts("returned", moment(10))) == "updated"
    return first, second


@pytest.mark.usefixtures("followers")
def test_wrong_digits_and_an_unknown_code_are_answered_alike(town: Town, office: Office) -> None:
    office.says(code(OTHER), facts("in_progress", moment(5)))
    look = partial(town.door, "POST", f"/v1/{PROVINCE}/dossiers/look-up")
    ask = {"factor": "phone", "tail": WRONG}
    told = [look(ask | {"code": code(number)}) for number in (OTHER, NONE)]
    assert [answer.status for answer in told] == [404, 404]
    first, second = ({k: v for k, v in a.body.items() if k not in ITS_OWN} for a in told)
    assert first == second
    right = look(ask | {"code": code(OTHER), "tail": TAIL})
    assert (right.status, right.body["status"], right.body["agency"]) == (200, "in_progress", AGENCY)
    people = {number: town.person("facebook", PAGE) for number in (OTHER, NONE)}
    for number, person in people.items():
        person.says(f"{code(number)} {WRONG}")
    assert len({person.waits_for("4 số này")["text"] for person in people.values()}) == 1, "a chat tells no more"


@pytest.mark.usefixtures("followers")
def test_the_page_shows_where_it_stands_to_whoever_knows_the_digits(town: Town) -> None:
    path = f"/v1/{PROVINCE}/dossiers"
    asking = town.door("GET", path)
    assert (asking.status, "<form" in asking.body) == (200, True)

    def sent(tail: str) -> Answer:
        form = urlencode({"code": code(LACKING), "tail": tail}).encode()
        return town.door("POST", path, form, Content_Type="application/x-www-form-urlencoded")

    shown = sent(TAIL)
    assert shown.status == 200
    assert all(word in shown.body for word in (code(LACKING), AGENCY, PAPER))
    refused = sent(WRONG)
    assert (refused.status, AGENCY in refused.body) == (404, False)


@pytest.mark.usefixtures("followers")
def test_a_sheet_is_tried_then_imported_and_a_key_reads_only_what_it_wrote(town: Town, office: Office) -> None:
    rows = [f"{code(n)};{AGENCY};Đang xử lý;01/12/2026;;{moment(3)};{TAIL}" for n in (11, 12)]
    heads = "Mã hồ sơ;Cơ quan thụ lý;Tình trạng;Ngày nhận kết quả;Giấy tờ còn thiếu;Thời điểm cập nhật"
    sheet = "\ufeff" + "\r\n".join([f"{heads};4 số cuối điện thoại", *rows])
    tried = office.api.import_dossiers(body=sheet.encode(), dry_run="true").body
    assert (tried["dry_run"], len(tried["results"])) == (True, 2)
    with pytest.raises(ApiProblem):
        office.api.read_dossier(dossier=code(11))
    assert office.api.import_dossiers(body=sheet.encode()).body["counts"] == {"created": 2}
    assert office.api.read_dossier(dossier=code(12)).body["status"] == "in_progress"
    stranger = api.key(town, "read_dossiers", name="another")
    with pytest.raises(ApiProblem) as refusal:
        stranger.read_dossier(dossier=code(12))
    assert refusal.value.status == 404


def test_a_change_is_one_message_and_says_which_papers_are_missing(
    office: Office, followers: tuple[Person, Person]
) -> None:
    lacking = partial(office.news, followers[0], code(LACKING))
    eventually(lacking, lambda told: bool(told), "news of the change")
    assert office.says(code(LACKING), facts("more_papers", moment(1), PAPER)) == "confirmed"
    (told,) = lacking()
    assert all(word in told for word in (PAPER, "bộ phận một cửa", "Dừng theo dõi")), told


def test_papers_that_came_are_receipted_once_in_a_message_of_its_own(
    office: Office, followers: tuple[Person, Person]
) -> None:
    def receipts() -> list[str]:
        office.news(followers[0], code(LACKING))
        start = f"Giấy tờ bổ sung của hồ sơ {code(LACKING)}"
        return [m["text"] for m in followers[0].hears() if m["text"].startswith(start)]

    assert receipts() == []
    came = facts("in_progress", moment(0)) | {"result_on": "2026-12-09"}
    assert [office.says(code(LACKING), came), office.says(code(LACKING), came)] == ["updated", "unchanged"]
    later(office.deployed, PROVINCE, timedelta(minutes=2), "newsroom", "courier")
    (told,) = eventually(receipts, lambda told: bool(told), "the receipt")
    assert all(word in told for word in (f"- {PAPER}", "09/12/2026", "Dừng theo dõi")), told
    assert receipts() == [told]


def test_another_key_writes_a_dossier_once_an_administrator_released_it(town: Town, office: Office) -> None:
    dossier, other = code(13), api.key(town, "write_dossiers", name="second")
    assert office.says(dossier, facts("received", moment(9))) == "created"
    news: Any = facts("done", moment(5))
    with pytest.raises(ApiProblem) as refusal:
        other.write_dossier(dossier=dossier, body=news)
    assert (refusal.value.status, refusal.value.facts["result"]) == (409, "foreign")
    admin = Officer(town, PROVINCE, api.token(town, "province_admin"))
    released = admin.tries("POST", f"dossiers/{dossier}/release", {})
    assert released.status == 200, released.body
    assert other.write_dossier(dossier=dossier, body=news).body["result"] == "updated"


def test_when_it_ends_the_service_is_rated_once_and_the_stars_are_the_agencys(
    town: Town, office: Office, followers: tuple[Person, Person]
) -> None:
    ended, leader = followers[1], api.officer(town, "leadership")

    def stars() -> list[int]:
        rows = leader.read_service_ratings().body["ratings"]
        return next((row["stars"] for row in rows if row["agency"] == AGENCY), [0] * 5)

    before = stars()
    eventually(lambda: office.news(ended, code(ENDING)), lambda told: len(told) == 1, "news of the end")
    later(office.deployed, PROVINCE, timedelta(minutes=2), "courier")
    ended.waits_for(code(ENDING), "hài lòng với việc phục vụ")
    ended.says("5")
    ended.waits_for("đánh giá 5/5", AGENCY)
    ended.says("1")
    ended.says("hồ sơ đang theo dõi")
    ended.waits_for("đang theo dõi:", code(ENDING))
    assert stars() == [*before[:4], before[4] + 1], "once"
