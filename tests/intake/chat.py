"""A private chat as the tests speak of it: what a person presses and types, and what the bot owes them."""

from chalicelib.channel.inbound import Heard
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Notice
from tests.builders import World

PIN = "123456"


def said(world: World) -> list[Notice]:
    """What the bot owes in conversations, oldest first."""
    return [n for n in world.shelf.notices.values() if n.parent.startswith("C#") and n.to == ("citizen",)]


def talk_of(world: World) -> Conversation:
    (talk,) = world.shelf.talks.values()
    return talk


def presses(world: World, payload: str) -> None:
    world.clock.pass_by(seconds=20)
    world.hears(heard=Heard.CHOICE, payload=payload)


def types(world: World, text: str) -> None:
    world.clock.pass_by(seconds=20)
    world.hears(text)
