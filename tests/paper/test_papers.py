"""Papers are kept once as they were published, listed for whom they concern, opened by links that lapse."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.errors import BadInput, Forbidden, NotFound, TryAgain
from chalicelib.paper import link, views
from chalicelib.paper.formats import Format, rendered
from chalicelib.paper.kept import KEPT, Kept, paper_id
from chalicelib.paper.paper import Heading
from chalicelib.paper.papers import Papers, Wanted
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SECRET, SLUG, World, officer
from tests.fakes_paper import BucketOfPapers, ShelfPapers
from tests.paper.sample import paper

LEADER = officer(Role.LEADERSHIP, "ubnd-tinh")
HEAD = officer(Role.HEAD, "so-xay-dung")
SMALL = paper(0, sections=(Heading(text="Tuần này"),))


class Room:
    """The front object on fakes, and what it wrote into the audit trail."""

    def __init__(self) -> None:
        self.world = World()
        self.records, self.files = ShelfPapers(), BucketOfPapers()
        self.trail: list[tuple[str, str, str, dict[str, str]]] = []
        self.papers = Papers(
            self.records, self.files, self.world.provinces, lambda: SECRET, self._note, self.world.clock
        )

    def _note(self, actor: Actor, tenant: str, action: str, about: Any) -> None:
        self.trail.append((actor.id, tenant, action, dict(about)))

    def kept(self, kind: str = "weekly", period: str = "2026-W47", unit: str = "", **given: Any) -> Kept:
        self.world.clock.pass_by(seconds=1)
        return self.papers.keep(SLUG, SMALL, kind=kind, period=period, unit=unit, **given)

    def titles(self, actor: Actor, limit: int = 50, **wanted: str) -> list[tuple[str, str, str]]:
        found = self.papers.page(SLUG, Wanted(**wanted), actor, limit, None).papers
        return [(kept.kind, kept.period, kept.unit) for kept in found]

    def opened(self, url: str, **other: Any) -> str:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        _, _, slug, _, paper_named, form = parts.path.split("/")
        asked: dict[str, Any] = {
            "slug": slug, "paper": paper_named, "form": form, "until": int(query["until"]), "addressee": query["for"],
            "mark": query["mark"],
        }  # fmt: skip
        return self.papers.opened(**(asked | other))

    def link(self, kept: Kept, form: str = "pdf", staff: str = "ld") -> str:
        until = self.world.clock() + link.LASTS
        return link.link(SECRET, "https://cau-noi.example", SLUG, kept.id, form, staff, until)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_paper_is_kept_in_all_its_forms_under_its_own_tenant(room: Room) -> None:
    kept = room.kept()
    assert set(kept.digests) == set(Format)
    for form in Format:
        data, _ = room.files.held[kept.key(form)]
        assert data == rendered(SMALL, form)
        assert kept.digests[form] == sha256(data).hexdigest()
        assert kept.key(form).startswith(f"papers/{SLUG}/weekly-")
        assert kept.key(form).endswith(f".{form}")
    assert (kept.title, kept.span) == (SMALL.title, SMALL.period)
    assert kept.expires_at - kept.made_at == KEPT
    assert kept.name(Format.PDF) == "weekly-2026-W47.pdf"
    assert room.kept(unit="so-xay-dung").name(Format.CSV) == "weekly-2026-W47-so-xay-dung.csv"


def test_what_was_published_is_not_rewritten_but_another_edition_may_be_made(room: Room) -> None:
    first = room.kept()
    before = dict(room.files.held)
    again = room.papers.keep(SLUG, replace(SMALL, title="Số khác"), kind="weekly", period="2026-W47")
    assert again == first
    assert room.files.held == before
    assert room.kept(edition=2).id != first.id


def test_of_two_runs_at_once_one_paper_remains_and_both_speak_of_it(room: Room) -> None:
    other = Kept(
        tenant=SLUG, id=paper_id("weekly", "2026-W47", ""), kind="weekly", period="2026-W47", unit="", title="x",
        span="x", digests={Format.PDF: "a" * 64}, made_at=room.world.clock(), expires_at=room.world.clock() + KEPT,
    )  # fmt: skip
    room.records.faster = other
    assert room.kept() == other
    room.records.busy = True
    with pytest.raises(TryAgain):
        room.kept("monthly", "2026-11")


def test_what_the_bucket_does_not_take_is_not_listed(room: Room) -> None:
    room.files.refuse = True
    with pytest.raises(TryAgain):
        room.kept()
    assert room.titles(LEADER) == []
    room.files.refuse = False
    assert room.kept() in room.papers.page(SLUG, Wanted(), LEADER, 50, None).papers


def test_a_paper_of_no_unit_or_kind_there_is_is_not_made(room: Room) -> None:
    with pytest.raises(NotFound):
        room.kept(unit="so-khong-co")
    for kind in ("", "Weekly", "week-ly", "tuần", "w" * 21):
        with pytest.raises(ValueError, match="no kind"):
            room.kept(kind=kind)


READERS = [
    (LEADER, True, True), (officer(Role.TASK_FORCE, "ubnd-tinh"), True, True),
    (officer(Role.COORDINATOR, "so-khcn"), True, True), (officer(Role.PROVINCE_ADMIN, "so-khcn"), True, True),
    (officer(Role.ANALYST, "so-khcn"), True, True), (HEAD, False, True), (officer(Role.HEAD, "phong-ha-tang"), False, False),
    (officer(Role.PAGE_MANAGER, "so-xay-dung"), False, True), (officer(Role.HEAD, "so-tai-chinh"), False, False),
]  # fmt: skip


@pytest.mark.parametrize(("actor", "whole", "unit"), READERS, ids=[f"{a.role}@{a.unit}" for a, _, _ in READERS])
def test_who_reads_the_papers_of_the_province_and_of_a_unit(room: Room, actor: Actor, whole: bool, unit: bool) -> None:
    """Those of the unit: whoever is in it or above it."""
    general, own = room.kept(), room.kept(unit="so-xay-dung")
    assert [kept.id for kept in room.papers.page(SLUG, Wanted(), actor, 50, None).papers] == [own.id] * unit + [
        general.id
    ] * whole
    for kept, may in ((general, whole), (own, unit)):
        if may:
            assert room.papers.one(SLUG, kept.id, actor)[0] == kept
        else:
            with pytest.raises(Forbidden):
                room.papers.one(SLUG, kept.id, actor)


def test_papers_are_found_by_kind_period_and_unit_with_those_below_it(room: Room) -> None:
    for unit in ("", "so-xay-dung", "phong-ha-tang"):
        room.kept(unit=unit)
    room.kept("monthly", "2026-11")
    assert room.titles(LEADER, kind="monthly") == [("monthly", "2026-11", "")]
    assert room.titles(LEADER, period="2026-W47", unit="so-xay-dung") == [
        ("weekly", "2026-W47", "phong-ha-tang"), ("weekly", "2026-W47", "so-xay-dung"),
    ]  # fmt: skip
    assert room.titles(LEADER, kind="daily") == []
    assert room.titles(HEAD) == room.titles(LEADER, unit="so-xay-dung")
    with pytest.raises(NotFound):
        room.titles(LEADER, unit="so-khong-co")


def test_page_after_page_brings_every_paper_once_also_when_new_ones_are_made(room: Room) -> None:
    for number in range(350):
        kind, at = ("daily", "monthly")[number % 5 == 0], room.world.clock() + timedelta(minutes=number)
        room.records.add(
            Kept(
                tenant=SLUG, id=f"{kind}-{number}", kind=kind, period=f"{number}", unit="", title="x", span="x",
                digests={}, made_at=at, expires_at=at + KEPT,
            )
        )  # fmt: skip
    room.world.clock.pass_by(minutes=400)
    seen: list[str] = []
    cursor = None
    while not seen or cursor:
        found = room.papers.page(SLUG, Wanted(kind="daily"), LEADER, 100, cursor)
        seen += [kept.id for kept in found.papers]
        cursor = found.cursor
        room.kept("daily", f"new-{len(seen)}", forms=(Format.CSV,))
    assert seen == [f"daily-{number}" for number in reversed(range(350)) if number % 5]
    first = room.papers.page(SLUG, Wanted(kind="daily"), LEADER, 7, None)
    with pytest.raises(BadInput):
        room.papers.page(SLUG, Wanted(kind="monthly"), LEADER, 7, first.cursor)


def test_another_province_learns_nothing(room: Room) -> None:
    kept = room.kept()
    stranger = officer(Role.LEADERSHIP, "ubnd-tinh", tenant="tinh-khac")
    with pytest.raises(NotFound):
        room.papers.page(SLUG, Wanted(), stranger, 50, None)
    with pytest.raises(NotFound):
        room.papers.one(SLUG, kept.id, stranger)


def test_a_paper_past_its_end_is_gone_though_its_row_is_still_there(room: Room) -> None:
    kept = room.kept()
    url = room.link(kept)
    room.world.clock.pass_by(days=KEPT.days)
    assert room.titles(LEADER) == []
    for ask in (lambda: room.papers.one(SLUG, kept.id, LEADER), lambda: room.opened(url)):
        with pytest.raises(NotFound):
            ask()


def test_a_link_opens_its_form_and_that_is_written_down_without_a_person(room: Room) -> None:
    kept = room.kept()
    place = room.opened(room.link(kept))
    assert place == f"https://bucket.example/{kept.key(Format.PDF)}?name=weekly-2026-W47.pdf"
    about = {"paper": kept.id, "format": "pdf", "for": "ld"}
    assert room.trail == [("link", SLUG, "read_reports", about)]


def test_a_link_is_worth_nothing_later_for_another_or_altered(room: Room) -> None:
    kept, other = room.kept(), room.kept("monthly", "2026-11")
    url = room.link(kept)
    refused: list[dict[str, Any]] = [
        {"paper": other.id}, {"form": "csv"}, {"addressee": "dm"}, {"until": 2_000_000_000}, {"mark": ""},
        {"mark": "ữ"}, {"slug": "tinh-khac"},
    ]  # fmt: skip
    for change in refused:
        with pytest.raises(NotFound):
            room.opened(url, **change)
    assert room.trail == []
    room.world.clock.pass_by(days=14, seconds=-1)
    assert room.opened(url)
    room.world.clock.pass_by(seconds=1)
    with pytest.raises(NotFound):
        room.opened(url)


def test_who_has_left_opens_nothing_any_more(room: Room) -> None:
    url = room.link(room.kept())
    document = room.world.document()
    document["staff"] = [one for one in document["staff"] if one["id"] != "ld"]
    room.world.provinces.put(document, "test")
    with pytest.raises(NotFound):
        room.opened(url)


def test_a_link_is_of_the_place_its_addressee_has_when_it_is_opened(room: Room) -> None:
    """A head reads by it what the unit's head may read, and a delegate for as long as there is no head."""
    whole, own = room.kept(), room.kept(unit="so-xay-dung")
    links = {name: room.link(kept, staff=who) for name, kept, who in (("head", own, "xd-gd"), ("chief", whole, "ld"))}

    def placed(staff: str, **place: Any) -> None:
        document = room.world.document()
        document["staff"] = [one | place if one["id"] == staff else one for one in document["staff"]]
        room.world.provinces.put(document, "test")

    def opens(link: str) -> bool:
        try:
            return bool(room.opened(link))
        except NotFound:
            return False

    assert opens(links["head"])
    placed("xd-gd", unit="so-tai-chinh")
    assert not opens(links["head"]), "head of another unit"
    placed("xd-gd", unit="phong-ha-tang")
    assert not opens(links["head"]), "of a part of it only"
    placed("xd-gd", unit="so-xay-dung", role="handler")
    assert not opens(links["head"]), "head no more"
    placed("xd-gd", delegate=True)
    assert opens(links["head"]), "stands for the head"
    placed("xd-gd", unit="ubnd-tinh", role="leadership", delegate=False)
    assert opens(links["head"]), "above it now"
    assert opens(links["chief"])
    placed("ld", unit="so-xay-dung", role="head")
    assert not opens(links["chief"]), "the province's are no unit's"


def test_a_form_that_was_not_made_is_not_there(room: Room) -> None:
    kept = room.kept(forms=(Format.PDF,))
    assert set(room.papers.one(SLUG, kept.id, LEADER)[1]) == {Format.PDF}
    with pytest.raises(NotFound):
        room.opened(room.link(kept, "csv"))


def test_what_is_shown_of_a_paper_names_its_forms_and_where_they_are(room: Room) -> None:
    kept, links = room.papers.one(SLUG, room.kept().id, LEADER)
    said = views.opened(kept, links)
    assert said["paper"]["formats"] == ["html", "pdf", "xlsx", "csv"] == list(said["links"])
    assert said["paper"]["unit"] is None
    assert said["paper"]["sha256"]["pdf"] == kept.digests[Format.PDF]
