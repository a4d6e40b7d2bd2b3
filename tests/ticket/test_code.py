"""Tracking codes: derived, readable, forgiving to type, hard to mistype."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ticket.code import ALPHABET, aloud, pin, read_code, ticket_code

KEYS = st.text(min_size=1, max_size=80)


@given(KEYS)
def test_the_same_message_always_gives_the_same_code(key: str) -> None:
    assert ticket_code("QN", key) == ticket_code("QN", key)


@given(KEYS)
def test_another_attempt_gives_another_code(key: str) -> None:
    assert ticket_code("QN", key, 1) != ticket_code("QN", key)


@given(KEYS)
def test_a_code_is_read_back_however_it_is_typed(key: str) -> None:
    code = ticket_code("QN", key)
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


@given(KEYS, st.integers(3, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(key: str, place: int, other: str) -> None:
    code = ticket_code("QN", key).replace("-", "")
    place = 2 + (place - 3) % (len(code) - 2)
    wrong = code[:place] + other + code[place + 1 :]
    assert read_code(wrong) is None or other == code[place]


@given(st.text(max_size=40))
def test_nonsense_is_no_code(text: str) -> None:
    read = read_code(text)
    assert read is None or read_code(read) == read


def test_a_code_looks_like_this() -> None:
    """Frozen: a code once given to a citizen must be found again by every later version."""
    assert ticket_code("QN", "fb#1#m_1") == "QN-AB2K-B6VJ-QNPM"


def test_a_pin_belongs_to_one_code_of_one_province() -> None:
    mine = pin(b"secret", "song-mau", "SM-1")
    assert len(mine) == 6
    assert mine.isdecimal()
    assert mine == pin(b"secret", "song-mau", "SM-1")
    assert (
        len(
            {
                mine,
                pin(b"secret", "song-khac", "SM-1"),
                pin(b"secret", "song-mau", "SM-2"),
                pin(b"x", "song-mau", "SM-1"),
            }
        )
        == 4
    )


def test_a_code_and_a_pin_are_read_out_digit_by_digit() -> None:
    assert aloud("QN-AB2K-B6VJ-QNPM") == "Q, N; A, B, hai, K; B, sáu, V, J; Q, N, P, M"
    assert aloud("100459") == "một, không, không, bốn, năm, chín"
