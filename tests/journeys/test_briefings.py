"""What leadership is told by itself, and what comes of it: the morning's digest by e-mail, a meeting's conclusions worked
off, the weekly pack that says so, the monthly report.

In a province of its own, whose clock is put back and forward: the figures of the others go on as they need them.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chalicelib.briefing.order import Kind
from chalicelib.briefing.plan import due, instant, working_day
from chalicelib.province.document import province_from
from infra.local import launch
from tests.builders import document
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import cloud
from tests.journeys.later import later
from tests.journeys.province import PROVINCE
from tests.journeys.town import Answer, Officer, Town, eventually

SLUG, DOMAIN = "giao-ban", "giaoban.example"
DEPARTMENT, COMMUNE = "so-xay-dung", "p90001"
DAY = timedelta(days=1)
LONG_AGO = 26 * DAY  # from then on the province has figures
LAPSED = 15 * DAY  # ago: a link of then is over by a day
FORMS = {"html": b"<!doctype html>", "pdf": b"%PDF", "xlsx": b"PK", "csv": "\ufeff".encode()}


def described() -> dict[str, Any]:
    """The province of the unit tests under a name and with letterboxes of its own, reached over the web only."""
    told = json.dumps(document() | {"slug": SLUG, "code_prefix": "GB", "accounts": [], "routing": []})
    loaded: dict[str, Any] = json.loads(told.replace("songmau.example", DOMAIN))
    return loaded


HOME = province_from(described(), 1)


def morning(day: date) -> datetime:
    """The first working day from `day` on, a little after reports are due."""
    return instant(HOME, working_day(HOME, day), HOME.briefings.digest_at) + timedelta(minutes=5)


@dataclass
class Chancery:
    """Staff of the province, what they do, and what arrives in their letterboxes."""

    town: Town
    deployed: Deployed
    today: date

    def officer(self, role: str, unit: str, staff: str) -> Officer:
        return Officer(self.town, SLUG, api.token_of(self.deployed, role, unit, SLUG, staff))

    @property
    def chair(self) -> Officer:
        return self.officer("leadership", "ubnd-tinh", "ld")

    @property
    def head(self) -> Officer:
        return self.officer("head", DEPARTMENT, "xd-gd")

    def at(self, moment: datetime, *names: str) -> None:
        later(self.deployed, SLUG, moment - datetime.now(HOME.calendar.zone), *names)

    def morning(self, moment: datetime) -> None:
        """The nights up to then, the reports of that morning, and a round of the courier."""
        self.at(moment, "nights", "looking_back")
        self.at(moment + timedelta(minutes=2), "courier")

    def mails(self, box: str, *words: str) -> list[str]:
        """Words of the e-mails to that letterbox which hold all of `words`."""
        found = [str(mail) for mail in self.town.mails()]
        return [mail for mail in found if f"{box}@{DOMAIN}" in mail and all(word in mail for word in words)]

    def links(self, box: str, *words: str) -> dict[str, str]:
        """Form → path and query of the links of the one such e-mail."""
        (mail,) = eventually(
            lambda: self.mails(box, *words), lambda seen: len(seen) == 1, f"the e-mail with {words}", 30
        )
        whole = [urlsplit(url) for url in re.findall(rf"https?://[^\s\"'\\<>]+/v1/{SLUG}/papers/[^\s\"'\\<>]+", mail)]
        return {url.path.rsplit("/", 1)[1]: f"{url.path}?{url.query}".replace("&amp;", "&") for url in whole}

    def opened(self, link: str) -> bytes:
        """What whoever has the link reads, without a token."""
        turned = self.town.door("GET", link)
        assert turned.status == 303, (link, turned.body)
        data: bytes = self.town.http.request("GET", turned.headers["location"]).data
        return data


@pytest.fixture(scope="module")
def chancery(town: Town, deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Chancery:
    """The province has had figures for some weeks, and a digest a fortnight and a day ago."""
    folder: Path = tmp_path_factory.mktemp("own")
    (folder / f"{SLUG}.json").write_text(json.dumps(described(), ensure_ascii=False), "utf-8")
    function = cloud(deployed, "lambda").get_function_configuration(FunctionName=deployed.outputs["APIHandlerName"])
    done = launch.module(deployed.place, ["infra.local.seed", str(folder)], function["Environment"]["Variables"])
    assert done.returncode == 0, done.stderr
    now = datetime.now(HOME.calendar.zone)
    made = Chancery(town, deployed, now.date())
    made.at(datetime.combine(now.date() - LONG_AGO, time(1), HOME.calendar.zone), "nights")
    made.morning(morning_before(now.date() - LAPSED))
    return made


def morning_before(day: date) -> datetime:
    """That of the last working day up to `day`."""
    return instant(HOME, working_day(HOME, day, -1), HOME.briefings.digest_at) + timedelta(minutes=5)


@dataclass(frozen=True)
class Worked:
    """A day: two petitions, one of them answered; and the tasks of a meeting, by what became of them."""

    answered: str
    open: str
    tasks: dict[str, str]
    postponed: str


def filed(chancery: Chancery, text: str, unit: str) -> str:
    told = chancery.town.door("POST", f"/v1/{SLUG}/petitions", {"text": text})
    assert told.status == 201, told.body
    code: str = told.body["code"]
    chancery.officer("coordinator", "so-khcn", "dm").does(code, "assign", unit=unit)
    return code


def said(answer: Answer, status: int = 200) -> Any:
    assert answer.status == status, answer.body
    return answer.body


@pytest.fixture(scope="module")
def worked(chancery: Chancery) -> Worked:
    answered = filed(chancery, "Vỉa hè trước chợ bị chiếm dụng", COMMUNE)
    lying = filed(chancery, "Mặt đường có ổ gà rất sâu", DEPARTMENT)
    chancery.officer("handler", COMMUNE, "bd-cv").does(answered, "answer", text="Đã giải tỏa vỉa hè.")
    today, later_on = str(chancery.today), str(chancery.today + 40 * DAY)
    rows: dict[str, dict[str, Any]] = {
        "confirmed": {"text": "Vá ổ gà trước chợ", "unit": DEPARTMENT, "due": today},
        "late": {"text": "Lập danh sách điểm ngập", "unit": DEPARTMENT, "due": today},
        "judged": {"text": "Trả lời phiếu vỉa hè", "unit": COMMUNE, "due": today, "tickets": [answered]},
        "moved": {"text": "Thay nắp hố ga", "unit": DEPARTMENT, "due": today},
    }
    body = {"date": today, "title": "Giao ban tuần", "units": [DEPARTMENT, COMMUNE], "conclusions": [*rows.values()]}
    wrong = body | {"conclusions": [rows["judged"] | {"tickets": ["GB-0"]}]}
    assert (
        said(chancery.chair.tries("POST", "meetings", wrong), 422)["faults"][0]["pointer"] == "/conclusions/0/tickets/0"
    )
    held = said(chancery.chair.tries("POST", "meetings", body), 201)
    tasks = dict(zip(rows, (one["id"] for one in held["conclusions"]), strict=True))
    listed = said(chancery.chair.tries("GET", "meetings?limit=1"))
    assert (listed["meetings"][0]["id"], listed["meetings"][0]["tasks"]) == (held["id"], list(tasks.values()))
    done = tasks["confirmed"]
    report = {"step": "report", "words": "Đã vá xong ổ gà"}
    assert said(chancery.head.tries("PUT", f"tasks/{done}", report))["state"] == "reported"
    assert chancery.head.tries("PUT", f"tasks/{tasks['judged']}", report).status == 404, "another unit's"
    assert chancery.head.tries("PUT", f"tasks/{done}", {"step": "confirm"}).status == 403
    assert said(chancery.chair.tries("PUT", f"tasks/{done}", {"step": "confirm"}))["state"] == "done"
    step = {"step": "postpone", "due": later_on, "words": "Chờ vật tư"}
    moved = said(chancery.chair.tries("PUT", f"tasks/{tasks['moved']}", step))
    assert (moved["due"], moved["postponed"], moved["moves"][0]["reason"]) == (later_on, 1, "Chờ vật tư")
    figures = f"reports/figures?from={today}&to={today}"
    eventually(
        lambda: said(chancery.chair.tries("GET", figures))["total"],
        lambda seen: (seen["received"], seen["answered"]) == (2, 1), "the day in its figures", 60,
    )  # fmt: skip
    return Worked(answered, lying, tasks, later_on)


def rows_of(data: bytes, caption: str) -> list[list[str]]:
    """The rows of a table in the CSV form."""
    lines = [line.split(",") for line in data.decode("utf-8-sig").splitlines()]
    begin = lines.index([caption]) + 2
    end = next((at for at in range(begin, len(lines)) if lines[at] == [""]), len(lines))
    return lines[begin:end]


@pytest.fixture(scope="module")
def digest(chancery: Chancery, worked: Worked) -> dict[str, str]:
    """The links of the e-mail of the next morning."""
    when = morning(chancery.today + DAY)
    chancery.morning(when)
    return chancery.links("ld", "Bản tin ngày", f"{when.astimezone(HOME.calendar.zone).date() - DAY:%d/%m/%Y}")


def test_the_mornings_digest_arrives_and_opens_for_whoever_has_its_link(
    chancery: Chancery, worked: Worked, digest: dict[str, str]
) -> None:
    assert set(digest) == set(FORMS)
    for form, begins in FORMS.items():
        assert chancery.opened(digest[form]).startswith(begins), form
    page = chancery.opened(digest["html"]).decode()
    assert worked.open in page
    assert worked.answered not in page, "what is answered waits for nobody"
    lines = chancery.opened(digest["csv"]).decode().splitlines()
    facts = dict(line.split(",", 1) for line in lines if line.count(",") == 1)
    assert (facts["Tiếp nhận"], facts["Đã trả lời"], facts["Đang xử lý"]) == ("2", "1", "1")


def test_a_link_that_is_over_or_was_altered_opens_nothing(chancery: Chancery, digest: dict[str, str]) -> None:
    good = digest["pdf"]
    assert chancery.town.door("GET", good).status == 303
    changes: list[tuple[int, Callable[[str], str]]] = [
        (404, lambda link: link.replace("/pdf?", "/csv?")), (404, lambda link: link.replace("for=ld", "for=dm")),
        (404, lambda link: link.replace("until=", "until=1")), (404, lambda link: link.split("?")[0]),
        (404, lambda link: re.sub("mark=.", "mark=%C3%A9", link)), (404, lambda link: link.replace(SLUG, PROVINCE)),
        (400, lambda link: re.sub("until=[0-9]+", "until=x", link)),
        (400, lambda link: re.sub("until=[0-9]+", "until=" + "9" * 5000, link)),
    ]  # fmt: skip
    for status, change in changes:
        forged = change(good)
        assert forged != good
        assert chancery.town.door("GET", forged).status == status, forged[:300]
    before = morning_before(chancery.today - LAPSED).astimezone(HOME.calendar.zone).date() - DAY
    over = chancery.links("ld", "Bản tin ngày", f"{before:%d/%m/%Y}")
    assert chancery.town.door("GET", over["pdf"]).status == 404, "its fortnight is over"


@pytest.mark.usefixtures("digest")
def test_the_next_pack_says_what_became_of_the_conclusions(chancery: Chancery, worked: Worked) -> None:
    """And of what is overdue the head is reminded, once; who has done what was asked is not."""
    sunday = chancery.today + (6 - chancery.today.weekday()) * DAY
    chancery.morning(due(HOME, Kind.WEEK, sunday) + timedelta(minutes=5))
    week = "{1} năm {0}".format(*sunday.isocalendar())
    caption = "Kết luận các cuộc họp trước và việc thực hiện"
    for box, mine in (("ld", {"confirmed", "late", "judged", "moved"}), ("xd", {"confirmed", "late", "moved"})):
        links = chancery.links(box, "Báo cáo tuần", f"Tuần {week}")
        assert set(links) == set(FORMS)
        stands = {row[0]: (row[3], row[4]) for row in rows_of(chancery.opened(links["csv"]), caption)}
        wanted = {
            "confirmed": ("Vá ổ gà trước chợ", ("Đã xong", "Đã vá xong ổ gà")),
            "late": ("Lập danh sách điểm ngập", ("Quá hạn", "")),
            "judged": ("Trả lời phiếu vỉa hè", ("Đã xong", "đã trả lời 1/1 phiếu")),
        }
        found = {name: stands.get(text) for name, (text, _) in wanted.items()}
        assert found == {name: told if name in mine else None for name, (_, told) in wanted.items()}, box
        assert stands["Thay nắp hố ga"] == (
            "Đang làm",
            f"Chờ vật tư · dời hạn 1 lần; hạn đầu {chancery.today:%d/%m/%Y}",
        )
    reminded = eventually(lambda: chancery.mails("xd", "Quá hạn thực hiện"), bool, "the reminder", 30)
    assert len(reminded) == 1
    assert "Lập danh sách điểm ngập" in reminded[0]
    assert chancery.mails("bdct", "Trả lời phiếu vỉa hè") == []
    judged = said(chancery.chair.tries("GET", f"tasks/{worked.tasks['judged']}"))
    assert (judged["state"], judged["by"]) == ("done", "clock")


@pytest.mark.usefixtures("worked")
def test_the_month_is_reported_when_it_is_over(chancery: Chancery) -> None:
    first = (chancery.today.replace(day=1) + 31 * DAY).replace(day=1)
    chancery.morning(max(due(HOME, Kind.MONTH, first - DAY), morning(chancery.today + 7 * DAY)) + timedelta(minutes=5))
    links = chancery.links("ld", "Báo cáo tháng", f"Tháng {chancery.today.month} năm {chancery.today.year}")
    csv = chancery.opened(links["csv"])
    received, answered = rows_of(csv, "Số lượng")[:2]
    assert (received[:2], answered[:2]) == (["Tiếp nhận", "2"], ["Đã trả lời", "1"])
    page = chancery.opened(links["html"]).decode()
    for heading in ("Theo lĩnh vực", "Dư luận theo chủ đề", "Khảo sát đã công bố", "Độc lập - Tự do - Hạnh phúc"):
        assert heading in page, heading
