"""An app's signing secret is replaced: both are taken for a week, then the new one alone."""

from datetime import timedelta

import pytest

from chalicelib.account.rotation import rotated, settled
from chalicelib.errors import BadInput
from tests.account.office import Heard, Office
from tests.builders import at

NOW = at("2026-11-18 09:00")
FACEBOOK = {"app_id": "918", "app_secret": {"current": "old-secret-of-tests", "previous": "older"}, "verify_token": "v"}
ZALO = {"app_id": "389", "app_secret": "of oauth", "oa_secret_key": {"current": "old-secret-of-tests"}}
NEW = "new-secret-of-tests"


def test_the_new_one_is_current_and_the_old_one_previous() -> None:
    after = rotated("facebook", FACEBOOK, NEW, NOW)
    assert after["app_secret"] == {
        "current": NEW, "previous": "old-secret-of-tests", "rotated_at": "2026-11-18T02:00:00.000Z",
    }  # fmt: skip
    assert (after["app_id"], after["verify_token"]) == ("918", "v")


def test_of_zalo_the_key_of_the_webhooks_is_rotated_not_the_secret_of_oauth() -> None:
    after = rotated("zalo", ZALO, NEW, NOW)
    assert after["app_secret"] == "of oauth"
    assert after["oa_secret_key"]["previous"] == "old-secret-of-tests"


@pytest.mark.parametrize("secret", ["", "short", f" {NEW}", f"{NEW}\n", "old-secret-of-tests"])
def test_what_is_no_new_secret_is_refused(secret: str) -> None:
    with pytest.raises(BadInput):
        rotated("facebook", FACEBOOK, secret, NOW)


def test_the_previous_one_is_dropped_after_a_week() -> None:
    app = rotated("facebook", FACEBOOK, NEW, NOW)
    assert settled("facebook", app, NOW + timedelta(days=6, hours=23)) is None
    after = settled("facebook", app, NOW + timedelta(days=7))
    assert after is not None
    assert after["app_secret"] == {"current": NEW, "previous": None}
    assert settled("facebook", after, NOW + timedelta(days=99)) is None


def test_a_previous_one_nobody_dated_is_left_alone() -> None:
    assert settled("facebook", FACEBOOK, NOW) is None


def test_an_app_without_a_secret_is_an_alarm_and_no_more(office: Office, log: Heard) -> None:
    del office.safe.secrets["zalo/app/cau-noi"]
    office.watch.run()
    assert "an app's secret could not be looked at" in log.alarms()
    assert office.standing("facebook", "2002").subscribed is True


def test_the_watch_drops_it(office: Office) -> None:
    name = "facebook/app/cau-noi"
    office.safe.put(name, rotated("facebook", office.safe.get(name), NEW, office.clock()))
    office.watch.run()
    assert office.safe.secrets[name]["app_secret"]["previous"] == "fb-app-secret-of-tests"
    office.clock.pass_by(days=7)
    office.watch.run()
    assert office.safe.secrets[name]["app_secret"] == {"current": NEW, "previous": None}
