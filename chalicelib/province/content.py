"""What a province lets be posted by itself, and how long it keeps what people say who petition for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Petitions made public yesterday are posted each day.

    at        local time of the province
    accounts  (channel, id) of the pages and OAs it goes to, all of them of the province
    approved  it goes out without anybody's approval, because `article` of the regulation says so; else it is a draft
    """

    at: time
    accounts: tuple[tuple[str, str], ...]
    approved: bool = False
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What is kept of comments and messages that are no petition: words for so many days, of so many in a hundred."""

    kept_days: int = 30
    sample_percent: int = 100
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    daily: Daily | None = None
    opinion: Listening = field(default_factory=Listening)


def content_from(document: Mapping[str, Any]) -> Content:
    """The part `content` of a province document that has passed its schema, if it has one."""
    rows = document.get("content", {})
    daily = rows.get("daily")
    return Content(
        daily=daily
        and Daily(
            at=time.fromisoformat(daily["at"]),
            accounts=tuple((one["channel"], one["id"]) for one in daily["accounts"]),
            approved=daily.get("approved", False),
            article=daily.get("article", ""),
        ),
        opinion=Listening(**rows.get("opinion", {})),
    )
