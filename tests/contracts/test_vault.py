"""The fake vault and the one on DynamoDB keep people, and who looked at them, alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.identity.vault import Look, Person, Vault
from tests.builders import SLUG, at
from tests.fakes import ShelfVault

NOW = at("2026-11-18 09:00")
YEAR = timedelta(days=365)
HOA = Person(tenant=SLUG, alias="a", channel="zalo", account="3001", platform_id="9", name="Hoa")
WHOLE = replace(
    HOA, phone="+84912345678", email="hoa@x.vn", address="Số 1 phố Huế", submitter="business", consent="2026-1",
    consented_at=NOW, consent_text="Xin đồng ý để chúng tôi lưu số.",
)  # fmt: skip


@pytest.fixture(params=["shelf", "dynamo"])
def vault(request: pytest.FixtureRequest) -> Iterator[Vault]:
    if request.param == "shelf":
        yield ShelfVault()
    else:
        from chalicelib.identity.dynamo import DynamoVault

        yield DynamoVault(request.getfixturevalue("fresh_tables")[1])


def look(hours: int, act: str = "unveil", alias: str = "a") -> Look:
    when = NOW + timedelta(hours=hours)
    return Look(tenant=SLUG, alias=alias, at=when, by="khcn-dp", act=act, why="Gọi lại để hỏi rõ", code="SM-1")


def test_a_person_comes_back_as_they_were_kept(vault: Vault) -> None:
    vault.remember(WHOLE)
    assert vault.recall(SLUG, "a") == WHOLE


def test_nobody_is_known_to_another_tenant_or_by_another_alias(vault: Vault) -> None:
    vault.remember(HOA)
    assert vault.recall("tinh-khac", "a") is None
    assert vault.recall(SLUG, "b") is None


def test_what_is_known_stays_and_what_was_not_is_added(vault: Vault) -> None:
    vault.remember(HOA)
    vault.remember(replace(WHOLE, name="Kẻ khác", platform_id="10", submitter="citizen"))
    assert vault.recall(SLUG, "a") == replace(WHOLE, name="Hoa", platform_id="9", submitter="citizen")


def test_petitions_are_added_once_and_stand_in_their_order(vault: Vault) -> None:
    for day, code in enumerate(["SM-9", "SM-1", "SM-5", "SM-9", "SM-1"]):
        vault.remember(HOA, code, NOW + timedelta(days=day))
    known = vault.recall(SLUG, "a")
    assert known
    assert known.codes == ("SM-9", "SM-1", "SM-5")


def test_a_petition_can_be_the_first_thing_that_is_known(vault: Vault) -> None:
    vault.remember(HOA, "SM-1", NOW + YEAR)
    assert vault.recall(SLUG, "a") == replace(HOA, codes=("SM-1",))


def test_a_message_that_comes_late_still_adds_its_petition(vault: Vault) -> None:
    vault.remember(HOA, "SM-2", NOW + 2 * YEAR)
    vault.remember(HOA, "SM-1", NOW + YEAR)
    known = vault.recall(SLUG, "a")
    assert known
    assert set(known.codes) == {"SM-1", "SM-2"}


def test_what_somebody_does_not_want_is_kept_with_them_and_can_grow(vault: Vault) -> None:
    vault.remember(replace(HOA, refused=("zalo_template", "sms")))
    vault.refuse(SLUG, "a", "email")
    vault.remember(HOA, "SM-1", NOW + YEAR)
    known = vault.recall(SLUG, "a")
    assert known
    assert sorted(known.refused) == ["email", "sms", "zalo_template"]


def test_a_new_number_takes_the_place_of_the_old_one_and_is_tried_again(vault: Vault) -> None:
    vault.remember(WHOLE)
    for carrier in ("sms", "email", "zalo_template", "sms"):
        vault.refuse(SLUG, "a", carrier)
    known = vault.recall(SLUG, "a")
    assert known
    assert known.refused == ("email", "sms", "zalo_template")
    vault.learn(SLUG, "a", phone="+84987654321", name="Hoa Lê")
    assert vault.recall(SLUG, "a") == replace(WHOLE, phone="+84987654321", name="Hoa Lê", refused=("email",))
    vault.learn(SLUG, "a", email="hoa@y.vn")
    known = vault.recall(SLUG, "a")
    assert known
    assert (known.email, known.refused) == ("hoa@y.vn", ())


def test_of_who_was_erased_nothing_can_be_learned(vault: Vault) -> None:
    vault.remember(WHOLE, "SM-1", NOW + YEAR)
    vault.erase(SLUG, "a")
    vault.learn(SLUG, "a", phone="+84987654321")
    vault.refuse(SLUG, "a", "sms")
    assert vault.recall(SLUG, "a") is None
    vault.erase(SLUG, "a")


def test_who_looked_is_known_longer_than_the_person(vault: Vault) -> None:
    vault.remember(HOA)
    later, first, other = look(2, "erase"), look(1), look(1, alias="b")
    for one in (later, first, other):
        vault.note(one)
    vault.erase(SLUG, "a")
    assert vault.looks(SLUG, "a") == [first, later]
    assert vault.looks("tinh-khac", "a") == []


def test_two_looks_in_one_moment_are_two(vault: Vault) -> None:
    vault.note(look(1))
    vault.note(replace(look(1), by="ubnd-ct"))
    assert len(vault.looks(SLUG, "a")) == 2


def test_the_day_a_person_goes_by_itself_only_moves_forward(fresh_tables: tuple[str, str]) -> None:
    import boto3

    from chalicelib.identity.dynamo import DynamoVault

    vault, key = DynamoVault(fresh_tables[1]), {"pk": {"S": f"P#{SLUG}#a"}, "sk": {"S": "PERSON"}}
    for years in (1, 3, 2):
        vault.remember(HOA, "SM-1", NOW + years * YEAR)
    row = boto3.client("dynamodb").get_item(TableName=fresh_tables[1], Key=key)["Item"]
    assert row["expires_at"]["N"] == str(int((NOW + 3 * YEAR).timestamp()))
