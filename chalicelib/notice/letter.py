"""What a notice says, in the words of its carrier."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.vietnamese import fold

_URGENCY = {"emergency": "KHẨN CẤP", "quick": "xử lý nhanh", "normal": "bình thường"}
_AGAIN = (
    "\n\nNếu việc chưa xong, xin nhắn «Mở lại» để gửi lại đơn vị, hoặc «Xem xét lại» để cấp trên xem xét, "
    "kèm nội dung chưa được giải quyết."
)
STARS = (("1 ⭐", 1), ("2 ⭐", 2), ("3 ⭐", 3), ("4 ⭐", 4), ("5 ⭐", 5))

_SPOKEN = {Purpose.ANSWER, Purpose.QUESTION, Purpose.CLOSED}  # in public these are words only


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    body: str
    choices: tuple[tuple[str, str], ...] = ()  # buttons: title, payload


@cache
def _templates() -> dict[str, str]:
    found: dict[str, str] = json.loads((Path(__file__).parent / "letters.json").read_text("utf-8"))
    return found


def _filled(name: str, facts: Mapping[str, str]) -> str:
    return _templates()[name].format_map(facts)


def _facts(notice: Notice, text: str, pin: str, public_url: str) -> dict[str, str]:
    facts = dict(notice.facts)
    reason = facts.get("reason", "")
    return facts | {
        "text": text,
        "pin": pin,
        "link": f"{public_url}/{notice.tenant}/{quote(notice.code)}",
        "urgency_name": _URGENCY.get(facts.get("urgency", ""), facts.get("urgency", "")),
        "reason_line": f"Lý do: {reason}\n" if reason else "",
        "missing_line": f"Theo quy chế còn thiếu: {facts['missing']}. Xin gửi thêm ngay tại đây.\n"
        if "missing" in facts
        else "",
        "procedure_line": f"\nLưu ý: {facts['procedure']}\n" if "procedure" in facts else "",
        "again_line": _AGAIN if "again" in facts else "",
    }


def to_citizen(notice: Notice, *, text: str, pin: str, public: bool, public_url: str) -> Letter:
    """The letter to a citizen. A public one carries neither the code nor the pin that open the case."""
    facts = _facts(notice, text, pin, public_url)
    name: str = notice.purpose
    if public:
        name = {"ack": "ack_public"}.get(name, "answer_public")
        if notice.purpose not in _SPOKEN or not text:
            facts["text"] = _filled(notice.purpose, facts | {"code": "", "pin": ""}).removeprefix("[] ")
    choices: tuple[tuple[str, str], ...] = ()
    if "again" in notice.facts:
        choices = (("Mở lại", f"REOPEN:{notice.code}"), ("Xem xét lại", f"APPEAL:{notice.code}"))
    if notice.purpose is Purpose.RATING:
        choices = tuple((title, f"RATE:{notice.code}:{stars}") for title, stars in STARS)
    subject = _filled("mail.citizen.subject", facts) if notice.code else notice.facts["province"]
    return Letter(subject=subject, body=_filled(name, facts), choices=choices)


def sms_to_citizen(notice: Notice, *, pin: str, public_url: str) -> str:
    """One line with a link: an answer of a thousand words does not fit a text message."""
    facts = _facts(notice, "", pin, public_url)
    return plain(_filled("sms.citizen", facts | {"news": _filled(f"sms.news.{notice.purpose}", facts)}))


def to_staff(notice: Notice, public_url: str) -> Letter:
    """The e-mail to staff: what and until when, never the citizen's words."""
    facts = _facts(notice, "", "", public_url)
    return Letter(subject=_filled(f"{notice.purpose}.subject", facts), body=_filled(notice.purpose, facts))


def sms_to_staff(notice: Notice, public_url: str) -> str:
    """Without diacritics: 160 characters a part instead of 70, and no telephone shows question marks."""
    name = "sms.escalation" if notice.purpose is Purpose.ESCALATION else "sms.assigned"
    return plain(_filled(name, _facts(notice, "", "", public_url)))


def plain(text: str) -> str:
    """`text` in the letters every telephone knows; case, digits and punctuation stay."""
    return "".join(_ascii(character) for character in text)


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    bare = fold(character)
    if not bare:
        return "-" if character in "–—" else " "
    return bare.upper() if character.isupper() else bare
