"""A published table as people read it: every unit with its rank, the same bytes for ever, and the way to all else."""

import json
from decimal import Decimal

from chalicelib.league.files import TABLE
from chalicelib.league.printed import name_of, with_links
from chalicelib.paper.formats import Format
from chalicelib.paper.notation import number
from tests.builders import LEADER, SLUG, at
from tests.league.hall import BUILDING, Hall
from tests.league.test_rounds import contested


def printed(form: Format) -> tuple[Hall, bytes]:
    hall, _, round_ = contested()
    hall.to(at("2026-11-25 08:00"))
    done = hall.running.publish(SLUG, round_.id, LEADER)
    file = done.file(name_of(form))
    assert file
    return hall, hall.files.read(file.key)


def test_the_page_names_units_groups_formula_and_that_it_is_an_example() -> None:
    hall, data = printed(Format.PAGE)
    page = data.decode()
    names = (
        hall.province.units[BUILDING].name,
        "Các sở, ban, ngành",
        "Các địa phương",
        "Công thức thu-1",
        "Công thức mẫu",
    )
    assert [name for name in names if name not in page] == []
    assert '<td class="right">1</td>' in page, "its rank"
    assert "<script" not in page


def test_shares_are_printed_as_the_table_says_them_and_not_rounded_again() -> None:
    hall, data = printed(Format.PAGE)
    (done,) = hall.public.newest(SLUG)
    table = done.file(TABLE)
    assert table
    groups = json.loads(hall.files.read(table.key))["groups"]
    parts = [
        part for group in groups for unit in group["units"] for part in (*unit["components"], *group["components"])
    ]
    shares = {part.get("share", part.get("weight_here")) for part in parts} - {None}
    assert len(shares) > 3
    for share in shares:
        assert f">{number(Decimal(str(share)) * 100, 2)}\u00a0%<" in data.decode(), share


def test_every_form_begins_as_its_kind_does() -> None:
    starts = {Format.PAGE: b"<!doctype html>", Format.PDF: b"%PDF", Format.SHEET: b"PK", Format.CSV: b"\xef\xbb\xbf"}
    hall, _ = printed(Format.PAGE)
    (done,) = hall.public.newest(SLUG)
    for form, start in starts.items():
        file = done.file(name_of(form))
        assert file
        assert hall.files.read(file.key).startswith(start)


def test_the_page_leads_to_other_forms_open_files_and_other_tables() -> None:
    hall, data = printed(Format.PAGE)
    (done,) = hall.public.newest(SLUG)
    assert hall.public.page_of(SLUG, done.id) == data
    page = with_links(data, SLUG, done, [done])
    for href in (f"?league={done.id}&amp;format=pdf", f"../v1/{SLUG}/league/{done.id}/files/rows.csv", "cong-khai"):
        assert f'href="{href}"' in page
    assert f'href="?league={done.id}"' not in page, "it is this one"
    assert page.index("<nav") < page.index("</main>")
    assert page.count("</html>") == 1


def test_what_is_not_published_is_no_page() -> None:
    hall, _, _ = contested()
    assert hall.public.newest(SLUG) == []
