"""Units are ranked: computed, contested, published once, and computed anew by anybody from what everybody may read.

The clock is put forward where a day must be over: to compute the day on which all this happens, and to publish.
"""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from infra.local import launch
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import tick
from tests.journeys.later import later
from tests.journeys.province import OTHER_PROVINCE, PROVINCE, document, officer_of
from tests.journeys.town import Officer, Town, eventually
from tests.league.ahead import ahead

ZONE = ZoneInfo(document()["zone"])
_COMMUNES = [unit for unit in document()["units"] if unit["place"]]
COMMUNE, OTHER = _COMMUNES[-8]["id"], _COMMUNES[-6]["id"]
NAME = _COMMUNES[-8]["name"]
PETITIONS = document()["league"]["minimum"] + 1  # one of them will not count
STARS = [5, 4, 1]
FILES = ("rows.csv", "formula.json", "table.json")
TODAY = datetime.now(ZONE).date()
NIGHT = datetime.combine(TODAY + timedelta(days=1), time(0, 45), ZONE) - datetime.now(ZONE)
AFTER = timedelta(days=document()["league"]["contest_days"] + 1)


def staff(role: str, unit: str = "") -> Any:
    return next(one for one in document()["staff"] if one["role"] == role and unit in ("", one["unit"]))


def answered(town: Town, number: int) -> str:
    """A petition the commune has answered, and that was rated."""
    body = {"text": f"Đèn đường số {number} hỏng đã lâu, xin sửa giúp"}
    filed = town.door("POST", f"/v1/{PROVINCE}/petitions", body)
    assert filed.status == 201, filed.body
    code = str(filed.body["code"])
    officer_of(town, "coordinator").does(code, "assign", unit=COMMUNE)
    officer_of(town, "handler", COMMUNE).does(code, "answer", text="Đã sửa xong đèn.")
    rated = {"pin": filed.body["pin"], "stars": STARS[number % len(STARS)]}
    assert town.door("POST", f"/v1/{PROVINCE}/petitions/{code}/rating", rated).status == 200
    return code


@dataclass(frozen=True)
class Drafted:
    """A round of today, computed in the night after it."""

    id: str
    codes: list[str]

    def path(self, *parts: str) -> str:
        return "/".join(("league-rounds", self.id, *parts))


@pytest.fixture(scope="module")
def drafted(town: Town, deployed: Deployed) -> Drafted:
    tick(deployed, "FoldDays")  # a province has figures from its first night on
    with ThreadPoolExecutor(3) as pool:
        codes = list(pool.map(partial(answered, town), range(PETITIONS)))
    leader, path = officer_of(town, "leadership"), f"reports/figures?from={TODAY}&to={TODAY}&unit={COMMUNE}"
    rated: Callable[[], int] = lambda: leader.tries("GET", path).body["total"]["satisfaction"]["n"]  # noqa: E731
    eventually(rated, lambda many: many >= PETITIONS, "the ratings in the figures of the day")
    period = {"from": str(TODAY), "to": str(TODAY)}
    assert leader.tries("POST", "league-rounds", period).status == 422, "the day is not over"
    found = Drafted(ahead(deployed, PROVINCE, NIGHT, staff("leadership")["id"], "run", period), codes)
    later(deployed, PROVINCE, NIGHT, "computing")
    return found


@pytest.fixture(scope="module")
def contested(town: Town, deployed: Deployed, drafted: Drafted) -> Drafted:
    coordinator = officer_of(town, "coordinator")
    opened = coordinator.tries("POST", drafted.path("open"))
    assert (opened.status, opened.body["state"]) == (200, "contest")
    later(deployed, PROVINCE, NIGHT, "computing", "computing", "courier")
    return drafted


@pytest.fixture(scope="module")
def published(town: Town, deployed: Deployed, contested: Drafted) -> Drafted:
    """After the head's comment on one case was accepted."""
    code, path = contested.codes[-1], contested.path("comments")
    said = {"unit": COMMUNE, "text": "Sự cố mất điện toàn khu vực.", "codes": [code]}
    assert officer_of(town, "head", OTHER).tries("POST", path, said).status == 403
    made = officer_of(town, "head", COMMUNE).tries("POST", path, said)
    assert made.status == 201, made.body
    decision = {
        "accepted": True, "reply": "Đồng ý.",
        "exclude": [{"code": code, "reason": f"Mất điện, xem {code}, gọi 0912345678"}],
    }  # fmt: skip
    leader = officer_of(town, "leadership")
    assert leader.tries("POST", contested.path("publish")).status == 409, "units may still comment"
    decided = officer_of(town, "coordinator").tries("POST", f"{path}/{made.body['id']}/decision", decision)
    assert decided.status == 200, decided.body
    ahead(deployed, PROVINCE, AFTER, staff("leadership")["id"], "publish", contested.id)
    return contested


