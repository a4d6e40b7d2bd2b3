"""Which document of a province holds: looked up once a minute, the same value as long as it is the same version."""

from typing import Any

import pytest

from chalicelib.errors import NotFound, Unprocessable
from chalicelib.province.registry import Registry, faults
from tests.builders import SLUG, document
from tests.fakes import Clock, ShelfVersions


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(clock: Clock) -> Registry:
    made = Registry(ShelfVersions(), clock)
    made.put(document(), "test")
    return made


def another(registry: Registry, clock: Clock) -> Registry:
    """Another process on the same table."""
    return Registry(registry.versions, clock)


def test_a_province_is_the_same_value_while_its_version_is(registry: Registry, clock: Clock) -> None:
    """Matchers compiled from it are cached on it."""
    first = registry.get(SLUG)
    clock.pass_by(minutes=5)
    assert registry.get(SLUG) is first
    registry.put(document(), "test")
    assert registry.get(SLUG) is not first
    assert registry.get(SLUG).version == 2


def test_another_process_notices_within_a_minute(registry: Registry, clock: Clock) -> None:
    other = another(registry, clock)
    assert other.get(SLUG).name == "Sông Mẫu"
    number = registry.keep(document() | {"name": "Mới"}, "admin")
    registry.activate(SLUG, number, 1, "admin")
    assert registry.get(SLUG).name == "Mới"
    assert other.get(SLUG).name == "Sông Mẫu"
    clock.pass_by(seconds=61)
    assert other.get(SLUG).name == "Mới"


def test_a_kept_version_is_read_by_its_number(registry: Registry) -> None:
    number = registry.keep(document() | {"name": "Nháp"}, "admin", "một ý")
    assert (registry.version(SLUG, number).name, registry.get(SLUG).name) == ("Nháp", "Sông Mẫu")
    with pytest.raises(NotFound):
        registry.version(SLUG, 9)


def test_an_account_leads_to_its_province_until_it_is_dropped(registry: Registry, clock: Clock) -> None:
    assert registry.by_account("facebook", "2002").slug == SLUG
    held = document()
    held["accounts"] = [a for a in held["accounts"] if a["id"] != "2002"]
    held["routing"] = [r for r in held["routing"] if "account" not in r["when"]]
    registry.put(held, "admin")
    with pytest.raises(NotFound):
        registry.by_account("facebook", "2002")


def test_all_lists_who_has_an_active_version(registry: Registry) -> None:
    registry.keep(document() | {"slug": "tinh-moi", "accounts": []} | _without_pages(), "admin")
    assert [province.slug for province in registry.all()] == [SLUG]
    registry.activate("tinh-moi", 1, None, "admin")
    assert [province.slug for province in registry.all()] == [SLUG, "tinh-moi"]


def _without_pages() -> dict[str, Any]:
    return {"routing": [rule for rule in document()["routing"] if "account" not in rule["when"]]}


def test_nothing_unfit_is_kept_put_or_made_active(registry: Registry) -> None:
    unfit = document() | {"tray": "nowhere"}
    for attempt in (registry.put, registry.keep):
        with pytest.raises(Unprocessable) as refusal:
            attempt(unfit, "admin")
        assert refusal.value.facts["faults"] == faults(unfit)
    registry.versions.keep(SLUG, unfit, "before the check was made", registry.now())
    with pytest.raises(Unprocessable):
        registry.activate(SLUG, 2, 1, "admin")
    assert registry.get(SLUG).version == 1


def test_faults_come_from_the_schema_first() -> None:
    assert faults(document()) == []
    assert [fault["pointer"] for fault in faults(document() | {"name": 7, "tray": "nowhere"})] == ["/name"]
    assert faults([])
