"""From a checked body to a dossier."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.dossier.dossier import Dossier, Facts, Status, sealed
from chalicelib.errors import BadInput
from chalicelib.vietnamese import clean

_LONGEST = 44
_DIGITS = frozenset("0123456789")
_LETTERS = _DIGITS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ.")


def code_typed(typed: str) -> str | None:
    """The code a person meant (case and spaces forgiven), or None when no dossier has such a one."""
    code = "".join(typed.split()).upper()
    parts = code.split("-")
    if len(parts) != 3 or len(code) > _LONGEST or not 1 <= len(parts[0]) <= 28:
        return None
    agency, day, number = (set(part) for part in parts)
    fine = agency <= _LETTERS and parts[0][0] != "." and (day | number) <= _DIGITS
    return code if fine and len(parts[1]) == 6 and 4 <= len(parts[2]) <= 8 else None


def code_given(given: str) -> str:
    """The code another system names in a path: exactly as it is kept.

    raises  BadInput
    """
    if code_typed(given) != given:
        raise BadInput("no code of a dossier", faults=[{"pointer": "/code", "message": "as in H49.17-261118-0001"}])
    return given


def dossier_from(body: Mapping[str, Any], tenant: str, code: str, by: str, secret: bytes) -> Dossier:
    """The dossier of a body that has passed its schema; its instant in whole milliseconds."""
    tails = body.get("applicant", {})
    moment = datetime.fromisoformat(body["updated_at"]).astimezone(UTC)
    phone, paper = tails.get("phone_tail"), tails.get("id_tail")
    return Dossier(
        tenant=tenant,
        code=code,
        facts=Facts(
            agency=clean(body["agency"]),
            status=Status(body["status"]),
            result_on=date.fromisoformat(body["result_on"]) if body["result_on"] else None,
            missing=tuple(map(clean, body["missing_papers"])),
            at=moment.replace(microsecond=moment.microsecond // 1000 * 1000),
        ),
        by=by,
        phone=sealed(secret, tenant, code, "phone", phone) if phone else "",
        id_number=sealed(secret, tenant, code, "id_number", paper) if paper else "",
        procedure=body.get("procedure", ""),
    )
