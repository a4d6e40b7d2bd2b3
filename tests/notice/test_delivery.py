"""The delivery state machine: every pair of states, and every step along them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from chalicelib.errors import Conflict
from chalicelib.notice import delivery
from chalicelib.notice.delivery import NEXT_STATES, history
from chalicelib.ticket.owed import WAITING, Notice, Purpose, State, resent
from tests.builders import World

WORLD = World()
NOW = WORLD.clock()
(ACK,) = WORLD.owed(WORLD.opened().code, Purpose.ACK)

MAY_FOLLOW = {
    "owed": {"owed", "sending", "sent", "failed", "skipped"},
    "sending": {"sending", "sent", "unsure", "owed", "failed", "skipped"},
    "unsure": {"unsure", "sent", "owed", "failed"},
    "sent": {"delivered", "seen", "owed", "failed"},
    "delivered": {"seen", "owed", "failed"},
    "seen": set(),
    "failed": {"owed", "sent"},
    "skipped": set(),
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)), ids=str)
def test_what_may_follow_what(before: State, after: State) -> None:
    notice = replace(ACK, state=before)
    if after in MAY_FOLLOW[before]:
        assert delivery.step(notice, after, NOW).state is after
    else:
        with pytest.raises(Conflict):
            delivery.step(notice, after, NOW)


def test_nothing_that_waits_is_without_a_way_on() -> None:
    assert all(NEXT_STATES[state] for state in WAITING)


def test_a_claim_counts_one_attempt_however_many_ways_it_tries() -> None:
    claim = delivery.claimed(ACK, "messenger", NOW, "")
    assert (claim.state, claim.lane, claim.tries, claim.tried_at) == (State.SENDING, "messenger", 1, NOW)
    assert claim.at == NOW + timedelta(minutes=2)
    assert delivery.claimed(claim, "sms", NOW, "messenger: lane_closed").tries == 1


def test_what_an_account_or_the_hour_stood_in_the_way_of_was_no_attempt() -> None:
    claim = delivery.claimed(ACK, "messenger", NOW, "")
    assert delivery.put_off(claim, NOW, "night", counted=False).tries == 0
    assert delivery.put_off(claim, NOW, "busy").tries == 1
    assert delivery.put_off(replace(ACK, tries=3), NOW, "quiet hours", counted=False).tries == 3, "it was not claimed"


def test_the_last_part_proved_is_the_whole_proved() -> None:
    claim = delivery.unsure(delivery.claimed(ACK, "messenger", NOW, ""), NOW, "messenger: unsure")
    first = delivery.proven(claim, "m1", 2, NOW)
    assert (first.state, first.supplier_ids) == (State.OWED, ("m1",))
    assert delivery.proven(first, "m2", 2, NOW).state is State.SENT


def _sent(**fields: object) -> Notice:
    return replace(ACK, state=State.SENT, lane="email", supplier_ids=("a", "b"), **fields)  # type: ignore[arg-type]


def test_a_receipt_counts_for_the_last_part_only() -> None:
    assert delivery.delivered(_sent(), "a", NOW).state is State.SENT
    arrived = delivery.delivered(_sent(), "b", NOW)
    assert (arrived.state, arrived.delivered_at) == (State.DELIVERED, NOW)
    opened = delivery.seen(arrived, "b", NOW + timedelta(minutes=1))
    assert (opened.state, opened.delivered_at, opened.seen_at) == (State.SEEN, NOW, NOW + timedelta(minutes=1))


def test_what_was_seen_has_arrived() -> None:
    assert delivery.seen(_sent(), "b", NOW).delivered_at == NOW


@pytest.mark.parametrize("move", [delivery.delivered, delivery.seen], ids=["delivered", "seen"])
@pytest.mark.parametrize("state", sorted(set(State) - {State.SENT, State.DELIVERED}), ids=str)
def test_a_receipt_never_moves_anything_back(state: State, move: Callable[..., Notice]) -> None:
    notice = replace(_sent(), state=state)
    assert move(notice, "b", NOW) is notice


def test_delivered_twice_is_delivered_once() -> None:
    arrived = delivery.delivered(_sent(), "b", NOW)
    assert delivery.delivered(arrived, "b", NOW + timedelta(hours=1)) is arrived


def test_a_bounce_goes_back_to_the_agenda_with_the_lane_recorded() -> None:
    back = delivery.bounced(_sent(tries=4, tried_at=NOW), NOW, elsewhere=True)
    assert (back.state, back.supplier_ids, back.tries, back.tried_at) == (State.OWED, (), 0, None)
    assert back.reason == "email: bounced"


def test_a_bounce_with_no_other_way_is_a_failure_people_see() -> None:
    assert delivery.bounced(_sent(), NOW, elsewhere=False).reason == "bounced"
    failed = replace(ACK, state=State.FAILED)
    assert delivery.bounced(failed, NOW, elsewhere=False) is failed


def test_where_it_went_before_is_never_forgotten() -> None:
    reason = "sms: no telephone number is known; messenger: unsure; email: bounced; messenger: 1 parts sent; email: x"
    assert history(reason) == ("messenger: unsure", "email: bounced", "messenger: 1 parts sent")


def test_a_crash_before_the_claim_counts_and_ends() -> None:
    notice = ACK
    for _ in range(delivery.TRIES - 1):
        notice = delivery.stumbled(notice, NOW, timedelta(seconds=1))
    assert (notice.state, notice.tries) == (State.OWED, delivery.TRIES - 1)
    assert delivery.stumbled(notice, NOW, timedelta(seconds=1)).state is State.FAILED


def test_staff_send_again_what_failed_and_only_that() -> None:
    world = World()
    (ack,) = world.owed(world.opened().code, Purpose.ACK)
    with pytest.raises(Conflict):
        resent(ack, "so-khcn-1", NOW)
    failed = world.outbox.save(replace(ack, state=State.FAILED, tries=10, reason="messenger: refused 100"))
    again = world.outbox.save(resent(failed, "so-khcn-1", NOW))
    assert (again.state, again.tries, again.facts["resent_by"]) == (State.OWED, 0, "so-khcn-1")
    world.post()
    assert world.owed(ack.code, Purpose.ACK)[0].state is State.SENT
