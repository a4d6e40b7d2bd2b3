"""A cursor holds for the tenant and the question it was given for, and for nothing else."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cursor import LONGEST, keyed, opened, sealed
from chalicelib.errors import BadInput

QUESTION = ("song-mau", "worklist", "so-xay-dung", True, None)


@given(st.dictionaries(st.sampled_from(["at", "code", "unit"]), st.text(max_size=40), min_size=1))
def test_a_place_comes_back_as_it_was(place: dict[str, str]) -> None:
    assert opened(sealed(place, *QUESTION), list(place), *QUESTION) == place


@pytest.mark.parametrize(
    "other", [("tinh-khac", *QUESTION[1:]), (*QUESTION[:-1], "x"), QUESTION[:-1], (*QUESTION, None), ()]
)
def test_it_is_none_of_another_question(other: tuple[object, ...]) -> None:
    with pytest.raises(BadInput):
        opened(sealed({"at": "x"}, *QUESTION), ["at"], *other)


@given(st.text(max_size=60) | st.just("A" * (LONGEST + 1)) | st.binary(max_size=40).map(lambda b: b.hex()))
def test_nothing_else_is_a_cursor(text: str) -> None:
    with pytest.raises(BadInput):
        opened(text, ["at"], *QUESTION)


def test_nobody_else_reads_the_place_or_makes_one_up() -> None:
    """The last row that was read may be one its reader is not shown."""
    place = {"code": "SM-4K7P-2XQ8-9M3T"}
    ours = sealed(place, *QUESTION)
    raw = urlsafe_b64decode(ours + "=" * (-len(ours) % 4))
    assert not re.search(rb"4K7P|code", raw)
    for at in range(len(raw)):
        changed = bytes(byte ^ (number == at) for number, byte in enumerate(raw))
        with pytest.raises(BadInput):
            opened(urlsafe_b64encode(changed).decode().rstrip("="), ["code"], *QUESTION)


def test_the_cursor_of_another_stage_is_none_of_ours() -> None:
    theirs = sealed({"at": "x"}, *QUESTION)
    keyed(lambda: b"the key of this stage")
    try:
        with pytest.raises(BadInput):
            opened(theirs, ["at"], *QUESTION)
        assert opened(sealed({"at": "x"}, *QUESTION), ["at"], *QUESTION) == {"at": "x"}
    finally:
        keyed(bytes)


def test_it_names_exactly_what_is_expected() -> None:
    cursor = sealed({"at": "x", "unit": "y"}, *QUESTION)
    for names in (["at"], ["at", "unit", "code"], []):
        with pytest.raises(BadInput):
            opened(cursor, names, *QUESTION)
