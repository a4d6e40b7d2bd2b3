"""A document looked over: what forbids keeping it, and what somebody should see before it counts."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.province.document import province_from
from chalicelib.province.review import loose_ends, warnings
from tests.province.files import each_document

SONG_MAU = (Path(__file__).parents[1] / "data/province.json").read_text("utf-8")
TODAY = date(2026, 6, 1)
NEVER = [["07:30", "11:30"], ["09:00", "17:00"]]
SO_LE = {"id": "so-le", "name": "Sở Lẻ", "kind": "department", "parent": "ubnd-tinh", "hotline": None, "email": None, "place": None}  # fmt: skip
CLOSED: dict[str, list[list[str]]] = {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The invented province with values set at pointers; the last step of one may be new, `-` appends."""
    document = json.loads(SONG_MAU)
    for pointer, value in changes:
        part: Any = document
        *way, last = pointer.strip("/").split("/")
        for step in way:
            part = part[int(step) if isinstance(part, list) else step]
        if last == "-":
            part.append(value)
        else:
            part[int(last) if isinstance(part, list) else last] = value
    assert schema.faults("province/province", document) == []
    return document


def closed(successor: str) -> dict[str, str]:
    return {"on": "2026-05-01", "successor": successor}


def rule(name: str, to: str = "so-tai-chinh", **when: Any) -> dict[str, Any]:
    return {"id": name, "when": when, "to": to}


def limit(stage: str, days: int, **when: Any) -> dict[str, Any]:
    return {"stage": stage, "when": when, "allow": {"working_days": days}, "article": "Điều 1"}


