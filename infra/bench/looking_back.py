"""Rows on reports: what the figures of a month cost must follow its days, not how many petitions there were."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from infra.bench import stage
from infra.bench.due import Cost, cost
from infra.bench.table import Row
from infra.local.place import Place

FEW = 1_000
FIRST, LAST = date(2026, 8, 1), date(2026, 8, 31)
CALLS = 6  # how far it is folded, flows and standing, each as known and as published, and what came late


def rows(where: Place, large: int, say: Callable[[str], Any]) -> list[Row]:
    """The month of a province with FEW petitions, then with one of `large` beside it, and that one's own month."""
    from chalicelib import wiring

    tables = stage.fresh_tables()
    slugs = stage.wire_more(stage.wire(where, tables), 1)
    stage.warm()
    few, many = (wiring.provinces().get(slug) for slug in slugs)
    say(f"folding a month of {FEW:,} petitions")
    fold_month(few, FEW)
    alone = cost(tables, lambda: received(few))
    say(f"folding a month of {large:,} petitions")
    fold_month(many, large)
    beside, much = cost(tables, lambda: received(few)), cost(tables, lambda: received(many))
    return [_row(large, alone, beside, much)]


def received(province: Any) -> int:
    """How many petitions came in the month, as a report says it."""
    from chalicelib import wiring
    from chalicelib.report.figures import of_period

    period = wiring.look().period(province, FIRST, LAST)
    return int(of_period(province, period, None, None)["total"]["received"])


def fold_month(province: Any, petitions: int) -> None:
    """Keep the sheets of a month in which so many came and were answered, as the nights would have."""
    from chalicelib.report.nights import days, sheets
    from chalicelib.report.store import Progress
    from chalicelib.wiring.reports import rollups

    whole, number = list(days(FIRST, LAST)), 0
    for place, day in enumerate(whole):
        until = petitions * (place + 1) // len(whole)
        entries = [entry for each in range(number, until) for entry in _life(province, day, each)]
        for sheet, value in sheets(province, day, entries, {}).items():
            rollups().keep(province.slug, sheet, day, value)
        number = until
    moment = datetime.combine(LAST + timedelta(days=1), time(), UTC)
    rollups().advance(province.slug, Progress(since=FIRST, rolled=LAST, late_until=moment))


def _life(province: Any, day: date, number: int) -> Iterator[Any]:
    """A petition that came, and was answered on the same day."""
    from chalicelib.province.regulation import Stage
    from chalicelib.ticket.workflow import Act, Role, Status
    from chalicelib.timeline.entry import Entry

    units, categories = sorted(province.units), province.categories
    came = datetime.combine(day, time(2), UTC) + timedelta(seconds=number % 20_000)
    told = came + timedelta(minutes=number % 240)
    said: dict[str, Any] = {
        "tenant": province.slug, "code": f"X-{number:07d}", "day": day, "hash": "", "prev": "", "was_unit": "",
        "unit": units[number % len(units)], "kind": province.kinds[number % len(province.kinds)].id,
        "category": categories[number % len(categories)].id, "channel": ("facebook", "zalo", "api")[number % 3],
        "account": "", "submitter": ("person", "business")[number % 2], "urgency": "normal", "place": "",
        "regulation": "", "opened_at": came, "promised_at": came + timedelta(days=15), "by_unit": "",
    }  # fmt: skip
    yield Entry(n=1, at=came, act=Act.OPEN, role=Role.CITIZEN, was=None, status=Status.ASSIGNED, **said)
    answered = said | {"was_unit": said["unit"], "answered_at": told, "outcome": "resolved"}
    yield Entry(
        n=2, at=told, act=Act.ANSWER, role=Role.HEAD, was=Status.IN_PROGRESS, status=Status.ANSWERED,
        promise=said["promised_at"], answered_by=said["unit"], asked_at=came, stage=Stage.ANSWER, held=said["unit"],
        answer_ms=(number % 240) * 60_000, worked_ms=(number % 240) * 60_000, **answered,
    )  # fmt: skip


def _row(large: int, alone: Cost, beside: Cost, much: Cost) -> Row:
    right = (alone.found, beside.found, much.found) == (FEW, FEW, large)
    same = (alone.calls, alone.units) == (beside.calls, beside.units)
    return Row(
        what=f"figures of a month, {large:,} petitions",
        budget=f"≤ {CALLS} calls; another province the same beside it",
        reference=f"{alone} with {FEW:,}; beside the large one {beside}",
        measured=f"{much}, {much.seconds:.2f} s",
        fits=right and same and alone.calls <= CALLS,
        facts={"alone": [alone.calls, alone.units], "beside": [beside.calls, beside.units],
               "large": [much.calls, much.units]},
        notes=(f"counted {alone.found:,}, {beside.found:,} and {much.found:,}; days are packed, 1 MB a call",),
    )  # fmt: skip
