"""A training province is begun afresh: all of it goes, step by step, nothing of any other, and its clock is put back."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import aws, staged
from chalicelib.access.action import Action
from chalicelib.access.table import TABLE
from chalicelib.audit.audit import Audit, is_audited
from chalicelib.errors import Conflict, NotFound, Unavailable, Unprocessable
from chalicelib.ticket.workflow import Role
from chalicelib.training import views
from chalicelib.training.afresh import LEASE, SETTLES
from chalicelib.training.clock import Clock
from chalicelib.training.footprint import SURE, Place, files_of, leaves
from chalicelib.wiring.files import placed
from infra.training import begun
from tests.builders import SLUG, at, officer
from tests.fakes import Clock as Hands
from tests.fakes_audit import ShelfRecords
from tests.fakes_training import ADMIN, TRAINING, School
from tests.hooks.town import ADMIN as HOOKS_ADMIN
from tests.hooks.town import Town

NOW = at("2026-11-18 09:00")
HOUR = timedelta(hours=1)
TYPED = {"province": TRAINING, "reason": "lớp tập huấn thứ hai"}
OTHERS = (SLUG, f"{TRAINING}-2", TRAINING.removesuffix("-huan"), TRAINING.removeprefix("song-"))
OURS = [
    Place(False, f"{kind}#{TRAINING}{rest}")
    for kind, rest in (("T", "#TH-1"), ("C", "#facebook#1#a"), ("D", "#H49"), ("LB", ""), ("PA", "#p"), ("H", "#hook"))
] + [Place(True, f"P#{TRAINING}#alias")]


def lived_in(school: School) -> None:
    """Rows of the training province, written at its time, and rows of others like them."""
    with school.at_its_time():
        for place in OURS:
            staged.about_to_write("people" if place.people else "petitions", place.pk)
            school.footprints.rows |= {(place.people, place.pk, f"row-{n}") for n in range(3)}
    for tenant in OTHERS:
        school.footprints.rows |= {(one.people, one.pk.replace(TRAINING, tenant), "row") for one in OURS}


def begin(school: School) -> Clock:
    return school.afresh.begin(TRAINING, TYPED, ADMIN)


def emptied(school: School) -> None:
    begin(school)
    school.world_clock.pass_by(seconds=SETTLES.total_seconds())
    school.afresh.run(school.world_clock() + HOUR)


def test_all_of_it_goes_and_nothing_of_another_province_and_its_clock_is_put_back() -> None:
    school = School()
    school.says()
    school.forward(forward_minutes=3 * 24 * 60)
    lived_in(school)
    others = {row for row in school.footprints.rows if TRAINING not in row[1].split("#")}
    assert school.book.kept
    emptied(school)
    assert school.footprints.rows == others
    assert len(others) == len(OURS) * len(OTHERS)
    assert (school.book.kept, school.footprints.marks[TRAINING]) == ([], set())
    assert school.files == [f"media/{TRAINING}/", f"training/{TRAINING}/"]
    clock, now = school.clocks.of(TRAINING), school.world_clock()
    assert (clock.ahead, clock.goal, clock.clearing, clock.happened) == (timedelta(0), None, None, {})
    assert (clock.since, clock.now(now)) == (now, now)
    assert school.says(), "it is open"


def test_what_it_files_lies_where_nothing_of_a_real_province_ever_does() -> None:
    """So the function that empties it may delete there, and needs no right over a page that was sealed in earnest."""
    keys = [f"ledger/{TRAINING}/2026-11-18-ab.jsonl", f"papers/{TRAINING}/x.pdf", f"league/{TRAINING}/x.json"]
    assert [placed(key) for key in keys] == keys
    with School().at_its_time():
        assert [placed(key) for key in keys] == [f"training/{TRAINING}/{key}" for key in keys]
    for slug in (SLUG, "training", *OTHERS):
        kept = (f"media/{slug}/x", f"ledger/{slug}/x", f"papers/{slug}/x", f"training/{TRAINING}-2/ledger/x")
        assert not [key for key in kept if key.startswith((files_of(TRAINING), f"media/{TRAINING}/"))]


def test_only_what_is_the_tenants_own_leaves() -> None:
    """Documents, the audit trail, keys, counts of calls, subscriptions and who looked at whom stay."""
    stay = ["P#{}", "TR#{}", "AU#{}#2026-11", "R#{}#staff#x", "K#{}", "K#T#{}", "H#{}", "A#facebook#{}", "TENANTS",
            "S#facebook#{}", "T#{}-2#TH-1", "T#x{}#TH-1", "T#tinh-khac#{}", "{}", ""]  # fmt: skip
    assert [pk for pk in stay if leaves(TRAINING, Place(False, pk.format(TRAINING)))] == []
    assert all(leaves(TRAINING, place) for place in OURS)
    assert not leaves(TRAINING, Place(True, f"L#{TRAINING}#alias"))
    school = School()
    with pytest.raises(ValueError, match="not a place"):
        school.footprints.empty(TRAINING, Place(False, f"T#{SLUG}#SM-1"))


@pytest.mark.parametrize(("why", "slug", "typed", "actor", "refusal"), [
    ("a real province, whoever asks", SLUG, SLUG, officer(Role.PROVINCE_ADMIN, "so-khcn"), NotFound),
    ("a real province's officer", TRAINING, TRAINING, officer(Role.PROVINCE_ADMIN, "so-khcn"), NotFound),
    ("the operator, of a real one", SLUG, SLUG, officer(Role.PLATFORM_OPERATOR, ""), NotFound),
    ("no such province", "tinh-la", "tinh-la", officer(Role.PLATFORM_OPERATOR, "", tenant="tinh-la"), NotFound),
    ("another name", TRAINING, SLUG, ADMIN, Unprocessable),
    ("a name that begins so", TRAINING, TRAINING + " ", ADMIN, Unprocessable),
    ("no name", TRAINING, None, ADMIN, Unprocessable),
    ("a list", TRAINING, [TRAINING], ADMIN, Unprocessable),
])  # fmt: skip
def test_who_cannot_have_it(why: str, slug: str, typed: Any, actor: Any, refusal: type[Exception]) -> None:
    school = School()
    lived_in(school)
    rows = set(school.footprints.rows)
    with pytest.raises(refusal):
        school.afresh.begin(slug, {"province": typed} if typed else {}, actor)
    school.world_clock.pass_by(minutes=5)
    assert (school.afresh.run(school.world_clock() + HOUR), school.footprints.rows) == (0, rows), why
    assert school.clocks.kept == {}


def test_only_its_admin_and_the_operator_may_and_it_is_written_down() -> None:
    may = {role for role, row in TABLE.items() if Action.RESET_TRAINING in row}
    assert may == {Role.PROVINCE_ADMIN, Role.PLATFORM_OPERATOR}
    assert is_audited(Action.RESET_TRAINING, "POST")


def test_meanwhile_nobody_does_anything_in_it_and_the_others_live_on() -> None:
    school = School()
    school.says()
    shut = begin(school)
    assert begin(school) == shut, "asked for again, nothing changes"
    assert views.clock(shut, NOW)["clearing"] == NOW.isoformat()
    for call in (school.says, lambda: school.forward(forward_minutes=5)):
        with pytest.raises(Unavailable) as refused:
            call()
        assert refused.value.facts["retry_after"] > 0
    with pytest.raises(Unavailable):
        school.training.forward(TRAINING, {"forward_minutes": 5}, ADMIN)
    assert (school.rehearsal.run(), school.lived) == (0, [])
    with school.at_its_time(SLUG):
        assert school.world.opened().code


def test_what_a_queue_still_brings_for_it_is_let_go_and_holds_up_nothing_behind_it() -> None:
    """A nudge that raised would come back with the nine beside it, which may be real provinces'."""
    school = School()
    slugs = (TRAINING, SLUG, "tinh-la")
    assert [school.times.shut(slug) for slug in slugs] == [False, False, False]
    begin(school)
    assert [school.times.shut(slug) for slug in slugs] == [True, False, False]


