"""What lies outside the stand-ins: the launcher's run.json and secrets.json, and the province files.

Everything is read when it is asked for, because the API's address appears after this process has started.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROVINCES = Path(__file__).resolve().parents[2] / "provinces"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A Facebook page or a Zalo OA of a province; `app` is the segment in the door's path."""

    channel: str
    id: str
    app: str
    unit: str
    name: str
    province: str


@dataclass
class Outside:
    """The files of one local run. A file that is missing or half written reads as empty."""

    state: Path
    secrets_file: Path
    provinces_dir: Path = PROVINCES
    _kept: dict[Path, tuple[int, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> dict[str, Any]:
        found: dict[str, Any] = self._read(self.state / "run.json")
        return found

    def api_url(self) -> str | None:
        """Base address of the product's API without a final slash, or None while it is not deployed yet."""
        return (self.run().get("api_url") or "").rstrip("/") or None

    def cloud_url(self) -> str | None:
        return (self.run().get("cloud_url") or "").rstrip("/") or None

    def secret(self, name: str) -> dict[str, Any]:
        """The secret kept under `name`, for example facebook/app/cau-noi; empty if there is none."""
        secrets = self._read(self.secrets_file)
        return secrets.get("/" + name) or secrets.get(name) or {}

    def provinces(self) -> list[dict[str, Any]]:
        files = sorted(self.provinces_dir.glob("*.json")) if self.provinces_dir.is_dir() else []
        return [province for path in files if (province := self._read(path)).get("slug")]

    def province(self, slug: str) -> dict[str, Any] | None:
        return next((p for p in self.provinces() if p["slug"] == slug), None)

    def accounts(self) -> Iterator[Account]:
        for province in self.provinces():
            for row in province.get("accounts", ()):
                yield Account(
                    channel=row["channel"],
                    id=str(row["id"]),
                    app=row["app"],
                    unit=row["unit"],
                    name=row["name"],
                    province=province["slug"],
                )

    def account(self, channel: str, account_id: str) -> Account | None:
        return next((a for a in self.accounts() if (a.channel, a.id) == (channel, account_id)), None)

    def app(self, account: Account) -> dict[str, Any]:
        """The secrets of the app an account belongs to."""
        return self.secret(f"{account.channel}/app/{account.app}")

    def _read(self, path: Path) -> Any:
        try:
            stamp = path.stat().st_mtime_ns
        except OSError:
            return {}
        with self._lock:
            kept = self._kept.get(path)
            if kept and kept[0] == stamp:
                return kept[1]
            try:
                value = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                return kept[1] if kept else {}
            self._kept[path] = (stamp, value)
            return value