@pytest.mark.parametrize(
    ("why", "changes", "pointer", "says"),
    [
        ("the task force sits somewhere", [("/task_force", "to-ma")], "/task_force", "no unit 'to-ma'"),
        ("the tray too", [("/tray", "to-ma")], "/tray", "no unit 'to-ma'"),
        ("a unit's superior exists", [("/units/3/parent", "so-ma")], "/units/3/parent", "no unit 'so-ma'"),
        ("a page has an owner", [("/accounts/0/unit", "so-ma")], "/accounts/0/unit", "no unit 'so-ma'"),
        ("an officer sits somewhere", [("/staff/0/unit", "so-ma")], "/staff/0/unit", "no unit 'so-ma'"),
        ("a rule leads somewhere", [("/routing/4/to", "so-ma")], "/routing/4/to", "no unit 'so-ma'"),
        ("somebody takes over", [("/units/3/closed", closed("so-ma"))], "/units/3/closed/successor", "no unit 'so-ma'"),
        (
            "and somebody open",
            [("/units/5/closed", closed("p90002")), ("/units/6/closed", closed("p90001"))],
            "/units/5/closed/successor",
            "none is open",
        ),
        ("nobody works in a closed unit", [("/units/3/closed", closed("so-xay-dung"))], "/staff/2/unit", "is closed"),
        ("the tray is open", [("/units/1/closed", closed("so-tai-chinh"))], "/tray", "'so-khcn' is closed"),
        ("a category of a rule", [("/routing/3/when/category", ["giao-thong", "ma"])], "/routing/3/when/category/1", "no category 'ma'"),
        ("of a limit", [("/regulation/limits/0/when", {"category": ["ma"]})], "/regulation/limits/0/when/category/0", "no category"),
        ("of a rung", [("/regulation/escalation/0/when", {"category": ["ma"]})], "/regulation/escalation/0/when/category/0", "no category"),
        ("of evidence", [("/regulation/evidence/0/when", {"category": ["ma"]})], "/regulation/evidence/0/when/category/0", "no category"),
        ("of progress", [("/regulation/progress/0/when", {"category": ["ma"]})], "/regulation/progress/0/when/category/0", "no category"),
        ("of an approval", [("/regulation/approval/0/when", {"category": ["ma"]})], "/regulation/approval/0/when/category/0", "no category"),
        ("above a category", [("/categories/1/parent", "ma")], "/categories/1/parent", "no category 'ma'"),
        ("a page of daily posts", [("/content", {"daily": {"at": "07:30", "accounts": [{"channel": "facebook", "id": "2001"}, {"channel": "zalo", "id": "2001"}]}})], "/content/daily/accounts/1", "no zalo account '2001'"),
        ("a kind the province has", [("/kinds", json.loads(SONG_MAU)["kinds"][1:])], "/regulation/limits/5/when/kind/0", "no kind 'question'"),
        ("a page the province has", [("/routing/1/when/account", ["999"])], "/routing/1/when/account/0", "no account '999'"),
        ("a commune the province has", [("/routing/2/when/place", ["90009"])], "/routing/2/when/place/0", "no place '90009'"),
        ("a unit twice", [("/units/6/id", "p90001")], "/units/6/id", "'p90001' is there twice"),
        ("an officer twice", [("/staff/1/id", "ld")], "/staff/1/id", "twice"),
        ("a category twice", [("/categories/1/id", "dau-tu")], "/categories/3/id", "twice"),
        ("a rule twice", [("/routing/0/id", "dau-tu")], "/routing/4/id", "twice"),
        ("a page twice", [("/accounts/1/id", "2001")], "/accounts/1/id", "'facebook 2001' is there twice"),
        ("a commune twice", [("/units/6/place/code", "90001")], "/units/6/place/code", "twice"),
        ("a reason twice", [("/regulation/rejection/1/id", "trung-lap")], "/regulation/rejection/1/id", "twice"),
        ("units in a circle", [("/units/2/parent", "phong-ha-tang")], "/units/3/parent", "in a circle"),
        ("no root", [("/units/0/parent", "so-khcn")], "/units", "no unit is the root"),
        ("categories in a circle", [("/categories/1/parent", "dau-tu"), ("/categories/3/parent", "giao-thong")], "/categories/3/parent", "in a circle"),
        ("shifts that overlap", [("/calendar/week/mon", NEVER)], "/calendar", "overlaps"),
        ("a unit's shifts that overlap", [("/units/3/calendar", {"week": {"sat": NEVER}})], "/units/3/calendar", "overlaps"),
        ("a unit that never opens", [("/units/3/calendar", {"week": CLOSED})], "/units/3/calendar", "no open shift"),
        ("a zone of no place", [("/zone", "Asia/Atlantis")], "/calendar", "unknown time zone"),
        ("a day that does not exist", [("/units/3/formerly", [{"name": "Phòng cũ", "until": "2026-02-30"}])], "/units/3/formerly/0/until", "no such day"),
        ("nor here", [("/units/3/closed", {"on": "2026-02-30", "successor": "so-xay-dung"})], "/units/3/closed/on", "no such day"),
        ("a stage without a last word", [("/regulation/limits/3/when", {"kind": ["question"]})], "/regulation/limits", "stage 'receive' needs a row"),
    ],
)  # fmt: skip
def test_a_document_is_refused(why: str, changes: list[tuple[str, Any]], pointer: str, says: str) -> None:
    found = {each["pointer"]: each["message"] for each in loose_ends(changed(*changes))}
    assert says in found.get(pointer, ""), (why, found)


def test_case_08_an_empty_calendar_is_a_fault_with_its_pointer_not_a_crash() -> None:
    empty: dict[str, Any] = {"base": None, "week": CLOSED, "days_off": [], "working_days": []}
    assert loose_ends(changed(("/calendar", empty))) == [
        {"pointer": "/calendar", "message": "the week has no open shift: nothing could ever fall due"}
    ]


def test_a_stage_served_by_another_needs_no_limit_of_its_own() -> None:
    document = json.loads(SONG_MAU)
    document["regulation"]["limits"] = document["regulation"]["limits"][:7]
    assert loose_ends(document) == []


def test_a_chain_of_mergers_may_be_kept_when_it_ends_in_an_open_unit() -> None:
    document = changed(
        ("/units/-", {**json.loads(SONG_MAU)["units"][4], "id": "so-cu", "closed": closed("so-nua-cu")}),
        ("/units/-", {**json.loads(SONG_MAU)["units"][4], "id": "so-nua-cu", "closed": closed("so-tai-chinh")}),
    )
    assert loose_ends(document) == []
    assert province_from(document, 1).live("so-cu") == "so-tai-chinh"


@each_document
def test_the_starting_files_may_be_kept(document: dict[str, Any]) -> None:
    assert loose_ends(document) == []


