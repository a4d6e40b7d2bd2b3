"""A formal complaint or denunciation is no petition in law: marked, and laid before a person."""

from typing import Any

import pytest

from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.triage.rules import triage
from tests.builders import World, document, heard

PROVINCE = World().province


@pytest.mark.parametrize(("why", "text", "legal"), [
    ("a formal complaint", "Tôi gửi đơn khiếu nại quyết định thu hồi đất", "complaint"),
    ("a denunciation", "Đây là đơn tố cáo ông A nhận tiền", "denunciation"),
    ("typed without diacritics", "toi gui don to cao ong A", "denunciation"),
    ("in capitals", "ĐƠN KHIẾU NẠI", "complaint"),
    ("half typed with diacritics", "gửi đơn to cao", "denunciation"),
    ("both: the graver", "Đơn khiếu nại và đơn tố cáo", "denunciation"),
    ("«khiếu nại» as people say it for any grievance", "Tôi khiếu nại vì rác chưa ai dọn", ""),
    ("without diacritics as well", "khieu nai tien dien cao", ""),
    ("words of the phrase apart", "Đơn của tôi về khiếu nại", ""),
    ("another word under other diacritics", "Cột đơn tô cao ba tầng", ""),
    ("nothing of the kind", "Mặt đường có ổ gà", ""),
])  # fmt: skip
def test_what_passes_the_gate(why: str, text: str, legal: str) -> None:
    assert triage(PROVINCE, heard(text)).legal == legal, why


def test_a_formal_complaint_lies_in_the_tray_whatever_it_is_about() -> None:
    routed = triage(PROVINCE, heard("Đơn khiếu nại về mặt đường có ổ gà"))
    assert (routed.unit, routed.rule, routed.category) == ("so-khcn", "gate", "giao-thong")


def test_danger_comes_first_and_the_mark_stays() -> None:
    routed = triage(PROVINCE, heard("Đơn tố cáo: đang cháy nhà ở phường Bến Đá"))
    assert (routed.unit, routed.rule, routed.legal) == ("p90001", "khan-cap", "denunciation")


def test_a_province_without_gates_marks_nothing() -> None:
    doc = document()
    del doc["regulation"]["gate"]
    routed = triage(province_from(doc, 1), heard("Đơn tố cáo về ổ gà"))
    assert (routed.legal, routed.unit) == ("", "phong-ha-tang")


def merged(successor: str | None = "p90002", **routing: Any) -> Province:
    """The ward is closed and its matters are the commune's."""
    doc = document()
    ward = next(unit for unit in doc["units"] if unit["id"] == "p90001")
    ward["closed"] = {"on": "2026-10-01"} | ({"successor": successor} if successor else {})
    if routing:
        doc["routing"] = [{"id": "r", **routing}]
    return province_from(doc, 1)


@pytest.mark.parametrize(("why", "text", "given"), [
    ("the name of the closed ward finds its successor", "Rác ở phường Bến Đá", {}),
    ("so does a name older than that", "Rác ở phường Chợ Cũ", {}),
    ("the ward chosen in a form that was open for long", "Rác", {"place": "90001"}),
    ("the page of the closed ward", "Xin chào", {"account": "2002"}),
    ("closed ward and successor are one place", "Rác từ phường Bến Đá đến xã Đồng Sim", {}),
])  # fmt: skip
def test_a_closed_unit_hands_on_to_its_successor(why: str, text: str, given: dict[str, str]) -> None:
    assert triage(merged(), heard(text, **given)).unit == "p90002", why


def test_the_place_of_a_closed_ward_is_that_of_its_successor() -> None:
    assert triage(merged(), heard("Rác ở phường Bến Đá")).place == "90002"


def test_a_rule_that_names_a_closed_unit_means_its_successor() -> None:
    assert triage(merged(when={}, to="p90001"), heard("Rác")).unit == "p90002"
