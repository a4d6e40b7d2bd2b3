"""What the API shows: an allow-list, and less of it to a citizen than to staff."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib import views, views_citizens
from chalicelib.ticket.chain import next_event
from chalicelib.ticket.owed import Purpose, State
from chalicelib.ticket.ticket import CLOCK, Actor
from chalicelib.ticket.workflow import Act, Role
from tests.builders import HANDLER, HEAD, SLUG, World

SYSTEM = Actor(id=CLOCK, role=Role.SYSTEM, tenant=SLUG)


def lived() -> tuple[World, str]:
    world = World()
    code = world.opened("Mặt đường có ổ gà", name="Trần Thị Mai Hoa", person="7182930465120394").code
    world.does(code, "note", HANDLER, text="Nội bộ: chờ nhà thầu")
    world.does(code, "transfer", HEAD, unit="p90001", reason="Việc của phường, không phải của sở")
    world.clock.pass_by(days=30)
    world.sweep.run()
    return world, code


def test_a_citizen_sees_what_happened_but_neither_notes_nor_officials_nor_reasons_among_them() -> None:
    world, code = lived()
    shown = views_citizens.followed(
        world.province,
        world.tickets.get(SLUG, code),
        world.tickets.timeline(SLUG, code),
        world.clock(),
        world.cupboard.link,
    )
    assert [entry["act"] for entry in shown["timeline"]] == ["open", "transfer", "expire"]
    text = json.dumps(shown, ensure_ascii=False)
    for hidden in ("Nội bộ", "handler@", "head@", "Việc của phường", "Mai Hoa", "7182930465120394"):
        assert hidden not in text


def test_staff_see_everything_but_who_the_citizen_is() -> None:
    world, code = lived()
    events = [views.event(event) for event in world.tickets.timeline(SLUG, code)]
    shown = json.dumps([views.ticket(world.province, world.tickets.get(SLUG, code)), events], ensure_ascii=False)
    assert "Nội bộ: chờ nhà thầu" in shown
    assert "Việc của phường" in shown
    assert "Mai Hoa" not in shown
    assert "7182930465120394" not in shown


@pytest.mark.parametrize(("why", "act", "text", "facts", "shown"), [
    ("their own words, as they stand now", Act.AMEND, "Ổ gà ở cổng trường", {"of": 1}, "Ổ gà ở cổng trường"),
    ("that they took a message back", Act.RETRACT, "", {"of": 1}, None),
    ("what the page's people told them by hand", Act.ECHO, "Chào bạn, đội đang đến", {"by": "page"}, "Chào bạn, đội đang đến"),
    ("not that a comment was hidden", Act.ECHO, "", {"hidden": 1}, ...),
    ("not who looked at them", Act.UNVEIL, "", {"reason": "Cần gọi điện"}, ...),
    ("not what was restricted", Act.RESTRICT, "", {"attachment": "1.0", "restricted": 1, "reason": "Căn cước"}, ...),
    ("not how a chat was found to be theirs", Act.LINK, "", {"proof": "private_reply"}, ...),
    ("not what was taken out", Act.ERASE, "", {"events": "1"}, ...),
])  # fmt: skip
def test_what_a_citizen_sees_of_later_things(
    why: str, act: Act, text: str, facts: dict[str, str | int], shown: object
) -> None:
    world = World()
    ticket = world.opened()
    later = next_event(ticket, act, SYSTEM, world.clock(), text=text, facts=facts)
    events = [*world.tickets.timeline(SLUG, ticket.code), later]
    timeline = views_citizens.followed(world.province, ticket, events, world.clock(), world.cupboard.link)["timeline"]
    entries = [entry["text"] for entry in timeline if entry["act"] == act]
    assert entries == ([] if shown is ... else [shown]), why


def test_staff_see_when_an_answer_arrived_and_on_which_side() -> None:
    world = World()
    (notice,) = world.owed(world.opened().code, Purpose.ACK)
    at = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    shown = views.notice(replace(notice, state=State.SEEN, side="public", lane="comment", delivered_at=at, seen_at=at))
    assert (shown["status"], shown["side"], shown["lane"]) == ("seen", "public", "comment")
    assert shown["delivered_at"] == shown["seen_at"] == "2026-11-18T02:00:00+00:00"


def test_staff_see_that_a_comment_is_gone_that_its_chat_is_known_and_that_words_were_taken_out() -> None:
    world = World()
    ticket = replace(world.opened(), gone="removed", chat="alias", erased_at=datetime(2026, 11, 18, 2, 0, tzinfo=UTC))
    shown = views.ticket(world.province, ticket)
    assert (shown["gone"], shown["chat"], shown["erased_at"]) == ("removed", "alias", "2026-11-18T02:00:00+00:00")
    erased = replace(world.tickets.timeline(SLUG, ticket.code)[0], erased=True, text="")
    assert views.timeline([erased])[0]["erased"] is True
