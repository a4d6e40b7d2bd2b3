"""A person who asks to be forgotten leaves no words and no marks behind in opinion; what was counted stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.identity.vault import alias_of
from chalicelib.opinion.marks import Forgetting
from tests.builders import COORDINATOR, SECRET, SLUG, World, at
from tests.opinion.square import Square, comment, reaction
from tests.rights.forgotten import ADMIN, WISH

T = at("2026-11-18 09:00")
ALIAS = alias_of(SECRET, SLUG, "facebook", "2001", "7001")


def forget(square: Square, alias: str = ALIAS, tenant: str = SLUG) -> None:
    province = replace(square.province, slug=tenant)
    Forgetting(square.store, lambda: SECRET, square.clock).forget(province, alias)


def test_their_words_and_marks_go_and_every_figure_stays() -> None:
    square = Square()
    square.hears(comment("Của tôi", person="7001"), comment("Của người khác", number=2, person="7002"))
    square.hears(reaction("love"), comment("Hôm qua", number=3, person="7001", occurred_at=T - timedelta(days=1)))
    before = square.total()
    forget(square)
    assert [item.text for item in square.store.kept.values()] == ["Của người khác"]
    assert len(square.store.marks) == 1
    assert square.total() == before, "people, comments and reactions as they were"


def test_words_they_changed_later_go_too_though_the_platform_did_not_say_who_changed_them() -> None:
    square, later = Square(), T + timedelta(days=1)
    first = comment("Của tôi", person="7001")
    edited = replace(first, heard=Heard.EDITED, of=first.key, key="e", text="Đã sửa", occurred_at=later, person="")
    square.clock.pass_by(days=1)
    square.hears(first, edited)
    assert [item.text for item in square.store.kept.values()] == ["Đã sửa"]
    forget(square)
    assert square.store.kept == {}


def test_a_day_of_long_ago_is_found_as_long_as_it_is_kept() -> None:
    square = Square()
    square.hears(comment(person="7001"))
    square.clock.pass_by(days=400)
    forget(square)
    assert square.store.marks == set()


@pytest.mark.parametrize(("alias", "tenant"), [("a" * 16, SLUG), (ALIAS, "tinh-khac")])
def test_nobody_else_is_forgotten(alias: str, tenant: str) -> None:
    square = Square()
    square.hears(comment(person="7001"))
    forget(square, alias, tenant)
    assert (len(square.store.kept), len(square.store.marks)) == (1, 1)


def test_who_comes_back_is_somebody_new() -> None:
    square = Square()
    square.hears(comment(person="7001"))
    forget(square)
    square.hears(comment("Lại là tôi", number=2, person="7001"))
    assert (square.total()["people"], square.total()["comments"]) == (2, 2)


def test_an_erasure_reaches_what_was_said_beside_petitions_even_when_the_vault_knows_nobody() -> None:
    world, square = World(), Square()
    square.store = world.opinions
    square.__post_init__()
    square.hears(comment(person="7001"))
    assert world.rights.erase(SLUG, ALIAS, ADMIN, WISH) is None
    assert (square.store.kept, square.store.marks, square.total()["comments"]) == ({}, set(), 1)


def test_an_export_holds_the_words_of_theirs_that_are_kept_and_nobody_elses_and_not_what_staff_think_of_them() -> None:
    world, square = World(), Square()
    square.store = world.opinions
    square.__post_init__()
    square.hears(comment("Của tôi, gọi 0912345678", person="7001"), comment("Của người khác", number=2, person="7002"))
    world.clock.pass_by(days=1)
    square.clock.pass_by(days=1)
    square.hears(comment("Hôm sau", number=3, person="7001", occurred_at=T + timedelta(days=1)))
    (first,) = [item for item in world.opinions.kept.values() if item.text.startswith("Của tôi")]
    world.opinions.relabel(first, replace(first, label="negative", by="staff-9", labelled_at=T), {})
    made = world.rights.export(SLUG, ALIAS, COORDINATOR, WISH)
    assert made["person"] is None, "it needs no vault"
    assert [sample["text"] for sample in made["opinions"]] == ["Hôm sau", "Của tôi, gọi [số điện thoại]"]
    assert made["opinions"][1] == {
        "kind": "comments", "text": "Của tôi, gọi [số điện thoại]", "link": first.link or None, "channel": "facebook",
        "account": "2001", "at": T.isoformat(), "expires_at": first.expires_at.isoformat(),
    }  # fmt: skip
    world.clock.pass_by(seconds=(first.expires_at - world.clock()).total_seconds())
    left = world.rights.export(SLUG, ALIAS, COORDINATOR, WISH)["opinions"]
    assert [sample["text"] for sample in left] == ["Hôm sau"], "what must go by then is gone, the store's delay or not"
    world.rights.erase(SLUG, ALIAS, ADMIN, WISH)
    assert world.rights.export(SLUG, ALIAS, COORDINATOR, WISH)["opinions"] == []
