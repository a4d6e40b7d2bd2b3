"""E-mails and text messages the product sent, as the local cloud remembers them."""

from __future__ import annotations

import logging
import threading
from typing import Any

import urllib3

from infra.local.platforms.bench import Bench

log = logging.getLogger(__name__)
KEPT = 200
WATCH_SECONDS = 4.0


class Mailbox:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._pool = urllib3.PoolManager(retries=False, timeout=5.0)

    def letters(self) -> list[dict[str, Any]]:
        """Newest first: kind, to, subject, text, at (epoch seconds)."""
        found = [self._mail(row) for row in self._rows("/_ministack/ses/messages", "messages")]
        found += self._rows_of_texts()
        order = sorted(enumerate(found), key=lambda pair: (pair[1]["at"], pair[0]), reverse=True)
        return [letter for _, letter in order[:KEPT]]

    def watch(self, stop: threading.Event) -> None:
        """Look every few seconds, so that text messages get their time although no window is open."""
        while not stop.wait(WATCH_SECONDS):
            self._rows_of_texts()

    def _rows_of_texts(self) -> list[dict[str, Any]]:
        return [self._text(row) for row in self._rows("/_ministack/sns/sms-messages", "sms_messages")]

    def _rows(self, path: str, name: str) -> list[dict[str, Any]]:
        """The records of all accounts or telephone numbers; empty while the local cloud is away."""
        cloud = self._bench.outside.cloud_url()
        if cloud is None:
            return []
        try:
            groups = self._pool.request("GET", cloud + path).json().get(name) or {}
        except (urllib3.exceptions.HTTPError, ValueError, AttributeError) as error:
            log.debug("no answer from %s: %s", path, error)
            return []
        return [row for rows in groups.values() for row in rows]

    def _mail(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": row["MessageId"],
            "kind": "email",
            "to": ", ".join(row.get("To") or ()),
            "from": row.get("Source") or "",
            "subject": row.get("Subject") or "",
            "text": row.get("BodyText") or "",
            "at": float(row.get("Timestamp") or 0),
        }

    def _text(self, row: dict[str, Any]) -> dict[str, Any]:
        """The local cloud notes no time for text messages: the first sight counts."""
        store = self._bench.store
        store.write("INSERT OR IGNORE INTO texted VALUES (?,?)", row["MessageId"], self._bench.now())
        noted = store.row("SELECT at FROM texted WHERE message=?", row["MessageId"])
        return {
            "id": row["MessageId"],
            "kind": "sms",
            "to": row.get("PhoneNumber") or "",
            "from": "",
            "subject": "",
            "text": row.get("Message") or "",
            "at": float(noted["at"]) if noted else 0.0,
        }
