"""The life of a petition: every pair of state, act and role is asked, permitted or not."""

from itertools import product

import pytest

from chalicelib.errors import Forbidden, IllegalMove
from chalicelib.ticket.workflow import MAY, NEXT, OPEN_STATES, OR_ELSE, STAGE_OF, Act, Role, Status, after, legal


@pytest.mark.parametrize(("state", "act", "role"), list(product(Status, Act, Role)))
def test_only_what_the_table_holds_can_happen(state: Status, act: Act, role: Role) -> None:
    if (state, act) not in NEXT:
        with pytest.raises(IllegalMove) as refusal:
            after(state, act, role)
        assert refusal.value.facts["acts"] == list(legal(state, role))
    elif role not in MAY[act]:
        with pytest.raises(Forbidden):
            after(state, act, role)
    else:
        assert after(state, act, role) is NEXT[state, act]
        assert act in legal(state, role)


@pytest.mark.parametrize(("why", "state", "act", "role", "landing"), [
    ("a unit that answers at once has accepted", Status.ASSIGNED, Act.ANSWER, Role.HANDLER, Status.ANSWERED),
    ("the citizen's reply wakes the ticket", Status.WAITING, Act.HEAR, Role.CITIZEN, Status.IN_PROGRESS),
    ("further words do not reopen an answer", Status.ANSWERED, Act.HEAR, Role.CITIZEN, Status.ANSWERED),
    ("the tray's ticket is given to a unit", Status.IN_TRAY, Act.ASSIGN, Role.COORDINATOR, Status.ASSIGNED),
    ("an escalation changes nobody's status", Status.ASSIGNED, Act.ESCALATE, Role.SYSTEM, Status.ASSIGNED),
    ("a complex case waits for the superior", Status.IN_PROGRESS, Act.REPORT, Role.HEAD, Status.REPORTED),
    ("who decides and hands it back", Status.REPORTED, Act.DECIDE, Role.LEADERSHIP, Status.IN_PROGRESS),
    ("a draft goes out when the head approves", Status.DRAFTED, Act.APPROVE, Role.HEAD, Status.ANSWERED),
    ("not done, says the citizen", Status.CLOSED, Act.REOPEN, Role.CITIZEN, Status.ASSIGNED),
    ("look at it again, higher up", Status.ANSWERED, Act.APPEAL, Role.CITIZEN, Status.IN_TRAY),
    ("never mind", Status.WAITING, Act.WITHDRAW, Role.CITIZEN, Status.CLOSED),
    ("a transfer nobody took on", Status.ASSIGNED, Act.EXPIRE, Role.SYSTEM, Status.IN_TRAY),
    ("a duplicate is told what the other one is told", Status.MERGED, Act.RELAY, Role.SYSTEM, Status.ANSWERED),
])  # fmt: skip
def test_the_usual_ways(why: str, state: Status, act: Act, role: Role, landing: Status) -> None:
    assert after(state, act, role) is landing, why


@pytest.mark.parametrize(("why", "state", "act", "role"), [
    ("only a head may say that it is not his matter", Status.ASSIGNED, Act.TRANSFER, Role.HANDLER),
    ("leadership watches, it does not answer for a unit", Status.IN_PROGRESS, Act.ANSWER, Role.LEADERSHIP),
    ("a handler may not help himself from the tray", Status.IN_TRAY, Act.ASSIGN, Role.HANDLER),
    ("nobody rates but the citizen", Status.ANSWERED, Act.RATE, Role.HEAD),
    ("a handler does not report up over the head's name", Status.IN_PROGRESS, Act.REPORT, Role.HANDLER),
    ("nor approve a draft", Status.DRAFTED, Act.APPROVE, Role.HANDLER),
    ("only those above all units give directives", Status.IN_PROGRESS, Act.DIRECT, Role.HEAD),
    ("nobody publishes what a unit would like to see published", Status.ANSWERED, Act.PUBLISH, Role.HANDLER),
    ("staff cannot withdraw a citizen's petition", Status.IN_PROGRESS, Act.WITHDRAW, Role.COORDINATOR),
    ("who keeps the data handles no petition", Status.IN_TRAY, Act.ASSIGN, Role.PROVINCE_ADMIN),
])  # fmt: skip
def test_the_right_act_of_the_wrong_person(why: str, state: Status, act: Act, role: Role) -> None:
    with pytest.raises(Forbidden):
        after(state, act, role)


def test_every_open_state_but_waiting_has_a_clock() -> None:
    """Otherwise a petition could be forgotten there; a question to the citizen lapses by a duty of its own."""
    assert set(STAGE_OF) == OPEN_STATES - {Status.WAITING}


def test_every_state_can_be_left_or_is_the_end() -> None:
    for state in Status:
        ways_out = {landing for (start, _), landing in NEXT.items() if start is state} - {state}
        assert ways_out, state


def test_other_landings_belong_to_arrows_that_exist() -> None:
    assert set(OR_ELSE) <= set(NEXT)


def test_time_never_moves_what_is_over() -> None:
    """A merged, answered or closed petition never escalates (but an answer may become final)."""
    for state in (Status.MERGED, Status.ANSWERED, Status.CLOSED):
        assert (state, Act.ESCALATE) not in NEXT
