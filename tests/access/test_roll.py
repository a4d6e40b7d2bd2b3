"""The roll: a token lives on for an hour, somebody who was taken off the list does not."""

from dataclasses import replace

import pytest

from chalicelib.access.entrance import Entrance
from chalicelib.access.roll import Roll
from chalicelib.errors import NotFound, Unauthorised
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import EVERY_TENANT, Actor
from chalicelib.ticket.workflow import Role
from tests.access.ring import Ring
from tests.builders import SLUG, World, officer

GONE = "the token names nobody on the province's list of staff"


class Lists:
    """The province of the tests, of whose list names are struck."""

    def __init__(self, *struck: str) -> None:
        self.province = World().province
        self.struck = struck

    def __call__(self, slug: str) -> Province:
        if slug != SLUG:
            raise NotFound("no such province", province=slug)
        return replace(self.province, staff=tuple(s for s in self.province.staff if s.id not in self.struck))


def member(role: str = "handler") -> Actor:
    one = next(s for s in World().province.staff if s.role == role)
    return officer(Role(one.role), one.unit, staff=one.id)


def test_whoever_is_on_the_list_comes_in_and_whoever_is_struck_does_not() -> None:
    who = member()
    Roll(Lists()).call(who)
    with pytest.raises(Unauthorised, match=GONE):
        Roll(Lists(who.id)).call(who)


def test_a_name_of_one_province_opens_no_other_and_none_that_there_is_not() -> None:
    with pytest.raises(Unauthorised, match=GONE):
        Roll(Lists()).call(replace(member(), tenant="tinh-khac"))


@pytest.mark.parametrize("tenant", [SLUG, EVERY_TENANT])
def test_the_platforms_operators_are_on_no_list(tenant: str) -> None:
    Roll(Lists()).call(Actor(id="op", role=Role.PLATFORM_OPERATOR, tenant=tenant))
    assert "op" not in {one.id for one in World().province.staff}


def test_the_way_in_calls_the_roll_for_tokens_and_knows_keys_by_their_own_list() -> None:
    who, ring = member(), Ring()
    _, secret = ring.made()
    entrance = Entrance(ring.keys.actor, lambda _: who, Roll(Lists(who.id)).call)
    assert entrance.actor(f"Bearer {secret}").role is Role.INTEGRATOR
    with pytest.raises(Unauthorised, match=GONE):
        entrance.actor("Bearer token")
