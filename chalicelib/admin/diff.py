"""What two versions of a province differ in, by section: for a person who must say yes to it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that is in both; `fields` of it differ."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What happens to the rows of one part of the document."""

    name: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    reordered: bool = False  # the same rows, but the first that holds may now be another


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Section, ...]:
    """The sections in which two documents differ; empty when they say the same."""
    found = [
        _section(name, _rows(before, name), _rows(after, name), key, ordered=name in _ORDERED)
        for name, key in _KEYS.items()
    ]
    found += [_whole("calendar/week", *(_at(held, "calendar/week") for held in (before, after)))]
    listed = {name.partition("/")[2] for name in _KEYS if name.startswith("regulation/")}
    single = [{k: v for k, v in held["regulation"].items() if k not in listed} for held in (before, after)]
    found += [_whole("regulation", *single)]
    rest = [{k: v for k, v in held.items() if k not in _PARTS} for held in (before, after)]
    rest = [
        general | {"calendar/base": held["calendar"]["base"]}
        for general, held in zip(rest, (before, after), strict=True)
    ]
    found += [_whole("province", *rest)]
    return tuple(section for section in found if section != Section(name=section.name))


def _section(name: str, before: list[Row], after: list[Row], key: Callable[[Row], str], ordered: bool) -> Section:
    old, new = _keyed(before, key), _keyed(after, key)
    common = [row for row in old if row in new]
    changed = [Changed(row, _fields(old[row], new[row])) for row in common if old[row] != new[row]]
    return Section(
        name=name,
        added=tuple(row for row in new if row not in old),
        removed=tuple(row for row in old if row not in new),
        changed=tuple(changed),
        reordered=ordered and common != [row for row in new if row in old],
    )


def _whole(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Section:
    """A part without rows: its fields are its rows."""
    old, new = dict(before), dict(after)
    return Section(
        name=name,
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(
            Changed(field, _fields(old[field], new[field]))
            for field in sorted(old.keys() & new.keys())
            if old[field] != new[field]
        ),
    )


def _fields(before: Any, after: Any) -> tuple[str, ...]:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return ()
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def _keyed(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Row]:
    """Rows by what they are called; two rows of one name are told apart by a number."""
    found: dict[str, Row] = {}
    for row in rows:
        name, number = key(row), 2
        while name in found:
            name, number = f"{key(row)} ({number})", number + 1
        found[name] = row
    return found


def _at(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for step in path.split("/"):
        found = found.get(step, {})
    return found


def _rows(document: Mapping[str, Any], path: str) -> list[Row]:
    return list(_at(document, path) or ())


def _id(row: Row) -> str:
    return str(row["id"])


def _code(row: Row) -> str:
    return str(row["code"])


def _account(row: Row) -> str:
    return f"{row['channel']}#{row['id']}"


def _day(row: Row) -> str:
    return str(row["date"])


def _condition(*names: str) -> Callable[[Row], str]:
    """A row without an id is called after what it is for and when it holds."""

    def called(row: Row) -> str:
        what = [str(row[name]) for name in names if name in row]
        when = json.dumps(row["when"], ensure_ascii=False, sort_keys=True) if row.get("when") else ""
        return " ".join([*what, when]).strip() or "always"

    return called


_KEYS: dict[str, Callable[[Row], str]] = {
    "units": _id,
    "staff": _id,
    "accounts": _account,
    "categories": _id,
    "kinds": _id,
    "routing": _id,
    "procedures": _code,
    "calendar/days_off": _day,
    "calendar/working_days": _day,
    "regulation/limits": _condition("stage"),
    "regulation/escalation": _condition("level", "stage"),
    "regulation/gate": _condition("type"),
    "regulation/evidence": _condition(),
    "regulation/progress": _condition(),
    "regulation/approval": _condition(),
    "regulation/rejection": _id,
}
_ORDERED = frozenset({"routing", "kinds", "regulation/limits", "regulation/escalation"})  # the first that holds counts
_PARTS = frozenset({
    "units", "staff", "accounts", "categories", "kinds", "routing", "calendar", "regulation", "procedures",
})  # fmt: skip
