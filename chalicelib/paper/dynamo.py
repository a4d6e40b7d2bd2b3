"""Papers on DynamoDB.

| row    | pk              | sk                          |                                                  |
|--------|-----------------|-----------------------------|--------------------------------------------------|
| paper  | PA#tenant#paper | PAPER                       | what it is; written once                         |
| listed | PA#tenant       | 2026-11-22T03:21:47.123Z#id | the same, in the order of the list               |
| notice | PA#tenant#paper | N#report#staff              | an e-mail about it (`NoticeRow` of the outbox)   |
"""

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib.paper.formats import Format
from chalicelib.paper.kept import Kept, place
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, Row
from chalicelib.ticket.owed import Notice

_SK = "PAPER"
_FIELDS = ("tenant", "kind", "period", "unit", "title", "span", "made_at")


class PaperRow(Row):
    tenant = UnicodeAttribute()
    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    period = UnicodeAttribute()
    unit = UnicodeAttribute()
    title = UnicodeAttribute()
    span = UnicodeAttribute()
    digests = CompactAttribute()
    figures = CompactAttribute(null=True)
    made_at = InstantAttribute()
    ends_at = InstantAttribute()
    expires_at = NumberAttribute()  # the same, as DynamoDB's clock reads it


class DynamoPapers:
    """`Records` of kept.py and `Letterbox` of sending.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def add(self, kept: Kept) -> bool:
        fields = _fields(kept)
        try:
            with transaction() as act:
                act.save(PaperRow(_pk(kept.tenant, kept.id), _SK, **fields), condition=PaperRow.pk.does_not_exist())
                act.save(PaperRow(f"PA#{kept.tenant}", place(kept), **fields))
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            return False
        return True

    def find(self, tenant: str, paper_id: str) -> Kept | None:
        try:
            return _kept(PaperRow.get(_pk(tenant, paper_id), _SK, consistent_read=True))
        except DoesNotExist:
            return None

    def newest(self, tenant: str, before: str, limit: int) -> list[Kept]:
        older = PaperRow.sk < before if before else None
        found = PaperRow.query(f"PA#{tenant}", older, scan_index_forward=False, limit=limit, page_size=limit)
        return [_kept(row) for row in found]

    def owe(self, notice: Notice) -> bool:
        try:
            rows.notice_row(notice).save(condition=rows.NoticeRow.pk.does_not_exist())
        except PutError as error:
            if not lost_race(error):
                raise
            return False
        return True


def _pk(tenant: str, paper_id: str) -> str:
    return f"PA#{tenant}#{paper_id}"


def _fields(kept: Kept) -> dict[str, Any]:
    told = {name: getattr(kept, name) for name in _FIELDS}
    digests = {str(form): digest for form, digest in kept.digests.items()}
    ends = {"ends_at": kept.expires_at, "expires_at": int(kept.expires_at.timestamp())}
    return told | ends | {"id": kept.id, "digests": digests, "figures": kept.figures}


def _kept(row: PaperRow) -> Kept:
    digests = {Format(form): str(digest) for form, digest in row.digests.items()}
    told = {name: getattr(row, name) for name in _FIELDS}
    return Kept(id=row.id, digests=digests, figures=tuple(row.figures or ()), expires_at=row.ends_at, **told)
