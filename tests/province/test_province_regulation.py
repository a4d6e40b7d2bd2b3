"""The sample regulations: a last word for every stage, a ladder that climbs, and every procedure with its article."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.province.regulation import CLIMBED, Stage
from chalicelib.province.review import loose_ends, warnings
from chalicelib.sla.deadline import Allowance, Unit, moment_after
from chalicelib.triage.lexicon import lexicon
from chalicelib.vietnamese import fold
from infra.provinces.build_communes import render
from tests.province.files import SAMPLE_FILES, SAMPLES, alone, each_document, each_province, each_sample

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00, an ordinary week
KINDS = ("question", "field_report", "procedure_report", "petition", "proposal")
SECTIONS = ("gate", "evidence", "progress", "extension", "transfer", "complex", "approval", "reopening", "appeal", "closing", "rejection")  # fmt: skip


def rows_of(regulation: dict[str, Any]) -> list[dict[str, Any]]:
    """Every rule that cites an article."""
    parts = [regulation[part] for part in ("limits", *SECTIONS)]
    return [row for part in parts for row in (part if isinstance(part, list) else [part])]


@each_document
def test_the_last_limit_of_each_stage_holds_for_all(document: dict[str, Any]) -> None:
    for stage in Stage:
        rows = [row for row in document["regulation"]["limits"] if row["stage"] == stage]
        assert "when" not in rows[-1], stage
        assert all("when" in row for row in rows[:-1]), f"{stage}: a row behind the last word never counts"


@pytest.mark.parametrize("stage", [Stage.TRANSFER, Stage.DECIDE, Stage.CONTRIBUTE])
def test_where_a_regulation_is_silent_on_a_stage_its_limit_to_receive_holds(stage: Stage) -> None:
    document = json.loads((Path(__file__).parents[1] / "data/province.json").read_text("utf-8"))
    document["regulation"]["limits"] = document["regulation"]["limits"][:7]
    regulation = province_from(document, 1).regulation
    for urgency in ("emergency", "normal"):
        facts = {"urgency": urgency}
        assert regulation.limit(stage, facts) == regulation.limit(Stage.RECEIVE, facts)


def test_a_stage_no_limit_is_left_for_is_an_error_not_an_endless_wait() -> None:
    regulation = province_from(SAMPLES["mau-qd-574-ttg"], 1).regulation
    with pytest.raises(ValueError, match="mau-qd-574-ttg has no limit for answer"):
        replace(regulation, limits=()).limit(Stage.ANSWER, {})


@each_document
def test_a_sample_says_so_in_every_row(document: dict[str, Any]) -> None:
    assert document["regulation"]["sample"] is True
    assert [row for row in rows_of(document["regulation"]) if "mẫu" not in row["article"].lower()] == []


def climbs(province: Province, urgency: str, stage: Stage) -> list[int]:
    facts = {"urgency": urgency, "kind": "field_report", "category": "ve-sinh-moi-truong"}
    due = moment_after(MONDAY, province.regulation.limit(stage, facts).allow, province.calendar)
    steps = province.regulation.steps(stage, facts)
    moments = [moment_after(due, step.after, province.calendar) for step in steps]
    assert all(sooner < later for sooner, later in pairwise(moments)), "two levels at once help nobody"
    assert moments[0] >= MONDAY, "a warning before the clock has begun"
    assert "leadership" in steps[-1].tell
    return [step.level for step in steps]


@each_province
@pytest.mark.parametrize("urgency", ["normal", "quick", "emergency"])
@pytest.mark.parametrize("stage", CLIMBED)
def test_the_ladder_climbs_in_time(province: Province, urgency: str, stage: Stage) -> None:
    assert climbs(province, urgency, stage) == [1, 2, 3, 4]


@each_province
def test_an_emergency_is_never_slower_than_the_rest(province: Province) -> None:
    for stage in Stage:
        urgent, plain = (
            province.regulation.limit(stage, {"urgency": urgency, "kind": "field_report", "category": "cay-xanh"})
            for urgency in ("emergency", "normal")
        )
        due = [moment_after(MONDAY, limit.allow, province.calendar) for limit in (urgent, plain)]
        assert due[0] < due[1], stage


def test_there_are_four_samples_each_named_after_its_id() -> None:
    found = {stem: document["regulation"]["id"] for stem, document in SAMPLES.items()}
    assert found == {stem: stem for stem in found}
    assert len(found) == 4


@each_sample
def test_a_sample_fits_a_province_and_fills_every_section(document: dict[str, Any]) -> None:
    assert schema.faults("province/province", document) == []
    assert loose_ends(document) == []
    assert [part for part in SECTIONS if part not in document["regulation"]] == []
    dead = [each for each in warnings(document, date(2026, 6, 1)) if each["pointer"].startswith("/regulation/")]
    assert [each["pointer"] for each in dead] == ["/regulation/sample"]


@each_sample
@pytest.mark.parametrize("urgency", ["normal", "quick", "emergency"])
def test_the_ladder_of_a_sample_climbs_in_time(document: dict[str, Any], urgency: str) -> None:
    for stage in CLIMBED:
        levels = climbs(province_from(document, 1), urgency, stage)
        assert levels == list(range(1, len(levels) + 1)), stage
        assert len(levels) >= 3, stage


@each_sample
def test_the_figures_of_a_sample_are_marked_where_they_are_not_the_acts_own(document: dict[str, Any]) -> None:
    rows = rows_of(document["regulation"])
    assert [row["article"] for row in rows if not row["article"].startswith(("Mẫu", "QĐ", "Nghị định"))] == []
    bare = [row["article"] for row in rows if "mẫu" not in row["article"].lower()]
    assert bare == [], "no act was read whole: what a row takes beyond the act is said to be a sample"


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.stem)
def test_a_sample_is_written_the_way_the_builder_writes_it(path: Path) -> None:
    assert path.read_text("utf-8") == render(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("sample", "stage", "facts", "allow", "why"),
    [
        ("mau-qd-574-ttg", "answer", {"kind": "petition"}, (Unit.CALENDAR_DAYS, 20), "20 days by QĐ 574"),
        ("mau-qd-1478-tphcm", "assign", {"urgency": "normal"}, (Unit.MINUTES, 5), "forward in five minutes"),
        ("mau-qd-1478-tphcm", "answer", {"urgency": "normal"}, (Unit.CALENDAR_DAYS, 5), "a result in five days"),
        ("mau-qd-960-da-nang", "answer", {"urgency": "emergency"}, (Unit.WORKING_DAYS, 1), "an emergency in one"),
        ("mau-qd-960-da-nang", "answer", {"urgency": "quick"}, (Unit.WORKING_DAYS, 3), "what is quickly done in three"),
        ("mau-qd-960-da-nang", "answer", {"urgency": "normal"}, (Unit.WORKING_DAYS, 10), "the others longer"),
    ],
)
def test_a_sample_holds_what_its_act_says(
    sample: str, stage: str, facts: dict[str, str], allow: tuple[Unit, int], why: str
) -> None:
    regulation = province_from(SAMPLES[sample], 1).regulation
    assert regulation.limit(Stage(stage), facts).allow == Allowance(*allow), why


def test_progress_is_told_every_seven_days_until_the_answer_by_the_sample_of_the_decree() -> None:
    (row,) = province_from(SAMPLES["mau-qd-574-ttg"], 1).regulation.procedures.progress
    assert row.every == Allowance(Unit.CALENDAR_DAYS, 7)


def test_of_the_three_kinds_two_need_a_picture() -> None:
    procedures = province_from(SAMPLES["mau-qd-17-2024-bac-ninh"], 1).regulation.procedures
    needing = {kind for row in procedures.evidence for kind in row.when["kind"] if "photo" in row.needs}
    assert needing == {"field_report", "procedure_report"}


@each_document
@pytest.mark.parametrize(
    ("text", "leaves", "why"),
    [
        ("Tôi gửi đơn khiếu nại quyết định thu hồi đất", True, "a formal complaint"),
        ("toi lam don khieu nai", True, "typed without diacritics"),
        ("Không đồng ý với quyết định giải quyết khiếu nại lần đầu", True, "its second round"),
        ("Tôi tố cáo ông chủ tịch xã nhận tiền", True, "a denunciation"),
        ("to cao can bo dia chinh nhan tien", True, "typed without diacritics"),
        ("Dân khiếu nại nhiều về rác mà chưa ai dọn", False, "the word is used loosely"),
        ("Nhà to cao ba tầng che hết nắng", False, "«to cao ba» is not «tố cáo bà»"),
        ("Có người đàn ông to cao, ông ta đổ rác trộm", False, "«to cao ông» is not «tố cáo ông»"),
        ("Thái độ cán bộ tiếp dân không tốt", False, "an opinion about an office is a petition"),
    ],
)
def test_only_what_the_law_keeps_apart_leaves_the_flow(
    document: dict[str, Any], text: str, leaves: bool, why: str
) -> None:
    gate = document["regulation"]["gate"]
    found = lexicon((row["type"], word) for row in gate for word in row["words"]).found(text)
    assert bool(found) is leaves, why
    assert alone([fold(word) for row in gate for word in row["words"]])
