"""The first state of a ticket, from what was heard and where triage sends it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.channel.inbound import Inbound
from chalicelib.province.province import Province
from chalicelib.ticket import clock
from chalicelib.ticket.conflict import concerned
from chalicelib.ticket.routed import Routed
from chalicelib.ticket.ticket import Origin, Ticket
from chalicelib.ticket.workflow import Role, Status
from chalicelib.vietnamese import excerpt

OLDEST = timedelta(hours=48)  # platforms retry for 36 h; an older stamp is a wrong clock, not an old wish
EXCERPT = 100


Triage = Callable[[Province, Inbound], Routed]


class Missing(Protocol):
    """What the regulation demands of a petition that the petition does not have."""

    def __call__(
        self, province: Province, facts: dict[str, str | None], attachments: list[str], *, place: bool, contact: bool
    ) -> tuple[str, ...]: ...


def written_at(occurred_at: datetime, now: datetime) -> datetime:
    """When the citizen wrote: the platform's stamp, unless it lies ahead or too far back to be true."""
    return occurred_at if now - OLDEST <= occurred_at <= now else now


def draft(province: Province, code: str, heard: Inbound, alias: str, routed: Routed, at: datetime) -> Ticket:
    """The ticket before its clock is started."""
    facts = {"urgency": routed.urgency, "kind": routed.kind, "category": routed.category}
    regulation, tray = province.regulation, concerned(province, routed.concerns, province.tray)
    return Ticket(
        tenant=province.slug,
        code=code,
        key=heard.key,
        origin=Origin(channel=heard.channel, account=heard.account, alias=alias, lane=heard.lane, ref=heard.ref),
        status=Status.IN_TRAY,
        kind=routed.kind,
        category=routed.category,
        urgency=routed.urgency,
        place=routed.place,
        unit=routed.unit,
        rule=routed.rule,
        regulation=f"{regulation.id}@{regulation.version}",
        excerpt="" if routed.concerns or routed.legal else excerpt(heard.text, EXCERPT),  # a worklist is read by many
        opened_at=at,
        promised_at=clock.promise(province, facts, at, routed.unit),
        legal=routed.legal,
        concerns=routed.concerns,
        submitter=heard.submitter,
        members=heard.members,
        arbiter=Role.LEADERSHIP if routed.unit == province.leadership and tray else "",
    )
