"""The page on which a petition is sent: filed once, refused with everything typed still there, safe to look at."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib import filing_page
from chalicelib.asked import form_field
from chalicelib.doors.refused import refused_on_page
from chalicelib.errors import PetitionError, TooLarge, TooOften, Unavailable
from chalicelib.intake import sheet
from tests.builders import SLUG, World
from tests.fakes_training import School

TEXT = "Mặt đường trước chợ có ổ gà rất sâu"
KEY = "0123456789abcdef" * 2
CONSENT = {"version": "2026-01", "text": {"*": "Dữ liệu chỉ được dùng để <trả lời>."}}
_numbers = count(1)


def new_key() -> str:
    return f"{next(_numbers):032x}"


def town(**changes: Any) -> World:
    """A province whose document is changed: a place for reports of the field, a contact for those of procedures."""
    world, document = World(), World().document()
    document["regulation"]["evidence"] = [
        {"when": {"kind": ["field_report"], "urgency": ["normal", "quick"]}, "needs": ["place"], "article": "Điều 4"},
        {"when": {"kind": ["procedure_report"]}, "needs": ["photo", "contact"], "article": "Điều 4"},
    ]
    document.setdefault("messaging", {})["consent"] = CONSENT
    world.provinces.put(document | changes, "test")
    world.clock.pass_by(minutes=2)
    return world


def typed(**fields: str) -> dict[str, str]:
    """What somebody types who leaves out whatever may be left out."""
    return {"key": KEY, "text": TEXT, "submitter": "citizen", "consent": "2026-01"} | fields


def sent(world: World, fields: Mapping[str, str]) -> tuple[str, int]:
    return filing_page.filing(
        world.province, lambda: sheet.tidy(fields), lambda said: sheet.file(world.form, world.province, said),
        lambda slug, code: "123456", new_key,
    )  # fmt: skip


def raising(error: PetitionError) -> Callable[[Any], Any]:
    def file(_: Any) -> Any:
        raise error

    return file


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([^"]*)"', html)
    assert found
    return found[1]


def test_the_form_offers_what_the_province_has_and_loads_nothing() -> None:
    world = town()
    html, status = filing_page.asking(world.province, KEY)
    assert status == 200
    assert key_in(html) == KEY
    names = [one.name for one in world.province.kinds] + [one.name for one in world.province.categories]
    names += [unit.name for unit in world.province.units.values() if unit.place]
    assert [name for name in names if f">{name}</option>" not in html] == []
    assert '<form method="post" autocomplete="off">' in html
    assert "Phản ánh thủ tục hành chính: ảnh (gửi thêm sau), số điện thoại hoặc thư điện tử <" in html
    assert "Dữ liệu chỉ được dùng để &lt;trả lời&gt;." in html
    assert 'name="consent" value="2026-01" required>' in html, "to be ticked by the sender, not by us"
    assert "<script" not in html
    assert "http" not in html


def test_pressed_twice_it_is_filed_once_and_shows_the_same_receipt() -> None:
    world = town()
    fields = typed(kind="proposal", category="ve-sinh-moi-truong", commune="90002", name="Lan", phone="0912 345.678")
    html, status = sent(world, fields)
    assert status == 200
    assert sent(world, fields) == (html, 200)
    ((_, ticket),) = world.shelf.tickets.items()
    assert (ticket.kind, ticket.category, ticket.place, ticket.origin.channel) == (
        "proposal", "ve-sinh-moi-truong", "90002", "api",
    )  # fmt: skip
    (person,) = world.vault.people.values()
    assert (person.name, person.phone, person.consent) == ("Lan", "+84912345678", "2026-01")
    assert person.consented_at
    for words in (
        f">{ticket.code}</strong>",
        ">123456</strong>",
        world.province.units[ticket.unit].name,
        "Hẹn trả",
        'href="theo-doi"',
        "Muốn gửi thêm ảnh",
    ):
        assert words in html, words
    links = re.findall(r'href="([^"]*)"', html)
    assert ticket.code in links
    assert not [link for link in links if "123456" in link], "no PIN in an address"
    assert "Lan" not in html, "whoever looks over a shoulder reads no name"


@pytest.mark.parametrize(("fields", "said"), [
    ({"text": "abc"}, "từ 5 đến 10.000 ký tự"),
    ({"kind": "denunciation"}, "Xin chọn một loại"),
    ({"category": "none"}, "Xin chọn một lĩnh vực"),
    ({"commune": "00000"}, "Xin chọn một xã"),
    ({"phone": "12"}, "10 chữ số"),
    ({"email": "lan@"}, "thư điện tử chưa đúng"),
    ({"submitter": "king"}, "Xin chọn người gửi"),
    ({"consent": ""}, "đánh dấu đồng ý"),
    ({"consent": "2025-01"}, "đánh dấu đồng ý"),
    ({"kind": "field_report"}, "nêu nơi xảy ra"),
    ({"kind": "procedure_report"}, "không nhận ẩn danh"),
])  # fmt: skip
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(fields: dict[str, str], said: str) -> None:
    world, whole = town(), typed(name='Lan "<b>&', address="") | fields
    html, status = sent(world, whole)
    assert status == 422
    assert said in html
    assert html.count("✗ ") == 1, "and only there"
    assert html.index("Chưa gửi được") < html.index("Not sent yet"), "Vietnamese first"
    assert 'value="Lan &quot;&lt;b&gt;&amp;"' in html
    assert f"{whole['text']}</textarea>" in unescape(html)
    assert key_in(html) == KEY
    assert not world.shelf.tickets
    assert not world.vault.people


def test_every_fault_is_told_at_once() -> None:
    html, status = sent(town(), typed(text="", phone="1", email="x", kind="nichts", consent=""))
    assert (status, html.count("✗ ")) == (422, 5)


@pytest.mark.parametrize("fields", [
    {"kind": "proposal"},
    {},
    {"kind": "field_report", "address": "12 đường Chợ"},
    {"kind": "field_report", "commune": "90002"},
    {"kind": "procedure_report", "email": "lan@example.com"},
    {"submitter": "business", "name": "Công ty Sông Mẫu"},
])  # fmt: skip
def test_nobody_need_say_more_than_the_regulation_wants(fields: dict[str, str]) -> None:
    world = town()
    assert sent(world, typed(**fields))[1] == 200
    assert len(world.shelf.tickets) == 1


def test_another_petition_from_the_same_form_gets_a_key_of_its_own() -> None:
    world = town()
    sent(world, typed())
    html, status = sent(world, typed(text="Đèn đường hỏng đã ba đêm"))
    assert (status, "Đèn đường hỏng đã ba đêm</textarea>" in html) == (409, True)
    assert sent(world, typed(text="Đèn đường hỏng đã ba đêm", key=key_in(html)))[1] == 200
    assert len(world.shelf.tickets) == 2


@pytest.mark.parametrize("key", ["", "1", "k" * 32, "A" * 32])
def test_a_key_we_did_not_make_files_nothing(key: str) -> None:
    """An empty one would be everybody's: the second sender would be shown the first one's PIN."""
    world = town()
    html, status = sent(world, typed(key=key))
    assert (status, world.shelf.tickets) == (422, {})
    assert sent(world, typed(key=key_in(html)))[1] == 200


@pytest.mark.parametrize(("error", "said"), [
    (TooOften("slow", retry_after=40), "sau 40 giây"),
    (Unavailable("not now"), "bấm Gửi lần nữa"),
])  # fmt: skip
def test_what_may_work_later_keeps_its_key(error: PetitionError, said: str) -> None:
    fields = sheet.tidy(typed())
    html, status = filing_page.filing(town().province, lambda: fields, raising(error), lambda *_: "", new_key)
    assert (status, said in html, key_in(html)) == (error.status, True, KEY)
    assert TEXT in html


def test_what_is_no_form_or_too_long_is_told_so_on_the_page() -> None:
    def read() -> dict[str, str]:
        return {"text": form_field(Asked(b"text=" + b"a" * 300_000, {}), "text")}  # type: ignore[arg-type]

    html, status = filing_page.filing(town().province, read, raising(TooLarge("never")), lambda *_: "", new_key)
    assert (status, "quá dài" in html, len(key_in(html))) == (413, True, 32)


@dataclass
class Asked:
    """A POST that never came to its door."""

    raw_body: bytes
    uri_params: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    query_params: None = None


def test_who_was_too_fast_for_the_door_still_has_what_was_typed() -> None:
    world, error = town(), TooOften("slow down", retry_after=40)

    def told(body: bytes, slug: str = SLUG) -> Any:
        return refused_on_page(Asked(body, {"province": slug}), error, world.provinces.get)  # type: ignore[arg-type]

    answer = told(urlencode(typed(name="Lan")).encode())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
    assert "sau 40 giây" in answer.body
    assert TEXT in answer.body
    assert 'value="Lan"' in answer.body
    assert key_in(answer.body) == KEY
    for bad in (told(b"\xff"), told(b"a=" + b"a" * 300_000), told(b"", "khong-co")):
        assert (bad.status_code, bad.headers["Content-Type"][:24]) == (429, "application/problem+json")


@pytest.mark.parametrize("hostile", ["\x00\x1b", "\u202e\u2066", "\ud800", "</textarea><script>x</script>"])
def test_hostile_signs_break_nothing(hostile: str) -> None:
    fields = dict.fromkeys(sheet.FIELDS, f"{TEXT} {hostile}") | {"key": KEY}
    html, status = sent(town(), fields)
    assert status == 422
    assert "<script" not in html
    assert html.encode()
    world = town()
    assert sent(world, typed(text=f"{TEXT} {hostile}", name=hostile, address=hostile))[1] == 200
    assert len(world.shelf.tickets) == 1


def test_a_province_without_a_consent_text_asks_for_none() -> None:
    world = World()
    html, _ = filing_page.asking(world.province, KEY)
    assert 'name="consent"' not in html
    assert sent(world, typed(consent=""))[1] == 200
    (person,) = world.vault.people.values()
    assert (person.consent, person.consented_at) == ("", None)


def test_a_training_province_takes_petitions_too_below_its_banner() -> None:
    school = School()
    html, _ = filing_page.asking(school.province, KEY)
    assert html.index("Trang tập huấn.") < html.index("<h1>")
    html, status = filing_page.filing(
        school.province, lambda: sheet.tidy(typed()),
        lambda said: sheet.file(school.world.form, school.province, said), lambda *_: "123456", new_key,
    )  # fmt: skip
    assert (status, "Trang tập huấn." in html) == (200, True)
    assert "Messenger" not in html, "an account that was invented may be somebody's"
