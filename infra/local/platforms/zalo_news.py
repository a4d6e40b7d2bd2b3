"""What Zalo tells besides messages: ratings, withdrawals, deliveries by telephone number, news of templates. Pure.

source  Zalo OA webhook reference (2026), partly at second hand; user_withdraw and buttons are inferred
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.local.platforms.world import Entry

Document = dict[str, Any]


def feedback(entry: Entry, app_id: str, *, stars: int, note: str, said: Sequence[str], at: int) -> Document:
    """Stars given in a rating template. It names nobody."""
    message = {
        "rating_type": "csat",
        "option": "five_emotions",
        "note": note,
        "rate": stars,
        "submit_time": str(at),
        "msg_id": entry.key,
        "feedbacks": list(said),
        "tracking_id": entry.more.get("tracking_id", ""),
    }
    return _about(entry.account, app_id, "user_feedback", at, message=message)


def pressed(entry: Entry, app_id: str, data: str, at: int) -> Document:
    """The button of a template."""
    tracking = entry.more.get("tracking_id", "")
    message = {"submit_time": str(at), "button_type": "1", "data": data, "tracking_id": tracking}
    return _about(entry.account, app_id, "user_click_response_button", at, message=message, msg_id=entry.key)


def of_user(oa: str, person: str, app_id: str, by_app: str, event: str, at: int) -> Document:
    """user_withdraw (their data must go) and user_click_chatnow."""
    return _about(oa, app_id, event, at, user_id=person, user_id_by_app=by_app)


def template_delivered(entry: Entry, app_id: str, phone: str, at: int) -> Document:
    """A template sent by telephone number has arrived; it comes with the header X-ZEvent-Server: ZNS."""
    message = {"delivery_time": str(at), "msg_id": entry.key, "tracking_id": entry.more.get("tracking_id", "")}
    return {
        "sender": {"id": entry.account},
        "recipient": {"id": phone},
        "event_name": "user_received_message",
        "message": message,
        "app_id": app_id,
        "timestamp": str(at + 300),
    }


def template_status(oa: str, app_id: str, template: str, before: str, after: str, at: int) -> Document:
    status = {"prev_status": before, "new_status": after}
    return _about(oa, app_id, "change_template_status", at, template_id=template, status=status, reason="")


def daily_quota(oa: str, before: int, after: int, at: int) -> Document:
    quota = {"prev_value": str(before), "new_value": str(after)}
    return {"oaId": oa, "event_name": "change_oa_daily_quota", "quota": quota, "timestamp": str(at)}


def _about(oa: str, app_id: str, event: str, at: int, **rest: Any) -> Document:
    return {"oa_id": oa, "app_id": app_id, "event_name": event, **rest, "timestamp": str(at)}
