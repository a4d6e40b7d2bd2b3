"""A service request is sent: by any client, in any of the forms the specification allows."""

from dataclasses import replace
from email.mime.multipart import MIMEMultipart
from time import process_time
from typing import Any
from urllib.parse import parse_qs

import pytest

from chalicelib.errors import BadInput
from chalicelib.open311.endpoint import Answer
from chalicelib.open311.notation import Notation, Told, written
from chalicelib.open311.posted import fields
from tests.builders import SLUG
from tests.fakes_open311 import FORM, Town, a_key, told
from tests.open311.test_notation import sample_json
from tests.open311.test_services import changed

BOUNDARY = "----cau-noi"


def opened(town: Town, answer: Answer) -> Any:
    """The ticket an answer is the receipt of."""
    assert answer.status == 200, answer.text
    return town.world.shelf.tickets[SLUG, told(answer)[0]["service_request_id"]]


def words(town: Town, answer: Answer) -> str:
    return town.world.tickets.event(SLUG, opened(town, answer).code, 1).text


def errors(answer: Answer) -> list[str]:
    """What the answer complains of, after its code was seen to be the status."""
    found = told(answer)
    assert {error["code"] for error in found} == {answer.status}
    return [error["description"] for error in found]


def multipart(*parts: tuple[str, bytes], file: bytes | None = None) -> bytes:
    said = [b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), text) for name, text in parts]
    if file is not None:
        said.append(b'Content-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n%s' % file)
    begin = b"--" + BOUNDARY.encode()
    return b"".join(begin + b"\r\n" + part + b"\r\n" for part in said) + begin + b"--\r\n"


USUAL = (
    ("api_key", b"good"), ("jurisdiction_id", SLUG.encode()), ("service_code", b"dau-tu"),
    ("address_string", "12 đường Chợ".encode()), ("description", "Giấy phép đầu tư chậm\r\nđã ba tháng".encode()),
    ("attribute[photo]", b"https://photos.example/1.jpg"),
)  # fmt: skip


def test_the_answer_is_a_receipt_with_what_is_needed_to_follow_the_request() -> None:
    town = Town()
    answer = town.sends()
    assert set(told(answer)[0]) == set(sample_json("service-request-post")[0])
    ticket = opened(town, answer)
    assert f"https://cau-noi.example/{SLUG}/{ticket.code}" in told(answer)[0]["service_notice"]
    assert "PIN 123456" in told(answer)[0]["service_notice"]
    assert "hẹn trả lời trước 17:00 26/11/2026" in told(answer)[0]["service_notice"]
    assert (ticket.category, ticket.unit, ticket.kind) == ("dau-tu", "so-tai-chinh", "field_report")


def test_place_words_and_contacts_reach_the_petition_and_the_vault() -> None:
    town = Town()
    answer = town.sends(
        address_string="12 đường Chợ", address_id="90001", first_name="Bình", last_name="Trần Văn",
        phone="0912 345.678", email="binh@example.com", device_id="tt222111", account_id="123456",
    )  # fmt: skip
    ticket, event = opened(town, answer), town.world.tickets.event(SLUG, opened(town, answer).code, 1)
    assert (ticket.place, event.attachments[0].latitude, event.attachments[0].longitude) == ("90001", 21.02, 107.03)
    assert "Doanh nghiệp chờ giấy phép đầu tư quá lâu" in event.text
    assert "Ảnh, video: https://photos.example/1.jpg" in event.text
    assert "12 đường Chợ" in event.text
    (person,) = town.world.vault.people.values()
    assert (person.name, person.phone, person.email) == ("Trần Văn Bình", "+84912345678", "binh@example.com")
    assert "tt222111" not in f"{ticket}{event}{person}"


@pytest.mark.parametrize("kind", [FORM, f"{FORM}; charset=utf-8", f"{FORM};charset=UTF-8", FORM.upper(), ""])
def test_a_form_is_utf_8_whether_it_says_so_or_not(kind: str) -> None:
    town = Town()
    assert "Giấy phép đầu tư" in words(town, town.sends(content_type=kind, description="Giấy phép đầu tư chậm"))


def test_a_form_may_be_multipart() -> None:
    town = Town()
    kind = f'multipart/form-data; boundary="{BOUNDARY}"'
    answer = town.endpoint.file("requests.json", [], multipart(*USUAL), kind, "k")
    assert "Giấy phép đầu tư chậm\r\nđã ba tháng".replace("\r", "") in words(town, answer)
    assert "12 đường Chợ" in words(town, answer)


def test_a_file_is_refused_rather_than_lost_and_a_field_where_none_was_chosen_is_nothing() -> None:
    town, kind = Town(), f"multipart/form-data; boundary={BOUNDARY}"
    refused = town.endpoint.file("requests.json", [], multipart(*USUAL, file=b"\xff\xd8"), kind, "k")
    assert refused.status == 400
    assert "media_url" in errors(refused)[0]
    assert town.world.shelf.tickets == {}
    assert town.endpoint.file("requests.json", [], multipart(*USUAL, file=b""), kind, "k").status == 200


