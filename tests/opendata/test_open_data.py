"""A month of published petitions: which ones, what of them, in what form."""

import csv
import io
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from chalicelib.cell import BOM
from chalicelib.errors import BadInput, NotFound
from chalicelib.opendata import views
from chalicelib.opendata.opendata import ENOUGH, PAGES, Month
from chalicelib.publish.published import Publication
from tests.builders import SLUG
from tests.opendata.board import publication, shelf

HIDDEN = ("Ngõ 3", "so-nha.jpg", "0912345678", "a.very@secret.example", "21.0351234")


def month(*publications: Publication, limit: int = 500) -> Month:
    return shelf(*publications)[0].month(SLUG, "2026-10", limit, None)


def test_a_row_names_what_the_ids_mean_and_fits_its_schema() -> None:
    (found,) = month(publication()).rows
    assert {name: found[name] for name in ("kind_name", "category_name", "unit_name", "place_name")} == {
        "kind_name": "Phản ánh hiện trường", "category_name": "Giao thông", "unit_name": "Phòng Quản lý hạ tầng",
        "place_name": "UBND phường Bến Đá",
    }  # fmt: skip
    assert [found[day] for day in ("opened_on", "published_on", "answered_on")] == [
        "2026-10-15", "2026-10-16", "2026-10-17",
    ]  # fmt: skip
    assert (found["latitude"], found["longitude"]) == (21.035, 107.046)
    bare = publication(place="", category="", latitude=None, longitude=None, answered_at=None, answer="", unit="cu")
    for row in (found, *month(bare).rows):
        Draft202012Validator(views.row_schema()).validate(dict(row))
        assert list(row) == list(views.row_schema()["properties"]), "the columns stand in the order of the schema"


def test_nothing_leads_from_a_row_to_a_person() -> None:
    found = month(publication())
    for form in (repr(views.as_json(found)), views.as_sheet(found)):
        assert [secret for secret in HIDDEN if secret in form] == []
        assert "Ổ gà trước cổng" in form


@pytest.mark.parametrize(
    ("opened", "there"),
    [("2026-09-30 23:59", False), ("2026-10-01 00:00", True), ("2026-10-31 23:59", True), ("2026-11-01 00:00", False)],
)
def test_a_month_begins_and_ends_at_midnight_in_the_province(opened: str, there: bool) -> None:
    assert bool(month(publication(opened=opened)).rows) is there


def test_december_ends_with_the_year() -> None:
    room, _ = shelf(publication(opened="2026-12-31 23:59"), publication(opened="2027-01-01 00:00"))
    assert len(room.month(SLUG, "2026-12", 500, None).rows) == 1


@pytest.mark.parametrize("wrong", ["", "2026", "2026-13", "2026-00", "2026-1", "1999-12", "2026-10-01", "2026-10\n"])
def test_a_month_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput) as refusal:
        shelf()[0].month(SLUG, wrong, 500, None)
    assert refusal.value.facts["faults"][0]["pointer"] == "?month"


def test_a_province_that_is_none_is_not_found() -> None:
    with pytest.raises(NotFound):
        shelf()[0].month("tinh-khac", "2026-10", 500, None)


@pytest.mark.parametrize("limit", [1, 7, 50, 120])
def test_page_after_page_brings_every_row_once(limit: int) -> None:
    room, _ = shelf(*(publication(number) for number in range(130)))
    codes: list[str] = []
    cursor: str | None = None
    for _ in range(200):
        found = room.month(SLUG, "2026-10", limit, cursor)
        assert len(found.rows) <= limit
        codes += [str(row["code"]) for row in found.rows]
        if (cursor := found.cursor) is None:
            break
    assert codes == [publication(number).code for number in range(130)]


def test_long_words_make_a_short_page_that_leads_on() -> None:
    """Lambda carries 6 MB: fifty rows of 20,000 Vietnamese letters are three."""
    room, _ = shelf(*(publication(n, text="ế" * 10_000, answer="ố" * 10_000) for n in range(200)))
    found = room.month(SLUG, "2026-10", 500, None)
    assert found.cursor is not None
    assert ENOUGH / 60_000 < len(found.rows) < 200
    assert len(views.as_sheet(found).encode()) < 6_000_000


def test_where_little_is_found_reading_is_bounded_and_leads_on() -> None:
    others = [publication(n, opened="2026-11-02 09:00") for n in range(PAGES * 2)]
    room, board = shelf(*others, publication(99), reads=1)
    found = room.month(SLUG, "2026-10", 500, None)
    assert (found.rows, board.calls, found.cursor) == ((), PAGES, str(PAGES))


def test_json_carries_licence_schema_and_when_it_was_true() -> None:
    shown = views.as_json(month(publication()))
    assert shown["licence"]["id"] == "CC-BY-4.0"
    assert shown["licence"]["attribution"] == "Sông Mẫu"
    assert (shown["schema"], shown["month"], shown["next"]) == (f"/v1/{SLUG}/open-data/schema", "2026-10", None)
    assert datetime.fromisoformat(shown["as_of"]).utcoffset() is not None
    assert views.row_schema()["license"] == shown["licence"]["url"]


def test_a_sheet_opens_in_excel_and_says_the_same_as_json() -> None:
    found = month(publication(1), publication(2, text='Dòng một\nDòng "hai", hết'))
    sheet = views.as_sheet(found)
    assert sheet.startswith(BOM + "code,")
    read = list(csv.DictReader(io.StringIO(sheet.removeprefix(BOM), newline="")))
    assert read == [{name: "" if value is None else str(value) for name, value in row.items()} for row in found.rows]
    empty = views.as_sheet(month())
    assert empty.count("\r\n") == 1


@pytest.mark.parametrize("words", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "＝1"])
def test_no_cell_of_a_sheet_is_a_formula(words: str) -> None:
    found = month(publication(text=words, answer=words))
    (read,) = csv.DictReader(io.StringIO(views.as_sheet(found).removeprefix(BOM), newline=""))
    assert (read["text"][0], read["answer"][0]) == ("'", "'")
    assert found.rows[0]["text"] in read["text"]


def test_a_sheet_links_to_its_licence_its_schema_and_where_it_goes_on() -> None:
    found = replace_cursor(month(publication()), "a/b=")
    pairs = [each.strip().split("; ") for each in views.links(found, 7).split(",")]
    links = {rel: target for target, rel in pairs}
    assert links['rel="license"'] == f"<{views.licence()['url']}>"
    assert links['rel="describedby"'] == f"</v1/{SLUG}/open-data/schema>"
    on = urlsplit(links['rel="next"'].strip("<>"))
    assert on.path == f"/v1/{SLUG}/open-data/petitions"
    assert parse_qs(on.query) == {"month": ["2026-10"], "format": ["csv"], "limit": ["7"], "cursor": ["a/b="]}
    assert "next" not in views.links(month(), 7)


def replace_cursor(found: Month, cursor: str) -> Month:
    return found._replace(cursor=cursor)
