"""Messenger: messages, echoes, buttons, reactions and edits, each read onto what is known of the update already."""

import re
from dataclasses import replace
from typing import Any

from chalicelib.channel.attached import MOST, UNSUPPORTED, linked, place
from chalicelib.channel.inbound import Contact, Heard, Inbound
from chalicelib.channel.wire import address, digest, ident, inner, objects, veiled, words
from chalicelib.identity.contact import email_of, phone_of
from chalicelib.ticket.ticket import Attachment
from chalicelib.vietnamese import clean

_FILES = {"image", "video", "audio", "file"}
_GET_STARTED = ("", "GET_STARTED")
# What Facebook's own buttons for a telephone number and an e-mail address put into the payload.
_NUMBER_OR_ADDRESS = re.compile(r"\+?\d[\d ().-]{7,20}|[^\s@:]{1,64}@[^\s@:]{1,190}")


def key_of(page: str, mid: str) -> str:
    """The key of a message; empty when it has no id."""
    return f"fb#{page}#{mid}" if mid else ""


def message(base: Inbound, body: dict[str, Any]) -> Inbound:
    """Words, a button of ours, a number or address given by a button of Facebook's, or a deletion."""
    key = key_of(base.account, ident(body.get("mid")))
    if body.get("is_deleted"):
        return replace(base, key=key and f"{key}#gone", heard=Heard.REMOVED, of=key)
    said = replace(base, key=key, reply_to=ident(inner(body, "reply_to", "mid")), text=clean(words(body.get("text"))))
    if payload := words(inner(body, "quick_reply", "payload")).strip():
        if _NUMBER_OR_ADDRESS.fullmatch(payload):  # its title repeats it, so the text is left out
            given = Contact(phone=phone_of(payload), email=email_of(payload))
            return replace(said, heard=Heard.CONTACT, contact=given, text="")
        return replace(said, heard=Heard.CHOICE, payload=payload)
    attachments = _attachments(body)
    heard = Heard.WORDS if said.text or attachments else Heard.STICKER
    return replace(said, heard=heard, attachments=attachments)


def echo(base: Inbound, body: dict[str, Any], our_app: str) -> Inbound:
    """What the page itself said: by us, or by a person in the page's inbox."""
    mid = ident(body.get("mid"))
    return replace(
        base,
        key=mid and f"{key_of(base.account, mid)}#echo",
        heard=Heard.ECHO,
        text=clean(words(body.get("text"))),
        attachments=_attachments(body),
        message_ids=(mid,) if mid else (),
        metadata=words(body.get("metadata")),
        by_us=bool(our_app) and ident(body.get("app_id")) == our_app,
    )


def _attachments(body: dict[str, Any]) -> tuple[Attachment, ...]:
    """All but stickers, which say nothing; what we cannot show stays visible as such."""
    sticker = bool(body.get("sticker_id"))
    found = [_attachment(entry, sticker=sticker) for entry in objects(body.get("attachments"))]
    if body.get("is_unsupported") and not found:
        found = [UNSUPPORTED]
    return tuple(filter(None, found))[:MOST]


def _attachment(entry: dict[str, Any], *, sticker: bool) -> Attachment | None:
    kind, payload = words(entry.get("type")), entry.get("payload")
    if kind == "sticker" or (kind == "image" and (sticker or inner(payload, "sticker_id"))):
        return None
    title = words(entry.get("title")) or words(inner(payload, "title"))
    if kind == "location":
        return place(inner(payload, "coordinates", "lat"), inner(payload, "coordinates", "long"), title)
    if kind in _FILES:
        return linked(kind, inner(payload, "url"), title)
    elements = [*objects(inner(payload, "elements")), *objects(inner(payload, "generic", "elements")), {}]
    urls = (entry.get("url"), inner(payload, "url"), elements[0].get("url"))
    return linked("link", next(filter(None, map(address, urls)), ""), title or elements[0].get("title"))


def postback(base: Inbound, body: dict[str, Any]) -> Inbound:
    """A button pressed. In standby Facebook leaves out the payload: only the title says which one it was."""
    key, payload = key_of(base.account, ident(body.get("mid"))), words(body.get("payload")).strip()
    if payload in _GET_STARTED and not base.standby:
        origin = body.get("referral")
        return replace(referral(base, origin if isinstance(origin, dict) else {}), key=key)
    return replace(base, key=key, heard=Heard.CHOICE, payload=payload, text=clean(words(body.get("title"))))


def referral(base: Inbound, body: dict[str, Any]) -> Inbound:
    """A link or QR code opened the thread."""
    ref = ident(body.get("ref")).strip()
    return replace(base, heard=Heard.REFERRAL if ref else Heard.HELLO, payload=ref)


def optin(base: Inbound, body: dict[str, Any]) -> Inbound:
    """A plug-in's opt-in is a referral when it carries one of ours; the other kinds died in 2026."""
    return referral(base, body) if base.person and ident(body.get("ref")) else base


def reaction(base: Inbound, body: dict[str, Any]) -> Inbound:
    mid = ident(body.get("mid"))
    of = key_of(base.account, mid)
    given = clean(words(body.get("emoji")) or words(body.get("reaction")))[:40] or "?"
    return replace(
        base,
        key=mid and f"{of}#react#{veiled(base.person)}#{base.occurred_at.isoformat()}",
        heard=Heard.REACTION if mid else Heard.OTHER,
        text="" if words(body.get("action")) == "unreact" else given,
        of=of,
        message_ids=(mid,) if mid else (),
    )


def edit(base: Inbound, body: dict[str, Any]) -> Inbound:
    """The message as it reads now; its first words came before, under the key `of`."""
    of, text = key_of(base.account, ident(body.get("mid"))), clean(words(body.get("text")))
    times = ident(body.get("num_edit")) or digest(text)
    return replace(
        base,
        key=of and f"{of}#edit#{times}",
        heard=Heard.EDITED if of and text else Heard.OTHER,
        text=text,
        of=of,
    )
