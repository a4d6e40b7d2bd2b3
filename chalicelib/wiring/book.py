"""The public ledger."""

import hmac
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.files import PublicFiles
from chalicelib.wiring.ground import alias_secret, pin, provinces, tickets, utc_now
from chalicelib.wiring.reports import timeline

if TYPE_CHECKING:
    from chalicelib.ledger.book import Book


@cache
def ledger() -> "Book":
    from chalicelib.ledger.book import Book
    from chalicelib.ledger.dynamo import DynamoHeads

    def veil(seal: str) -> str:
        return hmac.new(alias_secret(), b"ledger#" + seal.encode(), "sha256").hexdigest()

    heads = DynamoHeads(settings().petitions_table)
    return Book(timeline(), tickets(), heads, PublicFiles(), provinces(), pin, veil, utc_now)
