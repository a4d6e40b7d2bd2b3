"""The catalogue of administrative procedures (TTHC): what each wants, costs and takes, and where it is applied for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from chalicelib import cursor as cursors
from chalicelib.errors import NotFound
from chalicelib.province.province import Province
from chalicelib.province.service import Procedure
from chalicelib.vietnamese import fold

_OFFICE = "ubnd "


@dataclass(frozen=True, slots=True)
class Match:
    """`named`: how many of the words asked for stand in its name."""

    procedure: Procedure
    named: int


def procedure_of(province: Province, code: str) -> Procedure:
    """raises  NotFound"""
    for procedure in province.procedures:
        if procedure.code == code:
            return procedure
    raise NotFound("no such procedure in this province", procedure=code)


def searched(province: Province, text: str, unit: str = "") -> list[Procedure]:
    """Those in whose code, name or papers every word of `text` stands, with or without diacritics; those whose name
    says it come first, else in the order of the document.

    unit  only those of this unit and the ones below it
    """
    words = fold(text).split()
    matches = [
        Match(each, sum(word in _words(each.name) for word in words))
        for each in province.procedures
        if (not unit or province.within(each.unit, unit)) and all(word in _all_words(each) for word in words)
    ]
    return [match.procedure for match in sorted(matches, key=lambda match: -match.named)]


def named(province: Province, words: Iterable[str]) -> list[Procedure]:
    """Those whose name holds all of `words` (folded), the shortest name first; none for no words."""
    asked = set(words)
    found = [each for each in province.procedures if asked and asked <= _words(each.name)]
    return sorted(found, key=lambda each: len(_words(each.name)))


def unit_named(province: Province, agency: str, procedure: str = "") -> str:
    """The unit another system means by the name of an agency, else the one that keeps the procedure; else nothing."""
    name = fold(agency)
    for unit in province.units.values():
        if fold(unit.name) in (name, _OFFICE + name):
            return unit.id
    return next((each.unit for each in province.procedures if procedure and each.code == procedure), "")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(fold(name).split())


def _all_words(procedure: Procedure) -> set[str]:
    return {*_words(procedure.name), *fold(procedure.code).split(), *(w for p in procedure.papers for w in _words(p))}


def as_json(province: Province, procedure: Procedure) -> dict[str, Any]:
    """What all may read of a procedure; `days` are working days, `fee` is đồng or None where none is told."""
    unit = province.units.get(procedure.unit)
    kept: Mapping[str, Any] = {
        name: getattr(procedure, name) for name in ("code", "name", "level", "unit", "fee", "days", "link", "sample")
    }
    return {**kept, "unit_name": unit.name if unit else procedure.unit, "papers": list(procedure.papers)}


def page(province: Province, text: str, unit: str, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of what `searched` finds; a cursor holds in one version of the province.

    raises  BadInput for a cursor that is none, or of another question
    """
    question = (province.slug, "procedures", province.version, fold(text), unit)
    start = int(cursors.opened(cursor, ("from",), *question)["from"]) if cursor else 0
    found = searched(province, text, unit)
    following = cursors.sealed({"from": str(start + limit)}, *question) if len(found) > start + limit else None
    return {"procedures": [as_json(province, each) for each in found[start : start + limit]], "next": following}
