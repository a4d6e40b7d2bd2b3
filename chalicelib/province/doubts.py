"""What a province may keep but probably did not mean: each check yields its findings, none of them a refusal."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.province import shadows
from chalicelib.province.faults import CONDITIONAL
from chalicelib.province.findings import Document, Finding, finding
from chalicelib.province.messaging_doubts import idle_lanes, late_answers, no_consent
from chalicelib.province.province import Province, Unit
from chalicelib.sla.gaps import gaps


def dead_rows(province: Province, _: Document, __: date) -> Iterator[Finding]:
    lists = (
        ("/routing", shadows.dead_rules(province)),
        ("/regulation/limits", shadows.dead_limits(province.regulation)),
        ("/regulation/escalation", shadows.dead_steps(province.regulation)),
        ("/regulation/progress", shadows.dead_progress(province.regulation)),
    )
    for pointer, dead in lists:
        yield from (finding(f"{pointer}/{i}", why) for i, why in dead)


def unreachable_units(province: Province, _: Document, __: date) -> Iterator[Finding]:
    """Open units no rule, commune or page leads to: not to them, nor to any unit above or below them."""
    given = {province.live(unit) for unit in _targets(province)}
    overseeing = {above.id for unit in given for above in province.upwards(unit)}
    for i, unit in enumerate(province.units.values()):
        led_to = unit.id in overseeing or any(above.id in given for above in province.upwards(unit.id))
        if province.is_open(unit.id) and not led_to:
            yield finding(f"/units/{i}", f"{unit.name}: no rule, commune or page leads here, only staff by hand")


def deserted_units(province: Province, _: Document, __: date) -> Iterator[Finding]:
    """Open units in which, up to the root, nobody handles and nobody is head; the tray has its coordinators."""
    working = {person.unit for person in province.staff if person.role in {"handler", "head"}}
    for i, unit in enumerate(province.units.values()):
        expected = province.is_open(unit.id) and unit.id not in {province.leadership, province.tray}
        if expected and not any(above.id in working for above in province.upwards(unit.id)):
            yield finding(f"/units/{i}", f"{unit.name}: neither handler nor head up to the root")


def closed_targets(province: Province, _: Document, __: date) -> Iterator[Finding]:
    """Rules, pages and parents that still name a closed unit."""
    points = [(f"/routing/{i}/to", rule.to) for i, rule in enumerate(province.routing)]
    points += [(f"/accounts/{i}/unit", account.unit) for i, account in enumerate(province.accounts)]
    for i, unit in enumerate(province.units.values()):
        if unit.parent and province.is_open(unit.id):
            points.append((f"/units/{i}/parent", unit.parent))
    for pointer, unit_id in points:
        if unit_id in province.units and not province.is_open(unit_id):
            successor = province.units[province.live(unit_id)].name
            yield finding(pointer, f"{province.units[unit_id].name} is closed: name its successor {successor}")


def silent_roles(province: Province, document: Document, _: date) -> Iterator[Finding]:
    """Rungs, arbiters and approvers of a role that nobody has."""
    regulation = document["regulation"]
    points = [
        (f"/regulation/escalation/{i}/tell/{j}", role)
        for i, row in enumerate(regulation["escalation"])
        for j, role in enumerate(row["tell"])
    ]
    for part, field in (("transfer", "arbiter"), ("appeal", "to"), ("recheck", "to")):
        if part in regulation:
            points.append((f"/regulation/{part}/{field}", regulation[part][field]))
    points += [
        (f"/regulation/extension/approvers/{j}", role)
        for j, role in enumerate(regulation.get("extension", {}).get("approvers", ()))
    ]
    for pointer, role in points:
        if role != "citizen" and not _anybody(province, role):
            yield finding(pointer, f"nobody is {role}: this reaches no one")


def mute_categories(_: Province, document: Document, __: date) -> Iterator[Finding]:
    """Categories no word leads to and nothing speaks of."""
    rows = list(document["routing"])
    for part in CONDITIONAL:
        rows += document["regulation"].get(part, ())
    spoken = {category for row in rows for category in row.get("when", {}).get("category", ())}
    spoken |= {category["parent"] for category in document["categories"]}
    for i, category in enumerate(document["categories"]):
        if not category["words"] and category["id"] not in spoken:
            yield finding(f"/categories/{i}", f"{category['name']}: no word leads to it and no rule names it")


def unknown_years(province: Province, _: Document, today: date) -> Iterator[Finding]:
    for year, state in gaps(province.calendar, today):
        yield finding("/calendar", f"public holidays of {year} are {state}")


def sample_in_force(province: Province, document: Document, today: date) -> Iterator[Finding]:
    if province.regulation.sample and date.fromisoformat(document["regulation"]["valid_from"]) <= today:
        yield finding("/regulation/sample", "a sample regulation is in force: its figures are not law")


CHECKS: tuple[Callable[[Province, Document, date], Iterator[Finding]], ...] = (
    dead_rows,
    closed_targets,
    silent_roles,
    deserted_units,
    unreachable_units,
    mute_categories,
    unknown_years,
    sample_in_force,
    idle_lanes,
    late_answers,
    no_consent,
)


def _targets(province: Province) -> Iterator[str]:
    """Every unit a petition can come to by itself, or by the clock."""
    yield from (province.tray, province.task_force)
    dead = {i for i, _ in shadows.dead_rules(province)}
    for rule in (rule for i, rule in enumerate(province.routing) if i not in dead):
        if rule.to == "@place":
            yield from (unit.id for unit in province.units.values() if _spoken_of(unit, rule.when))
        elif rule.to == "@account":
            pages = rule.when.get("account")
            yield from (page.unit for page in province.accounts if pages is None or page.id in pages)
        elif not rule.to.startswith("@"):
            yield rule.to


def _spoken_of(unit: Unit, when: Mapping[str, Any]) -> bool:
    wanted = when.get("place", True)
    return unit.place is not None and (wanted is True or unit.place.code in wanted)


def _anybody(province: Province, role: str) -> bool:
    if role in {"handler", "head"}:
        return any(person.role == role or (role == "head" and person.delegate) for person in province.staff)
    return bool(province.people(role, province.tray))
