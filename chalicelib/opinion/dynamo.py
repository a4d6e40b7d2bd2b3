"""Opinion on DynamoDB.

| row    | pk                   | sk                               |                                                |
|--------|----------------------|----------------------------------|------------------------------------------------|
| counts | O#tenant#2026-11-22  | channel#account#unit#topic#shard | what a day counts; four rows share the writes  |
| person | OP#tenant#2026-11-22 | mark                             | somebody was heard that day; goes in 400 days  |
| owner  | OW#tenant#2026-11-22 | mark#id                          | whose words an item is, until the words go     |
| slot   | OS#tenant#key        | SLOT                             | the newest known of a sign; goes in 90 days    |
| item   | OI#tenant            | new#id, done#id                  | words, labelled or not; go when they must      |
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.errors import StaleTicket
from chalicelib.opinion import dynamo_rows as rows
from chalicelib.opinion.dynamo_rows import CountRow, ItemRow, OwnerRow, PersonRow, SlotRow
from chalicelib.opinion.signal import COUNTED, Change, Deltas, Item, Place, Slot
from chalicelib.opinion.store import SLOTS_KEPT
from chalicelib.ticket.dynamo import bind, lost_race, transaction

SPREAD = 4  # rows that share the counting of one place


class DynamoOpinions:
    """`Opinions` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def slot(self, tenant: str, key: str) -> Slot | None:
        try:
            row = SlotRow.get(f"OS#{tenant}#{key}", "SLOT", consistent_read=True)
        except DoesNotExist:
            return None
        return Slot(
            tenant=tenant, key=key, at=row.at, rank=int(row.rank), sign=rows.sign_from(row.sign) if row.sign else None,
            item=row.item or "", version=int(row.version),
        )  # fmt: skip

    def write(self, change: Change) -> None:
        slot = change.slot
        unmoved = SlotRow.version == slot.version if slot.version else SlotRow.pk.does_not_exist()
        row = SlotRow(
            f"OS#{slot.tenant}#{slot.key}", "SLOT", at=slot.at, rank=slot.rank,
            sign=rows.fields(slot.sign) if slot.sign else None, item=slot.item or None, version=slot.version + 1,
            expires_at=rows.epoch(slot.at + SLOTS_KEPT),
        )  # fmt: skip
        with _Racing("this sign", slot.key), transaction() as act:
            act.save(row, condition=unmoved)
            _count(act, slot.tenant, change.deltas, slot.key)
            _replace(act, change.gone, change.item)
            if change.item and change.item.owner:
                act.save(rows.owner_row(change.item))
            if change.person:
                act.save(rows.person_row(slot.tenant, *change.person), condition=PersonRow.pk.does_not_exist())

    def counted(self, tenant: str, day: date) -> Mapping[Place, Mapping[str, int]]:
        found: dict[Place, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in CountRow.query(f"O#{tenant}#{day.isoformat()}"):
            channel, account, unit, topic, _ = row.sk.split("#")
            place = Place(day=day, channel=channel, account=account, unit=unit, topic=topic)
            for name in COUNTED:
                found[place][str(name)] += int(getattr(row, name) or 0)
        kept = {place: {n: c for n, c in counts.items() if c} for place, counts in found.items()}
        return {place: counts for place, counts in kept.items() if counts}

    def known(self, tenant: str, day: date, mark: str) -> bool:
        try:
            PersonRow.get(rows.people_of(tenant, day), mark, consistent_read=True, attributes_to_get=["pk", "sk"])
        except DoesNotExist:
            return False
        return True

    def forget(self, tenant: str, marks: Mapping[date, str]) -> int:
        heard = _heard(tenant, marks)
        for day, mark in heard.items():
            for owner in _owners(tenant, day, mark):
                item = owner.sk.partition("#")[2]
                for state in (rows.NEW, rows.DONE):  # in the order in which a label moves them
                    ItemRow(f"OI#{tenant}", f"{state}#{item}").delete()
                owner.delete()
            PersonRow(rows.people_of(tenant, day), mark).delete()  # the last: it leads to the rest
        return len(heard)

    def said_by(self, tenant: str, marks: Mapping[date, str]) -> list[Item]:
        owned = [row for day, mark in _heard(tenant, marks).items() for row in _owners(tenant, day, mark)]
        found = (self.item(tenant, row.sk.partition("#")[2]) for row in owned)
        return sorted((item for item in found if item), key=lambda item: item.id, reverse=True)

    def item(self, tenant: str, item: str) -> Item | None:
        for state in (rows.NEW, rows.DONE):
            try:
                return rows.item_from(tenant, ItemRow.get(f"OI#{tenant}", f"{state}#{item}", consistent_read=True))
            except DoesNotExist:
                continue
        return None

    def items(self, tenant: str, labelled: bool, limit: int, before: str) -> list[Item]:
        pk, state = f"OI#{tenant}", rows.DONE if labelled else rows.NEW
        start = {"pk": {"S": pk}, "sk": {"S": f"{state}#{before}"}} if before else None
        listed = ItemRow.sk.startswith(f"{state}#")
        found = ItemRow.query(
            pk, listed, limit=limit, page_size=limit, scan_index_forward=False, last_evaluated_key=start
        )
        return [rows.item_from(tenant, row) for row in found]

    def relabel(self, before: Item, after: Item, deltas: Deltas) -> Item:
        row, unmoved = rows.item_row(after), ItemRow.version == before.version
        row.version = before.version + 1
        with _Racing("this item", before.id), transaction() as act:
            if rows.place_of(before) == rows.place_of(after):
                act.save(row, condition=unmoved)
            else:
                act.delete(rows.item_row(before), condition=unmoved)
                act.save(row)
            _count(act, before.tenant, deltas, before.id)
        return rows.item_from(after.tenant, row)


def _heard(tenant: str, marks: Mapping[date, str]) -> dict[date, str]:
    """Of these marks those that somebody was known by."""
    asked = [(rows.people_of(tenant, day), mark) for day, mark in marks.items()]
    found = {str(row.pk) for row in PersonRow.batch_get(asked, consistent_read=True)}
    return {day: mark for day, mark in marks.items() if rows.people_of(tenant, day) in found}


def _owners(tenant: str, day: date, mark: str) -> list[OwnerRow]:
    """Whose words they are that one person said on a day; an edit later may have taken the words themselves away."""
    return list(OwnerRow.query(rows.owners_of(tenant, day), OwnerRow.sk.startswith(f"{mark}#"), consistent_read=True))


class _Racing:
    """Turns a lost race into StaleTicket."""

    def __init__(self, what: str, name: str) -> None:
        self.what, self.name = what, name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, TransactWriteError) and lost_race(error):
            raise StaleTicket(f"somebody else changed {self.what}", name=self.name) from error


def _count(act: TransactWrite, tenant: str, deltas: Deltas, spread_by: str) -> None:
    shard = sum(spread_by.encode()) % SPREAD
    for place, counts in deltas.items():
        parts = (place.channel, place.account, place.unit, place.topic, str(shard))
        row = CountRow(f"O#{tenant}#{place.day.isoformat()}", "#".join(parts))
        act.update(row, actions=[getattr(CountRow, name).add(number) for name, number in counts.items()])


def _replace(act: TransactWrite, gone: Item | None, item: Item | None) -> None:
    """Words that go make room for others; somebody who labels them at this moment is faster, or too late."""
    unmoved = ItemRow.version == gone.version if gone else None
    if item and gone and rows.place_of(item) == rows.place_of(gone):
        act.save(rows.item_row(item), condition=unmoved)
        return
    if gone:
        act.delete(rows.item_row(gone), condition=unmoved)
    if item:
        act.save(rows.item_row(item))
