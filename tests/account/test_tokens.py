"""The tokens of an OA: renewed in time by exactly one, saved before they are used; and a person grants anew."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.account.journal import Journal
from chalicelib.account.safe import stamp
from chalicelib.errors import Conflict, Refused, TryAgain
from tests.account.office import Heard, Office
from tests.account.outside import ShelfJournals
from tests.builders import SLUG


def test_a_pair_nobody_has_seen_the_age_of_is_renewed_at_once(office: Office) -> None:
    office.tokens.renew(SLUG, office.oa)
    (url, form, headers) = office.zalo.calls[0]
    assert url == "https://oauth.example/v4/oa/access_token"
    assert form == {"grant_type": "refresh_token", "refresh_token": "refresh-0", "app_id": "389"}
    assert headers == {"secret_key": "zalo-app-secret"}, "the app secret, not the key webhooks are signed with"


def test_the_new_pair_is_kept_with_its_dates_and_the_pair_before(office: Office) -> None:
    office.safe.secrets["zalo/oa/3001"]["note"] = "keep me"
    office.refreshed()
    now = office.clock()
    assert office.secret == {
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "app": "cau-noi",
        "note": "keep me",
        "refreshed_at": stamp(now),
        "expires_at": stamp(now + timedelta(hours=25)),
        "grant_until": stamp(now + timedelta(days=90)),
        "previous": {"access_token": "access-0", "refresh_token": "refresh-0"},
    }
    standing = office.standing()
    assert (standing.refreshed_at, standing.token_until) == (now, now + timedelta(hours=25))
    assert standing.grant_until == now + timedelta(days=90)


@pytest.mark.parametrize(("hours", "calls"), [(19.9, 1), (20, 2)])
def test_it_is_renewed_after_twenty_hours(office: Office, hours: float, calls: int) -> None:
    office.refreshed()
    office.clock.pass_by(hours=hours)
    office.tokens.renew(SLUG, office.oa)
    assert len(office.zalo.calls) == calls


def test_it_is_renewed_at_once_when_zalo_no_longer_takes_the_token(office: Office) -> None:
    office.refreshed()
    office.clock.pass_by(hours=2)
    office.standings.expire(SLUG, "zalo", "3001", office.clock())
    office.tokens.renew(SLUG, office.oa)
    assert office.secret["access_token"] == "access-2"


def test_a_complaint_that_was_on_its_way_during_a_refresh_starts_none(office: Office) -> None:
    office.refreshed()
    office.clock.pass_by(seconds=40)
    office.standings.expire(SLUG, "zalo", "3001", office.clock())
    office.tokens.renew(SLUG, office.oa)
    assert len(office.zalo.calls) == 1
    office.clock.pass_by(seconds=20)
    office.tokens.renew(SLUG, office.oa)
    assert len(office.zalo.calls) == 2, "and is never forgotten: the OA sends nothing meanwhile"
    assert office.standing().token_until == office.clock() + timedelta(hours=25)


def test_of_two_who_refresh_at_once_exactly_one_calls_zalo(office: Office) -> None:
    office.zalo.on_call = lambda: _renew_again(office)
    office.tokens.renew(SLUG, office.oa)
    assert len(office.zalo.calls) == 1
    assert office.secret["refresh_token"] == office.zalo.refresh_token


def _renew_again(office: Office) -> None:
    office.zalo.on_call = lambda: None
    office.other_tokens().renew(SLUG, office.oa)


def test_whoever_comes_just_after_a_refresh_finds_nothing_to_do(office: Office) -> None:
    office.refreshed()
    office.other_tokens().renew(SLUG, office.oa)
    assert len(office.zalo.calls) == 1


def test_a_refresher_that_was_overtaken_does_not_send(office: Office) -> None:
    class Slow(ShelfJournals):
        def take(self, *whose: Any) -> Journal | None:
            taken = super().take(*whose)
            self.rows = {key: replace(row, owner="another run") for key, row in self.rows.items()}
            return taken

    with pytest.raises(TryAgain):
        office.other_tokens(journals=Slow()).renew(SLUG, office.oa)
    assert office.zalo.calls == []


def test_no_connection_means_nothing_was_spent(office: Office, log: Heard) -> None:
    office.zalo.faults = [TryAgain("no connection")]
    with pytest.raises(TryAgain):
        office.tokens.renew(SLUG, office.oa)
    assert log.alarms() == []
    office.tokens.renew(SLUG, office.oa)
    assert office.secret["access_token"] == "access-2"
    assert log.alarms() == []


def test_a_grant_gives_a_pair_and_the_oa_goes_on(office: Office) -> None:
    office.zalo.refresh_token = "broken"
    office.tokens.renew(SLUG, office.oa)
    office.zalo.code = "code-1"
    office.tokens.grant(SLUG, office.oa, "code-1", "v" * 43)
    assert office.zalo.calls[-1][1] == {
        "grant_type": "authorization_code", "code": "code-1", "code_verifier": "v" * 43, "app_id": "389",
    }  # fmt: skip
    assert office.secret["refresh_token"] == office.zalo.refresh_token
    standing = office.standing()
    assert (standing.stopped, standing.refreshed_at) == ("", office.clock())


def test_a_wrong_code_changes_nothing(office: Office) -> None:
    before = dict(office.secret)
    office.zalo.code = "code-1"
    with pytest.raises(Refused):
        office.tokens.grant(SLUG, office.oa, "code-2", "v" * 43)
    assert office.secret == before


def test_a_grant_waits_for_a_refresh_under_way(office: Office) -> None:
    office.journals.take(SLUG, "zalo", "3001", "a run", office.clock(), office.clock() + timedelta(minutes=3))
    with pytest.raises(Conflict):
        office.tokens.grant(SLUG, office.oa, "code-1", "v" * 43)


def test_no_token_is_ever_written_into_the_log(office: Office, log: Heard) -> None:
    office.zalo.faults = ["lost", (500, None)]
    for _ in range(3):
        with suppress(TryAgain):
            office.tokens.renew(SLUG, office.oa)
    said = log.whole()
    assert "lost" in said
    for word in ("refresh-0", "refresh-1", "access-", "zalo-app-secret"):
        assert word not in said
