"""A person answers by hand, or another app does: the bot falls silent, the case keeps the words, none is lost."""

import pytest

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Lane
from chalicelib.ticket.workflow import Act, Role
from tests.builders import COORDINATOR, HANDLER, SLUG, World, heard

PAGE_COMMENT = "1_99"


def talk_of(world: World) -> Conversation:
    (talk,) = world.shelf.talks.values()
    return talk


def by_hand(world: World, text: str = "Phường đang cho người ra xem ạ", **given: object) -> None:
    """Staff type in the page's own inbox."""
    world.clock.pass_by(seconds=30)
    world.hears(text, heard=Heard.ECHO, **given)


def below(world: World, text: str, parent: str = "1_2", **given: object) -> Inbound:
    """The page comments below a citizen's comment: by hand, or that was us."""
    world.clock.pass_by(seconds=30)
    echo = heard(
        text, heard=Heard.ECHO, lane=Lane.COMMENT, person="2001", ref=PAGE_COMMENT, parent=parent, by_us=True,
        message_ids=(PAGE_COMMENT,), occurred_at=world.clock(), **given,
    )  # fmt: skip
    world.inbox.take(world.province, echo)
    return echo


def commented(world: World) -> str:
    """A comment whose key is the one its answers name."""
    return world.opened(
        "Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2", key="fb#2001#comment#1_2", person="1"
    ).code


def test_an_answer_by_hand_silences_the_bot_and_joins_the_case_without_moving_its_clock() -> None:
    world = World()
    before = world.opened()
    owed = len(world.shelf.notices)
    by_hand(world)
    after = world.tickets.get(SLUG, before.code)
    event = world.tickets.timeline(SLUG, before.code)[-1]
    assert (event.act, event.role, event.text) == (Act.ECHO, Role.SYSTEM, "Phường đang cho người ra xem ạ")
    assert (after.status, after.next_at, after.promised_at, after.stage_due_at) == (
        before.status, before.next_at, before.promised_at, before.stage_due_at,
    )  # fmt: skip
    assert len(world.shelf.notices) == owed, "nobody is told what they said themselves"
    silent = talk_of(world).silent_until
    assert silent
    assert (silent - world.clock()).total_seconds() == 4 * 3600


def test_an_answer_by_hand_opens_no_platforms_window() -> None:
    world = World()
    world.opened()
    spoken = talk_of(world).heard_at
    by_hand(world)
    assert talk_of(world).heard_at == spoken


def test_the_same_echo_twice_is_one_event() -> None:
    world = World()
    code = world.opened().code
    for _ in range(2):
        by_hand(world, key="fb#2001#m_x#echo")
    assert world.tickets.get(SLUG, code).events == 2


@pytest.mark.parametrize("word", ["menu", "Xin chào", "hotline", "theo dõi"])
def test_a_silent_bot_says_nothing(word: str) -> None:
    world = World()
    world.opened()
    by_hand(world)
    owed = len(world.shelf.notices)
    world.hears(word)
    assert len(world.shelf.notices) == owed


def test_a_button_pressed_while_somebody_speaks_is_not_answered_by_the_bot() -> None:
    world = World()
    by_hand(world)
    world.hears(heard=Heard.CHOICE, payload="MENU:new")
    assert not world.shelf.notices


def test_what_cannot_be_granted_any_more_is_left_to_whoever_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.clock.pass_by(days=90)
    by_hand(world)
    owed = len(world.shelf.notices)
    world.hears(heard=Heard.CHOICE, payload=f"REOPEN:{code}")
    assert len(world.shelf.notices) == owed
    assert "PleasRefused" in capsys.readouterr().out, "but it is counted"


def test_while_the_bot_is_silent_no_word_is_lost() -> None:
    world = World()
    code = world.opened().code
    by_hand(world)
    world.hears("Ngay trước cổng chợ Bến Đá")
    assert world.tickets.timeline(SLUG, code)[-1].text == "Ngay trước cổng chợ Bến Đá"
    world.clock.pass_by(hours=2)
    other = world.hears("Hôm nay lại mất điện cả phố")
    assert other
    assert other.code != code
    assert world.owed(other.code, Purpose.ACK), "it is still owed: the courier holds it back"


def test_after_some_hours_the_bot_speaks_again() -> None:
    world = World()
    by_hand(world)
    world.clock.pass_by(hours=4, minutes=1)
    world.hears("menu")
    assert [n.purpose for n in world.shelf.notices.values()] == [Purpose.MENU]


