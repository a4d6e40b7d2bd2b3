"""What people will read, carrier by carrier, and what is amiss with it: to be looked at before it is approved."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from chalicelib.broadcast.broadcast import Broadcast, Kind
from chalicelib.broadcast.message import message, purpose_of
from chalicelib.broadcast.store import Whom
from chalicelib.errors import Unprocessable
from chalicelib.notice import letter
from chalicelib.notice.letter import PART, Letter
from chalicelib.notice.manners import manner
from chalicelib.notice.ways import TEMPLATES, Way
from chalicelib.province.letter_faults import forbidden
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Channel
from chalicelib.vietnamese import plain, sms_parts

_CHATS = {Way.MESSENGER: Channel.FACEBOOK, Way.ZALO: Channel.ZALO}
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>«»\"')\]]+", re.I)
_PHONE = re.compile(r"(?<![\d.,/])(?:\+84|0)(?:[ .-]?\d){8,10}(?!\d)|(?<![\d.,/])1[89]00(?:[ .-]?\d){2,6}(?!\d)")
_NATIONAL = frozenset({"111", "112", "113", "114", "115"})


def preview(province: Province, broadcast: Broadcast, now: datetime) -> list[dict[str, Any]]:
    """A row for every way and locale it may go: way, locale, subject, parts, characters, sms_parts, template,
    parameters, and whether a text message had to be cut.
    """
    locales = ("vi", "en") if broadcast.text_en else ("vi",)
    return [
        _row(province, message(province, broadcast, _whom(way, locale), now), way, locale)
        for way in _ways(province, broadcast)
        for locale in locales
    ]


def faults(province: Province, broadcast: Broadcast) -> list[dict[str, str]]:
    """What keeps it from being submitted, as {pointer, message}."""
    found = []
    for name in ("title", "text", "title_en", "text_en"):
        said = getattr(broadcast, name)
        found += [{"pointer": f"/{name}", "message": why} for why in (*forbidden(said), *_amiss(province, said))]
    found += [{"pointer": "/link", "message": why} for why in _amiss(province, broadcast.link)]
    found += [{"pointer": "/text", "message": why} for why in _too_long(province, broadcast)]
    if bool(broadcast.title_en) != bool(broadcast.text_en):
        found.append({"pointer": "/title_en", "message": "English needs a title and a text"})
    return found


def unless_amiss(province: Province, broadcast: Broadcast) -> None:
    """raises  Unprocessable listing what is amiss"""
    if found := faults(province, broadcast):
        raise Unprocessable("the broadcast cannot be sent as it is", faults=found)


def _amiss(province: Province, said: str) -> Iterator[str]:
    """Links lead where the province says, numbers are its own: swindlers write in the name of authorities."""
    hosts = province.messaging.broadcasts.hosts
    for link in _LINK.findall(said):
        address = urlsplit(link if "://" in link else f"http://{link}")
        if address.scheme != "https":
            yield "a link begins with https://"
        elif hosts and not any(f".{address.hostname}".endswith(f".{host}") for host in hosts):
            yield "the link leads out of the hosts the province has named"
    own = {_digits(unit.hotline) for unit in province.units.values() if unit.hotline} | _NATIONAL
    for number in _PHONE.findall(said):
        if _digits(number) not in own:
            yield f"{number.strip()} is no hotline of the province"


def _digits(number: str) -> str:
    bare = "".join(filter(str.isdigit, number))
    return f"0{bare[2:]}" if bare.startswith("84") else bare


def _too_long(province: Province, broadcast: Broadcast) -> Iterator[str]:
    """One message a chat: of several, one may be lost, and each would be counted."""
    for row in preview(province, broadcast, broadcast.created_at):
        if row["way"] in _CHATS and len(row["parts"]) > 1:
            yield f"goes in {len(row['parts'])} messages, {PART} characters are one"


def _ways(province: Province, broadcast: Broadcast) -> Iterator[Way]:
    may = manner(purpose_of(broadcast))
    yield from _CHATS
    for way in Way:
        if way in TEMPLATES and any(
            (t.lane, t.purpose) == (way, purpose_of(broadcast)) for t in province.messaging.templates
        ):
            yield way
    if broadcast.kind is Kind.EMERGENCY and may.email and may.sms:
        yield from (Way.EMAIL, Way.SMS)


def _whom(way: Way, locale: str) -> Whom:
    zalo = way in (Way.ZALO, Way.ZALO_TEMPLATE_UID, Way.ZALO_TEMPLATE_PHONE)
    return Whom(Channel.ZALO if zalo else Channel.FACEBOOK, "", "", locale)


def _row(province: Province, notice: Notice, way: Way, locale: str) -> dict[str, Any]:
    said: tuple[Letter, ...] = letter.to_citizen(
        province, replace(notice, parent="", id=""), way, text="", pin="", public_url="", locale=locale
    )
    return {
        "way": str(way),
        "locale": locale,
        "subject": said[0].subject,
        "parts": [part.body for part in said],
        "characters": max(len(part.body) for part in said),
        "sms_parts": sms_parts(said[-1].body) if way is Way.SMS else 0,
        "template": said[-1].template,
        "parameters": dict(said[-1].parameters),
        "cut": way is Way.SMS and _cut(notice, said[-1].body),
    }


def _cut(notice: Notice, body: str) -> bool:
    """The text message does not hold all of it."""
    return " ".join(plain(notice.facts["said"]).split()) not in body
