"""Receipts: what arrived, what was seen, and whose it is not."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.identity.vault import alias_of
from chalicelib.notice import marks
from chalicelib.notice.marks import PARENTS, read_mark, read_tag, tag_of
from chalicelib.notice.traces import tracking_of
from chalicelib.notice.watermark import MOST
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import SECRET, SLUG, World, heard
from tests.notice.platform import on_platform


def acknowledged(world: World, **given: Any) -> Notice:
    code = world.opened(**given).code
    world.post()
    return world.owed(code, Purpose.ACK)[0]


def receipt(world: World, kind: Heard, *ids: str, **given: Any) -> None:
    told = heard(heard=kind, message_ids=ids, occurred_at=world.clock(), **given)
    world.courier.record_receipt(world.province, told)


def of(world: World, notice: Notice) -> Notice:
    found = world.outbox.get(notice.parent, notice.id)
    assert found
    return found


def test_delivered_then_seen_as_the_platform_says_it() -> None:
    world = World()
    ack = acknowledged(world, channel=Channel.ZALO, account="3001", key="z1")
    world.clock.pass_by(seconds=3)
    receipt(world, Heard.DELIVERED, *ack.supplier_ids, channel=Channel.ZALO, account="3001")
    assert (of(world, ack).state, of(world, ack).delivered_at) == (State.DELIVERED, world.clock())
    world.clock.pass_by(minutes=3)
    receipt(world, Heard.SEEN, "of-somebody-else", *ack.supplier_ids, channel=Channel.ZALO, account="3001")
    assert (of(world, ack).state, of(world, ack).seen_at) == (State.SEEN, world.clock())


def test_seen_before_delivered_stays_seen() -> None:
    world = World()
    ack = acknowledged(world)
    receipt(world, Heard.SEEN, *ack.supplier_ids)
    first = of(world, ack)
    world.clock.pass_by(minutes=1)
    receipt(world, Heard.DELIVERED, *ack.supplier_ids)
    assert of(world, ack) == first


def test_an_unknown_message_is_counted_and_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    ack = acknowledged(world)
    receipt(world, Heard.DELIVERED, "m_unknown")
    assert of(world, ack) == ack
    assert '"ReceiptsUnknown":[1.0]' in capsys.readouterr().out


def test_another_account_with_the_same_id_is_another_message() -> None:
    world = World()
    ack = acknowledged(world)
    receipt(world, Heard.DELIVERED, *ack.supplier_ids, account="2002")
    assert of(world, ack).state is State.SENT


def test_another_provinces_notice_is_never_touched() -> None:
    world = World()
    ack = acknowledged(world)
    other = replace(world.province, slug="tinh-khac")
    told = heard(heard=Heard.DELIVERED, message_ids=ack.supplier_ids)
    world.courier.record_receipt(other, told)
    assert of(world, ack).state is State.SENT


def test_a_receipt_that_meets_another_write_looks_again() -> None:
    world = World()
    ack = acknowledged(world)
    busy = Busy(world)
    world.courier = replace(world.courier, outbox=busy)
    receipt(world, Heard.DELIVERED, *ack.supplier_ids)
    assert of(world, ack).state is State.DELIVERED


class Busy:
    """An outbox in which somebody else always writes first, once."""

    def __init__(self, world: World) -> None:
        self.inner, self.times = world.outbox, 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        if self.times:
            self.times -= 1
            stored = self.inner.get(notice.parent, notice.id)
            assert stored
            self.inner.save(stored)
        return self.inner.save(notice, follow_up)


def test_a_lost_answer_is_proved_by_the_echo_at_once() -> None:
    world = World()
    ack = acknowledged(world)
    world.outbox.save(replace(ack, state=State.UNSURE, supplier_ids=(), at=world.clock() + timedelta(minutes=1)))
    receipt(world, Heard.ECHO, "m_9", by_us=True, metadata=f"{ack.parent}|{ack.id}|0|1")
    assert (of(world, ack).state, of(world, ack).supplier_ids) == (State.SENT, ("m_9",))
    receipt(world, Heard.DELIVERED, "m_9")
    assert of(world, ack).state is State.DELIVERED, "and its receipts find it"


def test_another_provinces_page_proves_nothing_of_ours() -> None:
    world = World()
    ack = acknowledged(world)
    unsure = world.outbox.save(replace(ack, state=State.UNSURE, supplier_ids=()))
    echo = heard(heard=Heard.ECHO, by_us=True, message_ids=("m_9",), metadata=f"{ack.parent}|{ack.id}|0|1")
    world.courier.record_receipt(replace(world.province, slug="tinh-khac"), echo)
    assert of(world, ack) == unsure


def test_what_had_failed_and_is_echoed_after_all_was_sent() -> None:
    world = World()
    ack = acknowledged(world)
    world.outbox.save(replace(ack, state=State.FAILED, supplier_ids=()))
    receipt(world, Heard.ECHO, "m_9", by_us=True, metadata=f"{ack.parent}|{ack.id}|0|1")
    assert of(world, ack).state is State.SENT


def test_a_template_by_telephone_is_known_by_its_tracking_mark_alone() -> None:
    world = World()
    ack = acknowledged(world)
    world.outbox.save(replace(ack, lane="zalo_template_phone", state=State.UNSURE, supplier_ids=()))
    told = {"channel": Channel.ZALO, "account": "3001", "person": "", "tracking": tracking_of(ack)}
    receipt(world, Heard.DELIVERED, "zns-1", **told)
    assert (of(world, ack).state, of(world, ack).supplier_ids) == (State.DELIVERED, ("zns-1",))
    before = of(world, ack)
    receipt(world, Heard.DELIVERED, "zns-1", **told)
    assert of(world, ack) == before


@pytest.mark.parametrize("tracking", ["", "x", "SM-0000-0000-0000.000001.ack", "PA-2026-000125-result"])
def test_somebody_elses_tracking_mark_changes_nothing(tracking: str) -> None:
    world = World()
    ack = acknowledged(world)
    receipt(world, Heard.DELIVERED, "zns-1", channel=Channel.ZALO, account="3001", person="", tracking=tracking)
    assert of(world, ack) == ack


def test_a_message_that_is_no_receipt_is_none_of_ours() -> None:
    world = World()
    ack = acknowledged(world)
    receipt(world, Heard.WORDS, *ack.supplier_ids)
    receipt(world, Heard.ECHO, "m_9", by_us=False, metadata=f"{ack.parent}|{ack.id}|0|1")
    assert of(world, ack) == ack


def test_what_the_account_said_is_kept_under_place_and_words() -> None:
    world = World()
    since = world.clock()
    said = {"by_us": True, "text": "Đã vá xong"}
    receipt(world, Heard.ECHO, "z-1", channel=Channel.ZALO, account="3001", person="7", **said)
    receipt(world, Heard.ECHO, "1_9", lane=Lane.COMMENT, parent="1_2", **said)
    alias = alias_of(SECRET, SLUG, "zalo", "3001", "7")
    assert world.traces.echoed("zalo", "3001", alias, " Đã  vá xong\n", since) == "z-1"
    assert world.traces.echoed("facebook", "2001", "1_2", "Đã vá xong", since) == "1_9"
    assert world.traces.echoed("facebook", "2001", "1_3", "Đã vá xong", since) is None
    assert world.traces.echoed("zalo", "3001", alias, "Đã vá xong", since + timedelta(seconds=1)) is None


def test_an_echo_without_a_time_counts_from_when_it_came() -> None:
    world = World()
    told = heard(heard=Heard.ECHO, by_us=True, text="a", lane=Lane.COMMENT, parent="1_2", message_ids=("1_9",))
    world.courier.record_receipt(world.province, replace(told, occurred_at=world.clock() - timedelta(days=20000)))
    assert world.traces.echoed("facebook", "2001", "1_2", "a", world.clock()) == "1_9"


@pytest.mark.parametrize(("text", "known"), [
    ("T#song-mau#SM-1|000001#ack#citizen|0|1", True),
    ("C#song-mau#zalo#3001#a|1#menu#x|2|3", True),
    ("A#song-mau#zalo#3001|1#account_stopped#email|0|1", True),
    ("PA#song-mau#p-1|report#cb-1|0|1", True),
    ("TK#song-mau#t-1|task#due#cb-1|0|1", True),
    ("LTN#song-mau#l-1|league#cb-1|0|1", True),
    ("T#song-mau#SM-1|000001#ack#citizen|1|1", False),
    ("T#song-mau#SM-1|000001#ack#citizen|0", False),
    ("T#song-mau#SM-1||0|1", False),
    ("X#song-mau#SM-1|a|0|1", False),
    ("T#|a|0|1", False),
    ("T#song-mau#SM-1|a|²|3", False),
    ("T#song-mau#SM-1|a|0|999999999999", False),
    ("", False),
])  # fmt: skip
def test_which_metadata_are_our_mark(text: str, known: bool) -> None:
    mark = read_mark(text)
    assert (mark is not None) is known
    if mark:
        assert (str(mark), mark.tenant) == (text, "song-mau")
        assert read_tag(tag_of(text)) == mark
        assert set(tag_of(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def test_every_kind_of_notice_has_a_mark_that_is_known_again() -> None:
    rooms = Path(marks.__file__).parents[1].rglob("*.py")
    named = {found for room in rooms for found in re.findall(r'parent=f"([A-Z]+#)', room.read_text("utf-8"))}
    assert {"A#", "PA#"} <= named <= set(PARENTS)


@pytest.mark.parametrize("tag", ["", "a", "%%%", "ÿ", "_w", tag_of("nothing of ours")])
def test_a_tag_of_somebody_elses_is_no_mark(tag: str) -> None:
    assert read_tag(tag) is None


def test_a_private_reply_joins_the_chat_of_whoever_got_it() -> None:
    world = World()
    on_platform(world, at_once=False)
    words = "Bãi rác cạnh chợ bốc mùi cả tuần"
    code = world.opened(words, lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.post()
    alias = alias_of(SECRET, SLUG, "facebook", "2001", "880055")
    assert world.tickets.get(SLUG, code).chat == alias
    assert world.tickets.conversation(SLUG, "facebook", "2001", alias).code == code
    person = world.vault.recall(SLUG, alias)
    assert person
    assert (person.platform_id, person.codes) == ("880055", (code,))
    assert "880055" not in str(world.tickets.timeline(SLUG, code)), "the ticket knows an alias"


def test_a_private_reply_whose_answer_was_lost_is_joined_by_its_echo() -> None:
    world = World()
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.post()
    (ack,) = world.owed(code, Purpose.ACK)
    assert not world.tickets.get(SLUG, code).chat
    receipt(world, Heard.ECHO, "m_9", by_us=True, person="880055", metadata=f"{ack.parent}|{ack.id}|0|1")
    assert world.tickets.get(SLUG, code).chat == alias_of(SECRET, SLUG, "facebook", "2001", "880055")


@pytest.mark.parametrize(("races", "joined"), [(0, True), (4, True), (8, False)])
def test_a_race_for_the_petition_is_run_again_and_never_fails_the_notice(races: int, joined: bool) -> None:
    world = World()
    on_platform(world)
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.shelf.refuse_commits = races
    world.post()
    world.shelf.refuse_commits = 0
    assert bool(world.tickets.get(SLUG, code).chat) is joined
    assert world.owed(code, Purpose.ACK)[0].state is State.SENT


def test_the_chat_of_whoever_was_forgotten_is_not_looked_for() -> None:
    """The reply was on its way when they asked for it; what they wrote is still worked on."""
    world = World()
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.post()
    (ack,) = world.owed(code, Purpose.ACK)
    world.rights.forget(world.province, world.tickets.get(SLUG, code).origin.alias)
    receipt(world, Heard.ECHO, "m_9", by_us=True, person="880055", metadata=f"{ack.parent}|{ack.id}|0|1")
    assert not world.tickets.get(SLUG, code).chat
    assert not world.vault.people


def test_the_chat_of_whoever_wrote_what_is_erased_is_not_looked_for_either() -> None:
    world = World()
    on_platform(world)
    ticket = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1")
    world.shelf.tickets[SLUG, ticket.code] = replace(ticket, erased_at=world.clock())
    world.post()
    assert list(world.vault.people) == [(SLUG, ticket.origin.alias)]


def upto(world: World, kind: Heard, **given: Any) -> None:
    """As a webhook of Facebook's says it that names no message."""
    receipt(world, kind, **given)


