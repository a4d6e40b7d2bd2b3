"""What of the published requests a client asks for, as the specification limits it. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.errors import BadInput
from chalicelib.open311.posted import Fields
from chalicelib.publish.published import ANSWERED, CLOSED, OPEN, Publication, Wanted
from chalicelib.ticket.code import read_code

SPAN = timedelta(days=90)
MOST = 1000  # requests an answer
LONGEST_CODE = 100  # characters of a code; no key of the store could be much longer
_SECOND = timedelta(seconds=1)  # instants are told in whole seconds, so they are compared in whole seconds
_STATUSES = {"open": OPEN, "closed": f"{ANSWERED},{CLOSED}"}
# W3C date and time, to the minute or finer. A client that does not encode «+» sends a space before the offset.
_TAKEN = re.compile(r"[\t-\r -~]*")  # what else an argument holds takes up to twelve bytes a character in an address
# Characters. All together, however they are escaped, an address stays below 8 KB, which gateways bear; of ids no more
# than a hundred fit, which is what the index takes at once.
_LONGEST = {
    "service_request_id": 1400, "service_code": 400, "status": 40, "start_date": 40, "end_date": 40, "page": 8,
    "page_size": 8, "extensions": 10,
}  # fmt: skip
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`skip` and `most` are the page of the extension; `extended` asks for what the specification does not know."""

    wanted: Wanted
    codes: tuple[str, ...] | None  # None: not asked by id
    services: frozenset[str]
    skip: int
    most: int
    extended: bool

    def takes(self, publication: Publication) -> bool:
        """What the index does not narrow: several services at once."""
        return self.codes is not None or not self.services or publication.category in self.services


def query_from(fields: Fields, now: datetime) -> Query:
    """raises  BadInput for a status, an instant, a span over 90 days or a page that cannot be, or what is too long"""
    bounded(fields)
    page, size = _number(fields, "page", 1, MOST), _number(fields, "page_size", MOST, MOST)
    extended = fields.get("extensions", [""])[-1].lower() == "true"
    ids = _listed(fields, "service_request_id")
    if ids:
        codes = tuple(dict.fromkeys(code for one in ids if (code := read_code(one[:LONGEST_CODE]))))
        return Query(
            wanted=Wanted(codes=codes), codes=codes, services=frozenset(), skip=(page - 1) * size, most=size,
            extended=extended,
        )  # fmt: skip
    services = frozenset(_listed(fields, "service_code"))
    since, until = _span(fields, now)
    wanted = Wanted(
        category=next(iter(services)) if len(services) == 1 else "",
        status=_status(fields),
        since=since,
        until=until + _SECOND,
    )
    return Query(
        wanted=wanted, codes=None, services=services, skip=(page - 1) * size, most=size, extended=extended
    )  # fmt: skip


def bounded(fields: Fields) -> None:
    """raises  BadInput for an argument that is longer than documented, or not in ASCII"""
    for name, most in _LONGEST.items():
        given = ",".join(fields.get(name, ()))
        if len(given) > most or not _TAKEN.fullmatch(given):
            raise _wrong(name, f"ASCII, 1 - {most}")


def _listed(fields: Fields, name: str) -> list[str]:
    """Several values: with commas, or the argument declared several times."""
    return [one.strip() for value in fields.get(name, ()) for one in value.split(",") if one.strip()]


def _status(fields: Fields) -> str:
    """The statuses of the index; none when all are wanted."""
    asked = set(_listed(fields, "status"))
    if not asked <= _STATUSES.keys():
        raise _wrong("status", "open, closed")
    return "" if asked == _STATUSES.keys() else ",".join(_STATUSES[status] for status in sorted(asked))


def _span(fields: Fields, now: datetime) -> tuple[datetime, datetime]:
    """From when to when, both included; whatever is not given lies 90 days from the other, or is now."""
    start, end = _moment(fields, "start_date"), _moment(fields, "end_date")
    if end is None:
        end = now if start is None else max(start, min(now, start + SPAN))
    if start is None:
        start = end - SPAN
    if start > end:
        raise BadInput("start_date sau end_date / start_date lies after end_date")
    if end - start > SPAN:
        raise BadInput("khoảng thời gian dài hơn 90 ngày / start_date and end_date may not span more than 90 days")
    return start, end


def _moment(fields: Fields, name: str) -> datetime | None:
    given = fields.get(name, [""])[-1].strip()
    if not given:
        return None
    found = _MOMENT.fullmatch(given)
    try:
        parsed = datetime.fromisoformat(found[1] + found[2].replace(" ", "+")) if found else None
    except ValueError:
        parsed = None
    if parsed is None or not 1970 <= parsed.year <= 2200:
        raise _wrong(name, "2026-01-31T08:00:00+07:00, 2026-01-31T01:00:00Z")
    return parsed.replace(microsecond=0)


def _number(fields: Fields, name: str, default: int, most: int) -> int:
    given = fields.get(name, [str(default)])[-1]
    if not (given.isascii() and given.isdecimal() and len(given) < 9 and int(given) >= 1):
        raise _wrong(name, f"1 - {most}")
    return min(int(given), most)


def _wrong(name: str, right: str) -> BadInput:
    message = f"không hợp lệ, mẫu / not valid, such as: {right}"
    return BadInput(message, faults=[{"pointer": f"?{name}", "message": message}])
