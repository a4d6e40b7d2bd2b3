"""What people are told of their accounts: silence, a grant that ends, a block by policy; each once, none at night."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.account.standing import POLICY, noted
from chalicelib.channel.inbound import Heard as Kind
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import Unsure
from chalicelib.ticket.ticket import Channel, Lane
from tests.account.office import Heard, Office
from tests.builders import SLUG, at, document
from tests.fakes import ShelfStandings


def news(payload: str, text: str, account: str = "2001", occurred_at: Any = None, channel: str = "facebook") -> Inbound:
    return Inbound(
        channel=Channel(channel), account=account, person="", key="k", heard=Kind.ACCOUNT, lane=Lane.DIRECT,
        occurred_at=occurred_at or at("2026-11-18 09:00"), payload=payload, text=text,
    )  # fmt: skip


@pytest.mark.parametrize(("heard", "now", "silent"), [
    ("2026-11-18 09:00", "2026-11-18 14:30", 3.5),   # Wednesday; nobody counts the lunch break
    ("2026-11-18 09:00", "2026-11-18 15:00", 4.0),
    ("2026-11-20 16:00", "2026-11-22 12:00", 1.0),   # Friday to Sunday
    ("2026-11-20 16:00", "2026-11-23 10:30", 4.0),   # until Monday
])  # fmt: skip
def test_silence_is_counted_in_working_hours(office: Office, log: Heard, heard: str, now: str, silent: float) -> None:
    office.clock.at = at(heard)
    office.watch.run()
    office.watch.alive(office.province, news("", ""))
    log.counted()
    office.clock.at = at(now)
    log.alarms()
    office.watch.run()
    assert log.counted()["AccountSilentHours"] == {"-": silent, SLUG: silent}
    assert ("account silent in working hours" in log.alarms()) is (silent >= 4)


def test_people_are_told_of_silence_once_a_day(office: Office, log: Heard) -> None:
    office.clock.at = at("2026-11-18 07:30")
    office.watch.alive(office.province, news("", ""))
    told = []
    for _ in range(12 * 47):
        office.clock.pass_by(minutes=5)
        office.watch.run()
        told += [office.clock() for words in log.alarms() if "silent" in words]
    assert told == [at("2026-11-18 13:30"), at("2026-11-19 07:30")], "and never at night"


def test_an_account_that_was_never_heard_is_not_silent(office: Office, log: Heard) -> None:
    office.clock.pass_by(days=30)
    office.watch.run()
    assert log.counted()["AccountSilentHours"] == {"-": 0, SLUG: 0}


def test_a_silence_of_many_years_is_measured_too(office: Office, log: Heard) -> None:
    office.watch.alive(office.province, news("", ""))
    office.clock.pass_by(days=12 * 366)
    office.watch.run()
    assert log.counted()["AccountSilentHours"]["-"] > 200


def test_a_sign_of_life_that_cannot_be_noted_stops_no_message(office: Office, log: Heard) -> None:
    class Shut(ShelfStandings):
        def heard(self, *given: Any) -> None:
            raise OSError("shut")

    replace(office.watch, standings=Shut()).alive(office.province, news("", ""))
    assert log.alarms() == ["a sign of life could not be noted"]


# How long tokens and grants last


def test_the_days_until_a_grant_ends_are_measured(office: Office, log: Heard) -> None:
    office.refreshed()
    office.clock.pass_by(hours=12)
    office.watch.run()
    counted = log.counted()
    assert counted["ZaloGrantDaysLeft"] == {"-": 89.5, SLUG: 89.5}
    assert counted["TokenHoursLeft"] == {"-": 13, SLUG: 13}


def test_of_several_oas_the_worst_is_measured(office: Office, log: Heard) -> None:
    whole = document()
    second = whole["accounts"][2] | {"id": "3002"}
    office.provinces.put(whole | {"accounts": [*whole["accounts"], second]}, "test")
    for account, days in (("3001", 80), ("3002", 30)):
        until = office.clock() + timedelta(days=days)
        noted(office.standings, SLUG, "zalo", account, grant_until=until, token_until=until)
    office.watch.run()
    assert log.counted()["ZaloGrantDaysLeft"] == {"-": 30, SLUG: 30}


def test_under_fourteen_days_people_are_told_once_a_day(office: Office, log: Heard) -> None:
    office.refreshed()
    office.zalo.faults = [Unsure("no answer")] * 999
    office.clock.pass_by(days=76, hours=1)
    log.alarms()
    for _ in range(3):
        office.watch.run()
        office.clock.pass_by(minutes=5)
    assert [words for words in log.alarms() if "ends soon" in words] == [
        "a grant ends soon: an administrator of the OA must grant"
    ]


def test_a_grant_that_is_gone_has_no_days_left(office: Office, log: Heard) -> None:
    office.zalo.refresh_token = "another"
    office.watch.run()
    office.watch.run()
    counted = log.counted()
    assert counted["ZaloGrantDaysLeft"] == {"-": 0, SLUG: 0}
    assert counted["AccountsStoppedNow"] == {"-": 1, SLUG: 1}


# News


def test_a_block_by_policy_stops_the_page_and_its_end_lets_it_go_on(office: Office, log: Heard) -> None:
    office.watch.news(office.province, news("policy", "block"))
    assert office.standing("facebook", "2001").stopped == POLICY
    assert office.told == [("2001", POLICY)]
    assert "news of an account" in log.alarms()
    office.watch.news(office.province, news("policy", "unblock", occurred_at=at("2026-11-18 10:00")))
    assert office.standing("facebook", "2001").stopped == ""


def test_news_that_are_delivered_twice_are_told_once(office: Office, log: Heard) -> None:
    for _ in range(2):
        office.watch.news(office.province, news("quota", "2000 500"))
    assert log.alarms() == ["news of an account"]


def test_people_who_cannot_be_told_do_not_keep_the_page_going(office: Office, log: Heard) -> None:
    def nobody_there(*given: Any) -> None:
        raise OSError("no post today")

    replace(office.watch, told=nobody_there).news(office.province, news("policy", "block"))
    assert office.standing("facebook", "2001").stopped == POLICY
    assert "people could not be told of a stopped account" in log.alarms()


@pytest.mark.parametrize("word", ["block", "unblock"])
def test_a_run_that_dies_over_a_word_of_policy_is_made_good_by_the_next_delivery(office: Office, word: str) -> None:
    class Dying(ShelfStandings):
        def stop(self, *given: Any) -> bool:
            raise OSError("cut off")

        def resume(self, *given: Any) -> None:
            raise OSError("cut off")

    if word == "unblock":
        office.watch.news(office.province, news("policy", "block"))
    said = news("policy", word, occurred_at=at("2026-11-18 10:00"))
    with pytest.raises(OSError, match="cut off"):
        replace(office.watch, standings=Dying(office.standings.kept)).news(office.province, said)
    office.watch.news(office.province, said)
    assert office.standing("facebook", "2001").stopped == (POLICY if word == "block" else "")


def test_a_block_that_comes_after_its_end_stops_nothing(office: Office) -> None:
    office.watch.news(office.province, news("policy", "unblock", occurred_at=at("2026-11-18 10:00")))
    office.watch.news(office.province, news("policy", "block"))
    assert office.standing("facebook", "2001").stopped == ""


def test_a_policy_word_we_do_not_know_changes_nothing(office: Office) -> None:
    office.watch.news(office.province, news("policy", "block"))
    office.watch.news(office.province, news("policy", "reviewed", occurred_at=at("2026-11-18 10:00")))
    assert office.standing("facebook", "2001").stopped == POLICY


def test_the_end_of_a_block_frees_no_page_whose_token_is_dead(office: Office) -> None:
    office.standings.stop(SLUG, "facebook", "2001", "190/463", office.clock())
    office.watch.news(office.province, news("policy", "unblock"))
    assert office.standing("facebook", "2001").stopped == "190/463"


def test_quota_and_templates_are_kept_by_kind_and_counted(office: Office, log: Heard) -> None:
    for payload, text in [("quota", "2000 > 500"), ("template_status", "412233: PENDING > REJECT"), ("quota", "old")]:
        hour = "08:00" if text == "old" else "09:00"
        said = news(payload, text, "3001", at(f"2026-11-18 {hour}"), "zalo")
        office.watch.news(office.province, said)
    assert office.standing().news == {
        "quota": "2026-11-18T02:00:00.000Z 2000 > 500",
        "template_status 412233": "2026-11-18T02:00:00.000Z 412233: PENDING > REJECT",
    }
    assert log.counted()["AccountNews"] == {SLUG: 1}
    assert len(log.alarms()) == 2


def test_news_never_grow_without_end(office: Office) -> None:
    for number in range(50):
        when = at("2026-11-18 09:00") + timedelta(minutes=number)
        office.watch.news(office.province, news("template_status", f"{number}: {'x' * 999}", "3001", when, "zalo"))
    kept = office.standing().news
    assert len(kept) == 20
    assert "template_status 49" in kept
    assert all(len(words) <= 240 for words in kept.values())


def test_people_who_could_not_be_noted_as_told_are_told_in_the_next_round(office: Office, log: Heard) -> None:
    class Shut(ShelfStandings):
        def save(self, standing: Any) -> Any:
            raise OSError("shut")

    office.watch.alive(office.province, news("", ""))
    office.clock.at = at("2026-11-18 15:30")
    replace(office.watch, standings=Shut(office.standings.kept)).run()
    assert "account silent in working hours" not in log.alarms()
    office.watch.run()
    assert "account silent in working hours" in log.alarms()
