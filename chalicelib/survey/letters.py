"""What an invited person is told: a notice in their conversation, with a link that is used once."""

from datetime import datetime

from chalicelib.province.province import Province
from chalicelib.survey.round import Round
from chalicelib.ticket.conversation import conversation_partition
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Channel, Lane, Origin, Ticket


def notice_of(
    province: Province, round_: Round, ticket: Ticket, unit: str, link: str, now: datetime, *, again: bool
) -> Notice:
    """The invitation, or the reminder. Its id is made of the round alone: a second one meets the first.

    Who wrote below a post is asked in the chat that was proved to be theirs, never in public.
    """
    alias = ticket.chat or ticket.origin.alias
    channel, account = ticket.origin.channel, ticket.origin.account
    lane = Lane.API if channel is Channel.API else Lane.DIRECT
    purpose = Purpose.SURVEY_REMINDER if again else Purpose.SURVEY
    opened = int(round_.opens_at.timestamp() * 1000)
    return Notice(
        tenant=round_.tenant,
        parent=conversation_partition(round_.tenant, channel, account, alias),
        id=f"{opened}#{purpose}#{round_.id}",
        purpose=purpose,
        by=By.ORIGIN,
        to=(CITIZEN,),
        origin=Origin(channel=channel, account=account, alias=alias, lane=lane),
        facts={
            "province": province.name,
            "unit": province.units[unit].name,
            "title": round_.title.vi,
            "until": local_time(province, round_.closes_at),
            "survey_link": link,
        },
        since=now,
        at=now,
    )
