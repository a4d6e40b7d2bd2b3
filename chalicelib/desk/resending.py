"""What could not be told is told again at a person's word."""

from datetime import datetime
from typing import Any

from chalicelib import schema
from chalicelib.desk.reach import EVERYWHERE
from chalicelib.errors import Forbidden, NotFound, Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice, resent, ticket_partition
from chalicelib.ticket.store import Outbox
from chalicelib.ticket.ticket import Actor, Ticket


def asked_for(slug: str, body: Any) -> tuple[str, str, str]:
    """(code, parent, id) of the notice `body` names; the code is empty for one that belongs to no petition.

    raises  Unprocessable for a body that names none, or both a petition and a partition
    """
    schema.check("desk/resend", body)
    code, parent = str(body.get("ticket", "")), str(body.get("parent", ""))
    if bool(code) is bool(parent):
        fault = {"pointer": "/ticket", "message": "name the petition, or the partition of a notice without one"}
        raise Unprocessable("the body does not fit its schema", faults=[fault])
    own = ticket_partition(slug, "")
    if parent.startswith(own):
        code = parent.removeprefix(own)
    return code, parent or ticket_partition(slug, code), str(body["id"])


def may_resend(province: Province, actor: Actor, ticket: Ticket | None) -> None:
    """raises  Forbidden unless the actor sees the whole province, or the petition lies with them"""
    if actor.role in EVERYWHERE or (ticket and province.within(ticket.unit, actor.unit)):
        return
    raise Forbidden("who holds the petition, or sees the whole province, sends it again")


def again(outbox: Outbox, slug: str, parent: str, notice_id: str, actor: Actor, at: datetime) -> Notice:
    """The failed notice, owed once more from now; what of it has arrived is not sent again.

    raises  NotFound, also for another province's; Conflict unless it failed; StaleTicket when somebody was faster
    """
    notice = outbox.get(parent, notice_id)
    if notice is None or notice.tenant != slug:
        raise NotFound("no such notice", id=notice_id)
    return outbox.save(resent(notice, actor.id, at))
