"""A dossier in Zalo and Messenger: looked up with last digits, followed, told of, rated; petitions come first."""

from typing import Any

import pytest

from chalicelib.channel.inbound import Heard
from chalicelib.dossier.lookup import OF_A_CHAT, OF_ALL, OF_AN_ADDRESS, Asker
from chalicelib.errors import NotFound
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.owed import Notice, Purpose, State
from tests.builders import COORDINATOR, SLUG, World
from tests.dossier.office import CODE, asked, body, key

ZALO: dict[str, Any] = {"channel": "zalo", "account": "3001", "person": "9001"}
WISH = "Đơn số 12 ngày 17/11/2026"


class Chat:
    """A world in which one dossier is kept, and somebody in a chat."""

    def __init__(self, **place: Any) -> None:
        self.world, self.place = World(), place
        self.number = 0
        self.put()

    def put(self, minute: int = 0, **given: Any) -> None:
        given = {"updated_at": f"2026-11-17T09:{minute:02}:00+07:00", **given}
        self.world.following.dossiers.put(SLUG, CODE, body(**given), key())

    def types(self, text: str) -> str:
        """What the bot says to it: the purpose, or for talk about dossiers its topic."""
        self.number += 1
        self.world.clock.pass_by(seconds=20)
        before = set(self.world.shelf.notices)
        self.world.hears(text, key=f"m_{self.number}", **self.place)
        new = [n for name, n in self.world.shelf.notices.items() if name not in before and n.to == ("citizen",)]
        return " ".join(n.facts.get("topic") or n.facts.get("asked") or str(n.purpose) for n in new)

    def presses(self, payload: str) -> None:
        self.world.clock.pass_by(seconds=20)
        self.world.hears(heard=Heard.CHOICE, payload=payload, **self.place)

    def notices(self, purpose: Purpose) -> list[Notice]:
        return [n for n in self.world.shelf.notices.values() if n.purpose is purpose]

    def talk(self) -> Conversation:
        (talk,) = self.world.shelf.talks.values()
        return talk

    def minute(self) -> None:
        """What the schedule does once a minute."""
        self.world.clock.pass_by(minutes=1, seconds=1)
        self.world.newsroom.run()
        self.world.post()


@pytest.mark.parametrize("place", [{}, ZALO], ids=["messenger", "zalo"])
def test_from_the_first_word_to_the_stars(place: dict[str, Any]) -> None:
    chat = Chat(**place)
    assert chat.types("tra cuu ho so") == "dossier"
    assert chat.types("h49.17-261118-0001") == "tail"
    assert chat.types("4567") == "dossier_facts"
    told = chat.notices(Purpose.DOSSIER_FACTS)[0].facts
    assert (told["agency"], told["status_name"], told["result_on"], told["papers"]) == (
        "Sở Xây dựng", "Yêu cầu bổ sung giấy tờ", "01/12/2026", "- Bản sao giấy phép",
    )  # fmt: skip
    assert chat.types("Theo dõi") == "dossier_followed"
    chat.put(5, status="returned", missing_papers=[])
    chat.minute()
    (news,) = chat.notices(Purpose.DOSSIER_NEWS)
    assert (news.state, news.facts["changed"]) == (State.SENT, "status missing")
    assert chat.notices(Purpose.DOSSIER_RATING)
    chat.minute()
    assert chat.types("4 sao") == "rated"
    assert [(each.stars, each.unit) for each in chat.world.followers.rated] == [(4, "so-xay-dung")]
    assert chat.types("5") == "greeting", "once a dossier and person"
    assert len(chat.world.followers.rated) == 1
    assert not chat.world.shelf.tickets, "of all this no petition was made"


@pytest.mark.parametrize(("text", "said"), [
    ("hồ sơ H49.17-261118-0001 4567", "dossier_facts"), ("ho so H49.17-261118-0001 so cuoi 0001", "dossier_facts"),
    (CODE, "tail"), ("xem giúp em hồ sơ h49.17 - 261118 - 0001 với ạ", "tail"), ("H49.17-261118-0009 4567", "refused"),
    ("H49.17-261118-0001 0000", "refused"), ("hồ sơ đang theo dõi", "none"), ("dừng", "none"), ("dung theo doi", "none"),
])  # fmt: skip
def test_plain_words_with_and_without_diacritics(text: str, said: str) -> None:
    assert Chat().types(text) == said


