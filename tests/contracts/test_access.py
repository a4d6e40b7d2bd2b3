"""The fake and DynamoDB keep API keys alike."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.access.key import Key, KeyStore, Use
from chalicelib.errors import StaleTicket
from tests.builders import SLUG, at
from tests.fakes_access import ShelfKeys

NOW = at("2026-11-18 09:00")


@pytest.fixture(params=["shelf", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[KeyStore]:
    if request.param == "shelf":
        yield ShelfKeys()
    else:
        petitions, _ = request.getfixturevalue("fresh_tables")
        from chalicelib.access.dynamo import DynamoKeys

        yield DynamoKeys(petitions)


def key(key_id: str = "a" * 16, **given: Any) -> Key:
    base: dict[str, Any] = {
        "id": key_id, "tenant": SLUG, "name": "Một cửa", "scopes": ("read_dossiers", "write_dossiers"),
        "digest": "d" * 64, "created_at": NOW, "created_by": "qt", "version": 1,
    }  # fmt: skip
    return Key(**(base | given))


def test_a_key_comes_back_as_it_was(store: KeyStore) -> None:
    whole = key(
        "b" * 16, expires_at=NOW + timedelta(days=9), former="f" * 64, former_until=NOW + timedelta(hours=1),
        rotated_at=NOW, revoked_at=NOW + timedelta(hours=2), revoked_by="qt",
    )  # fmt: skip
    assert store.find(whole.id) is None
    assert store.add(whole)
    assert store.add(key())
    assert store.find(whole.id) == whole
    assert store.find(key().id) == key()


def test_an_id_is_given_once(store: KeyStore) -> None:
    assert store.add(key())
    assert not store.add(key(name="another", tenant="tinh-khac"))
    assert store.find(key().id) == key()
    assert store.of("tinh-khac") == []


def test_a_key_is_changed_on_the_version_it_was_read_at(store: KeyStore) -> None:
    store.add(key(former="f" * 64, former_until=NOW))
    saved = store.save(key(digest="e" * 64, revoked_at=NOW, revoked_by="qt"))
    assert saved == key(digest="e" * 64, revoked_at=NOW, revoked_by="qt", version=2) == store.find(key().id)
    with pytest.raises(StaleTicket):
        store.save(key())
    assert store.find(key().id) == saved


def test_a_province_finds_its_own_keys_newest_first(store: KeyStore) -> None:
    assert store.of(SLUG) == []
    for number in range(3):
        store.add(key(f"{number}" * 16, created_at=NOW + timedelta(minutes=number)))
    store.add(key("c" * 16, tenant="tinh-khac"))
    assert [(found.id[0], used) for found, used in store.of(SLUG)] == [("2", None), ("1", None), ("0", None)]
    store.used(SLUG, "1" * 16, 4, NOW)
    assert [used for _, used in store.of(SLUG)] == [None, NOW, None]


def test_more_keys_than_fit_one_batch_are_all_found(store: KeyStore) -> None:
    for number in range(105):
        store.add(key(f"{number:016x}"))
    assert {found.id for found, _ in store.of(SLUG)} == {f"{number:016x}" for number in range(105)}


def test_use_adds_up_by_day_and_leaves_the_key_as_it_was(store: KeyStore) -> None:
    store.add(key())
    assert store.use(key().id) == Use()
    store.used(SLUG, key().id, 2, NOW)
    store.used(SLUG, key().id, 3, NOW + timedelta(hours=1))
    store.used(SLUG, key().id, 1, NOW + timedelta(days=1))
    assert store.use(key().id) == Use(at=NOW + timedelta(days=1), days={"2026-11-19": 1, "2026-11-18": 5})
    assert store.find(key().id) == key()


def test_a_month_of_days_is_shown(store: KeyStore) -> None:
    store.add(key())
    for day in range(40):
        store.used(SLUG, key().id, 1, NOW + timedelta(days=day))
    days = list(store.use(key().id).days)
    assert (len(days), days[0], days[-1]) == (31, "2026-12-27", "2026-11-27")
