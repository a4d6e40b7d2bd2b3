"""What somebody who files a petition may choose from, and what the regulation wants for each choice. Pure."""

from typing import Any

from chalicelib.province.province import Category, Province, Unit
from chalicelib.province.regulation import holds


def needs(province: Province, category: Category, kind: str) -> tuple[str, ...]:
    """Of photo, place and contact those a petition of this category and kind must come with, in the order in which
    the regulation names them. The urgency is the category's: words that say there is danger may lift a demand.
    """
    facts = {"urgency": category.urgency, "kind": kind, "category": category.id}
    rows = (row for row in province.regulation.procedures.evidence if holds(row.when, facts))
    return tuple(dict.fromkeys(need for row in rows for need in row.needs))


def choices(province: Province) -> dict[str, Any]:
    """Kinds and categories; `needs` by kind, without the kinds that need nothing; the articles that say so."""
    return {
        "kinds": [{"id": kind.id, "name": kind.name} for kind in province.kinds],
        "categories": [_category(province, category) for category in province.categories],
        "articles": list(dict.fromkeys(row.article for row in province.regulation.procedures.evidence)),
    }


def _category(province: Province, category: Category) -> dict[str, Any]:
    wanted = {kind.id: list(needs(province, category, kind.id)) for kind in province.kinds}
    return {
        "id": category.id,
        "name": category.name,
        "urgency": category.urgency,
        "needs": {kind: found for kind, found in wanted.items() if found},
        "anonymous": [kind for kind, found in wanted.items() if "contact" not in found],
    }


def units(province: Province) -> list[dict[str, Any]]:
    """The units that are open, as the province lists them, with the number to call."""
    return [_unit(unit) for unit in province.units.values() if province.is_open(unit.id)]


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent,
        "hotline": unit.hotline,
        "place": unit.place.code if unit.place else None,
    }
