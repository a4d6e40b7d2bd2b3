"""Who is told what when a citizen has spoken."""

from datetime import datetime

from chalicelib.channel.inbound import Inbound
from chalicelib.identity.vault import Person
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import Conversation, conversation_partition
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose, to_staff
from chalicelib.ticket.ticket import Event, Origin, Ticket


def staff(province: Province, ticket: Ticket, event: Event, purpose: Purpose) -> list[Notice]:
    """The handlers of the unit, or the coordinators for the tray; an emergency also rings their telephones."""
    role = "coordinator" if ticket.unit == province.tray else "handler"
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


def greeting(province: Province, heard: Inbound, talk: Conversation, at: datetime) -> Notice:
    """A greeting belongs to no ticket: it is owed in the conversation itself."""
    return Notice(
        tenant=province.slug,
        parent=conversation_partition(talk.tenant, talk.channel, talk.account, talk.alias),
        id=f"{int(at.timestamp() * 1000)}#{Purpose.GREETING}",
        purpose=Purpose.GREETING,
        by=By.ORIGIN,
        to=(CITIZEN,),
        origin=Origin(channel=heard.channel, account=heard.account, alias=talk.alias, lane=heard.lane, ref=heard.ref),
        facts={"province": province.name},
        since=at,
        at=at,
    )
