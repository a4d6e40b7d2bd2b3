"""Papers are kept once, listed for whom they concern, and opened by link."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from chalicelib import cursor as cursors
from chalicelib.access.action import Action
from chalicelib.access.table import TABLE, Scope
from chalicelib.errors import Forbidden, NotFound, TryAgain
from chalicelib.paper import link
from chalicelib.paper.formats import MEDIA_TYPES, Format, rendered
from chalicelib.paper.kept import KEPT, Files, Kept, Records, paper_id, place
from chalicelib.paper.paper import Paper
from chalicelib.paper.sending import key_figures
from chalicelib.province.province import Province, Staff
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

A_QUERY, READ_AT_MOST = 100, 1000  # papers: of one query, of a page whose filter finds little
BY_LINK = "link"  # who opened it, in the audit trail: whoever had the link
_TOLD = Callable[[Actor, str, str, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Empty texts ask for all; `unit` with those below it."""

    kind: str = ""
    period: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    papers: tuple[Kept, ...]
    cursor: str | None


@dataclass(frozen=True)
class Papers:
    """note  writes an entry of the audit trail: who, tenant, action, about what"""

    records: Records
    files: Files
    provinces: Registry
    secret: Callable[[], bytes]
    note: _TOLD
    now: Callable[[], datetime]

    def known(self, slug: str, *, kind: str, period: str, unit: str = "", edition: int = 1) -> Kept | None:
        """The paper of that kind, period, unit and edition, when it was made already."""
        return self.records.find(slug, paper_id(kind, period, unit, edition))

    def keep(
        self, slug: str, paper: Paper, *, kind: str, period: str, unit: str = "", edition: int = 1,
        forms: Sequence[Format] = tuple(Format),
    ) -> Kept:  # fmt: skip
        """The paper of that kind, period, unit and edition, made and kept in `forms`.

        What is there already stays as it was published, whatever `paper` says now: another edition says it.
        raises  TryAgain when the bucket does not take it: nothing is listed then; NotFound for a unit there is not
        """
        province, now = self.provinces.get(slug), self.now()
        if unit:
            province.unit(unit)
        if found := self.records.find(slug, paper_id(kind, period, unit, edition)):
            return found
        made = {form: rendered(paper, form) for form in forms}
        digests = {form: sha256(data).hexdigest() for form, data in made.items()}
        kept = Kept(
            tenant=slug, id=paper_id(kind, period, unit, edition), kind=kind, period=period, unit=unit,
            title=paper.title, span=paper.period, digests=digests, made_at=now, expires_at=now + KEPT,
            figures=key_figures(paper),
        )  # fmt: skip
        for form, data in made.items():
            self.files.put(kept.key(form), data, MEDIA_TYPES[form])
        if self.records.add(kept):
            return kept
        if found := self.records.find(slug, kept.id):  # another run was faster
            return found
        raise TryAgain("somebody else is keeping this report at this moment", paper=kept.id)

    def page(self, slug: str, wanted: Wanted, actor: Actor, limit: int, cursor: str | None) -> Page:
        """Papers the actor may read, newest first; a page whose filter finds little is short, and goes on.

        raises  NotFound for another tenant or a unit there is not; BadInput for another question's cursor
        """
        province = self._entered(slug, actor)
        if wanted.unit:
            province.unit(wanted.unit)
        question = (slug, "papers", wanted.kind, wanted.period, wanted.unit)
        before = cursors.opened(cursor, ("place",), *question)["place"] if cursor else ""
        found: list[Kept] = []
        for read, kept in enumerate(self._newest(slug, before), 1):
            if _fits(province, kept, wanted) and _may_read(province, actor, kept):
                found.append(kept)
            if len(found) == limit or read == READ_AT_MOST:
                return Page(papers=tuple(found), cursor=cursors.sealed({"place": place(kept)}, *question))
        return Page(papers=tuple(found), cursor=None)

    def one(self, slug: str, paper: str, actor: Actor) -> tuple[Kept, dict[Format, str]]:
        """A paper, and a link to each of its forms that holds some minutes.

        raises  NotFound; Forbidden for another unit's
        """
        province = self._entered(slug, actor)
        kept = self._one(slug, paper)
        if not _may_read(province, actor, kept):
            raise Forbidden("this report is not of your part of the tree", unit=kept.unit)
        return kept, {form: self._link(kept, form) for form in Format if form in kept.digests}

    def opened(self, slug: str, paper: str, form: str, until: int, addressee: str, mark: str) -> str:
        """Where the bytes are, for whoever has a link that was sent to `addressee`; the opening is written down.

        A link is of its addressee's place, too: who has left, or has changed to where this report would not be theirs
        to read, opens nothing by it any more.

        raises  NotFound for a link that has lapsed or is none of ours, such an addressee, a paper that is gone
        """
        province, now = self.provinces.get(slug), self.now()
        link.check(self.secret(), slug, paper, form, addressee, until, mark, now)
        kept = self._one(slug, paper)
        staff = province.staff_member(addressee)
        if staff is None or not _is_theirs(province, staff, kept) or form not in kept.digests:
            raise NotFound("no such link")
        reader = Actor(id=BY_LINK, role=Role.SYSTEM, tenant=slug, unit="")
        self.note(reader, slug, Action.READ_REPORTS, {"paper": paper, "format": form, "for": addressee})
        return self._link(kept, Format(form))

    def _entered(self, slug: str, actor: Actor) -> Province:
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        return self.provinces.get(slug)

    def _one(self, slug: str, paper: str) -> Kept:
        kept = self.records.find(slug, paper)
        if kept is None or kept.expires_at <= self.now():  # rows outlive their end by some hours
            raise NotFound("no such report", paper=paper)
        return kept

    def _newest(self, slug: str, before: str) -> Iterator[Kept]:
        while True:
            found = self.records.newest(slug, before, A_QUERY)
            yield from (kept for kept in found if kept.expires_at > self.now())
            if len(found) < A_QUERY:
                return
            before = place(found[-1])

    def _link(self, kept: Kept, form: Format) -> str:
        return self.files.link(kept.key(form), MEDIA_TYPES[form], kept.name(form))


def _fits(province: Province, kept: Kept, wanted: Wanted) -> bool:
    return (
        wanted.kind in ("", kept.kind)
        and wanted.period in ("", kept.period)
        and (not wanted.unit or province.within(kept.unit, wanted.unit))
    )


def _may_read(province: Province, actor: Actor, kept: Kept) -> bool:
    """The whole province's, who sees the whole province; a unit's, who is in it or above it."""
    scope = TABLE[actor.role].get(Action.READ_REPORTS)
    if scope is None or scope is Scope.PROVINCE:
        return scope is not None
    return bool(kept.unit) and province.within(province.live(kept.unit), province.live(actor.unit))


def _is_theirs(province: Province, staff: Staff, kept: Kept) -> bool:
    """They may read it by their place of today, or stand for the head it is sent to."""
    now = Actor(id=staff.id, role=Role(staff.role), tenant=province.slug, unit=staff.unit)
    return _may_read(province, now, kept) or (bool(kept.unit) and staff in province.people("head", kept.unit))
