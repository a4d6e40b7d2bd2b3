"""A petition travels the whole way through the deployed stack: doors, queues, schedules, platforms."""

import pytest

from tests.journeys.province import COMMENT_PAGE, FIELD, FIELD_UNIT, OA, PAGE, PROVINCE, officer_of
from tests.journeys.town import Town, eventually


def test_on_messenger_from_the_first_word_to_the_rating(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Mặt đường {FIELD} có ổ gà rất sâu, đề nghị sửa chữa")
    code = citizen.code()
    assert "Hẹn trả lời trước" in citizen.waits_for(code)["text"]

    coordinator = officer_of(town, "coordinator")
    ticket = coordinator.reads(code)["ticket"]
    handler = officer_of(town, "handler", ticket["unit"])
    assert code in [card["code"] for card in handler.worklist(ticket["unit"], limit="100")]
    handler.does(code, "accept")
    handler.does(code, "ask", text="Xin cho biết đoạn đường nào?")
    citizen.waits_for("đoạn đường nào")
    assert handler.reads(code)["ticket"]["status"] == "waiting"

    citizen.says("Đoạn trước cổng chợ ạ")
    eventually(lambda: handler.reads(code)["ticket"]["status"], lambda s: s == "in_progress", "the reply to arrive")
    handler.does(code, "answer", text="Đơn vị đã vá xong ổ gà.")
    citizen.waits_for("đã vá xong")
    citizen.waits_for("hài lòng")

    citizen.says(kind="quick_reply", text="5 ⭐", payload=f"RATE:{code}:5")
    citizen.waits_for("5/5")
    whole = handler.reads(code)
    assert whole["ticket"]["rating"] == 5
    assert [e["act"] for e in whole["timeline"]] == ["open", "accept", "ask", "hear", "answer", "rate"]
    told = {n["purpose"]: n["status"] for n in whole["notices"]}
    assert told.pop("contact") == "owed", "asked for before the chat closes, some twenty hours from now"
    assert set(told.values()) <= {"sent", "delivered", "seen"}
    assert any(code in str(mail) for mail in town.mails()), "the officer was told by e-mail"


def test_on_zalo_with_a_photo_after_the_text(town: Town) -> None:
    citizen = town.person("zalo", OA)
    citizen.says(f"Rác thải đổ trộm bên đường ở {FIELD}, mùi hôi rất khó chịu")
    citizen.says(kind="image")
    code = citizen.code()
    coordinator = officer_of(town, "coordinator")
    whole = eventually(
        lambda: coordinator.reads(code), lambda w: len(w["timeline"]) == 2, "the photo to join the ticket"
    )
    (picture,) = whole["timeline"][1]["attachments"]
    assert picture["copied"], "it lies in our bucket, whatever becomes of the platform's link"
    handler = officer_of(town, "handler", whole["ticket"]["unit"])
    handler.does(code, "answer", text="Đã thu gom toàn bộ rác.")
    citizen.waits_for("thu gom")
    citizen.waits_for("hài lòng")
    citizen.says("4")
    citizen.waits_for("4/5")
    assert coordinator.reads(code)["ticket"]["rating"] == 4


def test_a_comment_is_told_its_code_privately_and_answered_in_public(town: Town) -> None:
    citizen = town.person("facebook", COMMENT_PAGE)
    citizen.says(f"Bãi rác tự phát cạnh chợ ở {FIELD} bốc mùi cả tuần nay", kind="comment", name="Người dân 9")
    code = citizen.code()
    coordinator = officer_of(town, "coordinator")
    ticket = coordinator.reads(code)["ticket"]
    assert ticket["lane"] == "comment"
    handler = officer_of(town, "handler", ticket["unit"])
    handler.does(code, "answer", text="Đã dọn sạch bãi rác.")
    public = citizen.waits_for("Đã dọn sạch")
    assert public["place"] != "chat"
    assert code not in public["text"], "nothing public opens a case"


@pytest.mark.parametrize(("channel", "account"), [("facebook", PAGE), ("zalo", OA)])
def test_greetings_and_stickers_are_answered_and_open_nothing(town: Town, channel: str, account: str) -> None:
    citizen = town.person(channel, account)
    citizen.says("Xin chào")
    citizen.says(kind="sticker")
    citizen.waits_for("trợ lý tự động")
    citizen.says("Đèn đường hỏng đã ba hôm nay, tối om rất nguy hiểm")
    citizen.code()
    texts = [said["text"] for said in citizen.hears() if said["kind"] == "text"]
    assert ["trợ lý tự động" in text for text in texts] == [True, False], "one greeting, one acknowledgement"


def test_over_http_with_code_and_pin(town: Town) -> None:
    body = {
        "text": "Đường vào trường học ngập nước mỗi khi mưa",
        "submitter": {"email": "nguoidan@example.com"},
    }
    first = town.door("POST", f"/v1/{PROVINCE}/petitions", body, Idempotency_Key="journey-http-1")
    assert first.status == 201, first.body
    again = town.door("POST", f"/v1/{PROVINCE}/petitions", body, Idempotency_Key="journey-http-1")
    assert again.body["code"] == first.body["code"]
    code, pin = first.body["code"], first.body["pin"]
    assert first.headers["location"].endswith(code)

    ticket = officer_of(town, "coordinator").reads(code)["ticket"]
    assert ticket["channel"] == "api"
    eventually(
        lambda: str(town.mails()),
        lambda seen: "nguoidan@example.com" in seen,
        "the acknowledgement by e-mail",
    )

    if ticket["status"] == "in_tray":
        ticket = officer_of(town, "coordinator").does(code, "assign", unit=FIELD_UNIT)
    officer_of(town, "handler", ticket["unit"]).does(code, "answer", text="Đã khơi thông cống.")
    seen = town.door("GET", f"/v1/{PROVINCE}/petitions/{code}?pin={pin}")
    assert seen.body["timeline"][-1]["text"] == "Đã khơi thông cống."
    assert town.door("GET", f"/v1/{PROVINCE}/petitions/{code}?pin=000000").status == 404
    rated = town.door("POST", f"/v1/{PROVINCE}/petitions/{code}/rating", {"pin": pin, "stars": 3})
    assert rated.body["rating"] == 3


def test_a_faulty_petition_is_told_every_fault(town: Town) -> None:
    answer = town.door("POST", f"/v1/{PROVINCE}/petitions", {"text": "a", "kind": "x"})
    assert answer.status == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [fault["pointer"] for fault in answer.body["faults"]] == ["/kind", "/text"]
