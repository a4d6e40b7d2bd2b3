"""Who is told what when a citizen has spoken."""

from dataclasses import replace
from datetime import datetime

from chalicelib.channel.inbound import Inbound
from chalicelib.identity.vault import Person
from chalicelib.intake.scene import Scene
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import Conversation, conversation_partition, fingerprint
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose
from chalicelib.ticket.telling import local_time, to_citizen, to_staff
from chalicelib.ticket.ticket import Channel, Event, Origin, Ticket
from chalicelib.ticket.workflow import Status


def staff(province: Province, ticket: Ticket, event: Event, purpose: Purpose) -> list[Notice]:
    """The handlers of the unit, or the keepers of the tray; an emergency also rings their telephones."""
    role = (ticket.arbiter or "coordinator") if ticket.status is Status.IN_TRAY else "handler"
    by = (By.EMAIL, By.SMS) if ticket.urgency == "emergency" else (By.EMAIL,)
    return to_staff(province, ticket, event, purpose, (role,), by)


def person(province: Province, heard: Inbound, alias: str) -> Person:
    """What a platform tells us of a person, for the vault."""
    return Person(
        tenant=province.slug,
        alias=alias,
        channel=heard.channel,
        account=heard.account,
        platform_id=heard.person,
        name=heard.name,
    )


def dressed(scene: Scene, change: Change) -> Change:
    """`change` with what every word to this person depends on: their language; at first, that data law is explained."""
    locale = (change.conversation or scene.talk).locale  # it may be what was asked for just now
    facts = {"locale": locale} if locale else {}
    unheard = scene.heard.channel is not Channel.PHONE  # a caller has had it read out
    if scene.first and unheard and scene.province.messaging.consent.of(scene.heard.channel):
        facts |= {"consent": "1"}
    told = (replace(n, facts={**n.facts, **facts}) if n.to == (CITIZEN,) else n for n in change.notices)
    return replace(change, notices=tuple(told))


def person_wanted(scene: Scene, asked: Notice) -> list[Notice]:
    """Somebody asks for a person: an e-mail to those who keep the account, and to the coordinators.

    asked  what the citizen is told; it lies in the same conversation
    """
    province, heard = scene.province, scene.heard
    account = province.account(heard.channel, heard.account)
    people = (*province.people("page_manager", account.unit), *province.people("coordinator", account.unit))
    mailed = tuple(sorted({s.id for s in people if s.email}))
    facts = {"account": account.name, "channel": str(heard.channel), "code": scene.ticket.code if scene.ticket else ""}
    wanted = replace(
        asked,
        id=asked.id.replace(Purpose.HUMAN, Purpose.HUMAN_WANTED),
        purpose=Purpose.HUMAN_WANTED,
        by=By.EMAIL,
        to=mailed,
        origin=None,
        facts={**asked.facts, **facts, "since": local_time(province, scene.at)},
    )
    return [wanted] if mailed else []


def leader_of(province: Province, ticket: Ticket, leader: Ticket, event: Event) -> list[Notice]:
    """Words on a duplicate are for whoever holds the petition it was joined to."""
    return to_staff(province, ticket, event, Purpose.CITIZEN_SPOKE, ("handler",), (By.EMAIL,), (leader.unit,))


def procedure(province: Province, ticket: Ticket, event: Event) -> Notice:
    """What was said turned out to be a formal complaint or denunciation: the right way."""
    gate = next(g for g in province.regulation.procedures.gates if g.type == ticket.legal)
    return to_citizen(province, ticket, event, Purpose.PROCEDURE, human=False, procedure=gate.procedure)


def aside(
    province: Province, heard: Inbound, talk: Conversation, at: datetime, purpose: Purpose, **facts: str
) -> Notice:
    """A word that belongs to no ticket: it is owed in the conversation itself."""
    return Notice(
        tenant=province.slug,
        parent=conversation_partition(talk.tenant, talk.channel, talk.account, talk.alias),
        id=f"{int(at.timestamp() * 1000)}#{purpose}#{fingerprint(heard.key)}",
        purpose=purpose,
        by=By.ORIGIN,
        to=(CITIZEN,),
        origin=Origin(channel=heard.channel, account=heard.account, alias=talk.alias, lane=heard.lane, ref=heard.ref),
        facts={"province": province.name, **facts},
        since=at,
        at=at,
    )


def acknowledgement(
    province: Province, ticket: Ticket, event: Event, missing: tuple[str, ...], *, ask_contact: bool = False
) -> Notice:
    """The acknowledgement: what is still missing, and, of what is no petition in law, the right procedure.

    ask_contact  no second way to the sender is known, and this chat will close one day
    """
    gate = next((g for g in province.regulation.procedures.gates if g.type == ticket.legal), None)
    facts = {"missing": ", ".join(_NEEDS[need] for need in missing)} if missing else {}
    facts |= {"procedure": gate.procedure} if gate else {}
    facts |= {"ask_contact": "1"} if ask_contact else {}
    return to_citizen(province, ticket, event, Purpose.ACK, human=False, **facts)


_NEEDS = {"photo": "ảnh hoặc video", "place": "địa điểm", "contact": "số điện thoại hoặc email liên hệ"}
