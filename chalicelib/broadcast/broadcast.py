"""A broadcast and where it may go: one table. Frozen values; each act gives a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.broadcast.tally import Tally
from chalicelib.errors import Forbidden, IllegalMove
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role


class Kind(StrEnum):
    POLICY = "policy"
    EMERGENCY = "emergency"  # a disaster, an epidemic: at night, too, and to those who want no news


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for approval; its words are fixed
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"  # everybody is owed it; receipts still come
    CANCELLED = "cancelled"


class Act(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    REJECT = "reject"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    START = "start"  # the clock's
    FINISH = "finish"  # the clock's
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


_S, _A, _R = State, Act, Role
NEXT: Mapping[State, Mapping[Act, State]] = {
    _S.DRAFT: {
        _A.EDIT: _S.DRAFT, _A.SUBMIT: _S.SUBMITTED, _A.CANCEL: _S.CANCELLED,
        _A.APPROVE: _S.APPROVED,  # of an emergency only, and by others than its author: nobody waits for a form
    },
    _S.SUBMITTED: {_A.REJECT: _S.DRAFT, _A.APPROVE: _S.APPROVED, _A.CANCEL: _S.CANCELLED},
    _S.APPROVED: {_A.SCHEDULE: _S.SCHEDULED, _A.CANCEL: _S.CANCELLED},
    _S.SCHEDULED: {
        _A.SCHEDULE: _S.SCHEDULED, _A.START: _S.RUNNING, _A.PAUSE: _S.PAUSED, _A.CANCEL: _S.CANCELLED,
    },
    _S.RUNNING: {_A.FINISH: _S.DONE, _A.PAUSE: _S.PAUSED, _A.CANCEL: _S.CANCELLED},
    _S.PAUSED: {_A.RESUME: _S.SCHEDULED, _A.CANCEL: _S.CANCELLED},  # the clock starts it again where it was
    _S.DONE: {_A.CANCEL: _S.CANCELLED},  # what waits for the morning is not sent
    _S.CANCELLED: {},
}  # fmt: skip
_WRITERS = (_R.CONTENT_OWNER, _R.PAGE_MANAGER, _R.COORDINATOR)
_APPROVERS = {
    Kind.POLICY: (_R.LEADERSHIP, _R.COORDINATOR),
    Kind.EMERGENCY: (_R.LEADERSHIP, _R.COORDINATOR, _R.TASK_FORCE),
}
AT_ONCE = (_R.LEADERSHIP, _R.TASK_FORCE)  # may approve an emergency that nobody has submitted
_BRAKES = (*_WRITERS, _R.LEADERSHIP, _R.TASK_FORCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who is meant: every list that is not empty must hold; all empty means all followers known.

    areas        commune codes; with `unplaced`, also those of whom no place is known
    fields       ids of categories, each with those below it
    submitters   person, business, organisation
    channels     facebook, zalo, api, phone
    accounts     «facebook:2001»
    """

    areas: frozenset[str] = frozenset()
    unplaced: bool = False
    fields: frozenset[str] = frozenset()
    submitters: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """All instants are UTC.

    at       when it begins, at the earliest; None: as soon as it is scheduled
    shard, after, pages   how far the fan-out has come: where in the register it goes on, how many pages it has done
    counted, rounds       pages of this round of counting that are counted, and rounds that are done
    fares    how it fares as it was last counted; round: what the round of counting that is under way has found so far
    round_at  when the next such round begins
    next_at  when the clock must look again; None: never
    reserved, reserved_in  what the approval took from the month's limits, and of which month («2026-11-01»)
    """

    tenant: str
    id: str
    kind: Kind
    topic: str  # a category, or nothing
    title: str
    text: str
    title_en: str = ""
    text_en: str = ""
    link: str = ""
    audience: Audience
    by: str  # staff id of the author
    edited_by: str = ""  # of whoever changed its words last
    unit: str
    created_at: datetime
    state: State = State.DRAFT
    submitted_by: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""  # of the last rejection, pause or cancelling
    at: datetime | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None
    shard: int = 0
    after: str = ""
    pages: int = 0
    counted: int = 0
    rounds: int = 0
    fares: Tally = field(default_factory=Tally)
    round: Tally = field(default_factory=Tally)
    round_at: datetime | None = None
    next_at: datetime | None = None
    reserved: Mapping[str, int] = field(default_factory=dict)
    reserved_in: str = ""
    version: int = 0  # 0 means never saved


def may(broadcast: Broadcast, act: Act, actor: Actor) -> None:
    """raises  Forbidden; IllegalMove, saying which acts are legal now"""
    roles = _roles(broadcast, act)
    if actor.role not in roles:
        raise Forbidden(f"a {actor.role} may not {act} this broadcast", roles=sorted(roles))
    if act in (Act.APPROVE, Act.REJECT) and actor.id in (broadcast.by, broadcast.edited_by, broadcast.submitted_by):
        raise Forbidden("whoever wrote a broadcast does not approve it")
    if act not in legal(broadcast):
        acts = sorted(legal(broadcast) - {Act.START, Act.FINISH})
        raise IllegalMove(
            f"a broadcast that is {broadcast.state} cannot be changed so", state=broadcast.state, acts=acts
        )


def moved(broadcast: Broadcast, act: Act, **fields: object) -> Broadcast:
    """`broadcast` after `act`.

    raises  IllegalMove
    """
    if act not in legal(broadcast):
        raise IllegalMove("the broadcast cannot go there now", state=broadcast.state, act=act)
    return replace(broadcast, state=NEXT[broadcast.state][act], **fields)  # type: ignore[arg-type]


def legal(broadcast: Broadcast) -> set[Act]:
    """What may be done with it as it stands, by somebody."""
    acts = set(NEXT[broadcast.state])
    at_once = broadcast.state is State.DRAFT and broadcast.kind is not Kind.EMERGENCY
    return acts - {Act.APPROVE} if at_once else acts


def _roles(broadcast: Broadcast, act: Act) -> tuple[Role, ...]:
    if act is Act.APPROVE and broadcast.state is State.DRAFT:
        return AT_ONCE
    if act in (Act.APPROVE, Act.REJECT):
        return _APPROVERS[broadcast.kind]
    return _WRITERS if act in (Act.EDIT, Act.SUBMIT) else _BRAKES
