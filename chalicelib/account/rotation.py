"""Rotating a signing secret: the new one becomes current, the old one is taken for a while yet, then dropped."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.account.safe import moment, stamp
from chalicelib.errors import BadInput

BOTH_FOR = timedelta(days=7)  # webhooks are delivered again for up to 36 hours; the rest is for people
SIGNING = {"facebook": "app_secret", "zalo": "oa_secret_key"}  # what an app's webhooks are signed with


def rotated(channel: str, app: Mapping[str, Any], new: str, now: datetime) -> dict[str, Any]:
    """An app's secret with `new` as the signing secret.

    raises  BadInput when it is no secret, or the one that is current already
    """
    name = SIGNING[channel]
    current = app.get(name, {}).get("current")
    if len(new) < 16 or new != new.strip() or new == current:
        raise BadInput("that is no new secret")
    return {**app, name: {"current": new, "previous": current, "rotated_at": stamp(now)}}


def settled(channel: str, app: Mapping[str, Any], now: datetime, after: timedelta = BOTH_FOR) -> dict[str, Any] | None:
    """An app's secret without the previous signing secret, once its time is over; None: nothing to drop."""
    name = SIGNING[channel]
    pair = app.get(name, {})
    since = moment(pair, "rotated_at")
    if not pair.get("previous") or since is None or now - since < after:
        return None
    return {**app, name: {"current": pair["current"], "previous": None}}
