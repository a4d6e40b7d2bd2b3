"""Which ways are legal, a row a rule; and why not the others."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.notice.lanes import Plan, Way, plan
from chalicelib.notice.quiet import quiet_until
from chalicelib.province.messaging import LANES
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import at
from tests.notice.cases import EQUIPPED, NOON, PLAIN, notice, of_a_comment, person, province, reach

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MESSENGER, AGENT, UTILITY = Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY
REPLY, COMMENT = Way.PRIVATE_REPLY, Way.COMMENT
ZALO, QUOTA, BY_UID, BY_PHONE = Way.ZALO, Way.ZALO_QUOTA, Way.ZALO_TEMPLATE_UID, Way.ZALO_TEMPLATE_PHONE
EMAIL, SMS = Way.EMAIL, Way.SMS


def why(planned: Plan, way: Way) -> str:
    """Why a way was passed over."""
    (found,) = [reason for reason in planned.passed_over if reason.startswith(f"{way}: ")]
    return found.removeprefix(f"{way}: ")


def test_the_ways_are_the_lanes_a_province_speaks_of() -> None:
    assert tuple(sorted(Way)) == tuple(sorted(LANES))


@pytest.mark.parametrize(("why_", "age", "human", "ways"), [
    ("at once", 0 * HOUR, False, [MESSENGER]),
    ("to the second", 24 * HOUR, False, [MESSENGER]),
    ("a second later nothing of the bot's", 24 * HOUR + SECOND, False, []),
    ("but a person's own words", 24 * HOUR + SECOND, True, [AGENT]),
    ("for seven days", 7 * DAY, True, [AGENT]),
    ("and not a second more", 7 * DAY + SECOND, True, []),
    ("a person's words may follow a refusal of the ordinary way", HOUR, True, [MESSENGER, AGENT]),
    ("of those who never wrote nothing is known", None, True, []),
])  # fmt: skip
def test_messenger(why_: str, age: timedelta, human: bool, ways: list[Way]) -> None:
    told = province(lanes={"approved": ["messenger_human_agent"]})
    assert list(plan(told, notice(human=human), reach(age), NOON).ways) == ways, why_


def test_case_16_human_agent_carries_nothing_but_what_a_person_wrote() -> None:
    """Even if somebody marked it as a person's: a greeting, a menu or a receipt has no words of a person in it."""
    own_words = {"answer", "question", "closed", "progress", "interim", "new_date", "rejected", "file"}
    for purpose in Purpose:
        for human in (True, False):
            ways = plan(EQUIPPED, notice(purpose, human=human), reach(3 * DAY), NOON).ways
            assert (AGENT in ways) == (human and purpose in own_words), (purpose, human)


def test_human_agent_needs_the_platforms_approval() -> None:
    planned = plan(PLAIN, notice(human=True), reach(3 * DAY), NOON)
    assert planned.ways == ()
    assert why(planned, AGENT) == "not approved by the platform"
    assert why(planned, MESSENGER) == "24 h over"


@pytest.mark.parametrize(("why_", "told", "purpose", "ways"), [
    ("approved and there", EQUIPPED, Purpose.ANSWER, [UTILITY]),
    ("there, but the lane is not approved", province(templates=[{"purpose": "answer", "lane": "messenger_utility", "id": "a"}]), Purpose.ANSWER, []),
    ("approved, but not for this", province(lanes={"approved": ["messenger_utility"]}), Purpose.ANSWER, []),
    ("talk of the bot is worth no template", EQUIPPED, Purpose.MENU, []),
])  # fmt: skip
def test_after_the_windows_a_utility_template(why_: str, told: Any, purpose: Purpose, ways: list[Way]) -> None:
    assert list(plan(told, notice(purpose), reach(30 * DAY), NOON).ways) == ways, why_


@pytest.mark.parametrize(("why_", "age", "ways"), [
    ("free", HOUR, [ZALO, BY_UID]),
    ("free to the second", 48 * HOUR, [ZALO, BY_UID]),
    ("then from the quota", 48 * HOUR + SECOND, [QUOTA, BY_UID]),
    ("for seven days", 7 * DAY, [QUOTA, BY_UID]),
    ("then by template", 7 * DAY + SECOND, [BY_UID]),
    ("also to those who never wrote", None, [BY_UID]),
])  # fmt: skip
def test_zalo(why_: str, age: timedelta, ways: list[Way]) -> None:
    assert list(plan(EQUIPPED, notice(channel=Channel.ZALO), reach(age), NOON).ways) == ways, why_


