"""By which way a broadcast reaches somebody, and what keeps it from them; what the estimate says of it beforehand."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.broadcast.broadcast import Broadcast
from chalicelib.errors import LaneClosed
from chalicelib.ticket.owed import Purpose, State
from tests.broadcast.house import LEADER, POLICY, STORM, WRITER, House
from tests.builders import SLUG, at


@pytest.fixture
def house() -> House:
    return House()


def sent(house: House, **body: object) -> Broadcast:
    """Written, approved, owed to everybody and carried as far as it goes."""
    made = house.office.create(SLUG, {**POLICY, **body}, WRITER)
    if made.kind == "policy":
        house.office.submit(SLUG, made.id, None, WRITER)
    house.office.approve(SLUG, made.id, {"over_limit": True}, house.stands(made).version, LEADER)
    one = house.office.schedule(SLUG, made.id, {}, LEADER)
    house.goes_on()
    house.courier.deliver_due()
    return one


def fates(house: House, one: Broadcast) -> Counter[str]:
    return Counter(f"{n.state} {n.lane or n.reason.split('; ')[0]}" for n in house.owed(one))


def test_a_policy_stays_in_the_windows_of_the_platforms(house: House) -> None:
    now = house.world.clock()
    house.known(1)
    house.known(2, heard_at=now - timedelta(hours=25))
    house.known(3, channel="zalo", account="3001", heard_at=now - timedelta(hours=47))
    house.known(4, channel="zalo", account="3001", heard_at=now - timedelta(days=3))
    house.known(5, channel="zalo", account="3001", heard_at=now - timedelta(days=8))
    house.known(6, channel="api", account="web", phone="+84912345678")
    assert fates(house, sent(house)) == {
        "sent messenger": 1,
        "skipped messenger: 24 h over": 1,
        "sent zalo_consultation": 1,
        "skipped zalo_consultation: 48 h over": 2,
        "skipped email: broadcast is not said by email": 1,
    }


def test_an_oas_quota_is_kept_for_answers_unless_the_province_says_otherwise(house: House) -> None:
    house.known(4, channel="zalo", account="3001", heard_at=house.world.clock() - timedelta(days=3))
    house.changes(broadcasts={"zalo_quota": 10})
    assert fates(house, sent(house)) == {"sent zalo_quota": 1}


def test_an_approved_template_carries_it_after_the_window(house: House) -> None:
    template = {"purpose": "broadcast", "lane": "messenger_utility", "id": "tin", "parameters": []}
    house.changes(lanes={"approved": ["messenger_utility"]}, templates=[template])
    house.known(2, heard_at=house.world.clock() - timedelta(hours=25))
    assert fates(house, sent(house)) == {"sent messenger_utility": 1}


def test_an_emergency_follows_by_text_message_and_comes_to_those_who_want_no_news(house: House) -> None:
    house.known(1, muted=True)
    house.known(2, heard_at=house.world.clock() - timedelta(days=9), phone="+84912345678")
    house.known(3, heard_at=house.world.clock() - timedelta(days=9))
    one = sent(house, **STORM)
    assert fates(house, one) == {"sent messenger": 1, "sent sms": 1, "skipped messenger: 24 h over": 1}
    said = sorted(part.body for _, _, part in house.world.carriage.sent)
    assert said[0].startswith("KHẨN CẤP: Bão số 9\n\nKhông ra khơi.")
    assert "kể cả người đã nhắn «dừng tin»" in said[0]
    assert said[1] == "Song Mau KHAN CAP: Bao so 9. Khong ra khoi. So tan theo huong dan cua xa."


def test_who_said_dung_tin_after_it_was_owed_does_not_get_it(house: House) -> None:
    house.known(1)
    one = house.begun()
    house.goes_on()
    house.known(1, muted=True)
    house.courier.deliver_due()
    assert fates(house, one) == {"skipped asked for no such news": 1}


def test_at_night_a_policy_that_is_owed_already_waits_though_its_window_closes(house: House) -> None:
    house.world.clock.at = at("2026-11-18 20:59")
    house.known(1, heard_at=at("2026-11-17 22:00"))
    one = house.begun()
    house.goes_on()
    house.world.clock.at = at("2026-11-18 21:01")
    house.courier.deliver_due()
    (notice,) = house.owed(one)
    assert (notice.state, notice.at) == (State.OWED, at("2026-11-19 06:30"))


def test_an_emergency_goes_at_night(house: House) -> None:
    house.world.clock.at = at("2026-11-18 23:00")
    house.known(1, heard_at=at("2026-11-18 12:00"))
    assert fates(house, sent(house, **STORM)) == {"sent messenger": 1}


def test_nobody_gets_more_policies_a_month_than_the_province_says(house: House) -> None:
    house.changes(broadcasts={"a_month": 2})
    house.known(1)
    told = []
    for _ in range(3):
        told.append(fates(house, sent(house)))
        house.world.clock.pass_by(hours=1)
    assert told[:2] == [{"sent messenger": 1}] * 2
    assert told[2] == {"skipped enough such news this month": 1}
    assert fates(house, sent(house, **STORM)) == {"sent messenger": 1}


def test_who_reads_english_gets_it_in_english_where_there_is_some(house: House) -> None:
    house.known(1, locale="en")
    sent(house, title_en="Help for firms", text_en="Registration is free in 2027.")
    sent(house)
    first, second = (part.body for _, _, part in house.world.carriage.sent)
    assert first.startswith("Help for firms\n\nRegistration is free in 2027.")
    assert "Type «stop»" in first
    assert second.startswith("Hỗ trợ doanh nghiệp")


def test_the_estimate_is_what_then_happens(house: House) -> None:
    now = house.world.clock()
    ages = (0, 20, 30, 47, 60, 160, 200)
    for number, age in enumerate((*ages, *ages)):
        channel, account = ("facebook", "2001") if number < len(ages) else ("zalo", "3001")
        house.known(number, channel=channel, account=account, heard_at=now - timedelta(hours=age))
    house.known(98, muted=True)
    house.changes(broadcasts={"zalo_quota": 10})
    one = house.office.create(SLUG, POLICY, WRITER)
    needs = house.office.forecast(SLUG, one.id, LEADER).needs
    happened = Counter(str(n.lane) for n in house.owed(sent(house)) if n.state is State.SENT)
    assert needs.ways == dict(happened)
    assert (needs.people, needs.meant, needs.left_out) == (15, 14, {"asked for no such news": 1})
    assert sum(needs.nowhere.values()) == 14 - happened.total()
    assert needs.quota == {"3001": happened["zalo_quota"]}
    assert needs.dong == 0


def test_a_preview_shows_every_way_in_every_locale_and_a_text_message_that_is_cut(house: House) -> None:
    long = "Sơ tán ngay theo hướng dẫn của xã, phường. " * 12
    words = {"text": long, "title_en": "Storm 9", "text_en": "Leave now."}
    one = house.office.create(SLUG, STORM | words, WRITER)
    rows, faults = house.office.preview(SLUG, one.id, LEADER)
    assert {(row["way"], row["locale"]) for row in rows} == {
        (way, locale) for way in ("messenger", "zalo_consultation", "email", "sms") for locale in ("vi", "en")
    }
    cut = {row["locale"]: (row["cut"], row["sms_parts"]) for row in rows if row["way"] == "sms"}
    assert cut == {"vi": (True, 2), "en": (False, 1)}
    assert faults == []


def test_of_many_nobody_is_put_on_the_list_of_what_failed(house: House) -> None:
    house.known(1, heard_at=house.world.clock() - timedelta(days=30))
    one = sent(house, **STORM)
    assert [n.state for n in house.owed(one)] == [State.SKIPPED]
    assert house.world.outbox.failed(SLUG, 10, None) == ([], None)
    assert {n.purpose for n in house.owed(one)} == {Purpose.ALERT}


def test_nor_is_who_has_blocked_the_page(house: House) -> None:
    house.known(1)
    house.world.carriage.refusals.append(LaneClosed("this person is not available", code=551))
    one = sent(house)
    assert [n.state for n in house.owed(one)] == [State.SKIPPED]
    assert house.world.outbox.failed(SLUG, 10, None) == ([], None)
