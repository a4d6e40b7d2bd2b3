"""A finding in a province document: where, and what."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]
Finding = dict[str, str]


def finding(pointer: str, message: str) -> Finding:
    return {"pointer": pointer, "message": message}
