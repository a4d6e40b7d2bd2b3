"""The three public files of a table, and whether they agree: computed anew and compared, number by number. Pure."""

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Any

from chalicelib.errors import BadInput
from chalicelib.league import formula as formulas
from chalicelib.league import rows as row_set
from chalicelib.league.formula import Formula
from chalicelib.league.rows import Row
from chalicelib.league.score import table

ROWS, FORMULA, TABLE = "rows.csv", "formula.json", "table.json"
NAMES = (ROWS, FORMULA, TABLE)
TYPES = {ROWS: "text/csv; charset=utf-8", FORMULA: "application/json", TABLE: "application/json"}
_NOTHING = object()


def made(formula: Formula, rows: Collection[Row]) -> dict[str, bytes]:
    """Name → content. The table names the digests of the other two."""
    inputs = {ROWS: row_set.written(rows), FORMULA: formulas.written(formula)}
    digests = {"sha256": {name: digest(data) for name, data in inputs.items()}}
    return {**inputs, TABLE: formulas.dumped(table(formula, rows) | digests)}


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def differences(files: Mapping[str, bytes]) -> list[str]:
    """What of the published files is not as it is computed anew; empty when everything is.

    raises  BadInput for a file that is missing or cannot be read
    """
    if missing := [name for name in NAMES if name not in files]:
        raise BadInput(f"files of the league table are missing: {', '.join(missing)}")
    formula, rows = formulas.read(files[FORMULA]), row_set.read(files[ROWS])
    said, anew = _json(files[TABLE]), made(formula, rows)
    computed = json.loads(anew[TABLE])
    computed["sha256"] = {name: digest(files[name]) for name in (ROWS, FORMULA)}  # of the files as they lie there
    found = list(_apart("", said, computed))
    found += [
        f"{name}: not in the form in which it is published" for name in (ROWS, FORMULA) if files[name] != anew[name]
    ]
    if not found and files[TABLE] != formulas.dumped(computed):
        found.append(f"{TABLE}: not in the form in which it is published")
    return found


def _apart(place: str, said: Any, computed: Any) -> Iterator[str]:
    if isinstance(said, dict) and isinstance(computed, dict):
        for name in sorted(said.keys() | computed.keys()):
            yield from _apart(f"{place}/{name}", said.get(name, _NOTHING), computed.get(name, _NOTHING))
    elif isinstance(said, list) and isinstance(computed, list):
        for i in range(max(len(said), len(computed))):
            parts = [each[i] if i < len(each) else _NOTHING for each in (said, computed)]
            yield from _apart(f"{place}/{_called(parts, i)}", *parts)
    elif type(said) is not type(computed) or said != computed:
        yield f"{TABLE} {place}: says {_word(said)}, computed {_word(computed)}"


def _called(parts: list[Any], i: int) -> str:
    """A row of a list by what it is of."""
    for part in parts:
        if isinstance(part, dict):
            return str(part.get("unit") or part.get("id") or part.get("group") or i)
    return str(i)


def _word(value: Any) -> str:
    return "nothing" if value is _NOTHING else json.dumps(value, ensure_ascii=False)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise BadInput(f"table.json: {error}") from error
