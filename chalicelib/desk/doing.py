"""An act, done: what it makes of the ticket and of those that go with it."""

from chalicelib.desk.classifying import classify
from chalicelib.desk.deeds import DEEDS
from chalicelib.desk.joining import unmerge
from chalicelib.desk.order import Order
from chalicelib.ticket import life
from chalicelib.ticket.afterwards import reopened
from chalicelib.ticket.life import Change
from chalicelib.ticket.workflow import Act


def done(order: Order) -> Change:
    """The act itself. Three are more than a deed: citizens, the clock or another calendar may bring them about, too."""
    if order.act is Act.CLASSIFY:
        return classify(order)
    if order.act is Act.UNMERGE:
        return unmerge(order)
    if order.act is Act.REOPEN:
        why = order.text("reason") or order.text()
        then, event = reopened(order.province, order.ticket, order.actor, order.at, why)
        return Change(before=order.ticket, ticket=then, events=(event,))
    deed = DEEDS[order.act](order)
    then, event = life.moved(
        order.province, order.ticket, order.act, order.actor, order.at,
        text=deed.text, unit=deed.unit, status=deed.status, facts=deed.facts,
        attachments=deed.attachments or order.files, **deed.fields,
    )  # fmt: skip
    return Change(before=order.ticket, ticket=then, events=(event,), also=deed.also)
