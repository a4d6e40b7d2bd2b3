"""Plays days against the running stand-ins."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import urllib3

from infra.local.platforms.outside import Outside
from infra.local.replay_day import Day

DAYS = Path(__file__).parent / "day"


def play_days(outside: Outside, files: Sequence[Path], slug: str | None) -> int:
    """Play these days, or the built-in ones of the provinces that are configured; exit code."""
    base = str(outside.run()["platforms_url"])
    pool, failures = urllib3.PoolManager(retries=False, timeout=40.0), 0

    def call(method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        sent = {} if body is None else {"json": body}
        answer = pool.request(method, base + path, headers=dict(headers), **sent)
        try:
            return answer.status, answer.json()
        except ValueError:
            return answer.status, {"error": answer.data.decode(errors="replace")[:200]}

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    for file in files or sorted(DAYS.glob("*.json")):
        day = json.loads(file.read_text(encoding="utf-8"))
        province = outside.province(slug or day["province"])
        if province is None:
            say(f"{file.name}: no province {slug or day['province']} here, skipped.")
            continue
        try:
            failures += Day(outside, province, call, say, time.time()).play(day)
        except urllib3.exceptions.HTTPError:
            sys.stderr.write(f"The stand-ins at {base} do not answer: start them first.\n")
            return 2
    say(f"The day is over; {failures} steps failed. Look at it at {base}/")
    return 1 if failures else 0
