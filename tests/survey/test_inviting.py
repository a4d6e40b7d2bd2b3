"""Who was answered is invited once, whoever has not answered is reminded once, whatever dies in between."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chalicelib.survey.round import State, Step
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.owed import State as Sent
from chalicelib.ticket.ticket import Ticket
from tests.builders import SLUG, at
from tests.fakes import ShelfTickets
from tests.survey.bureau import FINANCE, GOOD, OWNER, Bureau


def told(bureau: Bureau, purpose: Purpose = Purpose.SURVEY) -> list[Notice]:
    return [each for each in bureau.world.shelf.notices.values() if each.purpose is purpose]


def with_people(bureau: Bureau, number: int = 3) -> list[str]:
    return [bureau.answered(f"70{n:02}").code for n in range(number)]


def test_those_who_were_answered_are_invited_when_the_round_opens() -> None:
    bureau = Bureau()
    with_people(bureau)
    bureau.answered("7999", FINANCE)
    round_ = bureau.opened(units=[{"unit": "so-xay-dung"}])
    bureau.world.clock.at = round_.opens_at - timedelta(minutes=1)
    assert bureau.clock.run() == 0, "not before its time"
    bureau.world.clock.at = round_.opens_at
    assert bureau.clock.run() == 3
    assert bureau.clock.run() == 0
    invited = told(bureau)
    assert len(invited) == 3
    assert {each.facts["unit"] for each in invited} == {"Sở Xây dựng"}
    assert bureau.staff.figures(SLUG, round_.id, OWNER)["invited"] == 3
    link = invited[0].facts["survey_link"]
    bureau.people.answer(SLUG, round_.id, {"invitation": link.rpartition("/")[2], "answers": GOOD})
    found = bureau.rounds.find(SLUG, round_.id)
    assert found
    assert found.step is Step.REMIND


@dataclass
class Dying(ShelfTickets):
    """The process is killed right after so many commits."""

    left: int = 0

    def commit(self, change: Change) -> None:
        super().commit(change)
        self.left -= 1
        if self.left == 0:
            raise SystemExit


def test_a_killed_run_is_gone_on_with_and_nobody_is_told_twice_or_missed() -> None:
    """Killed at every commit in turn."""
    for died_at in range(1, 8):
        bureau = Bureau()
        with_people(bureau, 7)
        bureau.opened()
        with pytest.raises(SystemExit):
            replace(bureau.clock, tickets=Dying(bureau.world.shelf, died_at)).run()
        bureau.clock.run()
        bureau.clock.run()
        assert len(told(bureau)) == 7, died_at


def test_nobody_is_asked_twice_within_a_month() -> None:
    bureau = Bureau()
    with_people(bureau)
    first, second = bureau.opened(), bureau.opened()
    assert bureau.clock.run() == 3
    assert len(told(bureau)) == 3
    later = bureau.opened(
        opens_at="2026-12-21T08:00:00+07:00", closes_at="2027-01-20T17:00:00+07:00",
        invite={"from": "2026-11-18", "to": "2026-11-18"},
    )  # fmt: skip
    bureau.clock.run()
    assert len(told(bureau)) == 6
    assert len({first.id, second.id, later.id}) == 3


def test_only_who_was_invited_and_has_not_answered_is_reminded_once() -> None:
    bureau = Bureau()
    with_people(bureau)
    round_ = bureau.opened()
    bureau.clock.run()
    answered = told(bureau)[0]
    token = answered.facts["survey_link"].rpartition("/")[2]
    bureau.people.answer(SLUG, round_.id, {"invitation": token, "answers": GOOD})
    bureau.note(bureau.world.opened("Mặt đường có ổ gà", person="7500").code)
    bureau.world.clock.at = at("2026-12-01 09:00")
    assert bureau.clock.run() == 2
    assert bureau.clock.run() == 0
    assert answered.parent not in {each.parent for each in told(bureau, Purpose.SURVEY_REMINDER)}


def test_the_round_ends_by_the_clock() -> None:
    bureau = Bureau()
    round_ = bureau.opened(invite={"from": "2026-11-18", "to": "2026-11-18"})
    bureau.clock.run()
    bureau.world.clock.at = round_.closes_at
    bureau.clock.run()
    found = bureau.rounds.find(SLUG, round_.id)
    assert found
    assert (found.state, found.next_at) == (State.CLOSED, None)


@pytest.mark.parametrize(("why", "fields"), [
    ("a formal complaint", {"legal": "complaint"}),
    ("withdrawn", {"outcome": "withdrawn"}),
    ("forgotten", {"erased_at": at("2026-11-19 09:00")}),
    ("taken up again", {"answered_at": None}),
])  # fmt: skip
def test_some_are_not_asked(why: str, fields: dict[str, object]) -> None:
    bureau = Bureau()
    ticket = bureau.answered("7001")
    bureau.world.shelf.tickets[SLUG, ticket.code] = replace(ticket, **fields)  # type: ignore[arg-type]
    bureau.opened()
    assert bureau.clock.run() == 0, why


def test_only_over_the_channels_of_the_round() -> None:
    bureau = Bureau()
    bureau.answered("7001")
    bureau.opened(channels=["zalo"])
    assert bureau.clock.run() == 0


def test_whoever_wants_no_news_gets_none_and_quiet_hours_hold() -> None:
    bureau = Bureau()
    ticket = bureau.answered("7001")
    bureau.opened()
    bureau.clock.run()
    (notice,) = told(bureau)
    talks = bureau.world.shelf.talks
    talks[notice.parent] = replace(talks[notice.parent], muted_at=bureau.world.clock())
    bureau.world.post()
    (notice,) = told(bureau)
    assert (notice.state, notice.reason) == (Sent.SKIPPED, "asked for no such news")
    assert ticket.code not in str(notice.facts)


@dataclass
class Poisoned(ShelfTickets):
    """One petition cannot be read."""

    which: str = ""
    why: type[Exception] = KeyError

    def find(self, tenant: str, code: str) -> Ticket | None:
        if code == self.which:
            raise self.why(code)
        return super().find(tenant, code)


def test_a_petition_that_cannot_be_read_stops_nobody_and_a_failing_store_is_asked_again() -> None:
    for why, at_once in ((KeyError, 2), (ConnectionError, 0)):
        bureau = Bureau()
        first = min(with_people(bureau))  # of those of one moment the timeline has it first
        round_ = bureau.opened(units=[{"unit": "so-xay-dung"}])
        poisoned = Poisoned(bureau.world.shelf, which=first, why=why)
        replace(bureau.clock, tickets=poisoned).run()
        assert len(told(bureau)) == at_once
        found = bureau.rounds.find(SLUG, round_.id)
        assert found
        assert found.step is (Step.REMIND if at_once else Step.INVITE)
    assert bureau.clock.run() == 3


def test_a_reminder_claims_nobody_who_was_not_invited() -> None:
    bureau = Bureau()
    with_people(bureau, 1)
    bureau.opened(invite={"from": "2026-11-18", "to": "2026-11-19"})
    assert bureau.clock.run() == 1
    second = bureau.opened(
        opens_at="2026-12-15T08:00:00+07:00", closes_at="2027-02-20T17:00:00+07:00",
        invite={"from": "2026-11-18", "to": "2026-11-19", "remind_at": "2026-12-28T09:00:00+07:00"},
    )  # fmt: skip
    assert bureau.clock.run() == 0, "it was asked in November"
    bureau.world.clock.at = at("2026-12-28 09:00")
    assert bureau.clock.run() == 0, "whoever was not invited is not reminded"
    third = bureau.opened(
        opens_at="2026-12-29T08:00:00+07:00", closes_at="2027-02-20T17:00:00+07:00",
        invite={"from": "2026-11-18", "to": "2026-11-19"},
    )  # fmt: skip
    assert bureau.clock.run() == 1
    assert len({second.id, third.id}) == 2


def test_whoever_has_answered_is_not_reminded_of_a_unit_they_were_not_invited_to_judge() -> None:
    bureau = Bureau()
    bureau.answered("7001")
    bureau.world.clock.pass_by(hours=1)
    bureau.answered("7001", FINANCE)
    round_ = bureau.opened(
        closes_at="2027-02-20T17:00:00+07:00",
        invite={"from": "2026-11-18", "to": "2026-11-19", "remind_at": "2027-01-05T09:00:00+07:00"},
    )
    assert bureau.clock.run() == 1
    (invited,) = told(bureau)
    token = invited.facts["survey_link"].rpartition("/")[2]
    bureau.people.answer(SLUG, round_.id, {"invitation": token, "answers": GOOD})
    bureau.world.clock.at = at("2027-01-05 09:00")
    assert bureau.clock.run() == 0
    assert told(bureau, Purpose.SURVEY_REMINDER) == []
