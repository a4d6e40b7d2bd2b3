"""The table role × action × scope: deny by default, and nothing beside it."""

from itertools import product

import pytest

from chalicelib import schema
from chalicelib.access.action import Action
from chalicelib.access.table import GRANTABLE, TABLE, Scope, admit
from chalicelib.errors import Forbidden
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import MAY, Act, Role
from infra import access
from tests.builders import SLUG

PETITIONS = {
    Action.READ_WORKLIST, Action.READ_TICKET, Action.READ_ATTACHMENT, Action.ACT_ON_TICKET, Action.UNVEIL_SENDER,
}  # fmt: skip


def actor(role: Role, *scopes: str) -> Actor:
    return Actor(id="a", role=role, tenant=SLUG, scopes=frozenset(scopes))


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_only_what_stands_in_the_table_is_admitted(role: Role, action: Action) -> None:
    """The complement too: a role without an entry is forbidden, whoever it is."""
    scope = TABLE[role].get(action)
    if scope is not None:
        assert admit(actor(role, action), action) is scope
        return
    with pytest.raises(Forbidden) as refusal:
        admit(actor(role, action), action)
    assert refusal.value.facts == {"action": action}


@pytest.mark.parametrize("action", list(Action))
def test_somebody_may_do_it(action: Action) -> None:
    assert [role for role in Role if action in TABLE[role]]


@pytest.mark.parametrize(("given", "wanted"), list(product(GRANTABLE, GRANTABLE)))
def test_a_key_does_what_it_was_given_and_nothing_else(given: Action, wanted: Action) -> None:
    key = actor(Role.INTEGRATOR, given)
    if given is wanted:
        assert admit(key, wanted) is Scope.PROVINCE
    else:
        with pytest.raises(Forbidden):
            admit(key, wanted)


@pytest.mark.parametrize("action", sorted(set(Action) - set(GRANTABLE)))
def test_what_no_key_may_be_given_is_of_no_use_to_one_that_claims_it(action: Action) -> None:
    with pytest.raises(Forbidden):
        admit(actor(Role.INTEGRATOR, action), action)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INTEGRATOR}))
def test_scopes_of_a_key_are_of_no_use_to_a_person(role: Role) -> None:
    everything = actor(role, *Action)
    admitted = {action for action in Action if _admits(everything, action)}
    assert admitted == set(TABLE[role])


def test_the_clock_does_not_come_over_http() -> None:
    assert not TABLE[Role.SYSTEM]


@pytest.mark.parametrize("role", [
    Role.PROVINCE_ADMIN, Role.PLATFORM_OPERATOR, Role.CONTENT_OWNER, Role.ANALYST, Role.INTEGRATOR,
])  # fmt: skip
def test_who_keeps_the_house_reads_no_petitions(role: Role) -> None:
    assert not PETITIONS & TABLE[role].keys()


def test_only_platform_operators_reach_every_province() -> None:
    everywhere = {role for role in Role if Scope.EVERY_PROVINCE in TABLE[role].values()}
    assert everywhere == {Role.PLATFORM_OPERATOR}


def test_an_observer_looks_at_what_businesses_sent_and_may_only_ask_for_a_re_check() -> None:
    """Which act, the workflow's own table says: of all there are, CONTEST."""
    assert {act for act, roles in MAY.items() if Role.OBSERVER in roles} == {Act.CONTEST}
    looks = {action for action, scope in TABLE[Role.OBSERVER].items() if scope is not Scope.PUBLIC}
    assert looks == {Action.READ_WORKLIST, Action.READ_TICKET, Action.ACT_ON_TICKET}
    assert {TABLE[Role.OBSERVER][action] for action in looks} == {Scope.BUSINESS}


def test_the_form_of_a_key_offers_what_a_key_may_be_given() -> None:
    offered = schema.document("access/key")["properties"]["scopes"]["items"]["enum"]
    assert offered == [str(action) for action in GRANTABLE]


def test_the_page_of_the_docs_is_up_to_date() -> None:
    assert access.PAGE.read_text("utf-8") == access.page(), "run python -m infra.access"


def test_the_page_names_every_door_that_asks_who_comes() -> None:
    doors = list(access.doors())
    source = "".join(path.read_text("utf-8") for path in (access.ROOT / "chalicelib/doors").glob("*.py"))
    assert len(doors) == source.count("@answers_to(Action.") >= 20
    assert {action for *_, action in doors} <= set(Action)


def _admits(who: Actor, action: Action) -> bool:
    try:
        admit(who, action)
    except Forbidden:
        return False
    return True
