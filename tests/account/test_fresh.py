"""After a refresh nobody sends with the dead token: neither this process nor one that has it in its pocket."""

from chalicelib.account.fresh import FreshTokens
from chalicelib.account.standing import noted
from tests.account.office import Office
from tests.account.outside import PocketSafe
from tests.builders import SLUG

OA = (SLUG, "zalo", "3001")


def courier(office: Office) -> tuple[FreshTokens, PocketSafe]:
    """Another process, which has read the token already."""
    safe = PocketSafe(office.safe.secrets)
    safe.get("zalo/oa/3001")
    return FreshTokens(office.standings, safe), safe


def test_a_token_renewed_elsewhere_is_read_afresh_before_the_next_send(office: Office) -> None:
    office.refreshed()
    standings, safe = courier(office)
    office.clock.pass_by(hours=21)
    office.tokens.renew(SLUG, office.oa)
    assert safe.get("zalo/oa/3001")["access_token"] == "access-1", "still in its pocket"
    standings.of(*OA)
    assert safe.get("zalo/oa/3001")["access_token"] == "access-2"


def test_a_token_that_is_as_new_as_the_standing_stays_in_the_pocket(office: Office) -> None:
    office.refreshed()
    standings, safe = courier(office)
    standings.of(*OA)
    assert safe.kept("zalo/oa/3001")


def test_a_page_whose_token_was_replaced_by_hand_is_read_afresh(office: Office) -> None:
    page = office.province.account("facebook", "2001")
    safe = PocketSafe(office.safe.secrets)
    safe.get("facebook/page/2001")
    office.tokens.put_page_token(SLUG, page, "new-page-token")
    FreshTokens(office.standings, safe).of(SLUG, "facebook", "2001")
    assert safe.get("facebook/page/2001")["access_token"] == "new-page-token"


def test_a_refused_token_is_no_complaint_when_there_is_a_newer_one(office: Office) -> None:
    office.refreshed()
    standings, safe = courier(office)
    office.clock.pass_by(hours=21)
    office.tokens.renew(SLUG, office.oa)
    until = office.standing().token_until
    standings.expire(*OA, office.clock())
    assert office.standing().token_until == until
    assert safe.get("zalo/oa/3001")["access_token"] == "access-2"


def test_a_refused_token_is_a_complaint_when_it_is_the_newest(office: Office) -> None:
    office.refreshed()
    standings, safe = courier(office)
    office.clock.pass_by(hours=3)
    standings.expire(*OA, office.clock())
    assert office.standing().token_until == office.clock()
    office.watch.run()
    standings.of(*OA)
    assert safe.get("zalo/oa/3001")["access_token"] == "access-2"


def test_a_secret_that_is_gone_is_a_complaint_too(office: Office) -> None:
    standings, _ = courier(office)
    del office.safe.secrets["zalo/oa/3001"]
    standings.expire(*OA, office.clock())
    assert office.standing().token_until == office.clock()


def test_everything_else_is_passed_on(office: Office) -> None:
    standings, now = FreshTokens(office.standings, office.safe), office.clock()
    assert standings.stop(*OA, "-321", now)
    standings.hold(*OA, now)
    standings.heard(*OA, now)
    standings.save(standings.of(*OA))
    held = standings.many(SLUG, [("zalo", "3001")])["zalo", "3001"]
    assert (held.stopped, held.held_until, held.heard_at) == ("-321", now, now)
    standings.resume(*OA)
    assert noted(standings, *OA, subscribed=True).stopped == ""
