"""Pages of a training province say so above everything else; no page of a real one does."""

from collections.abc import Callable
from datetime import date

import pytest

from chalicelib import (
    code_page,
    dossier_page,
    filing_page,
    page,
    published_page,
    rating_page,
    survey_page,
    tracking_page,
)
from chalicelib.errors import NotFound
from chalicelib.league.printed import with_links
from chalicelib.league.round import Round
from chalicelib.paper.formats import Format, rendered
from chalicelib.paper.paper import Paper
from chalicelib.province.province import Province
from chalicelib.publish.published import PublishedPage
from tests.builders import at
from tests.fakes_training import School
from tests.league.hall import league

SAID = ("Trang tập huấn.", "This is practice.")
DAY = date(2026, 11, 18)


def unknown() -> None:
    raise NotFound("no such thing")


def league_page(province: Province) -> str:
    """As it is shown; the paper itself was kept when it was published."""
    paper = Paper(
        title="Bảng xếp hạng đơn vị", province=province.name, period="18/11/2026", made_at=at("2026-11-19 09:00"),
        zone=province.calendar.zone, subtitle="Công thức thu-1", sections=(),
    )  # fmt: skip
    shown = Round(
        tenant=province.slug, id="20261119-0a0b0c0d", first=DAY, last=DAY, league=league(), made_at=paper.made_at,
        author="dm",
    )  # fmt: skip
    return with_links(rendered(paper, Format.PAGE), province.slug, shown, [], page.banner(province))


PAGES: dict[str, Callable[[Province], str]] = {
    "the published": lambda home: published_page.several(home, PublishedPage(publications=(), cursor=None), ""),
    "tracking": lambda home: tracking_page.asking(home, "TH-1")[0],
    "the form": lambda home: filing_page.asking(home, "k")[0],
    "a code": lambda home: code_page.asking(home, "")[0],
    "a dossier": lambda home: dossier_page.asking(home, "")[0],
    "a rating": lambda home: rating_page.asking(home, unknown)[0],  # type: ignore[arg-type]  # never comes to a value
    "a survey": lambda home: survey_page.asking(home, unknown)[0],  # type: ignore[arg-type]
    "the league table": league_page,
}


@pytest.mark.parametrize("shown", PAGES.values(), ids=PAGES.keys())
def test_it_is_said_above_everything_else_on_pages_of_training_and_on_no_others(
    shown: Callable[[Province], str],
) -> None:
    school = School()
    html = shown(school.province)
    vietnamese, english = map(html.index, SAID)
    assert html.index("<main>") < vietnamese < english < html.index("<h1>")
    assert html.count(SAID[0]) == 1
    assert "<script" not in html
    assert not [words for words in SAID if words in shown(school.world.province)]


@pytest.mark.parametrize("name", ["tracking", "a dossier", "a rating", "a survey"])
def test_what_is_asked_and_refused_is_said_in_english_too(name: str) -> None:
    html = PAGES[name](School().world.province)
    assert html.index("<h1>") < html.index('<p lang="en">')