def test_somebody_who_asks_for_a_person_is_told_when_and_the_keepers_of_the_page_are_called() -> None:
    world = World()
    document = world.document()
    document["staff"].append({
        "id": "qtt", "name": "Quản trị trang", "role": "page_manager", "unit": "p90001", "email": "qtt@songmau.example", "phone": None,
    })  # fmt: skip
    world.provinces.put(document, "test")
    world.hears("gặp cán bộ", account="2002")
    told, wanted = world.shelf.notices.values()
    assert (told.purpose, told.facts["hours"]) == (Purpose.HUMAN, "07:30–11:30, 13:30–17:00 (thứ Hai – thứ Sáu)")
    assert (wanted.purpose, wanted.to, wanted.by) == (Purpose.HUMAN_WANTED, ("dm", "qtt"), "email")
    assert wanted.parent == told.parent
    assert wanted.facts["account"] == "Phường Bến Đá"
    assert talk_of(world).silent_until


def test_another_app_holds_the_conversation_so_the_bot_listens_only() -> None:
    world = World()
    world.hears("menu", standby=True)
    assert not world.shelf.notices
    ticket = world.hears("Mặt đường có ổ gà", standby=True)
    assert ticket
    assert talk_of(world).silent_until, "what is owed waits until the other one is done"


@pytest.mark.parametrize(("payload", "by_us", "silent"), [
    ("take_thread_control", False, True), ("pass_thread_control", False, True), ("pass_thread_control", True, False),
    ("request_thread_control", False, False), ("app_roles", False, False),
])  # fmt: skip
def test_who_holds_the_conversation_decides_whether_the_bot_is_silent(payload: str, by_us: bool, silent: bool) -> None:
    world = World()
    world.opened()
    world.hears(heard=Heard.CONTROL, payload=payload, by_us=by_us)
    assert bool(talk_of(world).silent_until) is silent


def test_given_back_the_silence_ends() -> None:
    world = World()
    world.hears(heard=Heard.CONTROL, payload="take_thread_control")
    world.hears(heard=Heard.CONTROL, payload="pass_thread_control", by_us=True)
    assert talk_of(world).silent_until is None


def test_a_comment_of_the_pages_people_is_kept_with_the_case_it_answers() -> None:
    world = World()
    code = commented(world)
    echo = below(world, "Ban quản lý chợ đã được nhắc nhở rồi ạ")
    world.inbox.take(world.province, echo)
    events = world.tickets.timeline(SLUG, code)
    assert [e.act for e in events] == [Act.OPEN, Act.ECHO], "once, however often the platform says so"
    assert events[1].text == "Ban quản lý chợ đã được nhắc nhở rồi ạ"


@pytest.mark.parametrize("echo", [
    "Phòng Quản lý hạ tầng trả lời:\n\nĐã dọn xong",
    "Phòng Quản lý hạ tầng trả lời:\n\nĐã dọn xong toàn bộ bãi rác, gọi [số điện thoại] nếu còn",
    "dọn xong toàn bộ bãi rác",
])  # fmt: skip
def test_our_own_answer_come_back_is_no_word_of_a_persons(echo: str) -> None:
    """Framed, in parts, and with what is personal taken out: it is ours all the same."""
    world = World()
    code = commented(world)
    text = "Đã dọn xong" if echo.endswith("xong") else "Đã dọn xong toàn bộ bãi rác, gọi 0912345678 nếu còn"
    world.does(code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.does(code, "answer", HANDLER, text=text)
    events = len(world.tickets.timeline(SLUG, code))
    below(world, echo)
    assert len(world.tickets.timeline(SLUG, code)) == events


def test_what_the_courier_has_a_trace_of_is_ours_whatever_it_says() -> None:
    world = World()
    code = commented(world)
    ack = world.owed(code, Purpose.ACK)[0]
    world.traces.sent("facebook", "2001", PAGE_COMMENT, ack.parent, ack.id, world.clock())
    below(world, "Cảm ơn ông/bà. Phản ánh đã được tiếp nhận.")
    assert world.tickets.get(SLUG, code).events == 1


def test_a_comment_of_the_page_below_nobodys_petition_is_nothing_to_us() -> None:
    world = World()
    below(world, "Chúc bà con ngày mới tốt lành", parent="1_77")
    below(world, "Bài viết của trang", parent="")
    assert not world.shelf.tickets
    assert not world.shelf.talks
