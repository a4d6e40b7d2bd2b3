"""Who may change a province, and what becomes of a version: kept, tried, made active, taken back."""

from datetime import date
from typing import Any

import pytest

from chalicelib.errors import BadInput, Conflict, Forbidden, NotFound, PetitionError, StaleTicket, Unprocessable
from chalicelib.province.chore import Kind
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.admin.hall import ADMIN, MERGER, Hall, answer_in, day_off
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, at, document, officer

LATER = date(2026, 12, 1)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def renamed(name: str) -> dict[str, Any]:
    return document() | {"name": name}


READS = {
    "overview": lambda hall, actor: hall.admin.overview(SLUG, actor),
    "document": lambda hall, actor: hall.admin.document(SLUG, 1, actor),
    "plan": lambda hall, actor: hall.admin.plan(SLUG, MERGER, actor),
    "check": lambda hall, actor: hall.trials.check(SLUG, document(), actor, 10),
    "simulate": lambda hall, actor: hall.trials.simulate(SLUG, document(), actor, 10),
    "simulate_version": lambda hall, actor: hall.trials.simulate_version(SLUG, 1, actor, 10),
}
WRITES = {
    "keep": lambda hall, actor: hall.admin.keep(SLUG, document(), actor),
    "activate": lambda hall, actor: hall.admin.activate(SLUG, 1, 1, actor),
    "undo": lambda hall, actor: hall.admin.undo(SLUG, actor),
    "reorganise": lambda hall, actor: hall.admin.reorganise(SLUG, MERGER, actor),
}
LOOKERS = {Role.PROVINCE_ADMIN, Role.LEADERSHIP, Role.COORDINATOR}
TRIALS = {"check", "simulate", "simulate_version"}  # they read petitions


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("what", [*READS, *WRITES])
def test_who_may_do_what(hall: Hall, what: str, role: Role) -> None:
    """The whole matrix: administrators change, leadership and coordinators look, nobody else does either.

    Who keeps the platform looks too, but not where petitions are read.
    """
    looks = role in LOOKERS or (role is Role.PLATFORM_OPERATOR and what not in TRIALS)
    allowed = looks if what in READS else role is Role.PROVINCE_ADMIN
    call = (READS | WRITES)[what]
    try:
        call(hall, officer(role, "so-khcn"))
    except Forbidden:
        assert not allowed
    except PetitionError:
        assert allowed  # it came to the matter itself
    else:
        assert allowed


@pytest.mark.parametrize("what", [*READS, *WRITES])
def test_another_province_s_administrator_learns_nothing(hall: Hall, what: str) -> None:
    with pytest.raises(NotFound):
        (READS | WRITES)[what](hall, officer(Role.PROVINCE_ADMIN, "so-khcn", "tinh-khac"))
    assert hall.active == 1


def test_a_kept_version_changes_nothing_until_it_is_active(hall: Hall) -> None:
    assert hall.admin.keep(SLUG, renamed("Nháp"), ADMIN, "một bản nháp") == 2
    assert hall.provinces.get(SLUG).name == "Sông Mẫu"
    decision = hall.admin.activate(SLUG, 2, 1, ADMIN)
    assert (decision.active, decision.at) == (2, None)
    assert hall.provinces.get(SLUG).name == "Nháp", "at once, here; elsewhere within a minute"
    newest = hall.admin.overview(SLUG, LEADER).versions[0]
    assert (newest.note, newest.author, newest.activations[0].before) == ("một bản nháp", ADMIN.id, 1)


def test_a_document_with_faults_is_never_kept(hall: Hall) -> None:
    with pytest.raises(Unprocessable) as refusal:
        hall.admin.keep(SLUG, document() | {"tray": "nowhere"}, ADMIN)
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/tray"]
    strange: tuple[Any, ...] = (document() | {"slug": "tinh-khac"}, [], "x", None)
    for not_ours in strange:
        with pytest.raises(BadInput):
            hall.admin.keep(SLUG, not_ours, ADMIN)
    with pytest.raises(BadInput):
        hall.admin.keep(SLUG, document(), ADMIN, "x" * 501)
    assert len(hall.admin.overview(SLUG, ADMIN).versions) == 1