def test_what_was_under_way_comes_to_its_end_first() -> None:
    school = School()
    lived_in(school)
    begin(school)
    school.world_clock.pass_by(seconds=SETTLES.total_seconds() - 1)
    assert school.afresh.run(school.world_clock() + HOUR) == 0
    school.world_clock.pass_by(seconds=1)
    assert school.afresh.run(school.world_clock() + HOUR) == len(OURS)


def test_a_call_that_outlives_its_province_writes_nothing_any_more() -> None:
    school, seconds = School(), SURE.total_seconds()
    with school.at_its_time():
        staged.about_to_write("petitions", f"T#{TRAINING}#TH-1")
        begin(school)
        school.world_clock.pass_by(seconds=seconds)
        for pk in (f"T#{TRAINING}#TH-1", f"T#{TRAINING}#TH-2"):
            with pytest.raises(Unavailable):
                staged.about_to_write("petitions", pk)
        staged.about_to_write("petitions", f"AU#{TRAINING}#2026-11")
        school.world_clock.pass_by(seconds=SETTLES.total_seconds())
        school.afresh.run(school.world_clock() + HOUR)
        assert school.clocks.of(TRAINING).since
        with pytest.raises(Unavailable):
            staged.about_to_write("petitions", f"T#{TRAINING}#TH-2")
    assert school.footprints.marks[TRAINING] == set()


