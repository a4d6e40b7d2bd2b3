"""The one place that knows everyone: clock, ids, tables and services → one front object a room, made at first need.

Imports stand inside the builders: the webhook path must not pay for DynamoDB, schemas or cryptography.
"""

from chalicelib.wiring.access import address_mark, audit, entrance, guesses, keys, limits, once, tokens
from chalicelib.wiring.administration import admin, directory, keep_up, trials
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
)
from chalicelib.wiring.hooks import deliverer, listener, subscriptions
from chalicelib.wiring.intake import door, form, inbox, media, messages, parking, reader, staff_files, tracking, uploads
from chalicelib.wiring.notice import courier, mailroom
from chalicelib.wiring.people import accounts, retention, rights, watch
from chalicelib.wiring.public import dossiers, figures, open311, open_data, published
from chalicelib.wiring.staff import bulk, desk, exports, sweep, worklists

__all__ = [
    "accounts",
    "address_mark",
    "admin",
    "alias_secret",
    "audit",
    "bucket",
    "bulk",
    "courier",
    "deliverer",
    "desk",
    "directory",
    "door",
    "dossiers",
    "entrance",
    "exports",
    "figures",
    "form",
    "guesses",
    "inbox",
    "keep_up",
    "keys",
    "limits",
    "listener",
    "mailroom",
    "media",
    "messages",
    "new_id",
    "nudge",
    "once",
    "open311",
    "open_data",
    "outbox",
    "parking",
    "pin",
    "provinces",
    "public_url",
    "published",
    "reader",
    "retention",
    "rights",
    "secrets",
    "staff_files",
    "stage",
    "standings",
    "subscriptions",
    "sweep",
    "tickets",
    "tokens",
    "traces",
    "tracking",
    "trials",
    "uploads",
    "utc_now",
    "vault",
    "watch",
    "worklists",
]
