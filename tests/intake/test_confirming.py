"""Whoever was drawn by lot says whether it is solved: by a button, in words, by code and pin, by a signed link. Once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import Conflict, IllegalMove, NotFound, Unprocessable
from chalicelib.intake.confirming import reply_of
from chalicelib.intake.tracking import Tracking
from chalicelib.notice.lanes import Reach, Way, plan
from chalicelib.notice.letter import to_citizen as to_letter
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.rating_link import CONFIRMING, FALLBACK, rating_token
from chalicelib.ticket.sampled import drawn
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Lane, Ticket
from chalicelib.ticket.workflow import Act, Status
from tests.builders import HANDLER, SECRET, SLUG, World, heard, photo

PIN = "123456"


def asked(world: World, *, reachable: bool = True, person: str = "7001") -> Ticket:
    """A petition that was answered a week ago; its sender is asked now whether it is solved."""
    code = world.opened(person=person).code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.clock.pass_by(days=6)
    ticket = world.tickets.get(SLUG, code)
    then, event = drawn(world.province, ticket, world.clock(), reachable=reachable)
    question = to_citizen(world.province, then, event, Purpose.CONFIRM)
    world.tickets.commit(
        Change(before=ticket, ticket=then, events=(event,), notices=(question,) if reachable else ())
    )  # fmt: skip
    return world.tickets.get(SLUG, code)


def now(world: World, ticket: Ticket) -> Ticket:
    return world.tickets.get(SLUG, ticket.code)


YES = ("có", "Rồi", "rồi ạ", "Đã xong", "da xong", "Dạ rồi", "có ạ", "Xong rồi.", "Yes", "Rồi, cảm ơn anh chị", "dạ có")
NO = ("chưa", "Chưa ạ", "không", "ko", "Chưa!", "dạ chưa", "Chưa, rác vẫn còn đầy", "khong", "Not yet", "chua thay gi")
NEITHER = (
    "có một cái hố trước nhà tôi", "chưa có đèn đường ở xóm tôi", "có gì mới không?", "không phải tôi hỏi việc này",
    "chưa?", "cảm ơn", "được rồi", "vâng", "5", "", "ok", "rồi sao nữa", "theo dõi",
)  # fmt: skip


def test_what_is_a_yes_a_no_and_neither() -> None:
    ticket = asked(World())
    said = {text: reply_of(heard(text), ticket) for text in (*YES, *NO, *NEITHER)}
    assert {text: reply and reply.solved for text, reply in said.items()} == (
        dict.fromkeys(YES, True) | dict.fromkeys(NO, False) | dict.fromkeys(NEITHER)
    )
    texts = {text: reply.text for text, reply in said.items() if reply and reply.text}
    assert texts == {text: text for text in ("Rồi, cảm ơn anh chị", "Chưa, rác vẫn còn đầy")}


def test_below_a_post_with_a_picture_or_when_nobody_asked_words_are_words() -> None:
    world = World()
    ticket = asked(world)
    assert reply_of(heard("rồi", lane=Lane.COMMENT), ticket) is None
    assert reply_of(heard("rồi", attachments=(photo(),)), ticket) is None
    for fields in ({"sampled_at": None}, {"solved": "yes"}, {"status": Status.ASSIGNED}):
        assert reply_of(heard("rồi"), replace(ticket, **fields)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("said", "solved"), [("Rồi ạ", "yes"), ("Chưa", "no")])
def test_words_in_the_chat_become_a_fact_and_are_thanked_for(said: str, solved: str) -> None:
    world = World()
    ticket = asked(world)
    world.hears(said)
    then, event = now(world, ticket), world.tickets.timeline(SLUG, ticket.code)[-1]
    assert (then.confirmation, then.status, event.act) == (solved, Status.ANSWERED, Act.CONFIRM)
    assert event.facts["sample"] == solved
    assert event.facts["sampled_at"] == ticket.sampled_at.isoformat(timespec="milliseconds")  # type: ignore[union-attr]
    (thanks,) = world.owed(ticket.code, Purpose.CONFIRMED)
    assert thanks.facts.get("reopen") == ("1" if solved == "no" else None)
    world.hears("Rồi")
    assert now(world, ticket).solved == solved, "said once"
    assert len(world.owed(ticket.code, Purpose.CONFIRMED)) == 1


def test_a_button_says_it_and_only_for_the_question_it_was_below() -> None:
    world = World()
    ticket = asked(world)
    for payload in (
        f"CONFIRM:{ticket.code}:no:{ticket.sampled - 1}", f"CONFIRM:{ticket.code}:perhaps:{ticket.sampled}",
        f"CONFIRM:{ticket.code}:no", "CONFIRM", f"CONFIRM:SM-0000-0000-0000:no:{ticket.sampled}",
    ):  # fmt: skip
        world.hears("Chưa", heard=Heard.CHOICE, payload=payload)
        assert now(world, ticket).confirmation == "asked", payload
    world.hears("Chưa", heard=Heard.CHOICE, payload=f"CONFIRM:{ticket.code}:no:{ticket.sampled}", person="7002")
    assert now(world, ticket).confirmation == "asked", "nobody else's button"
    world.hears("Chưa", heard=Heard.CHOICE, payload=f"CONFIRM:{ticket.code}:no:{ticket.sampled}")
    assert now(world, ticket).confirmation == "no"


def test_the_words_that_come_with_a_no_are_kept() -> None:
    world = World()
    ticket = asked(world)
    world.hears("Chưa, mới vá được một nửa")
    assert world.tickets.timeline(SLUG, ticket.code)[-1].text == "Chưa, mới vá được một nửa"


def test_saying_that_it_must_go_on_is_a_no_too_and_takes_it_up_again() -> None:
    world = World()
    ticket = asked(world)
    world.hears("Chưa xong, hố vẫn còn")
    then, event = now(world, ticket), world.tickets.timeline(SLUG, ticket.code)[-1]
    assert (then.status, event.act, event.facts["sample"]) == (Status.ASSIGNED, Act.REOPEN, "no")
    assert (then.sampled, then.sampled_at, then.solved) == (0, None, ""), "the next answer may be drawn anew"


def test_after_a_no_it_is_taken_up_again_and_not_counted_twice() -> None:
    world = World()
    ticket = asked(world)
    world.hears("Chưa")
    world.hears(heard=Heard.CHOICE, payload=f"REOPEN:{ticket.code}")
    event = world.tickets.timeline(SLUG, ticket.code)[-1]
    assert event.act is Act.REOPEN
    assert "sample" not in event.facts


def linked(world: World) -> Tracking:
    return replace(world.tracking, secret=lambda: SECRET)


def token(ticket: Ticket, what: str = CONFIRMING, number: int | None = None) -> str:
    assert ticket.sampled_at
    return rating_token(SECRET, SLUG, ticket.code, number or ticket.sampled, ticket.sampled_at + FALLBACK, what)


def test_by_code_and_pin_over_the_web() -> None:
    world = World()
    ticket = asked(world)
    with pytest.raises(NotFound):
        world.tracking.confirm(SLUG, ticket.code, "654321", solved=True)
    assert world.tracking.confirm(SLUG, ticket.code, PIN, solved=False, text="Vẫn ngập").confirmation == "no"
    assert world.tickets.timeline(SLUG, ticket.code)[-1].text == "Vẫn ngập"
    with pytest.raises(Conflict):
        world.tracking.confirm(SLUG, ticket.code, PIN, solved=True)


def test_by_a_signed_link_once_and_for_nothing_else() -> None:
    world = World()
    ticket, tracking = asked(world), linked(world)
    assert tracking.look_to_confirm(SLUG, token(ticket)).code == ticket.code
    for wrong in (token(ticket, "rating"), token(ticket)[:-1], "", token(ticket, number=99)):
        with pytest.raises(NotFound):
            tracking.look_to_confirm(SLUG, wrong)
    with pytest.raises(NotFound):
        tracking.look_by_link(SLUG, token(ticket))
    with pytest.raises(Unprocessable):
        tracking.confirm_by_link(SLUG, token(ticket), "maybe")
    with pytest.raises(Unprocessable):
        tracking.confirm_by_link(SLUG, token(ticket), "yes", "a" * 2001)
    assert tracking.confirm_by_link(SLUG, token(ticket), "yes", "Cảm ơn").solved == "yes"
    for again in (tracking.look_to_confirm, lambda slug, link: tracking.confirm_by_link(slug, link, "no")):
        with pytest.raises(Conflict):
            again(SLUG, token(ticket))


def test_the_link_is_over_when_the_petition_is_taken_up_again_and_after_thirty_days() -> None:
    world = World()
    ticket = asked(world)
    world.clock.pass_by(seconds=FALLBACK.total_seconds() + 1)
    with pytest.raises(Conflict):
        linked(world).look_to_confirm(SLUG, token(ticket))
    world = World()
    ticket = asked(world)
    world.tracking.plead(SLUG, ticket.code, {"pin": PIN, "act": "reopen", "text": "Vẫn còn hố"})
    with pytest.raises(Conflict):
        linked(world).look_to_confirm(SLUG, token(ticket))


def test_whoever_was_not_asked_says_nothing() -> None:
    world = World()
    ticket = asked(world, reachable=False)
    assert ticket.confirmation == "unreachable"
    world.hears("Rồi")
    with pytest.raises(Conflict):
        world.tracking.confirm(SLUG, ticket.code, PIN, solved=True)
    assert now(world, ticket).confirmation == "unreachable"
    other = world.opened("Đèn đường hỏng ở ngõ 5", person="7009")
    with pytest.raises(IllegalMove):
        world.tracking.confirm(SLUG, other.code, PIN, solved=True)


def test_the_question_in_messenger_has_two_buttons_and_the_e_mail_a_link() -> None:
    world = World()
    ticket = asked(world)
    world.hears("cảm ơn")
    world.clock.pass_by(minutes=5)
    world.post()
    question = next(n for n in world.owed(ticket.code, Purpose.CONFIRM))
    assert (question.lane, question.state) == ("messenger", "sent")
    letter = next(part for _, _, part in world.carriage.sent if part.choices and "CONFIRM" in part.choices[0][1])
    assert letter.choices == tuple(
        (title, f"CONFIRM:{ticket.code}:{said}:{ticket.sampled}") for title, said in (("Rồi", "yes"), ("Chưa", "no"))
    )
    assert "/r/" not in letter.body, "in the chat there are buttons"
    (mail,) = to_letter(world.province, question, Way.EMAIL, text="", pin=PIN, public_url="https://x.example")
    assert "/r/" not in mail.body
    known = replace(question, facts={**question.facts, "rating_link": "https://x.example/r/1"})
    (mail,) = to_letter(world.province, known, Way.EMAIL, text="", pin=PIN, public_url="https://x.example")
    assert mail.body.endswith("Trả lời bằng một lần bấm tại: https://x.example/r/1")


def test_whoever_left_an_address_is_asked_there_with_the_link() -> None:
    """The window of the chat is over: the second contact is the way that is left."""
    world = World()
    ticket = asked(world)
    person = world.vault.recall(SLUG, ticket.origin.alias)
    assert person
    world.vault.remember(replace(person, email="an@example.vn"))
    world.post()
    (question,) = world.owed(ticket.code, Purpose.CONFIRM)
    assert (question.lane, question.state) == ("email", "sent")
    way, _, letter = world.carriage.sent[-1]
    assert way is Way.EMAIL
    assert f"https://cau-noi.example/r/{ticket.code}" in letter.body
    assert "rating_link" not in question.facts, "no officer finds it in what is kept"


def test_nobody_is_asked_at_night_or_in_public() -> None:
    world = World()
    ticket = asked(world)
    world.hears("cảm ơn")
    world.clock.at = world.clock().replace(hour=16)  # 23:00 there
    world.post()
    (question,) = world.owed(ticket.code, Purpose.CONFIRM)
    assert question.state == "owed"
    assert question.at > world.clock() + timedelta(hours=6)
    world = World()
    below = asked(world, person="7001")
    (question,) = world.owed(below.code, Purpose.CONFIRM)
    comment = replace(below.origin, lane=Lane.COMMENT, ref="9_1")
    found = plan(world.province, replace(question, origin=comment), Reach(person=None), world.clock())
    assert Way.COMMENT not in found.ways
    assert any(why.startswith("comment: confirm is not said in public") for why in found.passed_over)
