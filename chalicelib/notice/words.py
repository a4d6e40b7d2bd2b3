"""The letter a notice is by one way, made anew each time: what was sent can be told again, to be recognised."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.notice import letter
from chalicelib.notice.dossier_words import LINKED
from chalicelib.notice.enclosures import PICTURES, Enclosure, kind_of
from chalicelib.notice.letter import Letter
from chalicelib.notice.visit import Visit
from chalicelib.notice.ways import Way
from chalicelib.province.province import Province
from chalicelib.ticket.attachments import open_files
from chalicelib.ticket.members import is_copy
from chalicelib.ticket.owed import PUBLIC, Notice, Purpose
from chalicelib.ticket.store import Tickets

_WITH_TEXT = {
    Purpose.QUESTION, Purpose.ANSWER, Purpose.CLOSED, Purpose.PROGRESS, Purpose.INTERIM, Purpose.REJECTED,
    Purpose.REFERRED,
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    tickets: Tickets
    pin: Callable[[str, str], str]
    public_url: str
    rating: Callable[[Province, Notice], str]  # the link by which an answer is rated, or confirmed
    view: Callable[[str, str, str], str]  # key, media type and name of a copy → a link that is good for minutes

    def by(self, way: Way, visit: Visit) -> tuple[Letter, ...]:
        """Its parts, in order."""
        notice = visit.notice
        if notice.purpose is Purpose.FILE:
            return (self._file(visit),)
        if notice.purpose in letter.RATED_AT and notice.side != "public" and not is_copy(notice):
            notice = replace(notice, facts={**notice.facts, "rating_link": self.rating(visit.province, notice)})
        if notice.purpose in LINKED:
            notice = replace(notice, facts={**notice.facts, "own_link": self.rating(visit.province, notice)})
        parts = letter.to_citizen(
            visit.province,
            notice,
            way,
            text=self._text(visit),
            pin=self.pin(notice.tenant, notice.code) if notice.code else "",
            public_url=self.public_url,
            locale=visit.locale,
        )
        return (*parts[:-1], self._pictured(parts[-1], notice)) if way is Way.COMMENT else parts

    def _file(self, visit: Visit) -> Letter:
        file = visit.file
        if file is None or not file.key:  # it went before it was restricted: only its mark is looked for now
            return Letter(subject="", body="")
        link = self.view(file.key, file.media_type, file.name)
        return Letter(subject="", body="", file=Enclosure(kind=kind_of(file.media_type), url=link))

    def _pictured(self, part: Letter, notice: Notice) -> Letter:
        """With the one picture of an act that was meant for all. A comment takes one, and no other file."""
        if notice.side != PUBLIC or "files" not in notice.facts:
            return part
        events = self.tickets.timeline(notice.tenant, notice.code)
        given = next((event.attachments for event in events if event.n == notice.event), ())
        shown = [file for file in open_files(events, notice.event).values() if file.media_type in PICTURES]
        if len(given) != 1 or len(shown) != 1:
            return part
        return replace(part, picture=self.view(shown[0].key, shown[0].media_type, ""))

    def _text(self, visit: Visit) -> str:
        notice = visit.notice
        if notice.purpose not in _WITH_TEXT:
            return ""
        event = self.tickets.event(notice.tenant, notice.code, notice.event)
        shown = str(event.facts.get("public_text", "")) if notice.side == "public" else ""
        return shown or event.text
