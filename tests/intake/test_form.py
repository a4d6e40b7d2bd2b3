"""Petitions over the HTTP API, and following one by code and pin."""

from hashlib import sha256
from typing import Any

import pytest

from chalicelib.errors import Conflict, IllegalMove, NotFound, Unprocessable
from chalicelib.intake.form import wish
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, SLUG, World, officer

TEXT = "Mặt đường trước chợ có ổ gà rất sâu"


def test_what_the_sender_chose_counts_before_what_the_words_say() -> None:
    world = World()
    body = {"text": TEXT, "kind": "proposal", "category": "ve-sinh-moi-truong", "place": {"commune": "90002"}}
    ticket = world.form.file(world.province, body, "k")
    assert (ticket.kind, ticket.category, ticket.place, ticket.unit) == (
        "proposal",
        "ve-sinh-moi-truong",
        "90002",
        "p90002",
    )


def test_address_and_pin_on_the_map_are_kept() -> None:
    world = World()
    place = {"address": "12 đường Chợ", "latitude": 21.0, "longitude": 107.0}
    ticket = world.form.file(world.province, {"text": TEXT, "place": place}, "k")
    event = world.tickets.event(SLUG, ticket.code, 1)
    assert "12 đường Chợ" in event.text
    assert (event.attachments[0].kind, event.attachments[0].latitude) == ("location", 21.0)


def test_the_same_key_gives_the_same_ticket() -> None:
    world = World()
    first = world.form.file(world.province, {"text": TEXT}, "k")
    assert world.form.file(world.province, {"text": TEXT}, "k").code == first.code
    assert len(world.shelf.tickets) == 1
    assert world.form.file(world.province, {"text": TEXT}, "other").code != first.code


def test_the_same_key_with_another_text_is_a_mistake_of_the_caller() -> None:
    world = World()
    world.form.file(world.province, {"text": TEXT + ". " * 60}, "k")
    with pytest.raises(Conflict):
        world.form.file(world.province, {"text": TEXT + ". " * 60 + "Và một việc khác"}, "k")


def test_one_person_may_file_many_petitions_in_a_row() -> None:
    world = World()
    for number in range(3):
        world.form.file(world.province, {"text": TEXT, "submitter": {"phone": "0912345678"}}, f"k{number}")
    assert len(world.shelf.tickets) == 3
    assert {person.phone for person in world.vault.people.values()} == {"+84912345678"}


def test_nobody_inherits_the_contacts_an_earlier_sender_gave_for_the_same_telephone() -> None:
    """A telephone number in a form is only claimed: it must not bring somebody else's answers."""
    world = World()
    mine = {"text": "Rác đầy đường", "submitter": {"phone": "0912345678", "email": "ke-xau@example.com"}}
    world.form.file(world.province, mine, "k1")
    yours = {"text": TEXT, "submitter": {"phone": "0912345678", "email": "dan@example.com"}}
    world.form.file(world.province, yours, "k2")
    world.post()
    assert {address for _, address, _ in world.carriage.sent} == {
        f"form#{wish(SLUG, 'web', key)}" for key in ("k1", "k2")
    }
    assert {p.email for p in world.vault.people.values()} == {"ke-xau@example.com", "dan@example.com"}


@pytest.mark.parametrize(("body", "pointers"), [
    ({}, [""]),
    ({"text": "abc"}, ["/text"]),
    ({"text": TEXT, "kind": "denunciation"}, ["/kind"]),
    ({"text": TEXT, "kind": "x", "submitter": {"phone": "12"}}, ["/kind", "/submitter/phone"]),
    ({"text": TEXT, "category": "none"}, ["/category"]),
    ({"text": TEXT, "place": {"commune": "00000"}}, ["/place/commune"]),
    ({"text": "x" * 10_001}, ["/text"]),
    ([], [""]),
])  # fmt: skip
def test_every_fault_is_listed_with_its_pointer(body: Any, pointers: list[str]) -> None:
    world = World()
    with pytest.raises(Unprocessable) as refusal:
        world.form.file(world.province, body, "k")
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == pointers
    assert not world.shelf.tickets


def test_following_needs_code_and_pin() -> None:
    world = World()
    ticket = world.form.file(world.province, {"text": TEXT}, "k")
    followed, events = world.tracking.follow(SLUG, ticket.code.lower().replace("-", ""), "123456")
    assert followed.code == ticket.code
    assert events[0].act is Act.OPEN
    for code, pin in [
        (ticket.code, "000000"),
        (ticket.code, ""),
        ("SM-0000-0000-0000", "123456"),
        ("x", "123456"),
    ]:
        with pytest.raises(NotFound) as refusal:
            world.tracking.follow(SLUG, code, pin)
        assert str(refusal.value) == "no petition with this code and pin"


