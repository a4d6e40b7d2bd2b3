"""A refresh token works once: when its answer is lost or a run dies over it, people hear of it, never too late."""

from typing import Any

import pytest

from chalicelib.account.journal import Journal
from chalicelib.account.standing import REFUSED, UNGRANTED
from chalicelib.errors import StaleTicket, TryAgain, Unsure
from tests.account.office import Heard, Office
from tests.account.outside import Died, PocketSafe, ShelfJournals, Steps
from tests.builders import SLUG
from tests.fakes import ShelfStandings


@pytest.mark.parametrize("answer", [
    (500, None), (502, {"message": "Bad gateway"}), (200, None), (200, {"access_token": "x"}), (200, {"error": 0}),
    (200, {"error": -100}), (403, None), (200, []),
])  # fmt: skip
def test_an_answer_that_says_nothing_of_the_tokens_is_a_lost_one(office: Office, log: Heard, answer: Any) -> None:
    office.zalo.faults = [answer]
    with pytest.raises(Unsure):
        office.tokens.renew(SLUG, office.oa)
    assert log.alarms() == ["the answer to a refresh was lost: an administrator may have to grant"]
    office.tokens.renew(SLUG, office.oa)
    assert office.secret["access_token"] == "access-2", "Zalo had not acted: the same refresh token still works"
    assert not office.standing().stopped


def test_when_zalo_had_acted_the_second_try_is_refused_and_a_person_is_called(office: Office, log: Heard) -> None:
    office.zalo.faults = ["lost"]
    with pytest.raises(Unsure):
        office.tokens.renew(SLUG, office.oa)
    assert len(log.alarms()) == 1
    office.clock.pass_by(minutes=5)
    assert office.tokens.renew(SLUG, office.oa) == REFUSED
    assert [form["refresh_token"] for _, form, _ in office.zalo.calls] == ["refresh-0", "refresh-0"]
    assert office.standing().stopped == REFUSED
    assert log.alarms() == ["Zalo refuses the refresh token: an administrator of the OA must grant again"]


def test_lost_answers_in_a_row_alarm_once(office: Office, log: Heard) -> None:
    office.zalo.faults = [(500, None)] * 3
    for _ in range(3):
        with pytest.raises(Unsure):
            office.tokens.renew(SLUG, office.oa)
        office.clock.pass_by(minutes=5)
    assert len(log.alarms()) == 1


def test_a_lost_answer_stays_lost_while_zalo_cannot_be_reached(office: Office, log: Heard) -> None:
    office.zalo.faults = ["lost", TryAgain("no connection"), (500, None)]
    for _ in range(3):
        with pytest.raises(TryAgain):
            office.tokens.renew(SLUG, office.oa)
    assert len(log.alarms()) == 1
    assert office.tokens.renew(SLUG, office.oa) == REFUSED


def test_a_refused_token_is_not_sent_again_and_again(office: Office, log: Heard) -> None:
    office.zalo.refresh_token = "somebody granted elsewhere"
    assert office.tokens.renew(SLUG, office.oa) == REFUSED
    for _ in range(3):
        office.clock.pass_by(hours=1)
        assert office.tokens.renew(SLUG, office.oa) == ""
    assert len(office.zalo.calls) == 1
    assert len(log.alarms()) == 1


def test_once_a_person_lets_the_oa_go_on_the_token_is_tried_again(office: Office) -> None:
    office.zalo.refresh_token = "somebody granted elsewhere"
    office.tokens.renew(SLUG, office.oa)
    office.standings.resume(SLUG, "zalo", "3001")
    assert office.tokens.renew(SLUG, office.oa) == REFUSED


def test_a_refusal_alarms_also_when_the_oa_is_stopped_for_another_reason(office: Office, log: Heard) -> None:
    office.standings.stop(SLUG, "zalo", "3001", "-321", office.clock())
    office.zalo.refresh_token = "somebody granted elsewhere"
    assert office.tokens.renew(SLUG, office.oa) == ""
    assert office.standing().stopped == "-321"
    assert len(log.alarms()) == 1


