"""The stand-ins brake and fail as the platforms do, when a test orders it."""

from typing import Any

import pytest

from tests.local.conftest import PAGE, Town
from tests.local.test_platforms import RATE_ERROR, error_of

TOO_FAST = {"error": -32, "message": "Your application reached limit call api"}


def test_more_calls_than_the_pace_meet_613_until_a_second_has_passed(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/pace", json={"channel": "facebook", "per_second": 2})
    answers = [town.send({"id": "1"}) for _ in range(3)]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert error_of(answers[2]) == RATE_ERROR
    town.clock.seconds += 1.1
    assert town.send({"id": "1"}).status_code == 200


def test_an_answer_may_be_lost_although_the_message_went_out(town: Town) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/fail", json={"channel": "facebook", "error": "lost", "times": 1})
    assert error_of(town.send({"id": "1"})) == {
        "message": "An unknown error occurred", "type": "OAuthException", "code": 1, "error_subcode": 1357046,
    }  # fmt: skip
    assert len(town.told("echo")) == 1


@pytest.mark.parametrize(
    ("ordered", "code"),
    [(4, 4), ("http500", 2), ("timeout", 2), ({"code": 10, "error_subcode": 1893063}, 10)],
)
def test_an_ordered_failure_meets_as_many_sends_as_ordered(town: Town, ordered: Any, code: int) -> None:
    town.say(text="Đèn hỏng")
    town.client.post("/control/fail", json={"channel": "facebook", "account": PAGE, "error": ordered, "times": 2})
    assert [error_of(town.send({"id": "1"}))["code"] for _ in range(2)] == [code, code]
    assert town.send({"id": "1"}).status_code == 200


def test_more_calls_than_the_pace_meet_minus_32(town: Town) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.client.post("/control/pace", json={"channel": "zalo", "per_second": 1})
    assert town.consult()["error"] == 0
    assert town.consult() == TOO_FAST


@pytest.mark.parametrize(("ordered", "error"), [(-230, -230), ({"error": -200}, -200)])
def test_zalo_fails_as_ordered(town: Town, ordered: Any, error: int) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.client.post("/control/fail", json={"channel": "zalo", "error": ordered, "times": 1})
    assert [town.consult()["error"] for _ in range(2)] == [error, 0]


@pytest.mark.parametrize(("ordered", "echoes"), [("timeout", 0), ("http500", 0), ("lost", 1)])
def test_zalo_may_give_no_answer_and_only_a_lost_one_was_sent(town: Town, ordered: str, echoes: int) -> None:
    town.zalo_says(text="Cho tôi hỏi")
    town.client.post("/control/fail", json={"channel": "zalo", "error": ordered, "times": 1})
    body = {"recipient": {"user_id": "1"}, "message": {"text": "Đã nhận"}}
    answer = town.client.post("/zalo/v3.0/oa/message/cs", json=body, headers={"access_token": "first-access"})
    assert answer.status_code == 500
    assert len(town.told("echo")) == echoes
