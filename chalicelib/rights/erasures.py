"""An erasure on its way: what must still go, kept until all of it is gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.province.province import Province


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One person who is to be forgotten; carries what the vault knew of where their words lie.

    channel, account  empty when the vault knew nothing of the alias any more
    since, at         when it was asked for, when to go on. Both UTC
    forgotten         who they are and their conversations have gone: whoever comes back from then on is somebody new
    """

    tenant: str
    alias: str
    channel: str
    account: str
    codes: tuple[str, ...]  # petitions in which there may still be something
    by: str  # staff id, or `citizen`
    since: datetime
    at: datetime
    forgotten: bool = False


class Erasures(Protocol):
    def owe(self, erasure: Erasure) -> None:
        """Keep it, in the place of one of the same person that was kept before."""

    def of(self, tenant: str, alias: str) -> Erasure | None: ...

    def due(self, tenant: str, until: datetime) -> Iterator[Erasure]:
        """Those to go on with by `until`."""

    def moved(self, erasure: Erasure) -> None:
        """Keep how far it has come, unless the person has asked anew since: then the new wish stands as it is."""

    def done(self, erasure: Erasure) -> None:
        """Nothing is left of it; a wish of the same person that is newer stays."""

    def forget_thread(self, tenant: str, thread: str, account: str, alias: str) -> None:
        """A conversation and everything owed in it, for good; who follows from it is removed by `Followers` alone."""

    def drop_errands(self, tenant: str, code: str) -> None:
        """Nothing of the petition is copied any more."""


class Opinions(Protocol):
    """What a person said that is no petition, as far as samples of it are kept."""

    def forget(self, province: Province, alias: str) -> None:
        """The samples go, and what tells that they were heard."""

    def samples(self, province: Province, alias: str) -> list[dict[str, Any]]:
        """Those there are, the newest first, as JSON values."""
