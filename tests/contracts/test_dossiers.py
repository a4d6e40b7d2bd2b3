"""The fake and DynamoDB keep dossiers alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.dossier.cabinet import Cabinet
from chalicelib.dossier.dossier import Dossier, Facts, Status
from tests.builders import SLUG, at
from tests.fakes_dossier import ShelfCabinet

CODE, OTHER = "H49.17-261118-0001", "H49.17-261118-0002"
TODAY = date(2026, 11, 18)


@pytest.fixture(params=["shelf", "dynamo"])
def cabinet(request: pytest.FixtureRequest) -> Iterator[Cabinet]:
    if request.param == "shelf":
        yield ShelfCabinet()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.dossier.dynamo import DynamoCabinet

        yield DynamoCabinet(petitions)


def facts(**given: Any) -> Facts:
    base: dict[str, Any] = {
        "agency": "Sở Xây dựng", "status": Status.MORE_PAPERS, "result_on": date(2026, 12, 1),
        "missing": ("Bản sao giấy phép",), "at": at("2026-11-18 09:00") + timedelta(milliseconds=120),
    }  # fmt: skip
    return Facts(**(base | given))


def dossier(**given: Any) -> Dossier:
    base: dict[str, Any] = {
        "tenant": SLUG, "code": CODE, "facts": facts(), "by": "key:1", "phone": "ab12", "version": 1,
    }  # fmt: skip
    return Dossier(**(base | given))


def test_a_dossier_comes_back_as_it_was_kept(cabinet: Cabinet) -> None:
    bare = dossier(code=OTHER, facts=facts(result_on=None, missing=()), phone="", id_number="")
    assert cabinet.find(SLUG, CODE) is None
    assert cabinet.save(dossier(), step=True)
    assert cabinet.save(bare, step=True)
    assert cabinet.find(SLUG, CODE) == dossier()
    assert cabinet.find(SLUG, OTHER) == bare
    assert cabinet.find("tinh-khac", CODE) is None


def test_many_are_found_at_once_and_those_that_are_not_there_are_left_out(cabinet: Cabinet) -> None:
    codes = [f"H49.17-261118-{number:04}" for number in range(1, 131)]
    for code in codes[::2]:
        assert cabinet.save(dossier(code=code), step=False)
    found = cabinet.many(SLUG, [*codes, codes[0]])
    assert sorted(found) == codes[::2]
    assert found[codes[0]] == dossier(code=codes[0])
    assert cabinet.many("tinh-khac", codes) == {}
    assert cabinet.many(SLUG, []) == {}


def test_of_two_with_the_same_copy_the_second_is_refused(cabinet: Cabinet) -> None:
    assert cabinet.save(dossier(), step=True)
    assert not cabinet.save(dossier(by="key:2"), step=True)
    assert not cabinet.save(dossier(by="key:2"), step=False)
    second = dossier(facts=facts(status=Status.DONE, at=at("2026-11-19 09:00")), version=2)
    assert cabinet.save(second, step=True)
    assert not cabinet.save(replace(second, by="key:2"), step=True)
    assert not cabinet.save(replace(second, by="key:2"), step=False)
    assert cabinet.find(SLUG, CODE) == second
    assert len(cabinet.history(SLUG, CODE)) == 2, "what was refused left no step"


def test_steps_are_told_newest_first_and_what_was_only_confirmed_is_none(cabinet: Cabinet) -> None:
    done = facts(status=Status.DONE, missing=(), at=at("2026-11-20 09:00"))
    cabinet.save(dossier(), step=True)
    cabinet.save(dossier(facts=facts(at=at("2026-11-19 09:00")), version=2), step=False)
    cabinet.save(dossier(facts=done, version=3), step=True)
    assert cabinet.history(SLUG, CODE) == [done, facts()]
    assert cabinet.history(SLUG, OTHER) == []
    assert cabinet.history("tinh-khac", CODE) == []


def test_tries_are_counted_by_code_and_day_whether_there_is_a_dossier_or_not(cabinet: Cabinet) -> None:
    assert [cabinet.tried(SLUG, CODE, TODAY, 1) for _ in range(3)] == [1, 2, 3]
    assert cabinet.tried(SLUG, CODE, TODAY, -1) == 2
    assert cabinet.tried(SLUG, OTHER, TODAY, 1) == 1
    assert cabinet.tried("tinh-khac", CODE, TODAY, 1) == 1
    assert cabinet.tried(SLUG, CODE, TODAY + timedelta(days=1), 1) == 1
    assert cabinet.find(SLUG, CODE) is None
    assert cabinet.history(SLUG, CODE) == []
