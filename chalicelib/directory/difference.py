"""Two lists of staff compared. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Person = Mapping[str, Any]  # an entry of `staff` in the province's document


class Difference(NamedTuple):
    """Ids, in the order of their list; `changed` names the fields that differ."""

    added: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = {}
    removed: tuple[str, ...] = ()

    @property
    def touched(self) -> tuple[str, ...]:
        return (*self.added, *self.changed, *self.removed)


def difference(before: Sequence[Person], after: Sequence[Person]) -> Difference:
    """What turns `before` into `after`; the order of a list says nothing."""
    old, new = ({person["id"]: person for person in each} for each in (before, after))
    changed = {name: _fields(old[name], new[name]) for name in new if name in old}
    return Difference(
        added=tuple(name for name in new if name not in old),
        changed={name: fields for name, fields in changed.items() if fields},
        removed=tuple(name for name in old if name not in new),
    )


def _fields(old: Person, new: Person) -> tuple[str, ...]:
    return tuple(name for name in sorted({*old, *new}) if _value(old, name) != _value(new, name))


def _value(person: Person, name: str) -> Any:
    return person.get(name, False if name == "delegate" else None)
