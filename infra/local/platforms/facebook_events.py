"""What Facebook's webhooks look like. Pure; instants are epoch milliseconds.

source  Meta: webhook events; restfb fixtures; published captures
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.platforms.world import Entry

Document = dict[str, Any]
STICKER = 369239263222822


def messaging(page: str, sender: str, recipient: str, at: int, **what: Any) -> Document:
    """An envelope around one messaging element."""
    element = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **what}
    return {"object": "page", "entry": [{"id": page, "time": at + 314, "messaging": [element]}]}


def feed(page: str, at: int, value: Mapping[str, Any]) -> Document:
    """An envelope around one change of the page's feed; its time is in seconds."""
    change = {"value": dict(value), "field": "feed"}
    return {"object": "page", "entry": [{"id": page, "time": at // 1000 + 3, "changes": [change]}]}


def said(entry: Entry) -> Document:
    """What a person wrote in Messenger."""
    if entry.kind == "postback":
        body = {"mid": entry.key, "title": entry.text, "payload": entry.more.get("payload", "")}
        return messaging(entry.account, entry.person, entry.account, entry.at, postback=body)
    return messaging(entry.account, entry.person, entry.account, entry.at, message=_message(entry))


def echo(entry: Entry, app_id: str) -> Document:
    """What the page sent, told back to it: the page is the sender."""
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


def comment(entry: Entry, author: Mapping[str, str], verb: str = "add") -> Document:
    """A comment by a person, or by the page itself when `author` is the page."""
    post = str(entry.more["post"])
    value: Document = {
        "from": dict(author),
        "post": _post(entry.account, post),
        "post_id": post,
        "comment_id": entry.key,
        "created_time": entry.at // 1000,
        "item": "comment",
        "parent_id": entry.more.get("parent") or post,
        "verb": verb,
    }
    return feed(entry.account, entry.at, value | _words(entry))


def visitor_post(entry: Entry, author: Mapping[str, str]) -> Document:
    value = {
        "from": dict(author),
        "post_id": entry.key,
        "created_time": entry.at // 1000,
        "item": "post",
        "verb": "add",
        "is_hidden": False,
    }
    return feed(entry.account, entry.at, value | _words(entry))


def _words(entry: Entry) -> Document:
    photos: Sequence[str] = entry.more.get("media") or ()
    return ({"message": entry.text} if entry.text else {}) | ({"photo": photos[0]} if photos else {})


def _post(page: str, post: str) -> Document:
    link = f"https://www.facebook.com/permalink.php?story_fbid={post.partition('_')[2]}&id={page}"
    return {
        "status_type": "added_photos",
        "is_published": True,
        "updated_time": "2026-11-18T02:10:11+0000",
        "permalink_url": link,
        "promotion_status": "inactive",
        "id": post,
    }


def _message(entry: Entry) -> Document:
    message: Document = {"mid": entry.key}
    if entry.text and entry.kind != "sticker":
        message["text"] = entry.text
    if entry.kind == "quick_reply":
        message["quick_reply"] = {"payload": entry.more.get("payload", "")}
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
