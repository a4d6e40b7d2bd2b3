"""A cursor holds for the tenant and the question it was given for, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cursor import LONGEST, opened, sealed
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


def test_it_names_exactly_what_is_expected() -> None:
    cursor = sealed({"at": "x", "unit": "y"}, *QUESTION)
    for names in (["at"], ["at", "unit", "code"], []):
        with pytest.raises(BadInput):
            opened(cursor, names, *QUESTION)
