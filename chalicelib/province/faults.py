"""What makes a province document unfit to be kept though its schema admits it: each check yields its findings."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from chalicelib.province.findings import Document, Finding, finding
from chalicelib.province.league_faults import league_amiss
from chalicelib.province.letter_faults import consent_amiss, letters_amiss
from chalicelib.province.messaging_faults import quiet_amiss, templates_amiss
from chalicelib.province.pilot import pilots_amiss
from chalicelib.sla.workdays import calendar_from, overlaid

# Parts of a regulation whose rows may be bound to kinds and categories.
CONDITIONAL = ("limits", "escalation", "evidence", "progress", "approval")
_TOLD_TWICE = ("units", "categories", "kinds", "routing", "staff")


def no_such_unit(document: Document) -> Iterator[Finding]:
    units = {unit["id"] for unit in document["units"]}
    points = [(f"/{name}", document[name]) for name in ("tray", "leadership", "task_force") if name in document]
    points += [(f"/units/{i}/parent", u["parent"]) for i, u in enumerate(document["units"]) if u["parent"]]
    points += [
        (f"/units/{i}/closed/successor", u["closed"]["successor"])
        for i, u in enumerate(document["units"])
        if "closed" in u
    ]
    points += [(f"/accounts/{i}/unit", a["unit"]) for i, a in enumerate(document["accounts"])]
    points += [(f"/staff/{i}/unit", s["unit"]) for i, s in enumerate(document["staff"])]
    points += [(f"/procedures/{i}/unit", p["unit"]) for i, p in enumerate(document.get("procedures", ()))]
    points += [(f"/routing/{i}/to", r["to"]) for i, r in enumerate(document["routing"]) if not r["to"].startswith("@")]
    yield from (finding(pointer, f"no unit {unit!r}") for pointer, unit in points if unit not in units)


def no_such_condition(document: Document) -> Iterator[Finding]:
    """Categories, kinds, pages and communes that conditions name and the document does not hold."""
    held = {
        "category": {row["id"] for row in document["categories"]},
        "kind": {row["id"] for row in document["kinds"]},
        "account": {row["id"] for row in document["accounts"]},
        "place": {unit["place"]["code"] for unit in document["units"] if unit["place"]},
    }
    rows = [(f"/routing/{i}", row) for i, row in enumerate(document["routing"])]
    for part in CONDITIONAL:
        rows += [(f"/regulation/{part}/{i}", row) for i, row in enumerate(document["regulation"].get(part, ()))]
    for pointer, row in rows:
        for fact, values in row.get("when", {}).items():
            listed = enumerate(values) if fact in held and values is not True else ()
            yield from (
                finding(f"{pointer}/when/{fact}/{i}", f"no {fact} {value!r}")
                for i, value in listed
                if value not in held[fact]
            )
    for i, category in enumerate(document["categories"]):
        if category["parent"] and category["parent"] not in held["category"]:
            yield finding(f"/categories/{i}/parent", f"no category {category['parent']!r}")


def no_such_account(document: Document) -> Iterator[Finding]:
    """Pages and OAs of daily posts that the document does not hold: nothing would ever be posted there."""
    held = {(account["channel"], account["id"]) for account in document["accounts"]}
    for i, named in enumerate(document.get("content", {}).get("daily", {}).get("accounts", ())):
        if (named["channel"], named["id"]) not in held:
            yield finding(f"/content/daily/accounts/{i}", f"no {named['channel']} account {named['id']!r}")


def named_twice(document: Document) -> Iterator[Finding]:
    named = [(f"/{part}/{i}/id", part, row["id"]) for part in _TOLD_TWICE for i, row in enumerate(document[part])]
    named += [
        (f"/accounts/{i}/id", a["channel"], f"{a['channel']} {a['id']}") for i, a in enumerate(document["accounts"])
    ]
    named += [
        (f"/units/{i}/place/code", "places", u["place"]["code"]) for i, u in enumerate(document["units"]) if u["place"]
    ]
    named += [
        (f"/regulation/rejection/{i}/id", "rejection", row["id"])
        for i, row in enumerate(document["regulation"].get("rejection", ()))
    ]
    named += [(f"/procedures/{i}/code", "procedures", p["code"]) for i, p in enumerate(document.get("procedures", ()))]
    seen: set[tuple[str, str]] = set()
    for pointer, part, name in named:
        if (part, name) in seen:
            yield finding(pointer, f"{name!r} is there twice")
        seen.add((part, name))


def no_tree(document: Document) -> Iterator[Finding]:
    """Units and categories form trees; units have a root."""
    for part in ("units", "categories"):
        parents = {row["id"]: row["parent"] for row in document[part]}
        for i, row in enumerate(document[part]):
            if _circles(row["id"], parents):
                yield finding(f"/{part}/{i}/parent", f"{row['name']}: those above it go in a circle")
    if all(unit["parent"] for unit in document["units"]):
        yield finding("/units", "no unit is the root")


def badly_closed(document: Document) -> Iterator[Finding]:
    """A closed unit has a living successor and neither staff nor office."""
    closed = {unit["id"]: unit["closed"]["successor"] for unit in document["units"] if "closed" in unit}
    for i, unit in enumerate(document["units"]):
        if unit["id"] in closed and _circles(unit["id"], closed):
            yield finding(
                f"/units/{i}/closed/successor", f"{unit['name']}: its successors go in a circle, none is open"
            )
    for name in ("tray", "leadership", "task_force"):
        if document.get(name) in closed:
            yield finding(f"/{name}", f"unit {document[name]!r} is closed")
    for i, person in enumerate(document["staff"]):
        if person["unit"] in closed:
            yield finding(f"/staff/{i}/unit", f"{person['name']}: unit {person['unit']!r} is closed")


def unreadable(document: Document) -> Iterator[Finding]:
    """Calendars that cannot be meant and dates that do not exist."""
    try:
        calendar = calendar_from(document["calendar"], zone=document["zone"])
    except ValueError as error:
        yield finding("/calendar", str(error))
    else:
        for i, unit in enumerate(document["units"]):
            try:
                overlaid(calendar, unit.get("calendar", {}))
            except ValueError as error:
                yield finding(f"/units/{i}/calendar", f"{unit['name']}: {error}")
    for pointer, written in _dates(document):
        try:
            date.fromisoformat(written)
        except ValueError:
            yield finding(pointer, f"no such day {written!r}")


def no_last_word(document: Document) -> Iterator[Finding]:
    """Every stage that is not served by another needs a limit that holds for all."""
    for stage in ("assign", "receive", "answer"):
        if not any(row["stage"] == stage and not row.get("when") for row in document["regulation"]["limits"]):
            yield finding("/regulation/limits", f"stage {stage!r} needs a row that holds for all")


CHECKS: tuple[Callable[[Document], Iterator[Finding]], ...] = (
    no_such_unit,
    no_such_condition,
    no_such_account,
    named_twice,
    no_tree,
    badly_closed,
    unreadable,
    no_last_word,
    letters_amiss,
    consent_amiss,
    templates_amiss,
    quiet_amiss,
    league_amiss,
    pilots_amiss,
)


def _circles(start: str, following: Mapping[str, str | None]) -> bool:
    """True when the walk from `start` comes back to where it has been."""
    seen: set[str] = set()
    current: str | None = start
    while current is not None and current in following:
        if current in seen:
            return True
        seen.add(current)
        current = following[current]
    return False


def _dates(document: Document) -> Iterator[tuple[str, str]]:
    yield "/area/valid_from", document["area"]["valid_from"]
    yield "/regulation/valid_from", document["regulation"]["valid_from"]
    for i, unit in enumerate(document["units"]):
        if "closed" in unit:
            yield f"/units/{i}/closed/on", unit["closed"]["on"]
        for j, name in enumerate(unit.get("formerly", ())):
            yield f"/units/{i}/formerly/{j}/until", name["until"]
