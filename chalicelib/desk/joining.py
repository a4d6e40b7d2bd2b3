"""Duplicates: joined to one petition, and taken off again."""

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, refused
from chalicelib.desk.reach import sees
from chalicelib.errors import Conflict
from chalicelib.ticket import fate
from chalicelib.ticket.code import read_code
from chalicelib.ticket.life import Change
from chalicelib.ticket.workflow import OPEN_STATES


def merge(order: Order) -> Deed:
    """The duplicate leaves the desks; whoever sent it hears what the sender of the other one hears."""
    code = read_code(order.text("into")) or order.text("into")
    if code == order.ticket.code:
        raise refused("into", "a petition is no duplicate of itself")
    leader = order.tickets.find(order.ticket.tenant, code)
    if leader is None or not sees(order.province, order.actor, leader):
        raise refused("into", "no such petition")
    if leader.status not in OPEN_STATES:
        raise Conflict(f"the other petition is {leader.status}", into=leader.code)
    if order.ticket.members or leader.members:
        raise Conflict("a case of several members is joined to no other", into=leader.code)
    if order.ticket.followers:
        raise Conflict("other petitions were joined to this one: join the other one to it instead")
    if order.ticket.legal or leader.legal:
        raise Conflict("a formal complaint or denunciation is nobody's duplicate")
    if set(order.ticket.concerns) - set(leader.concerns):
        raise Conflict("this petition is about somebody the other one may be given to", into=leader.code)
    if len(leader.followers) >= fate.MOST:
        raise Conflict(f"at most {fate.MOST} petitions are joined to one", into=leader.code)
    if sum(map(fate.rows_of, (*fate.kin(order.tickets, leader), order.ticket))) > fate.ROOM:
        raise Conflict("as many petitions are joined to it as one answer can reach", into=leader.code)
    followers = (*leader.followers, order.ticket.code)
    gathered = fate.gathered(order.province, leader, followers, order.at, joined=order.ticket.code)
    fields = {"into": leader.code, "superior": "", "contributors": ()}
    return Deed(facts={"into": leader.code}, fields=fields, also=(gathered,))


def unmerge(order: Order) -> Change:
    """It goes on alone."""
    leader = order.tickets.get(order.ticket.tenant, order.ticket.into)
    then, event = fate.parted(order.province, order.ticket, order.actor, order.at)
    also = (fate.left(order.province, leader, order.ticket.code, order.at),)
    return Change(before=order.ticket, ticket=then, events=(event,), also=also)
