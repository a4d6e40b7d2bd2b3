"""The courier: once, by the right way, and nothing vanishes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.errors import LaneClosed, Refused, StaleTicket, TryAgain, Unsure
from chalicelib.notice.delivery import TRIES, claimed
from chalicelib.notice.lanes import Way
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import COORDINATOR, HANDLER, SLUG, World, heard
from tests.fakes import ShelfOutbox


def ack_of(world: World, code: str) -> Notice:
    (notice,) = world.owed(code, Purpose.ACK)
    return notice


def test_the_acknowledgement_carries_code_pin_unit_and_date() -> None:
    world = World()
    ticket = world.opened()
    world.post()
    ((way, person, letter),) = world.carriage.sent
    assert (way, person) == (Way.MESSENGER, "7001")
    for fact in (ticket.code, "123456", "Phòng Quản lý hạ tầng", "17:00 ngày 26/11/2026"):
        assert fact in letter.body
    assert "tự động" in letter.body, "the bot says that it is one"


def test_a_second_round_sends_nothing_again() -> None:
    world = World()
    world.opened()
    for _ in range(3):
        world.post()
    assert len(world.carriage.sent) == 1
    assert len(world.office.mails) == 1


def test_two_couriers_at_once_send_one_message() -> None:
    """The second one starts in the middle of the first one's sending."""
    world = World()
    ticket = world.opened()
    notice = ack_of(world, ticket.code)
    again: list[object] = []
    world.carriage.on_send = lambda: (
        again.append(world.courier.deliver(notice.parent, notice.id)) if not again else None
    )
    world.courier.deliver(notice.parent, notice.id)
    assert len(world.carriage.sent) == 1


def test_a_courier_that_died_in_the_middle_is_followed_by_another_after_its_lease() -> None:
    world = World()
    ticket = world.opened()
    notice = ack_of(world, ticket.code)
    claim = claimed(notice, Way.MESSENGER, world.clock(), "")
    world.outbox.save(claim)
    for minutes in (0, 3):
        world.clock.pass_by(minutes=minutes)
        world.post()
        assert not world.carriage.sent, "in its lease, and then while an echo may still come"
    assert ack_of(world, ticket.code).state is State.UNSURE
    world.clock.pass_by(minutes=2)
    world.post()
    assert len(world.carriage.sent) == 1


def test_while_much_lies_unread_nothing_is_sent_again_for_want_of_an_echo() -> None:
    world = World(behind=True)
    ticket = world.opened()
    world.carriage.refusals = [Unsure("no answer")]
    world.post()
    for _ in range(20):
        world.clock.pass_by(minutes=2)
        world.post()
    assert (len(world.carriage.sent), ack_of(world, ticket.code).state) == (0, State.UNSURE), "the echo may lie there"
    world.behind = False
    world.clock.pass_by(minutes=2)
    world.post()
    assert len(world.carriage.sent) == 1


def test_an_hour_behind_is_enough() -> None:
    world = World(behind=True)
    world.opened()
    world.carriage.refusals = [Unsure("no answer")]
    world.post()
    world.clock.pass_by(minutes=65)
    world.post()
    assert len(world.carriage.sent) == 1


def test_while_much_lies_unread_nobody_is_given_up_for_not_having_written() -> None:
    """Whoever got our private reply may have answered in the chat, and their words are only not read yet."""
    world = World(behind=True)
    comment = heard("Mặt đường có ổ gà rất sâu", lane=Lane.COMMENT, ref="2001_9", key="fb#2001#comment#2001_9")
    code = world.opened(comment.text, lane=comment.lane, ref=comment.ref, key=comment.key).code
    world.post()
    world.does(code, "answer", HANDLER, text="Đã vá.", to="private")
    world.post()
    answer = next(n for n in world.outbox.of_ticket(SLUG, code) if n.purpose is Purpose.ANSWER)
    assert (answer.state, answer.tries) == (State.OWED, 0)
    world.behind = False
    world.clock.pass_by(minutes=2)
    world.post()
    assert world.outbox.get(answer.parent, answer.id).state is State.FAILED


