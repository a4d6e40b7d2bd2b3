"""Duplicates share the fate of the petition they were joined to: each of their senders is told, once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.province.province import Province
from chalicelib.ticket.attachments import names_of
from chalicelib.ticket.conflict import tray_for
from chalicelib.ticket.holding import TRAY
from chalicelib.ticket.life import Move, moved
from chalicelib.ticket.owed import PRIVATE, By, Notice, Purpose
from chalicelib.ticket.publication import PUBLISHED
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.telling import to_citizen, to_holder
from chalicelib.ticket.thread import in_public, spoken
from chalicelib.ticket.ticket import CLOCK, Actor, Event, Outcome, Ticket
from chalicelib.ticket.workflow import Act, Role, Status

_SHARED_FACTS = ("reason", "reason_name", "type", "outcome", "to", "public_text")
MOST = 25  # followers of one petition: all are written in one transaction, which holds a hundred rows (room.py)
ROOM = 3 * MOST  # rows of it that are theirs; the rest is for the first one, its files and its colleagues


def shared(
    province: Province, leader: Ticket, event: Event, followers: Iterable[Ticket], at: datetime
) -> tuple[tuple[Move, ...], tuple[Notice, ...]]:
    """What becomes of `followers` now that `event` has ended `leader`: moves and what is owed to their senders.

    An answer is theirs too; what was turned away is turned away; what was withdrawn, or lapsed because its sender
    never replied, is not theirs: they go on alone. A telephone rings once for all of them, a letter comes for each.
    """
    actor = Actor(id=CLOCK, role=Role.SYSTEM, tenant=leader.tenant)
    moves: list[Move] = []
    notices: list[Notice] = []
    rung: set[tuple[str, ...]] = set()  # who was rung: of two with one unit not all need be urgent, or for the same
    for ticket in followers:
        if ticket.status is not Status.MERGED or ticket.into != leader.code:
            continue
        then, own = _one(province, leader, event, ticket, actor, at)
        moves.append(Move(before=ticket, ticket=then, events=(own,)))
        told = _told(province, then, own)
        notices += (notice for notice in told if notice.by is not By.SMS or notice.to not in rung)
        rung |= {notice.to for notice in told if notice.by is By.SMS}
    return tuple(moves), tuple(notices)


def rows_of(follower: Ticket) -> int:
    """What an answer writes of it at most: itself, the event, a word to its sender; what all may read of it, and a
    second word where it was written in public.
    """
    return 3 + (follower.public == PUBLISHED) + in_public(follower.origin)


def _told(province: Province, ticket: Ticket, event: Event) -> list[Notice]:
    """Its sender hears it as the sender of the first one does; of one that goes on alone the unit hears."""
    if event.act is Act.UNMERGE:
        reason = "phản ánh gốc đã được rút hoặc hết hạn bổ sung"
        return to_holder(province, ticket, event, "handler", reason=reason)
    if ticket.outcome == Outcome.REFERRED:
        return [to_citizen(province, ticket, event, Purpose.REFERRED)]
    files = {"files": named} if (named := names_of(event)) else {}
    if ticket.outcome == Outcome.REJECTED:
        name = str(event.facts.get("reason_name", ""))
        return spoken(province, ticket, event, Purpose.REJECTED, reason_name=name, **files)
    purpose = Purpose.ANSWER if ticket.status is Status.ANSWERED else Purpose.CLOSED
    return spoken(province, ticket, event, purpose, **files)


def _one(
    province: Province, leader: Ticket, event: Event, ticket: Ticket, actor: Actor, at: datetime
) -> tuple[Ticket, Event]:
    """Files of the answer are shown where they lie: copies would be rows the one transaction has no room for. They go
    when the sender of the first one is forgotten; what is restricted, or not copied yet, stays with the first one.
    """
    if leader.outcome and event.act not in (Act.WITHDRAW, Act.EXPIRE):
        files = tuple(file for file in event.attachments if file.key and not file.restricted)
        return moved(
            province, ticket, Act.RELAY, actor, at, status=leader.status,
            text=event.text, attachments=files, facts=_relayed(leader, event), into="", arbiter="", unit=leader.unit,
            outcome=leader.outcome, answered_at=leader.answered_at, **_sealed(leader),
        )  # fmt: skip
    return parted(province, ticket, actor, at)


def _relayed(leader: Ticket, event: Event) -> dict[str, str | int]:
    facts = {name: value for name, value in event.facts.items() if name in _SHARED_FACTS}
    private = not in_public(leader.origin) and not facts.keys() & {"to", "public_text"}
    if event.facts.get("held") == TRAY:
        facts["from_tray"] = 1  # no unit's answer
    return {"as": leader.code} | facts | ({"to": PRIVATE} if private else {})  # said to one, it is not for all to read


def _sealed(leader: Ticket) -> dict[str, Any]:
    """What turned out to be a formal complaint is nowhere public."""
    if leader.outcome != Outcome.REFERRED:
        return {}
    return {"legal": leader.legal, "public": "", "public_event": 0, "excerpt": ""}


def parted(province: Province, ticket: Ticket, actor: Actor, at: datetime) -> tuple[Ticket, Event]:
    """A duplicate that goes on alone: with its unit, or what that has become, or in the tray."""
    unit = province.live(ticket.unit)
    in_tray = unit == province.tray or bool(ticket.arbiter) or not province.is_open(unit)
    return moved(
        province, ticket, Act.UNMERGE, actor, at,
        facts={"parted": ticket.into},
        unit=tray_for(province, ticket.concerns, ticket.arbiter)[0] if in_tray else unit,
        status=Status.IN_TRAY if in_tray else Status.ASSIGNED,
        into="",
    )  # fmt: skip


def gathered(province: Province, leader: Ticket, followers: tuple[str, ...], at: datetime, **facts: str) -> Move:
    """`leader` with other followers than before."""
    system = Actor(id=CLOCK, role=Role.SYSTEM, tenant=leader.tenant)
    then, event = moved(province, leader, Act.GATHER, system, at, facts=facts, followers=followers)
    return Move(before=leader, ticket=then, events=(event,))


def left(province: Province, leader: Ticket, code: str, at: datetime) -> Move:
    """`leader` without the follower `code`, which goes on alone or was taken back."""
    return gathered(province, leader, tuple(c for c in leader.followers if c != code), at, parted=code)


def kin(tickets: Tickets, ticket: Ticket) -> list[Ticket]:
    """Those whose fate hangs together with that of `ticket`: its followers, or the one it follows."""
    codes = (ticket.into,) if ticket.into else ticket.followers
    return [tickets.get(ticket.tenant, code) for code in codes]
