"""Zalo Official Account: what a webhook's event means. Formats of 2026, partly at second hand: read defensively."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.channel import zalo_message
from chalicelib.channel.ends import zalo_ends
from chalicelib.channel.inbound import Contact, Heard, Inbound
from chalicelib.channel.wire import digest, ident, inner, instant_of, number, veiled, words
from chalicelib.channel.zalo_errors import refusal as refusal
from chalicelib.identity.contact import email_of, phone_of
from chalicelib.ticket.ticket import Channel, Lane
from chalicelib.vietnamese import clean

TEXT_LIMIT = 2000
# Group chats are nobody's petition. Visitors who do not log in are anonymous.
_SAID = re.compile(r"(?:user|anonymous)_send_(?!group)\w+")
_ECHOED = re.compile(r"oa_send_(?!group|consent)\w+")

_PLAIN = {
    "follow": Heard.HELLO,
    "user_click_chatnow": Heard.HELLO,
    "unfollow": Heard.GOODBYE,
    "user_withdraw": Heard.FORGET,
}

Reader = Callable[[Inbound, dict[str, Any]], Inbound]


def inbound(event: dict[str, Any], oa: str, app_id: str) -> Inbound:
    """What an event means. Never raises: an event we do not know is Heard.OTHER."""
    name, message = ident(event.get("event_name")), event.get("message")
    base = Inbound(
        channel=Channel.ZALO,
        account=oa,
        person=zalo_ends(event)[1],
        key="",
        heard=Heard.OTHER,
        lane=Lane.DIRECT,
        occurred_at=instant_of(event.get("timestamp")),
        reply_to=ident(inner(message, "quote_msg_id")),
        anonymous=ident(inner(message, "conversation_id")) if "anonymous" in name else "",
    )
    found = _read(name, base, event)
    return replace(found, key=f"zalo#{app_id}#{name}#{_own_key(found, event)}")


def _own_key(found: Inbound, event: dict[str, Any]) -> str:
    """A message has an id; what a person did to it, or without one, is told apart by person and instant."""
    message_id = ident(inner(event, "message", "msg_id")) or ident(event.get("msg_id"))
    moment = f"{veiled(found.person)}#{found.occurred_at.isoformat()}"
    if found.heard is Heard.REACTION:
        return f"{message_id}#{moment}"
    return message_id or (moment if found.person else digest(event))


def _read(name: str, base: Inbound, event: dict[str, Any]) -> Inbound:
    if reader := _READERS.get(name):
        return reader(base, event)
    if _SAID.fullmatch(name):
        return zalo_message.said(base, event)
    if _ECHOED.fullmatch(name):
        return zalo_message.echoed(base, event)
    return replace(base, heard=_PLAIN.get(name, Heard.OTHER))


def _contact(base: Inbound, event: dict[str, Any]) -> Inbound:
    """The form of Zalo's own; before the reform of 2025 it had a district, and the number came as a number.

    Birthday and sex are asked there as well: we have no use for them and do not take them.
    """
    info = event.get("info")
    whole = inner(info, "full_address")
    steps = [inner(whole, name) for name in ("user_address", "user_ward", "user_city")]
    steps += [whole, *(inner(info, name) for name in ("address", "ward", "district", "city"))]
    given = Contact(
        name=clean(words(inner(info, "name")))[:120],
        phone=phone_of(ident(inner(info, "phone"))),
        email=email_of(words(inner(info, "email"))),
        address=", ".join(filter(None, (clean(words(step)) for step in steps)))[:300],
    )
    return replace(base, heard=Heard.CONTACT, contact=given)


def _received(base: Inbound, event: dict[str, Any]) -> Inbound:
    """Of a message in the chat; by the same name, of a template sent by telephone number: that has no person."""
    message = event.get("message")
    arrived = instant_of(inner(message, "delivery_time"))
    return replace(
        base,
        heard=Heard.DELIVERED,
        occurred_at=arrived if arrived.timestamp() else base.occurred_at,
        message_ids=_ids(event),
        tracking=ident(inner(message, "tracking_id")),
    )


def _seen(base: Inbound, event: dict[str, Any]) -> Inbound:
    return replace(base, heard=Heard.SEEN, message_ids=_ids(event))


def _ids(event: dict[str, Any]) -> tuple[str, ...]:
    message = event.get("message")
    several = inner(message, "msg_ids")
    found = [inner(message, "msg_id"), event.get("msg_id"), *(several if isinstance(several, list) else [])]
    return tuple(filter(None, map(ident, found)))


def _reacted(base: Inbound, event: dict[str, Any]) -> Inbound:
    icon = clean(words(inner(event, "message", "react_icon")))[:40]
    return replace(base, heard=Heard.REACTION, text="" if icon == "/-remove" else icon, message_ids=_ids(event))


def _rated(base: Inbound, event: dict[str, Any]) -> Inbound:
    message = event.get("message")
    stars, ticked = number(inner(message, "rate")), inner(message, "feedbacks")
    reasons = "; ".join(filter(None, (clean(words(one)) for one in ticked))) if isinstance(ticked, list) else ""
    note = clean(words(inner(message, "note")))
    return replace(
        base,
        heard=Heard.RATED if stars in range(1, 6) else Heard.OTHER,
        stars=stars if stars in range(1, 6) else None,
        text="\n".join(filter(None, (note, reasons))),
        tracking=ident(inner(message, "tracking_id")),
        message_ids=_ids(event),
    )


def _pressed(base: Inbound, event: dict[str, Any]) -> Inbound:
    """A template's button: a choice if it says whose, which Zalo does not promise."""
    message = event.get("message")
    payload = words(inner(message, "data")).strip()
    return replace(
        base,
        heard=Heard.CHOICE if base.person and payload else Heard.OTHER,
        payload=payload,
        tracking=ident(inner(message, "tracking_id")),
        message_ids=_ids(event),
    )


def _news(payload: str, *path: str) -> Reader:
    """News of the account: `text` is what it is about, what it was and what it is now."""

    def read(base: Inbound, event: dict[str, Any]) -> Inbound:
        changed = inner(event, *path)
        states = changed if isinstance(changed, dict) else {}
        was, now = (
            next((ident(value) for name, value in states.items() if name.startswith(age)), "?")
            for age in ("prev", "new")
        )
        about = ident(event.get("template_id"))
        text = f"{about}: {was} > {now}" if about else f"{was} > {now}"
        return replace(base, person="", heard=Heard.ACCOUNT, payload=payload, text=clean(text)[:200])

    return read


_READERS: dict[str, Reader] = {
    "user_submit_info": _contact,
    "user_received_message": _received,
    "user_seen_message": _seen,
    "user_reacted_message": _reacted,
    "user_feedback": _rated,
    "user_click_response_button": _pressed,
    "change_template_status": _news("template_status", "status"),
    "change_template_quality": _news("template_quality", "quality"),
    "change_oa_daily_quota": _news("quota", "quota"),
}
