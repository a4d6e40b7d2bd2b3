"""A petition full of what is personal, and where to look for what is left of it."""

from typing import Any

from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import HANDLER, SLUG, World, officer, photo

WORDS = "Tôi là Lê Thị Hoa, số 0912345678, mặt đường có ổ gà rất sâu"
WISH = "Đơn số 12 ngày 17/11/2026"
ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")


def answered(world: World, **given: Any) -> Ticket:
    """A petition with words, a photo, a private remark and an answer that was sent."""
    ticket = world.opened(WORDS, attachments=(photo(),), **given)
    world.does(ticket.code, "note", HANDLER, text="Chị Hoa, 0912345678, hẹn chiều nay")
    world.does(ticket.code, "answer", HANDLER, text="Đã vá ổ gà, cảm ơn bà.")
    world.post()
    return world.tickets.get(SLUG, ticket.code)


def everything(world: World) -> str:
    """Whatever is kept anywhere, but for who looked and why."""
    parts: list[object] = [
        world.vault.people, world.shelf.tickets, world.shelf.events, world.shelf.talks, world.shelf.notices,
        world.shelf.errands_kept, world.cupboard.kept, world.erasures.kept,
    ]  # fmt: skip
    return repr(parts)
