"""Who comes to a league table, and to which: checked once, for the rooms of those who run it and of those it judges."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.access.action import Action
from chalicelib.access.table import Scope, admit
from chalicelib.errors import Forbidden, NotFound, StaleTicket
from chalicelib.league.round import Comment, Round, State
from chalicelib.league.store import Leagues
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Actor

_UNSEEN = (State.COMPUTING, State.DRAFT)  # by units: figures that may still be a mistake of ours


@dataclass(frozen=True)
class Entering:
    leagues: Leagues
    provinces: Registry

    def province(self, slug: str, actor: Actor, action: Action) -> Province:
        """raises  NotFound for another tenant: a token of A learns nothing about B; Forbidden"""
        if actor.tenant != slug:
            raise NotFound("no such province", province=slug)
        admit(actor, action)
        return self.provinces.get(slug)

    def found(self, slug: str, round_id: str, actor: Actor) -> Round:
        """raises  NotFound, for units until the contest begins too"""
        round_ = self.leagues.find(slug, round_id)
        if round_ is None or not shown_to(actor, round_):
            raise NotFound("no such league table", league=round_id)
        return round_

    def seen(self, slug: str, round_id: str, actor: Actor, version: int | None) -> Round:
        """raises  NotFound; StaleTicket when it is no longer the version that was seen"""
        round_ = self.found(slug, round_id, actor)
        if version is not None and version != round_.version:
            raise StaleTicket("somebody else changed this league table", version=round_.version)
        return round_

    def saved(self, round_: Round, comment: Comment | None = None, **changes: Any) -> Round:
        """The next version of `round_`, with these fields.

        raises  StaleTicket when somebody else was first
        """
        then = replace(round_, version=round_.version + 1, **changes)
        if not self.leagues.save(then, comment):
            raise StaleTicket("somebody else changed this league table", league=round_.id)
        return then


def of_unit(actor: Actor) -> bool:
    """True for somebody who reads the figures of the own unit only."""
    return admit(actor, Action.READ_LEAGUE) is Scope.UNITS


def shown_to(actor: Actor, round_: Round) -> bool:
    return not of_unit(actor) or round_.state not in _UNSEEN


def own(province: Province, actor: Actor, unit: str) -> bool:
    """True when the figures of `unit` are those of the actor's own part of the tree, or the actor reads all.

    For a unit that was closed since they were computed its successor speaks.
    """
    whose = (unit, province.live(unit))
    return not of_unit(actor) or any(province.within(each, actor.unit) for each in whose)


def must_be_own(province: Province, actor: Actor, round_: Round, unit: str) -> None:
    """raises  NotFound for a unit that is not in the table; Forbidden for another one's"""
    if unit not in round_.groups:
        raise NotFound("no such unit in this league table", unit=unit)
    if not own(province, actor, unit):
        raise Forbidden("these are not the figures of your unit", unit=unit)


def only_own(province: Province, actor: Actor, table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with the means of the groups, and of units those the actor may read before it is published."""
    groups = [
        group | {"units": [one for one in group["units"] if own(province, actor, one["unit"])]}
        for group in table["groups"]
    ]
    return {**table, "groups": groups}
