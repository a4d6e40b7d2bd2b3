"""What is counted, where, and what it costs; whatever comes twice, late or in another order."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import StaleTicket
from chalicelib.opinion.listening import mood_of, post_of
from chalicelib.opinion.signal import LABELS, MOODS, SUBSTANCE
from chalicelib.ticket.ticket import Channel, Lane
from tests.builders import SLUG, at, heard
from tests.opinion.square import ANALYST, LEADER, Square, comment, reaction

T = at("2026-11-18 09:00")


@pytest.fixture
def square() -> Square:
    return Square()


def groups(square: Square, by: str) -> dict[str, Any]:
    return {one["key"]: one for one in square.monitor.figures(SLUG, None, None, by, LEADER)["groups"]}


def test_a_comment_counts_for_its_page_topic_unit_and_day(square: Square) -> None:
    square.ours["2001_11"] = ("so-xay-dung", "dau-tu")
    square.hears(comment("Đường đẹp quá"), comment("Rác đầy đường", number=2), comment("Vui quá", post="12", number=3))
    assert {key: one["comments"] for key, one in groups(square, "topic").items()} == {
        "": 1, "dau-tu": 1, "ve-sinh-moi-truong": 1,
    }  # fmt: skip
    assert {key: one["comments"] for key, one in groups(square, "unit").items()} == {"so-khcn": 1, "so-xay-dung": 2}
    assert {key: one["comments"] for key, one in groups(square, "account").items()} == {"facebook#2001": 3}
    assert {key: one["comments"] for key, one in groups(square, "day").items()} == {"2026-11-18": 3}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (comment(), "comments"),
        (comment(lane=Lane.POST, ref="2001_77", key="fb#2001#post#2001_77"), "visitor_posts"),
        (heard("Xin chào"), "messages"),
        (heard("", heard=Heard.STICKER), "stickers"),
        (heard("Xin chào", channel=Channel.ZALO, account="3001", key="zalo#1"), "messages"),
        (reaction("love"), "reactions"),
        (reaction("/-heart", channel=Channel.ZALO, account="3001", lane=Lane.DIRECT, of="", message_ids=("m1",)), "reactions"),
    ],
)  # fmt: skip
def test_each_kind_counts_once_however_often_it_is_told(square: Square, told: Inbound, kind: str) -> None:
    square.hears(told, told, told)
    counted = square.total()
    assert counted[kind] == 1
    assert sum(counted[name] for name in ("comments", "visitor_posts", "messages", "stickers", "reactions")) == 1


@pytest.mark.parametrize(
    "told",
    [heard("Ổ gà", lane=Lane.API), heard("", heard=Heard.HELLO), heard("", heard=Heard.SEEN), reaction("like", person="")],
)  # fmt: skip
def test_what_is_no_sign_costs_nothing(square: Square, told: Inbound) -> None:
    square.hears(told)
    assert square.store.calls == []


def test_a_petition_is_no_opinion_and_costs_nothing(square: Square) -> None:
    square.hears(comment("Mặt đường có ổ gà rất sâu"), petition=True)
    assert (square.store.calls, square.asked) == ([], [])


def test_a_comment_that_becomes_a_petition_is_counted_no_longer(square: Square) -> None:
    first = comment("Ổ gà")
    square.hears(first)
    later = T + timedelta(minutes=2)
    edited = replace(first, heard=Heard.EDITED, of=first.key, key="e", text="Ổ gà trước cổng trường", occurred_at=later)
    square.hears(edited, petition=True)
    assert square.total()["comments"] == 0
    assert square.store.kept == {}


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_a_reaction_changed_and_taken_back_leaves_none_in_any_order(square: Square, order: tuple[int, ...]) -> None:
    told = [reaction(mood, occurred_at=T + timedelta(seconds=n)) for n, mood in enumerate(("like", "angry", ""))]
    square.hears(*(told[n] for n in order))
    assert square.total()["reactions"] == 0
    square.hears(reaction("love", occurred_at=T + timedelta(seconds=9)))
    counted = square.total()
    assert (counted["reactions"], counted["moods"]["love"]) == (1, 1)


def test_taken_back_in_the_same_second_it_is_gone(square: Square) -> None:
    square.hears(reaction(""), reaction("like"))
    assert square.total()["reactions"] == 0


def test_words_are_kept_redacted_and_go_with_the_comment(square: Square) -> None:
    first = comment("Cán bộ rất tốt, gọi tôi 0912345678", name="Nguyễn Văn A", link="https://facebook.com/x")
    square.hears(first)
    ((item,), _) = square.monitor.items(SLUG, False, ANALYST, 10, None)
    assert "0912345678" not in item.text
    assert "Nguyễn" not in repr(item)
    assert item.expires_at == T + timedelta(days=30)
    later = T + timedelta(minutes=2)
    square.hears(
        replace(first, heard=Heard.EDITED, of=first.key, key="e", text="Cán bộ chưa tốt", occurred_at=later, person="")
    )
    ((again,), _) = square.monitor.items(SLUG, False, ANALYST, 10, None)
    assert (again.text, square.total()["comments"]) == ("Cán bộ chưa tốt", 1)
    square.hears(replace(first, heard=Heard.REMOVED, of=first.key, key="r", text="", occurred_at=later, person=""))
    assert (square.store.kept, square.total()["comments"]) == ({}, 0)


@pytest.mark.parametrize(("said", "kept"), [
    ("Theo dõi QN-7K3F-9XM2-4DTC 123456", "Theo dõi QN-7K3F-9XM2-4DTC [số]"),
    ("mã pin của tôi là 123 456", "mã pin của tôi là [số]"),
    ("H49.17-261118-0001 sdt 4567 ạ", "H[số] sdt [số] ạ"),
])  # fmt: skip
def test_what_opens_a_petition_or_a_dossier_is_in_no_words_of_a_chat(square: Square, said: str, kept: str) -> None:
    """They are typed to the bot; whoever labels words must not be able to look as the citizen does."""
    square.hears(heard(said))
    assert [item.text for item in square.monitor.items(SLUG, False, LEADER, 10, None)[0]] == [kept]


def test_a_sample_is_kept_and_the_same_on_every_machine() -> None:
    def third(document: dict[str, Any]) -> None:
        document["content"] = {"opinion": {"sample_percent": 30, "kept_days": 7}}

    told = [comment(f"Ý kiến số {n} rất hay", number=n) for n in range(300)]
    one, other = Square(change=third), Square(change=third)
    one.hears(*told)
    other.hears(*reversed(told))
    assert one.store.kept.keys() == other.store.kept.keys()
    assert 60 < len(one.store.kept) < 120
    assert one.total()["comments"] == 300


def test_people_are_counted_a_day_and_nobody_is_known(square: Square) -> None:
    square.hears(comment(person="7001"), comment(number=2, person="7001"), comment(number=3, person="7002"))
    square.hears(comment(number=4, person="7001", occurred_at=T - timedelta(days=1)))
    assert square.total()["people"] == 3
    assert {key: one["people"] for key, one in groups(square, "day").items()} == {"2026-11-17": 1, "2026-11-18": 2}
    marks = [mark for *_, mark in square.store.marks]
    assert len(set(marks)) == 3, "another mark each day"
    assert "7001" not in repr(square.store.marks) + repr(square.store.slots) + repr(square.store.kept)


def test_a_sign_costs_two_reads_and_one_write_and_a_repeat_one_read(square: Square) -> None:
    square.hears(comment(), reaction("like"))
    assert square.store.calls == ["slot", "known", "write"] * 2
    square.hears(reaction("like"))
    assert square.store.calls[6:] == ["slot"]


def test_a_lost_race_is_run_again_and_told_again_when_it_is_always_lost(square: Square) -> None:
    square.store.refuse = 3
    square.hears(comment())
    assert square.total()["comments"] == 1
    square.store.refuse = 99
    with pytest.raises(StaleTicket):
        square.hears(comment(number=2))


def test_a_wrong_clock_counts_today(square: Square) -> None:
    square.hears(comment(occurred_at=at("1970-01-02 00:00")), comment(number=2, occurred_at=at("2031-01-01 00:00")))
    assert set(groups(square, "day")) == {"2026-11-18"}


def test_posts_and_moods_are_read_as_platforms_write_them() -> None:
    assert post_of(comment(post="55", number=9)) == "2001_55"
    assert post_of(reaction("like", post="55")) == "2001_55"
    assert post_of(heard("Xin chào")) == ""
    assert [mood_of(word) for word in ("LOVE", "/-strong", "smile", "gì đó")] == ["love", "like", "haha", "other"]


def stream(chance: random.Random) -> Iterator[Inbound]:
    """Comments written, edited, removed; reactions given, changed, taken back; of five people, on six posts."""
    for number in range(60):
        moment = T - timedelta(hours=chance.randrange(96), seconds=chance.randrange(3600))
        post, page, person = str(chance.randrange(10, 13)), chance.choice(("2001", "2002")), f"70{chance.randrange(5)}"
        words = chance.choice(("Rác đầy đường", "Ổ gà", "Hay quá", "👍"))
        first = comment(words, number=number, post=post, page=page, person=person, occurred_at=moment)
        yield first
        for step in range(chance.randrange(3)):
            moment += timedelta(minutes=step + 1)
            gone = chance.random() < 0.4
            text = "" if gone else chance.choice(("Bãi rác", "Tuyệt"))
            kind = Heard.REMOVED if gone else Heard.EDITED
            yield replace(first, heard=kind, of=first.key, key=f"{first.key}#{step}", text=text, occurred_at=moment)
    for _ in range(120):
        moment = T - timedelta(hours=chance.randrange(96), seconds=chance.randrange(3600))
        yield reaction(
            chance.choice(("like", "love", "angry", "")), person=f"70{chance.randrange(5)}", occurred_at=moment,
            post=str(chance.randrange(10, 13)), page=chance.choice(("2001", "2002")),
        )  # fmt: skip


def by_hand(told: list[Inbound]) -> dict[tuple[str, str, str], int]:
    """(local day, page, kind or mood) → how many stand: of each comment, of each person at each post, the latest."""
    latest: dict[object, Inbound] = {}
    for one in sorted(told, key=lambda one: (one.occurred_at, one.heard is Heard.REMOVED)):
        about = (one.of, one.person) if one.heard is Heard.REACTION else one.of or one.key
        latest[about] = one
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in latest.values():
        day = (one.occurred_at + timedelta(hours=7)).date().isoformat()
        if one.heard is Heard.REACTION and one.text:
            found[day, one.account, one.text] += 1
        elif one.heard in (Heard.WORDS, Heard.EDITED):
            found[day, one.account, "comments"] += 1
    return dict(found)


@pytest.mark.parametrize("seed", range(12))
def test_totals_equal_a_count_by_hand_in_any_order_and_with_repeats(seed: int) -> None:
    chance, square = random.Random(seed), Square()
    square.ours["2001_11"] = ("so-xay-dung", "dau-tu")
    told = list(stream(chance))
    delivered = told + chance.sample(told, 60)
    chance.shuffle(delivered)
    for one in delivered:
        square.hears(one)
        if chance.random() < 0.05 and square.store.kept:
            item = chance.choice(list(square.store.kept.values()))
            label = {"label": chance.choice(LABELS), "substantiated": chance.choice((True, False, None))}
            square.monitor.label(SLUG, item.id, label, None, ANALYST)
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for (_, place), counts in square.store.counts.items():
        for name, number in counts.items():
            if name in (*MOODS, "comments"):
                counted[place.day.isoformat(), place.account, name] += number
    assert {key: number for key, number in counted.items() if number} == by_hand(told)
    labels = square.total()["labels"]
    kept = square.store.kept.values()
    assert {name: labels[name] for name in LABELS} == {n: sum(i.label == n for i in kept) for n in LABELS}
    assert [labels[name] for name in SUBSTANCE] == [
        sum(i.substantiated is is_so for i in kept) for is_so in (True, False)
    ]
