"""Whatever is known of a citizen, no way is taken that the platforms forbid: judged by rules written down a second time."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.identity.vault import Person
from chalicelib.notice.lanes import Reach, Way, plan
from chalicelib.notice.manners import TO_CITIZENS, manner
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane
from tests.notice.cases import EQUIPPED, NOON, PLAIN, notice, person, province, reach

CHEAP = province(lanes={"most": 0, "off": ["comment", "email"], "approved": ["messenger_human_agent"]})
PROVINCES = [PLAIN, EQUIPPED, CHEAP]
OF_FACEBOOK = {"messenger", "messenger_human_agent", "messenger_utility"}
BELOW = {"private_reply", "comment"}
OF_ZALO = {"zalo_consultation", "zalo_quota", "zalo_template_uid"}
EVERYWHERE = {"zalo_template_phone", "email", "sms"}
BOT_TALK = {
    "greeting", "menu", "form", "standing", "dossier", "hotline", "human", "contact", "contact_kept", "forgotten", "thanks",
}  # fmt: skip
HOURS = [0.0, 0.2, 1, 23.9, 24, 24.1, 47.9, 48, 48.1, 100, 167.9, 168, 168.1, 1000]
ages = st.one_of(st.none(), st.sampled_from(HOURS), st.floats(0, 400)).map(
    lambda hours: None if hours is None else timedelta(hours=hours)
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))
persons = st.one_of(
    st.none(),
    st.builds(
        person,
        phone=st.sampled_from(["", "+84912345678"]),
        email=st.sampled_from(["", "dan@example.com"]),
        refused=st.sets(st.sampled_from(["email", "sms", "zalo_template"])).map(lambda found: tuple(sorted(found))),
    ),
)
places = st.sampled_from([
    (Channel.FACEBOOK, Lane.DIRECT), (Channel.FACEBOOK, Lane.COMMENT), (Channel.FACEBOOK, Lane.POST),
    (Channel.ZALO, Lane.DIRECT), (Channel.API, Lane.API),
])  # fmt: skip


def lanes_there(asked: Notice) -> set[str]:
    """Every lane there is from where the petition came."""
    assert asked.origin is not None
    if asked.origin.channel is Channel.ZALO:
        return OF_ZALO | EVERYWHERE
    if asked.origin.channel is Channel.API:
        return set(EVERYWHERE)
    return OF_FACEBOOK | EVERYWHERE | (set() if asked.origin.lane is Lane.DIRECT else BELOW)


def forbidden(told: Province, asked: Notice, known: Reach, now: datetime, way: str) -> bool:
    """The rules of the platforms and of decency in other words than the planner's."""
    assert asked.origin is not None
    messaging, whoever = told.messaging, known.person
    age = (now - known.heard_at).total_seconds() / 3600 if known.heard_at else None
    commented = asked.origin.lane in (Lane.COMMENT, Lane.POST)
    return any((
        way in messaging.lanes.off,
        messaging.lanes.costs.get(way, 0) > messaging.lanes.most,
        way not in lanes_there(asked),
        way != "comment" and whoever is None,
        bool(known.closed) and way in OF_FACEBOOK | BELOW | OF_ZALO,
        way in OF_FACEBOOK and commented and not known.linked,
        way == "messenger" and (age is None or age > 24),
        way == "messenger_human_agent" and (age is None or age > 7 * 24 or not asked.human or asked.purpose in BOT_TALK | {"ack", "rating"}),
        way in ("messenger_human_agent", "messenger_utility") and way not in messaging.lanes.approved,
        way == "zalo_consultation" and (age is None or age > 48),
        way == "zalo_quota" and (age is None or not 48 < age <= 7 * 24),
        "template" in way and not any((t.lane, t.purpose) == (way, asked.purpose) for t in messaging.templates),
        way == "messenger_utility" and not any((t.lane, t.purpose) == (way, asked.purpose) for t in messaging.templates),
        way == "private_reply" and (known.replied or known.written_at is None or now - known.written_at > timedelta(days=7)),
        way == "comment" and (bool(known.gone) or asked.side == "private" or asked.purpose in BOT_TALK | {"referred", "procedure", "rating"}),
        way == "email" and not (whoever and whoever.email and "email" not in whoever.refused),
        way in ("sms", "zalo_template_phone") and not (whoever and whoever.phone),
        way == "sms" and bool(whoever and "sms" in whoever.refused),
        way == "zalo_template_phone" and bool(whoever and "zalo_template" in whoever.refused),
        way in EVERYWHERE and asked.purpose in BOT_TALK,
        way == "sms" and asked.purpose == "rating",
    ))  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(
    told=st.sampled_from(PROVINCES), purpose=st.sampled_from(TO_CITIZENS), place=places, human=st.booleans(),
    side=st.sampled_from(["", "public", "private"]), whoever=persons, age=ages, written=ages, silent=ages,
    closed=st.sampled_from(["", "190"]), replied=st.booleans(), gone=st.sampled_from(["", "removed", "hidden"]),
    linked=st.booleans(), now=instants, urgency=st.sampled_from(["normal", "emergency"]),
)  # fmt: skip
def test_no_way_is_taken_that_is_forbidden_and_every_way_has_a_reason(
    told: Province, purpose: Purpose, place: tuple[Channel, Lane], human: bool, side: str, whoever: Person | None,
    age: timedelta | None, written: timedelta | None, silent: timedelta | None, closed: str, replied: bool, gone: str,
    linked: bool, now: datetime, urgency: str,
) -> None:  # fmt: skip
    asked = notice(purpose, *place, human=human, side=side, facts={"urgency": urgency})
    known = Reach(
        person=whoever, heard_at=now - age if age is not None else None,
        written_at=now - written if written is not None else None,
        silent_until=now + silent if silent is not None else None, closed=closed, replied=replied, gone=gone, linked=linked,
    )  # fmt: skip
    planned = plan(told, asked, known, now)
    assert [way for way in planned.ways if forbidden(told, asked, known, now, way)] == []
    passed = [reason.partition(": ") for reason in planned.passed_over]
    assert all(reason for _, _, reason in passed)
    assert sorted([*planned.ways, *(way for way, _, _ in passed)]) == sorted(lanes_there(asked)), "each lane once"
    assert [reason.partition(": ")[0] for reason in planned.taken] == list(planned.ways)
    if planned.not_before:
        assert planned.ways == ()
        assert planned.not_before > now
    if urgency == "emergency" and silent is None and not manner(purpose).patient:
        assert planned.not_before is None, "an emergency never waits"


