"""Nobody judges in their own cause: whom a petition is about, and who has it instead."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.triage.conflict import clear_of, concerns
from chalicelib.triage.rules import triage
from tests.builders import World, document, heard

PROVINCE = World().province
OFFICES = "procedure_report"


def staffed(name: str, unit: str = "phong-ha-tang", **changes: Any) -> Province:
    doc = document() | changes
    doc["staff"].append({"id": "x", "name": name, "role": "handler", "unit": unit, "email": None, "phone": None})
    return province_from(doc, 1)


DIRECTOR, WARD = ("staff:xd-gd", "unit:so-xay-dung"), ("unit:p90001",)


@pytest.mark.parametrize(("why", "text", "kind", "whom"), [
    ("an official by title, with the office", "Giám đốc Sở Xây dựng hách dịch", "petition", DIRECTOR),
    ("whatever the kind of petition", "Giám đốc Sở Xây dựng cho đổ đất lấp ao", "field_report", DIRECTOR),
    ("without diacritics", "ong giam doc so xay dung nhan tien", "petition", DIRECTOR),
    ("in capitals", "GIÁM ĐỐC SỞ XÂY DỰNG", "petition", DIRECTOR),
    ("half a title is nobody", "Ông giám đốc sở này hách dịch", "petition", ()),
    ("another title that differs in diacritics only", "Giảm dọc sợ xay dừng", "petition", ()),
    ("whom a letter addresses is not complained about", "Kính gửi: Giám đốc Sở Xây dựng. Đường hỏng", "petition", ()),
    ("however politely", "Kính gửi đồng chí Giám đốc Sở Xây dựng", "petition", ()),
    ("who is asked for help neither", "Rất mong Giám đốc Sở Xây dựng xem xét", "petition", ()),
    ("addressed and complained about", "Kính gửi Giám đốc Sở Xây dựng. Ông Giám đốc Sở Xây dựng nhận tiền", "petition", DIRECTOR),
    ("a title of two plain words says of nobody", "Cơ quan đầu mối chưa trả lời", OFFICES, ()),
    ("who sits on top is noted, the top itself is not", "Lãnh đạo UBND tỉnh nhận tiền", "petition", ("staff:ld",)),
    ("a ward in a report on procedures", "UBND phường Bến Đá chậm trả hồ sơ", OFFICES, WARD),
    ("a ward without «UBND»", "Cán bộ phường Bến Đá chậm trả hồ sơ", OFFICES, WARD),
    ("a ward in full", "Uỷ ban nhân dân phường Bến Đá chậm trả hồ sơ", OFFICES, WARD),
    ("a ward in short", "can bo p. ben da cham tra ho so", OFFICES, WARD),
    ("a ward by its old name", "Phường Chợ Cũ chậm trả hồ sơ", OFFICES, WARD),
    ("a department", "Sở Tài chính chậm trả hồ sơ", OFFICES, ("unit:so-tai-chinh",)),
    ("two", "Sở Tài chính và phường Bến Đá đùn đẩy", OFFICES, ("unit:so-tai-chinh", *WARD)),
    ("a department addressed", "Kính gửi Sở Tài chính, phường Bến Đá chậm trả hồ sơ", OFFICES, WARD),
    ("a ward in an address", "Tôi trú tại tổ 5, phường Bến Đá, bị chậm trả hồ sơ", OFFICES, ()),
    ("an office in an address is still an office", "Trú tại tổ 5, bị UBND phường Bến Đá chậm trả hồ sơ", OFFICES, WARD),
    ("the one-stop shop is no address", "Cán bộ tổ 1 cửa phường Bến Đá hách dịch", OFFICES, WARD),
    ("the province is everybody", "Tỉnh ta chậm trả hồ sơ, đề nghị UBND tỉnh xem xét", OFFICES, ()),
    ("a ward as the place of a matter", "Rác ở phường Bến Đá", "field_report", ()),
    ("even as «UBND»", "Rác trước cổng UBND phường Bến Đá", "field_report", ()),
    ("a department in a question", "Cho hỏi Sở Tài chính ở đâu", "question", ()),
    ("nobody", "Hồ sơ của tôi bị chậm", OFFICES, ()),
])  # fmt: skip
def test_whom_a_petition_is_about(why: str, text: str, kind: str, whom: tuple[str, ...]) -> None:
    assert concerns(PROVINCE, text, kind) == whom, why


@pytest.mark.parametrize(("why", "text", "concerned"), [
    ("an official by name", "Ông Trần Văn Hùng đòi tiền", True),
    ("without diacritics", "ong tran van hung doi tien", True),
    ("somebody else under other diacritics", "Ông Trần Văn Hưng đòi tiền", False),
    ("a part of the name", "Ông Văn Hùng đòi tiền", False),
])  # fmt: skip
def test_an_official_is_known_by_the_full_name(why: str, text: str, concerned: bool) -> None:
    whom = ("staff:x", "unit:phong-ha-tang") if concerned else ()
    assert concerns(staffed("Trần Văn Hùng"), text, "petition") == whom, why


def test_two_capitalised_words_are_a_name() -> None:
    assert concerns(staffed("Lê Hoa"), "Bà Lê Hoa đòi tiền", "petition") == ("staff:x", "unit:phong-ha-tang")


@pytest.mark.parametrize(("why", "unit", "concerned", "free"), [
    ("nobody concerned", "phong-ha-tang", (), "phong-ha-tang"),
    ("somebody else concerned", "phong-ha-tang", ("unit:so-tai-chinh",), "phong-ha-tang"),
    ("an official of no unit below the top", "phong-ha-tang", ("staff:ld",), "phong-ha-tang"),
    ("a division concerned: its department", "phong-ha-tang", ("unit:phong-ha-tang",), "so-xay-dung"),
    ("a department concerned: not its divisions, and not the top either", "phong-ha-tang", ("unit:so-xay-dung",), "so-khcn"),
    ("both concerned", "phong-ha-tang", ("unit:phong-ha-tang", "unit:so-xay-dung"), "so-khcn"),
    ("straight under the top: the tray", "p90001", ("unit:p90001",), "so-khcn"),
    ("the tray itself concerned: the leadership", "so-khcn", ("unit:so-khcn",), "ubnd-tinh"),
    ("the tray concerned too", "p90001", ("unit:p90001", "unit:so-khcn"), "ubnd-tinh"),
    ("the tray concerned does not touch others", "p90001", ("unit:so-khcn",), "p90001"),
    ("what a rule gives the leadership stays there", "ubnd-tinh", ("unit:so-khcn",), "ubnd-tinh"),
])  # fmt: skip
def test_who_has_it_instead(why: str, unit: str, concerned: tuple[str, ...], free: str) -> None:
    assert clear_of(PROVINCE, unit, concerned) == free, why


def test_a_closed_department_takes_nothing_from_its_division() -> None:
    doc = document()
    next(u for u in doc["units"] if u["id"] == "so-xay-dung")["closed"] = {"on": "2026-10-01", "successor": "so-khcn"}
    assert clear_of(province_from(doc, 1), "phong-ha-tang", ("unit:phong-ha-tang",)) == "so-khcn"


def test_the_name_of_a_closed_ward_concerns_its_successor() -> None:
    doc = document()
    next(u for u in doc["units"] if u["id"] == "p90001")["closed"] = {"on": "2026-10-01", "successor": "p90002"}
    province = province_from(doc, 1)
    assert concerns(province, "UBND phường Bến Đá chậm trả hồ sơ", OFFICES) == ("unit:p90002",)


def test_the_former_name_of_a_department_is_its_name() -> None:
    doc = document()
    next(u for u in doc["units"] if u["id"] == "so-tai-chinh")["formerly"] = [
        {"name": "Sở Kế hoạch và Đầu tư", "until": "2025-03-01"}
    ]
    text = "Sở Kế hoạch và Đầu tư chậm trả hồ sơ"
    assert concerns(province_from(doc, 1), text, OFFICES) == ("unit:so-tai-chinh",)


@pytest.mark.parametrize(("why", "text", "unit", "rule"), [
    ("roads, and the director is named", "Mặt đường có ổ gà, Giám đốc Sở Xây dựng làm ngơ", "so-khcn", "duong-sa+conflict"),
    ("roads, and the division's officer is named", "Mặt đường ổ gà, Chuyên viên hạ tầng làm ngơ", "so-xay-dung", "duong-sa+conflict"),
    ("named, but not in charge anyway", "Rác ở phường Bến Đá, Giám đốc Sở Xây dựng làm ngơ", "p90001", "rac-tai-phuong"),
    ("a ward that keeps files back, over rubbish", "Rác, và phường Bến Đá chậm trả hồ sơ", "so-khcn", "rac-tai-phuong+conflict"),
    ("rubbish in the ward is the ward's", "Rác ở phường Bến Đá", "p90001", "rac-tai-phuong"),
    ("a denunciation of who keeps the tray", "Đơn tố cáo Quản trị dữ liệu tỉnh", "ubnd-tinh", "gate+conflict"),
    ("the tray's keeper, without a rule", "Sở Khoa học và Công nghệ chậm trả hồ sơ", "ubnd-tinh", "tray+conflict"),
])  # fmt: skip
def test_who_is_complained_about_does_not_handle_it(why: str, text: str, unit: str, rule: str) -> None:
    routed = triage(PROVINCE, heard(text))
    assert (routed.unit, routed.rule) == (unit, rule), why


def test_the_ticket_is_told_whom_it_is_about() -> None:
    assert triage(PROVINCE, heard("Giám đốc Sở Xây dựng hách dịch")).concerns == DIRECTOR
    assert triage(PROVINCE, heard("Rác ở phường Bến Đá")).concerns == ()


_UNITS = st.sampled_from(sorted(PROVINCE.units))


@given(_UNITS, st.sets(_UNITS.filter(lambda unit: unit != PROVINCE.leadership)))
def test_never_the_concerned_nor_anybody_below_and_the_top_only_for_the_tray(unit: str, about: set[str]) -> None:
    free = clear_of(PROVINCE, unit, [f"unit:{one}" for one in about])
    assert not any(PROVINCE.within(free, one) for one in about)
    assert free != PROVINCE.leadership or unit == PROVINCE.leadership or PROVINCE.tray in about
