"""The letters of a province, looked at before they count."""

import json
from typing import Any

import pytest

from chalicelib.notice.manners import TO_CITIZENS, manner
from chalicelib.notice.preview import preview
from tests.notice.cases import EQUIPPED, PLAIN, province
from tests.province.files import PROVINCES


def rows(told: Any = PLAIN) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["name"], row["way"], row["locale"]): row for row in preview(told)}


def test_every_purpose_is_there_in_every_way_and_language_it_may_go() -> None:
    found = rows()
    for purpose in TO_CITIZENS:
        names = {name for name, _, _ in found if name.partition(".")[0] == purpose}
        assert names, purpose
        for name in names:
            for locale in ("vi", "en"):
                assert (name, "messenger", locale) in found
                assert (name, "zalo_consultation", locale) in found
                assert ((name, "sms", locale) in found) == manner(purpose).sms
                assert ((name, "comment", locale) in found) == manner(purpose).public
    assert {"form.kind", "form.contact", "dossier.none"} <= {name for name, _, _ in found}


def test_a_template_is_shown_where_there_is_one_with_its_parameters_filled() -> None:
    assert not [way for _, way, _ in rows() if "template" in way]
    shown = rows(EQUIPPED)["answer", "zalo_template_uid", "vi"]
    assert shown["template"] == "zalo_template_uid-answer"
    assert shown["parameters"] == {"ma": "SM-7K3F-9XM2-4DTC"}
    assert shown["parts"] == [""]


def test_a_text_message_says_how_many_it_takes() -> None:
    assert rows()["closed", "sms", "vi"]["sms_parts"] == 1
    assert rows()["answer", "sms", "vi"]["sms_parts"] == 2, "with the link to rate it"
    assert rows()["answer", "messenger", "vi"]["sms_parts"] == 0


@pytest.mark.parametrize("told", [PLAIN, EQUIPPED, *PROVINCES.values()], ids=["plain", "equipped", *PROVINCES])
def test_the_shipped_words_have_no_fault(told: Any) -> None:
    assert {key: row["faults"] for key, row in rows(told).items() if row["faults"]} == {}


@pytest.mark.parametrize(("letter", "way", "says"), [
    ({"answer": "{text} {code"}, "messenger", "a placeholder is left open"),
    ({"answer": "{text} " + "rất dài. " * 230}, "messenger", "goes in 2 messages"),
    ({"answer_public": "{text} bit.ly/xyz"}, "comment", "a shortened link"),
    ({"answer": "{text} Xin gửi ảnh CCCD."}, "email", "asks for 'cccd'"),
])  # fmt: skip
def test_what_shows_only_when_it_is_put_together(letter: dict[str, str], way: str, says: str) -> None:
    (fault,) = rows(province(letters={"vi": letter}))["answer", way, "vi"]["faults"]
    assert says in fault


def test_it_can_be_sent_over_a_wire() -> None:
    assert json.loads(json.dumps(preview(EQUIPPED)))[0]["parts"]