def test_an_echo_proves_a_message_whose_answer_was_lost() -> None:
    world = World()
    ticket = world.opened()
    world.carriage.refusals = [Unsure("no answer")]
    world.post()
    notice = ack_of(world, ticket.code)
    assert notice.state is State.UNSURE
    echo = heard(heard=Heard.ECHO, metadata=f"{notice.parent}|{notice.id}|0|1", by_us=True, message_ids=("m_9",))
    world.courier.record_receipt(world.province, echo)
    world.clock.pass_by(hours=1)
    world.post()
    assert not world.carriage.sent, "it had arrived: nothing is sent again"
    assert ack_of(world, ticket.code).supplier_ids == ("m_9",)


@pytest.mark.parametrize(
    "mark", ["", "T#tinh-khac#X|1", "nonsense", "T#song-mau#none|none", "T#song-mau#none|none|0|x"]
)
def test_an_echo_of_somebody_else_changes_nothing(mark: str) -> None:
    world = World()
    ticket = world.opened()
    world.courier.record_receipt(world.province, heard(heard=Heard.ECHO, metadata=mark, by_us=True))
    assert ack_of(world, ticket.code).state is State.OWED


def test_a_platform_that_is_down_is_tried_again_later_and_later() -> None:
    world = World()
    ticket = world.opened()
    world.courier = replace(world.courier, jitter=lambda: 1.0)
    pauses = []
    world.carriage.refusals = [TryAgain("busy")] * 3
    for _ in range(3):
        world.post()
        notice = ack_of(world, ticket.code)
        pauses.append(notice.at - world.clock())
        world.clock.at = notice.at
    assert pauses == [timedelta(seconds=11), timedelta(seconds=21), timedelta(seconds=41)]
    world.post()
    assert ack_of(world, ticket.code).state is State.SENT


def test_what_may_have_arrived_is_sent_again_three_times_ever_later_then_people_decide() -> None:
    """Platforms advise no more: each copy that arrived without a word of it would be read."""
    world = World()
    ticket = world.opened()
    world.carriage.refusals = [*[TryAgain("busy")] * 3, *[Unsure("no answer")] * 20]
    waits = list[timedelta]()
    for _ in range(12):
        world.post()
        (ack,) = world.owed(ticket.code, Purpose.ACK)
        waits += [ack.at - world.clock()] if ack.state is State.UNSURE else []
        world.clock.at = max(ack.at, world.clock.at)
    assert (ack.state, ack.tries) == (State.FAILED, 7), "to be busy is no risk"
    assert [wait.total_seconds() for wait in waits] == [90, 180, 360, 720]
    assert "messenger: unsure; messenger: 2 times unsure" in ack.reason


def test_what_never_works_ends_on_the_failed_list_where_staff_see_it() -> None:
    world = World()
    ticket = world.opened()
    world.carriage.refusals = [TryAgain("busy")] * 50
    for _ in range(TRIES + 2):
        world.post()
        world.clock.pass_by(minutes=30)
    ((failed,), _) = world.outbox.failed(SLUG, 10, None)
    assert (failed.code, failed.tries) == (ticket.code, TRIES)
    assert failed.reason.endswith("messenger: try_again")


def test_a_refusal_is_not_tried_again() -> None:
    world = World()
    ticket = world.opened()
    world.carriage.refusals = [Refused("bad", code=100)]
    world.post()
    notice = ack_of(world, ticket.code)
    assert notice.state is State.FAILED
    assert notice.reason.endswith("messenger: refused 100")


def test_one_notice_that_crashes_does_not_stop_the_others() -> None:
    world = World()
    world.opened(person="1")
    world.opened(person="2")
    world.carriage.refusals = [ZeroDivisionError()]
    world.post()
    assert len(world.carriage.sent) == 1


class Raced(ShelfOutbox):
    """One notice cannot be worked on, and another run has just put it off."""

    bad = ""

    def beside(self, parent: str) -> list[Notice]:
        if parent == self.bad:
            raise ZeroDivisionError
        return super().beside(parent)

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        if notice.parent == self.bad:
            raise StaleTicket("somebody else moved this notice")
        return super().save(notice, follow_up)


def test_two_runs_that_stumble_over_the_same_notice_go_on_with_the_others() -> None:
    world = World()
    outbox = Raced(world.shelf)
    outbox.bad = ack_of(world, world.opened(person="1").code).parent
    world.opened(person="2")
    replace(world.courier, outbox=outbox).deliver_due()
    assert [person for _, person, _ in world.carriage.sent] == ["2"]


