"""Staff at large, over HTTP: one list over many desks, one act for many petitions, a sheet, and the trail of it all."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.journeys.province import FIELD, OTHER_PROVINCE, PAGE, PROVINCE, officer_of
from tests.journeys.town import Officer, Town, eventually

PDF = b"%PDF-1.7\n%%EOF\n"


def reported(town: Town, words: str) -> str:
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Chó thả rông ở {FIELD}, {words}")
    return citizen.code()


def asked(officer: Officer, path: str, **query: Any) -> Any:
    answer = officer.tries("GET", f"{path}?{urlencode(query)}")
    assert answer.status == 200, answer.body
    return answer.body


def whole_list(officer: Officer, **query: Any) -> list[str]:
    found, cursor = [], None
    while True:
        page = asked(officer, "worklist", **query, **({"cursor": cursor} if cursor else {}))
        found += [card["code"] for card in page["tickets"]]
        if (cursor := page["next"]) is None:
            return found


def test_the_leadership_finds_a_petition_wherever_it_lies(town: Town) -> None:
    codes = {reported(town, "gần trường mầm non Hoa Sữa"), reported(town, "gần trường mầm non Hoa Sữa nữa")}
    leader = officer_of(town, "leadership")
    for limit in (1, 50):
        found = whole_list(leader, subtree="true", text="mam non hoa sua", limit=limit)
        assert codes <= set(found)
        assert len(found) == len(set(found))
    page = asked(leader, "worklist", subtree="true")
    dues = [card["due_at"] for card in page["tickets"]]
    assert dues == sorted(dues)
    refused = leader.tries("GET", "worklist?subtree=perhaps")
    assert (refused.status, refused.body["faults"][0]["pointer"]) == (400, "?subtree")


def test_one_act_is_done_to_many_and_every_one_has_its_result(town: Town) -> None:
    first, second = reported(town, "ngõ 1"), reported(town, "ngõ 2")
    body = {"act": "note", "tickets": [{"code": c} for c in (first, "XX-0000", second)], "body": {"text": "Đã xem"}}
    answer = officer_of(town, "coordinator").tries("POST", "tickets/bulk", body)
    assert answer.status == 200, answer.body
    assert [row["done"] for row in answer.body["results"]] == [True, False, True]
    assert answer.body["results"][1]["problem"]["status"] == 404


def test_an_export_opens_in_a_spreadsheet_and_stands_in_the_trail(town: Town) -> None:
    code = reported(town, "gọi tôi 0912345678")
    coordinator, leader = officer_of(town, "coordinator"), officer_of(town, "leadership")

    def rows() -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        cursor: str | None = None
        while True:
            page = asked(leader, "exports/tickets", **({"cursor": cursor} if cursor else {}))
            found += page["tickets"]
            if (cursor := page["next"]) is None:
                return found

    (row,) = [row for row in rows() if row["code"] == code]
    assert "0912345678" not in row["excerpt"], "leadership is no reader of people"
    answer = coordinator.tries("GET", "exports/tickets?format=csv&limit=5")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.body.startswith("\ufeff")
    assert next(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"))))["Mã phản ánh"]
    unveiled = coordinator.tries("POST", f"senders/{code}", {"reason": "Gọi lại để hỏi rõ địa điểm"})
    assert unveiled.status == 200, unveiled.body
    trail = asked(leader, "audit", action="unveil_sender")["entries"]
    (look,) = [entry for entry in trail if entry["about"].get("code") == code]
    assert look["why"] == "Gọi lại để hỏi rõ địa điểm"
    assert asked(leader, "audit", action="export_tickets")["entries"]
    assert coordinator.tries("GET", "audit").status == 403


def test_an_officer_sends_a_paper_with_the_words_it_belongs_to(town: Town) -> None:
    code, coordinator = reported(town, "ngõ 3"), officer_of(town, "coordinator")
    offered = coordinator.tries("POST", "files", {"type": "application/pdf", "size": len(PDF)})
    assert offered.status == 201, offered.body
    form = {**offered.body["fields"], "file": ("van-ban.pdf", PDF, "application/pdf")}
    sent = town.http.request("POST", offered.body["url"], fields=form, encode_multipart=True)
    assert sent.status in (200, 201, 204), sent.data
    wanted = [{"id": offered.body["id"], "name": "Văn bản 12.pdf"}]
    coordinator.does(code, "note", text="Văn bản kèm theo", uploads=wanted)

    def copied() -> list[dict[str, Any]]:
        files: list[dict[str, Any]] = coordinator.reads(code)["timeline"][-1]["attachments"]
        return files

    (paper,) = eventually(copied, lambda files: bool(files and files[0]["copied"]), "the copy of the paper")
    assert (paper["name"], paper["media_type"]) == ("Văn bản 12.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "worklist"), ("GET", "exports/tickets"), ("GET", "audit"), ("POST", "tickets/bulk"), ("POST", "files")],
)
def test_another_provinces_officer_finds_no_such_province(town: Town, method: str, path: str) -> None:
    stranger = officer_of(town, "leadership", province=OTHER_PROVINCE)
    stranger.province = PROVINCE
    body = {"act": "note", "tickets": [{"code": "QN-1"}], "body": {"text": "x"}} if method == "POST" else None
    assert stranger.tries(method, path, body).status == 404
