"""The rows of the table as pynamodb models, and the two attribute types they need.

Attribute names are short where they repeat in every row: a ticket row must stay within one write unit (1 KB).
"""

import json
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute
from pynamodb.constants import STRING
from pynamodb.models import Model


class InstantAttribute(Attribute[datetime]):
    """An aware instant as `2026-11-22T03:21:47.123Z`: sorts as text, milliseconds, always UTC."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        return instant(value)

    def deserialize(self, value: str) -> datetime:
        return datetime.fromisoformat(value)


class CompactAttribute(Attribute[Any]):
    """JSON text without spaces."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: str) -> Any:
        return json.loads(value)


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Row(Model):
    """Base: its connection is made first and shared by all, since each model would otherwise make its own client."""

    class Meta:
        table_name = ""  # bound at run time by dynamo.py
        connect_timeout_seconds = 2
        read_timeout_seconds = 5

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    agenda_pk = UnicodeAttribute(null=True)
    agenda_at = UnicodeAttribute(null=True)


class TicketRow(Row):
    desk_pk = UnicodeAttribute(null=True)
    desk_at = UnicodeAttribute(null=True)
    public_pk = UnicodeAttribute(null=True)  # of one that has ended: figures count it (dynamo_rows.py)
    public_at = UnicodeAttribute(null=True)
    tenant = UnicodeAttribute()
    code = UnicodeAttribute()
    key = UnicodeAttribute()
    origin = CompactAttribute()
    status = UnicodeAttribute()
    kind = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    urgency = UnicodeAttribute()
    place = UnicodeAttribute(null=True)
    unit = UnicodeAttribute()
    rule = UnicodeAttribute()
    regulation = UnicodeAttribute(attr_name="reg")
    excerpt = UnicodeAttribute()
    opened_at = InstantAttribute()
    promised_at = InstantAttribute()
    stage = UnicodeAttribute(null=True)
    stage_started_at = InstantAttribute(attr_name="started_at", null=True)
    stage_due_at = InstantAttribute(null=True)
    paused_at = InstantAttribute(null=True)
    level = NumberAttribute()
    next_at = InstantAttribute(null=True)
    hops = NumberAttribute()
    rating = NumberAttribute(null=True)
    events = NumberAttribute()
    head = UnicodeAttribute()
    more = CompactAttribute(null=True)  # what most petitions never need, without what is empty
    version = NumberAttribute()


class ShareRow(Row):
    """A petition on the desk of a unit that owes the lead its part; what a worklist shows of it."""

    desk_pk = UnicodeAttribute()
    desk_at = UnicodeAttribute()
    code = UnicodeAttribute()
    status = UnicodeAttribute()
    unit = UnicodeAttribute()
    kind = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    urgency = UnicodeAttribute()
    place = UnicodeAttribute(null=True)
    stage = UnicodeAttribute(null=True)
    stage_due_at = InstantAttribute(null=True)
    promised_at = InstantAttribute()
    level = NumberAttribute()
    opened_at = InstantAttribute()
    excerpt = UnicodeAttribute()
    version = NumberAttribute()


class PublicRow(Row):
    """What all may read of a published petition; there is none for any other."""

    public_pk = UnicodeAttribute()
    public_at = UnicodeAttribute()
    code = UnicodeAttribute()
    category = UnicodeAttribute()
    kind = UnicodeAttribute()
    unit = UnicodeAttribute()
    place = UnicodeAttribute()
    spot = CompactAttribute(null=True)  # latitude, longitude
    address = UnicodeAttribute()
    text = UnicodeAttribute()
    words = UnicodeAttribute()  # of text and address, folded, for the search
    answer = UnicodeAttribute()
    answer_words = UnicodeAttribute()
    status = UnicodeAttribute()
    opened_at = InstantAttribute()
    published_at = InstantAttribute()
    answered_at = InstantAttribute(null=True)
    updated_at = InstantAttribute()
    media = CompactAttribute(null=True)
    answer_media = CompactAttribute(null=True, attr_name="more")  # a name the index has: it cannot be given another


class EventRow(Row):
    at = InstantAttribute()
    act = UnicodeAttribute()
    by = UnicodeAttribute()
    role = UnicodeAttribute()
    unit = UnicodeAttribute()
    text = UnicodeAttribute()
    facts = CompactAttribute()
    attachments = CompactAttribute(attr_name="att")
    prev = UnicodeAttribute()
    hash = UnicodeAttribute()
    erased = NumberAttribute(null=True)


class NoticeRow(Row):
    tenant = UnicodeAttribute()
    purpose = UnicodeAttribute()
    by = UnicodeAttribute()
    to = CompactAttribute()
    code = UnicodeAttribute()
    event = NumberAttribute()
    human = NumberAttribute()
    origin = CompactAttribute(null=True)
    facts = CompactAttribute()
    since = InstantAttribute()
    at = InstantAttribute()
    state = UnicodeAttribute()
    tries = NumberAttribute()
    lane = UnicodeAttribute()
    reason = UnicodeAttribute()
    supplier_ids = CompactAttribute()
    side = UnicodeAttribute(null=True)
    tried_at = InstantAttribute(null=True)
    delivered_at = InstantAttribute(null=True)
    seen_at = InstantAttribute(null=True)
    revision = NumberAttribute()


class ErrandRow(Row):
    tenant = UnicodeAttribute()
    code = UnicodeAttribute()
    event = NumberAttribute()
    index = NumberAttribute(attr_name="i")
    url = UnicodeAttribute()
    at = InstantAttribute()
    tries = NumberAttribute()


class ConversationRow(Row):
    tenant = UnicodeAttribute()
    channel = UnicodeAttribute()
    account = UnicodeAttribute()
    alias = UnicodeAttribute()
    code = UnicodeAttribute()
    heard_at = InstantAttribute(null=True)
    joined_at = InstantAttribute(null=True)
    greeted_at = InstantAttribute(null=True)
    seen = CompactAttribute()
    more = CompactAttribute(null=True)  # what most conversations never need
    expires_at = NumberAttribute(null=True)
    version = NumberAttribute()
