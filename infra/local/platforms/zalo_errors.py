"""Every error of the OA API, and of templates by telephone number, that a test may order by its number. Pure.

source  Zalo's error lists (2026), partly at second hand; callers look at numbers, so texts are as short as they can be
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from infra.local.platforms import zalo_rules as rules
from infra.local.platforms import zalo_templates as templates
from infra.local.platforms.zalo_rules import Refusal

_OF_RULES = (
    rules.BAD_TOKEN, rules.DEAD_TOKEN, rules.BAD_PROOF, rules.BAD_USER, rules.NO_FOLLOWER, rules.GONE, rules.TOO_LATE,
    rules.NO_INTERACTION, rules.TOO_LONG, rules.CLOSED_API, rules.TOO_FAST, rules.NO_QUOTA, *templates.ALL,
)  # fmt: skip
_TEXTS = {
    -14002: "Invalid authorization code",
    -14003: "Invalid redirect uri",
    -100: "Unknown error",
    -115: "Out of quota",
    -133: "This message cannot be sent at night",
    -140: "User refuses this kind of message",
    -200: "Send message failed",
    -204: "OA is deleted",
    -217: "User blocked invitations of the OA",
    -222: "User is banned",
    -224: "OA needs a paid plan",
    -233: "Message type is not supported",
    -234: "This message type cannot be sent at night (10:00PM - 6:00AM)",
    -244: "User restricts messages of the OA",
    -305: "The reply window of 48 hours is over",
    -311: "Reply quota is used up",
    -320: "The app is not linked to a Zalo Cloud Account",
    -321: "Zalo Cloud Account out of money or unable to be charged",
}
KNOWN = {refusal.error: replace(refusal, rule="") for refusal in _OF_RULES} | {
    number: Refusal(error=number, message=text) for number, text in _TEXTS.items()
}


def ordered(error: Any) -> Refusal:
    """The refusal a test asked for: any number, or its own fields. It counts as nobody's breach."""
    if isinstance(error, Mapping):
        number = int(error.get("error", error.get("code", -200)))
        return Refusal(error=number, message=str(error.get("message") or "refused by order"))
    return KNOWN.get(int(error)) or Refusal(error=int(error), message="refused by order")
