"""What is news about a petition or a dossier, and what of it leaves the house."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.hooks.dynamo_stream import noticed
from chalicelib.hooks.news import EVENTS, of_ticket
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Status
from tests.builders import SLUG, World, at
from tests.hooks.town import record

NOW = at("2026-11-18 09:00")
WORDS = "Tôi là Nguyễn Thị Hoa, số 0912345678, mặt đường trước nhà có ổ gà"


def ticket(**given: Any) -> Ticket:
    return replace(World().opened(WORDS), **given)


@pytest.mark.parametrize(
    ("why", "before", "after", "news"),
    [
        ("the unit takes it on", {}, {"status": Status.IN_PROGRESS}, ["ticket.accepted"]),
        ("another unit is asked", {}, {"unit": "so-khcn"}, ["ticket.assigned"]),
        ("the citizen is asked", {"status": Status.IN_PROGRESS}, {"status": Status.WAITING}, ["ticket.asked"]),
        ("a complex case", {"status": Status.IN_PROGRESS}, {"status": Status.REPORTED}, ["ticket.reported"]),
        ("an answer that waits for the head is none", {}, {"status": Status.DRAFTED}, ["ticket.changed"]),
        ("the answer", {}, {"status": Status.ANSWERED}, ["ticket.answered"]),
        ("the end", {"status": Status.ANSWERED}, {"status": Status.CLOSED}, ["ticket.closed"]),
        ("a duplicate", {}, {"status": Status.MERGED}, ["ticket.merged"]),
        (
            "not done after all",
            {"status": Status.CLOSED},
            {"status": Status.ASSIGNED},
            ["ticket.reopened", "ticket.assigned"],
        ),
        ("late", {}, {"level": 1}, ["ticket.escalated"]),
        ("put off", {}, {"promised_at": NOW + timedelta(days=30)}, ["ticket.rescheduled"]),
        ("stars", {"status": Status.ANSWERED}, {"rating": 4}, ["ticket.rated"]),
        ("shown to all", {}, {"public": "published"}, ["ticket.published"]),
        ("taken back", {"public": "published"}, {"public": "hidden"}, ["ticket.hidden"]),
        ("forgotten", {}, {"erased_at": NOW}, ["ticket.erased"]),
        ("another field", {}, {"category": "moi-truong"}, ["ticket.changed"]),
        ("an internal remark", {}, {"events": 7, "head": "other", "excerpt": "other"}, []),
    ],
)
def test_what_an_act_is_to_others(why: str, before: dict[str, Any], after: dict[str, Any], news: list[str]) -> None:
    old = ticket(**before)
    new = replace(old, version=old.version + 1, **after)
    assert [one.type for one in of_ticket(old, new, NOW)] == news, why


def test_a_new_petition_is_opened_and_with_a_unit_assigned() -> None:
    assert [one.type for one in of_ticket(None, ticket(), NOW)] == ["ticket.opened", "ticket.assigned"]
    assert [one.type for one in of_ticket(None, ticket(status=Status.IN_TRAY), NOW)] == ["ticket.opened"]


def test_no_word_no_name_and_no_number_goes_out() -> None:
    new = ticket(version=3)
    (one, *_) = of_ticket(None, new, NOW)
    text = json.dumps(dict(one.facts), ensure_ascii=False)
    assert not [word for word in ("Nguyễn", "Hoa", "0912", "ổ gà", new.origin.alias, new.excerpt) if word in text]
    assert set(one.facts) == {
        "code", "status", "unit", "kind", "category", "stage", "stage_due_at", "opened_at", "promised_at",
        "answered_at", "level", "rating", "public", "previous",
    }  # fmt: skip
    assert (one.sequence, one.facts["code"], one.facts["opened_at"]) == (3, new.code, "2026-11-18T02:00:00+00:00")


def test_a_record_of_the_stream_is_read_as_the_row_was_written() -> None:
    old = ticket(version=1)
    new = replace(old, version=2, status=Status.ANSWERED, answered_at=NOW, public="published")
    found = noticed(record(old, new, 42, NOW))
    assert (found.tenant, found.place) == (SLUG, "42".zfill(40))
    assert found.news == of_ticket(old, new, NOW)
    assert [one.type for one in found.news] == ["ticket.answered", "ticket.published"]


def dossier(version: int, sk: str = "DOSSIER", **given: str) -> dict[str, Any]:
    held = {"status": "received", "agency": "Sở A", "at": "2026-11-18T02:00:00.000Z", "phone": "a hash"} | given
    keys = {"pk": {"S": f"D#{SLUG}#H30.1#2"}, "sk": {"S": sk}, "version": {"N": str(version)}}
    return keys | {name: {"S": value} for name, value in held.items()}


def change(old: dict[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    images = {"NewImage": new} | ({"OldImage": old} if old else {})
    return {"dynamodb": {"ApproximateCreationDateTime": NOW.timestamp(), "SequenceNumber": "7", **images}}


def test_a_dossier_is_news_when_its_facts_change_and_not_when_they_are_said_again() -> None:
    (new,) = noticed(change(None, dossier(1))).news
    (moved,) = noticed(change(dossier(1), dossier(2, status="done"))).news
    again = noticed(change(dossier(2), dossier(3, at="2026-11-19T02:00:00.000Z", phone="another hash")))
    assert dict(new.facts) == {"code": "H30.1#2", "status": "received", "previous": None}
    assert dict(moved.facts) == {"code": "H30.1#2", "status": "done", "previous": {"status": "received"}}
    assert (moved.type, moved.sequence, again.news) == ("dossier.changed", 2, ())


def test_other_rows_are_no_news() -> None:
    assert noticed(change(None, dossier(1, sk="H#2026"))).news == ()


def test_a_message_has_the_same_id_however_often_it_is_made_and_no_two_share_one() -> None:
    old, new = ticket(version=1), ticket(version=2, status=Status.ANSWERED, public="published")
    ids = [one.message_id for one in of_ticket(old, new, NOW)]
    assert ids == [one.message_id for one in of_ticket(old, new, NOW + timedelta(hours=1))]
    later = [one.message_id for one in of_ticket(old, replace(new, version=3), NOW)]
    assert len({*ids, *later}) == 4


def test_the_schema_offers_what_there_is() -> None:
    assert schema.document("hooks/hook")["properties"]["events"]["items"]["enum"] == list(EVENTS)