def said(document: dict[str, Any], today: date = TODAY) -> dict[str, str]:
    assert loose_ends(document) == []
    return {each["pointer"]: each["message"] for each in warnings(document, today)}


@pytest.mark.parametrize(
    ("why", "changes", "pointer", "says"),
    [
        ("the same condition", [("/routing/-", rule("sau", category=["dau-tu"]))], "/routing/5", "rule 'dau-tu' before it"),
        ("a narrower one", [("/routing/-", rule("sau", category=["dau-tu"], kind=["question"]))], "/routing/5", "'dau-tu'"),
        ("behind a rule for all", [("/routing/0", rule("tat-ca", to="@tray"))], "/routing/1", "'tat-ca'"),
        ("every urgency is no condition", [("/routing/0", rule("tat-ca", urgency=["normal", "quick", "emergency"]))], "/routing/1", "'tat-ca'"),
        ("an emergency is known by its category", [("/routing/-", rule("sau", category=["su-co-khan-cap"], place=["90001"]))], "/routing/5", "'khan-cap'"),
        ("one commune among all", [("/routing/-", rule("sau", category=["ve-sinh-moi-truong"], place=["90001"]))], "/routing/5", "'rac-tai-phuong'"),
        ("all communes named one by one", [("/routing/0/when/place", ["90001", "90002"]), ("/routing/-", rule("sau", urgency=["emergency"], place=True))], "/routing/5", "'khan-cap'"),
        ("one page among some", [("/routing/-", rule("sau", account=["2002"], words=["rác"]))], "/routing/5", "'trang-con'"),
        ("the same words without diacritics", [("/routing/-", rule("mot", words=["ổ gà", "cống"])), ("/routing/-", rule("hai", words=["o ga"]))], "/routing/6", "'mot'"),
        ("an urgency no category has", [("/routing/-", rule("sau", urgency=["quick"]))], "/routing/5", "never holds: no petition fits its urgency"),
        ("a calm category in an emergency", [("/routing/-", rule("sau", urgency=["emergency"], category=["giao-thong"]))], "/routing/5", "never holds"),
        ("a limit behind the last word", [("/regulation/limits/-", limit("answer", 9, kind=["petition"]))], "/regulation/limits/10", "row 6 of stage 'answer'"),
        ("a rung behind one for all", [("/regulation/escalation/-", {"level": 2, "when": {"kind": ["question"]}, "stage": ["answer"], "after": {"minutes": 9}, "tell": ["head"], "by": ["sms"], "name": "x"})], "/regulation/escalation/7", "other rows of level 2"),
        ("a rhythm behind one for all", [("/regulation/progress/-", {"when": {"kind": ["question"]}, "every": {"working_days": 2}, "article": "Điều 12"})], "/regulation/progress/1", "row 0 holds"),
        ("a unit off every road", [("/units/-", SO_LE)], "/units/7", "Sở Lẻ: no rule"),
        ("an empty house", [("/routing/4/to", "so-le"), ("/units/-", SO_LE)], "/units/7", "Sở Lẻ: neither handler nor head"),
        ("a rung for nobody", [("/regulation/escalation/3/tell", ["handler", "task_force"]), ("/staff/8/role", "page_manager")], "/regulation/escalation/3/tell/1", "nobody is task_force"),
        ("an arbiter who is not there", [("/staff/0/role", "page_manager")], "/regulation/transfer/arbiter", "nobody is leadership"),
        ("an appeal nobody hears", [("/staff/1/role", "page_manager")], "/regulation/appeal/to", "nobody is coordinator"),
        ("an approver who is not there", [("/staff/3/role", "handler"), ("/staff/6/role", "handler")], "/regulation/extension/approvers/0", "nobody is head"),
        ("a mute category", [("/categories/-", {"id": "khac", "name": "Khác", "name_en": "Other", "parent": None, "urgency": "normal", "words": []})], "/categories/4", "Khác: no word"),
        ("figures that are not law", [], "/regulation/sample", "sample regulation is in force"),
    ],
)  # fmt: skip
def test_a_document_is_doubted(why: str, changes: list[tuple[str, Any]], pointer: str, says: str) -> None:
    found = said(changed(*changes))
    assert says in found.get(pointer, ""), (why, found)


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("a wider rule behind a narrower one", [("/routing/-", rule("sau", category=["dau-tu", "giao-thong"]))]),
        ("another page", [("/routing/-", rule("sau", account=["2001"]))]),
        ("a longer phrase hides the shorter one in it", [("/routing/-", rule("mot", words=["khu kinh tế"])), ("/routing/-", rule("hai", words=["khu kinh tế mở"]))]),
        ("words narrow a rule that is none yet", [("/routing/4/when/words", ["khu công nghiệp"]), ("/routing/-", rule("sau", category=["dau-tu"]))]),
        ("a category may be chosen in a form", [("/categories/1/words", [])]),
        ("an urgency officers may give", [("/regulation/limits/4/when", {"urgency": ["emergency", "quick"]})]),
        ("the same level for another stage", [("/regulation/escalation/4/stage", ["answer"]), ("/regulation/escalation/-", {"level": 2, "stage": ["receive"], "after": {"minutes": 9}, "tell": ["head"], "by": ["sms"], "name": "x"})]),
        ("the citizen is somebody", [("/regulation/escalation/4/tell", ["citizen"])]),
        ("a delegate signs for the head", [("/staff/3/role", "handler"), ("/staff/6/role", "handler"), ("/staff/6/delegate", True)]),
    ],
)  # fmt: skip
def test_what_cannot_be_proved_is_not_doubted(why: str, changes: list[tuple[str, Any]]) -> None:
    assert said(changed(*changes)) == said(changed()), why


