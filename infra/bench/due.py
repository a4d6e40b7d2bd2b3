"""Rows on growth: what the sweep and a worklist cost must follow what is due and shown, not what exists."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from infra.bench import stage
from infra.bench.table import Row
from infra.local.place import Place

DUE = 1_000
PAGE = 50
AT_MOST = 1.1


@dataclass(frozen=True, slots=True)
class Cost:
    calls: int
    units: float  # read units by AWS's rules
    found: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.calls} calls, {self.units:g} RCU"


def rows(where: Place, large: int, say: Callable[[str], Any]) -> list[Row]:
    """The same questions asked of DUE tickets and of `large`; DUE of them are due in both."""
    small, much = _costs(where, DUE, say), _costs(where, large, say)
    title = f"{DUE:,} due among {large:,} open"
    return [
        _compared(f"sweep's agenda query, {title}", small["agenda"], much["agenda"], DUE, AT_MOST),
        _compared(f"whole sweep, {title}", small["sweep"], much["sweep"], DUE, AT_MOST),
        _compared(f"worklist page of {PAGE}, {large:,} tickets", small["page"], much["page"], PAGE, 1.0),
    ]


def _costs(where: Place, size: int, say: Callable[[str], Any]) -> dict[str, Cost]:
    from chalicelib import wiring
    from infra.bench.crowd import load

    tables = stage.fresh_tables()
    document = stage.wire(where, tables)
    stage.warm()
    slug, now = document["slug"], datetime.now(UTC)
    province = wiring.provinces().get(slug)
    say(f"loading {size:,} tickets")
    unit = load(province, now, due=DUE, still=size - DUE, say=lambda n: say(f"loading {size:,} tickets: {n:,}"))
    say(f"asking for what is due among {size:,}")
    sweep = replace(wiring.sweep(), nudge=_nobody, now=lambda: now)
    return {
        "agenda": _cost(tables, lambda: len(list(wiring.tickets().due(slug, now)))),
        "page": _cost(tables, lambda: len(wiring.tickets().worklist(slug, unit, PAGE, None).cards)),
        "sweep": _cost(tables, sweep.run),
    }


def _nobody(keys: Any) -> None:
    """The courier sleeps: only tables are counted."""


def _cost(tables: stage.Tables, ask: Callable[[], int]) -> Cost:
    meter = stage.meter(tables, weigh=False)
    stage.warm()
    with stage.quiet(), meter.on(stage.clients()):
        started = time.perf_counter()
        found = ask()
        seconds = time.perf_counter() - started
    return Cost(len(meter.calls), meter.read, found, seconds)


def _compared(what: str, small: Cost, large: Cost, expected: int, at_most: float) -> Row:
    right = small.found == large.found == expected
    fits = right and large.calls <= small.calls * at_most and large.units <= small.units * at_most
    wrong = () if right else (f"found {small.found} and {large.found} instead of {expected}",)
    return Row(
        what=what,
        budget=f"≤ {at_most:g} × the calls" if at_most > 1 else "the same, one query",
        reference=f"{small} among {DUE:,}",
        measured=f"{large} ({large.calls / max(small.calls, 1):.2f} ×)",
        fits=fits and (at_most > 1 or large.calls == 1),
        facts={
            "small": [small.calls, small.units, small.seconds],
            "large": [large.calls, large.units, large.seconds],
        },
        notes=(
            f"{large.found} found in {large.seconds:.2f} s, among {DUE:,} in {small.seconds:.2f} s",
            *wrong,
        ),
    )
