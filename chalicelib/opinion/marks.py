"""Who was heard, as a mark of one day: the same all day, another the next. And how all of somebody's are found.

A mark is made of the alias, so that an erasure, or an export, finds what was heard of a person whatever the vault still
knows.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from chalicelib import observe
from chalicelib.opinion.store import PEOPLE_KEPT, Opinions
from chalicelib.opinion.views import own
from chalicelib.province.province import Province


def sealed(secret: bytes, slug: str, *parts: str) -> str:
    """32 hexadecimal digits, always the same, that lead back to nothing without the secret."""
    words = "\x1f".join(("opinion", slug, *map(str, parts)))
    return hmac.new(secret, words.encode(), sha256).hexdigest()[:32]


def mark_of(secret: bytes, slug: str, day: date, alias: str) -> str:
    """day  a local one"""
    return sealed(secret, slug, "person", day.isoformat(), alias)[:20]


@dataclass(frozen=True)
class Forgetting:
    store: Opinions
    secret: Callable[[], bytes]
    now: Callable[[], datetime]

    def forget(self, province: Province, alias: str) -> None:
        """The samples of their words go, and what tells that they were heard; what was counted stays."""
        known = self.store.forget(province.slug, self._marks(province, alias))
        observe.note("opinions forgotten", tenant=province.slug, days=known)

    def samples(self, province: Province, alias: str) -> list[dict[str, Any]]:
        """The samples that are kept of their words, the newest first, as they are given them."""
        now, found = self.now(), self.store.said_by(province.slug, self._marks(province, alias))
        return [own(item) for item in found if item.expires_at > now]

    def _marks(self, province: Province, alias: str) -> dict[date, str]:
        """What they may have been known by, on each day of which that is still kept."""
        secret, today = self.secret(), self.now().astimezone(province.calendar.zone).date()
        days = [today + timedelta(days=1 - n) for n in range(PEOPLE_KEPT.days + 3)]  # TTL and clocks are inexact
        return {day: mark_of(secret, province.slug, day, alias) for day in days}
