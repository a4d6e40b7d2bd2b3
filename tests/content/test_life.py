"""The life of a post: what may follow what, and who may do it."""

from itertools import product
from typing import Any

import pytest

from chalicelib.content.post import NEXT, State, Step, after
from chalicelib.errors import Conflict, Forbidden, IllegalMove, NotFound, StaleTicket, Unprocessable, Unsure
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from tests.builders import SLUG, officer
from tests.content.newsroom import (
    AUTHOR,
    COLLEAGUE,
    OA,
    OWNER,
    PAGE,
    WARD_AUTHOR,
    WARD_MANAGER,
    WARD_PAGE,
    Newsroom,
    body,
)

APPROVE, REJECT = {"decision": "approve"}, {"decision": "reject", "reason": "Thiếu địa chỉ"}


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


def test_what_is_not_in_the_table_cannot_happen() -> None:
    for state, step in product(State, Step):
        if (state, step) in NEXT:
            assert after(state, step) is NEXT[state, step]
        else:
            with pytest.raises(IllegalMove) as refused:
                after(state, step)
            assert set(refused.value.facts["acts"]) == {
                one for held, one in NEXT if held is state and one not in (Step.SUCCEED, Step.FAIL)
            }


def test_nothing_reaches_a_page_without_an_approval() -> None:
    """Every way to PUBLISHED leads through SUBMITTED, and a draft that was rejected begins again."""
    without = {(state, step): to for (state, step), to in NEXT.items() if step not in (Step.APPROVE, Step.SCHEDULE)}
    reached = {State.DRAFT}
    for _ in State:
        reached |= {to for (state, _), to in without.items() if state in reached}
    assert State.PUBLISHED not in reached


def test_a_post_goes_from_draft_to_approved(room: Newsroom) -> None:
    post = room.written(PAGE, OA, topic="giao-thong", procedure="1.001234", source="central")
    assert (post.state, post.unit, post.author, post.version) == (State.DRAFT, "phong-ha-tang", "cv-1", 1)
    assert room.editing.submit(SLUG, post.id, 1, AUTHOR).state is State.SUBMITTED
    done = room.editing.decide(SLUG, post.id, APPROVE, 2, OWNER)
    assert (done.state, done.approver, done.due) == (State.APPROVED, "nd-1", room.clock())


def test_before_its_time_it_waits(room: Newsroom) -> None:
    post = room.approved(at="2026-11-18T15:00:00+07:00")
    assert post.state is State.SCHEDULED
    room.passes(35)
    assert room.wall.up == []
    room.passes(2)
    assert len(room.wall.up) == 1
    assert room.now(post).state is State.PUBLISHED


def test_a_rejected_post_is_a_draft_again_with_the_reason(room: Newsroom) -> None:
    post = room.written()
    room.editing.submit(SLUG, post.id, None, AUTHOR)
    with pytest.raises(Unprocessable):
        room.editing.decide(SLUG, post.id, {"decision": "reject"}, None, OWNER)
    back = room.editing.decide(SLUG, post.id, REJECT, None, OWNER)
    assert (back.state, back.reason) == (State.DRAFT, "Thiếu địa chỉ")
    changed = room.editing.change(SLUG, post.id, body(title="Lịch tiếp, có địa chỉ"), None, AUTHOR)
    assert changed.title == "Lịch tiếp, có địa chỉ"
    room.passes(2)
    assert room.wall.up == []


def test_only_a_draft_is_changed(room: Newsroom) -> None:
    post = room.written()
    room.editing.submit(SLUG, post.id, None, AUTHOR)
    with pytest.raises(IllegalMove):
        room.editing.change(SLUG, post.id, body(), None, AUTHOR)


@pytest.mark.parametrize("by", [COLLEAGUE, OWNER])
def test_nobody_approves_what_they_wrote_or_changed(room: Newsroom, by: Actor) -> None:
    post = room.written()
    assert room.editing.change(SLUG, post.id, body(title="Đã sửa"), None, by).unit == "phong-ha-tang", "whose it was"
    room.editing.submit(SLUG, post.id, None, AUTHOR)
    with pytest.raises(Forbidden):
        room.editing.decide(SLUG, post.id, APPROVE, None, by)
    own = room.written(by=OWNER)
    room.editing.submit(SLUG, own.id, None, OWNER)
    with pytest.raises(Forbidden):
        room.editing.decide(SLUG, own.id, APPROVE, None, OWNER)


