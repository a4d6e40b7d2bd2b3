"""The body of an act, checked whole: every fault is listed at once, with its JSON pointer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib import schema
from chalicelib.errors import BadInput, Conflict, Unprocessable
from chalicelib.province.province import Province
from chalicelib.sla.deadline import Allowance, allowance_from
from chalicelib.ticket.conflict import concerned
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Actor, Attachment, Ticket
from chalicelib.ticket.workflow import Act
from chalicelib.vietnamese import clean

_NEEDS: Mapping[Act, tuple[str, ...]] = {
    Act.ASSIGN: ("unit",),
    Act.REFUSE: ("reason",),
    Act.TRANSFER: ("unit", "reason"),
    Act.ASK: ("text",),
    Act.INFORM: ("text",),
    Act.SEEK_EXTENSION: ("reason", "more"),
    Act.EXTEND: ("reason", "more"),
    Act.REPORT: ("superior", "reason", "text", "document/number", "document/date", "document/file"),
    Act.DECIDE: ("reason",),
    Act.DIRECT: ("text", "until"),
    Act.FULFIL: ("text",),
    Act.CONTRIBUTE: ("text",),
    Act.ANSWER: ("text",),
    Act.SEND_BACK: ("reason",),
    Act.REJECT: ("reason", "text"),
    Act.HIDE: ("reason",),
    Act.CONTEST: ("reason",),
    Act.UPHOLD: ("reason",),
    Act.DISMISS: ("reason",),
    Act.MERGE: ("into",),
    Act.NOTE: ("text",),
    Act.UNVEIL: ("reason",),
    Act.RESTRICT: ("attachment", "restricted", "reason"),
}
# Acts whose words a citizen is told, below the post, in private or both.
SPOKEN = frozenset({Act.ASK, Act.INFORM, Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT})
_OF_SPOKEN = ("to", "public_text")
# Acts that bring files: those that say something to the citizen, to colleagues or upwards.
BRINGING = SPOKEN | {Act.CONTRIBUTE, Act.NOTE, Act.REPORT, Act.FULFIL, Act.DIRECT}


@dataclass(frozen=True)
class Order:
    """Who wants what done to which petition, and when. `body` has passed its schema and lacks nothing."""

    province: Province
    ticket: Ticket
    act: Act
    actor: Actor
    at: datetime
    body: Mapping[str, Any]
    tickets: Tickets
    files: tuple[Attachment, ...] = ()  # what the officer attached, copied already or still to be

    def text(self, name: str = "text") -> str:
        return str(self.body.get(name, ""))

    def more(self) -> Allowance:
        return allowance_from(self.body["more"])

    def document(self) -> dict[str, str]:
        """Metadata of the official document, as facts of the event."""
        return {f"document_{name}": str(value) for name, value in self.body.get("document", {}).items()}

    def closing_of(self, name: str = "until") -> datetime:
        """Closing time of the date the body names.

        raises  Unprocessable for a date that does not exist, is over, or is no working day
        """
        calendar = self.province.calendar_of(self.ticket.unit)
        day = day_of(self.body[name], name)
        spans = calendar.spans_on(day)
        if not spans:
            raise refused(name, f"{day:%d/%m/%Y} is no working day: {calendar.reason(day)}")
        if spans[-1][1] <= self.at:
            raise refused(name, "this date is over")
        return spans[-1][1]

    def target(self, name: str = "unit") -> str:
        """The open unit the body names, which the petition is not about.

        raises  Unprocessable
        """
        unit = str(self.body[name])
        if faults := list(unit_faults(self.province, self.ticket, [(f"/{name}", unit)])):
            raise Unprocessable("the act is not complete", faults=faults)
        return unit


def refused(name: str, message: str) -> Unprocessable:
    return Unprocessable("the act is not complete", faults=[{"pointer": f"/{name}", "message": message}])


def unknown(what: str) -> Conflict:
    """The regulation of the province does not hold such a rule."""
    return Conflict(f"the regulation of this province knows no {what}")


def day_of(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refused(name, "there is no such date") from error


def unit_faults(province: Province, ticket: Ticket, units: Iterable[tuple[str, str]]) -> Iterable[dict[str, str]]:
    """What speaks against giving `ticket` to these units, as {pointer, message}."""
    for pointer, unit in units:
        if unit not in province.units:
            yield {"pointer": pointer, "message": "no such unit"}
        elif not province.is_open(unit):
            yield {"pointer": pointer, "message": f"this unit was closed; {province.live(unit)} follows it"}
        elif concerned(province, ticket.concerns, unit):
            yield {"pointer": pointer, "message": "the petition is about this unit or one of its officials"}


def checked(act: Act, body: Any) -> dict[str, Any]:
    """`body` once it has the shape the act wants and nothing that is needed is missing; texts cleaned.

    raises  BadInput, Unprocessable listing every fault
    """
    if not isinstance(body, dict):
        raise BadInput("the body must be a JSON object")
    schema.check("desk/act", body)
    cleaned = {name: _clean(value) for name, value in body.items()}
    faults = [
        {"pointer": f"/{path}", "message": f"{act} needs {path.replace('/', '.')}"}
        for path in _NEEDS.get(act, ())
        if _found(cleaned, path) in (None, "")
    ]
    if act not in SPOKEN:
        faults += [{"pointer": f"/{name}", "message": f"{act} has no sides"} for name in _OF_SPOKEN if name in cleaned]
    if "uploads" in cleaned and act not in BRINGING:
        faults.append({"pointer": "/uploads", "message": f"{act} takes no files"})
    if faults:
        raise Unprocessable("the act is not complete", faults=faults)
    return cleaned


def _clean(value: Any) -> Any:
    """Every text in `value`, however deep: what cannot be stored would break the act half way."""
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return clean(value) if isinstance(value, str) else value


def _found(body: Mapping[str, Any], path: str) -> Any:
    value: Any = body
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value
