"""The longer lives of petitions through the deployed stack: complex, joined, reopened, referred, refused, withdrawn."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tests.journeys.province import FIELD, FIELD_UNIT, OA, PAGE, PROVINCE, document, officer_of
from tests.journeys.town import Answer, Officer, Person, Town, eventually
from tests.pictures import jpeg

HEAD = "head"


def today() -> date:
    return datetime.now(ZoneInfo(document()["zone"])).date()


def held_by_the_ward(town: Town, person: Person, words: str) -> tuple[str, Officer, Officer]:
    """(code, handler, head) of a petition the ward has taken on."""
    person.says(f"{words} ở {FIELD}")
    code = person.code()
    coordinator = officer_of(town, "coordinator")
    ticket = coordinator.reads(code)["ticket"]
    if ticket["status"] == "in_tray":
        ticket = coordinator.does(code, "assign", unit=FIELD_UNIT)
    handler, head = officer_of(town, "handler", ticket["unit"]), officer_of(town, HEAD, ticket["unit"])
    handler.does(code, "accept")
    return code, handler, head


def next_working_day(after: int) -> str:
    """A weekday at least `after` days ahead that is no holiday of the sample calendar."""
    off = {d["date"] for d in document()["calendar"]["days_off"]}
    day = today() + timedelta(days=after)
    while day.weekday() > 4 or day.isoformat() in off or (day.month, day.day) in {(11, 24), (1, 1), (4, 30), (5, 1)}:
        day += timedelta(days=1)
    return day.isoformat()


def test_a_complex_case_is_reported_up_in_writing_and_the_citizen_hears_twice(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    code, _, head = held_by_the_ward(town, citizen, "Mặt đường bị sụt lún sâu, có ổ gà lớn")
    lacking = head.tries("POST", f"tickets/{code}/report", {"reason": "Liên quan nhiều ngành"})
    assert lacking.status == 422
    assert {f["pointer"] for f in lacking.body["faults"]} >= {"/superior", "/text", "/document/number"}
    head.does(
        code, "report", superior=document()["leadership"], reason="Liên quan nhiều ngành",
        text="Việc cần khảo sát địa chất trước khi sửa.",
        document={"number": "12/BC-UBND", "date": today().isoformat(), "file": "12-BC-UBND.pdf"},
    )  # fmt: skip
    citizen.waits_for("phức tạp", "khảo sát địa chất")
    leader = officer_of(town, "leadership")
    assert code in [card["code"] for card in leader.worklist(document()["leadership"], limit="100")]
    until = next_working_day(10)
    decided = leader.does(code, "decide", until=until, reason="Đồng ý, khảo sát trước")
    assert decided["status"] == "in_progress"
    day = date.fromisoformat(until)
    citizen.waits_for("Thời hạn trả lời", f"{day:%d/%m/%Y}")


def test_two_who_report_the_same_are_both_answered_once(town: Town) -> None:
    first, second = town.person("facebook", PAGE), town.person("zalo", OA)
    code, handler, _ = held_by_the_ward(town, first, "Bãi rác tự phát bốc mùi cạnh trường học")
    other, _, _ = held_by_the_ward(town, second, "Bãi rác tự phát cạnh trường học rất hôi")
    merged = handler.does(other, "merge", into=code)
    assert (merged["status"], merged["into"]) == ("merged", code)
    second.waits_for("cùng nội dung")
    handler.does(code, "answer", text="Đã dọn sạch bãi rác.", outcome="resolved", document={"number": "7/UBND"})
    for citizen in (first, second):
        citizen.waits_for("Đã dọn sạch bãi rác")
    assert handler.reads(other)["ticket"]["status"] == "answered"
    said = [m["text"] for m in second.hears() if "Đã dọn sạch bãi rác" in m["text"]]
    assert len(said) == 1


def test_a_bad_rating_leads_to_reopening_in_the_same_chat(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    code, handler, _ = held_by_the_ward(town, citizen, "Rác thải vương vãi hai bên đường")
    handler.does(code, "answer", text="Đã thu gom rác.")
    citizen.waits_for("hài lòng")
    citizen.says(kind="quick_reply", text="1 ⭐", payload=f"RATE:{code}:1")
    citizen.waits_for("1/5", "Mở lại")
    citizen.says("Mở lại giúp tôi, rác vẫn còn nguyên")
    citizen.waits_for("được xem xét lại")
    again = handler.reads(code)["ticket"]
    assert (again["status"], again["reopened"], again["rating"]) == ("assigned", 1, None)
    handler.does(code, "answer", text="Lần này đã thu gom hết.")
    citizen.waits_for("thu gom hết")


def test_a_formal_complaint_is_told_the_right_way_and_stays_between_few(town: Town) -> None:
    citizen = town.person("zalo", OA)
    citizen.says("Tôi gửi đơn khiếu nại quyết định xử phạt vi phạm hành chính")
    code = citizen.code()
    citizen.waits_for("Lưu ý")
    coordinator = officer_of(town, "coordinator")
    assert coordinator.reads(code)["ticket"]["legal"] == "complaint"
    assert coordinator.tries("POST", f"tickets/{code}/publish", {}).status == 409
    referred = coordinator.does(code, "refer")
    assert (referred["status"], referred["outcome"]) == ("closed", "referred")
    citizen.waits_for("thủ tục riêng")


def test_a_transfer_is_refused_with_a_reason_and_lies_in_the_tray_again(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    code, handler, head = held_by_the_ward(town, citizen, "Cột điện nghiêng sắp đổ ra đường")
    other = next(u["id"] for u in document()["units"] if u["place"] and u["id"] != FIELD_UNIT)
    assert handler.tries("POST", f"tickets/{code}/transfer", {"unit": other, "reason": "Không phải"}).status == 403
    head.does(code, "transfer", unit=other, reason="Thuộc địa bàn bên cạnh")
    refused = officer_of(town, HEAD, other).does(code, "refuse", reason="Cột điện thuộc địa bàn cũ")
    assert (refused["status"], refused["hops"]) == ("in_tray", 2)
    held = officer_of(town, "coordinator").reads(code)["held"]
    assert [entry["by"] for entry in held][-1] == "Khay chung"
    assert len({entry["by"] for entry in held}) == 3


def test_on_the_web_a_deadline_explains_itself_and_a_petition_can_be_taken_back(town: Town) -> None:
    filed = town.door("POST", f"/v1/{PROVINCE}/petitions", {"text": "Đèn tín hiệu ở ngã tư hỏng đã hai ngày"})
    code, pin = filed.body["code"], filed.body["pin"]
    why = town.door("GET", f"/v1/{PROVINCE}/petitions/{code}/deadline?pin={pin}")
    assert why.status == 200, why.body
    assert why.body["promised_at"] == filed.body["promised_at"]
    assert why.body["article"]
    assert len(why.body["lines"]) >= 2
    assert town.door("GET", f"/v1/{PROVINCE}/petitions/{code}/deadline?pin=1").status == 404
    plea = {"pin": pin, "act": "withdraw", "text": "Đèn đã sửa"}
    taken = town.door("POST", f"/v1/{PROVINCE}/petitions/{code}/pleas", plea)
    assert (taken.status, taken.body["status"]) == (200, "closed"), taken.body
    again = town.door("POST", f"/v1/{PROVINCE}/petitions/{code}/pleas", {"pin": pin, "act": "reopen"})
    assert again.status == 409
    seen = eventually(
        lambda: town.door("GET", f"/v1/{PROVINCE}/petitions/{code}?pin={pin}").body,
        lambda body: body["outcome"] == "withdrawn",
        "the withdrawal",
    )
    assert [entry["act"] for entry in seen["timeline"]] == ["open", "withdraw"]


def test_without_any_chat_a_petition_is_sent_from_a_page_and_followed_by_its_code(town: Town) -> None:
    form, path = {"Content_Type": "application/x-www-form-urlencoded"}, f"/{PROVINCE}/gui-phan-anh"
    assert 'href="gui-phan-anh"' in town.door("GET", f"/{PROVINCE}/cong-khai").body
    page = town.door("GET", path)
    assert (page.status, "<script" in page.body) == (200, False)
    assert page.headers["referrer-policy"] == "no-referrer"
    key = re.search(r'name="key" value="([0-9a-f]{32})"', page.body)
    assert key
    words = "Nắp cống trước trường học bị vỡ, rất nguy hiểm"
    typed = {"key": key[1], "text": words, "kind": "field_report", "address": f"Cổng trường, {FIELD}"}
    lacking = town.door("POST", path, urlencode(typed).encode(), **form)
    assert (lacking.status, words in lacking.body) == (422, True), "the consent was not ticked"
    typed |= {"consent": document()["messaging"]["consent"]["version"], "name": "Lan"}
    receipts = [town.door("POST", path, urlencode(typed).encode(), **form) for _ in range(2)]
    assert [one.status for one in receipts] == [200, 200], receipts[0].body
    shown = [re.findall(r"<strong style=[^>]*>([^<]+)</strong>", one.body) for one in receipts]
    assert shown[0] == shown[1], "pressed twice, filed once"
    code, pin = shown[0]
    led = town.door("GET", f"/{PROVINCE}/theo-doi?{urlencode({'code': code.lower().replace('-', ' ')})}")
    assert (led.status, led.headers["location"]) == (303, code)
    assert town.door("GET", f"/{PROVINCE}/theo-doi?code={code[:-1]}").status == 422
    seen = town.door("POST", f"/{PROVINCE}/{code}", urlencode({"pin": pin}).encode(), **form)
    assert (seen.status, words in seen.body) == (200, True)
    ticket = officer_of(town, "coordinator").reads(code)["ticket"]
    assert (ticket["kind"], ticket["code"]) == ("field_report", code)
    photo_by_page(town, code, seen)


def photo_by_page(town: Town, code: str, seen: Answer) -> None:
    """The form of a page sends a photo to the bucket, which leads to the address that adds it, once."""
    (form,) = re.findall(r'<form method="post" action="([^"]+)" enctype.*?</form>', seen.body, re.S)
    assert unescape(form).split("/")[2] in seen.headers["content-security-policy"]
    hidden = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', seen.body[seen.body.index(form) :])
    )
    fields: dict[str, Any] = {name: unescape(value) for name, value in hidden.items()}
    theirs = fields | {"key": fields["key"][:-1] + "x"}
    files = {"file": ("nap-cong.jpg", jpeg(), "image/jpeg")}
    for refused, file in ((theirs, files), (fields, {"file": ("0.jpg", b"", "image/jpeg")})):
        answer = town.http.request("POST", unescape(form), fields=refused | file, encode_multipart=True)
        assert answer.status in (400, 403), "another key, or nothing, is not taken"
    led = town.http.request("POST", unescape(form), fields=fields | files, encode_multipart=True, redirect=False)
    assert led.status == 303, led.data
    there = "/" + led.headers["Location"].split("/", 3)[3]  # here the address of links is that of the stand-ins
    assert there.startswith(f"/{PROVINCE}/anh/{code}.")
    for _ in range(2):
        taken = town.door("GET", there)
        assert (taken.status, "Đã nhận ảnh" in taken.body) == (200, True), taken.body
    events = [event for event in officer_of(town, "coordinator").reads(code)["timeline"] if event["act"] == "hear"]
    assert [[file["media_type"] for file in event["attachments"]] for event in events] == [["image/jpeg"]]
    assert events[0]["attachments"][0]["copied"]
