"""A town whose nights are folded and whose reports go out by the clock; runs can be killed at any write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chalicelib.briefing.briefings import Briefings
from chalicelib.briefing.clock import Clock
from chalicelib.briefing.judging import Judging
from chalicelib.briefing.making import Making
from chalicelib.briefing.matter import Matter, Sources
from chalicelib.briefing.meetings import Meetings
from chalicelib.briefing.reminding import Reminding
from chalicelib.content.figures import ContentFigures
from chalicelib.dossier.satisfaction import Tally
from chalicelib.ledger.page import Head
from chalicelib.ledger.store import Kept as Page
from chalicelib.opinion.monitor import Monitor
from chalicelib.paper.papers import Papers
from chalicelib.paper.sending import Sending
from chalicelib.publish.published import Publication, PublishedPage, Wanted
from chalicelib.survey.surveys import Surveys
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import HANDLER, SECRET, SLUG, at, officer
from tests.fakes_briefing import Reaper, ShelfOrders, ShelfTasks
from tests.fakes_content import ShelfPosts
from tests.fakes_ledger import ShelfHeads
from tests.fakes_opinion import ShelfOpinions
from tests.fakes_paper import BucketOfPapers, ShelfPapers
from tests.fakes_survey import ShelfRounds
from tests.report.town import Town

CHIEF, HEAD = officer(Role.LEADERSHIP, "ubnd-tinh"), officer(Role.HEAD, "so-xay-dung")
SEAL = "5e" * 32


@dataclass
class Shelves:
    """`Published` of publish: two pages, the second shorter."""

    found: list[Publication] = field(default_factory=list)

    def page(self, slug: str, wanted: Wanted, limit: int, cursor: str | None) -> PublishedPage:
        one = bool(cursor)
        return PublishedPage(publications=tuple(self.found[one::2]), cursor=None if one else "2")

    def one(self, slug: str, code: str) -> Publication:
        return next(one for one in self.found if one.code == code)


@dataclass
class Stars:
    """`Services` of matter.py."""

    given: list[Tally] = field(default_factory=list)

    def counted(self, slug: str, since: datetime, until: datetime, actor: Actor) -> list[Tally]:
        return self.given


class ReapedPapers(ShelfPapers):
    """Papers and e-mails whose writes are counted by the same reaper."""

    def __init__(self, reaper: Reaper) -> None:
        super().__init__()
        self.reaper = reaper

    def add(self, kept: Any) -> bool:
        self.reaper.before()
        done = super().add(kept)
        self.reaper.after()
        return done

    def owe(self, notice: Notice) -> bool:
        self.reaper.before()
        done = super().owe(notice)
        self.reaper.after()
        return done


class Office(Town):
    """Reports began on the 16th of November 2026, a Monday; it is the 16th, 09:00."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reaper = Reaper()
        self.orders, self.tasks, self.drawer = ShelfOrders(self.reaper), ShelfTasks(), ReapedPapers(self.reaper)
        self.drawer.notices = self.shelf.notices
        self.files, self.heads, self.library, self.stars = BucketOfPapers(), ShelfHeads(), Shelves(), Stars()
        homes = self.provinces
        self.papers = Papers(self.drawer, self.files, homes, lambda: SECRET, lambda *_: None, self.clock)
        post = Sending(self.drawer, homes, lambda: SECRET, "https://cau-noi.example", self.bell, self.clock)
        posted = ContentFigures(ShelfPosts(), homes, self.clock)
        self.opinions, self.rounds = ShelfOpinions(), ShelfRounds()
        monitor = Monitor(self.opinions, homes, self.clock)
        surveys = Surveys(self.rounds, homes, lambda: SECRET, lambda: "1" * 32, self.clock)
        look, freezer = self.reports.look, self.reports.freezer
        self.sources = Sources(look, freezer, self.heads, self.library, posted, self.stars, monitor, surveys)
        judging = Judging(self.tasks, self.tickets, self.clock)
        self.making = Making(self.orders, self.papers, post, self.sources, judging, self.clock)
        reminding = Reminding(self.tasks, self.drawer, judging, self.bell, self.clock)
        self.ticking = Clock(self.orders, self.making, reminding, homes, self.clock)
        self.briefings = Briefings(self.orders, self.making, self.papers, homes, self.clock)
        ids: Iterator[int] = iter(range(1, 1000))
        self.meetings = Meetings(self.tasks, self.tickets, homes, lambda: f"{next(ids):08d}", self.clock)
        self.clock.at = at("2026-11-16 00:30")
        self.nights.run()
        self.clock.at = at("2026-11-16 09:00")

    def tick(self, when: str) -> int:
        self.clock.at = at(when)
        return self.nights.run() + self.ticking.run()

    def answered(self, person: str, text: str = "Mặt đường có ổ gà rất sâu") -> str:
        code = self.says(text, person=person)
        self.acts(code, "accept", HANDLER)
        self.acts(code, "answer", HANDLER, text="Đã vá xong ổ gà.")
        return code

    def mails(self, purpose: Purpose = Purpose.REPORT) -> list[tuple[str, str, str]]:
        """To whom, about which paper or task, of which period; in the order they were owed."""
        found = [one for one in self.shelf.notices.values() if one.purpose is purpose]
        return [(one.to[0], one.parent.rsplit("#", 1)[1].split("-")[0], one.facts.get("period", "")) for one in found]

    def sealed(self, day: date) -> None:
        head = Head(tenant=SLUG, zone="Asia/Ho_Chi_Minh", day=day, count=1, root="0" * 64, before="")
        self.heads.save(Page(head=head, key="k", begun=day, made_at=self.clock()))

    def matter(self) -> Matter:
        return self.making.matter(self.province)
