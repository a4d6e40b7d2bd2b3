"""The staff of a province changes: who may, what is checked, how it is seen first and taken back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.directory import views
from chalicelib.directory.difference import Difference, difference
from chalicelib.directory.directory import Directory
from chalicelib.errors import BadInput, Conflict, Forbidden, NotFound, StaleTicket, Unprocessable
from chalicelib.schema import document as schema_document
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.admin.hall import ADMIN, Hall
from tests.builders import COORDINATOR, LEADER, SLUG, officer
from tests.described import faults_of

KEY = Actor(id="key:hr", role=Role.INTEGRATOR, tenant=SLUG, scopes=frozenset({"read_staff", "write_staff"}))
NEW: dict[str, Any] = {
    "name": "Công chức mới", "role": "handler", "unit": "p90002", "email": "moi@songmau.example", "phone": None,
}  # fmt: skip


class Personnel(Hall):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.directory = Directory(self.admin, self.provinces, self.clock)

    @property
    def people(self) -> dict[str, dict[str, Any]]:
        return {person["id"]: person for person in self.document()["staff"]}

    def ids(self, limit: int = 100, unit: str = "", cursor: str | None = None) -> tuple[list[str], str | None]:
        listed = self.directory.page(SLUG, unit, COORDINATOR, limit, cursor)
        return [person["id"] for person in listed.staff], listed.cursor


@pytest.fixture
def hall() -> Personnel:
    return Personnel()


def test_somebody_is_added_as_a_version_that_can_be_undone(hall: Personnel) -> None:
    made = hall.directory.put(SLUG, "ds-moi", NEW, ADMIN)
    assert views.change(made) == {
        "seen": 1, "version": 2, "added": ["ds-moi"], "changed": [], "removed": [], "warnings": [],
    }  # fmt: skip
    assert hall.province.staff_member("ds-moi") is not None, "told about petitions from now on"
    newest = hall.admin.overview(SLUG, ADMIN).versions[0]
    assert (newest.number, newest.author, newest.note) == (2, ADMIN.id, "staff: ds-moi")
    hall.admin.undo(SLUG, ADMIN)
    assert hall.province.staff_member("ds-moi") is None


def test_everything_known_of_somebody_is_replaced_and_the_same_again_is_no_version(hall: Personnel) -> None:
    made = hall.directory.put(SLUG, "ht-cv", NEW, ADMIN)
    assert made.difference == Difference(changed={"ht-cv": ("email", "name", "unit")})
    assert hall.people["ht-cv"] == {"id": "ht-cv", **NEW}
    again = hall.directory.put(SLUG, "ht-cv", NEW | {"delegate": False}, ADMIN)
    assert (again.version, again.seen, again.difference) == (None, 2, Difference())
    assert hall.active == 2


@pytest.mark.parametrize(
    ("staff_id", "given", "pointers"),
    [
        ("ds-moi", {"unit": "nowhere"}, ["/unit"]),
        ("ds-moi", {"role": "king", "phone": "0912"}, ["/phone", "/role"]),
        ("Không hợp lệ", {}, ["/id"]),
    ],
)
def test_every_fault_points_into_the_body_that_was_sent(
    hall: Personnel, staff_id: str, given: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(Unprocessable) as refusal:
        hall.directory.put(SLUG, staff_id, NEW | given, ADMIN)
    assert sorted(fault["pointer"] for fault in refusal.value.facts["faults"]) == pointers
    assert hall.active == 1
    assert len(hall.admin.overview(SLUG, ADMIN).versions) == 1


def test_somebody_is_removed_and_who_is_not_there_cannot_be(hall: Personnel) -> None:
    assert hall.directory.remove(SLUG, "ht-cv", ADMIN).difference.removed == ("ht-cv",)
    assert "ht-cv" not in hall.people
    with pytest.raises(NotFound):
        hall.directory.remove(SLUG, "ht-cv", ADMIN)


def test_a_change_that_leaves_a_unit_alone_says_so(hall: Personnel) -> None:
    """Nobody in the town hall of Đồng Sim any more: allowed, and told to whoever did it."""
    said = hall.directory.remove(SLUG, "ds-cv", ADMIN).warnings
    assert any("Đồng Sim" in warning["message"] for warning in said)


def test_a_handler_signs_for_the_head_and_nobody_else_can_be_made_to(hall: Personnel) -> None:
    hall.directory.delegate(SLUG, "ht-cv", {"delegate": True}, ADMIN)
    member = hall.province.staff_member("ht-cv")
    assert member is not None
    assert member.delegate
    assert hall.directory.delegate(SLUG, "ht-cv", {"delegate": True}, ADMIN).version is None
    hall.directory.delegate(SLUG, "ht-cv", {"delegate": False}, ADMIN)
    assert hall.people["ht-cv"]["delegate"] is False
    for staff_id, body, error in (
        ("xd-gd", {"delegate": True}, Unprocessable), ("ht-cv", {"delegate": "yes"}, Unprocessable), ("x", {"delegate": True}, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            hall.directory.delegate(SLUG, staff_id, body, ADMIN)


def test_a_whole_list_is_tried_first_and_then_put(hall: Personnel) -> None:
    people = [person for name, person in hall.people.items() if name != "tc-cv"]
    people[2] = people[2] | {"phone": "84900000009"}
    body = {"staff": [*people, {"id": "tc-moi", **NEW, "unit": "so-tai-chinh"}]}
    tried = hall.directory.sync(SLUG, body, ADMIN)
    assert tried.version is None
    assert tried.difference == Difference(("tc-moi",), {"ht-cv": ("phone",)}, ("tc-cv",))
    assert hall.active == 1
    done = hall.directory.sync(SLUG, body, ADMIN, seen=tried.seen, dry=False)
    assert (done.version, done.difference) == (2, tried.difference)
    assert list(hall.people.values()) == body["staff"]
    again = hall.directory.sync(SLUG, {"staff": body["staff"][::-1]}, ADMIN, dry=False)
    assert again.version is None, "another order is no change"


def test_a_dry_run_finds_every_fault(hall: Personnel) -> None:
    people = list(hall.people.values())
    with pytest.raises(Unprocessable) as refusal:
        hall.directory.sync(SLUG, {"staff": [*people, people[0], {"id": "a", **NEW, "unit": "nowhere"}]}, ADMIN)
    assert {fault["pointer"] for fault in refusal.value.facts["faults"]} == {"/staff/10/id", "/staff/11/unit"}
    wrong: tuple[dict[str, Any], ...] = ({"staff": []}, {}, {"staff": [NEW]})
    for body in wrong:
        with pytest.raises(Unprocessable):
            hall.directory.sync(SLUG, body, ADMIN)


def test_a_key_with_the_scope_keeps_the_staff_but_never_administrators(hall: Personnel) -> None:
    """A key that could make an administrator would be one."""
    made = hall.directory.put(SLUG, "ds-moi", NEW, KEY)
    assert made.version == 2
    assert hall.admin.overview(SLUG, ADMIN).versions[0].author == "key:hr"
    for call in (
        lambda: hall.directory.put(SLUG, "ds-moi", NEW | {"role": "province_admin"}, KEY),
        lambda: hall.directory.put(SLUG, "qt", NEW, KEY),
        lambda: hall.directory.remove(SLUG, "qt", KEY),
        lambda: hall.directory.sync(SLUG, {"staff": [hall.people["qt"] | {"name": "Khác"}]}, KEY),
    ):
        with pytest.raises(Forbidden):
            call()
    others = [person for name, person in hall.people.items() if name != "qt"]
    assert hall.directory.sync(SLUG, {"staff": others}, KEY, dry=False).version is None
    assert "qt" in hall.people, "who the list of another system leaves out stays"


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_and_who_may_change(hall: Personnel, role: Role) -> None:
    actor = replace(officer(role, "so-khcn"), scopes=KEY.scopes)
    changes: tuple[Any, ...] = (
        lambda: hall.directory.put(SLUG, "ht-cv", NEW, actor),
        lambda: hall.directory.remove(SLUG, "ds-cv", actor),
        lambda: hall.directory.delegate(SLUG, "bd-cv", {"delegate": True}, actor),
        lambda: hall.directory.sync(SLUG, {"staff": list(hall.people.values())}, actor),
    )
    for call in changes:
        if role in {Role.PROVINCE_ADMIN, Role.INTEGRATOR}:
            call()
        else:
            with pytest.raises(Forbidden):
                call()
    if role in {Role.PROVINCE_ADMIN, Role.COORDINATOR, Role.LEADERSHIP, Role.INTEGRATOR}:
        assert hall.directory.page(SLUG, "", actor, 1, None).staff
    else:
        with pytest.raises(Forbidden):
            hall.directory.page(SLUG, "", actor, 1, None)


def test_a_key_without_the_scope_and_another_province_s_people_get_nothing(hall: Personnel) -> None:
    with pytest.raises(Forbidden):
        hall.directory.put(SLUG, "ds-moi", NEW, replace(KEY, scopes=frozenset({"read_staff"})))
    for actor in (replace(ADMIN, tenant="tinh-khac"), replace(KEY, tenant="tinh-khac")):
        with pytest.raises(NotFound):
            hall.directory.put(SLUG, "ds-moi", NEW, actor)
        with pytest.raises(NotFound):
            hall.directory.page(SLUG, "", actor, 10, None)
        with pytest.raises(NotFound):
            hall.directory.sync(SLUG, {"staff": []}, actor)
    assert hall.active == 1


def test_somebody_is_read_where_the_call_that_added_them_says(hall: Personnel) -> None:
    hall.directory.put(SLUG, "ds-moi", NEW, ADMIN)
    found, version = hall.directory.one(SLUG, "ds-moi", COORDINATOR)
    assert (views.person(found), version) == (NEW | {"id": "ds-moi", "delegate": False}, 2)
    assert faults_of("StaffMember", views.person(found)) == []
    with pytest.raises(NotFound):
        hall.directory.one(SLUG, "nobody", COORDINATOR)
    with pytest.raises(NotFound):
        hall.directory.one(SLUG, "ds-moi", replace(ADMIN, tenant="tinh-khac"))
    with pytest.raises(Forbidden):
        hall.directory.one(SLUG, "ds-moi", replace(KEY, scopes=frozenset({"write_dossiers"})))


def test_the_list_goes_on_where_it_stopped_though_people_come_and_go(hall: Personnel) -> None:
    everybody = sorted(hall.people)
    first, cursor = hall.ids(4)
    hall.directory.remove(SLUG, first[-1], ADMIN)
    hall.directory.put(SLUG, "a-truoc", NEW, ADMIN)
    second, cursor = hall.ids(4, cursor=cursor)
    third, end = hall.ids(4, cursor=cursor)
    assert [*first, *second, *third] == everybody
    assert end is None
    assert hall.ids(2, unit="p90001") == (["bd-ct", "bd-cv"], None)


def test_a_cursor_of_another_list_is_none(hall: Personnel) -> None:
    _, cursor = hall.ids(2)
    for unit, wrong in (("p90001", cursor), ("", "x"), ("", "!!")):
        with pytest.raises(BadInput):
            hall.ids(2, unit, wrong)


def test_whoever_looked_at_an_older_version_is_told(hall: Personnel) -> None:
    hall.directory.put(SLUG, "ds-moi", NEW, ADMIN, seen=1)
    with pytest.raises(StaleTicket):
        hall.directory.put(SLUG, "ds-moi-2", NEW, ADMIN, seen=1)
    assert hall.directory.page(SLUG, "", LEADER, 1, None).version == 2


def test_while_a_version_waits_for_its_day_the_staff_stays(hall: Personnel) -> None:
    """That version would undo the change: better said now than found out then; and no version is left lying about."""
    number = hall.admin.keep(SLUG, hall.document() | {"name": "Tên mới"}, ADMIN)
    hall.admin.activate(SLUG, number, 1, ADMIN, date(2026, 12, 1))
    for dry in (True, False):
        with pytest.raises(Conflict):
            hall.directory.sync(SLUG, {"staff": list(hall.people.values())[:-2]}, KEY, dry=dry)
    assert len(hall.admin.overview(SLUG, ADMIN).versions) == 2


def test_the_schemas_of_the_door_are_those_of_the_province() -> None:
    province = schema_document("province/province")["$defs"]
    one, many = schema_document("directory/person"), schema_document("directory/sync")
    assert many["properties"]["staff"]["items"]["properties"] == province["staff"]["properties"]
    assert one["properties"] | {"id": province["staff"]["properties"]["id"]} == province["staff"]["properties"]
    for door in (one, many):
        assert {name: province[name] for name in door["$defs"]} == door["$defs"]


def test_what_is_shown_of_somebody(hall: Personnel) -> None:
    shown = views.page(hall.directory.page(SLUG, "p90002", COORDINATOR, 10, None))
    assert shown == {"next": None, "staff": [{
        "id": "ds-cv", "name": "Công chức Đồng Sim", "role": "handler", "unit": "p90002",
        "email": "ds@songmau.example", "phone": None, "delegate": False,
    }]}  # fmt: skip


def test_two_lists_are_compared_by_id() -> None:
    old = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    assert difference(old, old[::-1]).touched == ()
    assert difference(old, [{"id": "b", "name": "C"}, {"id": "c", "name": "A"}]) == Difference(
        ("c",), {"b": ("name",)}, ("a",)
    )
