"""Facebook Page: updates in, Send API requests out, its errors sorted. Formats as of Graph v25.0."""

from typing import Any

from chalicelib.channel.inbound import Heard, Inbound, ident, inner, instant_of, veiled, words
from chalicelib.errors import LaneClosed, Refused, Stopped, SupplierError, TryAgain
from chalicelib.ticket.ticket import Attachment, Channel, Lane
from chalicelib.vietnamese import clean

_FILES = {"image", "video", "audio", "file"}
TEXT_LIMIT = 2000


def inbound(update: dict[str, Any], page: str, our_app: str) -> Inbound:
    """What an update means. Never raises: an update we do not know is Heard.OTHER."""
    if isinstance(update.get("value"), dict):
        return _change(update["value"], page)
    if update.get("standby"):
        return _other(update, page)
    return _messaging(update, page, our_app)


def _messaging(update: dict[str, Any], page: str, our_app: str) -> Inbound:
    base: dict[str, Any] = {
        "channel": Channel.FACEBOOK,
        "account": page,
        "person": ident(inner(update, "sender", "id")),
        "lane": Lane.DIRECT,
        "occurred_at": instant_of(update.get("timestamp")),
    }
    if isinstance(message := update.get("message"), dict):
        return _message(message, base, our_app, ident(inner(update, "recipient", "id")))
    if isinstance(postback := update.get("postback"), dict):
        payload = words(postback.get("payload"))
        key = ident(postback.get("mid")) or f"{veiled(base['person'])}#postback#{update.get('timestamp')}"
        hello = payload in ("", "GET_STARTED")
        return Inbound(**base, key=_key(page, key), heard=Heard.HELLO if hello else Heard.CHOICE, payload=payload)
    if isinstance(delivery := update.get("delivery"), dict):
        mids = delivery.get("mids")
        ids = tuple(filter(None, map(ident, mids))) if isinstance(mids, list) else ()
        key = f"{veiled(base['person'])}#delivery#{delivery.get('watermark')}"
        return Inbound(**base, key=_key(page, key), heard=Heard.DELIVERED, message_ids=ids)
    if isinstance(read := update.get("read"), dict):
        key = f"{veiled(base['person'])}#read#{read.get('watermark')}"
        return Inbound(**base, key=_key(page, key), heard=Heard.SEEN)
    return _other(update, page)


def _message(message: dict[str, Any], base: dict[str, Any], our_app: str, recipient: str) -> Inbound:
    stamp = f"{veiled(base['person'] + repr(message))}#message#{base['occurred_at'].isoformat()}"
    key = _key(base["account"], ident(message.get("mid")) or stamp)
    if message.get("is_echo"):
        return Inbound(
            **(base | {"person": recipient}),
            key=key + "#echo",
            heard=Heard.ECHO,
            text=clean(words(message.get("text"))),
            message_ids=(ident(message.get("mid")),),
            metadata=words(message.get("metadata")),
            by_us=ident(message.get("app_id")) == our_app,
        )
    if payload := words(inner(message, "quick_reply", "payload")):
        return Inbound(**base, key=key, heard=Heard.CHOICE, payload=payload, text=clean(words(message.get("text"))))
    text = clean(words(message.get("text")))
    entries = message.get("attachments")
    attachments = tuple(filter(None, map(_attachment, entries if isinstance(entries, list) else [])))
    something = text or attachments
    return Inbound(
        **base,
        key=key,
        heard=Heard.WORDS if something else Heard.STICKER,
        text=text,
        attachments=attachments,
    )


def _attachment(entry: Any) -> Attachment | None:
    """A photo, file, place or link; None for stickers and what carries nothing."""
    kind, payload = inner(entry, "type"), inner(entry, "payload")
    if kind == "location":
        try:
            return Attachment(
                kind="location",
                latitude=float(inner(payload, "coordinates", "lat")),
                longitude=float(inner(payload, "coordinates", "long")),
            )
        except (TypeError, ValueError):
            return None
    if kind in _FILES and not inner(payload, "sticker_id"):
        url = words(inner(payload, "url"))
        return Attachment(kind=kind, url=url) if url else None
    if kind == "fallback" and (url := words(inner(entry, "url")) or words(inner(payload, "url"))):
        return Attachment(kind="link", url=url, name=words(inner(entry, "title"))[:200])
    return None


def _change(value: dict[str, Any], page: str) -> Inbound:
    author = ident(inner(value, "from", "id"))
    item, verb = value.get("item"), value.get("verb")
    ref = ident(value.get("comment_id")) or ident(value.get("post_id"))
    dark = inner(value, "post", "is_published") is False or value.get("published") == 0
    speaks = verb == "add" and item in ("comment", "post", "status", "photo", "video") and not dark
    text = clean(words(value.get("message")))
    attachments = tuple(
        Attachment(kind=kind, url=words(value.get(field)))
        for kind, field in (("image", "photo"), ("video", "video"), ("link", "link"))
        if words(value.get(field))
    )
    heard = Heard.WORDS if speaks and author and (text or attachments) else Heard.OTHER
    if speaks and author == page:
        heard = Heard.ECHO
    return Inbound(
        channel=Channel.FACEBOOK,
        account=page,
        person=author,
        key=_key(page, f"{item}#{verb}#{ref}#{value.get('created_time')}"),
        heard=heard,
        lane=Lane.COMMENT if item == "comment" else Lane.POST,
        occurred_at=instant_of(value.get("created_time")),
        text=text,
        attachments=attachments,
        ref=ref,
        name=words(inner(value, "from", "name"))[:120],
        message_ids=(ref,) if heard is Heard.ECHO else (),
        by_us=heard is Heard.ECHO,
    )


def _other(update: dict[str, Any], page: str) -> Inbound:
    stamp = update.get("timestamp")
    return Inbound(
        channel=Channel.FACEBOOK,
        account=page,
        person=ident(inner(update, "sender", "id")),
        key=_key(page, f"other#{stamp}"),
        heard=Heard.OTHER,
        lane=Lane.DIRECT,
        occurred_at=instant_of(stamp),
    )


def _key(page: str, rest: str) -> str:
    return f"fb#{page}#{rest}"


def quick_replies(choices: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """(title ≤ 20 characters, payload) as Messenger buttons; at most 13."""
    return [{"content_type": "text", "title": t[:20], "payload": p} for t, p in choices[:13]]


def refusal(status: int, body: Any) -> SupplierError:
    """The kind of error an answer is. Branches on numbers only: the texts change."""
    code, sub = inner(body, "error", "code"), inner(body, "error", "error_subcode")
    facts = {"status": status, "code": code, "subcode": sub, "trace": inner(body, "error", "fbtrace_id")}
    if (code == 10 and sub != 1893063) or code == 551 or (code, sub) == (200, 1545041) or code == 10900:
        return LaneClosed("Facebook will not carry this to this person now", **facts)
    if code in (10, 190, 200, 368):
        return Stopped("the page may not send", **facts)
    if code in (1, 2, 4, 17, 32, 613, 80004) or (code is None and status >= 500):
        return TryAgain("Facebook asks to try later", **facts)
    return Refused("Facebook refused the message", **facts)
