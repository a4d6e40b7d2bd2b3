"""What counts for a unit, told by petitions that live through the desk: only time that was in its power."""

from chalicelib.league.case import Case
from chalicelib.province.league import Measure
from chalicelib.ticket.workflow import Role
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, officer
from tests.league.hall import BUILDING, FINANCE, FINANCE_HANDLER, Hall
from tests.report.town import CHIEF


def on_time(case: Case) -> tuple[int, int]:
    return case.marks[Measure.ON_TIME]


def test_an_answer_counts_for_the_department_of_the_division_that_gave_it() -> None:
    hall = Hall()
    code = hall.says()
    hall.clock.pass_by(minutes=30)  # what the regulation allows for taking it on is free
    hall.acts(code, "accept", HANDLER)
    hall.clock.pass_by(hours=2)
    hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
    ((whose, case),) = hall.cases().items()
    assert whose == (code, BUILDING)
    assert (case.worked, case.group) == (120, "departments")
    assert case.limit > 8 * 60
    assert {str(name): mark for name, mark in case.marks.items()} == {
        "on_time": (1, 1), "accepted_on_time": (1, 1), "same_day": (1, 1), "not_reopened": (1, 1), "not_contested": (1, 1),
    }  # fmt: skip


def test_what_another_unit_held_before_does_not_hurt_the_second() -> None:
    """Nine days elsewhere, the promise long past: the second unit answers within a day, and is on time."""
    hall = Hall()
    code = hall.says()
    hall.acts(code, "accept", HANDLER)
    for _ in range(30):
        hall.tomorrow()
    hall.acts(code, "transfer", HEAD, unit=FINANCE, reason="Thuộc Sở Tài chính")
    hall.acts(code, "accept", FINANCE_HANDLER)
    hall.tomorrow()
    hall.acts(code, "answer", FINANCE_HANDLER, text="Đã giải quyết.")
    assert hall.clock() > hall.tickets.get(SLUG, code).promised_at, "for the citizen it is late"
    case = hall.cases()[code, FINANCE]
    assert on_time(case) == (1, 1)
    assert case.worked <= 9 * 60
    assert Measure.ON_TIME not in hall.cases()[code, BUILDING].marks, "who did not answer is not judged by the answer"


def test_nobody_is_judged_by_a_regulation_that_came_later() -> None:
    hall = Hall()
    code = hall.says()
    hall.acts(code, "accept", HANDLER)
    hall.tomorrow(hour=16)
    hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
    before = hall.cases()[code, BUILDING]
    document = hall.document()
    regulation = document["regulation"]
    limits = [
        one | ({"allow": {"working_hours": 1}} if one["stage"] == "answer" else {}) for one in regulation["limits"]
    ]
    document["regulation"] = regulation | {"version": "2027-01", "limits": limits}
    hall.provinces.put(document, "test")
    after = hall.cases()[code, BUILDING]
    assert on_time(before) == on_time(after) == (1, 1)
    assert (after.worked, after.limit > 4 * 8 * 60) == (before.worked, True), "as it was promised: five working days"


def test_who_lets_it_lie_is_late_whether_they_accept_it_or_not() -> None:
    for accepts in (True, False):
        hall = Hall()
        code = hall.says()
        if accepts:
            hall.acts(code, "accept", HANDLER)
        for _ in range(45):
            hall.tomorrow()
        hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
        case = hall.cases()[code, BUILDING]
        assert on_time(case) == (0, 1), accepts
        assert case.worked > case.limit
        assert case.marks[Measure.ACCEPTED_ON_TIME] == (int(accepts), 1)
        assert case.marks[Measure.SAME_DAY] == (0, 1)


def test_waiting_for_the_citizen_is_nobodys_time() -> None:
    hall = Hall()
    code = hall.says()
    hall.acts(code, "accept", HANDLER)
    hall.acts(code, "ask", HANDLER, text="Ổ gà ở đoạn nào?")
    for _ in range(40):
        hall.tomorrow()
    hall.hears("Trước cổng chợ.")
    hall.stream()
    hall.clock.pass_by(hours=1)
    hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
    case = hall.cases()[code, BUILDING]
    assert (case.worked, on_time(case)) == (60, (1, 1))


def test_passing_it_around_within_a_department_gains_no_time() -> None:
    hall = Hall()
    code = hall.says()
    hall.acts(code, "accept", HANDLER)
    hall.clock.pass_by(hours=1)
    hall.acts(code, "transfer", HEAD, unit=BUILDING, reason="Cấp sở xử lý")
    hall.clock.pass_by(hours=2)  # lies with the department until it is taken on there
    sibling = officer(Role.HANDLER, BUILDING)
    hall.acts(code, "accept", sibling)
    hall.clock.pass_by(hours=1)
    hall.acts(code, "answer", sibling, text="Đã vá xong.")
    ((_, case),) = hall.cases().items()
    assert case.worked == 150, "09:00 to 11:30, when the office closes for lunch"


def test_a_rating_a_reopening_and_an_upheld_recheck_count_for_the_unit_that_answered() -> None:
    hall = Hall()
    code = hall.says()
    hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
    hall.tracking.rate(SLUG, code, "123456", 4, "")
    hall.stream()
    assert hall.cases()[code, BUILDING].marks[Measure.SATISFACTION] == (3, 4)
    hall.acts(code, "reopen", COORDINATOR, reason="Chưa xong")
    assert hall.cases()[code, BUILDING].marks[Measure.NOT_REOPENED] == (0, 1)
    hall.acts(code, "answer", HANDLER, text="Nay đã xong.")
    assert hall.cases()[code, BUILDING].marks[Measure.NOT_REOPENED] == (0, 1), "once reopened it stays so"
    assert hall.cases()[code, BUILDING].marks[Measure.ON_TIME] == (2, 2)
    assert hall.cases()[code, BUILDING].marks[Measure.NOT_CONTESTED] == (1, 1)


