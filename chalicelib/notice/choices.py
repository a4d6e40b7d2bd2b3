"""What a person may press below a message in a chat."""

import json

from chalicelib.notice import wording
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice, Purpose

STARS = (("1 ⭐", 1), ("2 ⭐", 2), ("3 ⭐", 3), ("4 ⭐", 4), ("5 ⭐", 5))
_MENU = ("new", "follow", "dossier", "hotline", "human")


def choices_of(province: Province, notice: Notice, locale: str, *, asks: bool) -> list[tuple[str, str]]:
    """Buttons (title, payload), or the words that mean them.

    asks  the platform's form for a contact goes with it
    """

    def title(name: str) -> str:
        return wording.to_citizens(province, f"button.{name}", locale, {})

    if notice.purpose in (Purpose.GREETING, Purpose.MENU):
        other = "vietnamese" if locale == "en" else "english"
        return [*((title(name), f"MENU:{name}") for name in _MENU), (title("language"), f"MENU:{other}")]
    if notice.purpose is Purpose.DOSSIER_RATING:
        return [(stars, f"RATEHS:{notice.facts.get('code', '')}:{number}") for stars, number in STARS]
    if notice.purpose is Purpose.RATING:
        return [(stars, f"RATE:{notice.code}:{number}:{notice.event}") for stars, number in STARS]
    if notice.purpose is Purpose.CONFIRM:
        says = (("solved", "yes"), ("unsolved", "no"))
        return [(title(name), f"CONFIRM:{notice.code}:{said}:{notice.event}") for name, said in says]
    if notice.facts.get("reopen"):
        return [(title("reopen"), f"REOPEN:{notice.code}")]
    given = [(str(name), str(payload)) for name, payload in json.loads(notice.facts.get("choices") or "[]")]
    if asks:
        return [*given, (title("skip"), "CONTACT:skip")]
    if notice.facts.get("again"):
        return [(title("reopen"), f"REOPEN:{notice.code}"), (title("appeal"), f"APPEAL:{notice.code}")]
    return given
