"""The words of letters: a province's own where it has some, else those shipped beside this file."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chalicelib.province.messaging import LOCALES
from chalicelib.province.province import Province

_FILES = {"vi": "letters.json", "en": "letters.en.json", "staff": "letters.staff.json"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DAY = re.compile(r"(\d\d:\d\d) ngày (?=\d\d/\d\d/\d{4})")


@cache
def shipped(kind: str) -> Mapping[str, str]:
    """Name of a letter → its words: to citizens in a locale, or to `staff`."""
    found: dict[str, str] = json.loads((Path(__file__).parent / _FILES[kind]).read_text("utf-8"))
    return found


def filled(words: str, facts: Mapping[str, str]) -> str:
    """`words` with a fact for each `{name}`; nothing where there is none. What a fact says is never read again."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], ""), words)


def words(province: Province, name: str, locale: str) -> str:
    """The words of a letter to citizens, not filled in."""
    return province.messaging.letters.get(locale, {}).get(name) or shipped(locale)[name]


def to_citizens(province: Province, name: str, locale: str, facts: Mapping[str, str]) -> str:
    return filled(words(province, name, locale), facts)


def to_staff(province: Province, name: str, facts: Mapping[str, str]) -> str:
    own = province.messaging.letters.get("vi", {}).get(name)
    return filled(own or shipped("staff")[name], facts)


def locale_of(facts: Mapping[str, str], otherwise: str) -> str:
    """The locale a conversation chose; Vietnamese where we do not have it."""
    chosen = facts.get("locale") or otherwise
    return chosen if chosen in LOCALES else "vi"


def in_locale(facts: Mapping[str, str], locale: str) -> dict[str, str]:
    """Facts hold instants as Vietnamese writes them."""
    if locale == "vi":
        return dict(facts)
    return {name: _DAY.sub(r"\1 on ", value) for name, value in facts.items()}
