"""What is owed, on DynamoDB: notices to people, copies of photos."""

from collections.abc import Iterator
from datetime import datetime

from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib import cursor as cursors
from chalicelib.errors import StaleTicket, TryAgain
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.owed import Notice, ticket_partition
from chalicelib.ticket.ticket import Attachment

BESIDE = 100  # a conversation may be long; what is on its way in it is new
_PLACE = ("at", "pk", "sk")
_KNOWN = ("key", "media_type", "size", "restricted")  # of a copy


class DynamoErrands:
    """`Errands` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def due(self, tenant: str, until: datetime) -> Iterator[Errand]:
        for pk, sk in AgendaIndex.until("media", tenant, rows.instant(until)):
            try:
                yield rows.errand_from(rows.ErrandRow.get(pk, sk, consistent_read=True))
            except DoesNotExist:
                continue  # done since the index was read

    def done(self, errand: Errand, kept: Attachment) -> bool:
        row = rows.errand_row(errand)
        event = rows.EventRow.get(row.pk, f"E#{errand.event:06d}", consistent_read=True)
        if event.erased:
            row.delete()
            return False
        known = {name: getattr(kept, name) for name in _KNOWN if getattr(kept, name)}
        attachments = [known | a if i == errand.index else a for i, a in enumerate(event.attachments)]
        try:
            with transaction() as act:
                unchanged = rows.EventRow.erased.does_not_exist()
                act.update(event, actions=[rows.EventRow.attachments.set(attachments)], condition=unchanged)
                act.delete(row)
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            raise TryAgain("somebody else is writing this event") from error
        return True

    def put_off(self, errand: Errand) -> None:
        rows.errand_row(errand).save()

    def give_up(self, errand: Errand) -> None:
        rows.errand_row(errand).delete()


class DynamoOutbox:
    """`Outbox` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def due(self, tenant: str, until: datetime, *, bulk: bool = False) -> Iterator[tuple[str, str]]:
        for pk, sk in AgendaIndex.until("bulk" if bulk else "notice", tenant, rows.instant(until)):
            yield pk, sk[2:]

    def get(self, parent: str, notice_id: str) -> Notice | None:
        try:
            return rows.notice_from(rows.NoticeRow.get(parent, f"N#{notice_id}", consistent_read=True))
        except DoesNotExist:
            return None

    def of_ticket(self, tenant: str, code: str) -> list[Notice]:
        found = rows.NoticeRow.query(ticket_partition(tenant, code), rows.NoticeRow.sk.startswith("N#"))
        return [rows.notice_from(row) for row in found]

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        row = rows.notice_row(notice)
        row.revision = notice.revision + 1
        unmoved = rows.NoticeRow.revision == notice.revision
        try:
            if follow_up is None:
                row.save(condition=unmoved)
            else:
                with transaction() as act:
                    act.save(row, condition=unmoved)
                    act.save(rows.notice_row(follow_up), condition=rows.Row.pk.does_not_exist())
        except (TransactWriteError, PutError) as error:
            if not lost_race(error):
                raise
            raise StaleTicket("somebody else moved this notice", notice=notice.id) from error
        return rows.notice_from(row)

    def beside(self, parent: str) -> list[Notice]:
        found = rows.NoticeRow.query(
            parent, rows.NoticeRow.sk.startswith("N#"), scan_index_forward=False, consistent_read=True, limit=BESIDE
        )
        return [rows.notice_from(row) for row in found]

    def failed(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        return _page(tenant, "failed", ("failed", "call"), limit, cursor, newest_first=True)

    def calls(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        return _page(tenant, "calls", ("call",), limit, cursor, newest_first=False)

    def calls_due(self, tenant: str, until: datetime) -> Iterator[tuple[str, str]]:
        for pk, sk in AgendaIndex.until("call", tenant, rows.instant(until) + rows.SINCE + rows.NEVER):
            yield pk, sk[2:]


def _page(
    tenant: str, name: str, agendas: tuple[str, ...], limit: int, cursor: str | None, *, newest_first: bool
) -> tuple[list[Notice], str | None]:
    """A page of what lies on these agendas; `name` of the list that a cursor belongs to."""
    entries = (entry for agenda in agendas for entry in AgendaIndex.entries(agenda, tenant))
    places = sorted(((at.rpartition(rows.SINCE)[2], pk, sk) for pk, sk, at in entries), reverse=newest_first)
    if cursor:  # a place, not a number of rows: what is sent again meanwhile leaves the list
        last = cursors.opened(cursor, _PLACE, tenant, name)
        after = (last["at"], last["pk"], last["sk"])
        places = [place for place in places if (place < after if newest_first else place > after)]
    page = places[:limit]
    found = {(row.pk, row.sk): row for row in rows.NoticeRow.batch_get([(pk, sk) for _, pk, sk in page])}
    notices = [rows.notice_from(found[pk, sk]) for _, pk, sk in page if (pk, sk) in found]
    if len(places) <= limit:
        return notices, None
    return notices, cursors.sealed(dict(zip(_PLACE, page[-1], strict=True)), tenant, name)
