"""Further words on a petition: what they add, and what they never undo."""

from chalicelib.ticket.ticket import Ticket
from tests.builders import COORDINATOR, World


def in_the_tray(world: World, **named: str) -> Ticket:
    """A petition that says little, once the coordinators have said what it is."""
    return world.does(world.opened("Ở đây có chuyện này ạ").code, "classify", COORDINATOR, **named)


def test_an_emergency_that_staff_have_seen_is_not_undone_by_further_words() -> None:
    world = World()
    code = in_the_tray(world, urgency="emergency").code
    raised = world.hears("Mặt đường có ổ gà")
    assert raised
    assert (raised.code, raised.urgency, raised.unit) == (code, "emergency", "phong-ha-tang")


def test_danger_that_was_heard_once_is_not_undone_by_further_words_either() -> None:
    """Though it stood too far back in a long message to be in the excerpt."""
    world = World()
    first = world.opened(f"Xin báo một việc: {'chúng tôi rất lo ' * 8} vì sạt lở")
    again = world.hears("Chỗ mặt đường có ổ gà ấy ạ")
    assert again
    assert "sạt lở" not in first.excerpt
    assert (again.code, first.urgency, again.urgency) == (first.code, "emergency", "emergency")


def test_what_staff_have_said_it_is_stays_so_whatever_further_words_say() -> None:
    world = World()
    code = in_the_tray(world, kind="proposal", category="dau-tu").code
    after = world.hears("Cho hỏi bãi rác ở phường Bến Đá khi nào dọn")
    assert after
    assert (after.code, after.kind, after.category, after.place) == (code, "proposal", "dau-tu", "90001")
    assert after.unit == "so-tai-chinh", "and its words are read in that light"
    danger = world.hears("Giờ thì sạt lở rồi")
    assert danger
    assert (danger.urgency, danger.kind, danger.category) == ("emergency", "proposal", "dau-tu")


def test_what_staff_have_judged_to_be_no_danger_is_one_again_only_when_new_words_say_so() -> None:
    world = World()
    code = world.opened("Xin báo sạt lở").code
    world.does(code, "classify", COORDINATOR, urgency="normal")
    thanks = world.hears("Vâng tôi cảm ơn các anh chị")
    danger = world.hears("Lại sạt lở nữa rồi")
    assert thanks
    assert danger
    assert (thanks.urgency, danger.urgency) == ("normal", "emergency")
