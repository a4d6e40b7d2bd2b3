"""A paper as CSV for whoever calculates on: UTF-8 with BOM, CRLF, commas between cells.

Figures are bare here, as programs write them: 1234.5, a share as 0.123, days as 2026-11-22, instants in the paper's
zone, working time in hours. Below the title each table stands with its caption, an empty line before it; lists of
facts and bars are two columns. Words between them are left out.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.cell import BOM, harmless
from chalicelib.paper.paper import Bars, Facts, Kind, Paper, Table, Value

HOURS = "giờ làm việc"


def rendered(paper: Paper) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in _rows(paper):
        writer.writerow([harmless(cell) if isinstance(cell, str) else _bare(cell, paper.zone) for cell in row])
    return (BOM + text.getvalue()).encode()


def _rows(paper: Paper) -> Iterator[tuple[Value, ...]]:
    yield (paper.title,)
    yield (paper.province, paper.period)
    for section in paper.sections:
        if isinstance(section, Table):
            yield ()
            yield (section.caption,)
            yield tuple(_label(column.title, column.kind) for column in section.columns)
            yield from section.rows
            yield from (section.total,) if section.total else ()
        elif isinstance(section, Bars):
            yield ()
            yield (section.caption,)
            yield from ((bar.label, bar.value) for bar in section.bars)
        elif isinstance(section, Facts):
            yield ()
            yield from ((_label(fact.label, fact.kind), fact.value) for fact in section.facts)


def _label(label: str, kind: Kind) -> str:
    return f"{label} ({HOURS})" if kind is Kind.DURATION else label


def _bare(value: Value, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, timedelta):
        return f"{value / timedelta(hours=1):.2f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
