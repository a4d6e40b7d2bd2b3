"""Tells those who follow a dossier that it has changed, a few at a time; what a crash cuts off is gone on with.

What is owed lies on the dossier itself, written with its change. Each step here owes some followers their notices and
writes down how far it has come, in one transaction: nobody is left out, and nobody told twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.dossier.cabinet import Cabinet
from chalicelib.dossier.dossier import Dossier, Status
from chalicelib.dossier.followers import FOLLOWED_AFTER, Follower, Followers
from chalicelib.dossier.telling import news
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.owed import Notice

AT_ONCE = 19  # followers a transaction: of each five rows at most, and a transaction holds a hundred
BUDGET = timedelta(seconds=15)  # of the function's 55: then the courier has its turn
RACES = 3


@dataclass(frozen=True)
class Newsroom:
    cabinet: Cabinet
    followers: Followers
    provinces: Registry
    nudge: Callable[[Iterable[tuple[str, str]]], None]
    now: Callable[[], datetime]

    def run(self) -> int:
        """Owe what is due until the budget is spent; returns how many notices were owed. The next run goes on."""
        begun, owed = self.now(), 0
        for province in in_turn(self.provinces.all(), begun):
            for code in list(self.followers.owing(province.slug, begun)):
                if self.now() - begun > BUDGET:
                    observe.count("DossierNewsCutShort")
                    return owed
                owed += self._told_of(province, code)
        return owed

    def _told_of(self, province: Province, code: str) -> int:
        """One dossier; that it could not be told keeps no other from being told."""
        try:
            return self.tell(province, code)
        except Exception:
            observe.alarm("news of a dossier could not be told", tenant=province.slug)
            return 0

    def tell(self, province: Province, code: str) -> int:
        """Owe all followers of one dossier what it owes them, if that is due; returns how many notices."""
        owed = lost = 0
        while lost < RACES:
            dossier = self.cabinet.find(province.slug, code)
            if dossier is None or dossier.owes is None or dossier.owes.at > self.now():
                break
            step = self._step(province, dossier)
            lost, owed = (lost + 1, owed) if step is None else (0, owed + step)
        return owed

    def _step(self, province: Province, dossier: Dossier) -> int | None:
        """The next few followers; None when somebody else was faster."""
        owes = dossier.owes
        assert owes is not None
        found = self.followers.after(dossier.tenant, dossier.code, owes.after, AT_ONCE)
        left = replace(owes, after=found[-1].alias) if len(found) == AT_ONCE else None
        listening = [follower for follower in found if follower.listens(self.now())]
        notices: list[Notice] = [n for follower in listening for n in news(province, dossier, owes, follower)]
        changed = [after for follower in listening if (after := self._after(dossier, follower)) != follower]
        if not self.followers.told(dossier, left, notices, changed):
            self._let_go(changed)
            return None
        observe.count("DossierNewsOwed", len(notices), tenant=dossier.tenant)
        self.nudge((notice.parent, notice.id) for notice in notices)
        return len(notices)

    def _let_go(self, followers: Iterable[Follower]) -> None:
        """Of whom their conversation knows nothing any more: nobody is there to be told, and the others wait."""
        for follower in followers:
            if all(each.code != follower.code for each in self.followers.of(follower.place)):
                self.followers.remove(follower)
                observe.note("half of a follower was let go", tenant=follower.tenant)

    def _after(self, dossier: Dossier, follower: Follower) -> Follower:
        """A follower once they were told: until when they are, and whether they were asked for stars."""
        now = self.now()
        ends_at = (follower.ends_at or now + FOLLOWED_AFTER) if dossier.ended else None
        asked = dossier.facts.status is Status.RETURNED and follower.asked_at is None
        return replace(follower, ends_at=ends_at, asked_at=now if asked else follower.asked_at)
