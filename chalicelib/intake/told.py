"""Who is told what when a citizen has spoken."""

from datetime import datetime

from chalicelib.channel.inbound import Inbound
from chalicelib.identity.vault import Person
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import Conversation, conversation_partition, fingerprint
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose, to_citizen, to_staff
from chalicelib.ticket.ticket import Event, Origin, Ticket
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


def acknowledgement(province: Province, ticket: Ticket, event: Event, missing: tuple[str, ...]) -> Notice:
    """The acknowledgement: what is still missing, and, of what is no petition in law, the right procedure."""
    gate = next((g for g in province.regulation.procedures.gates if g.type == ticket.legal), None)
    facts = {"missing": ", ".join(_NEEDS[need] for need in missing)} if missing else {}
    facts |= {"procedure": gate.procedure} if gate else {}
    return to_citizen(province, ticket, event, Purpose.ACK, human=False, **facts)


_NEEDS = {"photo": "ảnh hoặc video", "place": "địa điểm", "contact": "số điện thoại hoặc email liên hệ"}