def test_a_place_is_written_down_again_once_it_was_emptied() -> None:
    """What a process remembers of the time before is not believed."""
    school = School()
    lived_in(school)
    emptied(school)
    with school.at_its_time():
        staged.about_to_write("petitions", OURS[0].pk)
    assert school.footprints.marks[TRAINING] == {OURS[0]}


def test_what_time_does_is_written_down_like_what_people_do() -> None:
    """On the way of the clock, at a standstill, and at leisure."""
    school = School()
    rounds, nightly = school.rounds, school.nightly
    school.rehearsal = replace(
        school.rehearsal, rounds=lambda slug: {"write": writing("N"), **rounds(slug)},
        leisurely=lambda slug, until: {"fold": writing("L"), **nightly(slug, until)},
    )  # fmt: skip
    school.rehearsal.run()
    kinds = {place.pk.split("#")[0] for place in school.footprints.marks[TRAINING]}
    assert kinds == {"N", "L"}
    school.footprints.marks.clear()
    school.world_clock.pass_by(seconds=SURE.total_seconds())
    school.rehearsal.go_on(school.clocks.save(Clock(tenant=TRAINING, goal=NOW + HOUR)), HOUR)
    assert {place.pk.split("#")[0] for place in school.footprints.marks[TRAINING]} == {"N"}


def writing(kind: str) -> Callable[[], int]:
    def write() -> int:
        staged.about_to_write("petitions", f"{kind}#{TRAINING}#x")
        return 1

    return write


def test_a_subscription_made_after_it_is_known_although_the_clock_was_put_back() -> None:
    town = Town()
    town.world.clock.pass_by(days=30)
    town.opened()
    town.world.clock.pass_by(days=-30)
    town.subscriptions.make(SLUG, {"url": "https://his.example.vn/hook", "events": ["ticket.opened"]}, HOOKS_ADMIN)
    town.opened()
    (hook,) = town.hooks.all(SLUG)
    assert len(list(town.hooks.owed(SLUG, hook.id))) == 1


def test_what_a_run_has_no_time_for_the_next_goes_on_with() -> None:
    school = School()
    school.footprints.most = 1
    lived_in(school)
    ticking = replace(school.afresh, world=Ticking(school.world_clock))
    begin(school)
    school.world_clock.pass_by(minutes=1)
    runs, done = 0, 0
    while school.clocks.of(TRAINING).clearing:
        done += ticking.run(school.world_clock() + timedelta(seconds=12))
        assert school.clocks.of(TRAINING).held_until is None, "the next one need not wait for it"
        runs += 1
    assert runs > 3
    assert done == len(OURS)