def test_rating_by_code_and_pin_counts_once_and_only_after_the_answer() -> None:
    world = World()
    code = world.form.file(world.province, {"text": TEXT}, "k").code
    with pytest.raises(IllegalMove):
        world.tracking.rate(SLUG, code, "123456", 5)
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    assert world.tracking.rate(SLUG, code, "123456", 5).rating == 5
    with pytest.raises(Conflict):
        world.tracking.rate(SLUG, code, "123456", 1)


@pytest.mark.parametrize("stars", [0, 6, "5", None, True, 4.5])
def test_a_rating_goes_from_one_to_five(stars: object) -> None:
    world = World()
    with pytest.raises(Unprocessable):
        world.tracking.rate(SLUG, "SM-1", "123456", stars)


# anonymous, and for a member


def contact_wanted() -> World:
    world = World()
    document = world.document()
    row = {"when": {"kind": ["procedure_report"]}, "needs": ["contact"], "article": "Điều 4"}
    document["regulation"]["evidence"] = [row]
    world.provinces.put(document, "test")
    world.clock.pass_by(minutes=2)
    return world


@pytest.mark.parametrize(("kind", "submitter", "taken"), [
    ("procedure_report", {}, False),
    ("procedure_report", {"name": "Lan"}, False),
    ("procedure_report", {"phone": "0912345678"}, True),
    ("procedure_report", {"email": "lan@example.com"}, True),
    ("proposal", {}, True),
])  # fmt: skip
def test_nobody_is_anonymous_where_the_regulation_wants_a_contact(
    kind: str, submitter: dict[str, str], taken: bool
) -> None:
    world = contact_wanted()
    body = {"text": TEXT, "kind": kind, "submitter": submitter}
    if taken:
        assert world.form.file(world.province, body, "k").kind == kind
        return
    with pytest.raises(Unprocessable) as refusal:
        world.form.file(world.province, body, "k")
    assert [fault["pointer"] for fault in refusal.value.facts["faults"]] == ["/submitter"]
    assert not world.shelf.tickets


def test_a_kind_only_guessed_from_the_words_turns_nobody_away() -> None:
    world = contact_wanted()
    ticket = world.form.file(world.province, {"text": "Chậm trả hồ sơ của tôi đã hai tuần"}, "k")
    assert ticket.kind == "procedure_report"


ASSOCIATION = officer(Role.OBSERVER, "ubnd-tinh", staff="hiep-hoi-dn")
MEMBER = {"name": "Công ty Sông Mẫu", "phone": "0912345678"}


def test_an_association_files_for_a_member_who_is_told_the_answer() -> None:
    world = World()
    ticket = world.form.file_for_member(world.province, {"text": TEXT, "on_behalf_of": MEMBER}, ASSOCIATION, "k")
    assert ticket.submitter == "business"
    assert "hiep-hoi-dn" in ticket.key, "who filed it is known"
    (person,) = world.vault.people.values()
    assert (person.name, person.phone, person.submitter) == ("Công ty Sông Mẫu", "+84912345678", "business")
    assert "Sông Mẫu" not in world.tickets.event(SLUG, ticket.code, 1).text, "the member's name lies in the vault"


def test_two_associations_with_the_same_key_file_two_petitions() -> None:
    world, body = World(), {"text": TEXT, "on_behalf_of": MEMBER}
    other = officer(Role.OBSERVER, "ubnd-tinh", staff="hiep-hoi-khac")
    codes = {
        world.form.file_for_member(world.province, body, who, "k").code for who in (ASSOCIATION, other, ASSOCIATION)
    }
    assert len(codes) == 2


def test_no_key_at_one_door_is_taken_for_a_key_of_another() -> None:
    """Whoever guesses how another's key is kept, and sends just that, still files a petition of their own."""
    world, body = World(), {"text": TEXT}
    theirs = world.form.file_for_member(world.province, body | {"on_behalf_of": MEMBER}, ASSOCIATION, "k")
    wished = wish(SLUG, f"member#{ASSOCIATION.id}", "k")
    assert theirs.key.endswith(wished)
    tries = ("k", f"k#{ASSOCIATION.id}", f"member#{ASSOCIATION.id}#k", wished, wished.removeprefix(f"{SLUG}#"))
    codes = {world.form.file(world.province, body, key, door).code for key in tries for door in ("web", "open311#1")}
    assert len(codes | {theirs.code}) == 2 * len(tries) + 1


def test_a_key_is_kept_as_a_digest_by_province_and_door() -> None:
    found = wish(SLUG, "web", "k")
    assert found.startswith(f"{SLUG}#web#")
    assert found.endswith(sha256(b"k").hexdigest())


def test_another_province_s_association_files_nothing_here() -> None:
    world = World()
    stranger = officer(Role.OBSERVER, "ubnd-tinh", tenant="tinh-khac")
    with pytest.raises(NotFound):
        world.form.file_for_member(world.province, {"text": TEXT, "on_behalf_of": MEMBER}, stranger, "k")
    with pytest.raises(Unprocessable):
        world.form.file(world.province, {"text": TEXT, "on_behalf_of": MEMBER}, "k")
