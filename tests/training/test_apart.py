"""A training province is one for ever, and shares nothing with a real one."""

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.open311.front import Open311
from chalicelib.province.registry import Registry
from tests.builders import SLUG, document
from tests.fakes import Clock, ShelfVersions
from tests.fakes_training import PAGE, TRAINING, School, training_document


def registry(*documents: dict[str, Any]) -> Registry:
    found = Registry(ShelfVersions(), Clock())
    for one in documents:
        found.put(one, "test")
    return found


def faults(found: Registry, made: dict[str, Any]) -> list[str]:
    """Where the review says no, alike on each way in."""
    with pytest.raises(Unprocessable) as put:
        found.put(made, "test")
    with pytest.raises(Unprocessable) as keep:
        found.keep(made, "test")
    assert put.value.facts["faults"] == keep.value.facts["faults"] == found.faults(made)
    return [fault["pointer"] for fault in found.faults(made)]


@pytest.mark.parametrize(("before", "after"), [(None, True), (False, True), (True, None), (True, False)])
def test_no_province_changes_its_nature(before: bool | None, after: bool | None) -> None:
    def made(training: bool | None) -> dict[str, Any]:
        return document() | ({} if training is None else {"training": training})

    found = registry(made(before))
    assert faults(found, made(after)) == ["/training"]
    assert faults(found, made(after) | {"name": "Khác"}) == ["/training"]
    assert found.faults(made(bool(before))) == []
    assert found.get(SLUG).training is bool(before)


def test_nor_by_making_an_older_version_active_that_was_kept_by_another_way() -> None:
    found = registry(document())
    number = found.versions.keep(SLUG, document() | {"training": True}, "by hand", Clock()())
    with pytest.raises(Unprocessable):
        found.activate(SLUG, number, 1, "test")


def test_they_share_no_prefix_of_codes_in_either_direction() -> None:
    shared = training_document() | {"code_prefix": document()["code_prefix"]}
    assert faults(registry(document()), shared) == ["/code_prefix"]
    assert faults(registry(shared), document()) == ["/code_prefix"]
    assert registry(document(), training_document()).training()
    another = document() | {"slug": "tinh-khac", "accounts": [], "routing": []}
    assert registry(document()).faults(another) == [], "of two real ones that is theirs to say"


def test_they_share_no_account() -> None:
    made = training_document()
    made["accounts"] = deepcopy(document()["accounts"])
    made["routing"] = []
    found = registry(document())
    with pytest.raises(Conflict):
        found.put(made, "test")


def test_no_schedule_of_the_world_meets_a_training_province() -> None:
    found = registry(document(), training_document())
    assert [one.slug for one in found.all()] == found.slugs() == [SLUG]
    assert [one.slug for one in found.training()] == [TRAINING]
    alone = found.alone(TRAINING)
    assert [one.slug for one in alone.all()] == alone.slugs() == [TRAINING]
    assert alone.get(SLUG) is found.get(SLUG)
    assert found.by_account("facebook", PAGE).slug == TRAINING


def test_its_accounts_are_not_tended() -> None:
    tended = School().provinces.all()
    assert {account.id for one in tended for account in one.accounts} == {"2001", "2002", "3001"}


def test_open311_knows_no_training_province() -> None:
    school = School()
    front = Open311(
        provinces=school.provinces, form=school.world.form, published=None, caller=lambda key: 1 / 0,  # type: ignore[arg-type,return-value]
        changed_at=lambda slug: None, pin=lambda tenant, code: "", media_link=lambda *where: "",
        public_url="https://cau-noi.example", live=True, now=school.now,
    )  # fmt: skip
    assert front.services({"jurisdiction_id": [SLUG]})
    for call in (front.services, front.discovery, front.requests):
        with pytest.raises(NotFound):
            call({"jurisdiction_id": [TRAINING]})
