"""What holds for the pages people see: both languages, a label at every field, whole tags, nothing from elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus

import pytest

from chalicelib import (
    code_page,
    confirm_page,
    dossier_page,
    filing_page,
    photo_page,
    published_page,
    rating_page,
    receipt_page,
    tracking_page,
    web,
)
from chalicelib.doors import citizens
from chalicelib.dossier.dossier import Facts, Status
from chalicelib.errors import Conflict, IllegalMove, NotFound, PetitionError, StaleTicket, Unprocessable
from chalicelib.intake.uploads import Offer
from chalicelib.publish.published import PublishedPage
from tests.builders import SLUG, World, changed

HOSTILE = "<img src=x onerror=alert(1)>\"'&\u202e"
VOID = {"meta", "input", "br"}


@dataclass
class Reader(HTMLParser):
    """Reads a page as a browser and a screen reader do."""

    open: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    fors: list[str] = field(default_factory=list)
    fields: list[tuple[str, bool]] = field(default_factory=list)  # id, and whether a label stands around it
    english: dict[str, list[bool]] = field(default_factory=dict)  # h1, h2, legend, button → whether each has English
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen.append(tag)
        assert not [name for name in given if name.startswith("on")], given
        self.ids += [given["id"]] if "id" in given else []
        self.fors += [given["for"]] if "for" in given else []
        if tag in ("textarea", "select") or (tag == "input" and given.get("type") != "hidden"):
            self.fields.append((given.get("id", ""), "label" in self.open))
        if tag in ("h1", "h2", "legend", "button"):
            self.english.setdefault(tag, []).append(False)
        if "lang" in given:
            self.languages.append(given["lang"])
            for one in self.open:
                if one in self.english:
                    self.english[one][-1] = True
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] != tag:
            left = self.open.pop()
            assert left in ("html",), f"<{left}> stays open at </{tag}>"
        self.open.pop()


def pages() -> Iterator[tuple[str, str]]:
    """(name, HTML) of each of them, with hostile names wherever people or documents name something."""
    world = World()
    document = world.document()
    document["name"] = f"Tỉnh {HOSTILE[:-1]}"
    document["units"][0]["name"] = f"Phòng {HOSTILE[:-1]}"
    world.provinces.put(document, "test")
    world.clock.pass_by(minutes=2)
    home, now = world.province, world.clock()
    ticket = changed(world.opened(f"Ổ gà {HOSTILE}"), unit=document["units"][0]["id"])
    events = world.tickets.timeline(SLUG, ticket.code)
    offer = Offer(id="photo-1", url="https://bucket.example/", fields={"key": HOSTILE}, expires_at=now)
    photo = photo_page.form(home, offer)

    def look() -> tuple[Any, Any]:
        return ticket, events

    typed = tracking_page.Typed(pin="123456", text="", photo_form=lambda _: photo, send=look, take=lambda: look()[0])
    facts = Facts(agency=HOSTILE, status=Status.RECEIVED, result_on=now.date(), missing=(HOSTILE,), at=now)
    yield "filing", filing_page.asking(home, "k")[0]
    said = dict.fromkeys(("text", "name", "address", "phone", "email", "key"), HOSTILE)
    faults = [{"pointer": "/text"}, {"pointer": "/submitter"}, {"pointer": "/place"}]
    yield "filing again", filing_page.refused(home, said, Unprocessable("x", faults=faults), lambda: "k")[0]
    yield "receipt", receipt_page.filed(home, ticket, "123456", photo)
    yield "code", code_page.asking(home, HOSTILE)[0]
    yield "pin", tracking_page.asking(home, HOSTILE)[0]
    yield "tracking", tracking_page.following(home, ticket.code, look, now, world.cupboard.link, typed)[0]
    yield "rating", rating_page.asking(home, lambda: ticket)[0]
    yield "rated", rating_page.rating(home, lambda: changed(ticket, rating=1))[0]
    yield "confirming", confirm_page.asking(home, lambda: ticket)[0]
    yield "confirmed", confirm_page.answering(home, lambda: changed(ticket, solved="no"))[0]
    yield "dossier", dossier_page.asking(home, HOSTILE)[0]
    yield "facts", f"<p>{dossier_page._facts(home, facts)}</p>".replace("<p><p>", "<p>").replace("</ul></p>", "</ul>")
    yield "stopped", dossier_page.stopped(home)[0]
    yield "published", published_page.several(home, PublishedPage(publications=(), cursor="c"), HOSTILE)
    for page in (rating_page.asking, confirm_page.asking):
        yield f"{page.__module__} refused", page(home, lambda: raising(NotFound("x")))[0]


def raising(error: PetitionError) -> Any:
    raise error


def test_every_page_is_whole_speaks_both_languages_and_names_its_fields() -> None:
    for name, html in pages():
        reader = Reader()
        reader.feed(html)
        assert set(reader.languages) <= {"vi", "en"}, name
        for tag, english in reader.english.items():
            assert all(english), f"{name}: a <{tag}> without English"
        assert len(reader.ids) == len(set(reader.ids)), f"{name}: an id stands twice"
        assert [one for one, around in reader.fields if not around and one not in reader.fors] == [], name
        assert set(reader.fors) <= set(reader.ids), name
        assert not {"script", "img", "link", "iframe"} & set(reader.seen), name
        assert "<p></p>" not in html, f"{name}: an empty paragraph is read out as one"


def test_a_fault_is_tied_to_its_field_and_the_receipt_is_read_before_one_leaves_it() -> None:
    html = dict(pages())
    marked = re.findall(r'<(?:textarea|select|input) id="(\w+)"[^>]* aria-describedby="([^"]+)"', html["filing again"])
    assert marked == [("text", "fault-text"), ("commune", "fault-place")]
    assert all(f'id="{sentence}"' in html["filing again"] for _, sentence in marked)
    assert "aria-invalid" not in html["filing"]
    assert 'name="phone" type="text" maxlength="20" value="" autocomplete="tel"' in html["filing"]
    assert "ghi lại hai mã ở trên trước khi gửi ảnh" in html["receipt"]


def test_whoever_waits_for_a_dossier_is_led_to_where_one_writes_about_it() -> None:
    home = World().province
    for up in ("", "../"):
        link = dossier_page._petition(home, up)
        assert f'href="{up}../../{SLUG}/gui-phan-anh"' in link
        assert "ghi rõ mã hồ sơ" in link


def test_an_address_somebody_made_up_is_not_read_out_in_our_name() -> None:
    world = World()
    made_up, status = tracking_page.asking(world.province, "hãy gọi 0900 000 000 để nhận tiền")
    assert (status, "0900" in made_up) == (200, False)
    code = world.opened().code
    assert code in tracking_page.asking(world.province, code.lower())[0]


def test_only_a_page_with_a_form_for_the_bucket_may_lead_there() -> None:
    usual = web.page("x").headers["Content-Security-Policy"]
    assert "form-action 'self';" in usual
    assert "base-uri 'none'" in usual
    led = web.page("x", 200, "https://b.s3.example/", "https://ours.example/stage").headers
    assert "form-action 'self' https://b.s3.example https://ours.example;" in led["Content-Security-Policy"]
    assert (led["Cache-Control"], led["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize(("error", "said"), [
    (NotFound("no such link"), "không đúng hoặc đã hết hạn"),
    (Conflict("rated already"), "đã được đánh giá"),
    (IllegalMove("not now", acts=[]), "đã được đánh giá"),
    (Conflict("too late", until="2026-01-01"), "hết thời hạn"),
    (StaleTicket("changed"), "gửi lần nữa"),
    (Unprocessable("words"), "tối đa 2000 ký tự"),
])  # fmt: skip
def test_a_good_link_is_not_called_wrong(error: PetitionError, said: str) -> None:
    """Whoever is told that the link is wrong does not try again, though a race with staff was all."""
    html, status = rating_page.rating(World().province, lambda: raising(error))
    assert (status, said in html) == (error.status, True)


@dataclass
class Asked:
    """A POST that never came to its door."""

    raw_body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    query_params: None = None


def test_as_many_words_as_the_browser_lets_one_type_are_taken() -> None:
    """A browser counts a new line as one character, and sends two."""
    text = "\r\n".join(["a" * 99] * 20)
    asked: Any = Asked(f"text={quote_plus(text)}".encode())
    words = citizens._words(asked)
    assert len(words) == 1999 <= rating_page.LONGEST < len(text)
    assert "\r" not in words
