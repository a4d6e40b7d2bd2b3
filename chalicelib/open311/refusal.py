"""Our errors as the specification's: a list of code and description, under 404, 403 or 400. Pure."""

from chalicelib.errors import BadInput, PetitionError
from chalicelib.open311.notation import Told

# Names of what the form of the intake finds fault with, as an Open311 client knows them.
_ALIAS = {
    "text": "description", "category": "service_code", "kind": "attribute[kind]", "submitter/phone": "phone",
    "submitter/email": "email", "submitter/name": "last_name", "submitter": "phone, email",
    "place": "lat, long, address_string, address_id", "place/commune": "address_id",
    "place/address": "address_string", "place/latitude": "lat", "place/longitude": "long",
}  # fmt: skip
_KEYLESS = 403  # wrong or missing api_key
# Statuses younger than the specification, or HTTP's own: who knows them must see them, and a fault of ours is no 400.
_SAME = frozenset({404, 405, 415, 429, 500, 503})


def refusal(error: PetitionError) -> tuple[int, Told]:
    """HTTP status and answer: 404 for what is not there, 403 for a missing or wrong api_key, 429 for who is too fast,
    500 and 503 for what is our fault; 400 for all else.

    Every fault is an error of its own; `code` is the status, as most clients expect.
    """
    status = _KEYLESS if error.status in {401, _KEYLESS} else error.status if error.status in _SAME else 400
    told = [{"code": status, "description": description} for description in _descriptions(error)]
    return status, Told(root="errors", value=told)


def _descriptions(error: PetitionError) -> list[str]:
    faults = error.facts.get("faults", ()) if isinstance(error, BadInput) else ()
    said = [_described(fault) for fault in faults]
    return said or [str(error) or error.code]


def _described(fault: dict[str, str]) -> str:
    where = fault.get("pointer", "").strip("/?")
    message = fault.get("message") or "không hợp lệ / not valid"
    name = _ALIAS.get(where, where)
    return f"{name}: {message}" if name else message


def lacking(name: str) -> BadInput:
    """A required argument that was not given, or given empty, which is the same."""
    message = f"thiếu {name} / {name} was not provided"
    return BadInput(message, faults=[{"pointer": "", "message": message}])