def test_a_regulation_of_the_bare_minimum_gives_no_doubt() -> None:
    document = json.loads(SONG_MAU)
    for part in ("transfer", "appeal", "extension", "progress", "approval", "evidence"):
        del document["regulation"][part]
    assert said(document) == said(changed())


def test_units_above_and_below_those_led_to_are_on_the_road() -> None:
    assert said(changed()) == {"/regulation/sample": "a sample regulation is in force: its figures are not law"}


def test_a_rule_that_never_decides_leads_nobody_anywhere() -> None:
    document = changed(("/routing/-", rule("sau", category=["dau-tu"], to="so-le")), ("/units/-", SO_LE))
    assert set(said(document)) >= {"/routing/5", "/units/7"}


def test_a_closed_unit_still_named_is_doubted_and_its_successor_told() -> None:
    merged = json.loads(SONG_MAU)["units"][4] | {
        "id": "so-ke-hoach",
        "name": "Sở Kế hoạch",
        "closed": closed("so-tai-chinh"),
    }
    document = changed(
        ("/units/-", merged), ("/routing/4/to", "so-ke-hoach"), ("/accounts/1/unit", "so-ke-hoach"), ("/units/3/parent", "so-ke-hoach")
    )  # fmt: skip
    found = said(document)
    for pointer in ("/routing/4/to", "/accounts/1/unit", "/units/3/parent"):
        assert found[pointer] == "Sở Kế hoạch is closed: name its successor Sở Tài chính"
    assert "/units/4" not in found, "the successor is reached through it"


@pytest.mark.parametrize(
    ("why", "today", "told"),
    [
        ("2028 is wanted from September 2027 on", date(2027, 9, 1), ["2027 are provisional", "2028 are missing"]),
        ("and was not before", date(2027, 8, 31), ["2027 are provisional"]),
        ("2027 should be final by December", date(2026, 12, 1), ["2027 are provisional"]),
        ("in November it need not be", date(2026, 11, 30), []),
    ],
)
def test_case_23_a_missing_holiday_year_is_doubted_in_time(why: str, today: date, told: list[str]) -> None:
    found = [each["message"] for each in warnings(changed(), today) if each["pointer"] == "/calendar"]
    assert found == [f"public holidays of {each}" for each in told], why


def test_a_sample_that_does_not_hold_yet_is_no_matter() -> None:
    assert "/regulation/sample" not in said(changed(), date(2025, 12, 31))
    assert "/regulation/sample" not in said(changed(("/regulation/sample", False)))


@each_document
def test_no_rule_or_row_of_the_starting_files_is_dead(document: dict[str, Any]) -> None:
    found = {pointer for pointer in said(document) if not pointer.startswith("/units")}
    assert found == {"/regulation/sample"}
