"""One SQLite file for everything that must survive a restart."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    channel TEXT, account TEXT, id TEXT, name TEXT, acted_at INTEGER, wrote INTEGER DEFAULT 0,
    follows INTEGER DEFAULT 0, blocked INTEGER DEFAULT 0, PRIMARY KEY (channel, account, id));
CREATE TABLE IF NOT EXISTS entries (
    n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, channel TEXT, account TEXT, person TEXT, side TEXT,
    place TEXT, kind TEXT, text TEXT, at INTEGER, more TEXT,
    seen INTEGER DEFAULT 0, hidden INTEGER DEFAULT 0, answered INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS entries_thread ON entries (channel, account, person, n);
CREATE TABLE IF NOT EXISTS parcels (
    n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, what TEXT, channel TEXT, account TEXT,
    path TEXT, headers TEXT, body BLOB, made_at REAL,
    tries INTEGER DEFAULT 0, status INTEGER, tried_at REAL, millis REAL, done INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS parcels_key ON parcels (key);
CREATE TABLE IF NOT EXISTS zalo_tokens (
    oa TEXT PRIMARY KEY, seed TEXT, access TEXT, access_until INTEGER, refresh TEXT, dead TEXT);
CREATE TABLE IF NOT EXISTS uploads (
    token TEXT PRIMARY KEY, oa TEXT, name TEXT, mime TEXT, body BLOB, at INTEGER);
CREATE TABLE IF NOT EXISTS subscriptions (page TEXT PRIMARY KEY, fields TEXT);
CREATE TABLE IF NOT EXISTS texted (message TEXT PRIMARY KEY, at REAL);
CREATE TABLE IF NOT EXISTS breaches (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, channel TEXT, account TEXT, rule TEXT, told TEXT);
CREATE TABLE IF NOT EXISTS templates (account TEXT, id TEXT, body TEXT, PRIMARY KEY (account, id));
CREATE TABLE IF NOT EXISTS telephones (phone TEXT PRIMARY KEY, state TEXT);
CREATE TABLE IF NOT EXISTS quotas (account TEXT, what TEXT, left_over INTEGER, PRIMARY KEY (account, what));
"""
# Columns that came later: a state of yesterday gets them when it is opened.
LATER = {
    "entries": {"delivered": "INTEGER DEFAULT 0", "gone": "INTEGER DEFAULT 0", "edits": "INTEGER DEFAULT 0",
                "reaction": "TEXT DEFAULT ''"},
    "people": {"held_by": "TEXT DEFAULT ''", "phone": "TEXT DEFAULT ''"},
    "zalo_tokens": {"used": "TEXT DEFAULT '[]'"},
}  # fmt: skip


class Store:
    """SQLite behind a lock: the doors run in many threads, the file has one writer."""

    def __init__(self, path: Path | str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        # A power cut may lose the last second of a demonstration; a message must not cost an fsync.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)
        self._widen()

    def _widen(self) -> None:
        for table, columns in LATER.items():
            there = {row["name"] for row in self._db.execute(f"PRAGMA table_info({table})")}
            for name in columns.keys() - there:
                self._db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    def write(self, sql: str, *values: Any, **named: Any) -> int:
        """Run one statement; returns the number of rows it changed."""
        with self._lock:
            return self._db.execute(sql, named or values).rowcount

    def write_all(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        with self._lock:
            self._db.execute("BEGIN")
            self._db.executemany(sql, rows)
            self._db.execute("COMMIT")

    def insert(self, sql: str, *values: Any) -> int:
        """Run one INSERT; returns the new row's number."""
        with self._lock:
            return int(self._db.execute(sql, values).lastrowid or 0)

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self._lock:
            found: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return found

    def close(self) -> None:
        with self._lock:
            self._db.close()
