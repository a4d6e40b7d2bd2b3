"""Petitions made public yesterday, posted on the pages the province names: once a day and page, at its hour.

Only what everybody may read of them anyway is said, shortened, with the address of the published petition.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from chalicelib import observe
from chalicelib.content.post import Copy, Post, State, approved
from chalicelib.content.store import Posts
from chalicelib.errors import StaleTicket
from chalicelib.province.content import Daily
from chalicelib.province.province import Account, Province
from chalicelib.publish.published import MOST, Publication, Published, Wanted
from chalicelib.ticket.ticket import CLOCK
from chalicelib.vietnamese import excerpt

BACK = timedelta(days=60)  # what was opened longer ago and published yesterday is passed over
LISTED = 20
WORDS = 160


@dataclass(frozen=True)
class Dailies:
    posts: Posts
    published: Callable[[], Published]
    address: Callable[[str, str], str]  # slug, code: where all may read a petition
    _seen: dict[str, date] = field(default_factory=dict)  # provinces this process has nothing to make for on that day

    def make(self, province: Province, now: datetime) -> int:
        """Make what the day still lacks; returns how many posts."""
        daily, local = province.content.daily, now.astimezone(province.calendar.zone)
        if daily is None or local.time() < daily.at or self._seen.get(province.slug) == local.date():
            return 0
        yesterday, made = local.date() - timedelta(days=1), 0
        accounts = [province.account(*one) for one in daily.accounts]
        missing = [one for one in accounts if self.posts.find(province.slug, name(local.date(), one)) is None]
        found = self._published(province, yesterday) if missing else []
        for account in missing if found else ():
            made += self._kept(province, daily, account, found, now)
        self._seen[province.slug] = local.date()
        return made

    def _published(self, province: Province, day: date) -> list[Publication]:
        zone, wanted = province.calendar.zone, datetime.combine(day, datetime.min.time(), province.calendar.zone)
        found: list[Publication] = []
        cursor: str | None = None
        while True:
            page = self.published().page(province.slug, Wanted(since=wanted - BACK), MOST, cursor)
            found += [one for one in page.publications if one.published_at.astimezone(zone).date() == day]
            cursor = page.cursor
            if cursor is None:
                return sorted(found, key=lambda one: (one.published_at, one.code))

    def _kept(self, province: Province, daily: Daily, account: Account, found: list[Publication], now: datetime) -> int:
        local = now.astimezone(province.calendar.zone).date()
        post = Post(
            tenant=province.slug, id=name(local, account), unit=account.unit, author=CLOCK, editor=CLOCK,
            title=f"Phản ánh, kiến nghị được công bố ngày {local - timedelta(days=1):%d/%m/%Y}",
            text=self._text(province, found), created_at=now, daily=True,
            copies=(Copy(channel=account.channel, account=account.id),),
        )  # fmt: skip
        if daily.approved:
            post = approved(replace(post, state=State.SUBMITTED), f"{CLOCK}: {daily.article}".removesuffix(": "), now)
        try:
            self.posts.save(post)
        except StaleTicket:
            return 0  # another run made it
        observe.note("daily post made", tenant=province.slug, post=post.id, listed=len(found))
        return 1

    def _text(self, province: Province, found: list[Publication]) -> str:
        lines = [self._line(province, one) for one in found[:LISTED]]
        if more := len(found) - LISTED:
            lines += [f"… và {more} phản ánh, kiến nghị khác."] if more > 0 else []
        return "\n\n".join(lines)

    def _line(self, province: Province, one: Publication) -> str:
        category = province.category(one.category)
        named = f"[{category.name}] " if category else ""
        unit = province.units[one.unit].name if one.unit in province.units else ""
        said = f"• {named}{excerpt(one.text, WORDS)}"
        return "\n".join(filter(None, (said, unit and f"Đơn vị xử lý: {unit}", self.address(province.slug, one.code))))


def name(day: date, account: Account) -> str:
    """The id of a daily post: the same whoever makes it, and whenever."""
    return f"{day:%Y%m%d}T000000-daily-{account.channel}-{account.id}"
