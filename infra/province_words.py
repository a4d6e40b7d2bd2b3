"""What infra/province.py prints: short English lines."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

HOUR = timedelta(hours=1)


def review(found: Any) -> Iterator[str]:
    """A dry run."""
    for fault in found.faults:
        yield f"fault    {fault['pointer'] or '/'}: {fault['message']}"
    for warning in found.warnings:
        yield f"warning  {warning['pointer'] or '/'}: {warning['message']}"
    for section in found.sections:
        yield from (f"added    {section.name}: {name}" for name in section.added)
        yield from (f"removed  {section.name}: {name}" for name in section.removed)
        for row in section.changed:
            yield f"changed  {section.name}: {row.id}" + (f" ({', '.join(row.fields)})" if row.fields else "")
        if section.reordered:
            yield f"changed  {section.name}: order"
    if found.impact and not found.sections:
        yield "no difference to the active version"
    if found.impact:
        yield from _impact(found.impact)


def _impact(found: Any) -> Iterator[str]:
    for row in found.units:
        if row.examples:
            yield (
                f"petitions {row.unit}: {row.open} open, {row.earlier} due earlier, {row.later} later, "
                f"{row.late_now} late now, {row.saved_now} no longer late, {row.follow} move on "
                f"({', '.join(row.examples)})"
            )
    yield f"{found.read} open petitions were read" + (", not all" if found.partial else "")


def outcome(found: Any) -> Iterator[str]:
    """A simulation."""
    simulation = found.simulation
    for row in simulation.stages:
        yield (
            f"{row.stage}: {row.judged} judged, {row.earlier} due earlier (median {row.earlier_by / HOUR:.1f} working "
            f"hours), {row.later} later (median {row.later_by / HOUR:.1f})"
        )
    for name, codes in (("late", simulation.become_late), ("no longer late", simulation.no_longer_late)):
        yield f"{len(codes)} would be {name}" + (f": {', '.join(codes[:10])}" if codes else "")
    for row in simulation.order_then.ranked:
        yield f"{row.rank}. {row.unit}: {row.late} of {row.n} late ({row.share:.0%}, weighed {row.weighed:.1%})"
    for row in simulation.order_then.unranked:
        yield f"too few to rank: {row.unit}, {row.late} of {row.n} late"
    yield f"{found.read} petitions were read" + (", not all" if found.partial else "")


def history(found: Any) -> Iterator[str]:
    for version in found.versions:
        mark = "*" if version.number == found.active else " "
        yield f"{mark} {version.number}  {version.at:%Y-%m-%d %H:%M}Z  {version.author}  {version.note}".rstrip()
        for activation in version.activations:
            was = f"after {activation.before}" if activation.before else "the first"
            yield f"     active {activation.at:%Y-%m-%d %H:%M}Z by {activation.author}, {was}"
    for chore in found.waiting:
        state = f"failed: {chore.reason}" if chore.reason else f"due {chore.at:%Y-%m-%d %H:%M}Z"
        yield f"  waiting: {chore.kind} {chore.number}, {state}"


def decided(slug: str, found: Any) -> str:
    if found.cancelled:
        return f"{slug}: cancelled version {', '.join(map(str, found.cancelled))}; {found.active} stays active"
    if found.at:
        return f"{slug}: version {found.number} becomes active on {found.at:%Y-%m-%d %H:%M}Z; until then {found.active}"
    return f"{slug}: version {found.active} is active; the schedule brings open petitions in line"
