"""Cursors: where a list goes on, in words only we read; bound to the tenant and the question they were given for.

A cursor holds the place of the last row that was read, never a number of rows: so it survives writes. The seal finds
mistakes, it keeps nobody out: whoever reads a place builds the keys anew from the caller's own tenant.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from hashlib import sha256

from chalicelib.errors import BadInput

LONGEST = 1000  # characters


def sealed(place: Mapping[str, str], *question: object) -> str:
    """The cursor of `place` in the list that `question` (tenant first) asks for."""
    text = json.dumps([_seal(question), dict(place)], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(cursor: str, names: Collection[str], *question: object) -> dict[str, str]:
    """The place in a cursor: texts with exactly these names.

    raises  BadInput for what is none of ours, and for another tenant's or another question's
    """
    refusal = BadInput("no such cursor", faults=[{"pointer": "?cursor", "message": "begin again without a cursor"}])
    try:
        if len(cursor) > LONGEST:
            raise refusal
        seal, place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if seal == _seal(question) and set(place) == set(names) and all(isinstance(v, str) for v in place.values()):
            return {str(name): value for name, value in place.items()}
    except (ValueError, TypeError) as error:
        raise refusal from error
    raise refusal


def _seal(question: tuple[object, ...]) -> str:
    return sha256(json.dumps(question, ensure_ascii=False, default=str).encode()).hexdigest()[:16]
