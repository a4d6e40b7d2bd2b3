"""What the API shows: an allow-list, and less of it to a citizen than to staff."""

import json

from chalicelib import views
from tests.builders import HANDLER, HEAD, SLUG, World


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
    shown = views.followed(
        world.province, world.tickets.get(SLUG, code), world.tickets.timeline(SLUG, code), world.clock()
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
