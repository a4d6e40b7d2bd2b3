"""Zalo: what a person wrote or the OA sent, read onto what is known of the event already."""

import re
from dataclasses import replace
from typing import Any

from chalicelib.channel.attached import MOST, UNSUPPORTED, linked, place
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.channel.wire import ident, inner, objects, words
from chalicelib.redaction import redacted
from chalicelib.ticket.ticket import Attachment
from chalicelib.vietnamese import clean

_KNOWN = {"text", "image", "link", "audio", "video", "location", "file", "card"}  # the last word of the event's name
_STICKERS = {"sticker", "gif"}
_FILES = {"image", "video", "audio", "file", "link"}
_CARD_ADDRESS = re.compile(r"https?://(?:www\.)?zalo\.me/\+?\d{6,15}/?")


def said(base: Inbound, event: dict[str, Any]) -> Inbound:
    """Words, photos, a place. An album comes as several events, each of them one photo."""
    kind = ident(event.get("event_name")).rpartition("_")[2]
    text, attachments = _contents(event.get("message"))
    if kind == "card":
        text = redacted(text)  # the number on a card is somebody's, who has not given it to us
    if kind in _STICKERS:
        return replace(base, heard=Heard.STICKER)
    if text or attachments:
        return replace(base, heard=Heard.WORDS, text=text, attachments=attachments)
    return replace(base, heard=Heard.STICKER if kind in _KNOWN else Heard.OTHER)


def echoed(base: Inbound, event: dict[str, Any]) -> Inbound:
    """What the OA itself sent: by an API call of ours, or typed by a person in Zalo's own console."""
    text, attachments = _contents(event.get("message"))
    message_id = ident(inner(event, "message", "msg_id"))
    return replace(
        base,
        heard=Heard.ECHO,
        text=text,
        attachments=tuple(one for one in attachments if one is not UNSUPPORTED),
        message_ids=(message_id,) if message_id else (),
        by_us=not ident(inner(event, "sender", "admin_id")),
    )


def _contents(message: Any) -> tuple[str, tuple[Attachment, ...]]:
    found = map(_attachment, objects(inner(message, "attachments")))
    return clean(words(inner(message, "text"))), tuple(filter(None, found))[:MOST]


def _attachment(entry: dict[str, Any]) -> Attachment | None:
    kind, payload = words(entry.get("type")), entry.get("payload")
    if kind in _STICKERS:
        return None
    if kind == "location":
        where = inner(payload, "coordinates")
        return place(inner(where, "latitude"), inner(where, "longitude"), inner(payload, "name"))
    url, about = words(inner(payload, "url")).strip(), words(inner(payload, "description")).strip()
    if _CARD_ADDRESS.fullmatch(url) or about.startswith("{"):
        return Attachment(kind="card")  # that a card came is shown; the number in its address and text is not kept
    name = words(inner(payload, "name")) or words(inner(payload, "title")) or about
    if kind in _FILES:
        return linked(kind, url, name)
    return linked("link", url or inner(payload, "link_url"), name)
