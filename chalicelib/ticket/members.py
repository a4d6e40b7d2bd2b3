"""A case an association files for several of its members: one petition, and each of them is told what becomes of it."""

from dataclasses import replace

from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import CITIZEN, Notice, Purpose
from chalicelib.ticket.ticket import Ticket

MOST = 50  # members of one case: what each is told is written with the act, in one transaction of a hundred rows
# What a member hears; questions, stars and thanks are between the association and the authority.
TOLD = frozenset({
    Purpose.ACK, Purpose.ANSWER, Purpose.CLOSED, Purpose.INTERIM, Purpose.NEW_DATE, Purpose.REJECTED, Purpose.REFERRED,
    Purpose.REOPENED, Purpose.WITHDRAWN, Purpose.NO_REPLY, Purpose.PROCEDURE,
})  # fmt: skip


def told(change: Change) -> tuple[Notice, ...]:
    """All that `change` owes: its own notices, and for each member a copy of what their association is told.

    The id of a copy ends with the member's alias: there is one of each. Of two words of one act a member hears the
    second, which says more: both would not fit into the transaction.
    """
    cases = {ticket.code: ticket for _, ticket, _ in change.moves if ticket.members}
    last = {notice.code: notice for notice in change.notices if _listeners(notice, cases)}
    copies = (_copy(notice, alias) for notice in last.values() for alias in _listeners(notice, cases))
    return (*change.notices, *copies)


def _listeners(notice: Notice, cases: dict[str, Ticket]) -> tuple[str, ...]:
    case = cases.get(notice.code)
    return case.members if case and notice.to == (CITIZEN,) and notice.purpose in TOLD else ()


def _copy(notice: Notice, alias: str) -> Notice:
    assert notice.origin is not None
    return replace(notice, id=_of(notice.id, alias), origin=replace(notice.origin, alias=alias, ref=""))


def is_copy(notice: Notice) -> bool:
    """Whether it goes to a member, and not to the association itself."""
    return notice.origin is not None and notice.id.endswith(_of("", notice.origin.alias))


def _of(notice_id: str, alias: str) -> str:
    return f"{notice_id}#{alias}"


def concerns(ticket: Ticket, alias: str, notice: Notice) -> bool:
    """Whether a notice of `ticket` to its people is one to `alias`, and not to a member who is somebody else."""
    whose = notice.origin.alias if notice.origin else ""
    return whose == alias if alias in ticket.members else whose not in ticket.members
