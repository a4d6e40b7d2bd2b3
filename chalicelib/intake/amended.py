"""What was said is said otherwise, or taken back: every wording is kept with the petition, and staff are told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake import told
from chalicelib.intake.further import read_again
from chalicelib.intake.opening import EXCERPT, Triage
from chalicelib.intake.scene import Scene
from chalicelib.province.province import Province
from chalicelib.ticket import life
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import CLOCK, Actor, Attachment, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Role
from chalicelib.vietnamese import excerpt

REMOVED, HIDDEN = "removed", "hidden"  # Ticket.gone
_MOVING = {"unit", "status", "restart"}


def as_words(heard: Inbound) -> Inbound:
    """An edit of what was on no petition: new words, under the key of the message itself.

    So a second edit finds the petition the first one opened, and the message itself, should it come late, is known.
    """
    return replace(heard, heard=Heard.WORDS, key=heard.of)


def amended(scene: Scene, ticket: Ticket, of: int, triage: Triage, attachments: tuple[Attachment, ...] = ()) -> Change:
    """A new wording of the message of event `of`. What it betrays has the same consequences as further words."""
    read, facts = read_again(scene, ticket, triage) if scene.heard.text else ({}, {})
    shown = {"excerpt": excerpt(scene.heard.text, EXCERPT)} if of == 1 and ticket.excerpt and scene.heard.text else {}
    moves = _moves(ticket, read)
    fields = shown if moves else shown | read
    then, event = life.moved(
        scene.province, ticket, Act.AMEND, scene.citizen, scene.now,
        text=scene.heard.text, facts={"of": of, "key": scene.heard.key}, attachments=attachments, **fields,
    )  # fmt: skip
    events = [event]
    if moves:  # an edit itself moves nothing
        then, event = life.moved(
            scene.province, then, Act.HEAR, scene.citizen, scene.now, facts={"of": of, **facts}, **read
        )
        events.append(event)
    return Change(
        before=ticket,
        ticket=then,
        events=tuple(events),
        notices=tuple(_told(scene.province, ticket, then, event)),
        conversation=scene.talk,
    )


def _moves(ticket: Ticket, read: Mapping[str, Any]) -> bool:
    """Whether what an edit betrays moves the holder, the clock or the date the citizen was told."""
    return bool(_MOVING & read.keys()) or read.get("promised_at", ticket.promised_at) != ticket.promised_at


def _told(province: Province, ticket: Ticket, then: Ticket, event: Event) -> list[Notice]:
    notices: list[Notice] = []
    if then.legal and not ticket.legal:
        notices.append(told.procedure(province, then, event))
    moved = then.unit != ticket.unit or then.urgency != ticket.urgency
    if then.status in OPEN_STATES:
        notices += told.staff(province, then, event, Purpose.ASSIGNED if moved else Purpose.CITIZEN_SPOKE)
    return notices


def retracted(province: Province, ticket: Ticket, of: int, citizen: Actor, now: datetime) -> Change:
    """The sender deleted the message of event `of`: the petition stays, with this mark."""
    gone = REMOVED if of == 1 and ticket.origin.ref else ticket.gone
    then, event = life.moved(province, ticket, Act.RETRACT, citizen, now, facts={"of": of}, gone=gone)
    return Change(before=ticket, ticket=then, events=(event,))


def out_of_sight(province: Province, ticket: Ticket, heard: Heard, now: datetime) -> Change | None:
    """The page removed, hid or showed the comment a petition came from. None: it knows that already."""
    gone = {Heard.REMOVED: REMOVED, Heard.HIDDEN: HIDDEN, Heard.SHOWN: ""}[heard]
    if gone == ticket.gone or ticket.gone == REMOVED:
        return None
    facts = {"removed": 1} if gone == REMOVED else {"hidden": int(gone == HIDDEN)}
    system = Actor(id=CLOCK, role=Role.SYSTEM, tenant=province.slug)
    then, event = life.moved(province, ticket, Act.ECHO, system, now, facts=facts, gone=gone)
    return Change(before=ticket, ticket=then, events=(event,))
