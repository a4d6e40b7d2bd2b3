"""What words in a chat say of dossiers and procedures: a code, last digits, the name of a procedure. Pure."""

import re

from chalicelib.dossier.order import code_typed
from chalicelib.province.catalogue import named
from chalicelib.province.province import Province
from chalicelib.province.service import Procedure
from chalicelib.vietnamese import fold

MOST = 3  # procedures an answer names
_CODE = re.compile(
    r"(?<![0-9A-Za-z.-])[0-9A-Za-z][0-9A-Za-z.]{0,27}\s?-\s?[0-9]{6}\s?-\s?[0-9]{4,8}(?![0-9A-Za-z-])"
)  # fmt: skip
_AROUND_CODE = frozenset(
    fold(
        "a ad anh ban can chi cho code con cua dossier duoc e em giup ho hs i khong kiem ko la lookup ma may minh muon"
        " my nha nhe of oi please so status t tai the tinh toi tra trang track cuu voi xem xin ve theo doi dung thoi"
        " follow unfollow cuoi dien thoai"
    ).split()
)
_AROUND_DIGITS = frozenset(
    fold("a cuoi so 4 bon la dien thoai sdt giay to cua em toi minh dt day nha nhe ah oi").split()
)
_STOPS = {"dung", "thoi", "ngung", "huy", "unfollow"}
_ASKING = frozenset(
    fold(
        "a ad bao nhieu ban bi can cach cho chua co cua de den gi giay ho hoi hoac hay e em khi khong ko la lam le lau"
        " may mat minh muon nao ngay nhe nhung nop o oi phai phi ra sao so thang the thi thoi gian thu tuc tien to toi"
        " tra tthc tu va ve vay voi xin can chuan"
    ).split()
)
_LONGEST = 14  # words


def code_said(text: str) -> tuple[str, str, bool] | None:
    """(code, last digits or nothing, whether it is to be stopped) of words that say nothing else; else None."""
    found = _CODE.search(text)
    code = code_typed(found.group()) if found else None
    if found is None or code is None:
        return None
    around = fold(f"{text[: found.start()]} {text[found.end() :]}").split()
    tails = [word for word in around if len(word) == 4 and word.isdecimal()]
    others = set(around) - set(tails) - {"4"}
    if len(tails) > 1 or not others <= _AROUND_CODE | _STOPS:
        return None
    return code, tails[0] if tails else "", bool(others & _STOPS)


def digits_said(text: str) -> str:
    """The last four of what was typed as digits: four, or a whole number or paper; nothing where more is said."""
    words = fold(text).split()
    digits = "".join(word for word in words if word.isdecimal() and (word != "4" or len(words) == 1))
    others = {word for word in words if not word.isdecimal()}
    fine = others <= _AROUND_DIGITS and (len(digits) == 4 or 9 <= len(digits) <= 12)
    return digits[-4:] if fine and digits.isascii() else ""


def miscopied(text: str) -> bool:
    """Something like a code that is none: few words, many digits."""
    return len(text.split()) <= 3 and sum(character.isdecimal() for character in text) >= 6


def procedures_said(province: Province, text: str) -> list[Procedure] | None:
    """The procedures that a question names and nothing else is said of; None for words that mean something else.

    «Thủ tục khai sinh cần giấy tờ gì» is a question; «thủ tục khai sinh ở phường chậm quá» is a petition.
    """
    words = fold(text).split()
    asks = words[:2] == ["thu", "tuc"] or words[:1] in (["tthc"], ["procedure"])
    begins = asks or words[:3] in (["cho", "hoi", "thu"], ["xin", "hoi", "thu"], ["hoi", "thu", "tuc"])
    if not begins or len(words) > _LONGEST:
        return None
    name = [word for word in words if word not in _ASKING and word != "procedure"]
    found = named(province, name)
    if name and not found:
        return None
    return found[:MOST]
