"""Rows on growth: what the sweep and a worklist cost must follow what is due and shown, not what exists."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.bench import stage
from infra.bench.table import Row
from infra.local.place import Place

DUE = 1_000
MANY, MANY_DUE = 50_000, 5_000
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


def rows(where: Place, large: int, say: Callable[[str], Any], *, full: bool = False) -> list[Row]:
    """The same questions asked of DUE tickets and of `large`; DUE of them are due in both.

    full  also three provinces with 50,000 tickets, 5,000 of them due: some minutes
    """
    small, much = _costs(where, DUE, say), _costs(where, large, say)
    title = f"{DUE:,} due among {large:,} open"
    return [
        _compared(f"sweep's agenda query, {title}", small["agenda"], much["agenda"], DUE, AT_MOST),
        _compared(f"whole sweep, {title}", small["sweep"], much["sweep"], DUE, AT_MOST),
        _compared(f"worklist page of {PAGE}, {large:,} tickets", small["page"], much["page"], PAGE, 1.0),
        _compared(f"filtered worklist page of {PAGE}, {large:,} tickets", small["list"], much["list"], PAGE, 1.0),
        _compared(f"published page of {PAGE}, {large:,} petitions", small["published"], much["published"], PAGE, 1.0),
        *([_three_provinces(where, small["sweep"], say)] if full else []),
    ]


def _three_provinces(where: Place, small: Cost, say: Callable[[str], Any]) -> Row:
    """Each due ticket once, a second sweep nothing, and a due ticket costs what it costs among few."""
    from chalicelib import wiring
    from infra.bench.crowd import load

    tables = stage.fresh_tables()
    slugs = stage.wire_more(stage.wire(where, tables), 2)
    stage.warm()
    now = in_working_hours(wiring.provinces().get(slugs[0]))
    for number, slug in enumerate(slugs):
        due, still = ((total + number) // len(slugs) for total in (MANY_DUE, MANY - MANY_DUE))
        say(f"loading {due + still:,} tickets of province {number + 1}")
        load(wiring.provinces().get(slug), now, due=due, still=still, say=lambda n: say(f"loaded {n:,}"))
    sweep = replace(wiring.sweep(), nudge=_nobody, now=lambda: now)
    say(f"sweeping {MANY_DUE:,} of {MANY:,}")
    first, second = cost(tables, sweep.run), cost(tables, sweep.run)
    each, each_of_few = first.calls / max(first.found, 1), small.calls / max(small.found, 1)
    return Row(
        what=f"whole sweep, {MANY_DUE:,} due among {MANY:,} in three provinces",
        budget=f"each once; ≤ {AT_MOST:g} × the calls each",
        reference=f"{each_of_few:.2f} calls each among {DUE:,}",
        measured=f"{first.found:,} found, then {second.found}; {each:.2f} calls each ({each / each_of_few:.2f} ×)",
        fits=(first.found, second.found) == (MANY_DUE, 0) and each <= each_of_few * AT_MOST,
        facts={"first": [first.calls, first.units, first.seconds], "second": [second.calls, second.units]},
        notes=(f"{first.seconds:.0f} s, {first.units:g} RCU; the second {second}",),
    )


def _costs(where: Place, size: int, say: Callable[[str], Any]) -> dict[str, Cost]:
    from chalicelib import wiring
    from chalicelib.desk.worklists import Wanted as Listed
    from chalicelib.publish.published import Wanted
    from chalicelib.ticket.ticket import Actor
    from chalicelib.ticket.workflow import Role
    from infra.bench.crowd import load, publish

    tables = stage.fresh_tables()
    document = stage.wire(where, tables)
    stage.warm()
    slug = document["slug"]
    province = wiring.provinces().get(slug)
    now = in_working_hours(province)
    say(f"loading {size:,} tickets")
    unit = load(province, now, due=DUE, still=size - DUE, say=lambda n: say(f"loading {size:,} tickets: {n:,}"))
    publish(province, now, size, lambda n: say(f"publishing {size:,} petitions: {n:,}"))
    boss = Actor(id="bench", role=Role.LEADERSHIP, tenant=slug, unit=province.leadership)
    say(f"asking for what is due among {size:,}")
    sweep = replace(wiring.sweep(), nudge=_nobody, now=lambda: now)
    return {
        "agenda": cost(tables, lambda: len(list(wiring.tickets().due(slug, now)))),
        "page": cost(tables, lambda: len(wiring.tickets().worklist(slug, unit, PAGE, None).cards)),
        "list": cost(tables, lambda: len(wiring.worklists().page(slug, Listed(unit=unit), boss, PAGE, None).entries)),
        "published": cost(tables, lambda: len(wiring.published().page(slug, Wanted(), PAGE, None).publications)),
        "sweep": cost(tables, sweep.run),
    }


def in_working_hours(province: Any) -> datetime:
    """A moment at which the sweep may disturb people, whenever this is measured."""
    opening, closing = next(province.calendar.spans_from(datetime.now(UTC) + timedelta(days=1)))
    return opening + (closing - opening) / 2


def _nobody(keys: Any) -> None:
    """The courier sleeps: only tables are counted."""


def cost(tables: stage.Tables, ask: Callable[[], int]) -> Cost:
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
