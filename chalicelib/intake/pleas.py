"""What a citizen says after the answer, or before it: a rating, «not done», «look again», «never mind»."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.scene import Scene
from chalicelib.province.province import Province
from chalicelib.ticket import afterwards, fate, life
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose, to_citizen
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act
from chalicelib.vietnamese import fold

PLEAS: dict[Act, Callable[..., tuple[Ticket, Event]]] = {
    Act.REOPEN: afterwards.reopened,
    Act.APPEAL: afterwards.appealed,
    Act.WITHDRAW: afterwards.withdrawn,
}
# How people begin when they mean it; found without diacritics.
_BEGINNINGS = {
    Act.APPEAL: ("xem xet lai", "de nghi xem xet lai", "khong dong y voi tra loi"),
    Act.REOPEN: (
        "mo lai", "de nghi mo lai", "van chua", "chua duoc giai quyet", "chua giai quyet", "chua xong", "chua xu ly",
        "chua khac phuc",
    ),
    Act.WITHDRAW: (
        "rut phan anh", "rut lai phan anh", "rut kien nghi", "rut lai kien nghi", "toi xin rut", "xin rut phan anh",
        "xin rut kien nghi", "huy phan anh",
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
    return next((act for act, starts in _BEGINNINGS.items() if words.startswith(tuple(s + " " for s in starts))), None)


def rated(scene: Scene, ticket: Ticket, stars: int) -> Change:
    """Stars, once a resolution; a bad rating is told what can still be done."""
    then, event = life.moved(
        scene.province, ticket, Act.RATE, scene.citizen, scene.now, facts={"stars": stars}, rating=stars
    )
    facts = {"stars": str(stars)} | ({"again": "1"} if afterwards.may_appeal(scene.province, then) else {})
    thanks = to_citizen(scene.province, then, event, Purpose.THANKS, human=False, **facts)
    return Change(before=ticket, ticket=then, events=(event,), notices=(thanks,), conversation=scene.talk)


def pleaded(
    province: Province, ticket: Ticket, act: Act, citizen: Actor, at: datetime, text: str, kin: Sequence[Ticket]
) -> Change:
    """The plea, written on the ticket. Those joined to a petition that is withdrawn go on alone.

    kin     its followers, or the petition it follows
    raises  Conflict, IllegalMove when it is too late, or the regulation knows no such thing
    """
    then, event = PLEAS[act](province, ticket, citizen, at, text)
    moves, notices = fate.shared(province, then, event, kin, at)
    if ticket.into:
        moves = tuple(fate.left(province, leader, ticket.code, at) for leader in kin)
    told = afterwards.told(province, ticket, then, event)
    return Change(before=ticket, ticket=then, events=(event,), also=moves, notices=(*told, *notices))
