"""The watch: whatever is due is tended, one account's trouble is not another's, and people hear of it once."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.account.facebook_admin import WANTED
from chalicelib.account.standing import REFUSED, UNGRANTED
from chalicelib.errors import Unsure
from tests.account.office import Heard, Office
from tests.builders import SLUG
from tests.fakes import ShelfStandings

DEAD = (400, {"error": {"code": 190, "error_subcode": 463}})
NOT_ALLOWED = (403, {"error": {"code": 200}})


def pages_asked(office: Office) -> list[tuple[str, str]]:
    asked = [(method, page) for method, page, _ in office.graph.calls]
    office.graph.calls.clear()
    return asked


def test_a_round_renews_what_is_due_and_checks_every_page(office: Office) -> None:
    assert office.watch.run() == 3
    assert office.secret["access_token"] == "access-1"
    assert pages_asked(office) == [("GET", "2001"), ("GET", "2002")]
    assert office.standing("facebook", "2001").subscribed is True
    assert office.watch.run() == 0, "nothing is due any more"


def test_pages_are_checked_every_hour(office: Office) -> None:
    office.watch.run()
    office.clock.pass_by(minutes=55)
    assert office.watch.run() == 0
    office.clock.pass_by(minutes=5)
    assert office.watch.run() == 2


def test_a_lost_subscription_is_mended_and_people_hear_of_it(office: Office, log: Heard) -> None:
    office.graph.fields["2001"] = None
    office.graph.fields["2002"] = ["feed", "messages", "leadgen"]
    office.watch.run()
    assert log.counted()["SubscriptionsRepaired"] == {SLUG: 1}
    assert log.alarms() == ["a page's subscription was mended"] * 2
    assert set(office.graph.fields["2001"] or ()) == WANTED
    assert set(office.graph.fields["2002"] or ()) == WANTED | {"leadgen"}, "what somebody else wants is not taken away"
    assert office.standing("facebook", "2002").subscribed is True


def test_a_dead_page_token_stops_the_page_and_its_people_are_told_once(office: Office, log: Heard) -> None:
    office.graph.faults = [DEAD]
    office.watch.run()
    assert office.standing("facebook", "2001").stopped == "190/463"
    assert office.told == [("2001", "190/463")]
    assert log.counted()["AccountsStopped"] == {SLUG: 1}
    office.clock.pass_by(hours=1)
    office.graph.faults = [DEAD]
    office.watch.run()
    assert office.told == [("2001", "190/463")]


def test_a_page_we_may_not_look_at_may_send_all_the_same(office: Office, log: Heard) -> None:
    office.graph.faults = [NOT_ALLOWED]
    office.watch.run()
    standing = office.standing("facebook", "2001")
    assert (standing.stopped, standing.subscribed) == ("", False)
    assert log.alarms() == ["a page's subscription cannot be looked at"]


def test_a_page_without_a_token_waits_for_a_person_and_goes_on_with_one(office: Office) -> None:
    del office.safe.secrets["facebook/page/2002"]
    office.watch.run()
    assert office.standing("facebook", "2002").stopped == UNGRANTED
    assert office.told == [("2002", UNGRANTED)]
    office.safe.secrets["facebook/page/2002"] = {"access_token": "t", "app": "cau-noi"}
    office.clock.pass_by(hours=1)
    office.watch.run()
    assert office.standing("facebook", "2002").stopped == ""


def test_a_page_that_could_not_be_asked_is_asked_again_in_the_next_round(office: Office, log: Heard) -> None:
    office.graph.faults = [Unsure("no answer")]
    office.watch.run()
    assert log.alarms() == [], "one answer that did not come wakes nobody"
    assert office.standing("facebook", "2001").subscribed is None
    pages_asked(office)
    office.clock.pass_by(minutes=5)
    office.watch.run()
    assert pages_asked(office) == [("GET", "2001")]


def test_an_oa_whose_token_is_refused_is_told_to_its_people(office: Office) -> None:
    office.zalo.refresh_token = "another"
    office.watch.run()
    assert office.told == [("3001", REFUSED)]


def test_an_oa_that_waits_for_a_person_is_looked_at_every_hour(office: Office) -> None:
    office.zalo.refresh_token = "another"
    office.watch.run()
    office.clock.pass_by(minutes=55)
    assert office.watch.run() == 0
    office.clock.pass_by(minutes=5)
    assert office.watch.run() == 3


# One account's trouble


@pytest.mark.parametrize("trouble", [Unsure("no answer"), OSError("broken"), (418, "tea"), DEAD])
def test_one_account_in_trouble_never_keeps_the_others_from_being_tended(office: Office, trouble: Any) -> None:
    office.graph.faults = [trouble]
    office.zalo.faults = [OSError("broken")]
    assert office.watch.run() == 3
    assert office.standing("facebook", "2002").subscribed is True


def test_a_row_that_cannot_be_written_keeps_nobody_from_being_tended(office: Office, log: Heard) -> None:
    class Jammed(ShelfStandings):
        def save(self, standing: Any) -> Any:
            if standing.account == "2001":
                raise OSError("jammed")
            return super().save(standing)

    office.standings = Jammed()
    watch = replace(office.watch, standings=office.standings)
    assert watch.run() == 3
    assert office.standing("facebook", "2002").subscribed is True
    assert "account could not be noted as tended" in log.alarms()


def test_a_round_stops_in_time_and_the_next_goes_on_where_it_stopped(office: Office, log: Heard) -> None:
    office.tokens.renew(SLUG, office.oa)
    office.graph.on_call = lambda: office.clock.pass_by(seconds=50)
    assert office.watch.run() == 1
    assert log.counted()["AccountsPutOff"] == {"-": 1}
    assert office.watch.run() == 1
    assert pages_asked(office) == [("GET", "2001"), ("GET", "2002")]


def test_an_account_that_keeps_failing_slowly_goes_to_the_end_of_the_line(office: Office) -> None:
    def slow() -> None:
        office.clock.pass_by(seconds=50)

    office.graph.on_call = office.zalo.on_call = slow
    office.zalo.faults = [Unsure("no answer")] * 9
    for _ in range(3):
        office.watch.run()
        office.clock.pass_by(minutes=5)
    assert pages_asked(office) == [("GET", "2001"), ("GET", "2002")]


def test_a_refresh_that_is_due_comes_before_the_checks(office: Office) -> None:
    office.watch.run()
    order: list[str] = []
    office.graph.on_call, office.zalo.on_call = lambda: order.append("page"), lambda: order.append("oa")
    office.clock.pass_by(hours=21)
    office.watch.run()
    assert order == ["oa", "page", "page"]


def test_no_secret_is_ever_written_into_the_log(office: Office, log: Heard) -> None:
    office.graph.faults = [DEAD, OSError("broken")]
    office.graph.fields["2001"] = None
    office.zalo.faults = ["lost"]
    for _ in range(4):
        office.watch.run()
        office.clock.pass_by(hours=1)
    said = log.whole()
    assert "broken" in said
    for word in ("token-2001", "token-2002", "access-0", "refresh-", "fb-app-secret-of-tests", "zalo-app-secret"):
        assert word not in said