def test_a_new_pair_put_by_hand_is_found_and_the_oa_goes_on(office: Office) -> None:
    office.zalo.refresh_token = "by-hand"
    office.tokens.renew(SLUG, office.oa)
    office.safe.secrets["zalo/oa/3001"] = {"access_token": "a", "refresh_token": "by-hand", "app": "cau-noi"}
    office.clock.pass_by(hours=1)
    office.tokens.renew(SLUG, office.oa)
    assert office.secret["access_token"] == "access-2"
    assert not office.standing().stopped


def test_an_oa_that_never_granted_is_stopped_once(office: Office, log: Heard) -> None:
    del office.safe.secrets["zalo/oa/3001"]
    assert office.tokens.renew(SLUG, office.oa) == UNGRANTED
    assert office.tokens.renew(SLUG, office.oa) == ""
    assert (office.zalo.calls, len(log.alarms())) == ([], 1)


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("at", range(1, 15))
def test_a_crash_at_any_step_loses_no_pair_without_an_alarm(office: Office, log: Heard, at: int, done: bool) -> None:
    steps = Steps(at, done=done)
    mortal = {name: steps.of(getattr(office, name)) for name in ("safe", "standings", "journals")}
    office.zalo.on_call = lambda: steps.step(lambda: None)
    try:
        office.other_tokens(**mortal).renew(SLUG, office.oa)
    except Died:
        pass
    else:
        assert steps.taken < at, "the step was taken and did not kill"
    office.zalo.on_call = lambda: None
    office.clock.pass_by(minutes=5)
    office.safe.held.clear()
    office.tokens.renew(SLUG, office.oa)
    whole = office.secret["refresh_token"] == office.zalo.refresh_token
    alarms = log.alarms()
    assert whole or any("grant again" in words for words in alarms), "lost and silent"
    assert bool(office.standing().stopped) is not whole
    if whole:
        assert office.standing().refreshed_at is not None
        assert office.secret["access_token"] == office.zalo.access_token


def test_a_crash_between_answer_and_saving_is_told_by_the_next_run(office: Office, log: Heard) -> None:
    class Breaks(PocketSafe):
        def put(self, *given: Any) -> None:
            raise Died

    dying = office.other_tokens(safe=Breaks(office.safe.secrets), journals=_Unreleased(office.journals.rows))
    with pytest.raises(Died):
        dying.renew(SLUG, office.oa)
    assert log.alarms() == [], "the dead say nothing"
    assert office.tokens.renew(SLUG, office.oa) == "", "its lease still runs"
    office.clock.pass_by(minutes=5)
    assert office.tokens.renew(SLUG, office.oa) == REFUSED
    assert log.alarms() == [
        "a refresh was sent and what came of it was never kept",
        "Zalo refuses the refresh token: an administrator of the OA must grant again",
    ]


class _Unreleased(ShelfJournals):
    def release(self, journal: Journal) -> None:
        pass


def test_a_safe_that_stumbles_is_asked_again(office: Office, log: Heard) -> None:
    office.safe.refusals = [OSError(), OSError()]
    office.tokens.renew(SLUG, office.oa)
    assert (office.secret["access_token"], log.alarms()) == ("access-1", [])


def test_a_safe_that_stays_shut_is_an_alarm(office: Office, log: Heard) -> None:
    office.safe.refusals = [OSError("shut")] * 3
    with pytest.raises(OSError, match="shut"):
        office.tokens.renew(SLUG, office.oa)
    assert log.alarms() == ["a new pair could not be saved: an administrator must grant again"]


def test_a_standing_that_keeps_moving_costs_no_pair(office: Office) -> None:
    class Busy(ShelfStandings):
        def save(self, standing: Any) -> Any:
            raise StaleTicket("somebody else was faster")

    with pytest.raises(StaleTicket):
        office.other_tokens(standings=Busy()).renew(SLUG, office.oa)
    office.tokens.renew(SLUG, office.oa)
    assert len(office.zalo.calls) == 1, "the pair was saved; the next run only notes it"
    assert office.standing().refreshed_at == office.clock()
