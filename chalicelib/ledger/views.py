"""What all may see of the ledger: values → JSON."""

from typing import Any

from chalicelib.ledger.book import Receipt
from chalicelib.ledger.page import FORMAT
from chalicelib.ledger.store import Kept


def page(kept: Kept) -> dict[str, Any]:
    """A sealed day. The seal of the newest one covers all days before it: publish it, print it, keep it."""
    head = kept.head
    return {
        "day": str(head.day),
        "events": head.count,
        "root": head.root,
        "before": head.before or None,
        "seal": head.seal,
        "sealed_at": kept.made_at.isoformat(timespec="seconds"),
        "file": f"/v1/{head.tenant}/ledger/{head.day}/file",
    }


def receipt(found: Receipt) -> dict[str, Any]:
    """All that is needed to prove, without us, that the petition was filed at that instant."""
    head, leaf = found.head, found.leaf
    return {
        "format": FORMAT,
        "province": head.tenant,
        "code": found.code,
        "filed_at": leaf.at.isoformat(timespec="milliseconds"),
        "leaf": leaf.line,
        "index": found.index,
        "path": list(found.path),
        "page": {
            "zone": head.zone,
            "day": str(head.day),
            "count": head.count,
            "root": head.root,
            "before": head.before,
            "seal": head.seal,
        },
    }
