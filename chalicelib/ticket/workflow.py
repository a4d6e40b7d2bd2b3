"""The whole life of a petition as one table. What is not in it cannot happen."""

from enum import StrEnum

from chalicelib.errors import Forbidden, IllegalMove
from chalicelib.province.regulation import Stage


class Status(StrEnum):
    IN_TRAY = "in_tray"  # no unit found yet: the coordinating agency, or the arbiter, must assign it
    ASSIGNED = "assigned"  # a unit is asked and has not yet taken it on
    IN_PROGRESS = "in_progress"  # the unit works on it
    WAITING = "waiting"  # the citizen is asked; the clock stands still
    REPORTED = "reported"  # a complex case: the superior must decide on a new date
    DRAFTED = "drafted"  # the answer is written and waits for the head
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"  # a duplicate: it shares the fate of the petition it was joined to


class Act(StrEnum):
    OPEN = "open"  # citizen: the first message; never an act on an existing ticket
    HEAR = "hear"  # citizen: further words or photos
    RATE = "rate"
    CONFIRM = "confirm"  # citizen: whether it is really solved, asked apart from the unit
    REOPEN = "reopen"
    APPEAL = "appeal"  # citizen, after a bad rating: a higher level is to look again
    CONTEST = "contest"  # observer: it is answered, but the difficulty is still there; opens a re-check
    UPHOLD = "uphold"  # arbiter of a re-check: the observer is right, the unit must go on
    DISMISS = "dismiss"  # arbiter of a re-check: the answer stands
    WITHDRAW = "withdraw"
    CLASSIFY = "classify"  # kind, field, urgency or place were read wrongly: the limits that follow change with them
    ASSIGN = "assign"
    ACCEPT = "accept"
    REFUSE = "refuse"  # head: not our matter, back to the tray with the reason
    TRANSFER = "transfer"
    ASK = "ask"
    INFORM = "inform"  # progress note: words to the citizen before there is an answer
    SEEK_EXTENSION = "seek_extension"
    EXTEND = "extend"
    REPORT = "report"  # complex case: the written report up and the interim reply to the citizen
    DECIDE = "decide"  # the superior: a new date, or none
    DIRECT = "direct"  # leadership: a binding instruction with its own due date
    FULFIL = "fulfil"  # the unit reports that an instruction was carried out
    CONTRIBUTE = "contribute"  # another unit's part, to the lead, never to the citizen
    ANSWER = "answer"
    APPROVE = "approve"
    SEND_BACK = "send_back"  # head: the draft is not good enough
    CLOSE = "close"
    REJECT = "reject"  # turned away for a reason of the regulation's list
    REFER = "refer"  # a formal complaint or denunciation leaves the flow
    PUBLISH = "publish"
    HIDE = "hide"
    CONCERN = "concern"  # names a unit or official the petition is about
    MERGE = "merge"
    UNMERGE = "unmerge"
    GATHER = "gather"  # on the other side: a duplicate was joined to this one, or taken off again
    RELAY = "relay"  # what the other one was told, a duplicate is told
    AMEND = "amend"  # citizen: edited a message on the platform; both wordings are kept
    RETRACT = "retract"  # citizen: deleted a message there; the petition stays, with this mark
    ECHO = "echo"  # what somebody said by hand in the chat or below the post: kept with the case, moves no clock
    LINK = "link"  # the platform proved that a private chat belongs to whoever wrote the comment
    UNVEIL = "unveil"  # staff: looked at who the sender is, and why
    RESTRICT = "restrict"  # staff: an attachment shows an identity paper, or does not
    ERASE = "erase"  # what is personal was taken out: retention is over, or the person asked for it
    NOTE = "note"  # staff: an internal remark, never shown to the citizen, never moves a clock
    ESCALATE = "escalate"  # time, as are the next four
    REMIND = "remind"
    EXPIRE = "expire"  # a transfer nobody took on, a question nobody answered, an answer nobody objected to
    RECKON = "reckon"  # calendar or regulation changed: the dates are reckoned anew
    REHOME = "rehome"  # the unit was merged or closed: its petitions follow
    SAMPLE = "sample"  # drawn by lot: its sender is asked whether it is really solved, or cannot be reached