@pytest.mark.parametrize(
    ("why", "kind", "body"),
    [
        ("another type", "application/json", b"{}"),
        ("not UTF-8", FORM, b"description=\xff\xfe"),
        ("not UTF-8 behind percent signs", FORM, b"description=%ff%fe"),
        ("too many fields", FORM, b"a=1&" * 300),
        ("too many blank fields", FORM, b"a=&" * 300),
        ("no boundary", "multipart/form-data", multipart(*USUAL)),
        ("another boundary", "multipart/form-data; boundary=other", multipart(*USUAL)),
        ("cut off", f"multipart/form-data; boundary={BOUNDARY}", multipart(*USUAL)[:-8]),
        ("a part without a name", f"multipart/form-data; boundary={BOUNDARY}", multipart().replace(
            b"------cau-noi--", b"------cau-noi\r\nA: b\r\n\r\nc\r\n------cau-noi--")),
        ("a part that is not UTF-8", f"multipart/form-data; boundary={BOUNDARY}", multipart(("a", b"\xff"))),
        ("a form in a form", f"multipart/form-data; boundary={BOUNDARY}", multipart().replace(
            b"------cau-noi--",
            b"------cau-noi\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\n------cau-noi--")),
        ("forms in forms in forms", "multipart/form-data; boundary=b0", b"".join(
            b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(3000))),
        ("too large", FORM, b"description=" + b"a" * 300_000),
    ],
)  # fmt: skip
def test_what_is_no_form_is_a_400(why: str, kind: str, body: bytes) -> None:
    answer = Town().endpoint.file("requests.json", [("jurisdiction_id", SLUG), ("api_key", "good")], body, kind, "k")
    assert (answer.status, len(errors(answer))) == (400, 1), why
    assert "service_code" not in errors(answer)[0], "it was read as a form"


@pytest.mark.parametrize(
    ("why", "body"),
    [
        ("forms in forms, and lines that may end any of them", b"".join(
            b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(250))
            + b"--b250\r\n\r\n" + b"\n" * 200_000),
        ("a header of a thousand parameters", b"--b0\r\nContent-Disposition: form-data" + b";a=b" * 60_000
            + b"\r\n\r\nv\r\n--b0--"),
    ],
)  # fmt: skip
def test_a_hostile_form_is_refused_at_once(why: str, body: bytes) -> None:
    begun = process_time()
    with pytest.raises(BadInput):
        fields(body, "multipart/form-data; boundary=b0")
    assert process_time() - begun < 0.5, why


def test_another_writer_of_multipart_is_read_alike() -> None:
    town, form = Town(), MIMEMultipart("form-data", BOUNDARY)
    body = form.as_bytes().partition(b"\n\n")[2].split(b"--" + BOUNDARY.encode())[0] + multipart(*USUAL)
    kind = f"Multipart/Form-Data; charset=utf-8; boundary={BOUNDARY}"
    assert town.endpoint.file("requests.xml", [], body, kind, "k").status == 200


def test_the_request_of_the_specification_gets_the_answer_of_the_specification() -> None:
    """Its body as printed there, but for key, jurisdiction and service; its attributes are of no service of ours."""
    body = (
        "api_key=good&jurisdiction_id=song-mau&service_code=giao-thong&lat=37.76524078&long=-122.4212043"
        "&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456"
        "&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street"
        "&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg"
    )
    town = Town()
    strange = town.endpoint.file("requests.xml", [], (body + "&attribute[WHISPAWN]=123456").encode(), FORM, "k")
    assert strange.status == 400
    assert "attribute[WHISPAWN]" in errors_in_xml(strange)[0]
    foreign = town.endpoint.file("requests.json", [], body.encode(), FORM, "k")
    assert [error.split(":")[0] for error in errors(foreign)] == ["phone"]
    answer = town.endpoint.file("requests.xml", [], body.replace("111111111", "0911111111").encode(), FORM, "k")
    assert set(told(answer)[0]) == {"service_request_id", "service_notice", "account_id"}
    assert "A large sinkhole" in town.world.tickets.event(SLUG, told(answer)[0]["service_request_id"], 1).text


def errors_in_xml(answer: Answer) -> list[str]:
    return [error["description"] for error in told(answer)]


def test_a_description_is_not_required() -> None:
    town = Town()
    assert words(town, town.sends(description="")).startswith("Phản ánh: Đầu tư.")
    assert words(town, town.sends(key="2", description="chậm")).startswith("Phản ánh: Đầu tư. chậm")


