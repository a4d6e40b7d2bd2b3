"""Further words on a petition: they go onto it, may say whose matter it is, and may say that there is danger."""

from dataclasses import replace
from typing import Any

from chalicelib.intake import told
from chalicelib.intake.opening import Triage, draft
from chalicelib.intake.scene import Scene
from chalicelib.ticket import life
from chalicelib.ticket.conflict import concerned
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.ticket import Attachment, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status

_WAITED_FOR = (Status.WAITING, Status.ANSWERED, Status.DRAFTED, Status.REPORTED, Status.MERGED)


def joined(
    scene: Scene, ticket: Ticket, triage: Triage, attachments: tuple[Attachment, ...], errands: tuple[Errand, ...]
) -> Change:
    """What was heard as a message on `ticket`. It moves no clock, unless it says that there is danger."""
    read = _read_again(scene, ticket, triage) if scene.heard.text else {}
    then, event = life.moved(
        scene.province, ticket, Act.HEAR, scene.citizen, scene.now,
        text=scene.heard.text, facts={"key": scene.heard.key}, attachments=attachments, **read,
    )  # fmt: skip
    notices: list[Notice] = []
    if then.unit != ticket.unit or "restart" in read:
        notices = told.staff(scene.province, then, event, Purpose.ASSIGNED)
    elif ticket.status in _WAITED_FOR:
        notices = told.staff(scene.province, then, event, Purpose.CITIZEN_SPOKE)
    return Change(
        before=ticket,
        ticket=then,
        events=(event,),
        notices=tuple(notices),
        errands=errands,
        conversation=replace(scene.talk, joined_at=scene.at),
    )


def _read_again(scene: Scene, ticket: Ticket, triage: Triage) -> dict[str, Any]:
    """People write in pieces: what becomes of the ticket now that there are more words, as arguments of `moved`."""
    province, waiting = scene.province, ticket.status is Status.IN_TRAY and not ticket.arbiter
    told_so_far = replace(scene.heard, text=f"{ticket.excerpt} {scene.heard.text}")
    routed = triage(province, told_so_far)
    alarmed = routed.urgency == "emergency" != ticket.urgency and ticket.status in OPEN_STATES
    if concerned(province, ticket.concerns, routed.unit):  # what was said before was about them
        routed = replace(routed, unit=province.tray)
    found = waiting and routed.unit != province.tray
    if not (alarmed or found or (waiting and (not ticket.excerpt or routed.legal))):
        return {}
    named = draft(province, ticket.code, told_so_far, ticket.origin.alias, routed, ticket.opened_at)
    fields: dict[str, Any] = {
        "kind": named.kind,
        "category": named.category,
        "urgency": named.urgency,
        "place": named.place or ticket.place,
        "excerpt": "" if ticket.concerns else named.excerpt,
        "legal": ticket.legal or named.legal,
        "promised_at": min(named.promised_at, ticket.promised_at),
    }
    if waiting:
        fields |= {"rule": named.rule, "concerns": tuple(dict.fromkeys((*ticket.concerns, *named.concerns)))}
    if found and not ticket.legal:
        fields |= {"unit": named.unit, "status": Status.ASSIGNED}
    return fields | ({"restart": True, "level": 0} if alarmed else {})