def test_an_activation_says_what_it_has_seen(hall: Hall) -> None:
    hall.admin.keep(SLUG, renamed("A"), ADMIN)
    hall.admin.keep(SLUG, renamed("B"), ADMIN)
    with pytest.raises(BadInput):
        hall.admin.activate(SLUG, 2, None, ADMIN)
    hall.admin.activate(SLUG, 2, 1, ADMIN)
    with pytest.raises(StaleTicket):
        hall.admin.activate(SLUG, 3, 1, ADMIN)
    with pytest.raises(StaleTicket):
        hall.admin.activate(SLUG, 3, 1, ADMIN, LATER)
    with pytest.raises(Conflict):
        hall.admin.activate(SLUG, 2, 2, ADMIN)
    with pytest.raises(NotFound):
        hall.admin.activate(SLUG, 9, 2, ADMIN)
    with pytest.raises(NotFound):
        hall.admin.activate(SLUG, 9, 2, ADMIN, LATER)
    assert hall.active == 2


def test_an_old_version_can_be_made_active_again(hall: Hall) -> None:
    hall.decides(answer_in(3))
    assert hall.admin.before(SLUG) == 1
    hall.admin.activate(SLUG, 1, 2, ADMIN)
    assert hall.provinces.get(SLUG).regulation.version == "2026-01"
    assert hall.admin.before(SLUG) == 2
    assert len(hall.admin.overview(SLUG, ADMIN).versions) == 2, "every version stays"


def test_a_version_that_no_longer_passes_is_not_made_active(hall: Hall) -> None:
    """It may be older than the schema of today."""
    hall.versions.keep(SLUG, document() | {"tray": "nowhere"}, "long ago", hall.clock())
    with pytest.raises(Unprocessable):
        hall.admin.activate(SLUG, 2, 1, ADMIN)
    with pytest.raises(Unprocessable):
        hall.admin.activate(SLUG, 2, 1, ADMIN, LATER)


def test_a_day_that_has_come_is_now(hall: Hall) -> None:
    hall.admin.keep(SLUG, renamed("A"), ADMIN)
    assert hall.admin.activate(SLUG, 2, 1, ADMIN, date(2026, 11, 18)).at is None
    assert hall.active == 2


def test_what_waits_for_its_day_is_shown_and_keeps_others_from_slipping_in(hall: Hall) -> None:
    """It was made from the version that is active now: a change in between would be lost on its day."""
    hall.decides(answer_in(3), day=LATER)
    (waiting,) = hall.admin.overview(SLUG, COORDINATOR).waiting
    assert (waiting.kind, waiting.number, waiting.at) == (Kind.ACTIVATE, 2, at("2026-12-01 00:00"))
    hall.admin.keep(SLUG, renamed("B"), ADMIN)
    with pytest.raises(Conflict) as refusal:
        hall.admin.activate(SLUG, 3, 1, ADMIN)
    assert refusal.value.facts["scheduled"][0]["version"] == 2
    with pytest.raises(Conflict):
        hall.admin.reorganise(SLUG, MERGER, ADMIN)
    assert hall.admin.undo(SLUG, ADMIN).cancelled == (2,)
    assert hall.admin.activate(SLUG, 3, 1, ADMIN).active == 3


def test_undo_takes_the_last_decision_back(hall: Hall) -> None:
    with pytest.raises(Conflict):
        hall.admin.undo(SLUG, ADMIN)
    hall.decides(day_off("2026-11-19"))
    hall.clock.pass_by(minutes=5)
    with pytest.raises(StaleTicket):
        hall.admin.undo(SLUG, ADMIN, seen=1)
    assert hall.admin.undo(SLUG, ADMIN, seen=2).active == 1
    assert [chore.back for chore in hall.chores.waiting(SLUG) if chore.number == 1] == [True]


def test_a_reorganisation_is_kept_with_its_legal_act_and_holds_from_its_day(hall: Hall) -> None:
    done = hall.admin.reorganise(SLUG, MERGER, ADMIN)
    assert (done.active, done.at) == (2, None), "the act is in force since 1 November"
    assert hall.admin.overview(SLUG, ADMIN).versions[0].note == MERGER["decision"]
    with pytest.raises(Unprocessable):
        hall.admin.reorganise(SLUG, MERGER, ADMIN)
    hall.admin.undo(SLUG, ADMIN)
    later = hall.admin.reorganise(SLUG, MERGER | {"valid_from": "2027-01-01"}, ADMIN)
    assert (later.active, later.number, later.at) == (1, 3, at("2027-01-01 00:00"))


def test_a_plan_alone_changes_nothing(hall: Hall) -> None:
    made = hall.admin.plan(SLUG, MERGER, LEADER)
    assert {unit["id"] for unit in made["units"] if "closed" in unit} == {"p90001", "p90002"}
    assert len(hall.admin.overview(SLUG, ADMIN).versions) == 1


@pytest.mark.parametrize("actor", [HANDLER, HEAD])
def test_officers_have_no_business_here(hall: Hall, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        hall.admin.overview(SLUG, actor)