class Role(StrEnum):
    CITIZEN = "citizen"
    SYSTEM = "system"
    HANDLER = "handler"
    HEAD = "head"
    PAGE_MANAGER = "page_manager"
    OBSERVER = "observer"  # of a business association: petitions of businesses, without personal data
    CONTENT_OWNER = "content_owner"
    COORDINATOR = "coordinator"
    TASK_FORCE = "task_force"
    LEADERSHIP = "leadership"
    ANALYST = "analyst"
    PROVINCE_ADMIN = "province_admin"
    PLATFORM_OPERATOR = "platform_operator"  # of all provinces, and reads no petitions
    INTEGRATOR = "integrator"  # another system, by API key


_S, _A = Status, Act
OPEN_STATES = frozenset({_S.IN_TRAY, _S.ASSIGNED, _S.IN_PROGRESS, _S.WAITING, _S.REPORTED, _S.DRAFTED})
_ENDED = frozenset({_S.ANSWERED, _S.CLOSED})
_WORKED_ON = frozenset({_S.ASSIGNED, _S.IN_PROGRESS, _S.WAITING, _S.REPORTED, _S.DRAFTED})
_JOINABLE = frozenset({_S.IN_TRAY, _S.ASSIGNED, _S.IN_PROGRESS, _S.WAITING})

# Acts that leave the status as it is.
_REMARKS: dict[Act, frozenset[Status]] = {
    _A.HEAR: OPEN_STATES | {_S.ANSWERED, _S.MERGED},
    _A.RATE: _ENDED,
    _A.SAMPLE: _ENDED,
    _A.CONFIRM: _ENDED,
    _A.NOTE: frozenset(Status),
    **{act: frozenset(Status) for act in (_A.AMEND, _A.RETRACT, _A.ECHO, _A.LINK, _A.UNVEIL, _A.RESTRICT, _A.ERASE)},
    _A.PUBLISH: frozenset(Status) - {_S.MERGED},
    _A.HIDE: frozenset(Status) - {_S.MERGED},
    _A.CONCERN: OPEN_STATES,
    _A.CLASSIFY: OPEN_STATES,
    _A.GATHER: OPEN_STATES | _ENDED,
    _A.INFORM: frozenset({_S.IN_PROGRESS, _S.WAITING, _S.REPORTED, _S.DRAFTED}),
    _A.SEEK_EXTENSION: frozenset({_S.IN_PROGRESS, _S.DRAFTED}),
    _A.EXTEND: frozenset({_S.ASSIGNED, _S.IN_PROGRESS, _S.DRAFTED}),
    _A.DIRECT: OPEN_STATES,
    _A.FULFIL: _WORKED_ON,
    _A.CONTRIBUTE: _WORKED_ON,
    _A.ESCALATE: frozenset({_S.IN_TRAY, _S.ASSIGNED, _S.IN_PROGRESS, _S.REPORTED, _S.DRAFTED}),
    _A.REMIND: OPEN_STATES | _ENDED,  # once it has ended: of a re-check nobody decided
    _A.CONTEST: _ENDED,
    _A.DISMISS: _ENDED,
    _A.RECKON: OPEN_STATES,
    _A.REHOME: OPEN_STATES | {_S.ANSWERED, _S.MERGED},
}

