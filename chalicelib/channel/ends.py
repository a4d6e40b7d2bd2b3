"""Who is at the two ends of an update: the account of ours, and the person. Shared by the split and the readers.

What is heard of one person is worked on in order, so the person is found before anything else is understood.
"""

from typing import Any

from chalicelib.channel.wire import ident, inner

_FROM_OA = ("oa_send_", "oa_call_", "user_received_message", "user_seen_message")


def facebook_person(update: dict[str, Any], page: str) -> str:
    """The end of a messaging update that is not the page; empty for news of the page itself."""
    ends = (ident(inner(update, "sender", "id")), ident(inner(update, "recipient", "id")))
    return next((end for end in ends if end and end != page), "")


def facebook_author(value: Any) -> str:
    """Who wrote, or where Facebook does not say, a name of our own for whoever wrote this one comment or post."""
    if author := ident(inner(value, "from", "id")):
        return author
    ref = ident(inner(value, "comment_id")) or ident(inner(value, "post_id"))
    return f"unknown#{ref}" if ref else ""


def zalo_ends(event: dict[str, Any]) -> tuple[str, str]:
    """(OA, person) of an event; nobody for what concerns a telephone number, a template or the OA itself."""
    name = ident(event.get("event_name"))
    sender, recipient = ident(inner(event, "sender", "id")), ident(inner(event, "recipient", "id"))
    oa = ident(event.get("oa_id")) or ident(event.get("oaId"))
    if of_template(event):
        return oa or sender, ""
    if oa:
        named = ident(inner(event, "follower", "id")) or ident(event.get("user_id"))
        return oa, named or next((end for end in (sender, recipient) if end and end != oa), "")
    return (sender, recipient) if name.startswith(_FROM_OA) else (recipient, sender)


def of_template(event: dict[str, Any]) -> bool:
    """True for the receipt of a template sent by telephone number, which goes by the name of another event."""
    message = event.get("message")
    received = ident(event.get("event_name")) == "user_received_message"
    return received and bool(inner(message, "delivery_time") or inner(message, "tracking_id"))


def zalo_thread(event: dict[str, Any]) -> str:
    """What an event must keep its order with: the person, else the template sent, else the account's own news."""
    message = event.get("message")
    if person := zalo_ends(event)[1]:
        return person
    return ident(inner(message, "tracking_id")) or ident(inner(message, "msg_id")) or ident(event.get("msg_id"))
