"""The public ledger."""

import hmac
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import alias_secret, bucket, pin, provinces, tickets, utc_now
from chalicelib.wiring.reports import timeline

if TYPE_CHECKING:
    from chalicelib.ledger.book import Book

LONGEST = 64 * 1024 * 1024  # bytes of a page's file: some 300,000 events a day
JSON_LINES = "application/jsonl"


@dataclass(frozen=True)
class _Files:
    """`Files` of the ledger, in the bucket of media."""

    def put(self, key: str, data: bytes) -> None:
        bucket().put(key, data, JSON_LINES)

    def read(self, key: str) -> bytes:
        from chalicelib.intake.s3_uploads import S3Uploads

        return S3Uploads(settings().media_bucket).read(key, LONGEST)

    def link(self, key: str, name: str) -> str:
        return str(bucket().link(key, JSON_LINES, name))


@cache
def ledger() -> "Book":
    from chalicelib.ledger.book import Book
    from chalicelib.ledger.dynamo import DynamoHeads

    def veil(seal: str) -> str:
        return hmac.new(alias_secret(), b"ledger#" + seal.encode(), "sha256").hexdigest()

    heads = DynamoHeads(settings().petitions_table)
    return Book(timeline(), tickets(), heads, _Files(), provinces(), pin, veil, utc_now)
