"""Further words on a petition: they go onto it, may say whose matter it is, and may say that there is danger."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.channel.inbound import Inbound
from chalicelib.intake import told
from chalicelib.intake.opening import Triage, draft
from chalicelib.intake.scene import Scene
from chalicelib.province.province import Province
from chalicelib.ticket import life
from chalicelib.ticket.conflict import concerned, tray_for
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.ticket.routed import Routed
from chalicelib.ticket.ticket import Attachment, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status

_WAITED_FOR = (Status.WAITING, Status.ANSWERED, Status.DRAFTED, Status.REPORTED, Status.MERGED)


def joined(
    scene: Scene,
    ticket: Ticket,
    triage: Triage,
    attachments: tuple[Attachment, ...],
    errands: tuple[Errand, ...],
    leader: Ticket | None,
) -> Change:
    """What was heard as a message on `ticket`. It moves no clock, unless it says that there is danger.

    leader  the petition it was merged into: whoever holds that one must hear
    """
    read, facts = read_again(scene, ticket, triage) if scene.heard.text else ({}, {})
    then, event = life.moved(
        scene.province, ticket, Act.HEAR, scene.citizen, scene.now,
        text=scene.heard.text, facts={"key": scene.heard.key, **facts}, attachments=attachments, **read,
    )  # fmt: skip
    return Change(
        before=ticket,
        ticket=then,
        events=(event,),
        notices=tuple(_told(scene.province, ticket, then, event, leader)),
        errands=errands,
        conversation=replace(scene.talk, code=ticket.code, joined_at=scene.at),
    )


def _told(province: Province, ticket: Ticket, then: Ticket, event: Event, leader: Ticket | None) -> list[Notice]:
    notices: list[Notice] = []
    if then.legal and not ticket.legal:
        notices.append(told.procedure(province, then, event))
    if then.unit != ticket.unit or "alarm" in event.facts:
        notices += told.staff(province, then, event, Purpose.ASSIGNED)
    elif leader:
        notices += told.leader_of(province, then, leader, event)
    elif ticket.status in _WAITED_FOR:
        notices += told.staff(province, then, event, Purpose.CITIZEN_SPOKE)
    return notices


def read_again(scene: Scene, ticket: Ticket, triage: Triage) -> tuple[dict[str, Any], dict[str, str | int]]:
    """People write in pieces: what becomes of the ticket now that there are more words, as arguments of `moved`,
    and the facts that say so.
    """
    read = _read_again(scene, ticket, triage)
    return read, _facts(scene, ticket, read)


def _facts(scene: Scene, ticket: Ticket, read: dict[str, Any]) -> dict[str, str | int]:
    """asked_at: from when the limit of what it is now counts."""
    facts: dict[str, str | int] = {"alarm": 1} if "restart" in read else {}
    if "promised_at" in read:
        facts["asked_at"] = _asked_at(scene, ticket, alarmed="restart" in read).isoformat(timespec="milliseconds")
    return facts


def _routed(scene: Scene, ticket: Ticket, triage: Triage, so_far: Inbound) -> Routed:
    """What all its words so far say. Danger stays danger until a person says otherwise.

    Of a petition of which a person has said what it is, words fill in what is still open, and only danger in the new
    ones counts: the person has judged the old ones.
    """
    judged = ticket.rule.endswith(life.CLASSIFIED)
    if judged:
        so_far = replace(so_far, kind=ticket.kind, category=ticket.category or "", place=ticket.place or "")
    routed = triage(scene.province, so_far)
    if judged:
        danger = triage(scene.province, scene.heard).urgency == "emergency"
        urgency = "emergency" if danger else ticket.urgency
        routed = replace(routed, urgency=urgency, rule=routed.rule + life.CLASSIFIED)
    return replace(routed, urgency="emergency") if ticket.urgency == "emergency" else routed


def _asked_at(scene: Scene, ticket: Ticket, *, alarmed: bool) -> datetime:
    return scene.now if alarmed or ticket.reopened else ticket.opened_at


def _read_again(scene: Scene, ticket: Ticket, triage: Triage) -> dict[str, Any]:
    # Only what nobody has held yet is routed by its words: a person has said of the rest that it is not theirs.
    waiting = ticket.status is Status.IN_TRAY and not ticket.arbiter and ticket.since is None
    province = scene.province
    told_so_far = replace(scene.heard, text=f"{ticket.excerpt} {scene.heard.text}")
    routed = _routed(scene, ticket, triage, told_so_far)
    sealed = reread(province, ticket, routed)
    alarmed = routed.urgency == "emergency" != ticket.urgency and ticket.status in OPEN_STATES
    if not waiting or ticket.legal or "unit" in sealed or concerned(province, ticket.concerns, routed.unit):
        routed = replace(routed, unit=ticket.unit)  # whatever these words alone would say
    found = waiting and routed.unit != province.tray
    if not (alarmed or found or (waiting and not ticket.excerpt)):
        return sealed
    asked_at = _asked_at(scene, ticket, alarmed=alarmed)
    named = draft(province, ticket.code, told_so_far, ticket.origin.alias, routed, asked_at)
    fields: dict[str, Any] = {
        "kind": named.kind,
        "category": named.category,
        "urgency": named.urgency,
        "place": named.place or ticket.place,
        "excerpt": "" if ticket.concerns or ticket.legal else named.excerpt,
    }
    if named.facts != ticket.facts:  # of the same kind, what was put off stays put off
        fields["promised_at"] = min(named.promised_at, ticket.promised_at)
    if waiting:
        fields["rule"] = named.rule
    if found:
        fields |= {"unit": named.unit, "status": Status.ASSIGNED}
    return fields | sealed | ({"restart": True, "level": 0} if alarmed else {})


def reread(province: Province, ticket: Ticket, routed: Routed) -> dict[str, Any]:
    """What later words betray: whom it is about, and that it is no petition in law. As arguments of `moved`.

    Whoever it is about lets go of it at once; a formal complaint goes to the tray, unless there is danger.
    """
    concerns = tuple(dict.fromkeys((*ticket.concerns, *routed.concerns)))
    legal = ticket.legal or routed.legal
    if ticket.status not in OPEN_STATES | {Status.ANSWERED, Status.CLOSED} or (concerns, legal) == (
        ticket.concerns, ticket.legal,
    ):  # fmt: skip
        return {}
    left = tuple(unit for unit in ticket.contributors if not concerned(province, concerns, unit))
    fields: dict[str, Any] = {"concerns": concerns, "legal": legal, "excerpt": "", "contributors": left}
    fields["contribution_due_at"] = ticket.contribution_due_at if left else None
    if legal:
        fields |= {"public": "", "public_event": 0}
    touched = any(concerned(province, concerns, unit) for unit in (ticket.unit, ticket.superior) if unit)
    formal = legal and not ticket.legal and "emergency" not in (ticket.urgency, routed.urgency)
    if ticket.status in OPEN_STATES and (touched or formal):
        unit, arbiter = tray_for(province, concerns, ticket.arbiter)
        fields |= {"unit": unit, "status": Status.IN_TRAY, "arbiter": arbiter, "bound": False, "came_from": ""}
        fields |= {"superior": "", "draft": 0, "contributors": (), "contribution_due_at": None}
    return fields
