"""Every call that broke a platform's rule, whether or not it was refused: the real platforms count them too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.platforms.store import Store

# What may be broken, and how it reads in a report.
RULES = {
    "window": "written outside the window the platform allows",
    "tag": "a message tag that does not exist any more",
    "tag_without_leave": "the human-agent tag or a utility template without the platform's leave",
    "tag_without_human": "the human-agent tag on words no person wrote",
    "second_private_reply": "a second private reply to one comment",
    "late_private_reply": "a private reply later than seven days",
    "too_long": "more characters than a message may have",
    "file": "a file that is too large, or none of the kind it is said to be",
    "unapproved_template": "a template that is not approved",
    "template_data": "parameters a template does not have, lacks, or finds too long",
    "too_fast": "more calls than are allowed",
    "dead_token": "an access token that had died",
    "used_refresh_token": "a refresh token used a second time: the chain is broken",
    "night": "an advertising message at night",
    "no_proof": "a call without, or with a wrong, appsecret_proof",
    "standby": "an answer in a conversation another app holds",
}


@dataclass(frozen=True)
class Breaches:
    store: Store
    now: Callable[[], float]  # epoch seconds

    def note(self, channel: str, account: str, rule: str, told: str = "") -> None:
        """`told`: the number the caller was answered with, or what else is worth knowing; never words of people."""
        assert rule in RULES, rule
        self.store.insert(
            "INSERT INTO breaches (at, channel, account, rule, told) VALUES (?,?,?,?,?)",
            self.now(),
            channel,
            account,
            rule,
            told,
        )

    def since(self, n: int) -> list[dict[str, Any]]:
        rows = self.store.rows("SELECT * FROM breaches WHERE n>? ORDER BY n LIMIT 1000", n)
        return [dict(row) | {"meaning": RULES[row["rule"]]} for row in rows]

    def many(self) -> int:
        row = self.store.row("SELECT count(*) AS many FROM breaches")
        return int(row["many"]) if row else 0
