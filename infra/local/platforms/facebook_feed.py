"""What Facebook tells of posts and comments: the changes of a page's feed. Pure; instants are epoch milliseconds.

source  Meta: webhooks for pages; published captures
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.platforms.world import Entry

Document = dict[str, Any]


def feed(page: str, at: int, value: Mapping[str, Any]) -> Document:
    """An envelope around one change of the page's feed; its time is in seconds."""
    change = {"value": dict(value), "field": "feed"}
    return {"object": "page", "entry": [{"id": page, "time": at // 1000 + 3, "changes": [change]}]}


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
    if verb == "remove":
        del value["post"]  # nor are the words told any more
        return feed(entry.account, entry.at, value)
    return feed(entry.account, entry.at, value | _words(entry))


def reaction(entry: Entry, author: Mapping[str, str], name: str, at: int) -> Document:
    """A reaction to a comment or post; without a name it is taken back."""
    post = str(entry.more.get("post") or entry.key)
    value: Document = {
        "from": dict(author),
        "post_id": post,
        "created_time": at // 1000,
        "item": "reaction",
        "parent_id": entry.more.get("parent") or post,
        "reaction_type": name or "like",
        "verb": "add" if name else "remove",
    }
    if entry.place == "comment":
        value["comment_id"] = entry.key
    return feed(entry.account, at, value)


def visitor_post(entry: Entry, author: Mapping[str, str], verb: str = "add") -> Document:
    value: Document = {
        "from": dict(author),
        "post_id": entry.key,
        "created_time": entry.at // 1000,
        "item": "post",
        "verb": verb,
    }
    if verb == "remove":
        return feed(entry.account, entry.at, value | {"recipient_id": entry.account})
    return feed(entry.account, entry.at, value | {"is_hidden": verb == "hide"} | _words(entry))


def own_post(entry: Entry, author: Mapping[str, str]) -> Document:
    """What the page itself has put up."""
    value: Document = {
        "from": dict(author),
        "post_id": entry.key,
        "created_time": entry.at // 1000,
        "item": "status",
        "published": 1,
        "verb": "add",
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
