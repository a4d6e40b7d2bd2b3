"""Stand-ins of the room of papers; the shelf is held to the contract of the real one in tests/contracts/test_papers.py."""

from collections.abc import Callable
from dataclasses import dataclass, field

from chalicelib.errors import TryAgain
from chalicelib.paper.kept import Kept, place
from chalicelib.ticket.owed import Notice


@dataclass
class ShelfPapers:
    """Papers and the e-mails about them in memory.

    faster  a paper somebody else keeps just before the next; busy  somebody else is writing, and nothing is known yet
    on_add, on_owe  what happens just before a paper is kept, an e-mail owed
    """

    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)
    faster: Kept | None = None
    busy: bool = False
    on_add: Callable[[], None] = lambda: None
    on_owe: Callable[[], None] = lambda: None

    def add(self, kept: Kept) -> bool:
        self.on_add()
        if self.busy:
            return False
        if self.faster:
            self.kept[self.faster.tenant, self.faster.id], self.faster = self.faster, None
        if (kept.tenant, kept.id) in self.kept:
            return False
        self.kept[kept.tenant, kept.id] = kept
        return True

    def find(self, tenant: str, paper_id: str) -> Kept | None:
        return self.kept.get((tenant, paper_id))

    def newest(self, tenant: str, before: str, limit: int) -> list[Kept]:
        mine = sorted((kept for kept in self.kept.values() if kept.tenant == tenant), key=place, reverse=True)
        return [kept for kept in mine if not before or place(kept) < before][:limit]

    def owe(self, notice: Notice) -> bool:
        self.on_owe()
        if (notice.parent, notice.id) in self.notices:
            return False
        self.notices[notice.parent, notice.id] = notice
        return True


@dataclass
class BucketOfPapers:
    """`refuse`: the bucket takes nothing."""

    held: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    refuse: bool = False

    def put(self, key: str, data: bytes, media_type: str) -> None:
        if self.refuse:
            raise TryAgain("the bucket did not take the report")
        self.held[key] = (data, media_type)

    def link(self, key: str, media_type: str, name: str) -> str:
        return f"https://bucket.example/{key}?name={name}"
