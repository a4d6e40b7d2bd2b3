"""A unit's head is reminded of a task by e-mail: a working day before, and once when it is overdue."""

import pytest

from chalicelib.ticket.owed import Purpose
from tests.briefing.office import HEAD, Office
from tests.briefing.test_meetings import held, steps


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
