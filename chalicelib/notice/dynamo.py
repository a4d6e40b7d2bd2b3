"""Traces on DynamoDB: a row a message sent, a row an echo heard; both leave by themselves.

| row  | pk                                         | sk                         |
|------|--------------------------------------------|----------------------------|
| sent | S#channel#account#digest of the message id | SENT                       |
| echo | H#channel#account#digest of place and text | 2026-11-22T03:21:47.123Z#… |
"""

from datetime import datetime, timedelta
from hashlib import sha256

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist

from chalicelib.notice.traces import said
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_rows import Row, instant

SENT_KEPT = timedelta(days=30)  # people rate, quote and react to what they got weeks ago
ECHO_KEPT = timedelta(days=3)  # longer than any notice is unsure


class SentRow(Row):
    parent = UnicodeAttribute()
    notice = UnicodeAttribute()
    expires_at = NumberAttribute()


class EchoRow(Row):
    message = UnicodeAttribute()
    expires_at = NumberAttribute()


class DynamoTraces:
    """`Traces` of traces.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def sent(self, channel: str, account: str, message_id: str, parent: str, notice_id: str, at: datetime) -> None:
        SentRow(
            pk=_sent(channel, account, message_id),
            sk="SENT",
            parent=parent,
            notice=notice_id,
            expires_at=_until(at, SENT_KEPT),
        ).save()

    def find(self, channel: str, account: str, message_id: str) -> tuple[str, str] | None:
        try:
            row = SentRow.get(_sent(channel, account, message_id), "SENT")
        except DoesNotExist:
            return None
        return row.parent, row.notice

    def heard(self, channel: str, account: str, where: str, text: str, message_id: str, at: datetime) -> None:
        EchoRow(
            pk=_echo(channel, account, where, text),
            sk=f"{instant(at)}#{_digest(message_id)}",
            message=message_id,
            expires_at=_until(at, ECHO_KEPT),
        ).save()

    def echoed(self, channel: str, account: str, where: str, text: str, since: datetime) -> str | None:
        return next(iter(self.repeated(channel, account, where, text, since, 1)), None)

    def repeated(self, channel: str, account: str, where: str, text: str, since: datetime, most: int) -> list[str]:
        newest = EchoRow.query(
            _echo(channel, account, where, text),
            EchoRow.sk >= instant(since),
            scan_index_forward=False,
            consistent_read=True,  # it decides whether something is sent again
            limit=most,
        )
        return [row.message for row in newest]


def _sent(channel: str, account: str, message_id: str) -> str:
    return f"S#{channel}#{account}#{_digest(message_id)}"


def _echo(channel: str, account: str, where: str, text: str) -> str:
    return f"H#{channel}#{account}#{said(where, text)}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:40]


def _until(at: datetime, span: timedelta) -> int:
    return int((at + span).timestamp())
