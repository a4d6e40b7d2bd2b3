"""Tallies → the figures people read: shares, means, medians, ages. Pure: they follow from the tallies alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from enum import StrEnum
from typing import Any

from chalicelib.province.province import Province
from chalicelib.report.fold import MINUTE_MS, Cell, Tallies, Tally, added, counts, fold
from chalicelib.report.lying import AGE_NAMES
from chalicelib.report.rollup import Period
from chalicelib.report.samples import EXACT, confirmation
from chalicelib.ticket.ticket import Outcome
from chalicelib.timeline.entry import Entry

PLAIN = (
    "received", "assigned", "answered", "on_time", "late", "same_day", "relayed", "transferred", "returned",
    "unaccepted", "extended", "reopened", "appealed", "contested", "upheld",
)  # fmt: skip
OVERRUNS = ("assign", "receive", "transfer", "decide")
LEADS = ("assign", "receive", "transfer", "decide", "answer")
SATISFIED = 4  # stars, and more
_STARS = range(1, 6)


class By(StrEnum):
    """What figures may be broken down by; `day` has no standing of its own."""

    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"
    KIND = "kind"
    SUBMITTER = "submitter"
    DAY = "day"


_PLACE = {By.UNIT: 0, By.CATEGORY: 1, By.CHANNEL: 2, By.KIND: 3, By.SUBMITTER: 4}


def of_period(province: Province, period: Period, units: frozenset[str] | None, by: By | None) -> dict[str, Any]:
    """The figures of a period: of the cells of these units, or of all (None).

    returns  total, groups (empty without `by`), and what came in the period for days that were published before
    """
    flows = {day: _within(tallies, units) for day, tallies in period.flows.items()}
    standing = _within(period.standing, units)
    whole = added(flows.values())
    zone = province.calendar.zone
    late = [each for each in period.corrected if units is None or _concerns(each.entry, units, zone)]
    delta = _within(fold((each.entry for each in period.corrected), zone), units)
    return {
        "total": figures(summed(whole), summed(standing), period.first),
        "groups": _groups(province, period, by, flows, standing),
        "corrections": {
            "figures": figures(summed(delta), None, period.first),
            "entries": [
                {"day": each.entry.day.isoformat(), "code": each.entry.code, "act": str(each.entry.act),
                 "at": _at(each.entry.at), "noted_at": _at(each.noted_at)}
                for each in late
            ],
        },
    }  # fmt: skip


def figures(flow: Tally, standing: Tally | None, since: date | None = None) -> dict[str, Any]:
    """Figures of one tally of what happened, and one of what lies open; None: the latter is not known of a part.

    since  the first local day of `flow`: who was asked before it is not missed in it; None: of all days

    Shares are from 0 to 1 and null without a case. Times are whole working minutes of the province's calendar.
    """
    return {
        **{name: flow[name] for name in PLAIN},
        "on_time_share": _share(flow["on_time"], flow["answered"]),
        "same_day_share": _share(flow["same_day"], flow["answered"]),
        "outcomes": {outcome: flow[f"outcome.{outcome}"] for outcome in (*map(str, Outcome), "none")},
        "escalated": _ending(flow, "escalated."),
        "overrun": {stage: flow[f"overrun.{stage}"] for stage in OVERRUNS},
        "satisfaction": _satisfaction(flow),
        "confirmation": confirmation(flow, since),
        "members": flow["members"],
        "lead": {stage: _lead(flow, stage) for stage in LEADS},
        "held": {
            "unit": flow["held"] // MINUTE_MS,
            "tray": flow["held.tray"] // MINUTE_MS,
            "citizen": flow["held.citizen"] // MINUTE_MS,
        },
        "standing": None if standing is None else _standing(standing),
    }


def summed(tallies: Mapping[Cell, Tally]) -> Tally:
    """One tally of all cells."""
    return _sum(tallies.values())


def _sum(parts: Iterable[Tally]) -> Tally:
    found: Tally = Counter()
    for part in parts:
        found.update(part)
    return found


def _concerns(entry: Entry, units: frozenset[str], zone: tzinfo) -> bool:
    """True for one that counts for these units, or has left the petition with one of them."""
    return entry.unit in units or any(unit in units for unit, _, _ in counts(entry, zone))


def _within(tallies: Tallies, units: frozenset[str] | None) -> Tallies:
    return tallies if units is None else {cell: tally for cell, tally in tallies.items() if cell[0] in units}


def _groups(
    province: Province, period: Period, by: By | None, flows: Mapping[date, Tallies], standing: Tallies
) -> list[dict[str, Any]]:
    if by is None:
        return []
    if by is By.DAY:
        return [
            {"key": day.isoformat(), "name": None, **figures(summed(flows[day]), None, day)} for day in sorted(flows)
        ]
    place, names, whole = _PLACE[by], _names(province, by), added(flows.values())
    keys = sorted({cell[place] for cell in whole.keys() | standing.keys()})
    return [
        {
            "key": key,
            "name": names.get(key),
            **figures(
                _sum(tally for cell, tally in whole.items() if cell[place] == key),
                _sum(tally for cell, tally in standing.items() if cell[place] == key),
                period.first,
            ),
        }
        for key in keys
    ]


def _names(province: Province, by: By) -> dict[str, str]:
    if by is By.UNIT:
        return {unit.id: unit.name for unit in province.units.values()}
    if by is By.CATEGORY:
        return {category.id: category.name for category in province.categories}
    return {kind.id: kind.name for kind in province.kinds} if by is By.KIND else {}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, EXACT) if whole else None


def _ending(tally: Tally, prefix: str) -> dict[str, int]:
    """What of a tally begins so, by what follows."""
    return {name.removeprefix(prefix): tally[name] for name in sorted(tally) if name.startswith(prefix) and tally[name]}


def _satisfaction(flow: Tally) -> dict[str, Any]:
    stars = [flow[f"stars.{n}"] for n in _STARS]
    rated = sum(stars)
    total = sum(n * amount for n, amount in zip(_STARS, stars, strict=True))
    return {
        "n": rated,
        "mean": round(total / rated, 2) if rated else None,
        "satisfied_share": _share(sum(stars[SATISFIED - 1 :]), rated),
        "stars": stars,
        "unasked": flow["unasked"],
    }


def _lead(flow: Tally, stage: str) -> dict[str, Any]:
    minutes = sorted((int(m), n) for m, n in _ending(flow, f"lead.{stage}.").items())
    n = sum(amount for _, amount in minutes)
    mean = round(sum(m * amount for m, amount in minutes) / n) if n else None
    return {"n": n, "mean": mean, "median": _at_share(minutes, n, 50), "p90": _at_share(minutes, n, 90)}


def _at_share(minutes: list[tuple[int, int]], n: int, percent: int) -> int | None:
    """The smallest value that at least so many percent do not exceed."""
    seen = 0
    for value, amount in minutes:
        seen += amount
        if seen * 100 >= n * percent:
            return value
    return None


def _standing(tally: Tally) -> dict[str, Any]:
    return {
        "open": tally["open"],
        "overdue": tally["overdue"],
        "waiting": tally["waiting"],
        "ages": {name.removeprefix("age."): tally[name] for name in AGE_NAMES},
    }


def _at(moment: Any) -> str:
    return str(moment.isoformat(timespec="seconds"))
