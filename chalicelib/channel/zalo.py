"""Zalo Official Account: events in, OA API v3 requests out, its errors sorted."""

from typing import Any

from chalicelib.channel.inbound import Heard, Inbound, ident, inner, instant_of, veiled, words
from chalicelib.errors import LaneClosed, Refused, Stopped, SupplierError, TryAgain
from chalicelib.ticket.ticket import Attachment, Channel, Lane
from chalicelib.vietnamese import clean

TEXT_LIMIT = 2000
_WORDS = {
    f"user_send_{kind}" for kind in ("text", "image", "link", "audio", "video", "location", "file", "business_card")
}
_STICKERS = {"user_send_sticker", "user_send_gif"}
_HELLOS = {"follow", "user_click_chatnow"}


def inbound(event: dict[str, Any], oa: str, app_id: str) -> Inbound:
    """What an event means. Never raises: an event we do not know is Heard.OTHER."""
    name = ident(event.get("event_name"))
    message = event.get("message")
    message_id = ident(inner(message, "msg_id"))
    heard = _heard(name, event)
    from_oa = heard in (Heard.ECHO, Heard.DELIVERED, Heard.SEEN)
    person = ident(inner(event, "recipient" if from_oa else "sender", "id"))
    person = person or ident(inner(event, "follower", "id")) or ident(event.get("user_id"))
    attachments = _attachments(message) if heard is Heard.WORDS else ()
    text = clean(words(inner(message, "text")))
    stamp = f"{veiled(person)}#{event.get('timestamp')}"
    if heard is Heard.WORDS and not (text or attachments):
        heard = Heard.STICKER
    return Inbound(
        channel=Channel.ZALO,
        account=oa,
        person=person,
        key=f"zalo#{app_id}#{name}#{message_id or stamp}",
        heard=heard,
        lane=Lane.DIRECT,
        occurred_at=instant_of(event.get("timestamp")),
        text=text,
        attachments=attachments,
        message_ids=_message_ids(message, message_id),
        by_us=heard is Heard.ECHO and not inner(event, "sender", "admin_id"),
    )


def _heard(name: str, event: dict[str, Any]) -> Heard:
    if name in _WORDS:
        return Heard.WORDS
    if name in _STICKERS:
        return Heard.STICKER
    if name in _HELLOS:
        return Heard.HELLO
    if name.startswith("oa_send_") and "anonymous" not in name:
        return Heard.ECHO
    if name == "user_received_message" and not inner(event, "message", "delivery_time"):
        return Heard.DELIVERED
    return Heard.SEEN if name == "user_seen_message" else Heard.OTHER


def _message_ids(message: Any, first: str) -> tuple[str, ...]:
    several = inner(message, "msg_ids")
    found = (first, *map(ident, several)) if isinstance(several, list) else (first,)
    return tuple(filter(None, found))


def _attachments(message: Any) -> tuple[Attachment, ...]:
    entries = inner(message, "attachments")
    return tuple(filter(None, map(_attachment, entries if isinstance(entries, list) else [])))


def _attachment(entry: Any) -> Attachment | None:
    kind, payload = inner(entry, "type"), inner(entry, "payload")
    if kind == "location":
        try:
            return Attachment(
                kind="location",
                latitude=float(inner(payload, "coordinates", "latitude")),
                longitude=float(inner(payload, "coordinates", "longitude")),
            )
        except (TypeError, ValueError):
            return None
    url = words(inner(payload, "url"))
    if kind in ("image", "video", "audio", "file", "link") and url:
        return Attachment(kind=kind, url=url, name=words(inner(payload, "name"))[:200])
    return None


_LANE = {-213, -217, -244, -222, -227, -230, -232, -305, -114, -118, -119, -139, -140, -141, -108}
_AGAIN = {-32, -100, -200, -211, -311, -144, -133, -234}
_STOP = {
    -216, -220, -124, -14002, -14003, -101, -102, -103, -104, -105, -117, -125, -126, -127, -135, -1351, -223,
    -115, -321, -320, -204, -205, -207, -208, -212, -215, -219, -221, -224, -202, -242, -1241,
}  # fmt: skip


def refusal(status: int, body: Any) -> SupplierError | None:
    """The kind of error an answer is; None when it is none. Zalo answers errors with HTTP 200."""
    code = inner(body, "error")
    if status == 200 and code == 0:
        return None
    facts = {"status": status, "code": code}
    if code in _LANE:
        return LaneClosed("Zalo will not carry this to this person now", **facts)
    if code in _AGAIN or status >= 500:
        return TryAgain("Zalo asks to try later", **facts)
    if code in _STOP:
        return Stopped("the OA may not send", **facts)
    return Refused("Zalo refused the message", **facts)
