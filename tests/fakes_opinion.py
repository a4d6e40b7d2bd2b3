"""The stand-in of opinion's store; held to the contract of the real one in tests/contracts/test_opinion.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chalicelib.errors import StaleTicket
from chalicelib.opinion.signal import Change, Deltas, Item, Place, Slot, summed


@dataclass
class ShelfOpinions:
    """Opinion in memory. `refuse` loses that many races before the next write; `calls` is what was asked."""

    slots: dict[tuple[str, str], Slot] = field(default_factory=dict)
    counts: dict[tuple[str, Place], dict[str, int]] = field(default_factory=dict)
    marks: set[tuple[str, date, str]] = field(default_factory=set)
    kept: dict[tuple[str, str], Item] = field(default_factory=dict)
    refuse: int = 0
    calls: list[str] = field(default_factory=list)

    def slot(self, tenant: str, key: str) -> Slot | None:
        self.calls.append("slot")
        return self.slots.get((tenant, key))

    def write(self, change: Change) -> None:
        self.calls.append("write")
        slot, held = change.slot, self.slots.get((change.slot.tenant, change.slot.key))
        if self.refuse or (held.version if held else 0) != slot.version:
            self.refuse = max(0, self.refuse - 1)
            raise StaleTicket("somebody else changed this sign", name=slot.key)
        if change.person and (slot.tenant, *change.person) in self.marks:
            raise StaleTicket("somebody else changed this sign", name=slot.key)
        if change.gone:
            self._unmoved(change.gone)
            del self.kept[slot.tenant, change.gone.id]
        self.slots[slot.tenant, slot.key] = replace(slot, version=slot.version + 1)
        self._count(slot.tenant, change.deltas)
        if change.item:
            self.kept[slot.tenant, change.item.id] = change.item
        if change.person:
            self.marks.add((slot.tenant, *change.person))

    def _unmoved(self, item: Item) -> None:
        stored = self.kept.get((item.tenant, item.id))
        if stored is None or (stored.version, stored.label) != (item.version, item.label):
            raise StaleTicket("somebody else changed this item", name=item.id)

    def _count(self, tenant: str, deltas: Deltas) -> None:
        for place, counts in deltas.items():
            self.counts[tenant, place] = dict(
                summed({place: self.counts.get((tenant, place), {})}, {place: counts}).get(place, {})
            )

    def counted(self, tenant: str, day: date) -> Mapping[Place, Mapping[str, int]]:
        return {place: counts for (slug, place), counts in self.counts.items()
                if (slug, place.day) == (tenant, day) and counts}  # fmt: skip

    def known(self, tenant: str, day: date, mark: str) -> bool:
        self.calls.append("known")
        return (tenant, day, mark) in self.marks

    def forget(self, tenant: str, marks: Mapping[date, str]) -> int:
        heard = {(tenant, day, mark) for day, mark in marks.items()} & self.marks
        owners = {f"{day.isoformat()}#{mark}" for _, day, mark in heard}
        self.kept = {at: item for at, item in self.kept.items() if at[0] != tenant or item.owner not in owners}
        self.marks -= heard
        return len(heard)

    def said_by(self, tenant: str, marks: Mapping[date, str]) -> list[Item]:
        heard = {(tenant, day, mark) for day, mark in marks.items()} & self.marks
        owners = {f"{day.isoformat()}#{mark}" for _, day, mark in heard}
        found = [item for (slug, _), item in self.kept.items() if slug == tenant and item.owner in owners]
        return sorted(found, key=lambda one: one.id, reverse=True)

    def item(self, tenant: str, item: str) -> Item | None:
        return self.kept.get((tenant, item))

    def items(self, tenant: str, labelled: bool, limit: int, before: str) -> list[Item]:
        found = [one for (slug, _), one in self.kept.items() if slug == tenant and bool(one.label) is labelled]
        newest = sorted(found, key=lambda one: one.id, reverse=True)
        return [one for one in newest if not before or one.id < before][:limit]

    def relabel(self, before: Item, after: Item, deltas: Deltas) -> Item:
        self._unmoved(before)
        saved = replace(after, version=before.version + 1)
        self.kept[before.tenant, before.id] = saved
        self._count(before.tenant, deltas)
        return saved
