"""Standings for whoever sends: a token that was renewed elsewhere is read afresh, not used for five minutes more.

A refresh kills the access token before it at once, while every process keeps the secrets it has read for five
minutes. The standing, which is looked at before each send, tells when the token was renewed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.account.safe import Safe, moment, name_of
from chalicelib.account.standing import Standing, Standings
from chalicelib.errors import NotFound


@dataclass(frozen=True)
class FreshTokens:
    """`Standings`, with an eye on the secrets this process holds."""

    standings: Standings
    safe: Safe

    def of(self, tenant: str, channel: str, account: str) -> Standing:
        standing = self.standings.of(tenant, channel, account)
        held = self.safe.kept(name_of(channel, account))
        since = moment(held, "refreshed_at") if held else None
        if held and standing.refreshed_at and (since is None or since < standing.refreshed_at):
            self.safe.forget(name_of(channel, account))
        return standing

    def expire(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        """The platform refused the token we hold: a complaint only if there is no newer one."""
        name = name_of(channel, account)
        held = self.safe.kept(name)
        self.safe.forget(name)
        try:
            newer = held is not None and self.safe.get(name).get("access_token") != held.get("access_token")
        except NotFound:
            newer = False
        if not newer:
            self.standings.expire(tenant, channel, account, at)

    def many(self, tenant: str, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Standing]:
        return self.standings.many(tenant, accounts)

    def stop(self, tenant: str, channel: str, account: str, why: str, at: datetime) -> bool:
        return self.standings.stop(tenant, channel, account, why, at)

    def hold(self, tenant: str, channel: str, account: str, until: datetime) -> None:
        self.standings.hold(tenant, channel, account, until)

    def resume(self, tenant: str, channel: str, account: str) -> None:
        self.standings.resume(tenant, channel, account)

    def heard(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        self.standings.heard(tenant, channel, account, at)

    def save(self, standing: Standing) -> Standing:
        return self.standings.save(standing)
