"""Pages and OAs as staff meet them: how each stands, and the word that lets one send again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib import observe
from chalicelib.account.overview import rows, visible
from chalicelib.account.standing import Standings
from chalicelib.errors import Forbidden, NotFound
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role


@dataclass(frozen=True)
class Accounts:
    provinces: Registry
    standings: Standings
    now: Callable[[], datetime]

    def overview(self, slug: str, actor: Actor) -> list[dict[str, object]]:
        """How the accounts stand that `actor` may see, the stopped ones first.

        raises  NotFound, Forbidden
        """
        accounts = visible(self.provinces.get(slug), actor)
        return rows(accounts, self.standings.many(slug, ((a.channel, a.id) for a in accounts)), self.now())

    def resume(self, slug: str, channel: str, account: str, actor: Actor) -> dict[str, object]:
        """What an account was stopped or held for is mended: it may send again. Returns how it stands now.

        raises  Forbidden for leadership and the platform's operators, who look on; NotFound for an account that
                `actor` may not see
        """
        seen = visible(self.provinces.get(slug), actor)
        if actor.role in (Role.LEADERSHIP, Role.PLATFORM_OPERATOR):
            raise Forbidden("the unit that keeps the account, the coordinating agency or an administrator does this")
        mine = [one for one in seen if (one.channel, one.id) == (channel, account)]
        if not mine:
            raise NotFound("no such account in this province", channel=channel, account=account)
        why = self.standings.of(slug, channel, account).stopped
        self.standings.resume(slug, channel, account)
        observe.note("account resumed", tenant=slug, channel=channel, account=account, by=actor.id, why=why)
        standing = self.standings.of(slug, channel, account)
        return rows(mine, {(channel, account): standing}, self.now())[0]
