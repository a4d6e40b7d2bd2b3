"""What everybody reads: published tables and their files. Nothing here computes."""

from dataclasses import dataclass

from chalicelib import cursor as cursors
from chalicelib.errors import NotFound
from chalicelib.league.printed import name_of
from chalicelib.league.round import Round, State
from chalicelib.league.store import Files, Leagues
from chalicelib.paper.formats import Format
from chalicelib.province.registry import Registry

SHOWN = 100  # rounds a page looks through


@dataclass(frozen=True)
class PublicTables:
    leagues: Leagues
    files: Files
    provinces: Registry

    def page(self, slug: str, limit: int, cursor: str | None) -> tuple[list[Round], str | None]:
        """Published tables, newest first; others make a page shorter.

        raises  NotFound; BadInput for a cursor that is none of ours
        """
        self.provinces.get(slug)
        before = cursors.opened(cursor, ("id",), slug, "league")["id"] if cursor else ""
        found = self.leagues.page(slug, limit + 1, before)
        more = cursors.sealed({"id": found[limit - 1].id}, slug, "league") if len(found) > limit else None
        return [each for each in found[:limit] if each.state is State.PUBLISHED], more

    def one(self, slug: str, round_id: str) -> Round:
        """raises  NotFound for what is not published, and for another province's alike"""
        self.provinces.get(slug)
        found = self.leagues.find(slug, round_id)
        if found is None or found.state is not State.PUBLISHED:
            raise NotFound("no such league table", league=round_id)
        return found

    def newest(self, slug: str) -> list[Round]:
        """The published ones among the last hundred rounds, newest first; raises NotFound."""
        self.provinces.get(slug)
        return [each for each in self.leagues.page(slug, SHOWN) if each.state is State.PUBLISHED]

    def page_of(self, slug: str, round_id: str) -> bytes:
        """A published table as an HTML page; raises NotFound."""
        file = self.one(slug, round_id).file(name_of(Format.PAGE))
        if file is None:
            raise NotFound("no such file of this league table", file=name_of(Format.PAGE))
        return self.files.read(file.key)

    def link(self, slug: str, round_id: str, name: str) -> str:
        """Where a file lies for some minutes; raises NotFound."""
        file = self.one(slug, round_id).file(name)
        if file is None:
            raise NotFound("no such file of this league table", file=name[:40])
        return self.files.link(file.key, f"{slug}-{round_id}-{name}")
