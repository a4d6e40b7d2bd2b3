"""Who is told what when staff have acted."""

from chalicelib.province.province import Province
from chalicelib.ticket.owed import By, Notice, Purpose, to_citizen, to_staff
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Status


def told(province: Province, before: Ticket, after: Ticket, event: Event) -> tuple[Notice, ...]:
    """The notices an act owes, written in its transaction."""
    if event.act is Act.ASK:
        return (to_citizen(province, after, event, Purpose.QUESTION, human=True),)
    if event.act is Act.ANSWER:
        return (to_citizen(province, after, event, Purpose.ANSWER, human=True),)
    if event.act is Act.CLOSE and before.status is not Status.ANSWERED:
        return (to_citizen(province, after, event, Purpose.CLOSED, human=True),)
    if event.act in (Act.ASSIGN, Act.TRANSFER):
        return (*_new_holder(province, after, event), *_citizen_learns_holder(province, after, event))
    return ()


def _new_holder(province: Province, ticket: Ticket, event: Event) -> list[Notice]:
    """The handlers; of a transfer also the head, who is now accountable. The tray has its coordinators."""
    if ticket.unit == province.tray:
        roles: tuple[str, ...] = ("coordinator",)
    else:
        roles = ("handler", "head") if event.act is Act.TRANSFER else ("handler",)
    by = (By.EMAIL, By.SMS) if ticket.urgency == "emergency" else (By.EMAIL,)
    reason = str(event.facts.get("reason", ""))
    return to_staff(province, ticket, event, Purpose.ASSIGNED, roles, by, reason=reason)


def _citizen_learns_holder(province: Province, ticket: Ticket, event: Event) -> tuple[Notice, ...]:
    if ticket.unit == province.tray:
        return ()
    return (to_citizen(province, ticket, event, Purpose.TRANSFERRED),)
