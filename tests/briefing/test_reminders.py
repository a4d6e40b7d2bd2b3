"""A unit's head is reminded of a task by e-mail: a working day before, and once when it is overdue."""

import pytest

from chalicelib.notice.marks import mark_of, read_tag, tag_of
from chalicelib.ticket.owed import Purpose
from tests.briefing.office import HEAD, Office
from tests.briefing.test_meetings import held, steps
from tests.builders import COORDINATOR, SLUG, at


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_head_is_reminded_once_before_and_once_after(office: Office) -> None:
    """Due on Monday the 23rd: on Friday the 20th, and, the 24th being a holiday, on Wednesday the 25th."""
    held(office, {"due": "2026-11-23"})
    assert office.tick("2026-11-20 06:59") >= 0
    assert office.mails(Purpose.TASK) == []
    sent = []
    for when in ("2026-11-20 07:00", "2026-11-20 08:00", "2026-11-24 09:00", "2026-11-25 07:00", "2026-12-02 07:00"):
        office.tick(when)
        sent.append(len(office.mails(Purpose.TASK)))
    assert sent == [1, 1, 1, 2, 2]
    assert {to for to, *_ in office.mails(Purpose.TASK)} == {"xd-gd"}
    office.post()
    letters = [mail for to, mail in office.office.mails if to == ("xd@songmau.example",) and "Kết luận:" in mail.body]
    assert [mail.subject.split(": ")[1].split(" – ")[0] for mail in letters] == [
        "Sắp đến hạn thực hiện kết luận họp", "Quá hạn thực hiện kết luận họp",
    ]  # fmt: skip
    assert all("{" not in mail.body and "23/11/2026" in mail.body for mail in letters)


def test_a_reminder_survives_a_kill_and_is_not_sent_for_what_is_reported(office: Office) -> None:
    first, second = held(office, {"due": "2026-11-18"}, {"due": "2026-11-18"})
    steps(office, second, "report", HEAD)
    kept = dict(office.tasks.tasks)
    office.tick("2026-11-17 07:10")
    assert len(office.mails(Purpose.TASK)) == 1
    office.tasks.tasks = kept  # killed after the e-mail was owed, before the task knew
    office.tick("2026-11-17 08:10")
    assert [one[1] for one in office.mails(Purpose.TASK)] == [first.split("-", maxsplit=1)[0]]


def test_of_a_day_that_was_moved_the_head_is_reminded_anew_and_not_of_what_is_past(office: Office) -> None:
    (task,) = held(office, {"due": "2026-11-18"})
    office.tick("2026-11-19 07:10")
    assert len(office.mails(Purpose.TASK)) == 1, "late"
    office.clock.at = at("2026-11-19 09:00")
    step = {"step": "postpone", "due": "2026-11-20", "words": "Chờ vật tư"}
    office.meetings.move(SLUG, task, step, None, COORDINATOR)
    sent = []
    for when in ("2026-11-19 10:00", "2026-11-20 07:10", "2026-11-23 07:10", "2026-11-23 08:10", "2026-12-02 07:10"):
        office.tick(when)
        sent.append(len(office.mails(Purpose.TASK)))
    assert sent == [1, 1, 2, 2, 2], "the day before was that of the move"


def test_the_receipts_of_a_reminder_find_it(office: Office) -> None:
    held(office, {"due": "2026-11-18"})
    office.tick("2026-11-17 07:10")
    (notice,) = [one for one in office.shelf.notices.values() if one.purpose is Purpose.TASK]
    mark = mark_of(notice, 0, 1)
    assert read_tag(tag_of(str(mark))) == mark
    assert (mark.parent, mark.tenant) == (notice.parent, SLUG)


def test_who_has_answered_the_petitions_of_a_task_is_not_reminded_of_it(office: Office) -> None:
    done, lying = office.answered("1"), office.says(person="2")
    first, second = held(office, {"due": "2026-11-18", "tickets": [done]}, {"due": "2026-11-18", "tickets": [lying]})
    office.tick("2026-11-19 07:10")
    states = [office.meetings.task(SLUG, each, COORDINATOR).standing for each in (first, second)]
    assert states == ["done", "overdue"]
    assert len(office.mails(Purpose.TASK)) == 1
