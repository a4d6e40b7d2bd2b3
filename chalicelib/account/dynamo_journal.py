"""The journal of refreshes on DynamoDB: a row beside the account's standing, taken and kept on a condition."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.account.dynamo import partition, written
from chalicelib.account.journal import Journal
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import InstantAttribute
from chalicelib.ticket.dynamo_rows import Row

LEASE = "LEASE"


class JournalRow(Row):
    owner = UnicodeAttribute(null=True)
    until = InstantAttribute(null=True)
    spent = UnicodeAttribute(null=True)
    alarmed = UnicodeAttribute(null=True)
    refused = UnicodeAttribute(null=True)


class DynamoJournals:
    """`Journals` of journal.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def take(
        self, tenant: str, channel: str, account: str, owner: str, now: datetime, until: datetime
    ) -> Journal | None:
        row = JournalRow(partition(tenant, channel, account), LEASE)
        free = JournalRow.until.does_not_exist() | (JournalRow.until <= now)
        if not written(row, [JournalRow.owner.set(owner), JournalRow.until.set(until)], free):
            return None
        return Journal(
            tenant=tenant, channel=channel, account=account, owner=owner, until=until,
            spent=row.spent or "", alarmed=row.alarmed or "", refused=row.refused or "",
        )  # fmt: skip

    def note(self, journal: Journal) -> bool:
        said = (
            (JournalRow.spent, journal.spent),
            (JournalRow.alarmed, journal.alarmed),
            (JournalRow.refused, journal.refused),
        )
        actions = [attribute.set(word) if word else attribute.remove() for attribute, word in said]
        return written(_row(journal), actions, JournalRow.owner == journal.owner)

    def release(self, journal: Journal) -> None:
        written(_row(journal), [JournalRow.until.remove()], JournalRow.owner == journal.owner)


def _row(journal: Journal) -> JournalRow:
    return JournalRow(partition(journal.tenant, journal.channel, journal.account), LEASE)
