"""Where a fault lies is told so that programs find it."""

import pytest

from chalicelib import schema
from tests.builders import document


@pytest.mark.parametrize(
    ("steps", "written"),
    [((), ""), (("a", 0, "b"), "/a/0/b"), (("a/b", "c~d", "~1"), "/a~1b/c~0d/~01"), (("",), "/")],
)
def test_a_pointer_is_written_as_rfc_6901_wants_it(steps: tuple[str | int, ...], written: str) -> None:
    assert schema.pointer(*steps) == written


def test_a_fault_below_a_name_with_a_slash_is_found() -> None:
    whole = document() | {"messaging": {"letters": {"vi": {"a/b~c": 1}}}}
    assert "/messaging/letters/vi/a~1b~0c" in [fault["pointer"] for fault in schema.faults("province/province", whole)]
