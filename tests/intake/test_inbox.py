"""The inbox: what a citizen says becomes exactly one ticket, one message, one rating."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import Refused, StaleTicket, TryAgain
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.owed import Purpose, State
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Act, Role, Status
from tests.builders import HANDLER, SLUG, World, heard, officer, photo
from tests.pictures import jpeg


def test_a_message_becomes_a_ticket_with_a_holder_a_deadline_and_an_acknowledgement() -> None:
    world = World()
    ticket = world.opened("Mặt đường trước chợ có ổ gà rất sâu")
    assert (ticket.status, ticket.unit, ticket.category) == (Status.ASSIGNED, "phong-ha-tang", "giao-thong")
    assert ticket.stage_due_at
    assert ticket.next_at
    assert [n.purpose for n in world.owed(ticket.code)] == [Purpose.ACK, Purpose.ASSIGNED]
    assert set(world.bell.keys) == {(n.parent, n.id) for n in world.owed(ticket.code)}


def test_the_same_message_twenty_times_is_one_ticket_and_one_event() -> None:
    world = World()
    message = heard("Mặt đường có ổ gà")
    codes = {world.inbox.take(world.province, message).code for _ in range(20)}  # type: ignore[union-attr]
    assert len(codes) == len(world.shelf.tickets) == 1
    assert len(world.tickets.timeline(SLUG, codes.pop())) == 1
    assert len(world.shelf.notices) == 2


def test_a_repeat_is_known_even_when_the_conversation_has_forgotten_it() -> None:
    """Sixty-four newer messages push a key out of the conversation's memory; the derived code still knows it."""
    world = World()
    first = heard("Mặt đường có ổ gà")
    world.inbox.take(world.province, first)
    key, talk = next(iter(world.shelf.talks.items()))
    world.shelf.talks[key] = replace(talk, seen=(), code="", joined_at=None)
    world.inbox.take(world.province, first)
    assert len(world.shelf.tickets) == 1
    assert len(world.tickets.timeline(SLUG, ticket_code("SM", first.key))) == 1


def test_two_messages_that_happen_to_share_a_code_both_become_tickets() -> None:
    world = World()
    mine, other = heard("Mặt đường có ổ gà", person="1"), heard("Rác đầy đường", person="2")
    ticket = world.inbox.take(world.province, other)
    assert ticket
    squatter = ticket_code("SM", mine.key)
    world.shelf.tickets[SLUG, squatter] = replace(ticket, code=squatter)
    opened = world.inbox.take(world.province, mine)
    assert opened
    assert opened.code == ticket_code("SM", mine.key, 1)


def test_a_photo_after_the_text_goes_onto_the_ticket_and_into_our_bucket() -> None:
    world = World()
    ticket = world.opened("Mặt đường có ổ gà")
    world.hears("", attachments=(photo(),))
    events = world.tickets.timeline(SLUG, ticket.code)
    assert [e.act for e in events] == [Act.OPEN, Act.HEAR]
    key = events[1].attachments[0].key
    assert world.cupboard.kept[key]
    assert len(world.shelf.tickets) == 1


def test_words_after_a_photo_route_the_ticket_that_only_had_a_photo() -> None:
    world = World()
    ticket = world.hears("", attachments=(photo(),))
    assert ticket
    assert ticket.status is Status.IN_TRAY
    routed = world.hears("Ổ gà giữa mặt đường, nguy hiểm")
    assert routed
    assert (routed.code, routed.status, routed.unit) == (ticket.code, Status.ASSIGNED, "phong-ha-tang")
    assert [n.to for n in world.owed(ticket.code, Purpose.ASSIGNED)][-1] == ("ht-cv",)


def test_a_photo_whose_host_is_down_is_owed_and_fetched_later() -> None:
    world = World()
    url = "https://scontent.fbcdn.net/slow.jpg"
    world.web[url] = TryAgain("media host did not answer")
    ticket = world.opened("Mặt đường có ổ gà", attachments=(photo(url),))
    assert world.tickets.event(SLUG, ticket.code, 1).attachments[0].key == ""
    world.web[url] = jpeg()
    assert world.media.run() == 0, "not before its time"
    world.clock.pass_by(minutes=2)
    assert world.media.run() == 1
    assert world.cupboard.kept[world.tickets.event(SLUG, ticket.code, 1).attachments[0].key]
    assert world.media.run() == 0


def test_a_photo_that_is_gone_or_forbidden_does_not_stop_the_petition() -> None:
    world = World()
    url = "https://evil.example/x.jpg"
    world.web[url] = Refused("media host is not on the list")
    ticket = world.opened("Mặt đường có ổ gà", attachments=(photo(url),))
    assert not world.cupboard.kept
    assert not world.shelf.errands_kept
    assert world.tickets.event(SLUG, ticket.code, 1).attachments[0].url == url


def test_a_photo_that_never_comes_is_given_up_after_some_hours() -> None:
    world = World()
    url = "https://scontent.fbcdn.net/never.jpg"
    world.web[url] = TryAgain("media host did not answer")
    world.opened("Mặt đường có ổ gà", attachments=(photo(url),))
    for _ in range(20):
        world.clock.pass_by(hours=3)
        world.media.run()
    assert not world.shelf.errands_kept


