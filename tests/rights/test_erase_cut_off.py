"""Whatever happens in the middle of an erasure: the next run goes on, and the end is the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.errors import TryAgain
from chalicelib.rights import eraser
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.errand import copies_of
from chalicelib.ticket.store import Tickets
from tests.builders import HANDLER, SLUG, World, photo
from tests.rights.forgotten import ADMIN, WISH, WORDS, answered, everything


class Cut(Exception):
    """The process died here."""


class Dying:
    """Everything the rights write with, which dies at the n-th write."""

    def __init__(self, inner: Any, left: list[int], names: tuple[str, ...]) -> None:
        self._inner, self._left, self._names = inner, left, names

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in self._names:
            self._left[0] -= 1
            if self._left[0] < 0:
                raise Cut
        return getattr(self._inner, name)  # type: ignore[no-any-return]


WRITES = ("commit", "save", "erase", "note", "owe", "done", "forget_thread", "drop_errands", "delete")


@pytest.mark.parametrize("after", range(16))
def test_cut_off_anywhere_it_goes_on_to_the_same_end(after: int) -> None:
    world, whole = World(), World()
    codes = [answered(each).code for each in (world, whole)]
    whole.rights.erase(SLUG, codes[1], ADMIN, WISH)
    left = [after]
    dying = replace(
        world.rights, tickets=Dying(world.tickets, left, WRITES), outbox=Dying(world.outbox, left, WRITES),
        vault=Dying(world.vault, left, WRITES), erasures=Dying(world.erasures, left, WRITES),
        bucket=Dying(world.cupboard, left, WRITES),
    )  # fmt: skip
    try:
        dying.erase(SLUG, codes[0], ADMIN, WISH)
    except Cut:
        if not world.erasures.kept and world.vault.people:  # it never began: whoever asked is told so, and asks again
            world.rights.erase(SLUG, codes[0], ADMIN, WISH)
    world.clock.pass_by(minutes=10)
    world.retention.run()
    assert "0912345678" not in everything(world)
    assert not world.erasures.kept
    assert first_break(codes[0], world.tickets.timeline(SLUG, codes[0])) is None
    erased = [
        [e.erased for e in each.tickets.timeline(SLUG, code)] for each, code in zip((world, whole), codes, strict=True)
    ]
    assert erased[0] == erased[1]


def test_the_cuts_cover_the_whole_way() -> None:
    world = World()
    code, left = answered(world).code, [15]
    parts: dict[str, Any] = {
        name: Dying(getattr(world.rights, name), left, WRITES)
        for name in ("tickets", "outbox", "vault", "erasures", "bucket")
    }
    replace(world.rights, **parts).erase(SLUG, code, ADMIN, WISH)
    assert 0 <= left[0] < 8, "more writes than the test above cuts at, or far fewer"


def test_a_bucket_that_keeps_something_is_emptied_by_the_next_run() -> None:
    world = World()
    ticket = answered(world)
    world.cupboard.refusals = [TryAgain("the bucket kept something")]
    assert world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert world.cupboard.kept
    assert world.retention.run() == 1
    assert "0912345678" not in everything(world)
    assert not world.cupboard.kept


def test_an_officer_who_acts_at_the_same_moment_keeps_their_act() -> None:
    world = World()
    code = answered(world).code
    world.shelf.refuse_commits = 2
    world.rights.erase(SLUG, code, ADMIN, WISH)
    assert world.tickets.get(SLUG, code).erased_at


def test_a_copy_that_was_on_its_way_does_not_stay() -> None:
    url = "https://scontent.fbcdn.net/a.jpg"
    world = World(web={url: TryAgain("media host did not answer")})
    ticket = world.opened(WORDS, attachments=(photo(url),))
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    (errand,) = world.shelf.errands_kept.values()
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert not world.shelf.errands_kept
    world.errands.put_off(errand)  # as if the copying had begun before
    world.web.clear()
    world.clock.pass_by(hours=1)
    assert world.media.run() == 0
    assert not world.cupboard.kept
    assert not world.shelf.errands_kept


def test_a_copy_that_arrives_while_its_event_is_emptied_does_not_stay() -> None:
    url = "https://scontent.fbcdn.net/a.jpg"
    world = World(web={url: TryAgain("media host did not answer")})
    ticket = world.opened(WORDS, attachments=(photo(url),))
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")

    class Crossing:
        """The copy arrives after the first deletion."""

        def delete(self, prefix: str) -> None:
            before = dict(world.cupboard.kept)
            world.cupboard.delete(prefix)
            if not before and not world.tickets.get(SLUG, ticket.code).erased_at:
                world.cupboard.put(f"{prefix}0", b"late", "image/jpeg")

    replace(world.rights, bucket=Crossing()).erase(SLUG, ticket.code, ADMIN, WISH)
    assert not world.cupboard.kept


def test_a_copy_that_no_event_knows_of_goes_too() -> None:
    """Its message lost the race for the number it was copied under, and came again under another."""
    world = World()
    ticket = answered(world)
    world.cupboard.put(f"{copies_of(SLUG, ticket.code, 'https://x.fbcdn.net/b.jpg')}000003-0", b"stray", "image/jpeg")
    other = answered(world, person="7002")
    world.rights.erase(SLUG, ticket.code, ADMIN, WISH)
    assert [key.split("/")[2] for key in world.cupboard.kept] == [other.code]


def test_what_another_person_sent_too_stays_with_them_and_rows_of_before_are_found() -> None:
    """One sticker has one address, whoever sends it."""
    world, url, old = World(), "https://x.fbcdn.net/sticker.png", f"media/{SLUG}/old-000001-0"
    ticket = answered(world)
    mine = world.tickets.event(SLUG, ticket.code, 1)
    theirs = replace(mine, n=2, by="another", attachments=(photo(url),))
    same = tuple(replace(each, url=url, key=old) for each in mine.attachments)
    timeline = [replace(mine, attachments=same), theirs]
    begin = copies_of(SLUG, ticket.code, url)
    for key in (old, f"{begin}000001-0", f"{begin}000002-0", f"{begin}000003-0"):
        world.cupboard.put(key, b"x", "image/png")
    other = replace(ticket, origin=replace(ticket.origin, alias="another"))

    class Told:
        def timeline(self, tenant: str, code: str) -> Any:
            return timeline

    told: Any = Told()
    one = eraser.Eraser(told, world.outbox, world.erasures, world.cupboard, world.clock)
    one._empty_files(one._files(other, {mine.by}))
    left = [key for key in world.cupboard.kept if key.startswith((begin, old))]
    assert left == [f"{begin}000002-0"]


def test_a_long_petition_is_emptied_in_several_steps_each_of_them_whole() -> None:
    world = World()
    ticket = world.opened(WORDS)
    for number in range(90):
        world.hears(f"Tôi nói thêm điều thứ {number}, gọi 0912345678")
    world.does(ticket.code, "answer", HANDLER, text="Đã vá")
    sizes = []
    commit = world.tickets.commit

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.tickets, name)

        def commit(self, change: Any) -> None:
            sizes.append(len(change.emptied))
            commit(change)
            assert first_break(ticket.code, world.tickets.timeline(SLUG, ticket.code)) is None

    tickets: Tickets = Watched()
    replace(world.rights, tickets=tickets).erase(SLUG, ticket.code, ADMIN, WISH)
    assert len(sizes) == 3
    assert max(sizes) <= eraser.AT_ONCE
    assert "0912345678" not in everything(world)
