"""What the API shows of people, for those who may see them: values → JSON. An allow-list, as views.py."""

from collections.abc import Iterable
from typing import Any

from chalicelib.identity.vault import Person
from chalicelib.ticket.ticket import Ticket


def identity(ticket: Ticket, person: Person | None, members: Iterable[Person] = ()) -> dict[str, Any]:
    """Who sent a petition, to an officer who gave a reason. The platform's own id of a person is nobody's business."""
    shown: dict[str, Any] = {"code": ticket.code, "sender": ticket.origin.alias, "erased": person is None}
    if ticket.members:
        named = ("name", "phone", "email", "submitter")
        shown["members"] = [
            {"sender": each.alias} | {name: getattr(each, name) or None for name in named} for each in members
        ]
    if person is None:
        return shown
    return shown | {
        "channel": person.channel,
        "name": person.name or None,
        "phone": person.phone or None,
        "email": person.email or None,
        "address": person.address or None,
        "submitter": person.submitter,
        "unreachable_by": list(person.refused),
        "consent": person.consent or None,
        "consented_at": person.consented_at.isoformat(timespec="seconds") if person.consented_at else None,
    }
