"""Facebook Page: what happens below its posts and on its wall: comments, visitors' posts, their edits and removals.

What the page itself writes comes back as an echo with `by_us`: the wire does not say whether our API or a person of
the page wrote it, the courier tells them apart by its traces. What the page does to its own words is none of ours.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.channel.attached import MOST, linked
from chalicelib.channel.ends import facebook_author
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.channel.wire import address, digest, ident, inner, instant_of, veiled, words
from chalicelib.ticket.ticket import Attachment, Channel, Lane
from chalicelib.vietnamese import clean

_POSTS = {"post", "status", "photo", "video", "share"}
_REACTIONS = {"reaction", "like"}
_BY_STRANGERS = {"comment", "post"}  # what is never the page's own when Facebook names no author
_SHOWS_ITS_LINK = {"photo": "image", "video": "video"}  # there the link is the photo itself


def change(update: dict[str, Any], page: str) -> Inbound:
    """What a change of the feed means. `update["time"]`: when Facebook told us, seconds."""
    value = update["value"]
    item, post = words(value.get("item")), ident(value.get("post_id"))
    comment = "" if item in _POSTS else ident(value.get("comment_id"))
    base = Inbound(
        channel=Channel.FACEBOOK,
        account=page,
        person=facebook_author(value),
        key="",
        heard=Heard.OTHER,
        lane=Lane.COMMENT if comment else Lane.POST,
        occurred_at=instant_of(value.get("created_time")),
        ref=comment or post,
        parent=(ident(value.get("parent_id")) or post) if comment else "",
        link=address(inner(value, "post", "permalink_url")) or address(value.get("permalink_url")),
        name=clean(words(inner(value, "from", "name")))[:120],
        of=_key(page, comment, post),
    )
    said = item in _POSTS | _REACTIONS or (item == "comment" and comment)  # albums, events and the like are not said
    read = _reaction if item in _REACTIONS else _READERS.get(words(value.get("verb")))
    if not (base.ref and said and read) or _dark(value):
        return replace(base, of="")
    return read(base, update)


def _key(page: str, comment: str, post: str) -> str:
    """The key of a comment or post. A post elsewhere that mentions the page begins with its author's id."""
    if comment:
        return f"fb#{page}#comment#{comment}"
    return f"fb#{page}#post#{post if post.startswith(f'{page}_') else veiled(post)}"


def _dark(value: dict[str, Any]) -> bool:
    """Scheduled, or shown to those only whom an advertisement reaches."""
    return inner(value, "post", "is_published") is False or value.get("published") in (0, "0", False)


def _added(base: Inbound, update: dict[str, Any]) -> Inbound:
    item = words(update["value"].get("item"))
    said = _said(replace(base, key=base.of, of=""), update["value"])
    if base.person == base.account:
        return replace(said, key=f"{said.key}#echo", heard=Heard.ECHO, message_ids=(base.ref,), by_us=True)
    anonymous = not ident(inner(update["value"], "from", "id"))
    if item == "share" or (anonymous and item not in _BY_STRANGERS):
        return said  # words to their own friends; or perhaps the page's own
    if said.text or said.attachments:
        return replace(said, heard=Heard.WORDS)
    return replace(said, heard=Heard.STICKER if item == "comment" else Heard.OTHER)


def _edited(base: Inbound, update: dict[str, Any]) -> Inbound:
    if base.person == base.account:
        return replace(base, of="")
    now = _said(_later(base, update), update["value"])
    if base.lane is Lane.POST and not (now.text or now.attachments):
        return _removed(base, update)  # a post moved to the bin is told as an edit that leaves nothing
    return replace(
        now, key=f"{base.of}#edit#{digest([now.text, [a.url for a in now.attachments]])}", heard=Heard.EDITED
    )


def _removed(base: Inbound, update: dict[str, Any]) -> Inbound:
    return replace(_later(base, update), key=f"{base.of}#gone", heard=Heard.REMOVED)


def _hidden(base: Inbound, update: dict[str, Any]) -> Inbound:
    return _shown_or_not(base, update, Heard.HIDDEN)


def _shown(base: Inbound, update: dict[str, Any]) -> Inbound:
    return _shown_or_not(base, update, Heard.SHOWN)


def _shown_or_not(base: Inbound, update: dict[str, Any], heard: Heard) -> Inbound:
    """It may be hidden, shown and hidden again, all with the creation time of the comment: so the key has the other."""
    now = _later(base, update)
    return replace(now, key=f"{base.of}#{heard}#{now.occurred_at.isoformat()}", heard=heard)


def _later(base: Inbound, update: dict[str, Any]) -> Inbound:
    """`created_time` is when the comment was written, not when it was changed; nobody is who deals with themselves."""
    told = instant_of(update.get("time"))
    person = "" if base.person == base.account else base.person
    return replace(base, person=person, occurred_at=max(told, base.occurred_at))


def _reaction(base: Inbound, update: dict[str, Any]) -> Inbound:
    value = update["value"]
    verb = words(value.get("verb"))
    if base.person == base.account or verb not in ("add", "edit", "edited", "remove"):
        return replace(base, of="")
    kind = words(value.get("reaction_type"))[:40] or "like"
    return replace(
        base,
        key=f"{base.of}#react#{verb}#{veiled(base.person)}#{base.occurred_at.isoformat()}",
        heard=Heard.REACTION,
        text="" if verb == "remove" else kind,
    )


def _said(base: Inbound, value: dict[str, Any]) -> Inbound:
    item, photos = words(value.get("item")), value.get("photos")
    found = [("image", value.get("photo")), ("video", value.get("video"))]
    found += [("image", url) for url in (photos if isinstance(photos, list) else [])]
    found += [(_SHOWS_ITS_LINK.get(item, "link"), value.get("link"))]
    urls: dict[str, Attachment] = {}
    for kind, url in found:
        if address(url):
            urls.setdefault(address(url), linked(kind, url))
    return replace(base, text=clean(words(value.get("message"))), attachments=tuple(urls.values())[:MOST])


_READERS: dict[str, Callable[[Inbound, dict[str, Any]], Inbound]] = {
    "add": _added,
    "edited": _edited,
    "edit": _edited,
    "remove": _removed,
    "hide": _hidden,
    "unhide": _shown,
}