def test_what_an_association_contested_counts_only_when_it_was_right() -> None:
    for decision, expected in (("uphold", (0, 1)), ("dismiss", (1, 1))):
        hall = Hall()
        document = hall.document()
        person = {
            "id": "hh-01",
            "name": "Hiệp hội",
            "role": "observer",
            "unit": "ubnd-tinh",
            "email": None,
            "phone": None,
        }
        document["staff"].append(person)
        hall.provinces.put(document, "test")
        submitter = {"kind": "business", "name": "Công ty Mẫu", "phone": "0912345678"}
        code = hall.form.file(hall.province, {"text": "Mặt đường có ổ gà", "submitter": submitter}, "k").code
        hall.stream()
        hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
        hall.acts(code, "contest", officer(Role.OBSERVER, "ubnd-tinh", staff="hh-01"), reason="Vẫn còn ổ gà.")
        hall.acts(code, decision, CHIEF, reason="Đã xem tại chỗ.")
        assert hall.cases()[code, BUILDING].marks[Measure.NOT_CONTESTED] == expected, decision


def test_what_the_tray_answers_itself_is_no_units_case() -> None:
    hall = Hall()
    code = hall.says("Xin hỏi về một chuyện không rõ ràng lắm", person="7009")
    assert hall.tickets.get(SLUG, code).status == "in_tray"
    hall.acts(code, "close", COORDINATOR, text="Đã hướng dẫn qua điện thoại.")
    assert hall.cases() == {}


def test_stars_and_a_reopening_of_what_the_tray_answered_count_for_no_unit_either() -> None:
    """The coordinating agency keeps the tray; it is a department, and is ranked for its own answers."""
    hall = Hall()
    code = hall.says("Xin hỏi về một chuyện không rõ ràng lắm", person="7009")
    hall.acts(code, "close", COORDINATOR, text="Đã hướng dẫn qua điện thoại.")
    hall.tracking.rate(SLUG, code, "123456", 1, "")
    hall.stream()
    hall.acts(code, "reopen", COORDINATOR, reason="Chưa xong")
    assert hall.cases() == {}
    hall.acts(code, "assign", COORDINATOR, unit=FINANCE)
    hall.acts(code, "answer", FINANCE_HANDLER, text="Đã giải quyết.")
    hall.tracking.rate(SLUG, code, "123456", 5, "")
    hall.stream()
    ((whose, case),) = hall.cases().items()
    assert whose == (code, FINANCE)
    assert case.marks[Measure.SATISFACTION] == (4, 4)
    assert case.marks[Measure.NOT_REOPENED] == (1, 1)


def test_what_a_duplicate_was_told_from_the_tray_counts_for_no_unit_and_what_a_unit_said_counts_for_it() -> None:
    hall = Hall()
    first = hall.says("Xin hỏi về một chuyện không rõ ràng lắm", person="7009")
    other = hall.says("Xin hỏi về một chuyện không rõ ràng lắm nữa", person="7010")
    hall.acts(other, "merge", COORDINATOR, into=first)
    hall.acts(first, "close", COORDINATOR, text="Đã hướng dẫn qua điện thoại.")
    hall.tracking.rate(SLUG, other, "123456", 1, "")
    hall.stream()
    assert hall.cases() == {}
    hall.acts(other, "reopen", COORDINATOR, reason="Chưa xong")
    assert hall.cases() == {}
    leader, follower = hall.says(person="7011"), hall.says("Mặt đường có ổ gà ở chợ", person="7012")
    hall.acts(follower, "merge", HANDLER, into=leader)
    hall.acts(leader, "answer", HANDLER, text="Đã vá xong.")
    hall.tracking.rate(SLUG, follower, "123456", 1, "")
    hall.stream()
    assert hall.cases()[follower, BUILDING].marks[Measure.SATISFACTION] == (0, 4)


def test_a_period_counts_what_happened_in_it_and_time_from_before_is_followed() -> None:
    hall = Hall()
    code, other = hall.says(), hall.says("Mặt đường lầy lội", person="7002")
    hall.acts(code, "accept", HANDLER)
    hall.clock.pass_by(hours=1)
    hall.acts(other, "answer", HANDLER, text="Đã sửa.")
    hall.tomorrow()
    hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
    today = hall.province.calendar.local_day(hall.clock())
    ((whose, case),) = hall.cases_since(today).items()
    assert whose == (code, BUILDING), "the other one was answered before"
    assert 7 * 60 <= case.worked <= 9 * 60, "a day of the office, begun the day before"
    assert Measure.ACCEPTED_ON_TIME not in case.marks


def test_an_extension_that_was_granted_lengthens_what_is_allowed() -> None:
    limits = []
    for extends in (False, True):
        hall = Hall()
        code = hall.says()
        hall.acts(code, "accept", HANDLER)
        if extends:
            hall.acts(code, "extend", HEAD, reason="Cần khảo sát thêm", more={"working_days": 2})
        hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
        limits.append(hall.cases()[code, BUILDING].limit)
    assert limits[1] > limits[0]
