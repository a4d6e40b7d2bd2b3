"""Who sees a petition, and who may act on it in whose name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.desk.recheck import may_contest
from chalicelib.errors import Forbidden
from chalicelib.province.province import Account, Province
from chalicelib.ticket.afterwards import may_reopen
from chalicelib.ticket.conflict import excluded
from chalicelib.ticket.ticket import Actor, Channel, Outcome, Ticket
from chalicelib.ticket.workflow import MAY, Act, Role, Status, legal

EVERYWHERE = frozenset({Role.COORDINATOR, Role.TASK_FORCE, Role.LEADERSHIP})
_UNIT_ROLES = frozenset({Role.HANDLER, Role.HEAD})
_READERS = EVERYWHERE | _UNIT_ROLES | {Role.PAGE_MANAGER, Role.OBSERVER}  # nobody else reads petitions
BUSINESS = "business"
# What a page manager may still do once another unit has it.
_OF_A_PAGE = frozenset({Act.PUBLISH, Act.HIDE, Act.NOTE})
# What a unit beside the holder may do: give its part, decide what was reported to it, remark.
_BESIDE = frozenset({Act.CONTRIBUTE, Act.DECIDE, Act.NOTE})


# Acts that the state allows and this petition, or this regulation, gives no occasion for.
_OCCASION: Mapping[Act, Callable[[Province, Ticket], object]] = {
    Act.FULFIL: lambda _, ticket: ticket.directed,
    Act.CONTRIBUTE: lambda _, ticket: ticket.contributors,
    Act.SEEK_EXTENSION: lambda province, ticket: _may_extend(province, ticket),
    Act.EXTEND: lambda province, ticket: _may_extend(province, ticket),
    Act.REPORT: lambda province, _: province.regulation.procedures.complex,
    Act.REFUSE: lambda _, ticket: not ticket.bound,
    Act.TRANSFER: lambda _, ticket: not ticket.bound,
    Act.REFER: lambda province, _: province.regulation.procedures.gates,
    Act.PUBLISH: lambda _, ticket: not ticket.legal,
    Act.REOPEN: may_reopen,
    Act.CONTEST: may_contest,
    Act.UPHOLD: lambda _, ticket: ticket.contested,
    Act.DISMISS: lambda _, ticket: ticket.contested,
}


def offered(province: Province, actor: Actor, ticket: Ticket) -> list[Act]:
    """The acts open to this very person now, delegation and place included."""
    found = []
    for act in Act:
        try:
            signed = acting(province, actor, ticket, act)
        except Forbidden:
            continue
        named = _NAMED.get(act, _anybody)(province, signed)
        if named and act in legal(ticket.status, signed.role) and _OCCASION.get(act, _always)(province, ticket):
            found.append(act)
    return found


def reads_people(province: Province, actor: Actor) -> bool:
    """True for the roles to which the province shows who a sender is."""
    return actor.role in province.messaging.readers


def _signs_extensions(province: Province, actor: Actor) -> bool:
    rule = province.regulation.procedures.extension
    return rule is not None and actor.role in rule.approvers


# Acts for those whom the province's data names.
_NAMED: Mapping[Act, Callable[[Province, Actor], bool]] = {Act.EXTEND: _signs_extensions, Act.UNVEIL: reads_people}


def _anybody(_: Province, __: Actor) -> bool:
    return True


def _always(_: Province, __: Ticket) -> object:
    return True


def _may_extend(province: Province, ticket: Ticket) -> bool:
    rule = province.regulation.procedures.extension
    return rule is not None and ticket.extensions < rule.times


def present(province: Province, actor: Actor) -> Actor:
    """`actor` in the unit their unit has become: a token may be older than a reorganisation."""
    return replace(actor, unit=province.live(actor.unit))


def sees_unit(province: Province, actor: Actor, unit: str) -> bool:
    """True when `actor` may look at the desk of `unit`.

    A page manager finds there what came over their pages only, an observer what businesses sent.
    """
    if actor.role not in _READERS:
        return False
    if actor.role is Role.OBSERVER or (actor.role is Role.PAGE_MANAGER and unit == province.tray):
        return True
    return actor.role in EVERYWHERE or province.within(unit, actor.unit)


def sees(province: Province, actor: Actor, ticket: Ticket) -> bool:
    """`must_see` as a question."""
    try:
        must_see(province, actor, ticket)
    except Forbidden:
        return False
    return True


def must_see(province: Province, actor: Actor, ticket: Ticket) -> None:
    """raises  Forbidden when the petition lies outside the actor's part of the tree, or is about the actor"""
    if actor.role not in _READERS:
        raise Forbidden(f"a {actor.role} reads no petitions")
    if excluded(province, ticket, actor):
        raise Forbidden("this petition is about you or your unit")
    sealed = ticket.outcome == Outcome.REFERRED or (ticket.legal and ticket.status is Status.IN_TRAY)
    if sealed and actor.role not in EVERYWHERE | {Role.PAGE_MANAGER}:
        raise Forbidden("formal complaints and denunciations are not for every eye")
    if not (_holds(province, actor, ticket) or _beside(province, actor, ticket)):
        raise Forbidden("this petition is not in your part of the tree", unit=ticket.unit)