NEXT: dict[tuple[Status, Act], Status] = {
    **{(state, act): state for act, states in _REMARKS.items() for state in states},
    # the tray
    (_S.IN_TRAY, _A.ASSIGN): _S.ASSIGNED,
    (_S.IN_TRAY, _A.CLOSE): _S.CLOSED,  # answered by the keepers of the tray themselves, with their words
    (_S.IN_TRAY, _A.REJECT): _S.CLOSED,
    (_S.IN_TRAY, _A.REFER): _S.CLOSED,
    # asked of a unit
    (_S.ASSIGNED, _A.ASSIGN): _S.ASSIGNED,  # the coordinating agency corrects itself
    (_S.ASSIGNED, _A.ACCEPT): _S.IN_PROGRESS,
    (_S.ASSIGNED, _A.REFUSE): _S.IN_TRAY,
    (_S.ASSIGNED, _A.TRANSFER): _S.ASSIGNED,
    (_S.ASSIGNED, _A.EXPIRE): _S.IN_TRAY,
    (_S.ASSIGNED, _A.ANSWER): _S.ANSWERED,  # answering at once is accepting
    (_S.ASSIGNED, _A.REJECT): _S.CLOSED,
    (_S.ASSIGNED, _A.REFER): _S.CLOSED,
    # worked on
    (_S.IN_PROGRESS, _A.TRANSFER): _S.ASSIGNED,
    (_S.IN_PROGRESS, _A.ASK): _S.WAITING,
    (_S.IN_PROGRESS, _A.REPORT): _S.REPORTED,
    (_S.IN_PROGRESS, _A.ANSWER): _S.ANSWERED,
    (_S.IN_PROGRESS, _A.REJECT): _S.CLOSED,
    (_S.IN_PROGRESS, _A.REFER): _S.CLOSED,
    # the citizen is asked
    (_S.WAITING, _A.HEAR): _S.IN_PROGRESS,  # the citizen replied: the clock runs again
    (_S.WAITING, _A.ANSWER): _S.ANSWERED,
    (_S.WAITING, _A.EXPIRE): _S.CLOSED,
    # the superior is asked
    (_S.REPORTED, _A.DECIDE): _S.IN_PROGRESS,
    (_S.REPORTED, _A.ANSWER): _S.ANSWERED,
    # the head is asked
    (_S.DRAFTED, _A.APPROVE): _S.ANSWERED,
    (_S.DRAFTED, _A.SEND_BACK): _S.IN_PROGRESS,
    # afterwards
    (_S.ANSWERED, _A.CLOSE): _S.CLOSED,
    (_S.ANSWERED, _A.EXPIRE): _S.CLOSED,
    **{(state, _A.REOPEN): _S.ASSIGNED for state in _ENDED},
    **{(state, _A.APPEAL): _S.IN_TRAY for state in _ENDED},
    **{(state, _A.UPHOLD): _S.ASSIGNED for state in _ENDED},
    **{(state, _A.WITHDRAW): _S.CLOSED for state in OPEN_STATES | {_S.MERGED}},
    # duplicates
    **{(state, _A.MERGE): _S.MERGED for state in _JOINABLE},
    (_S.MERGED, _A.UNMERGE): _S.ASSIGNED,
    (_S.MERGED, _A.RELAY): _S.ANSWERED,
}

# Landings an act may have instead of its usual one.
OR_ELSE: dict[tuple[Status, Act], frozenset[Status]] = {
    # further words said whose matter it is, or that it is about those who hold it
    **{(state, _A.HEAR): frozenset({_S.ASSIGNED, _S.IN_TRAY}) for state in OPEN_STATES},
    **{(state, _A.TRANSFER): frozenset({_S.IN_TRAY}) for state in (_S.ASSIGNED, _S.IN_PROGRESS)},
    **{(state, _A.ANSWER): frozenset({_S.DRAFTED}) for state in _WORKED_ON - {_S.DRAFTED}},
    **{(state, act): frozenset({_S.IN_TRAY}) for state in _ENDED for act in (_A.REOPEN, _A.UPHOLD)},
    (_S.MERGED, _A.UNMERGE): frozenset({_S.IN_TRAY}),
    (_S.MERGED, _A.RELAY): frozenset({_S.CLOSED}),
    **{(state, _A.CONCERN): frozenset({_S.IN_TRAY}) for state in OPEN_STATES},  # its holder must let go of it
    **{(state, _A.REHOME): frozenset({_S.IN_TRAY, _S.ASSIGNED}) for state in OPEN_STATES},
}

