"""What a province has published, in memory."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.opendata.opendata import OpenData
from chalicelib.publish.published import Medium, Publication, PublishedPage, Wanted
from tests.builders import World, at


def publication(number: int = 1, opened: str = "2026-10-15 09:00", **given: Any) -> Publication:
    base: dict[str, Any] = {
        "code": f"SM-0000-0000-{number:04}", "category": "giao-thong", "kind": "field_report", "unit": "phong-ha-tang",
        "place": "90001", "latitude": 21.0351234, "longitude": 107.0459876, "address": "Ngõ 3, phố Mới",
        "text": "Ổ gà trước cổng, gọi 0912345678", "answer": "Đã vá, liên hệ a.very@secret.example", "status": "answered",
        "opened_at": at(opened), "published_at": at(opened) + timedelta(days=1),
        "answered_at": at(opened) + timedelta(days=2), "updated_at": at(opened) + timedelta(days=2),
        "media": (Medium(key="media/so-nha.jpg", media_type="image/jpeg"),),
    }  # fmt: skip
    return Publication(**(base | given))


@dataclass
class Board:
    """What is published, in memory. `reads` at most so many a page, so that a page may be short or empty."""

    publications: list[Publication] = field(default_factory=list)
    reads: int = 1000
    calls: int = 0

    def page(self, slug: str, wanted: Wanted, limit: int, cursor: str | None) -> PublishedPage:
        assert wanted.since
        assert wanted.until
        assert limit >= 1
        self.calls += 1
        start = int(cursor or 0)
        read = self.publications[start : start + min(limit, self.reads)]
        end = start + len(read)
        found = tuple(p for p in read if wanted.since <= p.opened_at < wanted.until)
        return PublishedPage(publications=found, cursor=str(end) if end < len(self.publications) else None)

    def one(self, slug: str, code: str) -> Publication:
        raise NotFound("no such petition", code=code)


def shelf(*publications: Publication, reads: int = 1000) -> tuple[OpenData, Board]:
    world, board = World(), Board(list(publications), reads)
    return OpenData(board, world.provinces, world.clock), board
