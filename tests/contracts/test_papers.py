"""The fake and DynamoDB keep papers, and the e-mails about them, alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.paper.formats import Format
from chalicelib.paper.kept import KEPT, Kept, paper_id, place
from chalicelib.ticket.owed import By, Notice, Purpose, State
from tests.builders import SLUG, at
from tests.fakes_paper import ShelfPapers

MADE = at("2026-11-23 06:30") + timedelta(milliseconds=120)


@pytest.fixture(params=["shelf", "dynamo"])
def papers(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "shelf":
        yield ShelfPapers()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.paper.dynamo import DynamoPapers

        yield DynamoPapers(petitions)


def kept(period: str = "2026-W47", **given: Any) -> Kept:
    base: dict[str, Any] = {
        "tenant": SLUG, "id": paper_id("weekly", period, ""), "kind": "weekly", "period": period, "unit": "",
        "title": "Báo cáo tuần", "span": "Tuần 47 năm 2026", "made_at": MADE, "expires_at": MADE + KEPT,
        "digests": {Format.PDF: "a" * 64, Format.CSV: "b" * 64}, "figures": ("Tiếp nhận: 1.234", "Đã trả lời: 7"),
    }  # fmt: skip
    return Kept(**(base | given))


def owed(staff: str = "ld", **given: Any) -> Notice:
    base: dict[str, Any] = {
        "tenant": SLUG, "parent": f"PA#{SLUG}#{kept().id}", "id": f"report#{staff}", "purpose": Purpose.REPORT,
        "by": By.EMAIL, "to": (staff,), "facts": {"title": "Báo cáo tuần"}, "since": MADE, "at": MADE,
    }  # fmt: skip
    return Notice(**(base | given))


def test_a_paper_comes_back_as_it_was_kept(papers: Any) -> None:
    assert papers.find(SLUG, kept().id) is None
    assert papers.add(kept())
    assert papers.add(kept(unit="so-xay-dung", id="weekly-of-a-unit"))
    assert papers.find(SLUG, kept().id) == kept()
    assert papers.find(SLUG, "weekly-of-a-unit").unit == "so-xay-dung"
    assert papers.find("tinh-khac", kept().id) is None


def test_the_first_of_two_stays_and_the_list_has_it_once(papers: Any) -> None:
    assert papers.add(kept())
    assert not papers.add(kept(title="Số khác", made_at=MADE + timedelta(hours=1)))
    assert papers.find(SLUG, kept().id) == kept()
    assert papers.newest(SLUG, "", 10) == [kept()]


def test_papers_are_listed_newest_first_from_any_place_on(papers: Any) -> None:
    made = [kept(f"2026-W{number}", made_at=MADE + timedelta(days=7 * number)) for number in range(10, 16)]
    for one in made:
        assert papers.add(one)
    twin = kept("twin", made_at=made[-1].made_at)
    papers.add(twin)
    papers.add(kept(tenant="tinh-khac", period="2026-W99"))
    wanted = sorted([*made, twin], key=place, reverse=True)
    assert papers.newest(SLUG, "", 100) == wanted
    assert papers.newest(SLUG, "", 3) == wanted[:3]
    assert papers.newest(SLUG, place(wanted[2]), 100) == wanted[3:]
    assert papers.newest(SLUG, place(wanted[-1]), 100) == []


def test_an_e_mail_is_owed_once_whatever_became_of_it(papers: Any) -> None:
    assert papers.owe(owed())
    assert not papers.owe(owed())
    assert not papers.owe(replace(owed(), state=State.SENT))
    assert papers.owe(owed("dm"))
    papers.add(kept())
    assert papers.newest(SLUG, "", 10) == [kept()], "what is owed stands in no list of papers"
