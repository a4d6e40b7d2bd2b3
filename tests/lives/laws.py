"""What holds of one move, of one petition, of all of them together, and of what people are told."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.province.regulation import Stage
from chalicelib.sla.deadline import moment_after
from chalicelib.ticket import clock
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import CITIZEN, Notice, Purpose
from chalicelib.ticket.ticket import Event, Outcome, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, STAGE_OF, Act, Role, Status

P, S = Purpose, Status
ENDED = frozenset({S.ANSWERED, S.CLOSED})
LAST_WORDS = frozenset({P.ANSWER, P.CLOSED, P.REJECTED, P.REFERRED, P.NO_REPLY, P.WITHDRAWN})
NO_PERSON_WROTE = frozenset({
    P.ACK, P.GREETING, P.RATING, P.THANKS, P.ESCALATION, P.NEWS, P.JOINED, P.RAISED, P.WITHDRAWN, P.NO_REPLY,
    P.TOO_LATE, P.REFERRED,
})  # fmt: skip


def of_a_move(before: Ticket, after: Ticket, events: tuple[Event, ...], notices: tuple[Notice, ...]) -> None:
    acts = {event.act for event in events}
    _ladder(before, after, acts)
    calm = acts <= {Act.NOTE, Act.INFORM, Act.HEAR} and before.urgency == after.urgency
    if calm and before.status in OPEN_STATES and after.status is before.status:
        assert after.stage_due_at == before.stage_due_at, "words move no clock"
        same = (before.kind, before.category) == (after.kind, after.category)
        assert after.promised_at == before.promised_at or (not same and after.promised_at < before.promised_at)
    calmed = before.urgency == "emergency" != after.urgency
    assert not calmed or acts == {Act.CLASSIFY}, "danger is over when a person says so"
    told = [n for n in notices if n.code == after.code and n.to == (CITIZEN,) and n.purpose in LAST_WORDS]
    ends = after.status in ENDED and before.status not in ENDED
    assert len(told) == int(ends), f"{before.status} -> {after.status}: {[n.purpose for n in told]}"
    if ends:
        assert (after.answered_at is None) is (after.outcome == Outcome.WITHDRAWN)
    assert after.reopened in (before.reopened, before.reopened + 1)
    assert not (before.bound and acts & {Act.TRANSFER, Act.REFUSE}), "what an arbiter has said is not handed on"


def _ladder(before: Ticket, after: Ticket, acts: set[Act]) -> None:
    """Every rung once in an uninterrupted stage; a new stage begins at the foot of the ladder."""
    run = (before.stage, before.stage_started_at, before.stage_due_at)
    same_run = run == (after.stage, after.stage_started_at, after.stage_due_at)
    if Act.ESCALATE in acts:
        assert acts == {Act.ESCALATE}
        assert same_run
        assert after.level > before.level
    elif not acts & {Act.RECKON, Act.CLASSIFY}:
        assert after.level <= before.level, "only the clock climbs"
        alarmed = after.urgency == "emergency" != before.urgency  # danger has a ladder of its own
        assert after.level == before.level or not same_run or alarmed, "a rung that was taken stays taken"
        begins = after.stage is not None and (after.stage, after.stage_started_at) != run[:2]
        if begins and before.status is not S.WAITING:
            assert after.level == 0, "a new stage begins at the foot"


def of_a_ticket(province: Province, ticket: Ticket) -> None:
    """What its fields say of each other."""
    status, stage = ticket.status, ticket.stage
    assert stage == (Stage.TRANSFER if status is S.ASSIGNED and ticket.came_from else STAGE_OF.get(status))
    assert (stage is None) is (ticket.stage_due_at is None) is (ticket.stage_started_at is None)
    assert stage is not Stage.ANSWER or ticket.stage_due_at == ticket.promised_at
    assert (ticket.paused_at is not None) is (status is S.WAITING)
    assert bool(ticket.draft) is (status is S.DRAFTED)
    assert bool(ticket.superior) is (status is S.REPORTED)
    assert bool(ticket.outcome) is (status in ENDED)
    assert not ticket.sampled or status in ENDED, "taking it up again forgets the draw"
    assert ticket.sampled_at or not ticket.solved, "who was not asked has said nothing"
    assert not ticket.came_from or status is S.ASSIGNED
    assert not ticket.arbiter or status in (S.IN_TRAY, S.MERGED, S.CLOSED)
    assert not ticket.directive_due_at or ticket.directed
    assert bool(ticket.contributors) or not ticket.contribution_due_at
    if status not in OPEN_STATES:
        assert (ticket.directed, ticket.contributors) == (0, ()), "what is over owes nobody a part"
    for unit in (ticket.unit, *ticket.beside):
        assert province.is_open(unit) or status is S.CLOSED, f"{unit} is no unit any more"
        # By an edit after the answer: it lies where it lay, and they see it no more.
        assert status in ENDED or unit == province.leadership or not about(province, ticket, unit)
    if status is S.IN_TRAY:
        assert ticket.unit == home(province, ticket.arbiter or Role.COORDINATOR), "it lies with those who are told"
        assert not (ticket.bound and ticket.arbiter in ("", Role.COORDINATOR)), "who is told may assign it"


def home(province: Province, role: str) -> str:
    """The unit whose people are told of what `role` must decide."""
    return {"task_force": province.task_force, "leadership": province.leadership}.get(role, province.tray)


def about(province: Province, ticket: Ticket, unit: str) -> bool:
    """True when the petition is about `unit`, one above it, or what one of those has become."""
    named = {c.removeprefix("unit:") for c in ticket.concerns if c.startswith("unit:")}
    above = {each.id for each in province.upwards(unit)}
    return bool(above & (named | {province.live(each) for each in named}))


def on_the_agenda(province: Province, ticket: Ticket, now: datetime) -> None:
    """The clock will look again whenever anything is left to do; nothing more is left to do at the very top only."""
    ahead = clock.tasks(province, ticket)
    if not ahead:
        assert ticket.next_at is None
        assert ticket.status is not S.WAITING, "silence does not last for ever"
        ladder = province.regulation.steps(ticket.stage, ticket.facts) if ticket.stage else ()
        assert all(ticket.level >= rung.level for rung in ladder), "the ladder is not climbed yet"
    elif ticket.next_at != ahead[0].moment:
        opening, _ = next(province.calendar_of(ticket.unit).spans_from(now))
        assert ticket.next_at is not None
        assert ahead[0].moment <= now
        assert ticket.next_at <= opening


def nothing_forgotten(province: Province, ticket: Ticket, now: datetime) -> None:
    """A sweep has just run: every rung whose moment has come is taken, and every lapse has happened."""
    closing = province.regulation.procedures.closing
    if ticket.stage and ticket.stage_due_at:
        calendar = province.calendar_of(ticket.unit)
        for rung in province.regulation.steps(ticket.stage, ticket.facts):
            if rung.after.amount >= 0 and moment_after(ticket.stage_due_at, rung.after, calendar) <= now:
                assert ticket.level >= rung.level, f"rung {rung.level} was forgotten"
    assert not (closing and closing.silent_after and ticket.status is S.WAITING)
    assert ticket.next_at is None or ticket.next_at > now


def of_all(tickets: Mapping[tuple[str, str], Ticket]) -> None:
    """Duplicates and the petition they were joined to name each other, and nobody else does."""
    by_code = {ticket.code: ticket for ticket in tickets.values()}
    for ticket in by_code.values():
        assert bool(ticket.into) is (ticket.status is S.MERGED)
        if ticket.into:
            leader = by_code[ticket.into]
            assert leader.status in OPEN_STATES
            assert ticket.code in leader.followers
        assert all(by_code[code].into == ticket.code for code in ticket.followers)
        assert len(set(ticket.followers)) == len(ticket.followers)


def of_notices(province: Province, change: Change) -> None:
    """One row each; none to an official the petition is about; what no person wrote does not claim one did."""
    keys = [(notice.parent, notice.id) for notice in change.notices]
    assert len(set(keys)) == len(keys), "a transaction writes no row twice"
    tickets = {after.code: after for _, after, _ in change.moves}
    assert len(tickets) == len(change.moves)
    for notice in change.notices:
        assert not (notice.human and notice.purpose in NO_PERSON_WROTE), notice.purpose
        for person in (staff for staff in notice.to if staff != CITIZEN and notice.code in tickets):
            member, ticket = province.staff_member(person), tickets[notice.code]
            assert f"staff:{person}" not in ticket.concerns
            assert member
            assert not about(province, ticket, member.unit), f"{person} learns of a petition about themselves"
