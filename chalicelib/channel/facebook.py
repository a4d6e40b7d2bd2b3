"""Facebook Page: what a webhook's update means, and the buttons of a message. Formats as of Graph v25.0.

There is no type field: which key an update has, says what it is.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.channel import facebook_message as messenger
from chalicelib.channel.ends import facebook_person
from chalicelib.channel.facebook_errors import refusal as refusal
from chalicelib.channel.facebook_feed import change
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.channel.wire import digest, ident, inner, instant_of, veiled, words
from chalicelib.ticket.ticket import Channel, Lane

TEXT_LIMIT = 2000
TITLE_LIMIT = 20
MOST_CHOICES = 13
_ASK_CONTACT = ({"content_type": "user_phone_number"}, {"content_type": "user_email"})
_CONTROLS = ("pass_thread_control", "take_thread_control", "request_thread_control", "app_roles")


def inbound(update: dict[str, Any], page: str, our_app: str) -> Inbound:
    """What an update means. Never raises: an update we do not know is Heard.OTHER."""
    of_feed = isinstance(update.get("value"), dict)
    found = change(update, page) if of_feed else _messaging(update, page, our_app)
    return found if found.key else replace(found, key=f"fb#{page}#update#{digest(update)}")


def _messaging(update: dict[str, Any], page: str, our_app: str) -> Inbound:
    base = Inbound(
        channel=Channel.FACEBOOK,
        account=page,
        person=facebook_person(update, page),
        key="",
        heard=Heard.OTHER,
        lane=Lane.DIRECT,
        occurred_at=instant_of(update.get("timestamp")),
        standby=bool(update.get("standby")),
    )
    said = update.get("message")
    if isinstance(said, dict) and (said.get("is_echo") or ident(inner(update, "sender", "id")) == page):
        return messenger.echo(base, said, our_app)
    for name, read in _READERS.items():
        if isinstance(body := update.get(name), dict):
            return read(base, body)
    for name in _CONTROLS:
        if isinstance(body := update.get(name), dict):
            return _control(base, name, body, our_app)
    return base


def _delivery(base: Inbound, body: dict[str, Any]) -> Inbound:
    """Everything sent at or before `occurred_at` has arrived; the ids may be missing."""
    mids = body.get("mids")
    ids = tuple(filter(None, map(ident, mids))) if isinstance(mids, list) else ()
    return replace(_upto(base, "delivery", body), heard=Heard.DELIVERED, message_ids=ids)


def _read(base: Inbound, body: dict[str, Any]) -> Inbound:
    """Everything sent at or before `occurred_at` was seen: there are no ids."""
    return replace(_upto(base, "read", body), heard=Heard.SEEN)


def _upto(base: Inbound, kind: str, body: dict[str, Any]) -> Inbound:
    watermark = instant_of(body.get("watermark"))
    at = watermark if watermark.timestamp() else base.occurred_at
    key = f"fb#{base.account}#{veiled(base.person)}#{kind}#{at.isoformat()}"
    return replace(base, key=key, occurred_at=at)


def _policy(base: Inbound, body: dict[str, Any]) -> Inbound:
    return replace(base, heard=Heard.ACCOUNT, payload="policy", text=words(body.get("action"))[:40])


def _control(base: Inbound, name: str, body: dict[str, Any], our_app: str) -> Inbound:
    """`text` is the app that holds the conversation now, where it is said; a mere request changes nothing."""
    if name == "app_roles":
        owners = [app for app, roles in body.items() if isinstance(roles, list) and "primary_receiver" in roles]
        holder = ident(owners[0]) if owners else ""
    else:
        holder = ident(body.get("new_owner_app_id"))
    return replace(base, heard=Heard.CONTROL, payload=name, text=holder, by_us=bool(holder) and holder == our_app)


_READERS: dict[str, Callable[[Inbound, dict[str, Any]], Inbound]] = {
    "message": messenger.message,
    "postback": messenger.postback,
    "referral": messenger.referral,
    "reaction": messenger.reaction,
    "message_edit": messenger.edit,
    "optin": messenger.optin,
    "delivery": _delivery,
    "read": _read,
    "policy-enforcement": _policy,
}


def quick_replies(choices: tuple[tuple[str, str], ...], *, asks_contact: bool = False) -> list[dict[str, str]]:
    """(title, payload) as Messenger buttons: at most 13, a title has at most 20 characters.

    asks_contact  the last two are Facebook's own: they offer the person's telephone number and e-mail address
    """
    asked = _ASK_CONTACT if asks_contact else ()
    titled = [
        {"content_type": "text", "title": unicodedata.normalize("NFC", title)[:TITLE_LIMIT], "payload": payload}
        for title, payload in choices[: MOST_CHOICES - len(asked)]
    ]
    return [*titled, *map(dict, asked)]
