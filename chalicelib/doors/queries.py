"""Paths and queries are checked against the catalogue before a door opens: what it does not allow is never guessed."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.errors import BadInput, NotFound

Json = Mapping[str, Any]
_END = re.compile(r"(?<!\\)\$")  # in a schema the end of the text; in Python also the place before a last line break


def faults(allowed: Mapping[str, Json], given: Mapping[str, str]) -> list[dict[str, str]]:
    """Every fault of the values in `given` as {pointer, message}.

    allowed  name → parameter of the catalogue; its schema may name enum, pattern, lengths, or an integer's range
    """
    return [
        {"pointer": f"?{name}", "message": fault}
        for name, parameter in allowed.items()
        if name in given and (fault := _fault(parameter.get("schema", {}), given[name]))
    ]


def strangers(query: Mapping[str, Json], asked: Mapping[str, str]) -> list[dict[str, str]]:
    """Names of `asked` nobody knows: a filter that is misspelt must not answer as if there were none."""
    return [{"pointer": f"?{name}", "message": "no such parameter"} for name in sorted(asked.keys() - query.keys())]


def check(
    path: Mapping[str, Json], there: Mapping[str, str], query: Mapping[str, Json], asked: Mapping[str, str]
) -> None:
    """Admit the names in a path (`there`) and the query (`asked`).

    raises  NotFound: under a name that cannot be there is nothing; BadInput listing every fault of the query
    """
    if faults(path, there):
        raise NotFound("there is nothing under this address")
    if found := [*faults(query, asked), *strangers(query, asked)]:
        raise BadInput("the query is not what this call takes", faults=found)


def _fault(schema: Json, value: str) -> str:
    """What is wrong with `value`, or nothing."""
    if "enum" in schema:
        return "" if value in schema["enum"] else "one of: " + ", ".join(schema["enum"])
    if schema.get("type") == "integer":
        least, most = schema.get("minimum", 0), schema.get("maximum", 10**9)
        whole = value.isascii() and value.isdecimal() and len(value) < 10
        return "" if whole and least <= int(value) <= most else f"a whole number from {least} to {most}"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10_000):
        return f"at most {schema.get('maxLength', 10_000)} characters"
    if "format" in schema and not value:
        return "a value is missing"
    pattern = _END.sub(r"\\Z", schema.get("pattern", ""))
    return "" if re.search(pattern, value) else "not of the form that is documented"
