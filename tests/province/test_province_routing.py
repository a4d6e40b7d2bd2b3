"""Where petitions go by the provinces' own words and rules."""

from typing import Any

import pytest

from chalicelib.province.province import Province, Rule
from chalicelib.triage.rules import triage
from tests.builders import heard
from tests.province.files import PROVINCES, each_province

PAGE, DONG_TRIEU = "104857600122001", "104857600122002"


@pytest.mark.parametrize(
    ("why", "text", "unit"),
    [
        ("a field matter is the commune's", "Rác thải chất đống ở phường Hà Tu", "p06652"),
        ("typed without diacritics too", "rac thai chat dong o phuong ha tu", "p06652"),
        ("a well-known name needs no «phường»", "Hàng rong chèo kéo khách ở Bãi Cháy", "p06673"),
        ("the old ward leads to the new one", "Đèn đường hỏng ở phường Hà Phong", "p06652"),
        ("so does an old address", "Cây đổ ở Hà Phong, TP Hạ Long", "p06652"),
        ("a former city is not the ward that kept its name", "Rác ở TP Uông Bí", "nnmt-moi-truong"),
        ("«của ông» is not Cửa Ông", "Nhà của ông tôi ngập nước", "xd-ha-tang"),
        ("«có tổ chức» is not Cô Tô", "Có tổ chức đổ rác trộm", "nnmt-moi-truong"),
        ("«an sinh xã hội» is not An Sinh", "Chính sách an sinh, trợ cấp xã hội", "so-noi-vu"),
        ("roads without a place are the department's", "Mặt đường quốc lộ 18 nhiều ổ gà", "xd-ha-tang"),
        ("an emergency is the place's first", "Cháy nhà ở phường Cao Xanh", "p06658"),
        (
            "a fire nobody knows where is the fire police's",
            "Rừng đang cháy, có đám cháy lớn",
            "ca-phong-chay-chua-chay",
        ),
        (
            "another danger is for civil defence",
            "Đất đá sạt, bị sạt lở taluy",
            "ban-chi-huy-phong-thu-dan-su",
        ),
        (
            "who is complained about does not handle it",
            "Hồ sơ đất trễ hẹn, bị vòi tiền",
            "van-phong-kiem-soat-tthc",
        ),
        (
            "business speaks to the agency for investment",
            "Xin hỏi thủ tục thành lập doanh nghiệp",
            "ipa-moi-truong-dau-tu",
        ),
        (
            "in a zone, to the zone's board",
            "Doanh nghiệp trong khu kinh tế xin ưu đãi đầu tư",
            "ban-quan-ly-khu-kinh-te",
        ),
        ("what fits nothing lies in the tray", "Tôi muốn gặp lãnh đạo", "ban-xuc-tien-ho-tro-dau-tu"),
    ],
)
def test_where_a_petition_to_the_province_goes(why: str, text: str, unit: str) -> None:
    assert triage(PROVINCES["quang-ninh"], heard(text, account=PAGE)).unit == unit, why


@pytest.mark.parametrize(
    ("why", "text", "unit"),
    [
        ("what is written there is the locality's", "Xin hỏi về sổ đỏ", "p07093"),
        ("unless another commune is named", "Rác ở phường Mạo Khê", "p07069"),
        ("its emergencies too", "Có người bị điện giật", "p07093"),
        ("but not complaints about its own procedures", "Hồ sơ trễ hẹn", "van-phong-kiem-soat-tthc"),
    ],
)
def test_where_a_petition_to_a_daughter_page_goes(why: str, text: str, unit: str) -> None:
    assert triage(PROVINCES["quang-ninh"], heard(text, account=DONG_TRIEU)).unit == unit, why


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("Cháy nhà, cứu với", True),
        ("Đường dây điện bị đứt nằm giữa đường", True),
        ("co chau be bi duoi nuoc", True),
        ("Rò rỉ khí gas mùi nồng nặc", True),
        ("Bóng đèn đường cháy đã lâu", False),
        ("Đề nghị lắp bình chữa cháy", False),
        ("Xe tải chạy lấn làn, chạy ô tô quá tốc độ", False),
        ("Ở Bãi Cháy có nhiều rác", False),
        ("Tôi làm đơn kêu cứu khẩn cấp về đất đai", False),
        ("Cột điện gây cản trở lối đi", False),
        ("Trận đấu bóng gây ồn", False),
    ],
)
def test_what_is_an_emergency(text: str, danger: bool) -> None:
    """Without diacritics «cháy» is «chạy», «gãy» is «gây», «tràn dầu» is «trận đấu»: hence phrases."""
    assert (triage(PROVINCES["quang-ninh"], heard(text, account=PAGE)).urgency == "emergency") is danger


@each_province
def test_the_present_name_of_every_commune_finds_it(province: Province) -> None:
    for unit in province.units.values():
        if unit.place:
            message = heard(f"Ở {unit.name.removeprefix('UBND ')} có rác", account=province.accounts[0].id)
            assert triage(province, message).unit == unit.id


@each_province
def test_every_word_leads_to_its_own_category(province: Province) -> None:
    for category in province.categories:
        for word in category.words:
            found = triage(province, heard(word, account=province.accounts[0].id))
            assert found.category == category.id, word


@each_province
def test_every_kind_can_be_recognised(province: Province) -> None:
    assert province.kinds[-1].id == "petition", "what nothing else fits"
    for kind in province.kinds:
        for word in kind.words:
            assert triage(province, heard(word, account=province.accounts[0].id)).kind == kind.id, word


def _fitting(province: Province, rule: Rule) -> Any:
    """A message for which the rule's own conditions hold, and no more than these."""
    urgent = next(c.id for c in province.categories if c.urgency == "emergency")
    chosen = {
        "category": urgent if "urgency" in rule.when else next(iter(rule.when.get("category", ())), ""),
        "kind": next(iter(rule.when.get("kind", ())), ""),
        "place": next(u.place.code for u in province.units.values() if u.place) if "place" in rule.when else "",
        "account": next(iter(rule.when.get("account", ())), province.accounts[0].id),
    }
    return heard(next(iter(rule.when.get("words", ())), ""), **chosen)


@each_province
def test_no_rule_is_dead_and_every_category_reaches_a_unit(province: Province) -> None:
    for rule in province.routing:
        assert triage(province, _fitting(province, rule)).rule == rule.id, rule.id
    for category in province.categories:
        routed = triage(province, heard(category=category.id, account=province.accounts[0].id))
        assert routed.unit in province.units
        assert routed.rule != province.routing[-1].id, f"{category.id} has no rule of its own"
    assert province.routing[-1] == Rule(id=province.routing[-1].id, when={}, to="@tray")
