"""What a person asks of the bot: a button of the menu, or plain words that mean the same, diacritics or not."""

import re
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.dossier_words import code_said, digits_said, miscopied, procedures_said
from chalicelib.intake.guided import CODE, CONTACT, DOSSIER, KIND, PLACE, TAIL, kind_meant, place_meant, spot
from chalicelib.province.province import Province
from chalicelib.ticket.code import read_code
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.ticket import Lane
from chalicelib.vietnamese import fold


class Ask(StrEnum):
    MENU = "menu"
    NEW = "new"
    FOLLOW = "follow"
    DOSSIER = "dossier"
    HOTLINE = "hotline"
    HUMAN = "human"
    ENGLISH = "english"
    VIETNAMESE = "vietnamese"
    MUTE = "mute"  # no broadcasts
    UNMUTE = "unmute"
    WATCH = "watch"  # a dossier: be told of its changes
    UNWATCH = "unwatch"
    WATCHED = "watched"  # which dossiers are followed here?
    RATE_SERVICE = "rate_service"  # stars for a dossier that has ended
    FIND_PROCEDURE = "find_procedure"
    KIND = "kind"  # an answer to the bot's question, as are the next three
    PLACE = "place"
    SPOT = "spot"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True, slots=True)
class Wish:
    """`value`: the code, kind, commune or spot that goes with it; `pin`: the second factor of the code, or stars."""

    ask: Ask
    value: str = ""
    pin: str = ""


# Whole messages only: «hồ sơ» asks for the look-up, «hồ sơ của tôi bị chậm» is a petition.
_PHRASES: dict[Ask, tuple[str, ...]] = {
    Ask.MENU: ("menu", "mn", "bat dau", "start", "tro giup", "giup do", "huong dan", "chuc nang", "help"),
    Ask.NEW: (
        "phan anh", "kien nghi", "gui phan anh", "gui kien nghi", "phan anh moi", "gui phan anh moi", "gui pa",
        "phan anh kien nghi", "gui phan anh kien nghi", "send a petition", "new petition", "report",
    ),
    Ask.FOLLOW: (
        "tra cuu", "theo doi", "tra ma", "xem ma", "tra cuu ma", "theo doi ma", "nhap ma", "tra cuu phan anh",
        "theo doi phan anh", "xem phan anh", "kiem tra phan anh", "xem tien do", "tra cuu pa", "follow", "track",
    ),
    Ask.DOSSIER: (
        "ho so", "hs", "tra ho so", "xem ho so", "tra cuu ho so", "tra cuu hs", "kiem tra ho so", "tinh trang ho so",
        "dossier",
    ),
    Ask.WATCHED: (
        "ho so dang theo doi", "ho so toi theo doi", "ho so toi dang theo doi", "cac ho so dang theo doi",
        "danh sach ho so", "my dossiers",
    ),
    Ask.UNWATCH: (
        "dung", "dung theo doi", "dung theo doi ho so", "thoi theo doi", "thoi theo doi ho so", "ngung theo doi",
        "ngung theo doi ho so", "huy theo doi", "huy theo doi ho so", "khong theo doi nua", "unfollow",
    ),
    Ask.HOTLINE: ("duong day nong", "hotline", "hot line", "so nong", "so hotline", "so duong day nong", "ddn"),
    Ask.HUMAN: (
        "gap can bo", "gap cb", "gap nguoi", "gap nguoi that", "gap nhan vien", "gap nv", "gap truc ban",
        "gap can bo truc", "noi chuyen voi can bo", "noi chuyen voi nguoi", "noi chuyen voi nguoi that", "human",
        "talk to a person", "talk to a human",
    ),
    Ask.MUTE: (
        "dung tin", "dung nhan tin", "ngung tin", "ngung nhan tin", "tu choi nhan tin", "khong nhan tin",
        "huy nhan tin", "stop", "unsubscribe",
    ),
    Ask.UNMUTE: ("nhan tin", "nhan lai tin", "nhan tin lai", "dang ky nhan tin", "subscribe"),
    Ask.ENGLISH: ("english", "tieng anh", "in english"),
    Ask.VIETNAMESE: ("vietnamese", "tieng viet"),
}  # fmt: skip
_MEANING = {phrase: ask for ask, phrases in _PHRASES.items() for phrase in phrases}
_AROUND = frozenset(
    fold(
        "a ad admin alo anh ban bot cac cai can chao chau chi cho chu co con cua de duoc e em giup gium hay i khong ko"
        " lam m mih minh muon nha nhe nhe oi on please pls t to toi voi vui long want would like xin"
    ).split()
)
_SKIPS = {"bo qua", "khong", "ko", "k", "khong can", "ko can", "khong biet", "khong ro", "thoi", "skip", "no"}
_LONGEST = 12  # words
_CODE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,4}(?:[ .-]?[0-9A-Za-z]{4}){3}(?![0-9A-Za-z])")
_PIN = re.compile(r"[0-9]{6}")
_WITH_CODE = _AROUND | frozenset(
    fold(
        "theo doi tra cuu xem kiem ma so bi mat pin code phan anh pa tinh trang tien do follow track status la"
    ).split()
)