@pytest.mark.parametrize("text", [
    "Hồ sơ H49.17-261118-0001 của tôi nộp ba tuần chưa trả", "Cán bộ giữ hồ sơ H49.17-261118-0001 đòi thêm tiền",
    "Dừng ngay việc đổ rác ở chợ", "Thủ tục khai sinh ở phường chậm quá", "Theo dõi giúp vụ cống vỡ ở chợ",
])  # fmt: skip
def test_whoever_says_more_files_a_petition_whatever_was_asked(text: str) -> None:
    for before in ((), ("hồ sơ",), ("hồ sơ", CODE)):
        chat = Chat()
        for words in before:
            chat.types(words)
        assert "ack" in chat.types(text)
        assert len(chat.world.shelf.tickets) == 1


def test_the_digits_are_kept_nowhere_even_where_a_whole_number_is_typed() -> None:
    chat = Chat()
    chat.types(CODE)
    assert chat.types("0912 344 567") == "dossier_facts"
    everything = repr((chat.world.shelf, chat.world.vault, chat.world.cabinet, chat.world.followers))
    assert "344567" not in everything.replace(" ", "")
    assert "'4567'" not in everything


def test_an_unknown_code_and_wrong_digits_are_the_same_and_the_tries_of_a_person_end() -> None:
    there, nowhere = Chat(), Chat()
    said = [there.types(f"{CODE} 111{n}") for n in range(OF_A_CHAT + 1)]
    assert said == [nowhere.types(f"H49.17-261118-0009 111{n}") for n in range(OF_A_CHAT + 1)]
    assert said == ["refused"] * OF_A_CHAT + ["wait"]
    letters = [(n.purpose, n.facts) for n in there.notices(Purpose.DOSSIER_SAID)]
    assert letters == [(n.purpose, n.facts) for n in nowhere.notices(Purpose.DOSSIER_SAID)]
    other = Chat()
    codes = [f"H49.17-261118-10{n:02}" for n in range(OF_A_CHAT)]
    assert {other.types(f"{code} 1111") for code in codes} == {"refused"}
    assert other.types(f"{CODE} 4567") == "wait", "over many dossiers too"


def test_who_errs_on_the_web_shuts_nobody_out_of_the_chat_until_very_many_have() -> None:
    chat = Chat()
    room = chat.world.following.dossiers
    for number in range(OF_ALL):
        caller = Asker(f"address-{number}", OF_AN_ADDRESS)
        if number == OF_ALL - 1:
            assert chat.types(f"{CODE} 4567") == "dossier_facts"
        with pytest.raises(NotFound):
            room.look_up(SLUG, asked(tail="0000"), caller)
    assert chat.types(f"{CODE} 4567") == "wait"


def test_a_mistyped_code_is_asked_for_again_and_opens_no_petition() -> None:
    chat = Chat()
    chat.types("hồ sơ")
    assert chat.types("H49.17-26111-0001") == "dossier"
    assert not chat.world.shelf.tickets


def test_following_needs_the_digits_of_this_session() -> None:
    chat = Chat()
    chat.presses(f"DOSSIER:watch:{CODE}")
    assert not chat.world.followers.kept
    assert chat.talk().asked == "tail"
    chat.types("4567")
    chat.presses(f"DOSSIER:watch:{CODE}")
    assert len(chat.world.followers.kept) == 1
    chat.world.clock.pass_by(hours=3)
    assert chat.types(CODE) == "dossier_facts", "whoever follows it need not prove it again"
    assert chat.types("hồ sơ đang theo dõi") == "list"
    assert chat.types("dừng theo dõi") == "stopped"
    assert not chat.world.followers.kept


def test_stars_by_a_button_and_a_petition_answered_later_keeps_its_own() -> None:
    chat = Chat()
    chat.types(f"{CODE} 4567")
    chat.types("theo dõi")
    chat.put(5, status="returned", missing_papers=[])
    chat.minute()
    chat.presses(f"RATEHS:{CODE}:2")
    chat.presses(f"RATEHS:{CODE}:5")
    assert [each.stars for each in chat.world.followers.rated] == [2]


def test_a_person_is_given_what_they_follow_and_it_goes_with_them() -> None:
    chat = Chat()
    ticket = chat.world.opened("Mặt đường có ổ gà", **chat.place)
    chat.types(f"{CODE} 4567")
    chat.types("theo dõi")
    chat.put(4, status="in_progress")
    chat.minute()
    made = chat.world.rights.export(SLUG, ticket.code, COORDINATOR, WISH)
    assert [each["code"] for each in made["dossiers"]] == [CODE]
    assert "dossier_news" in {each["purpose"] for each in made["messages"]}, "of no petition, and all the same theirs"
    chat.world.rights.erase(SLUG, ticket.code, COORDINATOR, WISH)
    assert not chat.world.followers.kept
    chat.put(5, status="done")
    chat.minute()
    assert not chat.notices(Purpose.DOSSIER_NEWS)
