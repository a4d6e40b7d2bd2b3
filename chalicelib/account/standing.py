"""How an account stands with its platform: may it send, until when is it held, since when has it been silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from chalicelib.errors import StaleTicket

RACES = 5  # how often a note is tried again when webhooks of a busy page keep moving its row

# Why an account is stopped, where we say so ourselves; the courier's reasons are the platform's numbers.
POLICY, REFUSED, UNGRANTED = "policy block", "refresh token refused", "no grant"
BY_TOKEN = frozenset({REFUSED, UNGRANTED})  # over as soon as a refresh succeeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One page or OA. All instants are UTC; None: never, or nothing to say."""

    tenant: str
    channel: str
    account: str
    stopped: str = ""  # why it may not send until a person acts: the platform's number
    stopped_at: datetime | None = None
    held_until: datetime | None = None  # the platform asked for a slower pace
    heard_at: datetime | None = None  # the last webhook, to ten minutes
    token_until: datetime | None = None  # when the access token dies
    grant_until: datetime | None = None  # when only a person can grant access again
    refreshed_at: datetime | None = None
    subscribed: bool | None = None  # the platform sends us this account's webhooks; None: never asked, or no answer
    checked_at: datetime | None = None  # when it was last tended, whatever came of it
    news: Mapping[str, str] = field(default_factory=dict)  # what the platform said of it: kind → «instant words»
    told: Mapping[str, str] = field(default_factory=dict)  # what people were alarmed of: kind → the local day
    version: int = 0

    def closed(self, now: datetime) -> str:
        """Why nothing goes out by this account now, or nothing."""
        if self.stopped:
            return f"account stopped: {self.stopped}"
        return "account held" if self.held_until and self.held_until > now else ""


class Standings(Protocol):
    def of(self, tenant: str, channel: str, account: str) -> Standing:
        """As stored, or one of version 0."""

    def many(self, tenant: str, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Standing]:
        """`of` for several (channel, account) at once; may lag behind by a second."""

    def stop(self, tenant: str, channel: str, account: str, why: str, at: datetime) -> bool:
        """A person must act. True when it was not stopped before: then people are told, once."""

    def hold(self, tenant: str, channel: str, account: str, until: datetime) -> None:
        """The platform wants a slower pace; only ever moves forward."""

    def expire(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        """The platform no longer takes its token: `token_until` is now, and whoever refreshes does it at once."""

    def resume(self, tenant: str, channel: str, account: str) -> None:
        """A send succeeded, or a person has acted: neither stopped nor held."""

    def heard(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        """A webhook of this account came; only ever moves forward, and need not be written within ten minutes."""

    def save(self, standing: Standing) -> Standing:
        """Write what a check or a refresh found, on the version it was read at.

        raises  StaleTicket when somebody else was faster
        """


def noted(standings: Standings, tenant: str, channel: str, account: str, **fields: Any) -> Standing:
    """Write `fields` whatever else moves the row meanwhile.

    raises  StaleTicket when others were faster five times in a row
    """
    for _ in range(RACES - 1):
        try:
            return standings.save(replace(standings.of(tenant, channel, account), **fields))
        except StaleTicket:
            continue
    return standings.save(replace(standings.of(tenant, channel, account), **fields))