def wish_of(heard: Inbound, talk: Conversation, province: Province) -> Wish | None:
    """The wish of a button, or of a private message that says nothing else; `talk.asked` tells what it may answer."""
    if heard.heard is Heard.CHOICE:
        return _of_button(heard.payload, province)
    if heard.heard is not Heard.WORDS or heard.lane is not Lane.DIRECT:
        return None
    if heard.attachments:
        here = spot(heard.attachments) if talk.asked == PLACE and not heard.text else ""
        return Wish(Ask.SPOT, here) if here else None
    return (
        _answering(heard.text, talk.asked, province)
        or _of_dossier(heard.text, talk)
        or code_typed(heard.text)
        or _spoken(heard.text)
        or (Wish(Ask.FIND_PROCEDURE) if procedures_said(province, heard.text) is not None else None)
    )


def _of_dossier(text: str, talk: Conversation) -> Wish | None:
    """A dossier's code, the digits that were asked for, or that the one just shown shall be followed."""
    if said := code_said(text):
        code, tail, stop = said
        return Wish(Ask.UNWATCH, code) if stop else Wish(Ask.DOSSIER, code, tail)
    if talk.asked == TAIL and (tail := digits_said(text)):
        return Wish(Ask.DOSSIER, pin=tail)
    if talk.asked == DOSSIER and miscopied(text):
        return Wish(Ask.DOSSIER, UNREADABLE)
    return Wish(Ask.WATCH) if "proved" in talk.form and fold(text) in _WATCHING else None


def _of_button(payload: str, province: Province) -> Wish | None:
    head, _, value = payload.partition(":")
    if head == "MENU":
        return Wish(Ask(value)) if value in _MENU else Wish(Ask.MENU)
    if head == "KIND":
        return Wish(Ask.KIND, value) if any(kind.id == value for kind in province.kinds) else Wish(Ask.NEW)
    if head == "PLACE":
        return Wish(Ask.PLACE)
    if head == "DOSSIER":
        return Wish(Ask.WATCH, value.removeprefix("watch:"))
    if head == "RATEHS":
        code, _, stars = value.rpartition(":")
        return Wish(Ask.RATE_SERVICE, code, stars) if stars in {"1", "2", "3", "4", "5"} else None
    return Wish(Ask.NO_CONTACT) if head == "CONTACT" else None


UNREADABLE = "?"  # instead of a code
_WATCHING = {"theo doi", "theo doi ho so", "follow", "watch"}
_MENU = {ask.value for ask in _PHRASES}


def _answering(text: str, asked: str, province: Province) -> Wish | None:
    """What a message means as an answer to what the bot asked last."""
    words = fold(text)
    if asked == KIND and (kind := kind_meant(province, words)):
        return Wish(Ask.KIND, kind)
    if asked == PLACE:
        place = place_meant(province, words)
        return Wish(Ask.PLACE, place) if place or words in _SKIPS else None
    if asked == CODE and _PIN.fullmatch(text.strip()):
        return Wish(Ask.FOLLOW, pin=text.strip())
    return Wish(Ask.NO_CONTACT) if asked == CONTACT and words in _SKIPS else None


def code_typed(text: str) -> Wish | None:
    """«QN-7K3F-9XM2-4DTC», «theo dõi QN-… 123456»: a code that nothing but such words stands around."""
    found = _CODE.search(text)
    code = read_code(found.group()) if found else None
    if found is None or code is None:
        return None
    around = fold(f"{text[: found.start()]} {text[found.end() :]}").split()
    pins = [word for word in around if _PIN.fullmatch(word)]
    if len(pins) > 1 or not set(around) - set(pins) <= _WITH_CODE:
        return None
    return Wish(Ask.FOLLOW, code, pins[0] if pins else "")


def _spoken(text: str) -> Wish | None:
    """The phrase a message consists of, but for polite words before and after it."""
    tokens = fold(text).split()
    if len(tokens) > _LONGEST:
        return None
    for start in range(len(tokens)):
        for end in range(len(tokens), start, -1):
            ask = _MEANING.get(" ".join(tokens[start:end]))
            if ask and _AROUND.issuperset(tokens[end:]):
                return Wish(ask)
        if tokens[start] not in _AROUND:
            return None
    return None
