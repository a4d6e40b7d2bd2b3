"""Who a sender is, and papers that show it: for those the province names, with a reason, and written down."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, refused
from chalicelib.desk.reach import acting, reads_people
from chalicelib.errors import Conflict, Forbidden, NotFound
from chalicelib.identity.vault import Look, Person, Vault
from chalicelib.province.province import Province
from chalicelib.ticket.attachments import name_of, restrictions
from chalicelib.ticket.life import moved
from chalicelib.ticket.ticket import Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act, after

SAW = "read_restricted_attachment"  # what the audit trail calls it
_KNOWN = ("name", "phone", "email", "address")


def reader(province: Province, actor: Actor, ticket: Ticket) -> Actor:
    """The actor who may see who the sender of `ticket` is.

    raises  Forbidden for other roles than the province names, and for those whose matter the petition is not
    """
    signed = acting(province, actor, ticket, Act.UNVEIL)
    if not reads_people(province, signed):
        raise Forbidden("the province names who may see who a sender is", readers=list(province.messaging.readers))
    after(ticket.status, Act.UNVEIL, signed.role)
    return signed


def unveiled(order: Order) -> tuple[Ticket, Event]:
    """That somebody looked, and why, becomes part of the petition's own history."""
    facts = {"reason": order.text("reason")}
    return moved(order.province, order.ticket, Act.UNVEIL, order.actor, order.at, facts=facts)


def looked(vault: Vault, ticket: Ticket, actor: Actor, at: datetime, why: str) -> None:
    """Write the look down for each person behind `ticket`, before anything is shown."""
    for alias in (*_aliases(ticket), *ticket.members):
        vault.note(
            Look(tenant=ticket.tenant, alias=alias, at=at, by=actor.id, act=Act.UNVEIL, why=why, code=ticket.code)
        )


def person_of(vault: Vault, ticket: Ticket) -> Person | None:
    """Who sent `ticket`; what is not known of the comment's writer, from the chat proved to be theirs. None: erased."""
    known = [person for alias in _aliases(ticket) if (person := vault.recall(ticket.tenant, alias))]
    if not known:
        return None
    name, phone, email, address = (
        next((value for person in known if (value := getattr(person, field))), "") for field in _KNOWN
    )
    return replace(known[0], name=name, phone=phone, email=email, address=address)


def members_of(vault: Vault, ticket: Ticket) -> list[Person]:
    """Those for whom an association filed it, but for who was forgotten."""
    return [person for alias in ticket.members if (person := vault.recall(ticket.tenant, alias))]


def _aliases(ticket: Ticket) -> Iterable[str]:
    return dict.fromkeys(filter(None, (ticket.origin.alias, ticket.chat)))


def attached(events: Iterable[Event], n: int, index: int) -> tuple[Attachment, bool]:
    """(attachment, restricted) of one that can be looked at.

    raises  NotFound, with a sentence that says why there is nothing to see
    """
    timeline = list(events)
    event = next((event for event in timeline if event.n == n), None)
    if event and event.erased:
        raise NotFound("it was taken out for the sake of the person who sent it", event=n, index=index)
    if event is None or not 0 <= index < len(event.attachments):
        raise NotFound("no such attachment", event=n, index=index)
    attachment = event.attachments[index]
    if not attachment.key:
        raise NotFound("there is no copy of it: it is still being fetched, or was not fit to be kept", event=n)
    return attachment, bool(restrictions(timeline)[name_of(n, index)])


def restrict(order: Order) -> Deed:
    """Staff say that an attachment shows an identity paper, or, if they may see one, that it does not."""
    name = name_of(int(order.body["attachment"]["event"]), int(order.body["attachment"]["index"]))
    wanted = bool(order.body["restricted"])
    now = restrictions(order.tickets.timeline(order.ticket.tenant, order.ticket.code))
    if name not in now:
        raise refused("attachment", "no such attachment")
    if not wanted and not reads_people(order.province, order.actor):
        raise Forbidden("who may see who a sender is lifts it", readers=list(order.province.messaging.readers))
    if bool(now[name]) is wanted:
        raise Conflict("it is so already", restricted=wanted)
    return Deed(facts={"attachment": name, "restricted": int(wanted), "reason": order.text("reason")})