@pytest.mark.parametrize("message", [heard("Xin chào"), heard(heard=Heard.STICKER), heard(heard=Heard.HELLO)])
def test_greetings_and_stickers_are_answered_but_open_no_ticket(message) -> None:  # type: ignore[no-untyped-def]
    world = World()
    assert world.inbox.take(world.province, message) is None
    assert not world.shelf.tickets
    (greeting,) = world.shelf.notices.values()
    assert (greeting.purpose, greeting.state) == (Purpose.GREETING, State.OWED)


def test_the_person_lies_in_the_vault_and_nowhere_else() -> None:
    world = World()
    world.opened("Mặt đường có ổ gà", person="7182930465120394", name="Trần Thị Mai Hoa")
    everything = repr(world.shelf)
    assert "7182930465120394" not in everything
    assert "Mai Hoa" not in everything
    (person,) = world.vault.people.values()
    assert (person.platform_id, person.name) == ("7182930465120394", "Trần Thị Mai Hoa")


def test_a_reply_to_our_question_wakes_the_ticket_and_tells_the_officer() -> None:
    world = World()
    ticket = world.opened()
    world.does(ticket.code, "accept", HANDLER)
    world.does(ticket.code, "ask", HANDLER, text="Ở đoạn nào?")
    world.clock.pass_by(days=2)
    woken = world.hears("Trước cổng chợ")
    assert woken
    assert woken.status is Status.IN_PROGRESS
    assert world.owed(ticket.code, Purpose.CITIZEN_SPOKE)


def test_a_rating_counts_once() -> None:
    world = World()
    ticket = world.opened()
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong")
    rated = world.hears("4")
    assert rated
    assert rated.rating == 4
    world.hears("1")
    assert world.tickets.get(SLUG, ticket.code).rating == 4


def test_nobody_rates_another_persons_ticket_with_a_forged_button() -> None:
    world = World()
    ticket = world.opened(person="1")
    world.does(ticket.code, "answer", HANDLER, text="Đã vá xong")
    world.hears("", heard=Heard.CHOICE, payload=f"RATE:{ticket.code}:1", person="2")
    assert world.tickets.get(SLUG, ticket.code).rating is None


def test_a_lost_race_is_decided_afresh() -> None:
    world = World()
    world.shelf.refuse_commits = 2
    assert world.hears("Mặt đường có ổ gà")
    assert len(world.shelf.tickets) == 1


def test_a_race_that_is_always_lost_goes_back_to_the_queue() -> None:
    world = World()
    world.shelf.refuse_commits = 99
    with pytest.raises(StaleTicket):
        world.hears("Mặt đường có ổ gà")


def test_a_comment_and_a_private_message_are_two_conversations() -> None:
    world = World()
    first = world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2")
    second = world.opened("Mặt đường có ổ gà")
    assert first.code != second.code
    assert first.origin.ref == "1_2"


@pytest.mark.parametrize(("why", "written_ago", "counted_ago"), [
    ("the platform's stamp counts: a late webhook does not cost the citizen time", timedelta(hours=30), timedelta(hours=30)),
    ("a stamp from the future is a wrong clock", timedelta(hours=-2), timedelta()),
    ("a stamp of last month is a wrong clock", timedelta(days=30), timedelta()),
])  # fmt: skip
def test_when_the_clock_starts(why: str, written_ago: timedelta, counted_ago: timedelta) -> None:
    world = World()
    ticket = world.opened("Mặt đường có ổ gà", occurred_at=world.clock() - written_ago)
    assert ticket.opened_at == world.clock() - counted_ago, why


def test_danger_in_a_later_message_makes_the_ticket_urgent_and_rings() -> None:
    world = World()
    ticket = world.opened("Ở phường Bến Đá có chuyện này ạ")
    assert ticket.urgency == "normal"
    raised = world.hears("Sạt lở sát nhà dân rồi, xin giúp gấp")
    assert raised
    assert (raised.code, raised.urgency, raised.unit) == (ticket.code, "emergency", "p90001")
    assert raised.promised_at < ticket.promised_at
    assert any(n.by == "sms" for n in world.owed(ticket.code, Purpose.ASSIGNED))


def test_danger_does_not_take_the_ticket_from_the_unit_that_has_it() -> None:
    world = World()
    ticket = world.opened("Mặt đường có ổ gà")
    world.does(ticket.code, "accept", HANDLER)
    raised = world.hears("Giờ thì sạt lở luôn cả đoạn")
    assert raised
    assert (raised.unit, raised.status, raised.urgency) == ("phong-ha-tang", Status.IN_PROGRESS, "emergency")


def test_of_several_photos_on_a_hanging_host_only_the_first_is_waited_for() -> None:
    world = World()
    urls = [f"https://scontent.fbcdn.net/{n}.jpg" for n in range(4)]
    world.web |= dict.fromkeys(urls, TryAgain("media host did not answer"))
    world.opened("Mặt đường có ổ gà", attachments=tuple(photo(url) for url in urls))
    assert world.fetched == urls[:1]
    assert len(world.shelf.errands_kept) == 4


def test_what_a_unit_has_handed_up_is_not_given_back_to_it_by_further_words() -> None:
    world = World()
    code = world.opened("Mặt đường ở phường Bến Đá có ổ gà rất sâu", account="2002").code
    held = world.tickets.get(SLUG, code).unit
    world.does(code, "refuse", officer(Role.HEAD, held), reason="Đường do tỉnh quản lý")
    world.hears("gần cổng trường phường Bến Đá", account="2002")
    after = world.tickets.get(SLUG, code)
    assert (after.status, after.unit) == (Status.IN_TRAY, world.province.tray)
