"""What a notice says, in the words of its carrier."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from chalicelib.errors import BadTemplate
from chalicelib.notice import dossier_words, public, sms_text, wording
from chalicelib.notice.choices import choices_of
from chalicelib.notice.enclosures import Enclosure
from chalicelib.notice.traces import tracking_of
from chalicelib.notice.ways import PUBLIC, TEMPLATES, Way
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice, Purpose
from chalicelib.vietnamese import excerpt, parts, plain

PART = 2000  # characters a message, Messenger and Zalo alike
TITLE = 20  # characters a button
_ASKING = {Way.MESSENGER, Way.ZALO, Way.ZALO_QUOTA}  # chats in which the platform's form can be shown
_LISTING = {Way.ZALO, Way.ZALO_QUOTA}  # chats without buttons: the words to type are listed
_LISTED = {Purpose.MENU, Purpose.FORM}  # the others name them in their sentences
EMPTY = {Purpose.DOSSIER: "url", Purpose.HOTLINE: "lines", Purpose.PROCEDURES_FOUND: "lines"}  # else: <name>.none
RATED_AT = {Purpose.ANSWER: "line.rate", Purpose.CONFIRM: "line.confirm"}  # what leads to a page of its own
_NONE = "-"  # platforms refuse an empty parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message. A platform's template has no body of ours: its id and parameters are all that is sent."""

    subject: str
    body: str
    choices: tuple[tuple[str, str], ...] = ()  # buttons: title, payload
    asks_contact: bool = False  # the platform's own form for a telephone number goes with it
    picture: str = ""  # URL: above that form; in a comment beside the words
    file: Enclosure | None = None  # instead of words
    template: str = ""  # id of the approved template
    locale: str = "vi"
    parameters: Mapping[str, str] = field(default_factory=dict)
    tracking: str = ""  # our mark in a template, at most 48 characters: it comes back with delivery and rating


def to_citizen(
    province: Province, notice: Notice, way: Way, *, text: str, pin: str, public_url: str, locale: str = "vi"
) -> tuple[Letter, ...]:
    """The parts of a notice for a way, in their order.

    text    the words of its event; pin  the second factor of its code
    raises  BadTemplate where the way is a platform's template and the province has none
    """
    locale = wording.locale_of(notice.facts, locale)
    facts = _facts(notice, text, pin, public_url, locale)
    if way in TEMPLATES:
        return (_template(province, notice, way, facts, locale),)
    if way is Way.SMS:
        return (Letter(subject="", body=sms_text.to_citizen(province, notice.purpose, locale, facts), locale=locale),)
    if way in PUBLIC:
        body = public.said(province, notice.purpose, locale, facts, pin)
        return tuple(Letter(subject="", body=part, locale=locale) for part in _cut(body, PART))
    facts |= _lines(province, notice, way, facts, locale)
    facts |= dossier_words.lines(province, way, facts, locale)
    body = unicodedata.normalize("NFC", wording.to_citizens(province, _name(notice), locale, facts)).strip()
    if facts.get("files"):
        body += wording.to_citizens(province, "line.files", locale, facts)
    if way is Way.EMAIL:
        return (_mail(province, notice, body, facts, locale),)
    return _in_chat(province, notice, way, body, facts, locale)


def _facts(notice: Notice, text: str, pin: str, public_url: str, locale: str) -> dict[str, str]:
    code = notice.code or notice.facts.get("code", "")
    link = notice.facts.get("own_link") or (f"{public_url}/{notice.tenant}/{quote(code)}" if code else "")
    return wording.in_locale(notice.facts, locale) | {"code": code, "text": text, "pin": pin, "link": link}


def _name(notice: Notice) -> str:
    if notice.purpose is Purpose.FORM:
        return f"form.{notice.facts.get('asked') or 'text'}"
    if notice.purpose is Purpose.DOSSIER_SAID:
        return f"{notice.purpose}.{notice.facts.get('topic') or 'refused'}"
    empty = EMPTY.get(notice.purpose)
    return f"{notice.purpose}.none" if empty and not notice.facts.get(empty) else str(notice.purpose)


def _lines(province: Province, notice: Notice, way: Way, facts: Mapping[str, str], locale: str) -> dict[str, str]:
    """What is said only where there is reason to: a whole line each, or nothing."""
    chat = way is not Way.EMAIL
    here = wording.to_citizens(province, "here.chat" if chat else "here.away", locale, facts)
    facts = {**facts, "here": here}
    wanted = {
        "missing": bool(facts.get("missing")),
        "procedure": bool(facts.get("procedure")),
        "promised": bool(facts.get("promised")),
        "again": bool(facts.get("again")),
        "reopen": bool(facts.get("reopen")),
        "contact": _asks(notice, way),
    }
    lines = {
        f"{name}_line": wording.to_citizens(province, f"line.{name}", locale, facts) if said else ""
        for name, said in wanted.items()
    }
    lines["bot_line"] = wording.to_citizens(province, "line.bot" if chat else "line.automatic", locale, facts)
    consent = province.messaging.consent.of(notice.origin.channel) if notice.origin else ""
    lines["consent_line"] = f"\n\n{consent}" if consent and facts.get("consent") else ""
    return {"here": here, **lines}


