"""Open data as it leaves the house: JSON with its licence, a CSV sheet, and the schema of a row."""

import csv
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from chalicelib import schema
from chalicelib.cell import BOM, harmless
from chalicelib.opendata.opendata import Month


@cache
def licence() -> Mapping[str, str]:
    found: dict[str, str] = json.loads((Path(__file__).parent / "licence.json").read_text("utf-8"))
    return found


def row_schema() -> dict[str, Any]:
    """The JSON Schema of a row, and of the columns of the sheet in their order."""
    return schema.document("opendata/row") | {"license": licence()["url"]}


def as_json(found: Month) -> dict[str, Any]:
    return {
        "province": found.province.slug,
        "month": found.month,
        "as_of": found.as_of.isoformat(timespec="seconds"),
        "licence": {**licence(), "attribution": found.province.name},
        "schema": f"/v1/{found.province.slug}/open-data/schema",
        "petitions": list(found.rows),
        "next": found.cursor,
    }


def as_sheet(found: Month) -> str:
    """RFC 4180 in UTF-8 with a mark for Excel; a first line of names even when there is no row."""
    columns = list(schema.document("opendata/row")["properties"])
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in found.rows)
    return BOM + sheet.getvalue()


def links(found: Month, limit: int) -> str:
    """The Link header of a sheet (RFC 8288): its licence, its schema, and where it goes on."""
    home = f"/v1/{found.province.slug}/open-data"
    named = [f'<{licence()["url"]}>; rel="license"', f'<{home}/schema>; rel="describedby"']
    if found.cursor:
        on = urlencode({"month": found.month, "format": "csv", "limit": limit, "cursor": found.cursor})
        named.append(f'<{home}/petitions?{on}>; rel="next"')
    return ", ".join(named)


def _cell(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value
