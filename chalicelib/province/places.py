"""What communes are called and numbered after a reorganisation: old names and old codes still lead somewhere."""

from collections.abc import Iterable, Mapping
from typing import Any

_OFFICE = "UBND "
_LONGEST = 80  # characters of an alias, as the schema of a province says


def inherit(heir: dict[str, Any], unit: dict[str, Any]) -> None:
    """What people called `unit` is from now on another name of `heir`.

    The closed unit keeps its code, unless the heir has that very code: in July 2025 most new communes took one of
    the old ones.
    """
    if not heir["place"]:
        return
    given = unit["place"]["aliases"] if unit["place"] else []
    own = {_office_of(heir).casefold()}
    names: dict[str, str] = {}
    for name in (*heir["place"]["aliases"], *_spoken(unit["name"]), *given):
        if name.casefold() not in own and len(name) <= _LONGEST:
            names.setdefault(name.casefold(), name)
    heir["place"]["aliases"] = list(names.values())
    if unit["place"]:
        same = unit["place"]["code"] == heir["place"]["code"]
        unit["place"] = None if same else unit["place"] | {"aliases": []}


def without_strangers(units: Iterable[dict[str, Any]]) -> None:
    """Drop an inherited name that is another commune's own: it would lead to two places, and so to none."""
    communes = [unit for unit in units if unit["place"]]
    official = {_office_of(unit).casefold(): unit["id"] for unit in communes}
    for unit in communes:
        aliases = unit["place"]["aliases"]
        unit["place"]["aliases"] = [a for a in aliases if official.get(a.casefold(), unit["id"]) == unit["id"]]


def routing_follows(document: dict[str, Any], live: Mapping[str, str]) -> None:
    """A rule for the codes of closed communes holds for the code of their successor too."""
    places = {unit["id"]: unit["place"]["code"] for unit in document["units"] if unit["place"]}
    heirs: dict[str, list[str]] = {}
    for unit_id, code in places.items():
        if live[unit_id] != unit_id and live[unit_id] in places:
            heirs.setdefault(code, []).append(places[live[unit_id]])
    for rule in document["routing"]:
        codes = rule["when"].get("place")
        if isinstance(codes, list):
            added = [heir for code in codes for heir in heirs.get(code, ())]
            rule["when"]["place"] = list(dict.fromkeys([*codes, *added]))


def _office_of(unit: Mapping[str, Any]) -> str:
    return str(unit["name"]).removeprefix(_OFFICE)


def _spoken(name: str) -> list[str]:
    """A commune's name as people write it: without its office, and «phường X» shortened to «p X»."""
    full = name.removeprefix(_OFFICE)
    return [full, *([full.replace("phường ", "p ", 1)] if full.startswith("phường ") else [])]
