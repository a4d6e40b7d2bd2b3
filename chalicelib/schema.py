"""JSON Schemas lying beside the room whose door enforces them.

Compiled (fastjsonschema) to decide fast; jsonschema, the authority, is imported only to explain a refusal,
so that every fault is listed with its JSON pointer.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.errors import Unprocessable

HERE = Path(__file__).parent


@cache
def document(name: str) -> dict[str, Any]:
    """The schema `room/name`, for example `intake/petition`."""
    loaded: dict[str, Any] = json.loads((HERE / f"{name}.schema.json").read_text("utf-8"))
    return loaded


@cache
def _compiled(name: str) -> Callable[[Any], Any]:
    import fastjsonschema

    compiled: Callable[[Any], Any] = fastjsonschema.compile(document(name), use_default=False)
    return compiled


def pointer(*steps: str | int) -> str:
    """Where `steps` lead in a document (RFC 6901): "~" and "/" in a name are written "~0" and "~1"."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def faults(name: str, value: Any) -> list[dict[str, str]]:
    """Every fault of `value` as {pointer, message}; empty when it is valid."""
    from jsonschema import Draft202012Validator

    found = Draft202012Validator(document(name)).iter_errors(value)
    return [
        {"pointer": pointer(*fault.absolute_path), "message": fault.message[:300]}
        for fault in sorted(found, key=lambda fault: [str(step) for step in fault.absolute_path])
    ]


def check(name: str, value: Any) -> None:
    """Admit `value`, or raise Unprocessable listing every fault."""
    import fastjsonschema

    try:
        _compiled(name)(value)
    except fastjsonschema.JsonSchemaValueException as refusal:
        # Of formats jsonschema knows only those whose checkers are installed: then its word stands who refused.
        found = faults(name, value) or [{"pointer": pointer(*refusal.path[1:]), "message": refusal.message[:300]}]
        raise Unprocessable("the body does not fit its schema", faults=found) from refusal
