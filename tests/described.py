"""The app's own OpenAPI document, and whether an answer is as it says."""

from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from chalicelib import openapi
from chalicelib.doors import docs

FORMATS = FormatChecker(())


@FORMATS.checks("date-time", raises=ValueError)
def _is_rfc3339(value: object) -> bool:
    """With an offset, as the conventions want it."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def routes() -> tuple[openapi.Route, ...]:
    import app

    assert app.app.routes
    return tuple(docs.routes())


@cache
def document() -> dict[str, Any]:
    return openapi.document(routes(), "https://api.example")


def faults_of(name: str, answer: Any) -> list[str]:
    """What of `answer` the named schema does not describe, or describes otherwise; empty when it fits."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": document()["components"]}
    found = Draft202012Validator(whole, format_checker=FORMATS).iter_errors(answer)
    return [f"{fault.json_path}: {fault.message}"[:300] for fault in found]
