"""What a query may hold: the catalogue's schema decides before the door opens."""

from typing import Any

import pytest

from chalicelib.doors.queries import check, faults
from chalicelib.errors import BadInput, NotFound

ALLOWED: dict[str, dict[str, Any]] = {
    "state": {"schema": {"enum": ["open", "done"]}},
    "limit": {"schema": {"type": "integer", "minimum": 1, "maximum": 100}},
    "text": {"schema": {"type": "string", "maxLength": 5}},
    "from": {"schema": {"type": "string", "format": "date"}},
    "month": {"schema": {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}},
}


@pytest.mark.parametrize("given", [
    {}, {"state": "done"}, {"text": ""}, {"limit": "1"}, {"limit": "100"}, {"text": "đường"}, {"month": "2026-11"},
])  # fmt: skip
def test_what_the_catalogue_allows_passes(given: dict[str, str]) -> None:
    assert faults(ALLOWED, given) == []


@pytest.mark.parametrize("given", [
    {"state": "xyz"}, {"state": ""}, {"state": "DONE"}, {"limit": "0"}, {"limit": "101"}, {"limit": "٣"}, {"limit": "1.0"},
    {"limit": "-1"}, {"limit": "1" * 5000}, {"text": "đường "}, {"month": "2026-13"}, {"month": "x2026-11"},
    {"month": "2026-11\n"},
    {"categry": "dien"}, {"from": ""},
])  # fmt: skip
def test_what_it_does_not_allow_is_a_fault_of_its_own(given: dict[str, str]) -> None:
    with pytest.raises(BadInput) as refused:
        check({}, {}, ALLOWED, given)
    ((name, _),) = given.items()
    assert [fault["pointer"] for fault in refused.value.facts["faults"]] == [f"?{name}"]


def test_every_fault_is_listed() -> None:
    with pytest.raises(BadInput) as refused:
        check({}, {}, ALLOWED, {"state": "x", "limit": "x", "text": "ok"})
    assert [fault["pointer"] for fault in refused.value.facts["faults"]] == ["?state", "?limit"]


def test_under_a_name_that_cannot_be_there_is_nothing() -> None:
    with pytest.raises(NotFound):
        check({"text": ALLOWED["text"]}, {"text": "quá dài"}, {}, {})
