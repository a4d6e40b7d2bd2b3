"""One answer in two notations, JSON and XML: what the specification calls the Spark convention. Pure."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from chalicelib.errors import NotFound

# What XML 1.0 cannot carry in any spelling; a JSON string can.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A list is an element of its own in XML, and its members have this name.
_MEMBER = {
    "services": "service", "service_requests": "request", "attributes": "attribute", "values": "value",
    "errors": "error", "endpoints": "endpoint", "formats": "format", "notes": "note", "photos": "photo",
}  # fmt: skip


class Notation(StrEnum):
    XML = "xml"
    JSON = "json"


MEDIA_TYPE = {Notation.XML: "text/xml", Notation.JSON: "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer before it is written: `root` is the element around `value` in XML, and is not there in JSON.

    value  dicts, lists, text, numbers, booleans, None; a list stands only under a name of `_MEMBER`
    """

    root: str
    value: Any


def read_name(name: str) -> tuple[str, Notation]:
    """«services.json» → what is asked for, and the notation of the answer; letter case of the ending is forgiven.

    raises  NotFound for a name without an ending we can write
    """
    resource, dot, ending = name.rpartition(".")
    if not dot or not resource or ending.lower() not in set(Notation):
        raise NotFound("không có dạng này: dùng .xml hoặc .json / no such format: use .xml or .json")
    return resource, Notation(ending.lower())


def written(told: Told, notation: Notation) -> str:
    """The answer as text; as bytes it is UTF-8. XML has no null: there it is an empty element."""
    if notation is Notation.JSON:
        return json.dumps(told.value, ensure_ascii=False, separators=(",", ":"))
    root = Element(told.root)
    _fill(root, told.value)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def _fill(element: Element, value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _fill(SubElement(element, name), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(SubElement(element, _MEMBER[element.tag]), inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _UNWRITABLE.sub("", str(value))