@settings(max_examples=300, deadline=None)
@given(purpose=st.sampled_from(TO_CITIZENS), place=places, age=ages, whoever=persons, human=st.booleans(), now=instants)
def test_waiting_never_costs_the_last_way(
    purpose: Purpose,
    place: tuple[Channel, Lane],
    age: timedelta | None,
    whoever: Person | None,
    human: bool,
    now: datetime,
) -> None:
    """Whoever could be told at night can be told in the morning it waits for."""
    asked = notice(purpose, *place, human=human)
    known = Reach(person=whoever, heard_at=now - age if age is not None else None, written_at=now - timedelta(days=6.8))
    planned = plan(EQUIPPED, asked, known, now)
    if planned.not_before:
        assert plan(EQUIPPED, asked, known, planned.not_before).ways


def test_over_the_whole_product_no_forbidden_tag() -> None:
    """Purpose × age × who wrote it × approvals: the one tag there is goes with a person's words, within seven days."""
    tags: dict[str, Any] = {"HUMAN_AGENT": Way.HUMAN_AGENT}
    ages_ = [timedelta(hours=hours) for hours in (0, 12, 24, 24.01, 48, 100, 168, 168.01, 720)]
    tried = 0
    for purpose, age, human, told in product(TO_CITIZENS, ages_, (True, False), PROVINCES):
        ways = plan(told, notice(purpose, human=human), reach(age), NOON).ways
        tried += 1
        if tags["HUMAN_AGENT"] in ways:
            assert human
            assert age <= timedelta(days=7)
            assert "messenger_human_agent" in told.messaging.lanes.approved
        if age > timedelta(days=7):
            assert not {Way.MESSENGER, Way.HUMAN_AGENT, Way.ZALO, Way.ZALO_QUOTA}.intersection(ways)
        if age > timedelta(hours=24) and not human:
            assert set(ways) <= {Way.UTILITY}, "of the bot's words an approved template and nothing else"
    assert tried == len(TO_CITIZENS) * 9 * 2 * 3
    assert [way for way in Way if "tag" in way or "update" in way or "event" in way] == []