def test_a_long_answer_arrives_in_parts_and_a_break_in_the_middle_repeats_none() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đơn vị đã kiểm tra và khắc phục xong. " * 150)
    world.post()
    whole = [letter.body for _, _, letter in world.carriage.sent]
    assert all(len(part) <= 2000 for part in whole)

    broken = World()
    code = broken.opened().code
    broken.post()
    broken.does(code, "answer", HANDLER, text="Đơn vị đã kiểm tra và khắc phục xong. " * 150)
    sends = iter([None, None, TryAgain("busy")])

    def stumble() -> None:
        if error := next(sends, None):
            raise error

    broken.carriage.on_send = stumble
    broken.post()
    broken.clock.pass_by(minutes=10)
    broken.post()
    texts = [letter.body for _, _, letter in broken.carriage.sent]
    assert len(texts) == len(set(texts)) == len(whole)


def test_once_the_answer_arrived_the_citizen_is_asked_to_rate_it_after_it() -> None:
    world = World()
    code = world.opened().code
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    _, _, last = world.carriage.sent[-1]
    assert [payload for _, payload in last.choices] == [f"RATE:{code}:{n}:2" for n in range(1, 6)]
    assert "Đã vá xong" in world.carriage.sent[-2][2].body


def test_after_the_window_a_human_answer_goes_as_human_agent_and_the_rating_is_skipped() -> None:
    world = World()
    world.provinces.put(world.document() | {"messaging": {"lanes": {"approved": ["messenger_human_agent"]}}}, "test")
    code = world.opened().code
    world.post()
    world.clock.pass_by(days=3)
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    assert world.carriage.sent[-1][0] is Way.HUMAN_AGENT
    (rating,) = world.owed(code, Purpose.RATING)
    assert rating.state is State.SKIPPED
    assert "messenger_human_agent: no person wrote it" in rating.reason


def test_after_seven_days_an_answer_that_reaches_nobody_is_a_visible_failure() -> None:
    world = World()
    code = world.opened().code
    world.post()
    world.clock.pass_by(days=8)
    world.does(code, "answer", HANDLER, text="Đã vá xong")
    world.post()
    (answer,) = world.owed(code, Purpose.ANSWER)
    assert answer.state is State.FAILED
    assert answer.reason.startswith("messenger: 24 h over; ")


def test_the_platforms_no_is_the_truth_and_the_next_way_is_taken() -> None:
    world = World()
    body = {"text": "Mặt đường có ổ gà", "submitter": {"email": "dan@example.com", "phone": "0900000009"}}
    ticket = world.form.file(world.province, body, "k1")
    world.carriage.refusals = [LaneClosed("no")]
    world.post()
    ((way, _, letter),) = world.carriage.sent
    assert way is Way.SMS
    assert letter.body.isascii(), "no telephone shows question marks"
    assert "email: lane_closed" in ack_of(world, ticket.code).reason


def test_a_petition_over_the_api_without_contact_is_followed_by_code() -> None:
    world = World()
    ticket = world.form.file(world.province, {"text": "Mặt đường có ổ gà"}, "k2")
    world.post()
    assert ack_of(world, ticket.code).state is State.SKIPPED


def test_a_comment_is_acknowledged_privately_and_answered_where_it_stands() -> None:
    world = World()
    ticket = world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2")
    world.post()
    way, _, letter = world.carriage.sent[0]
    assert way is Way.PRIVATE_REPLY
    assert ticket.code in letter.body
    world.does(ticket.code, "assign", COORDINATOR, unit="phong-ha-tang")
    world.does(ticket.code, "answer", HANDLER, text="Đã thu gom")
    world.post()
    way, _, letter = world.carriage.sent[-1]
    assert way is Way.COMMENT
    assert "Đã thu gom" in letter.body
    assert ticket.code not in letter.body, "nothing public opens a case"


