"""What staff see of the accounts: page managers their own, the province all; the stopped ones first."""

from datetime import timedelta

import pytest

from chalicelib.account.accounts import Accounts
from chalicelib.errors import Forbidden, NotFound
from chalicelib.ticket.workflow import Role
from tests.account.office import Office
from tests.builders import SLUG, officer


def accounts(office: Office) -> Accounts:
    return Accounts(office.provinces, office.standings, office.clock)


def test_an_account_in_one_row(office: Office) -> None:
    office.refreshed()
    office.clock.pass_by(hours=1, minutes=30)
    rows = accounts(office).overview(SLUG, officer(Role.COORDINATOR, "so-khcn"))
    assert rows[2] == {
        "channel": "zalo", "id": "3001", "name": "Sông Mẫu", "unit": "so-khcn", "state": "ok", "why": "", "since": None,
        "until": None, "token_hours_left": 23, "grant_days_left": 89, "heard_at": None, "subscribed": None, "news": {},
    }  # fmt: skip


def test_the_stopped_come_first_then_the_held(office: Office) -> None:
    now = office.clock()
    office.standings.stop(SLUG, "zalo", "3001", "-321", now)
    office.standings.hold(SLUG, "facebook", "2002", now + timedelta(minutes=10))
    rows = accounts(office).overview(SLUG, officer(Role.LEADERSHIP, "ubnd-tinh"))
    assert [(row["id"], row["state"], row["why"]) for row in rows] == [
        ("3001", "stopped", "-321"), ("2002", "held", ""), ("2001", "ok", ""),
    ]  # fmt: skip
    assert rows[0]["since"] == now.isoformat()
    assert rows[1]["until"] == (now + timedelta(minutes=10)).isoformat()


@pytest.mark.parametrize(("role", "unit", "seen"), [
    (Role.PAGE_MANAGER, "p90001", ["2002"]),
    (Role.PAGE_MANAGER, "so-khcn", ["2001", "3001"]),
    (Role.PAGE_MANAGER, "ubnd-tinh", ["2001", "2002", "3001"]),
    (Role.PAGE_MANAGER, "so-tai-chinh", []),
    (Role.COORDINATOR, "so-khcn", ["2001", "2002", "3001"]),
    (Role.LEADERSHIP, "ubnd-tinh", ["2001", "2002", "3001"]),
    (Role.PROVINCE_ADMIN, "so-khcn", ["2001", "2002", "3001"]),
    (Role.PLATFORM_OPERATOR, "", ["2001", "2002", "3001"]),
])  # fmt: skip
def test_who_sees_which_accounts(office: Office, role: Role, unit: str, seen: list[str]) -> None:
    rows = accounts(office).overview(SLUG, officer(role, unit))
    assert sorted(str(row["id"]) for row in rows) == seen


@pytest.mark.parametrize("role", sorted(set(Role) - {
    Role.PAGE_MANAGER, Role.COORDINATOR, Role.LEADERSHIP, Role.PROVINCE_ADMIN, Role.PLATFORM_OPERATOR,
}))  # fmt: skip
def test_nobody_else_sees_them(office: Office, role: Role) -> None:
    with pytest.raises(Forbidden):
        accounts(office).overview(SLUG, officer(role, "so-khcn"))


def test_nobody_of_another_province_sees_them(office: Office) -> None:
    with pytest.raises(NotFound):
        accounts(office).overview(SLUG, officer(Role.PROVINCE_ADMIN, "so-khcn", tenant="tinh-khac"))


@pytest.mark.parametrize("role", [Role.PAGE_MANAGER, Role.COORDINATOR, Role.PROVINCE_ADMIN])
def test_whoever_looks_after_an_account_lets_it_go_on(office: Office, role: Role) -> None:
    office.standings.stop(SLUG, "zalo", "3001", "-321", office.clock())
    row = accounts(office).resume(SLUG, "zalo", "3001", officer(role, "so-khcn"))
    assert (row["id"], row["state"], row["why"]) == ("3001", "ok", "")
    assert office.standing().stopped == ""


@pytest.mark.parametrize(("role", "unit", "error"), [
    (Role.PAGE_MANAGER, "p90001", NotFound),
    (Role.LEADERSHIP, "ubnd-tinh", Forbidden),
    (Role.PLATFORM_OPERATOR, "", Forbidden),
    (Role.HANDLER, "so-khcn", Forbidden),
])  # fmt: skip
def test_nobody_else_does(office: Office, role: Role, unit: str, error: type[Exception]) -> None:
    office.standings.stop(SLUG, "zalo", "3001", "-321", office.clock())
    with pytest.raises(error):
        accounts(office).resume(SLUG, "zalo", "3001", officer(role, unit))
    assert office.standing().stopped == "-321"
