"""The room of open data: a month of published petitions, read through what the province publishes anyway."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.errors import BadInput
from chalicelib.opendata.row import row
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.publish.published import Published, Wanted

MOST = 500  # rows a page
AT_ONCE = 50  # publications asked for in one go
PAGES = 20  # asked for in one call: where little is found, it leads on instead
ENOUGH = 1_500_000  # bytes; Lambda carries 6 MB, and fifty rows more are 3 MB at the worst
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """Petitions opened in `month` (local), the newest first; `cursor` leads on."""

    province: Province
    month: str
    rows: tuple[Mapping[str, Any], ...]
    cursor: str | None
    as_of: datetime  # UTC


@dataclass(frozen=True)
class OpenData:
    published: Published
    provinces: Registry
    now: Callable[[], datetime]

    def month(self, slug: str, month: str, limit: int, cursor: str | None) -> Month:
        """At most `limit` rows of a month from `cursor` on: fewer where they are long.

        month   YYYY-MM, 2000 to 2099, in the province's zone
        raises  NotFound for an unknown province; BadInput for a month that is none, a cursor of another search
        """
        province = self.provinces.get(slug)
        wanted, size = _of_the_month(month, ZoneInfo(province.zone)), 0
        rows: list[Mapping[str, Any]] = []
        for _ in range(PAGES):
            found = self.published.page(slug, wanted, min(AT_ONCE, limit - len(rows)), cursor)
            rows += [row(province, publication) for publication in found.publications]
            size += sum(len((each.text + each.answer).encode()) for each in found.publications)
            cursor = found.cursor
            if cursor is None or len(rows) >= limit or size > ENOUGH:
                break
        return Month(province, month, tuple(rows), cursor, self.now())


def _of_the_month(month: str, zone: ZoneInfo) -> Wanted:
    given = _MONTH.fullmatch(month)
    if given is None:
        fault = {"pointer": "?month", "message": "YYYY-MM, from 2000 to 2099"}
        raise BadInput("which month?", faults=[fault])
    year, number = int(given[1]), int(given[2])
    following = (year + number // 12, number % 12 + 1)
    return Wanted(since=datetime(year, number, 1, tzinfo=zone), until=datetime(*following, 1, tzinfo=zone))
