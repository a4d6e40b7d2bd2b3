"""Province documents on DynamoDB: every version kept, one pointer to the active one, one row an account.

| row     | pk                    | sk        |
|---------|-----------------------|-----------|
| version | P#slug                | V#000001  |
| pointer | P#slug                | ACTIVE    |
| account | A#facebook#1048…      | OWNER     |
| tenant  | TENANTS               | slug      |
"""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict, NotFound


class ProvinceRow(Model):
    class Meta:
        table_name = ""  # bound by DynamoVersions
        connect_timeout_seconds = 2
        read_timeout_seconds = 5

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    number = NumberAttribute(null=True)
    slug = UnicodeAttribute(null=True)
    author = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    document = BinaryAttribute(null=True, legacy_encoding=False)  # zlib: a province is some 100 KB of JSON


class DynamoVersions:
    """`Versions` of registry.py."""

    def __init__(self, table: str) -> None:
        if ProvinceRow.Meta.table_name != table:
            ProvinceRow.Meta.table_name = table
            ProvinceRow._connection = None

    def _get(self, pk: str, sk: str) -> ProvinceRow | None:
        try:
            return ProvinceRow.get(pk, sk, consistent_read=True)
        except DoesNotExist:
            return None

    def active(self, slug: str) -> int | None:
        pointer = self._get(f"P#{slug}", "ACTIVE")
        return int(pointer.number or 0) if pointer else None

    def document(self, slug: str, number: int) -> Mapping[str, Any]:
        kept = self._get(f"P#{slug}", f"V#{number:06d}")
        if kept is None or kept.document is None:
            raise NotFound("no such version", province=slug, version=number)
        found: Mapping[str, Any] = json.loads(zlib.decompress(kept.document))
        return found

    def owner(self, channel: str, account: str) -> str | None:
        row = self._get(f"A#{channel}#{account}", "OWNER")
        return row.slug if row else None

    def slugs(self) -> list[str]:
        return [row.sk for row in ProvinceRow.query("TENANTS", consistent_read=True)]

    def put(self, slug: str, document: Mapping[str, Any], author: str, at: datetime) -> int:
        number = (self.active(slug) or 0) + 1
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        stamp: dict[str, Any] = {"author": author, "at": at.isoformat(), "number": number, "slug": slug}
        version = ProvinceRow(pk=f"P#{slug}", sk=f"V#{number:06d}", document=zlib.compress(text.encode(), 9), **stamp)
        try:
            with TransactWrite(connection=ProvinceRow._get_connection().connection) as act:
                act.save(version, condition=ProvinceRow.pk.does_not_exist())
                act.save(ProvinceRow(pk=f"P#{slug}", sk="ACTIVE", **stamp))
                act.save(ProvinceRow(pk="TENANTS", sk=slug))
                for account in document["accounts"]:
                    free = ProvinceRow.pk.does_not_exist() | (ProvinceRow.slug == slug)
                    key = f"A#{account['channel']}#{account['id']}"
                    act.save(ProvinceRow(pk=key, sk="OWNER", slug=slug), condition=free)
        except TransactWriteError as error:
            raise Conflict("an account belongs to another province, or a version was put meanwhile") from error
        return number
