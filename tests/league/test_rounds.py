"""The life of a league table: computed by the clock, contested by its units, published once and frozen."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import BadInput, Conflict, Forbidden, NotFound, StaleTicket, TryAgain, Unprocessable
from chalicelib.league.entering import own
from chalicelib.league.files import NAMES, digest
from chalicelib.league.printed import name_of
from chalicelib.league.round import NEXT, Act, Round, State, acts, after
from chalicelib.paper.formats import Format
from chalicelib.province.document import province_from
from chalicelib.ticket.workflow import Role
from infra.league import main
from tests.builders import COORDINATOR, HANDLER, HEAD, LEADER, SLUG, at, officer
from tests.league.hall import BUILDING, FINANCE, FINANCE_HANDLER, FINANCE_HEAD, SURVEY, Hall, league

ANALYST = officer(Role.ANALYST, "so-khcn")


def busy(petitions: int = 6) -> tuple[Hall, list[str]]:
    """A day on which one department answered some petitions, the last of them with one star; now it is tomorrow."""
    hall = Hall()
    codes = [hall.says(f"Mặt đường có ổ gà thứ {n}", person=f"70{n:02d}") for n in range(petitions)]
    for code in codes:
        hall.acts(code, "answer", HANDLER, text="Đã vá xong.")
    hall.tracking.rate(SLUG, codes[-1], "123456", 1, "")
    hall.stream()
    hall.tomorrow()
    return hall, codes


def contested(petitions: int = 6) -> tuple[Hall, list[str], Round]:
    hall, codes = busy(petitions)
    return hall, codes, hall.running.open(SLUG, hall.computed().id, COORDINATOR)


def fails() -> None:
    raise ConnectionError("the store is away")


def unit_of(table: dict[str, Any], unit: str) -> dict[str, Any]:
    return next(one for group in table["groups"] for one in group["units"] if one["unit"] == unit)


def round_in(state: State) -> Round:
    day = date(2026, 11, 18)
    return Round(
        tenant=SLUG, id="20261119-0a0b0c0d", first=day, last=day, league=league(), made_at=at("2026-11-19 09:00"),
        author="dm", state=state,
    )  # fmt: skip


def test_what_is_not_in_the_table_cannot_happen() -> None:
    for state in State:
        for act in Act:
            if (state, act) in NEXT:
                assert after(round_in(state), act) is NEXT[state, act]
            else:
                with pytest.raises(Conflict) as refused:
                    after(round_in(state), act)
                assert refused.value.facts["acts"] == acts(round_in(state))
    assert acts(round_in(State.PUBLISHED)) == []


def test_what_was_asked_for_is_computed_by_the_clock_and_units_do_not_see_it_yet() -> None:
    hall, _ = busy()
    round_ = hall.ordered()
    assert (round_.state, acts(round_)) == (State.COMPUTING, [])
    with pytest.raises(Conflict, match="being computed"):
        hall.contesting.figures(SLUG, round_.id, COORDINATOR)
    assert (hall.computing.run(), hall.computing.run()) == (1, 0)
    draft = hall.found(round_)
    assert (draft.state, draft.count, draft.groups) == (State.DRAFT, 6, {BUILDING: "departments"})
    assert unit_of(hall.contesting.figures(SLUG, round_.id, ANALYST), BUILDING)["n"] == 6
    with pytest.raises(NotFound):
        hall.contesting.figures(SLUG, round_.id, HEAD)
    assert hall.running.page(SLUG, HEAD, 10, None).rounds == []


def test_the_clock_waits_until_the_last_day_has_settled_and_begins_again_after_a_failure() -> None:
    hall, _ = busy()
    hall.to(at("2026-11-19 00:05"))
    round_ = hall.ordered()
    assert hall.computing.run() == 0, "the stream may still bring what happened at midnight"
    hall.to(at("2026-11-19 01:00"))
    hall.timeline.on_read = fails
    assert hall.computing.run() == 0
    hall.timeline.on_read = lambda: None
    assert hall.computing.run() == 1
    assert hall.found(round_).state is State.DRAFT


def test_a_draft_is_computed_once_more_with_the_formula_as_it_is_now() -> None:
    hall, codes = busy()
    draft = hall.computed()
    document = hall.document()
    document["league"] = document["league"] | {"version": "thu-2", "minimum": 9}
    hall.provinces.put(document, "test")
    again = hall.running.again(SLUG, draft.id, COORDINATOR, draft.version)
    assert (again.state, again.league.version) == (State.COMPUTING, "thu-2")
    hall.computing.run()
    assert unit_of(hall.contesting.figures(SLUG, draft.id, COORDINATOR), BUILDING)["unranked"] == "too_few"
    assert hall.found(draft).count == len(codes)


def test_a_head_sees_the_own_figures_beside_the_means_and_finds_every_case() -> None:
    hall, codes, round_ = contested()
    shown = hall.contesting.figures(SLUG, round_.id, HEAD)
    assert unit_of(shown, BUILDING)["rank"] == 1
    other = hall.contesting.figures(SLUG, round_.id, FINANCE_HEAD)
    assert [one["unit"] for group in other["groups"] for one in group["units"]] == []
    assert other["groups"][0]["components"] == shown["groups"][0]["components"]
    first, more = hall.contesting.cases(SLUG, round_.id, BUILDING, HEAD, 4, None)
    rest, end = hall.contesting.cases(SLUG, round_.id, BUILDING, HEAD, 4, more)
    assert (sorted(one.code for one, _ in first + rest), end) == (sorted(codes), None)
    for unit, error in ((BUILDING, Forbidden), (FINANCE, NotFound)):
        with pytest.raises(error):
            hall.contesting.cases(SLUG, round_.id, unit, FINANCE_HEAD, 4, None)
    with pytest.raises(BadInput):
        hall.contesting.cases(SLUG, round_.id, BUILDING, HEAD, 4, "x")


def test_an_accepted_comment_excludes_its_cases_and_the_table_follows() -> None:
    hall, codes, round_ = contested()
    before = unit_of(hall.contesting.figures(SLUG, round_.id, HEAD), BUILDING)
    body = {"unit": BUILDING, "text": "Mưa bão, không thể thi công.", "codes": [codes[-1]]}
    comment = hall.contesting.comment(SLUG, round_.id, body, HEAD)
    decision = {
        "accepted": True,
        "reply": "Đồng ý.",
        "exclude": [{"code": codes[-1], "reason": "Thiên tai, gọi 0912345678"}],
    }
    decided = hall.contesting.decide(SLUG, round_.id, comment.id, decision, COORDINATOR)
    assert decided.excluded[codes[-1]].startswith("Thiên tai")
    assert "0912345678" not in decided.excluded[codes[-1]], "everybody will read it"
    after_ = unit_of(hall.contesting.figures(SLUG, round_.id, HEAD), BUILDING)
    assert (before["n"], after_["n"], after_["excluded"]) == (6, 5, 1)
    assert after_["score"] > before["score"], "the one star is gone"
    shown, _ = hall.contesting.cases(SLUG, round_.id, BUILDING, HEAD, 10, None)
    assert [one.code for one, why in shown if why] == [codes[-1]]
    with pytest.raises(Conflict, match="has its reply"):
        hall.contesting.decide(SLUG, round_.id, comment.id, decision, COORDINATOR)


def test_the_reason_everybody_reads_names_no_petition() -> None:
    """By its code a published petition is found, and with it whose row this is."""
    hall, codes, round_ = contested()
    bare, spaced = codes[1].replace("-", ""), codes[2].lower().replace("-", " ")
    said = f"Trùng với {codes[0]}, {bare}; xem {spaced}. Theo Công văn số 12-CV/2026"
    comment = hall.contesting.comment(SLUG, round_.id, {"unit": BUILDING, "text": "Trùng."}, HEAD)
    decision = {"accepted": True, "reply": said, "exclude": [{"code": codes[0], "reason": said}]}
    decided = hall.contesting.decide(SLUG, round_.id, comment.id, decision, COORDINATOR)
    hidden = "Trùng với [mã phiếu], [mã phiếu]; xem [mã phiếu]. Theo Công văn số 12-CV/2026"
    assert (decided.excluded[codes[0]], decided.reply) == (hidden, said), "the reply is for the unit alone"


def test_for_a_unit_that_was_closed_since_its_successor_is_told_and_speaks() -> None:
    hall, _, round_ = contested()
    document, heir = hall.document(), "p90001"
    for unit in document["units"]:
        unit |= (
            {"closed": {"on": "2026-11-19", "successor": heir}} if hall.province.within(unit["id"], BUILDING) else {}
        )
    province = province_from(document, 9)
    assert own(province, officer(Role.HEAD, heir), BUILDING)
    assert not own(province, FINANCE_HEAD, BUILDING)
    hall.computing.telling.tell(province, round_, hall.clock())
    (notice,) = hall.letterbox.notices.values()
    assert notice.to == tuple(one.id for one in province.staff if (one.role, one.unit) == ("head", heir))


def test_words_of_which_nothing_can_be_read_are_none() -> None:
    hall, codes, round_ = contested()
    nothing = "\x01\x02"
    with pytest.raises(Unprocessable) as refused:
        hall.contesting.comment(SLUG, round_.id, {"unit": BUILDING, "text": nothing}, HEAD)
    assert refused.value.facts["faults"] == [{"pointer": "/text", "message": "words are missing"}]
    comment = hall.contesting.comment(SLUG, round_.id, {"unit": BUILDING, "text": "Chưa đúng."}, HEAD)
    decision = {"accepted": True, "reply": nothing, "exclude": [{"code": codes[0], "reason": nothing}]}
    with pytest.raises(Unprocessable) as refused:
        hall.contesting.decide(SLUG, round_.id, comment.id, decision, COORDINATOR)
    assert [fault["pointer"] for fault in refused.value.facts["faults"]] == ["/reply", "/exclude/0/reason"]


def test_figures_of_a_published_table_outlive_the_cases_which_the_bucket_forgets() -> None:
    hall, _, round_ = contested()
    before = hall.contesting.figures(SLUG, round_.id, COORDINATOR)
    assert hall.found(round_).cases.startswith(f"league-drafts/{SLUG}/"), "as the rule of the bucket names it"
    hall.to(at("2026-11-25 08:00"))
    hall.running.publish(SLUG, round_.id, LEADER)
    del hall.files.kept[hall.found(round_).cases]
    assert hall.contesting.figures(SLUG, round_.id, COORDINATOR) == before
    with pytest.raises(NotFound, match="no longer kept"):
        hall.contesting.cases(SLUG, round_.id, BUILDING, HEAD, 10, None)


def test_a_comment_that_is_not_accepted_changes_nothing() -> None:
    hall, codes, round_ = contested()
    before = hall.contesting.figures(SLUG, round_.id, HEAD)
    comment = hall.contesting.comment(SLUG, round_.id, {"unit": BUILDING, "text": "Chưa đúng."}, HEAD)
    for wrong in ({"accepted": False, "exclude": [{"code": codes[0], "reason": "x"}]}, {"accepted": True}):
        with pytest.raises(Unprocessable):
            hall.contesting.decide(SLUG, round_.id, comment.id, wrong | {"reply": "Không."}, COORDINATOR)
    hall.contesting.decide(SLUG, round_.id, comment.id, {"accepted": False, "reply": "Số liệu đúng."}, COORDINATOR)
    assert hall.contesting.figures(SLUG, round_.id, HEAD) == before
    (shown,) = hall.contesting.comments(SLUG, round_.id, HEAD)
    assert (shown.reply, shown.accepted, shown.decided_by) == ("Số liệu đúng.", False, COORDINATOR.id)
    assert hall.contesting.comments(SLUG, round_.id, FINANCE_HEAD) == []


def test_only_the_own_figures_are_commented_on_and_only_in_time() -> None:
    hall, _, round_ = contested()
    said = {"unit": BUILDING, "text": "Chưa đúng."}
    for actor, error in ((FINANCE_HEAD, Forbidden), (HANDLER, Forbidden), (COORDINATOR, Forbidden)):
        with pytest.raises(error):
            hall.contesting.comment(SLUG, round_.id, said, actor)
    for wrong in ({"codes": ["SM-0000"]}, {"text": " "}, {"more": 1}):
        with pytest.raises(Unprocessable):
            hall.contesting.comment(SLUG, round_.id, said | wrong, HEAD)
    with pytest.raises(StaleTicket):
        hall.contesting.comment(SLUG, round_.id, said, HEAD, round_.version - 1)
    assert round_.contest_until == at("2026-11-25 00:00"), "five whole days after the one it was opened on"
    hall.to(round_.contest_until)
    with pytest.raises(Conflict, match="time for comments"):
        hall.contesting.comment(SLUG, round_.id, said, HEAD)


def test_it_is_published_by_leadership_after_the_days_and_when_every_comment_has_its_reply() -> None:
    hall, _, round_ = contested()
    comment = hall.contesting.comment(SLUG, round_.id, {"unit": BUILDING, "text": "Chưa đúng."}, HEAD)
    with pytest.raises(Conflict, match="may still comment"):
        hall.running.publish(SLUG, round_.id, LEADER)
    hall.to(at("2026-11-25 08:00"))
    with pytest.raises(Conflict, match="waits for its reply"):
        hall.running.publish(SLUG, round_.id, LEADER)
    hall.contesting.decide(SLUG, round_.id, comment.id, {"accepted": False, "reply": "Đúng rồi."}, COORDINATOR)
    with pytest.raises(Forbidden):
        hall.running.publish(SLUG, round_.id, COORDINATOR)
    with pytest.raises(NotFound):
        hall.public.one(SLUG, round_.id)
    done = hall.running.publish(SLUG, round_.id, LEADER)
    assert (done.state, done.published_by) == (State.PUBLISHED, LEADER.id)
    assert hall.public.one(SLUG, round_.id) == done
    assert hall.public.page(SLUG, 10, None) == ([done], None)
    assert [one.name for one in done.files] == [*NAMES, *map(name_of, Format)]
    for one in done.files:
        assert digest(hall.files.read(one.key)) == one.sha256
        assert one.key in hall.public.link(SLUG, round_.id, one.name)
    with pytest.raises(NotFound):
        hall.public.link(SLUG, round_.id, "cases.jsonl")


def test_what_is_published_stays_whatever_happens_later(tmp_path: Any) -> None:
    hall, codes, round_ = contested()
    hall.to(at("2026-11-25 08:00"))
    done = hall.running.publish(SLUG, round_.id, LEADER)
    then = {one.name: hall.files.read(one.key) for one in done.files}
    hall.acts(codes[0], "reopen", COORDINATOR, reason="Chưa xong")
    hall.timeline.kept[SLUG, date(2026, 11, 18)].clear()  # even if the day itself were another one
    for act in (hall.running.again, hall.running.open, hall.running.publish):
        with pytest.raises(Conflict):
            act(SLUG, round_.id, LEADER)
    assert hall.computing.run() == 0
    assert hall.public.one(SLUG, round_.id) == done
    assert {one.name: hall.files.read(one.key) for one in done.files} == then
    for name, data in then.items():
        (tmp_path / name).write_bytes(data)
    assert main(["recompute", str(tmp_path)]) == 0
    assert all(code.encode() not in data for code in codes for data in then.values())


def test_a_survey_counts_when_it_is_published_and_is_named_in_the_computation() -> None:
    hall, _ = busy()
    with pytest.raises(Unprocessable) as refused:
        hall.ordered(survey=SURVEY)
    assert refused.value.facts["faults"] == [{"pointer": "/survey", "message": "no such published survey"}]
    shown = [{"id": "chung", "mean": 4.2}, {"id": "y-kien", "mean": None}]
    hall.surveyed = {"units": [
        {"unit": BUILDING, "answers": 21, "questions": shown}, {"unit": FINANCE, "answers": 3, "questions": []},
    ]}  # fmt: skip
    draft = hall.computed(survey=SURVEY)
    part = unit_of(hall.contesting.figures(SLUG, draft.id, COORDINATOR), BUILDING)["components"][-1]
    assert (part["id"], part["n"], part["share"]) == ("khao-sat", 21, 0.8)


@pytest.mark.parametrize(
    ("why", "body", "pointer"),
    [
        ("not over", {"to": "2026-11-19"}, "/to"),
        ("ends before it begins", {"from": "2026-11-18", "to": "2026-11-17"}, "/to"),
        ("longer than a year", {"from": "2025-11-01"}, "/to"),
        ("no such day", {"from": "2026-02-30"}, "/from"),
        ("no day", {"from": "18/11/2026"}, "/from"),
        ("no such field", {"weights": {}}, ""),
    ],
)
def test_a_period_that_cannot_be_meant_is_refused(why: str, body: dict[str, Any], pointer: str) -> None:
    hall, _ = busy(1)
    with pytest.raises(Unprocessable) as refused:
        hall.ordered(**body)
    assert [fault["pointer"] for fault in refused.value.facts["faults"]] == [pointer], why


def test_a_province_without_a_formula_has_no_table() -> None:
    hall, _ = busy(1)
    document = hall.document()
    del document["league"]
    hall.provinces.put(document, "test")
    with pytest.raises(Conflict, match="no formula"):
        hall.ordered()


def test_another_tenant_learns_nothing_and_who_may_not_may_not() -> None:
    hall, _, round_ = contested(2)
    stranger = replace(LEADER, tenant="tinh-khac")
    rooms: list[Any] = [
        lambda who: hall.running.read(SLUG, round_.id, who), lambda who: hall.running.publish(SLUG, round_.id, who),
        lambda who: hall.running.page(SLUG, who, 10, None), lambda who: hall.contesting.figures(SLUG, round_.id, who),
        lambda who: hall.contesting.comments(SLUG, round_.id, who),
        lambda who: hall.contesting.decide(SLUG, round_.id, "x", {"accepted": False, "reply": "x"}, who),
    ]  # fmt: skip
    for act in rooms:
        with pytest.raises(NotFound):
            act(stranger)
        with pytest.raises(Forbidden):
            act(FINANCE_HANDLER)
    with pytest.raises(NotFound, match="no such comment"):
        rooms[-1](COORDINATOR)


def test_pages_are_newest_first_and_lead_on() -> None:
    hall, _ = busy(1)
    made = []
    for _ in range(3):
        made.append(hall.ordered().id)
        hall.clock.pass_by(minutes=1)
    first = hall.running.page(SLUG, COORDINATOR, 2, None)
    second = hall.running.page(SLUG, COORDINATOR, 2, first.cursor)
    assert [one.id for one in (*first.rounds, *second.rounds)] == made[::-1]
    assert second.cursor is None
    assert hall.public.page(SLUG, 2, None)[0] == [], "nothing is published"


def test_of_two_who_act_at_once_one_is_told_to_look_again() -> None:
    hall, _, round_ = contested(2)
    hall.contesting.comment(SLUG, round_.id, {"unit": BUILDING, "text": "Một."}, HEAD)
    with pytest.raises(StaleTicket):
        hall.running.entering.saved(round_, state=State.PUBLISHED)
    assert hall.found(round_).made_at < hall.clock() + timedelta(days=1)


def test_of_two_runs_at_once_one_table_is_kept_with_the_cases_it_was_made_of() -> None:
    hall, codes = busy()
    round_ = hall.ordered()

    def the_other_runs() -> None:
        hall.files.on_put = lambda: None
        assert hall.computing.run() == 1, "the other is done first"

    hall.files.on_put = the_other_runs
    assert hall.computing.run() == 1
    draft = hall.found(round_)
    assert (draft.state, draft.version, draft.count) == (State.DRAFT, round_.version + 1, len(codes))
    assert unit_of(hall.contesting.figures(SLUG, round_.id, COORDINATOR), BUILDING)["n"] == len(codes)


def test_cut_off_while_it_is_published_it_is_still_a_contest_and_is_published_the_next_time() -> None:
    hall, _, round_ = contested()
    hall.to(at("2026-11-25 08:00"))
    copies = iter(range(2))

    def full() -> None:
        if next(copies, None) is None:
            raise TryAgain("the bucket did not take the copy")

    hall.files.on_put = full
    with pytest.raises(TryAgain):
        hall.running.publish(SLUG, round_.id, LEADER)
    assert (hall.found(round_).state, hall.public.newest(SLUG)) == (State.CONTEST, [])
    hall.files.on_put = lambda: None
    done = hall.running.publish(SLUG, round_.id, LEADER)
    assert all(digest(hall.files.read(one.key)) == one.sha256 for one in done.files)


def test_a_period_that_shares_days_with_a_published_one_is_refused_and_any_other_is_not() -> None:
    """The rows of a week less those of six of its days are those of one day, however few a unit had."""
    hall, _, round_ = contested()  # of the 18th
    wider = hall.running.open(SLUG, hall.computed(**{"from": "2026-11-17"}).id, COORDINATOR)
    hall.to(at("2026-12-02 08:00"))
    published = hall.running.publish(SLUG, round_.id, LEADER)
    for first, last in (("2026-11-17", "2026-11-18"), ("2026-11-18", "2026-11-19"), ("2026-11-10", "2026-11-25")):
        with pytest.raises(Conflict, match="shares some of these days") as refused:
            hall.ordered(**{"from": first, "to": last})
        assert (refused.value.facts["league"], refused.value.facts["from"]) == (published.id, "2026-11-18")
    with pytest.raises(Conflict, match="shares some of these days"):
        hall.running.publish(SLUG, wider.id, LEADER)
    for first, last in (("2026-11-18", "2026-11-18"), ("2026-11-10", "2026-11-17"), ("2026-11-19", "2026-11-25")):
        assert hall.ordered(**{"from": first, "to": last}).state is State.COMPUTING


def test_of_one_period_there_may_be_two_tables_and_the_first_stays() -> None:
    hall, codes, first = contested()
    hall.to(at("2026-11-25 08:00"))
    done = hall.running.publish(SLUG, first.id, LEADER)
    again = hall.running.open(SLUG, hall.computed().id, COORDINATOR)
    hall.to(at("2026-12-02 08:00"))
    hall.running.publish(SLUG, again.id, LEADER)
    assert [one.id for one in hall.public.newest(SLUG)] == [again.id, first.id]
    assert hall.public.one(SLUG, first.id) == done
    assert codes