def test_a_draft_is_seen_by_those_who_run_it_and_by_nobody_else(
    town: Town, deployed: Deployed, drafted: Drafted
) -> None:
    read: Callable[[Officer], int] = lambda who: who.tries("GET", drafted.path("figures")).status  # noqa: E731
    analyst = Officer(town, PROVINCE, api.token_of(deployed, "analyst", document()["tray"], PROVINCE))
    centre = [officer_of(town, role) for role in ("coordinator", "leadership")]
    assert [read(who) for who in (*centre, analyst)] == [200, 200, 200]
    assert read(officer_of(town, "head", COMMUNE)) == 404, "until the contest begins"
    assert read(officer_of(town, "handler", COMMUNE)) == 403
    stranger = officer_of(town, "coordinator", province=OTHER_PROVINCE)
    address = f"/v1/{PROVINCE}/{drafted.path('figures')}"
    assert town.door("GET", address, Authorization=f"Bearer {stranger.token}").status == 404
    assert town.door("GET", address).status == 401
    assert town.door("GET", f"/v1/{PROVINCE}/league/{drafted.id}").status == 404
    assert town.door("GET", f"/{PROVINCE}/xep-hang?league={drafted.id}").status == 404


def test_heads_are_told_once_until_when_they_may_comment_and_see_their_own(town: Town, contested: Drafted) -> None:
    until = f"{TODAY + timedelta(days=document()['league']['contest_days']):%d/%m/%Y}"
    address = staff("head", COMMUNE)["email"]
    told: Callable[[], list[str]] = lambda: [  # noqa: E731
        str(mail) for mail in town.mails() if address in str(mail) and until in str(mail)
    ]
    eventually(told, lambda found: len(found) > 0, "the letter to the head")
    assert len(told()) == 1
    figures = officer_of(town, "head", COMMUNE).tries("GET", contested.path("figures"))
    assert [one["unit"] for group in figures.body["groups"] for one in group["units"]] == [COMMUNE]
    cases = officer_of(town, "head", COMMUNE).tries("GET", contested.path(f"cases?unit={COMMUNE}"))
    assert sorted(one["code"] for one in cases.body["cases"]) == sorted(contested.codes)
    assert officer_of(town, "head", OTHER).tries("GET", contested.path(f"cases?unit={COMMUNE}")).status in (403, 404)


def got(town: Town, path: str) -> bytes:
    with urlopen(f"{town.api.rstrip('/')}{path}", timeout=30) as answer:
        found: bytes = answer.read()
    return found


def test_anybody_computes_the_published_table_anew_and_finds_what_was_changed(
    town: Town, deployed: Deployed, published: Drafted, tmp_path: Path
) -> None:
    place = f"/v1/{PROVINCE}/league/{published.id}"
    done = recompute(deployed, town.api.rstrip("/") + place)
    assert (done.returncode, "every number is as computed" in done.stdout) == (0, True), done.stdout + done.stderr
    for name in FILES:
        (tmp_path / name).write_bytes(got(town, f"{place}/files/{name}"))
    rows = (tmp_path / "rows.csv").read_text("utf-8-sig")
    assert [word for word in (*published.codes, "0912345678", str(TODAY)) if word in rows] == []
    header, *lines = csv.reader(io.StringIO(rows))
    theirs = [dict(zip(header, line, strict=True)) for line in lines if COMMUNE in line]
    assert sorted(one["excluded"] for one in theirs)[-2:] == ["", "Mất điện, xem [mã phiếu], gọi [số điện thoại]"]
    assert {int(one["worked_minutes"]) % 240 for one in theirs if one["worked_minutes"]} <= {0}
    stars = header.index("satisfaction")
    line = next(line for line in lines if COMMUNE in line and not line[4] and line[stars] == "4")
    (tmp_path / "rows.csv").write_bytes(
        changed(rows, ",".join(line), ",".join([*line[:stars], "0", *line[stars + 1 :]]))
    )
    found = recompute(deployed, str(tmp_path))
    assert found.returncode == 1
    assert [told for told in found.stdout.splitlines() if f"/{COMMUNE}/components/" in told]


def changed(text: str, old: str, new: str) -> bytes:
    assert old in text
    return ("\ufeff" + text.replace(old, new, 1)).encode()


def recompute(deployed: Deployed, place: str) -> Any:
    return launch.module(deployed.place, ["infra.league", "recompute", place])


def test_what_is_published_is_a_page_and_papers_and_stays_as_it_is(town: Town, published: Drafted) -> None:
    assert 'href="xep-hang"' in town.door("GET", f"/{PROVINCE}/cong-khai").body
    page = got(town, f"/{PROVINCE}/xep-hang").decode()
    assert [word for word in (NAME, published.id, "?league=", "rows.csv") if word not in page] == []
    starts = {"pdf": b"%PDF", "xlsx": b"PK", "csv": "\ufeffBảng xếp hạng đơn vị".encode()}
    for form, start in starts.items():
        assert got(town, f"/{PROVINCE}/xep-hang?league={published.id}&format={form}").startswith(start)
    assert town.door("GET", f"/{PROVINCE}/xep-hang?format=exe").status == 400
    assert town.door("GET", f"/{OTHER_PROVINCE}/xep-hang?league={published.id}").status == 404
    late = {"unit": COMMUNE, "text": "Còn một ý kiến."}
    assert officer_of(town, "head", COMMUNE).tries("POST", published.path("comments"), late).status == 409
    leader = officer_of(town, "leadership")
    assert [leader.tries("POST", published.path(act)).status for act in ("compute", "open", "publish")] == [409] * 3
    ours = [group for group in leader.tries("GET", published.path("figures")).body["groups"] if group["cases"]]
    (mine,) = [one for group in ours for one in group["units"] if one["unit"] == COMMUNE]
    assert (mine["n"], mine["excluded"], mine["rank"] is None) == (PETITIONS - 1, 1, False)
