"""Whatever the stream brings, however often and in whatever parts: every event is one entry, with the state after it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.pipeline import Records, heard_by_all
from chalicelib.province.regulation import Stage
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act, Role, Status
from chalicelib.timeline.dynamo import EntryRow, _said
from chalicelib.timeline.dynamo_stream import step
from chalicelib.timeline.entry import Entry
from chalicelib.timeline.noting import Step
from tests.builders import COORDINATOR, HANDLER, HEAD, SLUG, World, at
from tests.fakes_timeline import ShelfTimeline
from tests.hooks.town import record
from tests.report.town import Town
from tests.timeline.samples import WHOLE


def noted(town: Town) -> list[Entry]:
    return [entry for (tenant, day) in sorted(town.timeline.kept) for entry in town.timeline.day(tenant, day)]


def lived(town: Town) -> tuple[str, list[Any]]:
    """A petition from the tray to its stars, two days later; and what the stream will bring of it."""
    steps: list[Any] = []
    code = town.opened("Tôi có chuyện muốn trình bày với lãnh đạo").code
    steps += town.records()
    for minutes, act, actor, body in (
        (30, "assign", COORDINATOR, {"unit": "phong-ha-tang"}),
        (30, "accept", HANDLER, {}),
        (30, "ask", HANDLER, {"text": "Ở đâu ạ?"}),
    ):
        town.clock.pass_by(minutes=minutes)
        town.does(code, act, actor, **body)
        steps += town.records()
    town.clock.pass_by(days=1)
    town.hears("Trước cổng chợ")
    steps += town.records()
    town.clock.pass_by(days=1)
    town.does(code, "answer", HANDLER, text="Đã xong")
    return code, steps + town.records()


def test_an_entry_says_what_was_done_and_how_it_stood_after() -> None:
    town = Town()
    _, steps = lived(town)
    assert town.noter.note(steps) == 6
    opened, assigned, accepted, asked, heard, answered = noted(town)
    assert [e.n for e in noted(town)] == [1, 2, 3, 4, 5, 6]
    assert (opened.act, opened.was, opened.was_unit, opened.status) == (Act.OPEN, None, "", Status.IN_TRAY)
    assert (assigned.was, assigned.status, assigned.unit) == (Status.IN_TRAY, Status.ASSIGNED, "phong-ha-tang")
    assert (assigned.by_unit, assigned.role, assigned.stage) == ("so-khcn", Role.COORDINATOR, Stage.ASSIGN)
    assert (assigned.held, assigned.stage_ms, assigned.stage_unit) == ("@tray", 30 * 60_000, "so-khcn")
    assert (accepted.stage, accepted.stage_unit, accepted.stage_due) == (
        Stage.RECEIVE, "phong-ha-tang", at("2026-11-19 09:00"),
    )  # fmt: skip
    assert (asked.status, heard.held) == (Status.WAITING, "@citizen")
    assert (answered.promise is not None, answered.answered_by) == (True, "phong-ha-tang")
    assert answered.asked_at == opened.at == at("2026-11-18 09:00")
    assert [str(e.day) for e in noted(town)] == ["2026-11-18"] * 4 + ["2026-11-19", "2026-11-20"]
    assert [e.prev for e in noted(town)] == ["", *[e.hash for e in noted(town)[:-1]]]


def test_a_batch_that_comes_again_writes_the_same_rows_and_parts_of_it_do_too() -> None:
    town = Town()
    _, steps = lived(town)
    town.noter.note(steps)
    once = {key: dict(rows) for key, rows in town.timeline.kept.items()}
    for again in (steps, steps[3:], steps[:2], steps[::-1]):
        town.noter.note(again)
    assert town.timeline.kept == once


def test_events_of_a_missed_record_are_in_the_next_one() -> None:
    """What one act wrote together, or what lies between two rows: the first of them moved the petition."""
    town = Town()
    _, steps = lived(town)
    joined: Any = Step(before=steps[1].before, after=steps[2].after)
    assert town.noter.note([steps[0], joined]) == 3
    _, first, second = noted(town)
    assert [(e.act, e.was, e.status) for e in (first, second)] == [
        (Act.ASSIGN, Status.IN_TRAY, Status.IN_PROGRESS), (Act.ACCEPT, Status.IN_PROGRESS, Status.IN_PROGRESS),
    ]  # fmt: skip


def test_what_comes_after_midnight_for_yesterday_is_remembered_once() -> None:
    town = Town()
    _, steps = lived(town)
    town.noter.note(steps)
    lates = town.timeline.late(SLUG, town.province.calendar.local_day(at("2026-11-18 00:00")), noted(town)[-1].day)
    assert [late.entry.n for late in lates] == [1, 2, 3, 4, 5]
    assert {str(late.noted) for late in lates} == {"2026-11-20"}
    town.clock.pass_by(days=3)
    town.noter.note(steps)
    assert len(town.timeline.lates) == 5, "it was there already"


def test_a_record_that_cannot_be_read_is_told_of_and_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """No row, a province nobody knows, an event that is not there, an account that is none: the others are noted."""
    town = Town()
    code, steps = lived(town)
    foreign: Any = Step(before=None, after=replace(steps[0].after, tenant="tinh-khac"))
    assert town.noter.note([{"eventID": "e-1"}, foreign, *steps]) == 6
    events = town.shelf.events[SLUG, code]
    events[1] = replace(events[1], facts=dict(events[1].facts) | {"stage_due": "soon"})
    del events[3]
    town.timeline.kept.clear()
    assert town.noter.note(steps) == 4
    assert [entry.n for entry in noted(town)] == [1, 3, 5, 6]
    assert capsys.readouterr().out.count('"ChangesUnread":[1.0]') == 5


def test_what_a_store_raises_goes_out_so_that_the_batch_comes_again() -> None:
    class Asleep(ShelfTimeline):
        def put(self, entries: Iterable[Entry]) -> None:
            raise OSError("the table sleeps")

    town = Town()
    _, steps = lived(town)
    town.noter.timeline = Asleep()
    with pytest.raises(OSError, match="sleeps"):
        town.noter.note(steps)


def test_a_record_of_the_stream_is_read_as_a_step_and_other_rows_as_none() -> None:
    world = World()
    old = world.opened()
    world.does(old.code, "accept", HANDLER)
    new = world.tickets.get(SLUG, old.code)
    found = step(record(old, new, 7, world.clock()))
    assert found is not None
    assert (found.before and found.before.status, found.after.status) == (Status.ASSIGNED, Status.IN_PROGRESS)
    assert found.keys == [(SLUG, new.code, 2)]
    other = json.loads(json.dumps(record(old, new, 7, world.clock())).replace('"TICKET"', '"DOSSIER"'))
    assert step(other) is None
    assert step({"dynamodb": {"Keys": {}, "OldImage": {}}}) is None, "a row that went"


def test_a_ticket_that_was_written_without_an_event_is_nothing_to_the_timeline() -> None:
    town = Town()
    ticket: Ticket = town.opened()
    same: Any = Step(before=ticket, after=ticket)
    assert town.noter.note([same]) == 0


def test_a_row_of_the_timeline_costs_one_write_unit_and_holds_no_words() -> None:
    """1 KB, names of attributes and keys included, with the longest ids provinces use and every account there is."""
    long = dict.fromkeys(("unit", "was_unit", "by_unit", "stage_unit", "answered_by", "held", "category"), "x" * 36)
    full: dict[str, Any] = {
        **long,
        "code": "SM-4WXQ-B039-E6Z4",
        "account": "9" * 16,
        "hash": "a" * 64,
        "prev": "b" * 64,
    }
    row = EntryRow("L#mot-tinh-rat-dai-ten#2026-11-18", "2026-11-18T02:00:00.000Z#SM-4WXQ-B039-E6Z4#000001")
    row.said = _said(replace(WHOLE, **full))
    kept = row.serialize()
    assert sum(len(name) + len(value["S"].encode()) for name, value in kept.items()) <= 1024

    town = Town()
    words = "Tôi là Nguyễn Thị Hoa, số 0912345678, mặt đường trước nhà có ổ gà"
    town.says(words)
    town.acts(noted(town)[0].code, "accept", HANDLER)
    said = json.dumps([_said(entry) for entry in noted(town)], ensure_ascii=False)
    assert not [word for word in (*words.split(), "7001", "handler@") if len(word) > 3 and word in said]


def test_every_listener_hears_though_one_fails_and_the_failure_goes_out() -> None:
    heard: list[str] = []

    def ear(name: str) -> Any:
        def listen(records: Records) -> int:
            heard.append(name)
            if name == "broken":
                raise OSError("the table sleeps")
            return len(records)

        return listen

    records: Records = [{}, {}]
    assert heard_by_all(records, ear("timeline"), ear("hooks")) == 4
    with pytest.raises(OSError, match="sleeps"):
        heard_by_all(records, ear("broken"), ear("hooks"))
    assert heard == ["timeline", "hooks", "broken", "hooks"]


def test_a_petition_handed_on_says_from_whom() -> None:
    town = Town()
    code = town.says()
    town.acts(code, "transfer", HEAD, unit="so-tai-chinh", reason="Không thuộc thẩm quyền")
    last = noted(town)[-1]
    assert (last.was_unit, last.unit, last.hops) == ("phong-ha-tang", "so-tai-chinh", 1)
