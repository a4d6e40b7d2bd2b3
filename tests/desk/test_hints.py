"""The same person below a post and in the chat: where the platform proves nothing, staff are shown and decide."""

from dataclasses import replace

from chalicelib import views
from chalicelib.desk.hints import Hint
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.ticket.workflow import Role, Status
from tests.builders import COORDINATOR, HANDLER, SLUG, World, changed, officer

COMMENT = {"lane": Lane.COMMENT, "ref": "88_1"}


def both(world: World, chat: str = "Mặt đường có ổ gà") -> tuple[str, str]:
    """A comment and a message in the chat by one person, as two petitions."""
    return world.opened("Mặt đường có ổ gà rất sâu", **COMMENT).code, world.opened(chat).code


def hinted(world: World, code: str, actor: object = COORDINATOR) -> list[Hint]:
    return list(world.desk.read(SLUG, code, actor).hints)  # type: ignore[arg-type]


def test_each_of_two_petitions_of_one_sender_points_at_the_other() -> None:
    world = World()
    below, chat = both(world)
    assert hinted(world, below) == [Hint(code=chat, why="same_sender")]
    assert hinted(world, chat) == [Hint(code=below, why="same_sender")]
    assert views.hint(hinted(world, below)[0]) == {"code": chat, "why": "same_sender"}


def test_a_chat_that_was_proved_to_be_theirs_points_at_what_it_is_about() -> None:
    world = World()
    below, chat = both(world)
    alias = "proved"
    talk = Conversation(tenant=SLUG, channel="facebook", account="2001", alias=alias, code=chat)
    world.shelf.talks[f"C#{SLUG}#facebook#2001#{alias}"] = talk
    ticket = world.tickets.get(SLUG, below)
    world.shelf.tickets[SLUG, below] = changed(ticket, chat=alias)
    assert hinted(world, below) == [Hint(code=chat, why="linked_chat")], "and is named once"


def test_a_hint_shows_nobody_what_they_may_not_see() -> None:
    world = World()
    below, chat = both(world, chat="Doanh nghiệp xin giấy phép đầu tư")
    assert hinted(world, below)
    assert hinted(world, below, HANDLER) == []
    world.does(chat, "concern", COORDINATOR, unit="so-xay-dung")
    assert hinted(world, below, officer(Role.HEAD, "so-xay-dung")) == []


def test_another_person_and_another_page_are_no_hint() -> None:
    world = World()
    below = world.opened("Mặt đường có ổ gà rất sâu", **COMMENT).code
    world.opened(person="another")
    world.opened(account="2002")
    assert hinted(world, below) == []


def test_zalo_has_one_thread() -> None:
    world = World()
    code = world.opened(channel=Channel.ZALO, account="3001").code
    assert hinted(world, code) == []


def test_staff_join_what_they_see_is_one_and_it_is_no_hint_any_more() -> None:
    world = World()
    below, chat = both(world)
    joined = world.does(chat, "merge", COORDINATOR, into=below)
    assert joined.status is Status.MERGED
    assert hinted(world, below) == []
    assert hinted(world, chat) == []
    world.does(below, "answer", HANDLER, text="Đã vá xong", to="both")
    answers = [n.side for code in (below, chat) for n in world.owed(code, Purpose.ANSWER)]
    assert sorted(answers) == ["", "private", "public"]


def test_a_petition_that_is_not_there_any_more_is_no_hint() -> None:
    world = World()
    below, chat = both(world)
    talk = next(t for t in world.shelf.talks.values() if t.code == chat)
    world.shelf.talks[f"C#{SLUG}#facebook#2001#{talk.alias}"] = replace(talk, code="SM-0000-0000-0000")
    assert hinted(world, below) == []
