"""Who follows a province in a storm of news, and who of them must hear it. Pure: a seed gives the same people again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from infra.local.platforms.outside import Account
from infra.local.platforms.world import person_id

IN_BOTH = 0.1  # of the people follow a page and an OA: two threads, and a message in each
ENGLISH = 0.05


class Lot(StrEnum):
    """What is the matter with a follower."""

    REACHED = "reached"
    MUTED = "muted"  # wants no such news: told of an emergency only
    BLOCKED = "blocked"  # the platform refuses; nothing else is known of them
    LEFT = "left"  # unfollowed
    AWAY = "away"  # of another commune


SHARES = {Lot.REACHED: 0.85, Lot.MUTED: 0.04, Lot.BLOCKED: 0.02, Lot.LEFT: 0.02, Lot.AWAY: 0.07}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """One thread with one account; `id` is the platform's."""

    channel: str
    account: str
    id: str
    lot: Lot
    locale: str = ""

    @property
    def who(self) -> tuple[str, str, str]:
        return self.channel, self.account, self.id

    def hears(self, kind: str) -> bool:
        """Whether a broadcast of that kind must reach them."""
        return self.lot is Lot.REACHED or (self.lot is Lot.MUTED and kind == "emergency")

    def owed(self, kind: str) -> bool:
        """Whether the register cannot know that they will not be reached."""
        return self.hears(kind) or self.lot is Lot.BLOCKED


def crowd(many: int, seed: int, accounts: Sequence[Account], run: str) -> list[Fan]:
    """So many threads; `run` sets those of one run apart from another's with the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a storm, not a secret
    sides = [[a for a in accounts if a.channel == channel] for channel in ("facebook", "zalo")]
    sides = [side for side in sides if side]
    fans: list[Fan] = []
    while len(fans) < many:
        lot = chance.choices(list(SHARES), list(SHARES.values()))[0]
        locale = "en" if chance.random() < ENGLISH else ""
        both = len(sides) > 1 and chance.random() < IN_BOTH
        for side in sides if both else [chance.choice(sides)]:
            account = chance.choice(side)
            platform_id = person_id(account.channel, account.id, f"tin-{run}-{len(fans)}")
            fans.append(Fan(channel=account.channel, account=account.id, id=platform_id, lot=lot, locale=locale))
    return fans[:many]