_UNIT = frozenset({Role.HANDLER, Role.HEAD})
_CENTRE = frozenset({Role.COORDINATOR, Role.TASK_FORCE, Role.LEADERSHIP})
_TRIAGE = frozenset({Role.COORDINATOR, Role.PAGE_MANAGER})
_STAFF = _UNIT | _CENTRE | {Role.PAGE_MANAGER}
_CITIZEN, _SYSTEM = frozenset({Role.CITIZEN}), frozenset({Role.SYSTEM})
MAY: dict[Act, frozenset[Role]] = {
    _A.OPEN: _CITIZEN,
    _A.HEAR: _CITIZEN,
    _A.RATE: _CITIZEN,
    _A.CONFIRM: _CITIZEN,
    _A.REOPEN: frozenset({Role.CITIZEN, Role.COORDINATOR}),
    _A.APPEAL: _CITIZEN,
    _A.CONTEST: frozenset({Role.OBSERVER}),
    _A.UPHOLD: _CENTRE,  # the one the regulation names as arbiter, and leadership
    _A.DISMISS: _CENTRE,
    _A.WITHDRAW: _CITIZEN,
    _A.ASSIGN: _TRIAGE | _CENTRE,
    _A.ACCEPT: _UNIT,
    _A.REFUSE: frozenset({Role.HEAD}),
    _A.TRANSFER: frozenset({Role.HEAD, Role.COORDINATOR}),  # articles F13: the head signs and gives the reason
    _A.ASK: _UNIT,
    _A.INFORM: _UNIT,
    _A.SEEK_EXTENSION: _UNIT,
    _A.EXTEND: _CENTRE | {Role.HEAD},  # the regulation says which of them
    _A.REPORT: frozenset({Role.HEAD}),
    _A.DECIDE: _CENTRE | {Role.HEAD},  # of the superior unit, or above all
    _A.DIRECT: frozenset({Role.LEADERSHIP, Role.TASK_FORCE}),
    _A.FULFIL: _UNIT,
    _A.CONTRIBUTE: _UNIT,
    _A.ANSWER: _UNIT,
    _A.APPROVE: frozenset({Role.HEAD}),
    _A.SEND_BACK: frozenset({Role.HEAD}),
    _A.CLOSE: _UNIT | {Role.COORDINATOR},
    _A.REJECT: _TRIAGE | {Role.HEAD},
    _A.REFER: _TRIAGE | {Role.HEAD},
    _A.PUBLISH: _TRIAGE,
    _A.HIDE: _TRIAGE,
    _A.CONCERN: _TRIAGE | {Role.TASK_FORCE, Role.LEADERSHIP},
    _A.CLASSIFY: _TRIAGE | {Role.TASK_FORCE},
    _A.MERGE: _TRIAGE | _UNIT,
    _A.UNMERGE: _TRIAGE | _UNIT | {Role.SYSTEM},
    _A.GATHER: _SYSTEM,
    _A.RELAY: _SYSTEM,
    _A.NOTE: _STAFF,
    _A.AMEND: _CITIZEN,
    _A.RETRACT: _CITIZEN,
    _A.ECHO: _SYSTEM,
    _A.LINK: _SYSTEM,
    _A.UNVEIL: _STAFF,  # the regulation says which of them
    _A.RESTRICT: _STAFF,
    _A.ERASE: _SYSTEM,
    _A.ESCALATE: _SYSTEM,
    _A.REMIND: _SYSTEM,
    _A.EXPIRE: _SYSTEM,
    _A.RECKON: _SYSTEM,
    _A.REHOME: _SYSTEM,
    _A.SAMPLE: _SYSTEM,
}

STAGE_OF: dict[Status, Stage] = {
    _S.IN_TRAY: Stage.ASSIGN,
    _S.ASSIGNED: Stage.RECEIVE,  # after a transfer Stage.TRANSFER: clock.py
    _S.IN_PROGRESS: Stage.ANSWER,
    _S.REPORTED: Stage.DECIDE,
    _S.DRAFTED: Stage.ANSWER,
}


def legal(status: Status, role: Role) -> tuple[Act, ...]:
    """The acts `role` may do on a petition in `status`, in the order of `Act`."""
    return tuple(act for act in Act if (status, act) in NEXT and role in MAY[act])


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
