"""Problems (RFC 9457) in two languages: what each code means, and the sentences that are said with it.

`problems.json` holds the words. `codes` is public API; `sentences` maps what the code says in English to Vietnamese,
with {} where a value stands.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.errors import PetitionError

TITLES: Mapping[int, str] = {
    400: "The call is not what is expected here",
    401: "No credentials, or none that hold",
    403: "Known, but not allowed",
    404: "No such thing in this province",
    405: "Not with this method",
    406: "No such representation",
    409: "It cannot be done now",
    410: "It is gone",
    412: "Somebody else acted first",
    413: "Too large",
    415: "Not of this media type",
    422: "Well-formed, but not acceptable; faults lists why",
    429: "Too fast; Retry-After says when",
    500: "A fault of ours",
    502: "A platform or a supplier refused",
    503: "Nothing was kept; try again",
}
_POINTER = {
    "type": "string",
    "pattern": "^([/?#]|$)",
    "description": "into the body: a JSON pointer (RFC 6901), empty for the whole of it; `?name`: a parameter of the "
    "query; `#Name`: a header",
}
_RENAMED = {"code": "ticket", "status": "was", "type": "kind"}  # facts that would hide a member of the problem


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("problems.json").read_text("utf-8"))
    return loaded


def codes() -> Mapping[str, Mapping[str, Any]]:
    """Every code: {status, title, title_vi, detail, detail_vi}."""
    found: Mapping[str, Mapping[str, Any]] = _words()["codes"]
    return found


def sentences() -> Mapping[str, str]:
    found: Mapping[str, str] = _words()["sentences"]
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.{0,300}?)".join(re.escape(part) for part in said.split("{}")), re.DOTALL), vi)
        for said, vi in sentences().items()
        if "{}" in said
    )


def in_vietnamese(said: str) -> str | None:
    """A sentence of ours in Vietnamese, or None for one nobody has translated."""
    if found := sentences().get(said):
        return found
    for pattern, vi in _patterns():
        if match := pattern.fullmatch(said):
            return vi.format(*match.groups())
    return None


def problem(error: PetitionError) -> dict[str, Any]:
    """The body of an answer: members of RFC 9457, `code`, the same in Vietnamese, and the facts of the error."""
    held, said = codes()[error.code], str(error)
    facts = {_RENAMED.get(name, name): value for name, value in error.facts.items()}
    if "faults" in facts:
        facts["faults"] = [_fault(one, said) for one in facts["faults"]]
    return {
        **facts,
        "type": f"urn:cau-noi:problem:{error.code}",
        "title": held["title"],
        "title_vi": held["title_vi"],
        "status": error.status,
        "detail": said,
        "detail_vi": in_vietnamese(said) or held["detail_vi"],
        "code": error.code,
    }


def _fault(fault: Mapping[str, Any], said: str) -> dict[str, Any]:
    message = str(fault.get("message") or said)
    vi = fault.get("message_vi") or in_vietnamese(message) or codes()["unprocessable"]["detail_vi"]
    return {**fault, "pointer": str(fault.get("pointer", "")), "message": message, "message_vi": vi}


def schema() -> dict[str, Any]:
    """What every problem looks like; facts of its own may stand beside."""
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457, with the same in Vietnamese",
        "required": ["type", "title", "title_vi", "status", "detail", "detail_vi", "code"],
        "properties": {
            "type": {"type": "string", "pattern": "^urn:cau-noi:problem:[a-z_]+$"},
            "title": text,
            "title_vi": text,
            "status": {"enum": sorted(TITLES)},
            "detail": text,
            "detail_vi": text,
            "code": {"enum": sorted(codes())},
            "faults": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "message", "message_vi"],
                    "properties": {"pointer": _POINTER, "message": text, "message_vi": text},
                },
            },
        },
    }
