"""How many follow each page and OA: asked of the platform once a local day, so that growth can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from chalicelib import observe
from chalicelib.content.store import Posts
from chalicelib.errors import SupplierError
from chalicelib.province.province import Account, Province


class Counter(Protocol):
    """What is asked of a platform. FacebookPosts and ZaloArticles answer."""

    def followers(self, account: str) -> int | None:
        """How many follow the account now; None where the platform does not say.

        raises  SupplierError
        """


@dataclass(frozen=True)
class Crowd:
    posts: Posts
    counters: Mapping[str, Counter]  # by channel
    _seen: dict[str, date] = field(default_factory=dict)  # provinces this process has asked about on that day

    def count(self, province: Province, now: datetime) -> int:
        """Ask for what the day still lacks; returns how many accounts told. Who did not is asked the next day.

        Nobody follows the pages of a training province: they are not there.
        """
        today, told = now.astimezone(province.calendar.zone).date(), 0
        if province.training or self._seen.get(province.slug) == today:
            return 0
        self._seen[province.slug] = today
        for account in province.accounts:
            if not self.posts.followers(province.slug, account.channel, account.id, today, today):
                told += self._counted(province, account, today)
        return told

    def _counted(self, province: Province, account: Account, today: date) -> bool:
        try:
            found = self.counters[account.channel].followers(account.id)
        except SupplierError as error:
            observe.note("followers not counted", tenant=province.slug, account=account.id, why=error.code)
            return False
        if found is not None:
            self.posts.count_followers(province.slug, account.channel, account.id, today, found)
        return found is not None


def growth(posts: Posts, tenant: str, account: Account, first: date, last: date) -> dict[str, object]:
    """The first and the last count of the days from `first` to `last`, and the difference; null without one."""
    known = posts.followers(tenant, account.channel, account.id, first, last)
    counts = [known[day] for day in sorted(known)]
    return {
        "channel": account.channel,
        "account": account.id,
        "name": account.name,
        "first": counts[0] if counts else None,
        "last": counts[-1] if counts else None,
        "growth": counts[-1] - counts[0] if counts else None,
    }
