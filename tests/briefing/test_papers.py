"""What the papers say: the figures of `report`, nothing of their own; every form of a sample province renders."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.briefing.order import Kind, Order
from chalicelib.briefing.tables import channels
from chalicelib.dossier.satisfaction import Tally
from chalicelib.opinion.signal import Place
from chalicelib.paper.formats import Format, rendered
from chalicelib.paper.notation import said
from chalicelib.paper.paper import Facts, Paper, Table
from chalicelib.paper.paper import Kind as Measured
from chalicelib.publish.published import Publication
from chalicelib.report.figures import By, figures
from chalicelib.report.reports import Asked
from chalicelib.survey.figures import figures as surveyed
from chalicelib.survey.round import Audience, Group, Question, Round, Words
from chalicelib.survey.round import Kind as Asking
from chalicelib.survey.round import State as Stage
from chalicelib.survey.store import Response
from tests.briefing.office import CHIEF, SEAL, Office
from tests.builders import SLUG, at

MONDAY, SUNDAY, LATER = date(2026, 11, 16), date(2026, 11, 22), date(2026, 11, 29)


def publication(code: str, published: str) -> Publication:
    then = at(published)
    return Publication(
        code=code, category="giao-thong", kind="field_report", unit="so-xay-dung", place="", latitude=None,
        longitude=None, address="", text="Ổ gà", answer="", status="open", opened_at=then, published_at=then,
        answered_at=None, updated_at=then,
    )  # fmt: skip


@pytest.fixture(scope="module")
def office() -> Office:
    """A week in which things were answered, left lying, published; it is the Monday two weeks later."""
    office = Office()
    for number in range(4):
        office.answered(f"a{number}")
    office.says("Rác ở chợ phường Bến Đá", person="b1")
    office.says("Cháy nhà ở phường Bến Đá, nhiều người mắc kẹt", person="b2")
    office.says("Mặt đường có ổ gà", person="b3")
    office.clock.at = at("2026-11-30 07:30")
    office.nights.run()
    office.library.found = [
        publication("SM-1", "2026-11-18 10:00"),
        publication("SM-2", "2026-11-23 00:10"),
        publication("SM-3", "2026-11-22 23:50"),
    ]
    office.stars.given = [Tally("Sở Xây dựng", "so-xay-dung", "1.001", Counter({5: 3, 2: 1}))]
    office.sealed(SUNDAY)
    return office


def order(kind: Kind, first: date = MONDAY, last: date = SUNDAY, unit: str = "") -> Order:
    return Order(
        tenant=SLUG, kind=kind, period="2026-W47", unit=unit, first=first, last=last, due_at=at("2026-11-23 07:00")
    )


def paper(office: Office, wanted: Order) -> Paper:
    return office.making.paper(office.matter(), wanted)


def facts(made: Paper) -> dict[str, Any]:
    found = [fact for section in made.sections if isinstance(section, Facts) for fact in section.facts]
    return {fact.label: fact.value for fact in found}


def table(made: Paper, caption: str) -> Table:
    return next(one for one in made.tables if one.caption == caption)


def test_every_paper_renders_in_every_form(office: Office) -> None:
    for kind in Kind:
        made = paper(office, order(kind, unit="so-xay-dung" if kind is Kind.UNIT_REPORT else ""))
        begun = {
            Format.PDF: b"%PDF",
            Format.SHEET: b"PK",
            Format.CSV: "\ufeff".encode(),
            Format.PAGE: b"<!doctype html>",
        }
        for form in Format:
            data = rendered(made, form)
            assert data.lower().startswith(begun[form].lower()), (kind, form)
            assert data == rendered(made, form)
        assert made.title.split()[0].encode() in rendered(made, Format.PAGE)


def test_the_digest_says_what_lies_there_and_what_the_ledger_sealed(office: Office) -> None:
    made = paper(office, order(Kind.DIGEST, last=LATER))
    total = office.figures(MONDAY, LATER)["total"]
    said = facts(made)
    assert list(said)[:3] == ["Tiếp nhận", "Đã trả lời", "Đang quá hạn"], "the three lines of the e-mail"
    assert (said["Tiếp nhận"], said["Đã trả lời"]) == (7, 4) == (total["received"], total["answered"])
    assert said["Đang quá hạn"] == total["standing"]["overdue"]
    assert said["Mới quá hạn"] == said["Đang quá hạn"], "all of them fell due in these days"
    assert said["Khẩn cấp đang mở"] == len(table(made, "Phiếu khẩn cấp đang mở").rows) == 1
    assert len(table(made, "10 phiếu chờ lâu nhất").rows) == 3
    overdue = sum(row[1] for row in table(made, "Đơn vị có nhiều phiếu quá hạn nhất").rows)  # type: ignore[misc]
    assert overdue == said["Đang quá hạn"] > 0
    assert [row[0] for row in table(made, "Phản ánh, kiến nghị đã công bố").rows] == ["SM-1", "SM-3", "SM-2"]
    few = paper(office, order(Kind.DIGEST))
    assert [row[0] for row in table(few, "Phản ánh, kiến nghị đã công bố").rows] == ["SM-1", "SM-3"], "local days"
    assert said["Dấu niêm phong"] == office.heads.kept[SLUG, SUNDAY].head.seal != SEAL


def test_newly_overdue_is_what_fell_due_in_these_days_only(office: Office) -> None:
    late = facts(paper(office, order(Kind.DIGEST, last=LATER)))["Đang quá hạn"]
    pile = office.matter().pile(LATER, None)
    for day in (date(2026, 11, 20), date(2026, 11, 23), LATER):
        said = facts(paper(office, order(Kind.DIGEST, first=day, last=LATER)))
        newly = [one for one in pile if at(f"{day} 00:00") <= one.promised_at < at("2026-11-30 00:00")]
        assert (said["Mới quá hạn"], said["Đang quá hạn"]) == (len(newly), late), day
    assert said["Mới quá hạn"] < late


def test_the_packs_figures_are_those_of_the_reports(office: Office) -> None:
    for unit in ("", "so-xay-dung", "p90001"):
        made = paper(office, order(Kind.WEEK, unit=unit))
        total = office.reports.figures(SLUG, Asked(first=MONDAY, last=SUNDAY, unit=unit), CHIEF)["total"]
        amounts, shares = table(made, "Số lượng"), table(made, "Tỷ lệ")
        numbers = {row[0]: row[1] for row in (*amounts.rows, *shares.rows)}
        wanted = {
            "Tiếp nhận": total["received"], "Đã trả lời": total["answered"], "Trả lời đúng hạn": total["on_time"],
            "Đang xử lý cuối kỳ": total["standing"]["open"], "Đang quá hạn cuối kỳ": total["standing"]["overdue"],
            "Tỷ lệ đúng hạn": total["on_time_share"], "Tỷ lệ trả lời trong ngày": total["same_day_share"],
        }  # fmt: skip
        assert wanted.items() <= numbers.items(), unit
        lying, _ = office.reports.lying(SLUG, SUNDAY, unit, CHIEF, 100, None, late=False)
        assert {row[0] for row in table(made, "Danh sách phiếu chưa trả lời").rows} == {one["code"] for one in lying}
        ages = [row[1] for row in table(made, "Phiếu đang xử lý theo số ngày").rows]
        assert ages == list(total["standing"]["ages"].values())
        broken, _ = office.reports.violations(SLUG, Asked(first=MONDAY, last=SUNDAY, unit=unit), CHIEF, 100, None)
        listed = [(row[0], row[3]) for row in table(made, "Danh sách vi phạm thời hạn, nêu điều khoản").rows]
        assert sorted(listed) == sorted((one.code, one.article) for one in broken)


def test_the_chair_sees_all_units_departments_and_localities_apart(office: Office) -> None:
    made = paper(office, order(Kind.WEEK))
    departments = {row[0]: row[1] for row in table(made, "Sở, ban, ngành").rows}
    localities = {row[0]: row[1] for row in table(made, "Địa phương").rows}
    assert set(departments) == {"Sở Khoa học và Công nghệ", "Sở Xây dựng", "Sở Tài chính"}
    assert set(localities) == {"UBND phường Bến Đá", "UBND xã Đồng Sim"}
    below = office.reports.figures(SLUG, Asked(first=MONDAY, last=SUNDAY, unit="so-xay-dung"), CHIEF)["total"]
    assert departments["Sở Xây dựng"] == below["received"] > 0, "with its division"
    assert sum(map(int, (*departments.values(), *localities.values()))) == 7  # type: ignore[arg-type]


def test_satisfaction_with_dossiers_is_of_the_agency(office: Office) -> None:
    made = paper(office, order(Kind.WEEK, unit="so-xay-dung"))
    rows = table(made, "Đánh giá giải quyết hồ sơ thủ tục hành chính").rows
    assert rows == (("Sở Xây dựng", 4, 0.75),)
    other = paper(office, order(Kind.WEEK, unit="p90001"))
    assert table(other, "Đánh giá giải quyết hồ sơ thủ tục hành chính").rows == ()


def test_a_month_is_told_by_part_and_beside_what_is_known_of_others(office: Office) -> None:
    month = replace(order(Kind.MONTH, date(2026, 11, 1), date(2026, 11, 22)), period="2026-11")
    made = paper(office, month)
    assert made.national
    for by, caption in ((By.CATEGORY, "Theo lĩnh vực"), (By.KIND, "Theo loại"), (By.UNIT, "Theo đơn vị"),
                        (By.SUBMITTER, "Theo đối tượng gửi"), (By.CHANNEL, "Theo kênh")):  # fmt: skip
        groups = office.figures(month.first, month.last, by=by)["groups"]
        assert [row[1] for row in table(made, caption).rows] == [group["received"] for group in groups], caption
    amounts = table(made, "Số lượng")
    assert [column.title for column in amounts.columns] == ["Chỉ tiêu", "Kỳ này", "Kỳ trước", "Cùng kỳ năm trước"]
    assert amounts.rows[0] == ("Tiếp nhận", 7, None, None), "of the time before nothing is known, and nothing is said"
    leads = {row[0]: row[1:] for row in table(made, "Thời gian làm việc của từng bước").rows}
    assert leads["Trả lời"][0] == 4


def test_last_weeks_figures_stand_beside(office: Office) -> None:
    later = Office()
    later.answered("1")
    later.clock.at = at("2026-11-25 09:00")
    later.says(person="2")
    later.says(person="3")
    later.clock.at = at("2026-11-30 00:30")
    later.nights.run()
    made = paper(later, order(Kind.WEEK, MONDAY + timedelta(days=7), SUNDAY + timedelta(days=7)))
    assert table(made, "Số lượng").rows[0] == ("Tiếp nhận", 2, 1)


def test_a_part_of_a_week_is_not_compared_with_a_week(office: Office) -> None:
    """Reports began on the Sunday before."""
    assert table(paper(office, order(Kind.WEEK)), "Số lượng").rows[0] == ("Tiếp nhận", 7, None)


def test_of_a_day_on_which_nothing_was_the_digest_says_so_in_every_form() -> None:
    quiet = Office()
    quiet.clock.at = at("2026-11-17 07:30")
    quiet.nights.run()
    made = paper(quiet, order(Kind.DIGEST, last=MONDAY))
    assert (facts(made)["Tiếp nhận"], facts(made)["Tỷ lệ đúng hạn"]) == (0, None)
    assert all(one.rows == () for one in made.tables)
    assert "Không có số liệu." in rendered(made, Format.PAGE).decode()
    assert all(rendered(made, form) for form in Format)


def test_the_month_and_the_chairs_week_say_what_people_think(office: Office) -> None:
    """Opinion by topic, the sums of which are those of the room; surveys that were published, and no other."""
    spot = {"channel": "facebook", "account": "2001", "unit": "so-xay-dung"}
    road, none = (Place(day=MONDAY, topic=topic, **spot) for topic in ("giao-thong", ""))
    late = Place(day=SUNDAY + timedelta(days=1), topic="giao-thong", **spot)
    office.opinions.counts = {
        (SLUG, road): {"comments": 3, "negative": 2, "reactions": 4, "angry": 4}, (SLUG, none): {"comments": 9},
        (SLUG, late): {"comments": 100}, ("tinh-khac", road): {"comments": 1000},
    }  # fmt: skip
    for name, state in (("a", Stage.PUBLISHED), ("b", Stage.CLOSED)):
        office.rounds.rounds[SLUG, name] = survey(name, state)
    group = {"group": "departments", "answers": 9, "withheld": False}
    told = [{"id": "chung", "answers": 9, "mean": 4.25, "satisfied": 0.8}, {"id": "loi", "answers": 9, "mean": None}]
    figures = {
        "invited": 20,
        "answers": 12,
        "invited_answers": 9,
        "response_rate": 0.45,
        "units": [],
        "groups": [group | {"questions": told}],
    }
    office.rounds.figures[SLUG, "a"] = figures
    for wanted in (order(Kind.WEEK), order(Kind.MONTH)):
        made = paper(office, wanted)
        heard = table(made, "Dư luận theo chủ đề")
        assert heard.rows == (("Chưa rõ chủ đề", 9, 0, 0, 0, 0, 0, 0), ("Giao thông", 3, 0, 0, 4, 0, 2, 0))
        assert heard.total == ("Tất cả", 12, 0, 0, 4, 0, 2, 0)
        assert table(made, "Khảo sát đã công bố").rows == (("=Khảo sát a", date(2026, 11, 20), 20, 12, 9, 0.45),)
        answers = table(made, "Kết quả khảo sát theo nhóm đơn vị").rows
        assert answers == (("=Khảo sát a", "Sở, ban, ngành", "Hài lòng?", 9, 4.25, 0.8),)
        assert "'=Khảo sát a" in rendered(made, Format.CSV).decode(), "a title is no formula"
        assert all(rendered(made, form) for form in Format)
    for other in (order(Kind.WEEK, unit="so-xay-dung"), order(Kind.UNIT_REPORT, unit="so-xay-dung")):
        captions = {one.caption for one in paper(office, other).tables}
        assert not captions & {"Dư luận theo chủ đề", "Khảo sát đã công bố"}, "for the chair only"
    gone = paper(office, order(Kind.MONTH, date(2026, 12, 28), date(2026, 12, 31)))
    assert table(gone, "Khảo sát đã công bố").rows == (), "it is told of for a month"


def test_a_share_is_rounded_once_on_its_way_to_a_paper(office: Office) -> None:
    """61 of 490 are 12.449 %: with four digits it would be 12.45 %, and then 12,5 %."""
    counted = Counter({"on_time": 61, "answered": 490, "stars.5": 61, "stars.1": 429, "sample.yes.2026-11-18": 61,
                       "sample.no.2026-11-18": 429})  # fmt: skip
    found, sheet = figures(counted, None), paper(office, order(Kind.WEEK))
    shares = (
        found["on_time_share"],
        found["satisfaction"]["satisfied_share"],
        found["confirmation"]["confirmed_share"],
    )
    asked = Question(id="q", kind=Asking.SCALE, words=Words(vi="?"))
    given = [
        Response(id=str(n), unit="u", kind="person", day=MONDAY, answers={"q": 5 if n < 61 else 1}) for n in range(490)
    ]
    round_ = replace(survey("a", Stage.CLOSED), units={"u": Group.DEPARTMENTS}, questions=(asked,))
    (judged,) = surveyed(round_, given, (), ())["units"][0]["questions"]
    bars = channels("", [{"received": 61}, {"received": 429}], lambda _: "").bars
    for share in (*shares, judged["satisfied"], bars[0].value):
        assert said(sheet, share, Measured.PERCENT) == "12,4\u00a0%"


def survey(name: str, state: Stage) -> Round:
    asked = (
        Question(id="chung", kind=Asking.SCALE, words=Words(vi="Hài lòng?")),
        Question(id="loi", kind=Asking.TEXT, words=Words(vi="Góp ý?")),
    )
    return Round(
        tenant=SLUG, id=name, title=Words(vi=f"=Khảo sát {name}"), intro=Words(vi="Mời"), opens_at=at("2026-11-02 08:00"),
        closes_at=at("2026-11-20 17:00"), units={"so-xay-dung": Group.DEPARTMENTS}, questions=asked,
        audience=(Audience.PETITIONERS,), state=state, version=4,
    )  # fmt: skip


def test_a_units_detailed_report_leads_down_to_days_and_petitions(office: Office) -> None:
    made = paper(office, order(Kind.UNIT_REPORT, unit="so-xay-dung"))
    assert made.issuer == "Sở Xây dựng"
    by_day = {row[0]: row[1] for row in table(made, "Theo ngày").rows}
    assert by_day["2026-11-16"] == sum(map(int, by_day.values()))  # type: ignore[arg-type]
    lying, _ = office.reports.lying(SLUG, SUNDAY, "so-xay-dung", CHIEF, 100, None, late=False)
    codes = [row[0] for row in table(made, "Danh sách phiếu chưa trả lời").rows]
    assert sorted(map(str, codes)) == sorted(one["code"] for one in lying)
