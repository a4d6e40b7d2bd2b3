"""The letter a notice is by one way, made anew each time: what was sent can be told again, to be recognised."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.notice import letter
from chalicelib.notice.letter import Letter
from chalicelib.notice.visit import Visit
from chalicelib.notice.ways import Way
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice, Purpose
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
    rating: Callable[[Province, Notice], str]  # the link by which an answer is rated

    def by(self, way: Way, visit: Visit) -> tuple[Letter, ...]:
        """Its parts, in order."""
        notice = visit.notice
        if notice.purpose is Purpose.ANSWER and notice.side != "public":
            notice = replace(notice, facts={**notice.facts, "rating_link": self.rating(visit.province, notice)})
        return letter.to_citizen(
            visit.province,
            notice,
            way,
            text=self._text(visit),
            pin=self.pin(notice.tenant, notice.code) if notice.code else "",
            public_url=self.public_url,
            locale=visit.locale,
        )

    def _text(self, visit: Visit) -> str:
        notice = visit.notice
        if notice.purpose not in _WITH_TEXT:
            return ""
        event = self.tickets.event(notice.tenant, notice.code, notice.event)
        shown = str(event.facts.get("public_text", "")) if notice.side == "public" else ""
        return shown or event.text