KNOWN = person(phone="+84912345678", email="dan@example.com")


@pytest.mark.parametrize(("why_", "purpose", "whoever", "told", "ways"), [
    ("cheapest first", Purpose.ANSWER, KNOWN, EQUIPPED, [EMAIL, BY_PHONE, SMS]),
    ("whatever that is", Purpose.ANSWER, KNOWN, province(lanes={"costs": {"email": 500, "sms": 10}}), [SMS, EMAIL]),
    ("no template for it", Purpose.CLOSED, KNOWN, EQUIPPED, [EMAIL, SMS]),
    ("only a telephone", Purpose.ANSWER, person(phone="+84912345678"), EQUIPPED, [BY_PHONE, SMS]),
    ("only an address", Purpose.ANSWER, person(email="dan@example.com"), EQUIPPED, [EMAIL]),
    ("a bounced address is left alone", Purpose.ANSWER, replace(KNOWN, refused=("email",)), EQUIPPED, [BY_PHONE, SMS]),
    ("so is a telephone without Zalo", Purpose.ANSWER, replace(KNOWN, refused=("zalo_template",)), EQUIPPED, [EMAIL, SMS]),
    ("and a dead number", Purpose.ANSWER, replace(KNOWN, refused=("sms",)), EQUIPPED, [EMAIL, BY_PHONE]),
    ("a lane that is off", Purpose.ANSWER, KNOWN, province(lanes={"off": ["sms"]}), [EMAIL]),
    ("two parts of a text message may cost too much", Purpose.ANSWER, KNOWN, province(lanes={"costs": {"sms": 400}, "most": 799}), [EMAIL]),
    ("or just not", Purpose.ANSWER, KNOWN, province(lanes={"costs": {"sms": 400}, "most": 800}), [EMAIL, SMS]),
    ("the bot's talk stays in the chat", Purpose.MENU, KNOWN, EQUIPPED, []),
    ("so does its greeting", Purpose.GREETING, KNOWN, EQUIPPED, []),
    ("and the question for another contact", Purpose.CONTACT, KNOWN, EQUIPPED, []),
    ("a rating is asked for by its template, never by text message", Purpose.RATING, KNOWN, EQUIPPED, [BY_PHONE]),
    ("news that cost nobody anything go by mail", Purpose.TRANSFERRED, KNOWN, EQUIPPED, [EMAIL]),
    ("once erased nobody is known", Purpose.ANSWER, None, EQUIPPED, []),
])  # fmt: skip
def test_out_of_the_chat(why_: str, purpose: Purpose, whoever: Any, told: Any, ways: list[Way]) -> None:
    """A petition of the web form: there is no chat at all."""
    asked = notice(purpose, channel=Channel.API, lane=Lane.API)
    assert list(plan(told, asked, reach(None, person=whoever), NOON).ways) == ways, why_


@pytest.mark.parametrize(("why_", "purpose", "given", "ways"), [
    ("the code goes privately, else without it", Purpose.ACK, {}, [REPLY, COMMENT]),
    ("the only private reply was used", Purpose.ACK, {"replied": True}, [COMMENT]),
    ("the answer stands where the question stood", Purpose.ANSWER, {}, [COMMENT, REPLY]),
    ("a removed comment has no answer and no private reply", Purpose.ANSWER, {"gone": "removed"}, []),
    ("a hidden one only no public one", Purpose.ANSWER, {"gone": "hidden"}, [REPLY]),
    ("that somebody complained is told in private", Purpose.REFERRED, {}, [REPLY]),
    ("small news are not worth the only reply", Purpose.RAISED, {}, []),
    ("nor are ratings asked for in public", Purpose.RATING, {}, []),
    ("a proved chat carries it too", Purpose.ANSWER, {"linked": True, "heard_at": NOON - HOUR}, [COMMENT, MESSENGER, REPLY]),
    ("and what is private first", Purpose.ACK, {"linked": True, "heard_at": NOON - HOUR}, [MESSENGER, REPLY, COMMENT]),
    ("a chat nobody proved is not theirs", Purpose.ANSWER, {"heard_at": NOON - HOUR}, [COMMENT, REPLY]),
])  # fmt: skip
def test_below_a_post(why_: str, purpose: Purpose, given: dict[str, Any], ways: list[Way]) -> None:
    known = replace(of_a_comment(), **given)
    for lane in (Lane.COMMENT, Lane.POST):
        assert list(plan(PLAIN, notice(purpose, lane=lane), known, NOON).ways) == ways, why_


