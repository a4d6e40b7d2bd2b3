"""What those say who were drawn by lot and asked whether it is really solved: entries → counts → figures. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any

from chalicelib.timeline.entry import Entry

EXACT = 9  # digits of a share: whoever prints it rounds, once; of a million cases none is rounded twice
MINIMUM = 5  # of what people think, fewer make no share and no mean; as of surveys


def counts(entry: Entry, zone: tzinfo) -> Iterator[tuple[str, str, int]]:
    """(unit, name, amount): for the unit that answered, even if the petition leaves it with what is said."""
    if entry.sample:
        asked = f".{entry.sampled_at.astimezone(zone).date()}" if entry.sampled_at else ""
        yield entry.was_unit, f"sample.{entry.sample}{asked}", 1


def confirmation(flow: Counter[str], since: date | None) -> dict[str, Any]:
    """Of a tally of a time that begins on the local day `since`; None: of all days.

    silent           asked in this time and not answered in it
    confirmed_share  of the answers, from 0 to 1; null where there are fewer than MINIMUM
    """
    said = {word: _by_day(flow, f"sample.{word}.") for word in ("yes", "no")}
    confirmed, denied = (sum(said[word].values()) for word in ("yes", "no"))
    first = since.isoformat() if since else ""
    heard = sum(amount for days in said.values() for day, amount in days.items() if day >= first)
    n = confirmed + denied
    return {
        "asked": flow["sample.asked"],
        "confirmed": confirmed,
        "denied": denied,
        "silent": flow["sample.asked"] - heard,
        "unreachable": flow["sample.unreachable"],
        "confirmed_share": round(confirmed / n, EXACT) if n >= MINIMUM else None,
    }


def _by_day(flow: Counter[str], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): amount for name, amount in flow.items() if name.startswith(prefix)}
