"""Whom a broadcast means: the same as asking every follower one by one; and how the register comes to know them."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from chalicelib.broadcast.broadcast import Audience, Kind
from chalicelib.broadcast.dynamo_stream import Registering
from chalicelib.broadcast.follower import left_out, widened
from chalicelib.ticket import dynamo_rows as rows
from chalicelib.ticket.conversation import Conversation, conversation_partition
from chalicelib.ticket.ticket import Lane
from tests.broadcast.house import POLICY, House
from tests.builders import SLUG, changed
from tests.fakes_broadcast import everybody

AREAS, FIELDS = ("90001", "90002"), ("giao-thong", "dau-tu")


@pytest.fixture
def house() -> House:
    return House()


def peopled(house: House, chance: Random, number: int) -> None:
    for one in range(number):
        channel = chance.choice(("facebook", "zalo", "api"))
        house.follower(
            one, channel=channel, account=chance.choice(("2001", "2002", "3001")), muted=chance.random() < 0.2,
            left=chance.random() < 0.1, places=frozenset(chance.sample(AREAS, chance.randint(0, 2))),
            fields=frozenset(chance.sample(FIELDS, chance.randint(0, 2))),
            submitters=frozenset(chance.sample(("person", "business", "organisation"), chance.randint(0, 2))),
        )  # fmt: skip


def wanted(chance: Random) -> dict[str, Any]:
    choices = {
        "areas": AREAS, "fields": FIELDS, "submitters": ("person", "business", "organisation"),
        "channels": ("facebook", "zalo", "api"), "accounts": ("facebook:2001", "facebook:2002", "zalo:3001"),
    }  # fmt: skip
    chosen: dict[str, Any] = {
        name: chance.sample(of, chance.randint(1, len(of))) for name, of in choices.items() if chance.random() < 0.4
    }
    return chosen | {"unplaced": chance.random() < 0.5}


def test_on_random_followers_the_audience_is_what_brute_force_finds(house: House) -> None:
    chance = Random(6)
    peopled(house, chance, 400)
    for number in range(40):
        body, emergency = wanted(chance), number % 2 == 0
        audience = Audience(**{k: v if k == "unplaced" else frozenset(v) for k, v in body.items()})
        kind = Kind.EMERGENCY if emergency else Kind.POLICY
        found = {one.key for one in everybody(house.register, SLUG) if not left_out(kind, audience, one)}
        brute = set()
        for one in everybody(house.register, SLUG):
            elsewhere = "areas" in body and not [a for a in body["areas"] if a in one.places]
            if elsewhere and (one.places or not body["unplaced"]):
                continue
            if "fields" in body and not [f for f in body["fields"] if f in one.fields]:
                continue
            if "submitters" in body and not [s for s in body["submitters"] if s in (one.submitters or {"person"})]:
                continue
            if "channels" in body and one.channel not in body["channels"]:
                continue
            if "accounts" in body and f"{one.channel}:{one.account}" not in body["accounts"]:
                continue
            if one.left or (one.muted and not emergency):
                continue
            brute.add(one.key)
        assert found == brute, body


def test_a_field_means_those_below_it_too(house: House) -> None:
    document = house.world.document()
    document["categories"].append({**document["categories"][1], "id": "o-ga", "parent": "giao-thong", "words": ["hố"]})
    document["categories"].append(
        {**document["categories"][1], "id": "o-ga-sau", "parent": "o-ga", "words": ["hố sâu"]}
    )
    house.world.provinces.put(document, "test")
    found = widened(house.world.province, Audience(fields=frozenset({"giao-thong"})))
    assert found.fields == {"giao-thong", "o-ga", "o-ga-sau"}


def images(house: House) -> list[dict[str, Any]]:
    """The stream after everything that is on the shelf was written, petitions first."""
    tickets = [{"Keys": _keys(row), "NewImage": row} for row in
               (rows.ticket_row(t).serialize() for t in house.world.shelf.tickets.values())]  # fmt: skip
    talks = [{"Keys": _keys(row), "NewImage": row} for row in
             (rows.conversation_row(t).serialize() for t in house.world.shelf.talks.values())]  # fmt: skip
    return [{"dynamodb": change} for change in tickets + talks]


def _keys(row: dict[str, Any]) -> dict[str, Any]:
    return {"pk": row["pk"], "sk": row["sk"]}


def test_whoever_writes_is_a_follower_with_place_and_field_of_their_petition(house: House) -> None:
    house.world.opened("Mặt đường có ổ gà rất sâu", submitter="business")
    register = Registering(house.register)
    assert register.note(images(house)) == 2
    (one,) = everybody(house.register, SLUG)
    assert (one.channel, one.account, set(one.fields), set(one.submitters)) == (
        "facebook", "2001", {"giao-thong"}, {"business"},
    )  # fmt: skip
    before = everybody(house.register, SLUG)
    register.note(images(house) * 3)
    assert everybody(house.register, SLUG) == before, "the stream brings records again"


def test_a_petition_with_another_field_moves_its_follower(house: House) -> None:
    ticket = house.world.opened()
    Registering(house.register).note(images(house))
    old, new = (rows.ticket_row(t).serialize() for t in (ticket, changed(ticket, category="dau-tu", version=2)))
    Registering(house.register).note([{"dynamodb": {"Keys": _keys(new), "OldImage": old, "NewImage": new}}])
    (one,) = everybody(house.register, SLUG)
    assert one.fields == {"dau-tu"}
    gone = rows.ticket_row(changed(ticket, erased_at=house.world.clock())).serialize()
    Registering(house.register).note([{"dynamodb": {"Keys": _keys(gone), "OldImage": new, "NewImage": gone}}])
    assert [one.fields for one in everybody(house.register, SLUG)] == [frozenset()]


def test_what_says_nothing_new_of_a_follower_costs_nothing(house: House) -> None:
    ticket = house.world.opened()
    row = rows.ticket_row(ticket).serialize()
    same = {"dynamodb": {"Keys": _keys(row), "OldImage": row, "NewImage": row}}
    (talk,) = house.world.shelf.talks.values()
    said = [rows.conversation_row(changed_talk).serialize() for changed_talk in (talk, _later(talk, minutes=5))]
    soon = {"dynamodb": {"Keys": _keys(said[0]), "OldImage": said[0], "NewImage": said[1]}}
    later = {"dynamodb": {"Keys": _keys(said[0]), "OldImage": said[0],
                          "NewImage": rows.conversation_row(_later(talk, hours=1)).serialize()}}  # fmt: skip
    register = Registering(house.register)
    assert [register.note([record]) for record in (same, soon, later)] == [0, 0, 1]


def _later(talk: Conversation, **span: float) -> Conversation:
    assert talk.heard_at
    return replace(talk, heard_at=talk.heard_at + timedelta(**span))


def test_below_a_post_nobody_becomes_a_follower(house: House) -> None:
    house.world.opened(lane=Lane.COMMENT, ref="2001_1_2", key="fb#2001#comment#2001_1_2")
    Registering(house.register).note(images(house))
    assert everybody(house.register, SLUG) == []


def test_when_a_conversation_goes_its_follower_goes(house: House) -> None:
    house.world.opened()
    Registering(house.register).note(images(house))
    ((_, talk),) = house.world.shelf.talks.items()
    pk = conversation_partition(SLUG, talk.channel, talk.account, talk.alias)
    removed = {"dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": "CONVERSATION"}}, "OldImage": {}}}
    assert Registering(house.register).note([removed, removed]) == 2
    assert everybody(house.register, SLUG) == []


def test_a_record_that_cannot_be_read_stops_no_other(house: House) -> None:
    house.world.opened()
    broken = {"dynamodb": {"Keys": {"pk": {"S": "T#a#b"}, "sk": {"S": "TICKET"}}, "NewImage": {}}}
    assert Registering(house.register).note([broken, *images(house)]) == 2


def test_dung_tin_ends_policies_and_nhan_tin_brings_them_back(house: House) -> None:
    house.world.hears("xin chào")
    for words, muted in (("dừng tin", True), ("Nhận tin", False), ("stop", True)):
        house.world.clock.pass_by(minutes=1)
        house.world.hears(words)
        Registering(house.register).note(images(house))
        (one,) = everybody(house.register, SLUG)
        assert one.muted is muted, words
        (talk,) = house.world.shelf.talks.values()
        assert (talk.muted_at is not None) is muted
    told = [n.purpose for n in house.world.shelf.notices.values()]
    assert told.count("news_stopped") == 2
    assert told.count("news_back") == 1
    assert house.owed(house.begun(**POLICY)) == []