def test_when_the_private_reply_is_refused_the_public_one_says_nothing_private() -> None:
    world = World()
    ticket = world.opened("Bãi rác cạnh chợ bốc mùi cả tuần", lane=Lane.COMMENT, ref="1_2")
    world.carriage.refusals = [LaneClosed("once only", code=10900)]
    world.post()
    way, _, letter = world.carriage.sent[-1]
    assert way is Way.COMMENT
    assert ticket.code not in letter.body
    assert "123456" not in letter.body


def test_zalo_is_told_over_zalo() -> None:
    world = World()
    world.opened(channel=Channel.ZALO, account="3001", key="zalo#1#user_send_text#x1")
    world.post()
    assert world.carriage.sent[0][0] is Way.ZALO


def test_the_mail_to_staff_never_holds_the_citizens_words() -> None:
    world = World()
    world.opened("Mặt đường có ổ gà trước nhà bà Hoa số 12, điện thoại 0912345678")
    world.post()
    ((to, mail),) = world.office.mails
    assert to == ("ht@songmau.example",)
    assert "Hoa" not in mail.body + mail.subject
    assert "0912345678" not in mail.body + mail.subject


def test_how_long_somebody_has_been_owed_a_word_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    world.opened()
    world.carriage.refusals = [TryAgain("busy")]
    world.clock.pass_by(minutes=20)
    world.post()
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"OldestOwedNoticeAge":[' in line]
    assert '"OldestOwedNoticeAge":[1200.0]' in line


def test_an_echo_that_comes_before_the_time_out_proves_the_message_too() -> None:
    """Platforms echo within a second; we may wait ten for an answer that never comes."""
    world = World()
    ticket = world.opened()
    notice = ack_of(world, ticket.code)

    def echoed_but_never_answered() -> None:
        echo = heard(heard=Heard.ECHO, metadata=f"{notice.parent}|{notice.id}|0|1", by_us=True, message_ids=("m_9",))
        world.courier.record_receipt(world.province, echo)
        raise Unsure("no answer")

    world.carriage.on_send = echoed_but_never_answered
    world.courier.deliver(notice.parent, notice.id)
    assert ack_of(world, ticket.code).state is State.SENT
    assert ack_of(world, ticket.code).supplier_ids == ("m_9",)


def test_the_echo_of_one_part_does_not_stand_for_the_whole_answer() -> None:
    world = World()
    code = world.opened().code
    world.post()
    world.does(code, "answer", HANDLER, text="Đơn vị đã kiểm tra và khắc phục xong. " * 150)
    sends = iter([None, Unsure("no answer")])

    def stumble() -> None:
        if error := next(sends, None):
            raise error

    world.carriage.on_send = stumble
    world.post()
    (answer,) = world.owed(code, Purpose.ANSWER)
    total = len(answer.supplier_ids) + 2
    for number, message in ((0, "m_0"), (1, "m_1")):
        mark = f"{answer.parent}|{answer.id}|{number}|{total}"
        world.courier.record_receipt(
            world.province, heard(heard=Heard.ECHO, metadata=mark, by_us=True, message_ids=(message,))
        )
    (answer,) = world.owed(code, Purpose.ANSWER)
    assert (answer.state, answer.supplier_ids[1:]) == (State.OWED, ("m_1",)), (
        "the first was known, the second is proved"
    )
    world.post()
    texts = [letter.body for _, _, letter in world.carriage.sent]
    assert len(texts) == len(set(texts))
    assert world.owed(code, Purpose.ANSWER)[0].state is State.SENT


def test_parts_that_went_another_way_do_not_count_for_the_next() -> None:
    """Part one by Messenger, then the window closes: the e-mail carries the whole answer."""
    world = World()
    code = world.opened().code
    world.post()
    (person,) = world.vault.people.values()
    world.vault.people[person.tenant, person.alias] = replace(person, email="dan@example.com")
    world.does(code, "answer", HANDLER, text="Đơn vị đã kiểm tra và khắc phục xong. " * 150)
    sends = iter([None, LaneClosed("window", code=10)])

    def stumble() -> None:
        if error := next(sends, None):
            raise error

    world.carriage.on_send = stumble
    world.post()
    (letter,) = [letter for way, _, letter in world.carriage.sent if way is Way.EMAIL]
    assert letter.body.count("khắc phục xong") == 150
    assert world.owed(code, Purpose.ANSWER)[0].state is State.SENT