@pytest.mark.parametrize(("age", "ways"), [(7 * DAY, [REPLY, COMMENT]), (7 * DAY + SECOND, [COMMENT])])
def test_a_private_reply_comes_within_seven_days_of_the_comment(age: timedelta, ways: list[Way]) -> None:
    assert list(plan(PLAIN, notice(Purpose.ACK, lane=Lane.COMMENT), of_a_comment(age), NOON).ways) == ways


@pytest.mark.parametrize(("why_", "side", "given", "ways"), [
    ("public is public only", "public", {}, [COMMENT]),
    ("private never stands below the post", "private", {}, [MESSENGER, REPLY, EMAIL]),
    ("what can no longer be told in public is told in private", "public", {"gone": "removed"}, [MESSENGER, EMAIL]),
])  # fmt: skip
def test_staff_choose_the_side(why_: str, side: str, given: dict[str, Any], ways: list[Way]) -> None:
    known = replace(of_a_comment(), linked=True, heard_at=NOON - HOUR, person=person(email="a@example.com"), **given)
    planned = plan(PLAIN, notice(lane=Lane.COMMENT, side=side), known, NOON)
    assert list(planned.ways) == ways, why_


def test_of_two_sides_the_public_one_is_not_told_a_second_time_in_private() -> None:
    known = replace(of_a_comment(gone="removed"), linked=True, heard_at=NOON - HOUR)
    asked = notice(lane=Lane.COMMENT, side="public", facts={"to": "both"})
    assert plan(PLAIN, asked, known, NOON).ways == ()


@pytest.mark.parametrize(("channel", "lane", "ways"), [
    (Channel.FACEBOOK, Lane.DIRECT, [EMAIL, BY_PHONE, SMS]),
    (Channel.FACEBOOK, Lane.COMMENT, [EMAIL, BY_PHONE, SMS]),
    (Channel.ZALO, Lane.DIRECT, [EMAIL, SMS]),
])  # fmt: skip
def test_a_stopped_account_is_passed_over(channel: Channel, lane: Lane, ways: list[Way]) -> None:
    """The template by telephone goes by the province's Zalo account: of a Zalo petition, the stopped one."""
    planned = plan(EQUIPPED, notice(channel=channel, lane=lane), reach(person=KNOWN, closed="190"), NOON)
    assert list(planned.ways) == ways


NIGHT = at("2026-11-18 22:00")
MORNING = at("2026-11-19 06:30")


@pytest.mark.parametrize(("why_", "age", "given", "whoever", "ways", "waits"), [
    ("the chat is open in the morning too: it waits", 3 * HOUR, {}, person(), [], MORNING),
    ("who wrote a moment ago is awake", timedelta(minutes=15), {}, person(), [MESSENGER], None),
    ("and is not a second later", timedelta(minutes=15, seconds=1), {}, person(), [], MORNING),
    ("an emergency wakes", 3 * HOUR, {"facts": {"urgency": "emergency"}}, person(), [MESSENGER], None),
    ("who has the first part waits for the second", 3 * HOUR, {"supplier_ids": ("m_1",)}, person(), [MESSENGER], None),
    ("by morning the chat would be closed: now", 20 * HOUR, {}, person(), [MESSENGER], None),
    ("or closed before the rush of the morning is over", 24 * HOUR - (MORNING - NIGHT) - 3 * MINUTE, {}, person(), [MESSENGER], None),
    ("after the rush it is open", 24 * HOUR - (MORNING - NIGHT) - 10 * MINUTE, {}, person(), [], MORNING),
    ("unless a person's words may go on", 20 * HOUR, {"human": True}, person(), [], MORNING),
    ("what closes at night goes by the chat, and wakes nobody by telephone", 20 * HOUR, {}, KNOWN, [MESSENGER, EMAIL], None),
    ("mail wakes nobody", 30 * DAY, {}, KNOWN, [EMAIL], None),
    ("a text message does", 30 * DAY, {}, person(phone="+84912345678"), [], MORNING),
])  # fmt: skip
def test_at_night(why_: str, age: timedelta, given: dict[str, Any], whoever: Any, ways: list[Way], waits: Any) -> None:
    told = province(lanes={"approved": ["messenger_human_agent"], "quiet": ["21:00", "06:30"]})
    planned = plan(told, notice(**given), reach(age, NIGHT, person=whoever), NIGHT)
    assert (list(planned.ways), planned.not_before) == (ways, waits), why_


