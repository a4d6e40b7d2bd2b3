"""How a province's rows lie in DynamoDB: one model, value ↔ row, and the transactions they need.

| row        | pk                    | sk                                  |
|------------|-----------------------|-------------------------------------|
| version    | P#slug                | V#000001                            |
| pointer    | P#slug                | ACTIVE                              |
| activation | P#slug                | ACT#2026-11-22T03:21:47.123Z#000002 |
| chore      | P#slug                | CHORE#settle#2026-11-…Z#000002      |
| account    | A#facebook#1048…      | OWNER                               |
| tenant     | TENANTS               | slug                                |
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.errors import TooLarge
from chalicelib.province.chore import Chore, Kind, stamp

ROW_LIMIT = 390_000  # bytes; DynamoDB takes 400 KB, names of attributes included
ROOM = 90  # rows of the 100 in a transaction that are left for accounts
_LOST_RACES = {"ConditionalCheckFailed", "TransactionConflict"}
_LISTED = ["pk", "sk", "number", "author", "at", "note", "before"]

Account = tuple[str, str]


class ProvinceRow(Model):
    class Meta:
        table_name = ""  # bound at run time by dynamo.py
        connect_timeout_seconds = 2
        read_timeout_seconds = 5

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    agenda_pk = UnicodeAttribute(null=True)
    agenda_at = UnicodeAttribute(null=True)
    number = NumberAttribute(null=True)
    before = NumberAttribute(null=True)
    slug = UnicodeAttribute(null=True)
    author = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    document = BinaryAttribute(null=True, legacy_encoding=False)  # zlib: a province is some 100 KB of JSON
    chore = UnicodeAttribute(null=True)  # JSON


def bind(table: str) -> None:
    """Name the table of this process."""
    if ProvinceRow.Meta.table_name != table:
        ProvinceRow.Meta.table_name = table
        ProvinceRow._connection = None


def chore_row(chore: Chore) -> ProvinceRow:
    """A chore is on the agenda until it is done, or can never be."""
    kept = {name: value for name, value in asdict(chore).items() if value not in ("", None, False)}
    listed = not chore.reason
    return ProvinceRow(
        pk=f"P#{chore.slug}",
        sk=f"CHORE#{chore.id}",
        agenda_pk=f"chore#{chore.slug}#0" if listed else None,
        agenda_at=stamp(chore.at) if listed else None,
        chore=json.dumps(kept | {"since": stamp(chore.since), "at": stamp(chore.at)}, ensure_ascii=False),
    )


def chore_from(row: ProvinceRow) -> Chore:
    kept = json.loads(row.chore or "{}")
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("since", "at")}
    return Chore(**({"seen": None} | kept | moments | {"kind": Kind(kept["kind"])}))


def get(pk: str, sk: str) -> ProvinceRow | None:
    try:
        return ProvinceRow.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def listed(slug: str, prefix: str) -> Iterable[ProvinceRow]:
    begins = ProvinceRow.sk.startswith(prefix)
    return ProvinceRow.query(f"P#{slug}", begins, attributes_to_get=_LISTED, consistent_read=True)


def moment(row: ProvinceRow) -> datetime:
    return datetime.fromisoformat(row.at or "")


def version(slug: str, document: Mapping[str, Any], author: str, at: datetime, note: str) -> ProvinceRow:
    """The next version as a row."""
    begins = ProvinceRow.sk.startswith("V#")
    newest = ProvinceRow.query(
        f"P#{slug}", begins, scan_index_forward=False, limit=1, attributes_to_get=["pk", "sk"], consistent_read=True
    )
    number = next((int(row.sk[2:]) for row in newest), 0) + 1
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    packed = zlib.compress(text.encode(), 9)
    if len(packed) > ROW_LIMIT:
        raise TooLarge("the document is larger than a version may be", limit=ROW_LIMIT, packed=len(packed))
    stamps: dict[str, Any] = {"author": author, "at": at.isoformat(), "number": number, "slug": slug}
    return ProvinceRow(pk=f"P#{slug}", sk=f"V#{number:06d}", document=packed, note=note or None, **stamps)


def accounts(document: Mapping[str, Any]) -> set[Account]:
    return {(account["channel"], account["id"]) for account in document["accounts"]}


def lost_race(error: TransactWriteError) -> bool:
    """True when a condition failed or another transaction was on the same row."""
    return any(reason and reason.code in _LOST_RACES for reason in error.cancellation_reasons)


def transaction() -> TransactWrite:
    return TransactWrite(connection=ProvinceRow._get_connection().connection)


def point(act: TransactWrite, owed: Chore, version: ProvinceRow | None) -> None:
    """Pointer, record of the activation, and what follows from it, on the condition that the old pointer holds."""
    home, at = f"P#{owed.slug}", owed.since
    stamps: dict[str, Any] = {"author": owed.author, "at": at.isoformat(), "number": owed.number, "slug": owed.slug}
    unmoved = ProvinceRow.number == owed.seen if owed.seen is not None else ProvinceRow.pk.does_not_exist()
    absent: Condition = ProvinceRow.pk.does_not_exist()
    act.save(ProvinceRow(pk=home, sk="ACTIVE", **stamps), condition=unmoved)
    record = f"ACT#{stamp(at)}#{owed.number:06d}"
    act.save(ProvinceRow(pk=home, sk=record, before=owed.seen, **stamps), condition=absent)
    act.save(ProvinceRow(pk="TENANTS", sk=owed.slug))
    if version is not None:
        act.save(version, condition=absent)
    if owed.seen is not None:
        act.save(chore_row(owed))


def change_hands(act: TransactWrite, slug: str, claims: Iterable[Account], releases: Iterable[Account]) -> None:
    """Take accounts nobody else has, give up our own."""
    ours: Condition = ProvinceRow.pk.does_not_exist() | (ProvinceRow.slug == slug)
    for channel, account in claims:
        act.save(ProvinceRow(pk=f"A#{channel}#{account}", sk="OWNER", slug=slug), condition=ours)
    for channel, account in releases:
        act.delete(ProvinceRow(f"A#{channel}#{account}", "OWNER"), condition=ours)


def hand_over(slug: str, claims: Iterable[Account], releases: Iterable[Account]) -> None:
    """The same in as many transactions as it takes."""
    moves = [(key, True) for key in claims] + [(key, False) for key in releases]
    for start in range(0, len(moves), ROOM):
        part = moves[start : start + ROOM]
        with transaction() as act:
            change_hands(act, slug, [k for k, claimed in part if claimed], [k for k, claimed in part if not claimed])