@pytest.mark.parametrize(
    ("why", "given", "status", "about"),
    [
        ("no key", {"api_key": ""}, 403, "api_key"),
        ("a wrong key", {"api_key": "bad"}, 403, "api_key"),
        ("a key of another province", {"api_key": "foreign"}, 403, "api_key"),
        ("a key for something else", {"api_key": "weak"}, 403, "api_key"),
        ("no jurisdiction", {"jurisdiction_id": ""}, 400, "jurisdiction_id was not provided"),
        ("an unknown jurisdiction", {"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
        ("no service", {"service_code": " "}, 400, "service_code was not provided"),
        ("an unknown service", {"service_code": "nothing"}, 404, "service_code"),
        ("nowhere", {"lat": "", "long": ""}, 400, "location"),
        ("half a point", {"lat": ""}, 400, "lat and long go together"),
        ("beyond the pole", {"lat": "90.5"}, 400, "lat"),
        ("no number", {"lat": "nan"}, 400, "lat"),
        ("an unknown commune", {"address_id": "12345"}, 400, "address_id"),
        ("no commune's code", {"address_id": "x"}, 400, "address_id"),
        ("no address of a mailbox", {"email": "nobody"}, 400, "email"),
        ("no telephone number of ours", {"phone": "111111111"}, 400, "phone"),
        ("a script for a photo", {"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ("too long", {"description": "a" * 4001}, 400, "description"),
        ("an attribute nobody has", {"attribute[x]": "1"}, 400, "attribute[x]"),
        ("a kind nobody has", {"attribute[kind]": "complaint"}, 400, "attribute[kind]"),
        ("evidence the regulation demands", {"media_url": ""}, 400, "attribute[photo] was not provided (Điều 4)"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(why: str, given: dict[str, str], status: int, about: str) -> None:
    town = Town()
    town.keys.kept |= {"foreign": a_key("submit_petitions", tenant="other"), "weak": a_key("read_dossiers")}
    answer = town.sends(**given)
    assert (answer.status, town.world.shelf.tickets) == (status, {}), why
    assert about in errors(answer)[0], why


def test_every_fault_is_told_at_once() -> None:
    assert len(errors(Town().sends(lat="x", email="x", media_url="x"))) == 3
    assert len(errors(Town().sends(lat="", media_url="", **{"attribute[a]": "1", "attribute[b][]": "1"}))) == 4


def test_the_error_of_the_specification_is_written_like_its_sample() -> None:
    sample = written(Told(root="errors", value=sample_json("errors")), Notation.XML)
    ours = Town().sends(api_key="", name="requests.xml")
    assert ours.text.split("<description>")[0] == sample.split("<description>")[0]
    assert ours.status == 403


def test_the_chosen_kind_counts_and_with_it_what_is_demanded() -> None:
    town = Town()
    answer = town.sends(media_url="", **{"attribute[kind]": "question"})
    assert opened(town, answer).kind == "question"


def test_a_list_of_one_is_a_value_and_a_list_of_two_is_not() -> None:
    town = Town()
    one = town.sends(**{"attribute[kind][]": "proposal"})
    assert opened(town, one).kind == "proposal"
    two = parse_qs("api_key=good&jurisdiction_id=song-mau&service_code=dau-tu&address_string=a")
    body = "&".join(f"{name}={value[0]}" for name, value in two.items())
    body += "&attribute[kind][]=proposal&attribute[kind][]=question&media_url=https://a.example/b"
    answer = town.endpoint.file("requests.json", [], body.encode(), FORM, "k2")
    assert errors(answer) == ["attribute[kind]: chỉ một giá trị / one value only"]


@pytest.mark.parametrize(
    ("contact", "phone", "email"),
    [("0912345678", "+84912345678", ""), ("binh@example.com", "", "binh@example.com")],
)
def test_a_demanded_contact_may_be_the_attribute_or_the_field(contact: str, phone: str, email: str) -> None:
    town = Town()
    changed(town.world, evidence=[{"needs": ["contact"], "article": "Điều 4"}])
    assert "attribute[contact] was not provided (Điều 4)" in errors(town.sends())[0]
    assert town.sends(**{"attribute[contact]": contact}).status == 200
    (person,) = town.world.vault.people.values()
    assert (person.phone, person.email) == (phone, email)
    assert town.post(key="2", api_key="good", jurisdiction_id=SLUG, service_code="dau-tu", address_string="a",
                     email="an@example.com").status == 200  # fmt: skip


def test_arguments_may_stand_in_the_address_and_those_of_the_body_count_first() -> None:
    town = Town()
    arguments = [("api_key", "good"), ("jurisdiction_id", "nowhere"), ("service_code", "dau-tu")]
    body = f"jurisdiction_id={SLUG}&address_string=a&media_url=https://a.example/b".encode()
    assert town.endpoint.file("requests.json", arguments, body, FORM, "k").status == 200


def test_the_same_key_of_idempotency_is_the_same_request_but_not_another_integrators() -> None:
    town = Town()
    town.keys.kept["second"] = replace(town.keys.kept["good"], id="key:2")
    first, again = opened(town, town.sends()), opened(town, town.sends())
    assert first.code == again.code
    assert opened(town, town.sends(key="k2")).code != first.code
    assert opened(town, town.sends(api_key="second")).code != first.code


def test_a_formal_complaint_is_answered_with_the_right_procedure() -> None:
    answer = Town().sends(description="Đây là đơn khiếu nại quyết định thu hồi đất")
    assert told(answer)[0]["service_notice"].startswith("Gửi đơn khiếu nại đến người đã ra quyết định")


def test_only_requests_can_be_posted() -> None:
    assert Town().sends(name="services.json").status == 404
    assert Town().sends(name="requests").status == 404
