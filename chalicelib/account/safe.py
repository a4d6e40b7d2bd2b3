"""What an account's secret holds, how it changes, and where secrets lie. Values in, values out; nothing is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

_FOLDER = {"facebook": "page", "zalo": "oa"}
_PAIR = ("access_token", "refresh_token", "refreshed_at", "expires_at")


class Safe(Protocol):
    def get(self, name: str) -> dict[str, Any]:
        """The JSON object kept under `name`, at most five minutes old.

        raises  NotFound when there is none
        """

    def put(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep `value` in the place of what is there."""

    def forget(self, name: str) -> None:
        """The next `get` reads afresh."""

    def kept(self, name: str) -> dict[str, Any] | None:
        """What this process holds at present, without asking anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """A pair of tokens as Zalo gives it. The refresh token works once."""

    access_token: str
    refresh_token: str
    lasts: timedelta
    grant_lasts: timedelta


def name_of(channel: str, account: str) -> str:
    """Where an account's tokens lie."""
    return f"{channel}/{_FOLDER[channel]}/{account}"


def renewed(secret: Mapping[str, Any], minted: Minted, now: datetime) -> dict[str, Any]:
    """An OA's secret with a new pair; the pair before stays for whoever must find out what happened."""
    return {
        **secret,
        "access_token": minted.access_token,
        "refresh_token": minted.refresh_token,
        "refreshed_at": stamp(now),
        "expires_at": stamp(now + minted.lasts),
        "grant_until": stamp(now + minted.grant_lasts),
        "previous": {name: secret[name] for name in _PAIR if secret.get(name)},
    }


def with_page_token(secret: Mapping[str, Any], token: str, now: datetime) -> dict[str, Any]:
    """A page's secret with a new token."""
    before = {name: secret[name] for name in _PAIR if secret.get(name)}
    return {**secret, "access_token": token, "refreshed_at": stamp(now), "previous": before}


def stamp(at: datetime) -> str:
    """An instant as it stands in a secret: UTC, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(secret: Mapping[str, Any], name: str) -> datetime | None:
    """An instant of a secret; None when it is missing or was typed wrongly."""
    try:
        found = datetime.fromisoformat(str(secret.get(name)))
    except ValueError:
        return None
    return found if found.tzinfo else None
