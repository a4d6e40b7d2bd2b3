"""What may happen to petitions, each decided by one number: an officer acts, a citizen speaks, time passes."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from chalicelib.channel.inbound import Heard
from chalicelib.desk.desk import STAFF_ACTS
from chalicelib.errors import PetitionError
from chalicelib.identity.vault import alias_of
from chalicelib.ticket.ticket import Actor, Channel, Lane, Ticket
from chalicelib.ticket.workflow import MAY, NEXT, OPEN_STATES, Act, Role, Status
from tests.builders import SECRET, SLUG, photo
from tests.lives import places
from tests.lives.bodies import Die, body_of
from tests.lives.town import PIN, Town

TALLY: Counter[str] = Counter()  # what all lives of this process have reached
MOST = 5  # petitions side by side
# How often an act is chosen where the table allows it; what is not named, once.
_WEIGHTS = {
    Act.ACCEPT: 8, Act.REPORT: 5, Act.DECIDE: 8, Act.APPROVE: 8, Act.SEND_BACK: 5, Act.TRANSFER: 4, Act.REFUSE: 4,
    Act.ASK: 3, Act.ASSIGN: 2, Act.ANSWER: 2, Act.EXTEND: 3, Act.MERGE: 2, Act.UNMERGE: 2, Act.INFORM: 2,
    Act.FULFIL: 3, Act.CONTRIBUTE: 3, Act.UPHOLD: 6, Act.DISMISS: 4,
}  # fmt: skip
FITTING: dict[Status, tuple[Act, ...]] = {
    status: tuple(
        act for act in Act if act in STAFF_ACTS and (status, act) in NEXT for _ in range(_WEIGHTS.get(act, 1))
    )
    for status in Status
}
_OCCASIONS: dict[Act, Callable[[Ticket], object]] = {
    Act.FULFIL: lambda ticket: ticket.directed,
    Act.CONTRIBUTE: lambda ticket: ticket.contributors,
    Act.MERGE: lambda ticket: not ticket.followers,
    Act.UPHOLD: lambda ticket: ticket.contested,
    Act.DISMISS: lambda ticket: ticket.contested,
    Act.CONTEST: lambda _: False,  # of businesses only, as asides.py knows
    Act.RESTRICT: lambda _: False,  # asides.py knows what there is to be restricted
}
WORDS = (
    "Mặt đường có ổ gà rất sâu",
    "Cho hỏi bãi rác ở phường Bến Đá khi nào dọn",
    "Doanh nghiệp xin giấy phép đầu tư mãi không được",
    "Tôi có chuyện muốn trình bày",
    "Rác đầy đường ở xã Đồng Sim",
    "Sạt lở ở phường Bến Đá, rất nguy hiểm",
    "Phản ánh chậm trả hồ sơ ở Sở Xây dựng",
    "Đây là đơn tố cáo cán bộ",
    "Đề nghị xem lại ông Chủ tịch Bến Đá",
)


def attempt(town: Town, what: str, do: Callable[[], Ticket]) -> None:
    """What is refused is refused by an error that says so, and has changed nothing."""
    alone, before = not (town.tickets.meanwhile or town.on_nudge), town.state()
    try:
        then = do()
        assert then == town.shelf.tickets[SLUG, then.code] or not alone, "what is returned is what is stored"
    except PetitionError as refusal:
        if not 400 <= refusal.status < 500 or (alone and town.state() != before):
            raise AssertionError(f"{what} was refused, and not as a refusal is") from refusal
        TALLY[f"refused {type(refusal).__name__}"] += 1
        town.story.append(f"{what}: {refusal}")
    else:
        town.story.append(f"{what} -> {then.status} of {then.unit}")


def one_of(town: Town, die: Die) -> Ticket:
    live = [ticket for ticket in town.all if ticket.status in OPEN_STATES]
    return die.of([*live, *live, *town.all])


def waits(town: Town, die: Die) -> None:
    spans: list[dict[str, float]] = [
        {"minutes": 1}, {"hours": 3}, {"days": 1}, {"minutes": 20}, {"days": 3}, {"hours": 13}, {"days": 9},
        {"days": 25}, {"milliseconds": 7},
    ]  # fmt: skip
    town.wait(**die.of(spans))
    town.story.append(f"{town.now:%a %F %T}")


def waits_for_the_clock(town: Town, die: Die) -> None:
    """Until something falls due, or a minute before."""
    ahead = [ticket.next_at for ticket in town.all if ticket.next_at and ticket.next_at > town.now]
    if ahead:
        town.clock.at = max(town.now, die.of(sorted(ahead)) - timedelta(minutes=die.of([0, 0, 1])))
        town.story.append(f"{town.now:%a %F %T}, when something falls due")


def acts(town: Town, die: Die) -> None:
    ticket = one_of(town, die)
    idle = {act for act, occasion in _OCCASIONS.items() if not occasion(ticket)}
    act = die.of([act for act in FITTING[ticket.status] if act not in idle])
    act = die.of(sorted(STAFF_ACTS)) if die.one_in(20) else act
    actor = _who(die, town, ticket, act)
    body = body_of(act, die, town, ticket)
    seen = ticket.version - 1 if die.one_in(25) else None
    what = f"{actor.id} {act} {ticket.code} {body}"
    attempt(town, what, lambda: town.desk.do(SLUG, ticket.code, act, body, actor, seen))


def _who(die: Die, town: Town, ticket: Ticket, act: Act) -> Actor:
    """Somebody who may, as a rule; at times anybody."""
    places_ = {Act.DECIDE: (ticket.superior,), Act.CONTRIBUTE: ticket.contributors}.get(act, (ticket.unit,))
    roles = MAY[act]
    fit = [
        actor
        for actor in places.CAST
        if actor.role in roles
        and (ticket.arbiter in ("", actor.role) or act is not Act.ASSIGN)
        and (actor.role not in (Role.HANDLER, Role.HEAD) or any(town.province.within(u, actor.unit) for u in places_))
    ]
    return die.of(places.CAST) if die.one_in(12) or not fit else die.of(fit)


def hear(town: Town, person: int | str, text: str, **given: Any) -> None:
    """Person 0 to 3 in a chat, c0 to c3 below a post: whoever they are there, only a private reply tells."""
    account, spot = account_of(person), f"9_{town.messages}"
    if str(person).startswith("c"):
        given |= {"lane": Lane.COMMENT, "ref": spot, "key": f"fb#{account}#comment#{spot}"}
    ticket = town.hears(person, text, account=account, **given)
    how = ", ".join(attachment.url for attachment in given.get("attachments", ()))
    town.story.append(f"person {person} says «{text}» {how} -> {ticket and (ticket.code, str(ticket.status))}")


def speaks(town: Town, die: Die) -> None:
    text = die.of(WORDS)
    if len(town.all) < MOST or die.one_in(3):
        person = die.of([f"{where}{die.of(range(4))}" for where in ("", "", "c")])
        with_photo(town, die, lambda **photos: hear(town, person, text, **photos))


def with_photo(town: Town, die: Die, say: Callable[..., None]) -> None:
    """Some send a picture, too; at times it cannot be copied at once."""
    town.host_sleeps = die.one_in(2)
    say(**({"attachments": (photo(f"https://scontent.fbcdn.net/{town.messages}.jpg"),)} if die.one_in(3) else {}))
    town.host_sleeps = False


def account_of(person: int | str) -> str:
    return "2002" if str(person).endswith("3") else "2001"


def pleads(town: Town, die: Die) -> None:
    """By a button or over the web: a rating, «not done», «look again», «never mind»."""
    ticket = die.of([t for t in town.all if t.status not in OPEN_STATES] or town.all)
    stars, act = die.of([1, 2, 5]), die.of([Act.REOPEN, Act.REOPEN, Act.APPEAL, Act.APPEAL, Act.WITHDRAW])
    body = {"pin": PIN, "act": str(act), "text": "Vẫn chưa xong"}
    rates = ticket.rating is None and ticket.status not in OPEN_STATES and not die.one_in(4)
    if die.one_in(2):
        payload = f"RATE:{ticket.code}:{stars}" if rates else f"{act.upper()}:{ticket.code}"
        person = person_of(ticket.origin.alias)
        town.hears(person, "Vẫn chưa xong", heard=Heard.CHOICE, payload=payload, account=account_of(person))
        town.story.append(f"person {person} presses {payload}")
    elif rates:
        why = die.of(["", "Chậm quá"])
        attempt(town, f"rate {stars} {why}", lambda: town.tracking.rate(SLUG, ticket.code, PIN, stars, why))
    else:
        attempt(town, f"web {act} {ticket.code}", lambda: town.tracking.plead(SLUG, ticket.code, body))


@cache
def person_of(alias: str) -> str:
    """Who is behind an alias of this town."""
    ids = (f"{where}{number}" for where in ("", "c") for number in range(4))
    return next(p for p in ids if alias_of(SECRET, SLUG, Channel.FACEBOOK, account_of(p), p) == alias)


def sweeps(town: Town, die: Die) -> None:
    town.story.append(f"sweep: {town.sweep.run()}")
