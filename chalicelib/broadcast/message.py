"""What a broadcast says to one person: a notice in their conversation. Its id makes it one, however often owed."""

from datetime import datetime

from chalicelib.broadcast.broadcast import Broadcast, Kind
from chalicelib.broadcast.store import Whom
from chalicelib.province.province import Province
from chalicelib.ticket.conversation import conversation_partition
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane, Origin


def place_of(broadcast: Broadcast, whom: Whom) -> tuple[str, str]:
    """(parent, id). The id sorts by time among what else is owed in the conversation."""
    begun = broadcast.started_at or broadcast.created_at
    parent = conversation_partition(broadcast.tenant, whom.channel, whom.account, whom.alias)
    return parent, f"{int(begun.timestamp() * 1000)}#{purpose_of(broadcast)}#{broadcast.id}"


def purpose_of(broadcast: Broadcast) -> Purpose:
    return Purpose.ALERT if broadcast.kind is Kind.EMERGENCY else Purpose.BROADCAST


def message(province: Province, broadcast: Broadcast, whom: Whom, now: datetime) -> Notice:
    """The notice for one person; in Vietnamese where there are no English words."""
    parent, notice_id = place_of(broadcast, whom)
    english = whom.locale == "en" and bool(broadcast.text_en)
    title, text = (broadcast.title_en, broadcast.text_en) if english else (broadcast.title, broadcast.text)
    facts = {
        "broadcast": broadcast.id,
        "province": province.name,
        "title": title or broadcast.title,
        "said": "\n".join(filter(None, (text, broadcast.link))),
        "locale": "en" if english else "vi",
    }
    if broadcast.kind is Kind.EMERGENCY:
        facts["urgency"] = "emergency"
    channel = Channel(whom.channel)
    lane = Lane.API if channel is Channel.API else Lane.DIRECT
    return Notice(
        tenant=broadcast.tenant,
        parent=parent,
        id=notice_id,
        purpose=purpose_of(broadcast),
        by=By.ORIGIN,
        to=(CITIZEN,),
        origin=Origin(channel=channel, account=whom.account, alias=whom.alias, lane=lane),
        facts=facts,
        since=now,
        at=now,
    )
