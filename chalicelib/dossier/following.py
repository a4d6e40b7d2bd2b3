"""People follow a dossier, from a chat or with a telephone number or address; they stop it, and rate the service."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from chalicelib import observe, schema
from chalicelib.dossier.dossier import Dossier, Status
from chalicelib.dossier.dossiers import Dossiers
from chalicelib.dossier.followers import MOST, Follower, Followers, Rating
from chalicelib.dossier.link import own_token, read_own_token
from chalicelib.dossier.lookup import Asker, until_midnight
from chalicelib.dossier.order import code_given
from chalicelib.dossier.telling import welcome
from chalicelib.errors import Conflict, NotFound, TooOften, Unavailable, Unprocessable
from chalicelib.identity.contact import email_of, phone_of
from chalicelib.identity.vault import Person, Vault, alias_of
from chalicelib.province.catalogue import unit_named
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Channel, Lane

ACCOUNT = "http"
RACES = 3
NEW_A_DAY = 5  # contacts for one dossier, and dossiers for one contact: each is written to, and may be a stranger's
A_MONTH = timedelta(days=31)


class Forgetting(Protocol):
    """`rights.Rights`: what is known of people goes, if not in this call then by its schedule."""

    def forget(self, province: Province, alias: str) -> None: ...

    def spare(self, province: Province, alias: str) -> None:
        """Whoever comes back before they were forgotten is not forgotten any more."""


class Followed(NamedTuple):
    dossier: Dossier
    follower: Follower


@dataclass(frozen=True)
class Following:
    dossiers: Dossiers
    followers: Followers
    vault: Vault
    forgetting: Forgetting
    nudge: Callable[[Iterable[tuple[str, str]]], None]

    def by_contact(self, slug: str, code: str, body: Any, asker: Asker) -> tuple[Followed, str]:
        """Follow with a telephone number or an address; returns what is followed, and the token of its link.

        raises  as the look-up; Unprocessable, also without consent; Conflict when the dossier has ended; TooOften
        """
        province = self.dossiers.provinces.get(slug)
        schema.check("dossier/subscription", body)
        asked = {"code": code_given(code), "factor": body["factor"], "tail": body["tail"]}
        dossier = self.dossiers.look_up(slug, asked, asker)
        contact, secret = _contact(body), self.dossiers.secret()
        alias = alias_of(secret, slug, Channel.API, ACCOUNT, f"dossier#{'#'.join(contact.values())}")
        already = self.followers.find(slug, code, alias)
        if already is None or not already.listens(self.dossiers.now()):
            self._seldom(dossier, alias)
        self._known(province, alias, contact)
        locale = body.get("locale", "vi")
        follower = Follower(
            tenant=slug, code=code, channel=Channel.API, account=ACCOUNT, alias=alias, lane=Lane.API,
            since=self.dossiers.now(), locale="" if locale == "vi" else locale,
        )  # fmt: skip
        return self._kept(dossier, follower, province, welcomed=True), own_token(secret, slug, code, alias)

    def by_chat(self, dossier: Dossier, follower: Follower) -> Followed:
        """Follow from a conversation in which the digits were shown to be known; what is said is the chat's to say.

        raises  Conflict when the dossier has ended, or MOST are followed there
        """
        return self._kept(dossier, follower, self.dossiers.provinces.get(dossier.tenant), welcomed=False)

    def of(self, place: str) -> list[Followed]:
        """What is followed from a conversation, as it stands now."""
        now, cabinet = self.dossiers.now(), self.dossiers.cabinet
        mine = [each for each in self.followers.of(place) if each.listens(now)]
        return [Followed(found, each) for each in mine if (found := cabinet.find(each.tenant, each.code))]

    def stop(self, follower: Follower) -> None:
        """Nothing more is told. A contact that was left for this goes with the last dossier it follows."""
        now, mine = self.dossiers.now(), self.followers.of(follower.place)
        others = any(each.code != follower.code and each.listens(now) for each in mine)
        if follower.lane is Lane.API and not others:  # first: whoever no longer follows has no link to stop it again
            self.forgetting.forget(self.dossiers.provinces.get(follower.tenant), follower.alias)
        self.followers.remove(follower)
        observe.count("DossiersNoLongerFollowed", tenant=follower.tenant)

    def by_link(self, slug: str, token: str) -> Followed:
        """raises  NotFound for a link that is none of ours, or whose follower has stopped"""
        self.dossiers.provinces.get(slug)
        code, alias = read_own_token(self.dossiers.secret(), slug, token)
        follower = self.followers.find(slug, code, alias)
        dossier = self.dossiers.cabinet.find(slug, code)
        if follower is None or dossier is None or not follower.listens(self.dossiers.now()):
            raise NotFound("no such link")
        return Followed(dossier, follower)

    def rate(self, followed: Followed, stars: int) -> Follower:
        """Stars for the service, once, when the result was handed over.

        raises  Unprocessable; Conflict before that, or when it was rated already
        """
        dossier, follower = followed
        if not 1 <= stars <= 5:
            raise Unprocessable("stars go from 1 to 5", faults=[{"pointer": "/stars", "message": "1 to 5"}])
        if dossier.facts.status is not Status.RETURNED:
            raise Conflict("a service is rated once its result was handed over")
        province, agency = self.dossiers.provinces.get(dossier.tenant), dossier.facts.agency
        rating = Rating(
            tenant=dossier.tenant, code=dossier.code, at=self.dossiers.now(), stars=stars, agency=agency,
            unit=unit_named(province, agency, dossier.procedure), procedure=dossier.procedure,
        )  # fmt: skip
        if follower.stars or not self.followers.rate(follower, rating):
            raise Conflict("this service was rated already")
        observe.count("ServicesRated", tenant=dossier.tenant)
        return replace(follower, stars=stars)

    def _kept(self, dossier: Dossier, follower: Follower, province: Province, *, welcomed: bool) -> Followed:
        """raises  Unavailable when others write the dossier at this moment"""
        now, mine = self.dossiers.now(), self.followers.of(follower.place)
        for already in mine:
            if already.code == dossier.code and already.listens(now):
                return Followed(dossier, already)
        if sum(each.listens(now) for each in mine) >= MOST:
            raise Conflict(f"at most {MOST} dossiers are followed at a time")
        for _ in range(RACES):
            if dossier.ended:
                raise Conflict("the dossier has ended")
            notices: list[Notice] = [welcome(province, dossier, follower, now)] if welcomed else []
            if self.followers.add(dossier, follower, notices):
                self.nudge((notice.parent, notice.id) for notice in notices)
                observe.count("DossiersFollowed", tenant=dossier.tenant)
                return Followed(dossier, follower)
            dossier = self.dossiers.cabinet.find(dossier.tenant, dossier.code) or dossier
        raise Unavailable("others write this dossier at this moment; try again")

    def _seldom(self, dossier: Dossier, alias: str) -> None:
        """raises  Conflict when the dossier has ended; TooOften when others were told today that they follow it"""
        now = self.dossiers.now()
        if dossier.ended:
            raise Conflict("the dossier has ended")
        whose = (f"@new:{dossier.code}", f"@new:{alias}")  # no mark of an asker has a colon
        calendar = self.dossiers.provinces.get(dossier.tenant).calendar
        told = [self.dossiers.cabinet.tried(dossier.tenant, each, calendar.local_day(now), 1) for each in whose]
        if max(told) > NEW_A_DAY:
            raise TooOften("too many new followers today", retry_after=until_midnight(now, calendar))

    def _known(self, province: Province, alias: str, contact: Mapping[str, str]) -> None:
        """The vault learns where to send it, and that its owner agreed."""
        now = self.dossiers.now()
        self.forgetting.spare(province, alias)
        person = Person(
            tenant=province.slug, alias=alias, channel=Channel.API, account=ACCOUNT, platform_id="dossier",
            phone=contact.get("phone", ""), email=contact.get("email", ""),
            consent=province.messaging.consent.version, consented_at=now,
        )  # fmt: skip
        months = province.messaging.retention.identity_months
        self.vault.remember(person, keep_until=now + A_MONTH * months)


def _contact(body: Mapping[str, Any]) -> dict[str, str]:
    """What is given of the two, in the form the vault keeps.

    raises  Unprocessable
    """
    found = {"phone": phone_of(body.get("phone", "")), "email": email_of(body.get("email", ""))}
    for name in ("phone", "email"):
        if name in body and not found[name]:
            raise Unprocessable("no such contact", faults=[{"pointer": f"/{name}", "message": "cannot be reached"}])
    return {name: value for name, value in found.items() if value}
