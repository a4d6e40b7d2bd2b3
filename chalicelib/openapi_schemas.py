"""Schemas and parameters of the catalogue as the OpenAPI document holds them."""

from typing import Any

from chalicelib import schema

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/"


def described(held: Json, doors: dict[str, Json]) -> Json:
    """A schema of the catalogue; {"$door": "room/name"} is the one that validates there, put among the components."""
    if "$door" not in held:
        return held
    name = held["$door"]
    called = "".join(part.capitalize() for part in name.replace("_", "/").replace("-", "/").split("/"))
    whole = dict(schema.document(name))
    inner = whole.pop("$defs", {})
    whole.pop("$schema", None)
    doors[called] = _moved(whole, called)
    doors.update({f"{called}.{one}": _moved(each, called) for one, each in inner.items()})
    return {"$ref": f"{SCHEMAS}{called}"}


def filled(shared: Json, own: Json) -> Json:
    """A parameter with what is `shared`; of a schema of the same type the limits it does not have of its `own`."""
    held, limits = own.get("schema", {}), shared.get("schema", {})
    schema = {**limits, **held} if held.get("type") == limits.get("type") else held or limits
    return {**shared, **own, **({"schema": schema} if schema else {})}


def _moved(held: Any, called: str) -> Any:
    """References to a schema's own parts, now that these stand beside it."""
    if isinstance(held, list):
        return [_moved(one, called) for one in held]
    if not isinstance(held, dict):
        return held
    return {name: _reference(one, called) if name == "$ref" else _moved(one, called) for name, one in held.items()}


def _reference(held: str, called: str) -> str:
    if held.startswith("#/$defs/"):
        return held.replace("#/$defs/", f"{SCHEMAS}{called}.")
    return f"{SCHEMAS}{called}{held.removeprefix('#')}"
