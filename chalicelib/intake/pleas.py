"""What a citizen says after the answer, or before it: a rating, «not done», «look again», «never mind»."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import Conflict
from chalicelib.intake import told
from chalicelib.province.province import Province
from chalicelib.ticket import afterwards, fate
from chalicelib.ticket.life import Change
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act
from chalicelib.vietnamese import fold

PLEAS: dict[Act, Callable[..., tuple[Ticket, Event]]] = {
    Act.REOPEN: afterwards.reopened,
    Act.APPEAL: afterwards.appealed,
    Act.WITHDRAW: afterwards.withdrawn,
}
LONGEST_WITHDRAWAL = 20  # words
# How people begin when they mean it; found without diacritics.
_BEGINNINGS = {
    Act.APPEAL: ("xem xet lai", "de nghi xem xet lai", "khong dong y voi tra loi"),
    Act.REOPEN: (
        "mo lai", "de nghi mo lai", "van chua", "chua duoc giai quyet", "chua giai quyet", "chua xong", "chua xu ly",
        "chua khac phuc",
    ),
    Act.WITHDRAW: tuple(
        f"{begin}rut {lai}{what}" for begin in ("", "toi ", "xin ", "toi xin ", "toi muon ") for lai in ("", "lai ")
        for what in ("phan anh", "kien nghi")
    ),
}  # fmt: skip


def plea_of(heard: Inbound) -> Act | None:
    """The plea of a button `REOPEN:<code>`, or of words that begin like one."""
    if heard.heard is Heard.CHOICE:
        head = heard.payload.partition(":")[0].lower()
        return Act(head) if head in PLEAS else None
    if heard.heard is not Heard.WORDS:
        return None
    words = fold(heard.text) + " "
    found = (act for act, starts in _BEGINNINGS.items() if words.startswith(tuple(start + " " for start in starts)))
    act = next(found, None)
    # A withdrawal is final: a question about it, or a long text that only begins like one, is none.
    unsure = "?" in heard.text or len(words.split()) > LONGEST_WITHDRAWAL
    return None if act is Act.WITHDRAW and unsure else act


@dataclass(frozen=True, slots=True, kw_only=True)
class Plea:
    """What a citizen asks for, and what the words betray besides (`further.reread`)."""

    act: Act
    citizen: Actor
    at: datetime
    text: str
    said: Mapping[str, Any]


def pleaded(province: Province, ticket: Ticket, plea: Plea, kin: Sequence[Ticket]) -> Change:
    """The plea, written on the ticket. Those joined to a petition that is withdrawn go on alone.

    kin     its followers, or the petition it follows
    raises  Conflict, IllegalMove when it is too late, or the regulation knows no such thing; Conflict when one of the
            members of a case wants to withdraw it, for nobody knows which of them it is
    """
    if ticket.members and plea.act is Act.WITHDRAW:
        raise Conflict("a case of several members is not one member's to withdraw: ask the unit that holds it")
    then, event = PLEAS[plea.act](province, ticket, plea.citizen, plea.at, plea.text, plea.said)
    moves, more = fate.shared(province, then, event, kin, plea.at)
    if ticket.into:
        moves = tuple(fate.left(province, leader, ticket.code, plea.at) for leader in kin)
    notices = [*afterwards.told(province, ticket, then, event), *more]
    if then.legal and not ticket.legal:
        notices.append(told.procedure(province, then, event))
    return Change(before=ticket, ticket=then, events=(event,), also=moves, notices=tuple(notices))
