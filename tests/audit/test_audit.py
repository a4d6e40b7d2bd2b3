"""Who did what that must be answered for is written down, and read page by page by those who may."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chalicelib.access.action import Action
from chalicelib.access.table import TABLE
from chalicelib.audit.audit import (
    AUDITED,
    LONGEST_REASON,
    READ_AT_MOST,
    Audit,
    Wanted,
    about,
    is_audited,
    reason,
)
from chalicelib.errors import BadInput, NotFound
from chalicelib.ticket.workflow import Role
from chalicelib.views_desk import audit as shown
from tests.builders import COORDINATOR, HANDLER, SLUG, at, officer
from tests.fakes import Clock
from tests.fakes_audit import ShelfRecords

ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")
WHOLE = Wanted(since=at("2026-01-01 00:00"), until=at("2027-01-01 00:00"))


@dataclass
class Office:
    clock: Clock = field(default_factory=Clock)
    records: ShelfRecords = field(default_factory=ShelfRecords)

    def __post_init__(self) -> None:
        ids = (f"{number:04d}" for number in range(10_000))
        self.audit = Audit(self.records, lambda: next(ids), self.clock)

    def pages(self, wanted: Wanted, limit: int) -> Iterator[list[str]]:
        cursor: str | None = None
        while True:
            page = self.audit.page(SLUG, wanted, ADMIN, limit, cursor)
            yield [entry.id for entry in page.entries]
            if (cursor := page.cursor) is None:
                return


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_entry_says_who_did_what_to_which_thing_and_why(office: Office) -> None:
    office.audit.note(COORDINATOR, SLUG, "unveil_sender", {"code": "SM-1"}, "  Gọi lại để hỏi rõ " + "x" * 900)
    (entry,) = shown(office.audit.page(SLUG, WHOLE, ADMIN, 10, None))["entries"]
    assert len(entry.pop("why")) == LONGEST_REASON
    assert entry == {
        "id": "0000", "at": "2026-11-18T02:00:00+00:00", "by": "coordinator@so-khcn", "role": "coordinator",
        "unit": "so-khcn", "action": "unveil_sender", "about": {"code": "SM-1"},
    }  # fmt: skip


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_together_are_the_whole_trail_over_months_and_the_turn_of_the_year(office: Office, limit: int) -> None:
    for _ in range(12):
        office.audit.note(HANDLER, SLUG, "export_person", {})
        office.clock.pass_by(days=11)
    wanted = Wanted(since=at("2026-11-01 00:00"), until=at("2027-04-01 00:00"))
    pages = list(office.pages(wanted, limit))
    assert [one for page in pages for one in page] == [f"{number:04d}" for number in range(11, -1, -1)]
    assert all(len(page) == limit for page in pages[:-1])


def test_a_cursor_survives_what_is_written_between_two_pages(office: Office) -> None:
    for _ in range(4):
        office.audit.note(HANDLER, SLUG, "export_person", {})
        office.clock.pass_by(minutes=1)
    first = office.audit.page(SLUG, WHOLE, ADMIN, 2, None)
    office.audit.note(HANDLER, SLUG, "export_person", {})
    rest = office.audit.page(SLUG, WHOLE, ADMIN, 9, first.cursor)
    assert [entry.id for entry in (*first.entries, *rest.entries)] == ["0003", "0002", "0001", "0000"]


def test_what_one_person_did_and_what_was_done_of_one_kind(office: Office) -> None:
    office.audit.note(HANDLER, SLUG, "unveil_sender", {"code": "SM-1"})
    office.audit.note(COORDINATOR, SLUG, "unveil_sender", {"code": "SM-2"})
    office.audit.note(COORDINATOR, SLUG, "write_staff", {})
    by = Wanted(since=WHOLE.since, until=WHOLE.until, by=COORDINATOR.id)
    both = Wanted(since=WHOLE.since, until=WHOLE.until, by=COORDINATOR.id, action="unveil_sender")
    assert list(office.pages(by, 9)) == [["0002", "0001"]]
    assert list(office.pages(both, 9)) == [["0001"]]


def test_a_filter_that_finds_little_reads_so_much_and_says_where_it_goes_on(office: Office) -> None:
    office.audit.note(COORDINATOR, SLUG, "write_staff", {})
    office.clock.pass_by(minutes=1)
    for _ in range(READ_AT_MOST):
        office.audit.note(HANDLER, SLUG, "unveil_sender", {})
    wanted = Wanted(since=at("2026-11-01 00:00"), until=at("2026-12-01 00:00"), action="write_staff")
    assert list(office.pages(wanted, 9)) == [[], ["0000"]]
    assert office.records.queries <= 4


def test_another_province_has_no_trail_and_no_place_in_it(office: Office) -> None:
    office.audit.note(HANDLER, SLUG, "unveil_sender", {})
    stranger = officer(Role.PROVINCE_ADMIN, "so-khcn", tenant="tinh-khac")
    with pytest.raises(NotFound):
        office.audit.page(SLUG, WHOLE, stranger, 9, None)
    cursor = office.audit.page(SLUG, WHOLE, ADMIN, 1, None).cursor
    with pytest.raises(BadInput):
        office.audit.page("tinh-khac", WHOLE, stranger, 1, cursor)
    assert office.audit.page("tinh-khac", WHOLE, stranger, 1, None).entries == ()


def test_a_period_is_a_year_at_most(office: Office) -> None:
    with pytest.raises(BadInput):
        office.audit.page(SLUG, Wanted(since=WHOLE.since, until=WHOLE.until + timedelta(days=9)), ADMIN, 9, None)


def test_looks_at_people_exports_and_changes_of_the_house_are_audited_and_mere_reading_is_not() -> None:
    assert {action for action in Action if is_audited(action, "POST")} == AUDITED
    assert {action for action in Action if is_audited(action, "GET")} == {
        Action.EXPORT_TICKETS,
        Action.EXPORT_SURVEYS,
    }
    assert {Action.CHANGE_CONFIG, Action.MANAGE_KEYS, Action.MANAGE_HOOKS, Action.WRITE_STAFF} <= AUDITED


@pytest.mark.parametrize(
    ("body", "note", "why"),
    [
        ('{"reason": "Theo công văn 12", "key": "k"}', "", "Theo công văn 12"),
        ('{"slug": "song-mau"}', "Đổi hạn", "Đổi hạn"),
        ('{"reason": 7}', "", ""),
        ('{"reason": "\\ud800 nh\\u1ea7m"}', "", "\ufffd nhầm"),  # what no row could hold
        ("[1]", "", ""),
        ("", "", ""),
        ("a,b;c", "Nhập danh bạ", "Nhập danh bạ"),
        ("[" * 100_000, "", ""),
    ],
)
def test_the_reason_stands_in_the_body_or_in_the_note(body: str, note: str, why: str) -> None:
    assert reason(body.encode(), note) == why


def test_what_it_was_about_are_the_ids_of_the_call_and_what_it_made() -> None:
    assert about({"province": SLUG, "code": "SM-1"}, "") == {"code": "SM-1"}
    assert about({"province": SLUG}, "/v1/song-mau/keys/9") == {"made": "/v1/song-mau/keys/9"}


def test_the_trail_is_read_by_leadership_and_the_provinces_admin() -> None:
    readers = {role for role, row in TABLE.items() if Action.READ_AUDIT in row}
    assert readers == {Role.LEADERSHIP, Role.PROVINCE_ADMIN}
