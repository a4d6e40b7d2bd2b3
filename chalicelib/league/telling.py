"""Heads are told, once, that the figures of their units lie open for comments, and until which day."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.league.round import Round
from chalicelib.paper.sending import Letterbox
from chalicelib.province.province import Province, Staff
from chalicelib.ticket.owed import By, Notice, Purpose


@dataclass(frozen=True)
class Telling:
    """nudge  wakes the courier: partition and id of each new notice"""

    letterbox: Letterbox
    nudge: Callable[[Iterable[tuple[str, str]]], None]

    def tell(self, province: Province, round_: Round, now: datetime) -> int:
        """Returns how many people were not told before. A round has one e-mail for each, however often this runs."""
        notices = _notices(province, round_, now)
        new = [(notice.parent, notice.id) for notice in notices if self.letterbox.owe(notice)]
        if new:
            self.nudge(new)
        return len(new)


def _notices(province: Province, round_: Round, now: datetime) -> Iterator[Notice]:
    """Nothing once the days are over: what cannot be done any more is not asked for."""
    if round_.contest_until is None or now >= round_.contest_until:
        return
    last = province.calendar.local_day(round_.contest_until - timedelta(microseconds=1))
    for staff, units in _heads(province, round_):
        facts = {
            "province": province.name,
            "unit": ", ".join(units),
            "period": f"{round_.first:%d/%m/%Y} – {round_.last:%d/%m/%Y}",
            "due": f"{last:%d/%m/%Y}",
        }
        yield Notice(
            tenant=round_.tenant, parent=f"LTN#{round_.tenant}#{round_.id}", id=f"{Purpose.LEAGUE}#{staff.id}",
            purpose=Purpose.LEAGUE, by=By.EMAIL, to=(staff.id,), facts=facts, since=now, at=now,
        )  # fmt: skip


def _heads(province: Province, round_: Round) -> Iterator[tuple[Staff, list[str]]]:
    """Each head with an address, and the names of the units of the table that they speak for."""
    found: dict[str, tuple[Staff, list[str]]] = {}
    for unit in sorted(round_.groups):
        for staff in _of(province, unit):
            found.setdefault(staff.id, (staff, []))[1].append(province.units[unit].name)
    yield from found.values()


def _of(province: Province, unit: str) -> list[Staff]:
    """The heads of the unit, or of the nearest one above that has some: whoever stands for a head may not comment."""
    for above in province.upwards(province.live(unit)):
        heads = [one for one in province.staff if (one.role, one.unit) == ("head", above.id) and one.email]
        if heads:
            return heads
    return []
