"""Webhooks on their way to the product's door: the value, and its rows, which are also the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.platforms.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One signed POST. `body` is exactly what was signed and must reach the door unchanged."""

    n: int = 0  # its number in the log; 0 means not written down yet
    key: str  # of the message it tells about
    what: str  # message, echo, delivery, seen, ...
    channel: str
    account: str
    path: str  # below the product's address
    headers: Mapping[str, str]
    body: bytes
    tries: int = 0


class Parcels:
    def __init__(self, store: Store) -> None:
        self._store = store

    def write_down(self, parcel: Parcel, now: float) -> int:
        return self._store.insert(
            "INSERT INTO parcels (key, what, channel, account, path, headers, body, made_at) VALUES (?,?,?,?,?,?,?,?)",
            parcel.key,
            parcel.what,
            parcel.channel,
            parcel.account,
            parcel.path,
            json.dumps(dict(parcel.headers)),
            parcel.body,
            now,
        )

    def tried(self, n: int, *, tries: int, status: int, now: float, millis: float, done: bool) -> None:
        self._store.write(
            "UPDATE parcels SET tries=?, status=?, tried_at=?, millis=?, done=? WHERE n=?",
            tries,
            status,
            now,
            millis,
            int(done),
            n,
        )

    def unfinished(self) -> list[Parcel]:
        return [_parcel(row) for row in self._store.rows("SELECT * FROM parcels WHERE done=0 ORDER BY n")]

    def about(self, key: str, what: str | None = None) -> Parcel | None:
        """The first parcel that told about `key`."""
        row = self._store.row(
            "SELECT * FROM parcels WHERE key=? AND (? IS NULL OR what=?) ORDER BY n LIMIT 1", key, what, what
        )
        return _parcel(row) if row else None

    def log(self, since: int, limit: int = 500) -> list[dict[str, Any]]:
        rows = self._store.rows("SELECT * FROM parcels WHERE n>? ORDER BY n LIMIT ?", since, limit)
        return [
            dict(row) | {"headers": json.loads(row["headers"]), "body": row["body"].decode(), "done": bool(row["done"])}
            for row in rows
        ]

    def waiting(self) -> int:
        row = self._store.row("SELECT count(*) AS many FROM parcels WHERE done=0")
        return int(row["many"]) if row else 0


def _parcel(row: sqlite3.Row) -> Parcel:
    return Parcel(
        n=row["n"],
        key=row["key"],
        what=row["what"],
        channel=row["channel"],
        account=row["account"],
        path=row["path"],
        headers=json.loads(row["headers"]),
        body=row["body"],
        tries=row["tries"],
    )
