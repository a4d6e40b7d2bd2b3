"""Which facts hold: the newest, whatever the order they come in, and nobody's clock may be far ahead."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.dossier.dossier import NAMES, Dossier, Facts, Status, sealed
from chalicelib.dossier.settling import SKEW, Result, settled
from chalicelib.schema import document
from tests.builders import SLUG, at

NOW = at("2026-11-18 09:00")


def sent(status: Status = Status.RECEIVED, hours: float = -24, **given: Any) -> Dossier:
    facts = Facts(
        agency="Sở Xây dựng", status=status, result_on=None, missing=(), at=NOW + timedelta(hours=hours)
    )  # fmt: skip
    base: dict[str, Any] = {"tenant": SLUG, "code": "H49.17-261118-0001", "facts": facts, "by": "key:1"}
    return Dossier(**(base | given))


KEPT = sent(version=1, phone="ab")


@pytest.mark.parametrize(
    ("why", "kept", "new", "result"),
    [
        ("nothing is kept of it", None, sent(), Result.CREATED),
        ("the same again", KEPT, sent(), Result.UNCHANGED),
        ("newer facts", KEPT, sent(Status.DONE, -1), Result.UPDATED),
        ("the same facts, seen again later", KEPT, sent(hours=-1), Result.CONFIRMED),
        ("another key's dossier, whatever it says of it", KEPT, sent(Status.DONE, -1, by="key:2"), Result.FOREIGN),
        ("one that was released has a new key", replace(KEPT, by=""), sent(by="key:2"), Result.CONFIRMED),
        ("the digits were wrong", KEPT, sent(phone="cd"), Result.CONFIRMED),
        ("an older state comes late", KEPT, sent(Status.REGISTERED, -48), Result.OUTDATED),
        ("an older state of the same facts", KEPT, sent(hours=-48), Result.OUTDATED),
        ("two truths for one moment", KEPT, sent(Status.DONE), Result.CONFLICT),
        ("a clock within the hour is forgiven", KEPT, sent(Status.DONE, 1), Result.UPDATED),
        ("tomorrow's facts are nobody's", KEPT, sent(Status.DONE, 24), Result.AHEAD),
        ("nor of a new dossier", None, sent(Status.DONE, 24), Result.AHEAD),
    ],
)
def test_what_becomes_of_facts(why: str, kept: Dossier | None, new: Dossier, result: Result) -> None:
    assert settled(kept, new, NOW)[0] == result, why


def test_digits_that_are_not_sent_stay_and_those_that_are_take_their_place() -> None:
    assert settled(KEPT, sent(Status.DONE, -1, id_number="ef"), NOW)[1] == sent(
        Status.DONE, -1, phone="ab", id_number="ef", version=2
    )
    assert settled(KEPT, sent(phone="cd"), NOW)[1].phone == "cd"


def test_a_refused_row_leaves_what_is_kept() -> None:
    for new in (sent(Status.DONE), sent(Status.DONE, -48), sent(Status.DONE, 24)):
        assert settled(KEPT, new, NOW)[1] == KEPT
    edge = sent(Status.DONE)
    on_time = replace(edge, facts=replace(edge.facts, at=NOW + SKEW))
    assert settled(None, on_time, NOW)[0] is Result.CREATED


def test_in_whatever_order_states_come_the_newest_holds() -> None:
    states = [sent(status, hours) for status, hours in zip(Status, range(-9, 0), strict=False)][:4]
    for order in permutations(states):
        kept: Dossier | None = None
        for new in (*order, *order):
            result, after = settled(kept, new, NOW)
            kept = after if result in {Result.CREATED, Result.UPDATED} else kept
        assert kept is not None
        assert kept.facts == states[-1].facts


def test_the_same_digits_are_another_hash_in_every_dossier_for_every_factor_tenant_and_secret() -> None:
    base = (b"k" * 32, SLUG, "H49.17-261118-0001", "phone", "1234")
    others = [
        (b"x" * 32, *base[1:]), (base[0], "tinh-khac", *base[2:]), (*base[:2], "H49.17-261118-0002", *base[3:]),
        (*base[:3], "id_number", "1234"), (*base[:4], "1235"),
    ]  # fmt: skip
    assert len({sealed(*each) for each in (base, *others)}) == 6
    assert "1234" not in sealed(*base)


def test_every_state_of_the_schemas_has_its_vietnamese_name() -> None:
    for name in ("dossier", "bulk"):
        assert document(f"dossier/{name}")["$defs"]["status"]["enum"] == list(Status) == list(NAMES)


def test_a_row_of_a_bulk_is_a_dossier_with_its_code() -> None:
    one, bulk = document("dossier/dossier"), document("dossier/bulk")
    row = bulk["properties"]["dossiers"]["items"]
    assert {name: rule for name, rule in row["properties"].items() if name != "code"} == one["properties"]
    assert row["required"] == ["code", *one["required"]]
    assert bulk["$defs"] == one["$defs"]
