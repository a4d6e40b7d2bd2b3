"""The directory as JSON."""

from typing import Any

from chalicelib.directory.difference import Person
from chalicelib.directory.directory import Change, Listed


def page(found: Listed) -> dict[str, Any]:
    return {"staff": [person(each) for each in found.staff], "next": found.cursor}


def person(found: Person) -> dict[str, Any]:
    """Everything the province's document holds of them."""
    return {name: found[name] for name in ("id", "name", "role", "unit", "email", "phone")} | {
        "delegate": found.get("delegate", False)
    }


def change(made: Change) -> dict[str, Any]:
    """`version` holds now; null when nothing was changed: a dry run, or no difference."""
    differing = made.difference
    return {
        "seen": made.seen,
        "version": made.version,
        "added": list(differing.added),
        "changed": [{"id": name, "fields": list(fields)} for name, fields in differing.changed.items()],
        "removed": list(differing.removed),
        "warnings": [dict(warning) for warning in made.warnings],
    }