class Ticking(Hands):
    """Each look at it takes a second."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    def __call__(self) -> Any:
        self.hands.pass_by(seconds=1)
        return self.hands()


def test_of_two_runs_one_empties_unless_it_has_died() -> None:
    school = School()
    lived_in(school)
    clock = begin(school)
    school.world_clock.pass_by(minutes=1)
    now = school.world_clock()
    school.clocks.save(replace(clock, held_until=now + LEASE))
    assert school.afresh.run(now + HOUR) == 0
    school.world_clock.pass_by(seconds=LEASE.total_seconds() + 1)
    assert school.afresh.run(school.world_clock() + HOUR) == len(OURS)


def test_a_run_that_fails_in_the_middle_is_gone_on_with_and_the_province_stays_shut() -> None:
    school, told = School(), list[str]()
    lived_in(school)

    def down(prefix: str) -> None:
        told.append(prefix)
        raise Conflict("the bucket kept something")

    begin(school)
    school.world_clock.pass_by(minutes=1)
    assert replace(school.afresh, files=down).run(school.world_clock() + HOUR) == 0
    assert (told, school.clocks.of(TRAINING).clearing is not None) == ([f"media/{TRAINING}/"], True)
    school.world_clock.pass_by(minutes=5)
    school.afresh.run(school.world_clock() + HOUR)
    assert school.clocks.of(TRAINING).clearing is None


def test_the_stream_tells_nobody_what_was_before() -> None:
    school, heard = School(), list[str]()
    emptied(school)
    opened = school.world_clock().timestamp()

    def record(pk: str, at: float) -> dict[str, Any]:
        return {"dynamodb": {"Keys": {"pk": {"S": pk}}, "ApproximateCreationDateTime": at}}

    def hear(records: list[Any]) -> int:
        heard.extend(one["dynamodb"]["Keys"]["pk"]["S"] for one in records)
        return len(records)

    news = [record(f"T#{TRAINING}#old", opened - 60), record(f"T#{TRAINING}#new", int(opened)),
            record(f"T#{SLUG}#1", opened - 60)]  # fmt: skip
    assert school.times.each(news, hear) == 2
    assert sorted(heard) == sorted([f"T#{TRAINING}#new", f"T#{SLUG}#1"])
    begin(school)
    assert school.times.each(news, hear) == 1


def told_of(operation: str, **params: Any) -> list[tuple[str, str]]:
    found = list[tuple[str, str]]()
    with staged.played(TRAINING, timedelta(0), lambda *written: found.append(written)):
        aws.tell(operation, params)
    aws.tell(operation, params)
    return found


def test_of_every_kind_of_write_the_partitions_are_told_and_of_nothing_that_only_reads_or_deletes() -> None:
    key, put = {"pk": {"S": "T#a"}, "sk": {"S": "x"}}, {"pk": {"S": "T#b"}, "sk": {"S": "x"}, "n": {"N": "1"}}
    assert told_of("PutItem", TableName="t", Item=put) == [("t", "T#b")]
    assert told_of("UpdateItem", TableName="t", Key=key) == [("t", "T#a")]
    acts = [{"Put": {"TableName": "t", "Item": put}}, {"Update": {"TableName": "u", "Key": key}},
            {"Delete": {"TableName": "t", "Key": key}}, {"ConditionCheck": {"TableName": "t", "Key": key}}]  # fmt: skip
    assert told_of("TransactWriteItems", TransactItems=acts) == [("t", "T#b"), ("u", "T#a")]
    asked = {"t": [{"PutRequest": {"Item": put}}, {"DeleteRequest": {"Key": key}}]}
    assert told_of("BatchWriteItem", RequestItems=asked) == [("t", "T#b")]
    for operation in ("GetItem", "DeleteItem", "Query"):
        assert told_of(operation, TableName="t", Key=key) == []


def asked_for(slug: str, again: str) -> argparse.Namespace:
    return argparse.Namespace(slug=slug, again=again, author="lan", reason="lớp mới")


def test_from_the_desk_it_needs_the_name_twice_and_is_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    school, records = School(), ShelfRecords()
    audit = Audit(records, lambda: "e1", school.world_clock)
    for slug, again in ((TRAINING, SLUG), (SLUG, SLUG), ("tinh-la", "tinh-la")):
        assert begun(school.afresh, audit, asked_for(slug, again)) == 2
    assert (records.kept, school.clocks.kept) == ([], {})
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert begun(school.afresh, audit, asked_for(TRAINING, TRAINING)) == 0
    (entry,) = records.kept
    assert (entry.tenant, entry.by, entry.action, entry.why) == (TRAINING, "desk:lan", "reset_training", "lớp mới")
    assert school.clocks.of(TRAINING).clearing


def test_the_shown_clock_is_json() -> None:
    school = School()
    assert json.loads(json.dumps(views.clock(begin(school), NOW)))["arrived"] is True
