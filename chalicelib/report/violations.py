"""Which rule of the regulation was broken, by whom, and by which article: from the accounts in the events. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.ticket.workflow import Act
from chalicelib.timeline.entry import Entry

UNACCEPTED = "unaccepted"  # nobody took a transfer on: it went back to the tray


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """`rule`: assign, receive, transfer, decide, answer, or unaccepted. Instants are UTC, `day` is the local day."""

    day: date
    code: str
    n: int
    rule: str
    unit: str
    category: str
    kind: str
    due_at: datetime
    ended_at: datetime
    article: str

    def said(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: v.isoformat() if isinstance(v, date) else v for name, v in asdict(self).items()}


def read(kept: dict[str, Any]) -> Violation:
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("due_at", "ended_at")}
    return Violation(**(kept | moments | {"day": date.fromisoformat(kept["day"])}))


def violations(province: Province, entries: Iterable[Entry]) -> list[Violation]:
    """What these entries say was late, in their order.

    The article is that of `province` as it is: a day is folded the night after it, and kept.
    """
    return [found for entry in entries for found in _of(province, entry)]


def _of(province: Province, entry: Entry) -> Iterator[Violation]:
    if entry.stage and entry.stage_due and entry.stage is not Stage.ANSWER:
        given_back = entry.stage is Stage.TRANSFER and entry.act is Act.EXPIRE
        if given_back or entry.at > entry.stage_due:
            rule = UNACCEPTED if given_back else str(entry.stage)
            yield _violation(province, entry, rule, entry.stage, entry.stage_unit, entry.stage_due)
    if entry.promise and entry.at > entry.promise:
        yield _violation(province, entry, Stage.ANSWER, Stage.ANSWER, entry.answered_by, entry.promise)


def _violation(province: Province, entry: Entry, rule: str, stage: Stage, unit: str, due: datetime) -> Violation:
    facts = {"urgency": entry.urgency, "kind": entry.kind, "category": entry.category or None}
    return Violation(
        day=entry.day, code=entry.code, n=entry.n, rule=str(rule), unit=unit, category=entry.category, kind=entry.kind,
        due_at=due, ended_at=entry.at, article=province.regulation.limit(stage, facts).article,
    )  # fmt: skip
