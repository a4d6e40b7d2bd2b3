"""A person's rights over what we know of them: everything in one document, or nothing left.

Identity goes at once, and so do the conversation and what was still to be said in it. The words of a petition that
has ended go with it. Those of a petition still being worked on stay until it has ended: the authority owes an answer,
and the public archive its grounds; nobody can be reached about it any more, so the answer is read with code and PIN
on the tracking page, and then those words go too. The alias stays on the petition, and leads nowhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe
from chalicelib.dossier.followers import Followers
from chalicelib.errors import Forbidden, NotFound, PetitionError, Unprocessable
from chalicelib.identity.vault import Look, Vault
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.rights.dossier import dossier, petition
from chalicelib.rights.eraser import Bucket, Eraser
from chalicelib.rights.erasures import Erasure, Erasures, Opinions
from chalicelib.rights.trail import Trail, has_ended, people_of, places, threads, waits
from chalicelib.ticket.code import read_code
from chalicelib.ticket.conflict import excluded
from chalicelib.ticket.store import Outbox, Tickets
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Role

MAY = frozenset({Role.COORDINATOR, Role.PROVINCE_ADMIN})
SHORTEST_REASON = 10  # characters: «văn bản số 12/ĐN»
AT_ONCE = 5  # petitions, while somebody waits; the rest is for the schedule
AGAIN = timedelta(days=1)  # petitions still open are looked at once a day
CITIZEN = "citizen"
_ALIAS = re.compile(r"[a-z2-7]{16}")


@dataclass(frozen=True)
class Rights:
    tickets: Tickets
    outbox: Outbox
    vault: Vault
    erasures: Erasures
    bucket: Bucket
    provinces: Registry
    now: Callable[[], datetime]
    followers: Followers
    opinions: Opinions
    at_once: int = AT_ONCE  # petitions emptied while somebody waits; 0: all is left to the schedule, which may erase

    def export(self, slug: str, who: str, actor: Actor, why: str) -> dict[str, Any]:
        """Everything of one person as one document; that it was made, and why, is written down first.

        who     an alias, or the code of a petition of theirs
        raises  Forbidden, Unprocessable (no reason), NotFound
        """
        province = self.provinces.get(slug)
        alias, code = self._whom(slug, who, actor)
        found = self.trail.petitions(province, alias, code)
        self._permitted(province, actor, why, found)
        if actor.role not in province.messaging.readers:
            raise Forbidden("the province names who may see who a sender is", readers=list(province.messaging.readers))
        now = self.now()
        self.vault.note(Look(tenant=slug, alias=alias, at=now, by=actor.id, act="export", why=why.strip(), code=code))
        person = self.vault.recall(slug, alias)
        parts = [
            petition(ticket, self.tickets.timeline(slug, ticket.code), self.outbox.of_ticket(slug, ticket.code), alias)
            for ticket in found
        ]
        channel, account = (person.channel, person.account) if person else ("", "")
        talks = places(province, channel, account, alias)
        followed = [follower for place in talks for follower in self.followers.of(place)]
        told = [notice for place in talks for notice in self.outbox.beside(place)]
        samples = self.opinions.samples(province, alias)
        return dossier(alias, person, parts, self.vault.looks(slug, alias), now, followed, told, samples)

    def erase(self, slug: str, who: str, actor: Actor, why: str) -> Erasure | None:
        """Forget a person who asked for it in writing; returns what is still to be done, if anything.

        raises  as `export`
        """
        province = self.provinces.get(slug)
        alias, code = self._whom(slug, who, actor)
        self._permitted(province, actor, why, self.trail.petitions(province, alias, code))
        return self._begin(province, alias, actor.id, why.strip(), code)

    def forget(self, province: Province, alias: str) -> None:
        """The person withdrew their consent on the platform itself."""
        self._begin(province, alias, CITIZEN, "withdrawn on the platform", "")

    def spare(self, province: Province, alias: str) -> None:
        """They came back of their own accord before they were forgotten: that wish is the newer one."""
        pending = self.erasures.of(province.slug, alias)
        if pending and pending.by == CITIZEN and not pending.forgotten:
            self.erasures.done(pending)

    def go_on(self, erasure: Erasure, most: int | None = None) -> Erasure | None:
        """Do what can be done of `erasure` now, in at most that many petitions; returns what is left, if anything.

        raises  StaleTicket, TryAgain: the next run goes on where this one stopped
        """
        erasure = self._forgotten(erasure)
        todo = erasure.codes[:most]
        rest = erasure.codes[len(todo) :]
        waiting = tuple(code for code in todo if not self._petition(erasure, code))
        if not (rest or waiting):
            self.erasures.done(erasure)
            observe.count("PeopleErased", tenant=erasure.tenant)
            return None
        left = replace(erasure, codes=(*rest, *waiting), at=self.now() + (timedelta() if rest else AGAIN))
        self.erasures.moved(left)
        return left

    @property
    def trail(self) -> Trail:
        return Trail(self.tickets, self.vault, self.erasures)

    @property
    def eraser(self) -> Eraser:
        return Eraser(self.tickets, self.outbox, self.erasures, self.bucket, self.now)

    def _begin(self, province: Province, alias: str, by: str, why: str, code: str) -> Erasure | None:
        """All aliases that are proved to be one person's; first it is written down, so that no crash loses it."""
        left = None
        now, slug = self.now(), province.slug
        for each in self.trail.aliases(province, alias, code):
            person = self.vault.recall(slug, each)
            codes = tuple(ticket.code for ticket in self.trail.petitions(province, each, code))
            channel, account = (person.channel, person.account) if person else ("", "")
            erasure = Erasure(
                tenant=slug, alias=each, channel=channel, account=account, codes=codes, by=by, since=now, at=now
            )
            self.erasures.owe(erasure)
            self.vault.note(Look(tenant=slug, alias=each, at=now, by=by, act="erase", why=why, code=code))
            left = (self._at_once(erasure) if self.at_once else erasure) or left
        return left

    def _at_once(self, erasure: Erasure) -> Erasure | None:
        try:
            return self.go_on(erasure, self.at_once)
        except PetitionError as error:
            observe.note("erasure goes on later", tenant=erasure.tenant, why=error.code)
            return erasure

    def _forgotten(self, erasure: Erasure) -> Erasure:
        """Identity and conversations go once an erasure: who comes back is not forgotten again with every run."""
        if erasure.forgotten:
            return erasure
        province = self.provinces.get(erasure.tenant)
        self.opinions.forget(province, erasure.alias)
        self.vault.erase(erasure.tenant, erasure.alias)
        for thread, account in threads(province, erasure.channel, erasure.account):
            self.erasures.forget_thread(erasure.tenant, thread, account, erasure.alias)
        for place in places(province, erasure.channel, erasure.account, erasure.alias):
            for follower in self.followers.of(place):  # last: whoever the vault still knew may have begun meanwhile
                self.followers.remove(follower)
        forgotten = replace(erasure, forgotten=True)
        self.erasures.moved(forgotten)
        return forgotten

    def _petition(self, erasure: Erasure, code: str) -> bool:
        """True when nothing of the person is left in it that could go."""
        ticket = self.tickets.find(erasure.tenant, code)
        if ticket and erasure.alias in ticket.members:
            self.eraser.silence(ticket, {erasure.alias})  # no words are theirs; it goes on for the others
        if ticket is None or erasure.alias not in (ticket.origin.alias, ticket.chat):
            return True
        cause = "person" if erasure.by == CITIZEN else "request"
        if has_ended(self.tickets, ticket) and not waits(ticket, self.outbox):
            self.eraser.empty(ticket, people_of(ticket, erasure.alias), cause)
            return True
        self.eraser.silence(ticket, {erasure.alias})
        self.eraser.mark(ticket, cause)
        return False

    def _whom(self, slug: str, who: str, actor: Actor) -> tuple[str, str]:
        """(alias, code); the code is empty when an alias was given.

        raises  NotFound; to another province's officer always: what exists there is not theirs to learn
        """
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        code = read_code(who)
        ticket = self.tickets.find(slug, code) if code else None
        if ticket:
            return ticket.origin.alias, ticket.code
        if not _ALIAS.fullmatch(who):  # one alias in seventy could be a code as well
            raise NotFound("neither a code nor an alias")
        return who, ""

    def _permitted(self, province: Province, actor: Actor, why: str, found: list[Ticket]) -> None:
        if actor.role not in MAY:
            raise Forbidden("this is for the coordinating agency", roles=sorted(MAY))
        if len(why.strip()) < SHORTEST_REASON:
            faults = [{"pointer": "/reason", "message": "say which request this follows"}]
            raise Unprocessable("a reason is needed", faults=faults)
        if any(excluded(province, ticket, actor) for ticket in found):
            raise Forbidden("a petition of this person is about you or your unit")
