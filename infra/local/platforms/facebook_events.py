"""What Facebook's webhooks look like. Pure; instants are epoch milliseconds.

source  Meta: webhook events; restfb fixtures; published captures
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.local.platforms.world import Entry

Document = dict[str, Any]
STICKER = 369239263222822


def messaging(page: str, sender: str, recipient: str, at: int, **what: Any) -> Document:
    """An envelope around one messaging element."""
    element = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **what}
    return {"object": "page", "entry": [{"id": page, "time": at + 314, "messaging": [element]}]}


def standby(document: Document) -> Document:
    """The same, told to an app that does not hold the conversation: a button without its payload."""
    entry = dict(document["entry"][0])
    elements = [dict(element) for element in entry.pop("messaging")]
    for element in elements:
        if "postback" in element:
            element["postback"] = {k: v for k, v in element["postback"].items() if k not in ("payload", "referral")}
    return {"object": "page", "entry": [entry | {"standby": elements}]}


def said(entry: Entry) -> Document:
    """What a person wrote in Messenger."""
    if entry.kind == "postback":
        body: Document = {"mid": entry.key, "title": entry.text, "payload": entry.more.get("payload", "")}
        if entry.more.get("ref"):
            body["referral"] = _referral(entry.more["ref"])
        return messaging(entry.account, entry.person, entry.account, entry.at, postback=body)
    return messaging(entry.account, entry.person, entry.account, entry.at, message=_message(entry))


def referral(page: str, person: str, ref: str, at: int) -> Document:
    """A link or QR code (m.me/<page>?ref=) opened the thread with somebody who has been there before."""
    return messaging(page, person, page, at, referral=_referral(ref))


def edited(entry: Entry, text: str, times: int, at: int) -> Document:
    body = {"mid": entry.key, "text": text, "num_edit": str(times)}
    return messaging(entry.account, entry.person, entry.account, at, message_edit=body)


def deleted(entry: Entry, at: int) -> Document:
    body = {"mid": entry.key, "is_deleted": True}
    return messaging(entry.account, entry.person, entry.account, at, message=body)


NAMES = {"😢": "sad", "😡": "angry", "😆": "smile", "😮": "wow", "❤": "love", "👍": "like", "👎": "dislike"}


def reaction(entry: Entry, emoji: str, at: int) -> Document:
    """An emoji on a message; without one it is taken back."""
    body: Document = {"mid": entry.key, "action": "react" if emoji else "unreact"}
    if emoji:
        body |= {"emoji": emoji, "reaction": NAMES.get(emoji, "other")}
    return messaging(entry.account, entry.person, entry.account, at, reaction=body)


def thread_control(page: str, person: str, at: int, *, taken: bool, app: str, ours: str) -> Document:
    """Another app took the conversation from us, or gave it back."""
    if taken:
        return messaging(page, person, page, at, take_thread_control={"previous_owner_app_id": ours, "metadata": app})
    return messaging(page, person, page, at, pass_thread_control={"new_owner_app_id": ours, "metadata": app})


def policy(page: str, action: str, at: int) -> Document:
    """The whole page may not send for a while, or may again. Nobody is the sender."""
    body = {"action": action, "reason": "The bot violated our Platform Policies."}
    element = {"recipient": {"id": page}, "timestamp": at, "policy-enforcement": body}
    return {"object": "page", "entry": [{"id": page, "time": at + 314, "messaging": [element]}]}


def echo(entry: Entry, app_id: str) -> Document:
    """What the page sent, told back to it: the page is the sender."""
    app_id = str(entry.more.get("app") or app_id)
    message: Document = {"mid": entry.key, "is_echo": True, "app_id": int(app_id)}
    if "metadata" in entry.more:
        message["metadata"] = entry.more["metadata"]
    if entry.text:
        message["text"] = entry.text
    if entry.more.get("attachment"):
        message["attachments"] = [entry.more["attachment"]]
    return messaging(entry.account, entry.account, entry.person, entry.at, message=message)


def delivered(entry: Entry, at: int) -> Document:
    body = {"mids": [entry.key], "watermark": entry.at}
    return messaging(entry.account, entry.person, entry.account, at, delivery=body)


def read(page: str, person: str, watermark: int, at: int) -> Document:
    return messaging(page, person, page, at, read={"watermark": watermark})


def _referral(ref: str) -> Document:
    return {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}


def _message(entry: Entry) -> Document:
    message: Document = {"mid": entry.key}
    if entry.text and entry.kind != "sticker":
        message["text"] = entry.text
    if entry.kind == "quick_reply":
        message["quick_reply"] = {"payload": entry.more.get("payload", "")}
    if entry.more.get("quote"):
        message["reply_to"] = {"mid": entry.more["quote"], "is_self_reply": False}
    if entry.kind == "sticker":
        message["sticker_id"] = STICKER
    if attachments := _attachments(entry):
        message["attachments"] = attachments
    return message


def _attachments(entry: Entry) -> list[Document]:
    media: Sequence[str] = entry.more.get("media") or ()
    if entry.kind == "location":
        spot = {"lat": float(entry.more["lat"]), "long": float(entry.more["lon"])}
        return [{"type": "location", "payload": {"coordinates": spot}}]
    if entry.kind == "sticker":
        return [{"type": "sticker", "payload": {"url": media[0] if media else "", "sticker_id": STICKER}}]
    kind = entry.kind if entry.kind in ("image", "video", "audio", "file") else "image"
    return [{"type": kind, "payload": {"url": url}} for url in media]
