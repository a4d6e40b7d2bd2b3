"""The one place that knows everyone: clock, ids, tables and services → one front object a room, made at first need.

Imports stand inside the builders: the webhook path must not pay for DynamoDB, schemas or cryptography.
"""

from chalicelib.wiring.access import address_mark, audit, entrance, guesses, keys, limits, once, tokens
from chalicelib.wiring.administration import admin, directory, keep_up, trials
from chalicelib.wiring.book import ledger
from chalicelib.wiring.briefings import briefings, looking_back, meetings
from chalicelib.wiring.broadcasts import attend, broadcasts, fan_out, registering
from chalicelib.wiring.content import content_figures, editing, picture_link, publisher
from chalicelib.wiring.dossiers import asker, dossiers, followers, following, importing, newsroom, satisfaction
from chalicelib.wiring.ground import (
    alias_secret,
    bucket,
    new_id,
    nudge,
    outbox,
    pin,
    provinces,
    public_url,
    secrets,
    stage,
    standings,
    tickets,
    traces,
    utc_now,
    vault,
    world_now,
)
from chalicelib.wiring.hooks import deliverer, listener, subscriptions
from chalicelib.wiring.intake import door, form, inbox, media, messages, parking, reader, staff_files, tracking, uploads
from chalicelib.wiring.net import in_its_time, times
from chalicelib.wiring.notice import courier, mailroom
from chalicelib.wiring.opinion import listening, monitor
from chalicelib.wiring.papers import paper_post, paper_store
from chalicelib.wiring.people import accounts, retention, rights, watch
from chalicelib.wiring.public import figures, open311, open_data, published
from chalicelib.wiring.reports import look, nights, noter, reports, timeline
from chalicelib.wiring.staff import bulk, desk, exports, sweep, worklists
from chalicelib.wiring.surveys import answering, inviting, surveys
from chalicelib.wiring.tables import computing, contesting, public_tables, tables
from chalicelib.wiring.training import media_of_training, rehearsal, retention_of_training, training

__all__ = [
    "accounts",
    "address_mark",
    "admin",
    "alias_secret",
    "answering",
    "asker",
    "attend",
    "audit",
    "briefings",
    "broadcasts",
    "bucket",
    "bulk",
    "computing",
    "content_figures",
    "contesting",
    "courier",
    "deliverer",
    "desk",
    "directory",
    "door",
    "dossiers",
    "editing",
    "entrance",
    "exports",
    "fan_out",
    "figures",
    "followers",
    "following",
    "form",
    "guesses",
    "importing",
    "in_its_time",
    "inbox",
    "inviting",
    "keep_up",
    "keys",
    "ledger",
    "limits",
    "listener",
    "listening",
    "look",
    "looking_back",
    "mailroom",
    "media",
    "media_of_training",
    "meetings",
    "messages",
    "monitor",
    "new_id",
    "newsroom",
    "nights",
    "noter",
    "nudge",
    "once",
    "open311",
    "open_data",
    "outbox",
    "paper_post",
    "paper_store",
    "parking",
    "picture_link",
    "pin",
    "provinces",
    "public_tables",
    "public_url",
    "published",
    "publisher",
    "reader",
    "registering",
    "rehearsal",
    "reports",
    "retention",
    "retention_of_training",
    "rights",
    "satisfaction",
    "secrets",
    "staff_files",
    "stage",
    "standings",
    "subscriptions",
    "surveys",
    "sweep",
    "tables",
    "tickets",
    "timeline",
    "times",
    "tokens",
    "traces",
    "tracking",
    "training",
    "trials",
    "uploads",
    "utc_now",
    "vault",
    "watch",
    "worklists",
    "world_now",
]
