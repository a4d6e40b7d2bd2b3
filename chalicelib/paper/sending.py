"""A paper goes to members of staff by e-mail: what it is, three figures, and links of their own that lapse.

The e-mails are notices of the outbox like all others: the courier sends them, and what fails stands in its list.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.paper import link
from chalicelib.paper.formats import NAMES, Format
from chalicelib.paper.kept import Kept
from chalicelib.paper.notation import said
from chalicelib.paper.paper import Facts, Paper
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.owed import By, Notice, Purpose
from chalicelib.ticket.telling import local_time

KEY_FIGURES = 3


class Letterbox(Protocol):
    def owe(self, notice: Notice) -> bool:
        """False when that notice is owed, or was sent, already."""


@dataclass(frozen=True)
class Sending:
    """nudge  wakes the courier: partition and id of each new notice"""

    letterbox: Letterbox
    provinces: Registry
    secret: Callable[[], bytes]
    public_url: str
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def send(self, kept: Kept, to: Iterable[str], figures: Sequence[str]) -> int:
        """Owe an e-mail to each of these staff ids, once for ever; returns how many were not owed before.

        to       who has left, or has no address, is passed over
        figures  lines for the letter, as `key_figures` makes them
        """
        province = self.provinces.get(kept.tenant)
        known = (province.staff_member(staff) for staff in sorted(set(to)))
        notices = [self._notice(province, kept, one.id, figures) for one in known if one and one.email]
        new = [(notice.parent, notice.id) for notice in notices if self.letterbox.owe(notice)]
        if new:
            self.nudge(new)
        return len(new)

    def _notice(self, province: Province, kept: Kept, staff: str, figures: Sequence[str]) -> Notice:
        now = self.now()
        until, secret = now + link.LASTS, self.secret()
        links = [
            f"{NAMES[form]}: {link.link(secret, self.public_url, kept.tenant, kept.id, form, staff, until)}"
            for form in Format if form in kept.digests
        ]  # fmt: skip
        facts = {
            "title": kept.title,
            "period": kept.span,
            "unit": province.units[kept.unit].name if kept.unit in province.units else province.name,
            "figures": "\n".join(figures),
            "links": "\n".join(links),
            "until": local_time(province, until),
        }
        return Notice(
            tenant=kept.tenant, parent=f"PA#{kept.tenant}#{kept.id}", id=f"{Purpose.REPORT}#{staff}",
            purpose=Purpose.REPORT, by=By.EMAIL, to=(staff,), facts=facts, since=now, at=now,
        )  # fmt: skip


def key_figures(paper: Paper) -> tuple[str, ...]:
    """The first three facts of a paper, a line each: «Đúng hạn: 12,3 %»."""
    facts = [fact for section in paper.sections if isinstance(section, Facts) for fact in section.facts]
    return tuple(f"{fact.label}: {said(paper, fact.value, fact.kind)}" for fact in facts[:KEY_FIGURES])
