"""The whole life of a petition as one table. What is not in it cannot happen."""

from enum import StrEnum

from chalicelib.errors import Forbidden, IllegalMove
from chalicelib.province.regulation import Stage


class Status(StrEnum):
    IN_TRAY = "in_tray"  # no unit found yet: the coordinating agency must assign it
    ASSIGNED = "assigned"  # a unit is asked and has not yet taken it on
    IN_PROGRESS = "in_progress"  # the unit works on it
    WAITING = "waiting"  # the citizen is asked; the clock stands still
    ANSWERED = "answered"
    CLOSED = "closed"


class Act(StrEnum):
    OPEN = "open"  # citizen: the first message; never an act on an existing ticket
    HEAR = "hear"  # citizen: further words or photos
    RATE = "rate"
    ASSIGN = "assign"
    ACCEPT = "accept"
    TRANSFER = "transfer"
    ASK = "ask"
    ANSWER = "answer"
    CLOSE = "close"
    NOTE = "note"  # staff: an internal remark, never shown to the citizen, never moves a clock
    ESCALATE = "escalate"  # time


class Role(StrEnum):
    CITIZEN = "citizen"
    SYSTEM = "system"
    HANDLER = "handler"
    HEAD = "head"
    PAGE_MANAGER = "page_manager"
    COORDINATOR = "coordinator"
    LEADERSHIP = "leadership"


_S, _A = Status, Act
OPEN_STATES = frozenset({_S.IN_TRAY, _S.ASSIGNED, _S.IN_PROGRESS, _S.WAITING})

NEXT: dict[tuple[Status, Act], Status] = {
    (_S.IN_TRAY, _A.HEAR): _S.IN_TRAY,
    (_S.IN_TRAY, _A.NOTE): _S.IN_TRAY,
    (_S.IN_TRAY, _A.ESCALATE): _S.IN_TRAY,
    (_S.IN_TRAY, _A.ASSIGN): _S.ASSIGNED,
    (_S.IN_TRAY, _A.CLOSE): _S.CLOSED,  # not a petition, or not ours: the reason goes to the citizen
    (_S.ASSIGNED, _A.HEAR): _S.ASSIGNED,
    (_S.ASSIGNED, _A.NOTE): _S.ASSIGNED,
    (_S.ASSIGNED, _A.ESCALATE): _S.ASSIGNED,
    (_S.ASSIGNED, _A.ACCEPT): _S.IN_PROGRESS,
    (_S.ASSIGNED, _A.TRANSFER): _S.ASSIGNED,  # or back to the tray: `landing`
    (_S.ASSIGNED, _A.ANSWER): _S.ANSWERED,  # answering at once is accepting
    (_S.IN_PROGRESS, _A.HEAR): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.NOTE): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.ESCALATE): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.TRANSFER): _S.ASSIGNED,
    (_S.IN_PROGRESS, _A.ASK): _S.WAITING,
    (_S.IN_PROGRESS, _A.ANSWER): _S.ANSWERED,
    (_S.WAITING, _A.HEAR): _S.IN_PROGRESS,  # the citizen replied: the clock runs again
    (_S.WAITING, _A.NOTE): _S.WAITING,
    (_S.WAITING, _A.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, _A.HEAR): _S.ANSWERED,
    (_S.ANSWERED, _A.NOTE): _S.ANSWERED,
    (_S.ANSWERED, _A.RATE): _S.ANSWERED,
    (_S.ANSWERED, _A.CLOSE): _S.CLOSED,
    (_S.CLOSED, _A.NOTE): _S.CLOSED,
    (_S.CLOSED, _A.RATE): _S.CLOSED,
}

_STAFF = frozenset({Role.HANDLER, Role.HEAD, Role.PAGE_MANAGER, Role.COORDINATOR})
MAY: dict[Act, frozenset[Role]] = {
    _A.OPEN: frozenset({Role.CITIZEN}),
    _A.HEAR: frozenset({Role.CITIZEN}),
    _A.RATE: frozenset({Role.CITIZEN}),
    _A.ASSIGN: frozenset({Role.COORDINATOR, Role.PAGE_MANAGER}),
    _A.ACCEPT: frozenset({Role.HANDLER, Role.HEAD}),
    _A.TRANSFER: frozenset({Role.HEAD, Role.COORDINATOR}),  # articles F13: the head signs and gives the reason
    _A.ASK: frozenset({Role.HANDLER, Role.HEAD}),
    _A.ANSWER: frozenset({Role.HANDLER, Role.HEAD}),
    _A.CLOSE: frozenset({Role.HANDLER, Role.HEAD, Role.COORDINATOR}),
    _A.NOTE: _STAFF | {Role.LEADERSHIP},
    _A.ESCALATE: frozenset({Role.SYSTEM}),
}

STAGE_OF: dict[Status, Stage] = {
    _S.IN_TRAY: Stage.ASSIGN,
    _S.ASSIGNED: Stage.RECEIVE,
    _S.IN_PROGRESS: Stage.ANSWER,
}


def legal(status: Status, role: Role) -> tuple[Act, ...]:
    """The acts `role` may do on a petition in `status`, in the order of the table."""
    return tuple(act for (state, act) in NEXT if state is status and role in MAY[act])


def after(status: Status, act: Act, role: Role) -> Status:
    """The status `act` of `role` leads to.

    raises  IllegalMove (409) when the table has no such arrow, with the acts that are legal now;
            Forbidden (403) when the arrow exists but is not for this role
    """
    landing = NEXT.get((status, act))
    if landing is None:
        raise IllegalMove(
            f"cannot {act} a petition that is {status}",
            status=status,
            act=act,
            acts=list(legal(status, role)),
        )
    if role not in MAY[act]:
        raise Forbidden(f"a {role} may not {act}", act=act, acts=list(legal(status, role)))
    return landing