def _asks(notice: Notice, way: Way) -> bool:
    """The platform's form for a contact goes with it."""
    wanted = (
        notice.purpose is Purpose.CONTACT
        or (notice.purpose is Purpose.ACK and bool(notice.facts.get("ask_contact")))
        or (notice.purpose is Purpose.FORM and notice.facts.get("asked") == "contact")
    )
    return wanted and way in _ASKING


def _template(province: Province, notice: Notice, way: Way, facts: Mapping[str, str], locale: str) -> Letter:
    found = province.messaging.template(way, notice.purpose, locale)
    if found is None:
        raise BadTemplate("no approved template", lane=str(way), purpose=str(notice.purpose))
    parameters = {p.name: excerpt(facts.get(p.fact, ""), p.most) or _NONE for p in found.parameters}
    return Letter(
        subject="", body="", template=found.id, locale=found.locale, parameters=parameters, tracking=tracking_of(notice)
    )  # fmt: skip


def _mail(province: Province, notice: Notice, body: str, facts: Mapping[str, str], locale: str) -> Letter:
    if notice.code and facts["link"] not in body:
        body += wording.to_citizens(province, "line.follow", locale, facts)
    if notice.purpose in RATED_AT and facts.get("rating_link"):
        body += wording.to_citizens(province, RATED_AT[notice.purpose], locale, facts)
    about = "mail.citizen.subject" if notice.code else "mail.dossier.subject"
    named = notice.code or notice.purpose in dossier_words.LINKED
    subject = wording.to_citizens(province, about, locale, facts) if named else province.name
    return Letter(subject=" ".join(subject.split()), body=body, locale=locale)


def _in_chat(
    province: Province, notice: Notice, way: Way, body: str, facts: Mapping[str, str], locale: str
) -> tuple[Letter, ...]:
    choices = choices_of(province, notice, locale, asks=_asks(notice, Way.MESSENGER))
    if choices and way in _LISTING and notice.purpose in _LISTED:
        listed = "\n".join(f"• {title}" for title, _ in choices)
        body += wording.to_citizens(province, "line.type", locale, {**facts, "choices": listed})
    bodies = _cut(body, PART)
    if way is Way.PRIVATE_REPLY and len(bodies) > 1:  # the platform takes one message a comment
        more = wording.to_citizens(province, "line.more", locale, facts)
        bodies = [_cut(body, PART - len(more))[0] + more]
    letters = [Letter(subject="", body=part, locale=locale) for part in bodies]
    buttons = tuple((excerpt(title, TITLE), payload) for title, payload in choices) if way is Way.MESSENGER else ()
    asks, picture = _asks(notice, way), province.messaging.bot.picture
    return (*letters[:-1], replace(letters[-1], choices=buttons, asks_contact=asks, picture=picture if asks else ""))


def _cut(body: str, most: int) -> list[str]:
    """At most `most` a part, whether a platform counts characters or units of UTF-16, in which an emoji is two."""
    room, cut = most, parts(body, most)
    while (longest := max((len(part.encode("utf-16-le")) // 2 for part in cut), default=0)) > most:
        room = room * most // longest
        cut = parts(body, room)
    return cut


def to_staff(province: Province, notice: Notice, public_url: str) -> Letter:
    """The e-mail to staff: what and until when, never the citizen's words."""
    facts = _staff_facts(province, notice, public_url)
    subject = wording.to_staff(province, f"{notice.purpose}.subject", facts)
    return Letter(subject=" ".join(subject.split()), body=wording.to_staff(province, notice.purpose, facts))


def sms_to_staff(province: Province, notice: Notice, public_url: str) -> str:
    """Without diacritics: 160 characters a part instead of 70, and no telephone shows question marks."""
    name = "sms.escalation" if notice.purpose is Purpose.ESCALATION else "sms.assigned"
    return plain(wording.to_staff(province, name, _staff_facts(province, notice, public_url)))


def _staff_facts(province: Province, notice: Notice, public_url: str) -> dict[str, str]:
    facts = {"province": province.name} | _facts(notice, "", "", public_url, "vi")
    facts["link"] += "?desk" if facts["link"] else ""  # a province's own front end leads officers to their desk
    urgency = facts.get("urgency", "")
    named = urgency in {"emergency", "quick", "normal"}
    facts["urgency_name"] = wording.to_staff(province, f"urgency.{urgency}", {}) if named else urgency
    for name in ("reason", "code"):
        facts[f"{name}_line"] = wording.to_staff(province, f"line.{name}", facts) if facts.get(name) else ""
    return facts
