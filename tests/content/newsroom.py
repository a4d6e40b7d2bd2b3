"""A province that posts: its editors, its pages, a clock, and a platform that shows what it took."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from chalicelib.content.crowd import Crowd
from chalicelib.content.daily import Dailies
from chalicelib.content.editing import Editing
from chalicelib.content.pictures import Pictures
from chalicelib.content.post import Post
from chalicelib.content.publishing import Publisher
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.publish.published import Publication, PublishedPage, Wanted
from chalicelib.ticket.ticket import Actor, Attachment
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, document, officer
from tests.fakes import Clock, Cupboard, ShelfVersions
from tests.fakes_content import Killed, ShelfPosts, Wall
from tests.pictures import jpeg

AUTHOR = officer(Role.HANDLER, "phong-ha-tang", staff="cv-1")
COLLEAGUE = officer(Role.HEAD, "so-xay-dung", staff="gd-1")
OWNER = officer(Role.CONTENT_OWNER, "so-khcn", staff="nd-1")
WARD_AUTHOR = officer(Role.HANDLER, "p90001", staff="bd-1")
WARD_MANAGER = officer(Role.PAGE_MANAGER, "p90001", staff="bd-2")
PAGE, WARD_PAGE, OA = ("facebook", "2001"), ("facebook", "2002"), ("zalo", "3001")


def body(*targets: tuple[str, str], **given: Any) -> dict[str, Any]:
    base = {
        "title": "Lịch tiếp doanh nghiệp", "text": "Sở tiếp doanh nghiệp vào thứ Sáu hằng tuần.",
        "targets": [{"channel": channel, "account": account} for channel, account in targets or (PAGE,)],
    }  # fmt: skip
    return base | given


@dataclass
class Library:
    """Published petitions, a page of two at a time."""

    held: list[Publication] = field(default_factory=list)

    def page(self, slug: str, wanted: Wanted, limit: int, cursor: str | None) -> PublishedPage:
        start = int(cursor or 0)
        more = str(start + 2) if len(self.held) > start + 2 else None
        return PublishedPage(publications=tuple(self.held[start : start + 2]), cursor=more)

    def one(self, slug: str, code: str) -> Publication:
        return next(one for one in self.held if one.code == code)


@dataclass
class Newsroom:
    clock: Clock = field(default_factory=Clock)
    posts: ShelfPosts = field(default_factory=ShelfPosts)
    wall: Wall = field(default_factory=Wall)
    cupboard: Cupboard = field(default_factory=Cupboard)
    library: Library = field(default_factory=Library)
    files: dict[str, bytes] = field(default_factory=dict)
    change: Callable[[dict[str, Any]], None] = lambda document: None

    def __post_init__(self) -> None:
        self.provinces = Registry(ShelfVersions(), self.clock)
        held = document()
        self.change(held)
        self.provinces.put(held, "test")
        self.ids = count(1)
        pictures = Pictures(self._claimed, lambda url, limit: (self.files.get(url, jpeg()), ""), self.cupboard)
        self.editing = Editing(self.posts, self.provinces, pictures, self.clock, lambda: f"{next(self.ids):032x}"[::-1])
        self.publisher = self.process()

    def process(self) -> Publisher:
        """Another process on the same store."""
        dailies = Dailies(self.posts, lambda: self.library, lambda slug, code: f"https://cau-noi.example/{slug}/{code}")
        carriers: dict[str, Wall] = {"facebook": self.wall, "zalo": self.wall}
        return Publisher(
            self.posts, self.provinces, carriers, lambda one: f"https://files.example/{one.key}", dailies,
            Crowd(self.posts, carriers), self.clock,
        )  # fmt: skip

    def _claimed(self, slug: str, uploads: Any) -> tuple[Attachment, ...]:
        return tuple(Attachment(kind="image", url=f"upload:{slug}/{one}") for one in uploads)

    @property
    def province(self) -> Province:
        return self.provinces.get(SLUG)

    def written(self, *targets: tuple[str, str], by: Actor = AUTHOR, **given: Any) -> Post:
        return self.editing.make(SLUG, body(*targets, **given), by)

    def approved(self, *targets: tuple[str, str], **given: Any) -> Post:
        post = self.written(*targets, **given)
        self.editing.submit(SLUG, post.id, None, AUTHOR)
        return self.editing.decide(SLUG, post.id, {"decision": "approve"}, None, OWNER)

    def now(self, post: Post) -> Post:
        found = self.posts.find(SLUG, post.id)
        assert found
        return found

    def round(self) -> int:
        """The schedule's turn; a process that is killed in it is followed by another."""
        self.wall.now = self.clock()
        try:
            return self.publisher.run()
        except Killed:
            self.publisher = self.process()
            return 0

    def passes(self, rounds: int = 12, **span: float) -> None:
        """Time goes by, a round each ten minutes unless told otherwise."""
        for _ in range(rounds):
            self.round()
            self.clock.at += timedelta(**span or {"minutes": 10})