def test_an_answer_below_a_post_waits_for_the_morning() -> None:
    planned = plan(PLAIN, notice(lane=Lane.COMMENT), replace(of_a_comment(), written_at=NIGHT - HOUR), NIGHT)
    assert (planned.ways, planned.not_before) == ((), MORNING)
    assert why(planned, COMMENT) == "quiet hours until 06:30"


def test_the_last_hours_of_a_private_reply_are_not_slept_away() -> None:
    late = replace(of_a_comment(), written_at=NIGHT - 7 * DAY + HOUR)
    assert plan(PLAIN, notice(Purpose.ACK, lane=Lane.COMMENT), late, NIGHT).ways == (REPLY,)


@pytest.mark.parametrize(("local", "quiet", "until"), [
    ("2026-11-18 21:00", ["21:00", "06:30"], "2026-11-19 06:30"),
    ("2026-11-19 06:29", ["21:00", "06:30"], "2026-11-19 06:30"),
    ("2026-11-19 06:30", ["21:00", "06:30"], None),
    ("2026-11-18 20:59", ["21:00", "06:30"], None),
    ("2026-11-18 11:30", ["11:30", "13:30"], "2026-11-18 13:30"),
    ("2026-11-18 13:30", ["11:30", "13:30"], None),
    ("2026-12-31 23:59", ["21:00", "06:30"], "2027-01-01 06:30"),
])  # fmt: skip
def test_quiet_hours_are_local_and_may_span_midnight(local: str, quiet: list[str], until: str | None) -> None:
    expected = at(until) if until else None
    assert quiet_until(province(lanes={"quiet": quiet}), at(local)) == expected


SPEAKING = NOON + 2 * HOUR


@pytest.mark.parametrize(("why_", "purpose", "age", "given", "ways", "waits"), [
    ("a receipt waits until the person is done", Purpose.ACK, HOUR, {}, [], SPEAKING),
    ("an official answer does not", Purpose.ANSWER, HOUR, {}, [MESSENGER], None),
    ("nor does what a person wrote", Purpose.ACK, HOUR, {"human": True}, [MESSENGER], None),
    ("the menu is dropped", Purpose.MENU, HOUR, {}, [], None),
    ("that a person takes over is said at once", Purpose.HUMAN, HOUR, {}, [MESSENGER], None),
    ("before the chat closes it is said after all", Purpose.ACK, 23 * HOUR, {}, [MESSENGER], None),
])  # fmt: skip
def test_while_a_person_speaks(
    why_: str, purpose: Purpose, age: timedelta, given: dict[str, Any], ways: list[Way], waits: Any
) -> None:
    planned = plan(PLAIN, notice(purpose, **given), reach(age, silent_until=SPEAKING), NOON)
    assert (list(planned.ways), planned.not_before) == (ways, waits), why_


def test_a_silence_that_is_over_holds_nothing() -> None:
    assert plan(PLAIN, notice(Purpose.ACK), reach(silent_until=NOON), NOON).ways == (MESSENGER,)


def test_every_way_that_is_taken_has_its_reason_too() -> None:
    planned = plan(EQUIPPED, notice(human=True), reach(3 * HOUR, person=KNOWN), NOON)
    assert planned.taken == (
        "messenger: 3 h after their last action",
        "messenger_human_agent: 3 h after their last action",
        "messenger_utility: template messenger_utility-answer",
        "email: the person left it",
        "zalo_template_phone: template zalo_template_phone-answer",
        "sms: the person left it, 800 đ",
    )
    assert planned.passed_over == ()
