"""How a petition stands, for whoever wrote it, or holds its code and pin. A code alone opens nothing."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import TooOften
from chalicelib.intake import guided, told
from chalicelib.intake.menu import greeted
from chalicelib.intake.scene import Scene, is_theirs
from chalicelib.intake.wishes import Ask, Wish
from chalicelib.ticket.code import read_code
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.telling import facts_of
from chalicelib.ticket.thread import CODE_AND_PIN, linked
from chalicelib.ticket.ticket import Lane, Ticket
from chalicelib.ticket.workflow import Status

GUESSES = 5  # wrong ones in a session; after them none is looked at
_CODE = "code"  # in the form
STATUS_NAMES = {  # Vietnamese, English
    Status.IN_TRAY: ("đang chờ phân công đơn vị xử lý", "waiting for a unit to be assigned"),
    Status.ASSIGNED: ("đã chuyển đơn vị xử lý", "passed on to the unit in charge"),
    Status.IN_PROGRESS: ("đang được xử lý", "being worked on"),
    Status.WAITING: ("đang chờ ông/bà bổ sung thông tin", "waiting for information from you"),
    Status.REPORTED: ("đã báo cáo cấp trên do việc phức tạp", "reported to a higher level: it is complex"),
    Status.DRAFTED: ("đang chờ duyệt trả lời", "the answer is waiting for approval"),
    Status.ANSWERED: ("đã có trả lời", "answered"),
    Status.CLOSED: ("đã kết thúc", "closed"),
    Status.MERGED: ("đang được giải quyết cùng phản ánh trùng nội dung", "handled together with one about the same"),
}


def referred(heard: Inbound) -> Wish | None:
    """The petition that a link of ours, `?ref=<code>.<pin>`, follows."""
    code, _, pin = heard.payload.partition(".")
    found = read_code(code) if heard.heard is Heard.REFERRAL and pin else None
    return Wish(Ask.FOLLOW, found, pin) if found else None


class Guesses(Protocol):
    """What wrong pins cost; `limits.guesses` counts them for all doors together."""

    def admit(self, tenant: str, code: str, mark: str) -> bool: ...

    def right(self, tenant: str, code: str, mark: str) -> None: ...

    def wrong(self, tenant: str, code: str, mark: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Following:
    """`find` a petition by its code; the `pin` of a code, by tenant; what wrong ones cost, here and on the web."""

    find: Callable[[str, str], Ticket | None]
    pin: Callable[[str, str], str]
    guesses: Guesses

    def told(self, scene: Scene, wish: Wish) -> Change:
        """The standing of the petition; without a right to it, the question for code and pin, always the same one."""
        if scene.silent:
            return Change(conversation=scene.talk)
        if not wish.value and not wish.pin and scene.ticket:
            return _standing(scene, scene.ticket)
        code = wish.value or scene.talk.form.get(_CODE, "")
        ticket = self.find(scene.province.slug, code) if code else None
        theirs = ticket is not None and is_theirs(ticket, scene.talk.alias)
        if (theirs or (code and wish.pin and self._right(scene, code, wish.pin))) and ticket:
            return _standing(scene, ticket)
        form = {guided.WRONG: str(_wrong(scene) + 1)} if wish.pin else {}
        if scene.heard.heard is Heard.REFERRAL:
            return greeted(replace(scene, talk=replace(scene.talk, form={**scene.talk.form, **form})))
        return guided.asks(scene, guided.CODE, **form, **({_CODE: code} if code else {}))

    def _right(self, scene: Scene, code: str, pin: str) -> bool:
        """Whether the pin is looked at, and right. Whether there is such a petition does not matter."""
        who = scene.province.slug, code, scene.talk.alias
        if _wrong(scene) >= GUESSES:
            return False
        try:
            trusted = self.guesses.admit(*who)
        except TooOften:
            return False  # as for a wrong one: the question comes again
        right = hmac.compare_digest(self.pin(scene.province.slug, code).encode(), pin.encode())
        if not right:
            self.guesses.wrong(*who)
        elif not trusted:
            self.guesses.right(*who)
        return right


def _wrong(scene: Scene) -> int:
    return int(scene.talk.form.get(guided.WRONG, "0"))


def _standing(scene: Scene, ticket: Ticket) -> Change:
    """What comes next in this chat is about it. Whoever showed code and pin speaks for it from now on."""
    talk = replace(scene.talk, code=ticket.code, joined_at=scene.at, asked="", form=guided.kept(scene.talk))
    english = talk.locale == "en"
    told_so_far = facts_of(scene.province, ticket)
    notice = told.aside(
        scene.province, scene.heard, talk, scene.at, Purpose.STANDING,
        code=ticket.code, status_name=STATUS_NAMES[ticket.status][english], unit=told_so_far["unit"],
        promised=told_so_far["promised"], link_line="",
    )  # fmt: skip
    proved = Change()
    if not is_theirs(ticket, talk.alias) and scene.heard.lane is Lane.DIRECT:
        proved = linked(ticket, talk, talk.alias, scene.now, CODE_AND_PIN)
    return replace(proved, conversation=talk, notices=(notice,))
