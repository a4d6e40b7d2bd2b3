"""A league table that cannot be won by doing one thing well."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.admin.standing import Tally, standings


def tally(unit: str, n: int, late: int) -> Tally:
    return Tally(unit=unit, n=n, late=late)


def test_case_18_a_unit_with_one_fast_ticket_is_not_ranked_first() -> None:
    """fixmystreet#1957: the table of the quickest councils was led by those with a single report."""
    found = standings([tally("mot-viec", 1, 0), tally("nhieu-viec", 200, 4), tally("trung-binh", 50, 5)])
    assert [row.unit for row in found.ranked] == ["nhieu-viec", "trung-binh"]
    assert [(row.unit, row.rank) for row in found.unranked] == [("mot-viec", None)]


def test_few_good_petitions_say_less_than_many() -> None:
    """Neither has been late; who has shown it two hundred times stands before who has shown it ten times."""
    found = standings([tally("it", 10, 0), tally("nhieu", 200, 0), tally("muon", 100, 60)])
    assert [row.unit for row in found.ranked] == ["nhieu", "it", "muon"]
    assert [row.share for row in found.ranked] == [0, 0, 0.6]


def test_the_weight_is_public_and_can_be_reckoned_by_hand() -> None:
    """Mean 30/100; (0 + 10 · 0.3) / (20 + 10) = 0.1."""
    found = standings([tally("a", 20, 0), tally("b", 80, 30)])
    assert found.ranked[0].weighed == 0.1


def test_equals_share_a_rank_and_nobody_needs_a_mean() -> None:
    found = standings([tally("a", 20, 2), tally("b", 20, 2), tally("c", 20, 9)])
    assert [row.rank for row in found.ranked] == [1, 1, 3]
    assert standings([]).ranked == ()
    assert standings([tally("a", 0, 0)]).unranked == ()


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1)), max_size=30), st.integers(1, 30))
def test_the_order_is_total_and_fair(rows: list[tuple[int, float]], minimum: int) -> None:
    tallies = [tally(f"u{i:02d}", n, round(n * share)) for i, (n, share) in enumerate(rows)]
    found = standings(tallies, minimum)
    assert sorted(row.unit for row in found.ranked + found.unranked) == [t.unit for t in tallies if t.n]
    assert all(row.n >= minimum for row in found.ranked)
    assert all(row.n < minimum for row in found.unranked)
    assert [row.weighed for row in found.ranked] == sorted(row.weighed for row in found.ranked)
    for better in found.ranked:
        for worse in found.ranked:
            if better.n == worse.n and better.late < worse.late:
                assert better.rank is not None
                assert worse.rank is not None
                assert better.rank <= worse.rank
