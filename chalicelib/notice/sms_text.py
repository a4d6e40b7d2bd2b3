"""A citizen's text message: one line, two parts at most, in the letters of every telephone. The link survives."""

from collections.abc import Mapping

from chalicelib.notice import wording
from chalicelib.notice.dossier_words import LINKED
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Purpose
from chalicelib.vietnamese import plain, sms_parts

MOST_PARTS = 2


def to_citizen(province: Province, purpose: Purpose, locale: str, facts: Mapping[str, str]) -> str:
    """The news of `purpose` in a line. Where it is too long the rating goes first, then the news shrink, then names."""
    if purpose is Purpose.ALERT:
        return _alert(province, locale, facts)
    news = plain(wording.to_citizens(province, f"sms.news.{purpose}", locale, facts))
    name = "sms.dossier" if purpose in LINKED else "sms.citizen"
    whole = _plain_filled(province, name, locale, {**facts, "news": news})
    if purpose is Purpose.ANSWER and facts.get("rating_link"):
        rated = f"{whole}. {_plain_filled(province, 'sms.rate', locale, facts)}"
        if sms_parts(rated) <= MOST_PARTS:
            return rated
    while sms_parts(whole) > MOST_PARTS and news:
        news = news.rpartition(" ")[0]
        whole = _plain_filled(province, name, locale, {**facts, "news": news})
    if sms_parts(whole) <= MOST_PARTS:
        return whole
    return plain(f"{facts['code']} {facts['link']}")


def _alert(province: Province, locale: str, facts: Mapping[str, str]) -> str:
    """What does not fit is cut at a word: the first sentence of an emergency says what to do."""
    said = " ".join(facts.get("said", "").split())
    whole = _plain_filled(province, "sms.alert", locale, {**facts, "said": said})
    while sms_parts(whole) > MOST_PARTS and said:
        said = said.rpartition(" ")[0]
        whole = _plain_filled(province, "sms.alert", locale, {**facts, "said": said})
    return whole


def _plain_filled(province: Province, name: str, locale: str, facts: Mapping[str, str]) -> str:
    """Links hold nothing but plain letters: they come through as they are."""
    return " ".join(plain(wording.to_citizens(province, name, locale, facts)).split())
