"""The table held to the rooms themselves: every role, from every place of the tree, at a petition that lies in one."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from chalicelib.access.action import Action
from chalicelib.access.keys import Keys
from chalicelib.access.table import TABLE, Scope, admit
from chalicelib.account.accounts import Accounts
from chalicelib.desk.exports import Exports, Period
from chalicelib.errors import Forbidden, NotFound, PetitionError
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.admin.hall import Hall
from tests.builders import SLUG, document, officer, photo
from tests.fakes_access import ShelfKeys
from tests.fakes_desk import ShelfPiles

# Where somebody sits → how that unit stands to phong-ha-tang, which holds the petition.
PLACES = {
    "phong-ha-tang": "own",
    "so-xay-dung": "above",
    "ubnd-tinh": "top",
    "so-tai-chinh": "sibling",
    "p90001": "sibling",
}
FOREIGN = "tinh-khac"
ROLES = [role for role in Role if role not in (Role.CITIZEN, Role.SYSTEM)]

Door = Callable[[Hall, str, Actor], Any]
DOORS: dict[Action, Door] = {
    Action.READ_WORKLIST: lambda w, code, who: w.lies("phong-ha-tang", who),
    Action.READ_TICKET: lambda w, code, who: w.desk.read(SLUG, code, who),
    Action.READ_ATTACHMENT: lambda w, code, who: w.desk.attachment(SLUG, code, 1, 0, who),
    Action.ACT_ON_TICKET: lambda w, code, who: w.desk.do(SLUG, code, "note", {"text": "đã gọi điện"}, who),
    Action.UNVEIL_SENDER: lambda w, code, who: w.desk.unveil(SLUG, code, {"reason": "gọi lại cho người gửi"}, who),
    Action.READ_NOTICES: lambda w, code, who: w.desk.failed(SLUG, who, 10, None),
    Action.READ_LETTERS: lambda w, code, who: w.desk.admit(SLUG, who),
    Action.EXPORT_PERSON: lambda w, code, who: w.rights.export(SLUG, code, who, "văn bản số 12/ĐN-UBND"),
    Action.ERASE_PERSON: lambda w, code, who: w.rights.erase(SLUG, code, who, "văn bản số 12/ĐN-UBND"),
    Action.EXPORT_TICKETS: lambda w, code, who: Exports(ShelfPiles(w.shelf), w.provinces, w.clock).page(
        SLUG, Period(since=w.clock() - timedelta(days=1), until=w.clock() + timedelta(days=1)), who, 10, None
    ),
    Action.READ_ACCOUNTS: lambda w, code, who: Accounts(w.provinces, w.standings, w.clock).overview(SLUG, who),
    Action.TEND_ACCOUNTS: lambda w, code, who: Accounts(w.provinces, w.standings, w.clock).resume(
        SLUG, "facebook", "2001", who
    ),
    Action.READ_CONFIG: lambda w, code, who: w.admin.overview(SLUG, who),
    Action.TRY_CONFIG: lambda w, code, who: w.trials.check(SLUG, document(), who, 10),
    Action.CHANGE_CONFIG: lambda w, code, who: w.admin.keep(SLUG, document(), who),
    Action.MANAGE_KEYS: lambda w, code, who: Keys(ShelfKeys(), lambda size: "0" * 64, w.clock).create(
        SLUG, {"name": "k", "scopes": ["read_staff"]}, who, "w"
    ),
}
# Of the readers of identities the document decides; the table and the workflow say who may be one.
READERS = {"head", "coordinator"}
IDENTITIES = {Action.UNVEIL_SENDER, Action.EXPORT_PERSON}


@pytest.fixture(scope="module")
def before() -> Callable[[], tuple[Hall, str]]:
    """A world with one petition at phong-ha-tang, which came over a page of the province, with a photo."""

    def made() -> tuple[Hall, str]:
        world = Hall()
        ticket = world.opened("Mặt đường có ổ gà rất sâu", attachments=(photo(),))
        world.media.run()
        assert ticket.unit == "phong-ha-tang"
        return world, ticket.code

    return made


def reaches(scope: Scope | None, place: str) -> bool:
    """What the table's entry means for a petition of a person, at phong-ha-tang, over the province's own page."""
    if scope in (Scope.PROVINCE, Scope.EVERY_PROVINCE):
        return True
    if scope is Scope.UNITS:
        return PLACES[place] in ("own", "above", "top")
    # The page is bound to so-khcn, which stands below the top only. A business did not send it.
    return scope is Scope.PAGES and PLACES[place] == "top"


@pytest.mark.parametrize(("action", "role", "place"), list(product(DOORS, ROLES, PLACES)))
def test_the_rooms_let_in_whom_the_table_lets_in(
    action: Action, role: Role, place: str, before: Callable[[], tuple[Hall, str]]
) -> None:
    world, code = before()
    wanted = reaches(TABLE[role].get(action), place) and (action not in IDENTITIES or role in READERS)
    assert _passes(action, world, code, officer(role, place)) is wanted


@pytest.mark.parametrize(("action", "role"), list(product(DOORS, ROLES)))
def test_for_those_of_another_province_there_is_nothing(
    action: Action, role: Role, before: Callable[[], tuple[Hall, str]]
) -> None:
    """Whatever their table says: NotFound, which does not tell that the province or the petition exists."""
    world, code = before()
    with pytest.raises((NotFound, Forbidden)) as refusal:
        _call(action, world, code, officer(role, "phong-ha-tang", tenant=FOREIGN))
    assert code not in str(refusal.value)
    if action in TABLE[role]:
        assert refusal.type is NotFound


@pytest.mark.parametrize(("action", "role"), [
    (action, role) for action, role in product(DOORS, ROLES)
    if action not in TABLE[role] and action not in (Action.READ_LETTERS, Action.ERASE_PERSON)
])  # fmt: skip
def test_the_rooms_say_no_themselves(action: Action, role: Role, before: Callable[[], tuple[Hall, str]]) -> None:
    """Two locks: were the table wrong, the desk would still refuse."""
    world, code = before()
    with pytest.raises(PetitionError):
        DOORS[action](world, code, officer(role, "ubnd-tinh"))


def _call(action: Action, world: Hall, code: str, who: Actor) -> Any:
    """As a door does: the table first, then the room."""
    admit(who, action)
    return DOORS[action](world, code, who)


def _passes(action: Action, world: Hall, code: str, who: Actor) -> bool:
    try:
        found = _call(action, world, code, who)
    except (Forbidden, NotFound):
        return False
    if action is Action.READ_WORKLIST:
        return code in {card.code for card in found}
    if action is Action.EXPORT_TICKETS:
        return code in {row.ticket.code for row in found.rows}
    if action is Action.READ_ACCOUNTS:
        return "2001" in {row["id"] for row in found}
    return True