def acting(province: Province, actor: Actor, ticket: Ticket, act: Act) -> Actor:
    """The actor in the role that counts: a head's delegate signs as the head.

    raises  Forbidden for a unit that stands beside the petition and wants to do the holder's part
    """
    if act is Act.MERGE and ticket.arbiter and actor.role != ticket.arbiter:
        raise Forbidden(f"the {ticket.arbiter} decides whose matter this is", arbiter=ticket.arbiter)
    if act is Act.DECIDE and not decides(province, actor, ticket):
        raise Forbidden("the superior it was reported to decides", superior=ticket.superior)
    if act in (Act.UPHOLD, Act.DISMISS) and ticket.contested and actor.role not in (ticket.judge, Role.LEADERSHIP):
        raise Forbidden("the arbiter of the re-check decides", arbiter=ticket.judge)
    if act not in _BESIDE and actor.role in _UNIT_ROLES and not province.within(ticket.unit, actor.unit):
        raise Forbidden(f"the unit that holds the petition does this: {ticket.unit}", unit=ticket.unit)
    elsewhere = ticket.status is not Status.IN_TRAY and not province.within(ticket.unit, actor.unit)
    if actor.role is Role.PAGE_MANAGER and elsewhere and act not in _OF_A_PAGE:
        raise Forbidden(f"it lies with {ticket.unit} now", unit=ticket.unit)
    known = province.staff_member(actor.id)
    if known and known.delegate and actor.role is Role.HANDLER and Role.HANDLER not in MAY[act]:
        return replace(actor, role=Role.HEAD)
    return actor


def decides(province: Province, actor: Actor, ticket: Ticket) -> bool:
    """True for the head of the superior unit, of a unit above it, and for leadership."""
    return actor.role is Role.LEADERSHIP or province.within(ticket.superior, actor.unit)


def _holds(province: Province, actor: Actor, ticket: Ticket) -> bool:
    if actor.role is Role.OBSERVER:
        return ticket.submitter == BUSINESS and not ticket.legal
    if actor.role is Role.PAGE_MANAGER:
        return _of_their_page(province, actor, ticket)
    return sees_unit(province, actor, ticket.unit)


def _of_their_page(province: Province, actor: Actor, ticket: Ticket) -> bool:
    """It came over a page or OA that is bound to the actor's part of the tree, wherever it lies now.

    Of a page the province no longer has, nobody is the manager.
    """
    if ticket.origin.channel is Channel.PHONE:
        return province.within(ticket.origin.account, actor.unit)  # the unit whose hotline it was
    account = _account(province, ticket)
    return account is not None and province.within(account.unit, actor.unit)


def _account(province: Province, ticket: Ticket) -> Account | None:
    """The page or OA it came over; none for what was sent over the web."""
    over = (ticket.origin.channel, ticket.origin.account)
    return next((account for account in province.accounts if (account.channel, account.id) == over), None)


def _beside(province: Province, actor: Actor, ticket: Ticket) -> bool:
    """Page managers and observers are nobody's neighbours: other petitions stay with those who work on them."""
    if actor.role not in EVERYWHERE | _UNIT_ROLES:
        return False
    return any(province.within(unit, actor.unit) for unit in ticket.beside)
