"""The regulation as people read it: nothing left out, nothing in code."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from chalicelib.province.document import province_from
from chalicelib.province.reading import LADDER, as_text, names_of, rendered
from chalicelib.province.regulation import Stage
from tests.province.files import DOCUMENTS, SAMPLES

SONG_MAU = json.loads((Path(__file__).parents[1] / "data/province.json").read_text("utf-8"))
every = pytest.mark.parametrize(
    "document", [SONG_MAU, *DOCUMENTS.values(), *SAMPLES.values()], ids=["song-mau", *DOCUMENTS, *SAMPLES]
)
LISTS = ("limits", "escalation", "gate", "evidence", "progress", "approval", "rejection")
SINGLE = ("extension", "transfer", "complex", "reopening", "appeal", "closing")


def read(document: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    province = province_from(document, 1)
    return {each.article: each.rules for each in rendered(province.regulation, names_of(province))}


@every
def test_every_row_is_read_out_under_its_article(document: dict[str, Any]) -> None:
    regulation, found = document["regulation"], read(document)
    rows = [row for part in LISTS for row in regulation.get(part, ())]
    rows += [regulation[part] for part in SINGLE if part in regulation]
    for article in {row["article"] for row in rows if "article" in row}:
        expected = sum(row.get("article") == article for row in rows)
        both = "silent_after" in regulation["closing"] and regulation["closing"]["article"] == article
        assert len(found[article]) == expected + both, article
    assert len(found[LADDER]) == len(regulation["escalation"])
    assert len(set(found[LADDER])) == len(regulation["escalation"]), "no two rungs read alike"


@every
def test_names_stand_where_codes_were(document: dict[str, Any]) -> None:
    text = as_text(rendered(province_from(document, 1).regulation, names_of(province_from(document, 1))))
    ids = [row["id"] for part in ("categories", "kinds") for row in document[part]]
    ids += [row["id"] for row in document["regulation"]["rejection"]]
    codes = [*ids, *Stage, "emergency", "quick", "normal", "handler", "task_force", "photo", "working_days", "sms"]
    assert [code for code in codes if re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text)] == []
    assert unicodedata.is_normalized("NFC", text)


def test_the_text_reads_article_by_article() -> None:
    province = province_from(SONG_MAU, 1)
    assert as_text(rendered(province.regulation, names_of(province))).startswith(
        "Điều 2\n"
        "- Khiếu nại không giải quyết theo quy chế này. Gửi đơn khiếu nại đến người đã ra quyết định, theo Luật "
        "Khiếu nại. Nhận biết qua: «đơn khiếu nại».\n"
        "- Tố cáo không giải quyết theo quy chế này. Gửi đơn tố cáo đến người đứng đầu cơ quan quản lý người bị "
        "tố cáo, theo Luật Tố cáo. Nhận biết qua: «đơn tố cáo».\n"
        "\n"
        "Điều 4\n"
        "- Loại «Phản ánh hiện trường»: phải kèm ảnh hoặc phim.\n"
        "\n"
        "Điều 5\n"
    )


@pytest.mark.parametrize(
    ("article", "rules"),
    [
        (
            "Điều 8",
            (
                "Việc khẩn cấp: trả lời người gửi trong 1 ngày làm việc.",
                "Loại «Hỏi đáp»: trả lời người gửi trong 3 ngày làm việc.",
                "Các trường hợp còn lại: trả lời người gửi trong 5 ngày làm việc.",
            ),
        ),
        (
            "Điều 9",
            (
                "Mọi trường hợp: nơi được chuyển đến tiếp nhận hoặc từ chối trong 4 giờ làm việc.",
                "Sau 2 lần chuyển, lãnh đạo UBND quyết định nơi giải quyết.",
            ),
        ),
        ("Điều 12", ("Mọi trường hợp: khi chưa trả lời được, cứ 7 ngày một lần báo tiến độ cho người gửi.",)),
        (
            "Điều 13",
            ("Được gia hạn trả lời tối đa 1 lần, mỗi lần không quá 5 ngày làm việc; người ký: người đứng đầu đơn vị.",),
        ),
        ("Điều 14", ("Lĩnh vực «Đầu tư»: người đứng đầu đơn vị duyệt rồi mới trả lời.",)),
        ("Trò chuyện", ("Im lặng quá 60 phút, cuộc trò chuyện bắt đầu lại từ đầu.",)),
    ],
)
def test_an_article_says(article: str, rules: tuple[str, ...]) -> None:
    assert read(SONG_MAU)[article] == rules


def test_a_ceiling_and_a_rung_for_some_are_spelled_out() -> None:
    found = read(SAMPLES["mau-qd-960-da-nang"])
    (answer,) = [rule for rules in found.values() for rule in rules if "3 ngày làm việc, không quá 14 ngày" in rule]
    assert answer == "Việc xử lý nhanh: trả lời người gửi trong 3 ngày làm việc, không quá 14 ngày."
    assert (
        "Bậc 1 «Khẩn cấp: còn 2 giờ làm việc để trả lời»; việc khẩn cấp; hạn trả lời: trước hạn 2 giờ làm việc, "
        "báo người xử lý qua thư điện tử và tin nhắn SMS."
    ) in found[LADDER]


def test_without_a_term_for_silence_nothing_is_said_of_it() -> None:
    closing = {"answered_after": {"working_days": 15}, "article": "Điều 17"}
    found = read(SONG_MAU | {"regulation": SONG_MAU["regulation"] | {"closing": closing}})
    assert found["Điều 17"] == ("15 ngày làm việc sau khi trả lời mà người gửi không có ý kiến khác thì đóng.",)


def test_a_regulation_of_the_bare_minimum_is_read_too() -> None:
    regulation = {k: v for k, v in SONG_MAU["regulation"].items() if k not in {*LISTS[2:], *SINGLE}}
    assert list(read(SONG_MAU | {"regulation": regulation}))[-2:] == [LADDER, "Trò chuyện"]