@pytest.mark.parametrize(
    ("why", "author", "targets", "by", "passes"),
    [
        ("her own page, her own ward", WARD_AUTHOR, (WARD_PAGE,), WARD_MANAGER, True),
        ("not the province's page", WARD_AUTHOR, (PAGE,), WARD_MANAGER, False),
        ("nor both at once", WARD_AUTHOR, (WARD_PAGE, PAGE), WARD_MANAGER, False),
        ("nor another unit's post, though it is for her page", AUTHOR, (WARD_PAGE,), WARD_MANAGER, False),
        ("a head approves none", AUTHOR, (PAGE,), COLLEAGUE, False),
        ("leadership does", AUTHOR, (PAGE,), officer(Role.LEADERSHIP, "ubnd-tinh"), True),
        ("the coordinator does", AUTHOR, (PAGE,), officer(Role.COORDINATOR, "so-khcn"), True),
        ("an analyst does not", AUTHOR, (PAGE,), officer(Role.ANALYST, "so-khcn"), False),
    ],
)
def test_who_approves(room: Newsroom, why: str, author: Actor, targets: Any, by: Actor, passes: bool) -> None:
    post = room.written(*targets, by=author)
    room.editing.submit(SLUG, post.id, None, author)
    if passes:
        assert room.editing.decide(SLUG, post.id, APPROVE, None, by).state is State.APPROVED, why
        return
    with pytest.raises((Forbidden, NotFound)):
        room.editing.decide(SLUG, post.id, APPROVE, None, by)
    assert room.now(post).state is State.SUBMITTED, why


def test_units_see_and_touch_their_own_posts_only(room: Newsroom) -> None:
    post = room.written()
    with pytest.raises(NotFound):
        room.editing.one(SLUG, post.id, WARD_AUTHOR)
    with pytest.raises(NotFound):
        room.editing.submit(SLUG, post.id, None, WARD_AUTHOR)
    with pytest.raises(Forbidden):
        room.written(by=WARD_AUTHOR, unit="so-xay-dung")
    assert room.editing.one(SLUG, post.id, COLLEAGUE).id == post.id
    for_her_page = room.written(WARD_PAGE)
    assert room.editing.one(SLUG, for_her_page.id, WARD_MANAGER).id == for_her_page.id
    with pytest.raises(NotFound):
        room.editing.withdraw(SLUG, for_her_page.id, None, WARD_MANAGER)
    with pytest.raises(NotFound):
        room.editing.one(SLUG, post.id, officer(Role.CONTENT_OWNER, "so-khcn", tenant="tinh-khac"))


def test_every_fault_of_a_post_is_named(room: Newsroom) -> None:
    with pytest.raises(Unprocessable) as refused:
        room.written(("facebook", "9"), unit="so-x", topic="tha-dieu", at="2026-13-18T15:00:00+07:00", text=" \n ")
    pointers = {fault["pointer"] for fault in refused.value.facts["faults"]}
    assert pointers == {"/targets/0", "/unit", "/topic", "/at", "/text"}


def test_photos_are_scrubbed_and_kept_and_what_is_no_photo_is_refused(room: Newsroom) -> None:
    upload = f"photo-{1:032x}"
    post = room.written(uploads=[upload])
    assert [one.key for one in post.pictures] == [f"media/{SLUG}/posts/{post.id}/{upload}"]
    assert set(room.cupboard.kept) == {post.pictures[0].key}
    assert room.editing.change(SLUG, post.id, body(), None, AUTHOR).pictures == post.pictures
    assert room.editing.change(SLUG, post.id, body(uploads=[]), None, AUTHOR).pictures == ()
    room.files[f"upload:{SLUG}/{upload}"] = b"%PDF-1.7"
    with pytest.raises(Unprocessable) as refused:
        room.written(uploads=[upload])
    assert [fault["pointer"] for fault in refused.value.facts["faults"]] == ["/uploads/0"]


def test_what_somebody_else_changed_meanwhile_is_not_decided_on(room: Newsroom) -> None:
    post = room.written()
    room.editing.submit(SLUG, post.id, 1, AUTHOR)
    for call in (room.editing.submit, room.editing.withdraw, room.editing.resend):
        with pytest.raises(StaleTicket):
            call(SLUG, post.id, 1, AUTHOR)
    with pytest.raises(StaleTicket):
        room.editing.decide(SLUG, post.id, APPROVE, 1, OWNER)


def test_what_is_withdrawn_never_goes_out_and_what_may_be_out_is_waited_for(room: Newsroom) -> None:
    post = room.approved()
    assert room.editing.withdraw(SLUG, post.id, None, AUTHOR).state is State.WITHDRAWN
    room.passes(3)
    assert room.wall.up == []
    unclear = room.approved()
    room.wall.unheard = [Unsure("no answer")]
    room.round()
    with pytest.raises(Conflict):
        room.editing.withdraw(SLUG, unclear.id, None, AUTHOR)


def test_lists_are_paged_the_newest_first_and_filtered(room: Newsroom) -> None:
    made = []
    for number in range(5):
        made.append(room.written(by=AUTHOR if number % 2 else WARD_AUTHOR).id)
        room.clock.pass_by(seconds=1)
    first, cursor = room.editing.page(SLUG, "", OWNER, 2, None)
    rest, end = room.editing.page(SLUG, "", OWNER, 5, cursor)
    assert [one.id for one in (*first, *rest)] == made[::-1]
    assert end is None
    mine, _ = room.editing.page(SLUG, "draft", AUTHOR, 50, None)
    assert [one.id for one in mine] == [made[3], made[1]]
    assert room.editing.page(SLUG, "published", OWNER, 50, None) == ([], None)
