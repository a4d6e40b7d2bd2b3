"""Whose matter it is: the province's ordered rules, read against what people really write."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.province.document import province_from
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.triage.rules import triage
from tests.builders import World, document, heard

PROVINCE = World().province


@pytest.mark.parametrize(("why", "text", "unit", "rule"), [
    ("a matter of roads goes to the roads division", "Mặt đường có ổ gà", "phong-ha-tang", "duong-sa"),
    ("typed without diacritics all the same", "mat duong co o ga lon", "phong-ha-tang", "duong-sa"),
    ("decomposed as some telephones send it", unicodedata.normalize("NFD", "Mặt đường có ổ gà"), "phong-ha-tang", "duong-sa"),
    ("rubbish in a ward is the ward's", "Rác đầy đường ở phường Bến Đá", "p90001", "rac-tai-phuong"),
    ("the ward's old name still finds it", "Rác chất đống phường Chợ Cũ", "p90001", "rac-tai-phuong"),
    ("«p. Bến Đá» is how people write it", "Rác ở p. Bến Đá", "p90001", "rac-tai-phuong"),
    ("rubbish nobody knows where is for the tray", "Rác đầy đường", "so-khcn", "tray"),
    ("two communes in one text: nobody can say which", "Rác từ phường Bến Đá đến xã Đồng Sim", "so-khcn", "tray"),
    ("an emergency goes to the place before anything else", "Cháy nhà ở phường Bến Đá, rác cháy", "p90001", "khan-cap"),
    ("what fits no rule lies in the tray", "Tôi muốn gặp lãnh đạo", "so-khcn", "tray"),
    ("a word inside another word is not that word", "Chị Trác gửi lời chào", "so-khcn", "tray"),
])  # fmt: skip
def test_where_a_petition_goes(why: str, text: str, unit: str, rule: str) -> None:
    routed = triage(PROVINCE, heard(text))
    assert (routed.unit, routed.rule) == (unit, rule), why


def test_one_phrase_of_danger_outweighs_everything_else_in_a_long_text() -> None:
    routed = triage(PROVINCE, heard("Mặt đường ổ gà, đèn tín hiệu hỏng, bãi rác bốc mùi, lại còn sạt lở nữa"))
    assert (routed.category, routed.urgency) == ("su-co-khan-cap", "emergency")


@pytest.mark.parametrize(("text", "kind"), [
    ("Cho hỏi làm giấy phép ở đâu", "question"),
    ("Đề xuất trồng thêm cây", "proposal"),
    ("Mặt đường có ổ gà", "field_report"),
    ("Tôi muốn gặp lãnh đạo", "petition"),
])  # fmt: skip
def test_which_kind_it_is(text: str, kind: str) -> None:
    assert triage(PROVINCE, heard(text)).kind == kind


def test_the_first_rule_that_holds_decides() -> None:
    daughter_page = heard("Mặt đường có ổ gà", account="2002")
    assert triage(PROVINCE, daughter_page).unit == "p90001", "the page's own unit stands before the matter"


def test_a_longer_phrase_says_more_than_a_shorter_one() -> None:
    routed = triage(PROVINCE, heard("Rác che khuất đèn tín hiệu"))
    assert routed.category == "giao-thong"


def test_a_rule_that_names_an_account_falls_to_the_tray_for_the_api() -> None:
    doc = document()
    doc["routing"] = [{"id": "r", "when": {}, "to": "@account"}]
    province = province_from(doc, 1)
    assert triage(province, heard("Rác", channel=Channel.API, account="http", lane=Lane.API)).unit == "so-khcn"
    assert triage(province, heard("Rác", account="2002")).unit == "p90001"


@pytest.mark.parametrize(("when", "text", "holds"), [
    ({"words": ["trường học"]}, "Gần truong hoc có rác", True),
    ({"words": ["trường học"]}, "Gần chợ có rác", False),
    ({"place": ["90002"]}, "Rác ở xã Đồng Sim", True),
    ({"place": ["90002"]}, "Rác ở phường Bến Đá", False),
    ({"kind": ["question"], "category": ["giao-thong"]}, "Cho hỏi khi nào vá mặt đường", True),
    ({"kind": ["question"], "category": ["giao-thong"]}, "Mặt đường hỏng", False),
])  # fmt: skip
def test_conditions_must_all_hold(when: dict[str, Any], text: str, holds: bool) -> None:
    doc = document()
    doc["routing"] = [{"id": "r", "when": when, "to": "so-tai-chinh"}]
    assert (triage(province_from(doc, 1), heard(text)).unit == "so-tai-chinh") is holds


@given(st.text(max_size=200))
def test_whatever_is_written_somebody_has_it(text: str) -> None:
    routed = triage(PROVINCE, heard(text))
    assert routed.unit in PROVINCE.units


def test_a_choice_in_a_form_stands() -> None:
    chosen = replace(heard("Rác"), category="giao-thong", kind="proposal", place="90001")
    routed = triage(PROVINCE, chosen)
    assert (routed.category, routed.kind, routed.place) == ("giao-thong", "proposal", "90001")
