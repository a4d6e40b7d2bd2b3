"""Template messages (ZBS): may this one go out, and to whom? Pure.

source  Zalo Business Solution error list (2026), partly at second hand: branch on numbers only
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from infra.local.platforms.templates import APPROVED, Parameter, Template
from infra.local.platforms.zalo_rules import VIETNAM, Refusal

TRACKING_LIMIT = 48
PHONE = re.compile("(?:84|0)[1-9][0-9]{8}")
PROMOTION = 3

UNKNOWN = Refusal(error=-109, message="Template ID is invalid", rule="unapproved_template")
NOT_APPROVED = Refusal(error=-131, message="ZNS template not approved", rule="unapproved_template")
BAD_DATA = Refusal(error=-132, message="Template data is invalid", rule="template_data")
TOO_LONG = Refusal(error=-1121, message="Template data is too long", rule="template_data")
MISSING = Refusal(error=-1122, message="Template data lacks a parameter", rule="template_data")
WRONG_FORMAT = Refusal(error=-1124, message="Template data has a wrong format", rule="template_data")
NOT_BY_UID = Refusal(error=-249, message="Template cannot be sent by user id", rule="unapproved_template")
BAD_PHONE = Refusal(error=-108, message="Phone number is invalid")
UNREACHABLE = Refusal(error=-114, message="User cannot receive message")
NO_ACCOUNT = Refusal(error=-118, message="Zalo account not existed")
REFUSES = Refusal(error=-139, message="User refuses this kind of message")
NIGHT = Refusal(error=-133, message="This message cannot be sent at night", rule="night")
DAILY = Refusal(error=-144, message="OA has exceeded daily sending limit")
TOKEN = Refusal(error=-124, message="Access token invalid", rule="dead_token")
OF_TELEPHONE = {"no_zalo": NO_ACCOUNT, "unreachable": UNREACHABLE, "refuses": REFUSES}
ALL = (
    UNKNOWN, NOT_APPROVED, BAD_DATA, TOO_LONG, MISSING, WRONG_FORMAT, NOT_BY_UID, BAD_PHONE, UNREACHABLE, NO_ACCOUNT,
    REFUSES, NIGHT, DAILY, TOKEN,
)  # fmt: skip


def refusal_of(template: Template | None, data: Any, now: float) -> Refusal | None:
    """Refuse a template nobody approved, data it does not take, advertising at night. `now` in epoch seconds."""
    if template is None:
        return UNKNOWN
    if template.status != APPROVED:
        return NOT_APPROVED
    if not isinstance(data, Mapping):
        return BAD_DATA
    hour = datetime.fromtimestamp(now, VIETNAM).hour
    if template.tag == PROMOTION and (hour >= 22 or hour < 6):
        return NIGHT
    for parameter in template.parameters:
        if refusal := _refusal_of_value(parameter, data.get(parameter.name)):
            return refusal
    return None


def _refusal_of_value(parameter: Parameter, value: Any) -> Refusal | None:
    text = "" if value is None else str(value)
    if not text:
        return MISSING
    if len(text) > parameter.most:
        return TOO_LONG
    wrong = {"number": "[0-9]+", "date": r"[0-9]{2}/[0-9]{2}/[0-9]{4}"}.get(parameter.type)
    return WRONG_FORMAT if wrong and not re.fullmatch(wrong, text) else None


def refusal_of_telephone(phone: Any, state: str) -> Refusal | None:
    if not isinstance(phone, str) or not PHONE.fullmatch(phone):
        return BAD_PHONE
    return OF_TELEPHONE.get(state)


def shown(data: Mapping[str, Any]) -> str:
    """A filled-in template as the person reads it."""
    return "\n".join(f"{name}: {value}" for name, value in data.items())