def test_a_watermark_without_ids_stands_for_all_that_was_said_there_before() -> None:
    world = World()
    ack = acknowledged(world)
    world.clock.pass_by(seconds=1)
    upto(world, Heard.DELIVERED)
    assert (of(world, ack).state, of(world, ack).delivered_at) == (State.DELIVERED, world.clock())
    world.clock.pass_by(minutes=5)
    upto(world, Heard.SEEN)
    assert (of(world, ack).state, of(world, ack).seen_at) == (State.SEEN, world.clock())


def test_a_word_that_belongs_to_no_petition_is_covered_too() -> None:
    world = World()
    world.hears(heard=Heard.HELLO)
    world.post()
    (greeting,) = [n for n in world.shelf.notices.values() if n.purpose is Purpose.GREETING]
    upto(world, Heard.SEEN)
    assert of(world, greeting).state is State.SEEN


def test_what_was_said_after_the_watermark_or_while_its_first_part_went_is_not_covered() -> None:
    world = World()
    before = world.clock()
    world.clock.pass_by(minutes=1)
    ack = acknowledged(world)
    receipt_at = replace(heard(heard=Heard.DELIVERED), occurred_at=before)
    world.courier.record_receipt(world.province, receipt_at)
    later = replace(of(world, ack), tried_at=before + timedelta(seconds=2), at=before + timedelta(seconds=3))
    later = world.outbox.save(later)
    world.courier.record_receipt(world.province, receipt_at)
    assert of(world, ack) == later
    long = world.outbox.save(replace(of(world, ack), tried_at=before, at=before + timedelta(minutes=1)))
    world.courier.record_receipt(world.province, receipt_at)
    assert of(world, ack) == long


