"""Tends every page and OA: tokens before they die, subscriptions that were lost, silence, grants about to end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.account import gauges, news, rotation
from chalicelib.account.due import Duty, in_order
from chalicelib.account.facebook_admin import WANTED, FacebookAdmin
from chalicelib.account.gauges import Kept
from chalicelib.account.safe import Safe
from chalicelib.account.standing import BY_TOKEN, POLICY, UNGRANTED, Standings, noted
from chalicelib.account.tokens import Tokens
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import NotFound, Stopped, TryAgain
from chalicelib.province.province import Account, Province
from chalicelib.province.registry import Registry

BUDGET = timedelta(seconds=45)  # nothing new is begun after it; one account may take 26 seconds more
SILENCE = timedelta(hours=4)  # of working time
TOKEN_DEAD = 190  # Facebook's number for a page token that a person must replace

Told = Callable[[Province, Account, str], None]


@dataclass(frozen=True)
class Watch:
    provinces: Registry
    standings: Standings
    tokens: Tokens
    pages: FacebookAdmin
    safe: Safe
    told: Told  # people of the account's unit hear that it was stopped, and why
    now: Callable[[], datetime]
    silence: timedelta = SILENCE

    def run(self) -> int:
        """Tend whatever is due until the budget is spent; the next run goes on. Returns how many were tended."""
        begun = self.now()
        kept = list(self._kept())
        gauges.measured(self.standings, kept, self.silence, begun)
        homes = {(k.province.slug, k.account.channel, k.account.id): k for k in kept}
        due, tended = in_order((k.standing for k in kept), begun), 0
        for standing, duty in due:
            if self.now() - begun >= BUDGET:
                break
            self._tend(homes[standing.tenant, standing.channel, standing.account], duty)
            tended += 1
        observe.count("AccountsPutOff", len(due) - tended)
        self._drop_previous_secrets(kept)
        return tended

    def news(self, province: Province, heard: Inbound) -> None:
        """The platform says something of the account itself: blocked, quota, a template."""
        slug, channel, account = province.slug, heard.channel, heard.account
        said = news.of(self.standings.of(slug, channel, account), heard)
        if said is None:
            return
        if heard.payload == news.POLICY:  # first: what is noted is passed over when it comes again
            self._policy(province, heard)
        noted(self.standings, slug, channel, account, news=said)
        observe.count("AccountNews", tenant=slug)
        observe.alarm("news of an account", tenant=slug, channel=channel, account=account, kind=heard.payload)

    def _policy(self, province: Province, heard: Inbound) -> None:
        slug, channel, account = province.slug, heard.channel, heard.account
        if heard.text == news.BLOCK:
            self._stop(province, province.account(channel, account), POLICY)
        elif heard.text == news.UNBLOCK and self.standings.of(slug, channel, account).stopped == POLICY:
            self.standings.resume(slug, channel, account)

    def alive(self, province: Province, heard: Inbound) -> None:
        """A webhook of the account came. Never stands in the way of what it carries."""
        try:
            self.standings.heard(province.slug, heard.channel, heard.account, self.now())
        except Exception:
            observe.alarm("a sign of life could not be noted", tenant=province.slug, account=heard.account)

    def _kept(self) -> Iterator[Kept]:
        for province in self.provinces.all():
            accounts = ((account.channel, account.id) for account in province.accounts)
            found = self.standings.many(province.slug, accounts)
            for account in province.accounts:
                yield Kept(province=province, account=account, standing=found[account.channel, account.id])

    def _tend(self, kept: Kept, duty: Duty) -> None:
        """One account; whatever happens to it, the others are tended too, and it goes to the end of the line."""
        slug, account = kept.province.slug, kept.account
        facts = {"tenant": slug, "channel": account.channel, "account": account.id}
        subscribed: bool | None = None
        try:
            if duty is Duty.CHECK:
                subscribed = self._checked(kept)
            elif why := self.tokens.renew(slug, account):
                self._tell(kept.province, account, why)
        except TryAgain as error:
            observe.count("AccountsNotReached", tenant=slug)
            observe.note("account not reached", **facts, why=error.code)
        except Exception:
            observe.alarm("account could not be tended", **facts)
        try:
            noted(self.standings, slug, account.channel, account.id, checked_at=self.now(), subscribed=subscribed)
        except Exception:
            observe.alarm("account could not be noted as tended", **facts)

    def _checked(self, kept: Kept) -> bool | None:
        """Whether Facebook sends us what happens on the page, mended if it did not; None: it would not say."""
        slug, account = kept.province.slug, kept.account
        try:
            fields = self.pages.subscribed(account.id)
            if missing := WANTED - fields:
                self.pages.subscribe(account.id, WANTED | fields)
                observe.count("SubscriptionsRepaired", tenant=slug)
                observe.alarm(
                    "a page's subscription was mended", tenant=slug, account=account.id, missing=sorted(missing)
                )
        except NotFound:
            self._stop(kept.province, account, UNGRANTED)
            return None
        except Stopped as error:
            if error.facts.get("code") != TOKEN_DEAD:  # it may send all the same
                observe.alarm(
                    "a page's subscription cannot be looked at", tenant=slug, account=account.id, **error.facts
                )
                return False
            self._stop(kept.province, account, _number(error))
            return None
        if kept.standing.stopped in BY_TOKEN:
            self.standings.resume(slug, account.channel, account.id)
        return True

    def _stop(self, province: Province, account: Account, why: str) -> None:
        if self.standings.stop(province.slug, account.channel, account.id, why, self.now()):
            observe.alarm("account stopped", tenant=province.slug, channel=account.channel, account=account.id, why=why)
            self._tell(province, account, why)

    def _tell(self, province: Province, account: Account, why: str) -> None:
        observe.count("AccountsStopped", tenant=province.slug)
        try:
            self.told(province, account, why)
        except Exception:
            observe.alarm("people could not be told of a stopped account", tenant=province.slug, account=account.id)

    def _drop_previous_secrets(self, kept: list[Kept]) -> None:
        """An app's previous signing secret is taken for a week, then no longer."""
        for channel, app in sorted({(k.account.channel, k.account.app) for k in kept}):
            name = f"{channel}/app/{app}"
            try:
                if rest := rotation.settled(channel, self.safe.get(name), self.now()):
                    self.safe.put(name, rest)
                    observe.note("previous secret dropped", channel=channel, app=app)
            except Exception:
                observe.alarm("an app's secret could not be looked at", channel=channel, app=app)


def _number(error: Stopped) -> str:
    """The platform's number, with the finer one behind it."""
    numbers = (error.facts.get("code"), error.facts.get("subcode"))
    return "/".join(str(number) for number in numbers if number is not None) or error.code
