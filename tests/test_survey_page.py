"""The page of a survey: works without a script, keeps what was typed, says what is missing where it is missing."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalicelib import survey_page
from chalicelib.survey.round import Round
from tests.builders import SLUG
from tests.survey.bureau import Bureau, body


def asked(bureau: Bureau, round_: Round) -> tuple[str, int]:
    token = bureau.token(round_, "ai-do")
    return survey_page.asking(bureau.world.province, lambda: bureau.people.look(SLUG, round_.id, token))


def sent(bureau: Bureau, round_: Round, fields: list[tuple[str, str]]) -> tuple[str, int]:
    token = bureau.token(round_, "ai-do")

    def keep(said: Mapping[str, Any]) -> object:
        return bureau.people.answer(SLUG, round_.id, {"invitation": token, "answers": {**said}})

    look = lambda: bureau.people.look(SLUG, round_.id, token)  # noqa: E731
    return survey_page.answering(bureau.world.province, urlencode(fields).encode(), look, keep)


def test_the_link_opens_the_questions_in_vietnamese_first_and_loads_nothing() -> None:
    bureau = Bureau()
    html, status = asked(bureau, bureau.opened())
    assert status == 200
    for words in ("Sở Xây dựng", "Ông/bà hài lòng ở mức nào?", "How content are you?", "Rất tốt", "Gửi ý kiến"):
        assert words in html, words
    assert '<html lang="vi">' in html
    assert "<script" not in html
    assert "http" not in html.replace("https://cau-noi.example", "")


def test_what_is_missing_is_said_beside_its_question_and_what_was_typed_is_still_there() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    fields = [("chung", "4"), ("can-cai-thien", "thai-do"), ("y-kien", "<b>Chậm & lâu</b>")]
    html, status = sent(bureau, round_, fields)
    assert status == 422
    assert 'value="4" checked' in html
    assert 'value="thai-do" checked' in html
    assert "&lt;b&gt;Chậm &amp; lâu&lt;/b&gt;</textarea>" in html
    before, after = html.split('id="dung-hen-fault"')
    assert "Có đúng hẹn không?" in before
    assert "Xin trả lời câu này." in after
    assert "Còn 1 câu cần xem lại." in html
    assert bureau.rounds.kept == {}


def test_a_whole_answer_is_thanked_for_and_taken_once() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    fields = [("chung", "4"), ("dung-hen", "no"), ("can-cai-thien", "thai-do"), ("can-cai-thien", "thoi-gian")]
    html, status = sent(bureau, round_, fields)
    assert (status, "Cảm ơn ông/bà" in html) == (200, True)
    ((response,),) = bureau.rounds.kept.values()
    assert response.answers == {"chung": 4, "dung-hen": "no", "can-cai-thien": ["thai-do", "thoi-gian"]}
    assert sent(bureau, round_, fields)[1] == 409
    assert asked(bureau, round_)[1] == 409


def test_what_is_no_form_and_no_link_is_told_so() -> None:
    bureau = Bureau()
    round_ = bureau.opened()
    province, token = bureau.world.province, bureau.token(round_, "ai-do")
    look = lambda: bureau.people.look(SLUG, round_.id, token)  # noqa: E731
    assert survey_page.answering(province, b"\xff\xfe", look, lambda _: None)[1] == 400
    assert survey_page.asking(province, lambda: bureau.people.look(SLUG, round_.id, "x" * 30))[1] == 404


def test_what_staff_wrote_cannot_break_the_page() -> None:
    bureau = Bureau()
    html, _ = asked(bureau, bureau.opened(questions=[{"id": "a", "kind": "text", "vi": "<script>alert(1)</script>"}]))
    assert "<script" not in html
    assert body()["title"]["vi"] in html