@pytest.mark.parametrize("elsewhere", [
    {"person": "somebody-else"}, {"account": "2002"}, {"channel": Channel.ZALO, "account": "3001"}, {"person": ""},
])  # fmt: skip
def test_another_chats_watermark_says_nothing_of_ours(elsewhere: dict[str, Any]) -> None:
    world = World()
    ack = acknowledged(world)
    world.hears("Còn rác ở đầu ngõ nữa", **{"person": "somebody-else", "key": "k9"} | elsewhere)
    upto(world, Heard.SEEN, **elsewhere)
    assert of(world, ack).state is State.SENT


def test_nor_do_those_of_another_person_whose_chat_is_about_the_same_petition() -> None:
    """A case of several members: each reads their own copy."""
    world = World()
    ack = acknowledged(world)
    origin = replace(ack.origin, alias="another-member") if ack.origin else None
    copy = replace(ack, id=f"{ack.id}#another-member", origin=origin, revision=0)
    world.shelf.notices[copy.parent, copy.id] = copy
    upto(world, Heard.SEEN)
    assert (of(world, ack).state, of(world, copy).state) == (State.SEEN, State.SENT)


def test_a_private_reply_is_covered_by_the_chat_it_was_proved_to_lie_in() -> None:
    world = World()
    platform = on_platform(world)
    code = world.opened("Bãi rác cạnh chợ bốc mùi", lane=Lane.COMMENT, ref="1_2", key="c1").code
    world.post()
    reply = world.owed(code, Purpose.ACK)[0]
    talk = world.tickets.conversation(SLUG, "facebook", "2001", world.tickets.get(SLUG, code).origin.alias)
    world.tickets.commit(Change(conversation=replace(talk, code=code)))
    upto(world, Heard.SEEN)
    assert of(world, reply).state is State.SENT, "whoever wrote the comment may be another than who sits there"
    upto(world, Heard.SEEN, person="880055")
    assert of(world, reply).state is State.SEEN
    assert len(platform.arrived) == 1


def test_a_watermark_that_was_heard_before_costs_one_read() -> None:
    world = World()
    acknowledged(world)
    world.hears(heard=Heard.SEEN)
    asked = Asked(world)
    world.courier = replace(world.courier, outbox=asked)
    upto(world, Heard.SEEN)
    assert asked.times == 0


def test_one_watermark_moves_no_more_than_twenty_messages() -> None:
    world = World()
    ack = acknowledged(world)
    for number in range(30):
        one = replace(ack, id=f"{ack.id}#{number}", supplier_ids=(f"m_{number}",), revision=0)
        world.shelf.notices[one.parent, one.id] = one
    upto(world, Heard.DELIVERED)
    assert sum(n.state is State.DELIVERED for n in world.shelf.notices.values()) == MOST


class Asked:
    """An outbox that counts how often what lies beside was looked for."""

    def __init__(self, world: World) -> None:
        self.inner, self.times = world.outbox, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def beside(self, parent: str) -> list[Notice]:
        self.times += 1
        return self.inner.beside(parent)
