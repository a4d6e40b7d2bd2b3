"""Rows of a file become signed requests. Pure: the same run and row always give the same person and message.

So a run that was interrupted can be repeated under its id: the product must know every message again.
"""

from __future__ import annotations

import csv
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

from infra.local.platforms import facebook_events, zalo_events
from infra.local.platforms.outside import Account, Outside
from infra.local.platforms.signing import facebook_bytes, facebook_headers, zalo_bytes, zalo_headers
from infra.local.platforms.world import Entry, id_by_app

CHANNELS = ("facebook", "zalo", "http")


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """One row, addressed: what is posted where, and the key the product must derive from it."""

    row: str
    channel: str
    account: str  # page or OA; empty for the HTTP API
    person: str
    message_key: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def rows_of(path: Path, column: str, limit: int | None) -> Iterator[tuple[str, str]]:
    """(row id, text) of every row that has text; the id is the column `id`, else the line's number.

    raises  ValueError when the column is missing
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if column not in (reader.fieldnames or ()):
            raise ValueError(f"{path} has no column {column!r}; it has {', '.join(reader.fieldnames or ())}")
        found = 0
        for number, row in enumerate(reader, 1):
            text = (row[column] or "").strip()
            if text and (limit is None or found < limit):
                found += 1
                yield row.get("id") or str(number), text


@dataclass(frozen=True)
class Writer:
    """Writes the petitions of one run to one province. `at` is the epoch second they are written."""

    outside: Outside
    province: str
    run_id: str
    at: float

    def petition(self, channel: str, row: str, text: str) -> Petition:
        """`channel` may be mixed: then the row decides."""
        lot = self._number(row, "lot")
        if channel == "mixed":
            open_to = [name for name in CHANNELS if name == "http" or self.accounts(name)]
            channel = open_to[lot % len(open_to)]
        if channel == "http":
            return self._over_http(row, text)
        accounts = self.accounts(channel)
        return self._over_chat(accounts[lot // 7 % len(accounts)], row, text)

    def accounts(self, channel: str) -> Sequence[Account]:
        return [a for a in self.outside.accounts() if (a.province, a.channel) == (self.province, channel)]

    def _over_http(self, row: str, text: str) -> Petition:
        from chalicelib.intake.form import wish  # only this way needs the product

        key = f"replay-{self._digest(row, 'http').hex()[:40]}"
        body = json.dumps({"text": text[:10_000]}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return Petition(
            row=row,
            channel="http",
            account="",
            person="",
            message_key=f"http#{wish(self.province, 'web', key)}",
            path=f"/v1/{self.province}/petitions",
            headers=headers,
            body=body,
        )

    def _over_chat(self, account: Account, row: str, text: str) -> Petition:
        digest = self._digest(row, "message")
        facebook = account.channel == "facebook"
        mid = "m_" + urlsafe_b64encode(digest).decode().rstrip("=")
        key = mid if facebook else digest.hex()[:20]
        person = str(10 ** (15 if facebook else 18) + self._number(row, "person") % 10**15)
        entry = Entry(
            key=key,
            channel=account.channel,
            account=account.id,
            person=person,
            side="person",
            place="chat",
            kind="text",
            text=text,
            at=int(self.at * 1000),
        )
        app = self.outside.app(account)
        app_id = str(app.get("app_id", ""))
        document: dict[str, Any]
        if facebook:
            document = facebook_events.said(entry)
            body = facebook_bytes(document)
            headers = facebook_headers(body, app["app_secret"]["current"])
            message_key = f"fb#{account.id}#{key}"
        else:
            document = zalo_events.said(entry, app_id, id_by_app(app_id, person))
            body = zalo_bytes(document)
            headers = zalo_headers(body, app_id, document["timestamp"], app["oa_secret_key"]["current"])
            message_key = f"zalo#{app_id}#{document['event_name']}#{key}"
        return Petition(
            row=row,
            channel=account.channel,
            account=account.id,
            person=person,
            message_key=message_key,
            path=f"/webhooks/{account.channel}/{account.app}",
            headers=headers,
            body=body,
        )

    def _digest(self, row: str, what: str) -> bytes:
        return sha512(f"{self.run_id}#{row}#{what}".encode()).digest()

    def _number(self, row: str, what: str) -> int:
        return int.from_bytes(sha256(f"{self.run_id}#{row}#{what}".encode()).digest()[:8], "big")
