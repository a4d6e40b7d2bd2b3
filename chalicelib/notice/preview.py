"""Every letter of a province as citizens would read it, filled with examples: to be looked at before it counts."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from chalicelib.notice import letter
from chalicelib.notice.letter import PART, Letter
from chalicelib.notice.manners import TO_CITIZENS, manner
from chalicelib.notice.sms_text import MOST_PARTS
from chalicelib.notice.ways import TEMPLATES, Way
from chalicelib.province.letter_faults import forbidden
from chalicelib.province.letters import EXAMPLES
from chalicelib.province.messaging import LOCALES
from chalicelib.province.province import Province
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane, Origin
from chalicelib.vietnamese import sms_parts

_PUBLIC_URL = "https://phan-anh.example.vn"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # no letter shows it
_FORMS = ("kind", "place", "text", "contact", "code", "dossier", "tail")
_FACTS = {
    name: EXAMPLES[name]
    for name in EXAMPLES
    if name not in {"code", "link", "pin", "text", "here", "news", "choices", "files"}
}
_ONCE = {"ask_contact": "1", "consent": "1", "again": "1", "reopen": "1"}  # at the first contact, or after a bad word
_SAID = ("refused", "wait", "stopped", "none", "list", "ended", "full", "rated")  # of dossiers
_LANES = {Way.PRIVATE_REPLY: Lane.COMMENT, Way.COMMENT: Lane.COMMENT}
_CHATS = (Way.MESSENGER, Way.ZALO)


def preview(province: Province) -> list[dict[str, Any]]:
    """A row for every purpose, way and locale it may go: name, way, locale, subject, parts, characters, sms_parts,
    choices, template, parameters, faults. `characters` is that of the longest part; `sms_parts` is 0 but for text
    messages; a template that is missing is no fault, and has no row.
    """
    return [
        _row(province, name, way, locale, _example(province, purpose, way, facts))
        for purpose in TO_CITIZENS
        for name, facts in _variants(purpose)
        for way in _ways(purpose)
        for locale in LOCALES
        if way not in TEMPLATES or _has(province, way, purpose, locale)
    ]


def _variants(purpose: Purpose) -> Iterator[tuple[str, dict[str, str]]]:
    """The letters of a purpose: some have more than one."""
    if purpose is Purpose.FORM:
        choices = json.dumps([["Phản ánh hiện trường", "KIND:field_report"]], ensure_ascii=False)
        yield from ((f"form.{asked}", {"asked": asked, "choices": choices}) for asked in _FORMS)
        return
    if purpose is Purpose.DOSSIER_SAID:
        yield from ((f"{purpose}.{topic}", {"topic": topic}) for topic in _SAID)
        return
    yield str(purpose), {}
    for other, fact in letter.EMPTY.items():
        if purpose is other:
            yield f"{purpose}.none", {fact: ""}


def _ways(purpose: Purpose) -> tuple[Way, ...]:
    """One chat stands for the others of its platform: their words are the same."""
    may = manner(purpose)
    allowed = {
        Way.PRIVATE_REPLY: may.reply,
        Way.COMMENT: may.public,
        Way.EMAIL: may.email,
        Way.SMS: may.sms,
        **dict.fromkeys(TEMPLATES, may.template),
        **dict.fromkeys(_CHATS, True),
    }
    return tuple(way for way in Way if allowed.get(way))


def _has(province: Province, way: Way, purpose: Purpose, locale: str) -> bool:
    return any((t.lane, t.purpose, t.locale) == (way, purpose, locale) for t in province.messaging.templates)


def _example(province: Province, purpose: Purpose, way: Way, facts: dict[str, str]) -> Notice:
    channel = Channel.ZALO if way is Way.ZALO else Channel.FACEBOOK
    code = f"{province.code_prefix}{EXAMPLES['code'][2:]}"
    return Notice(
        tenant=province.slug,
        parent="",
        id="",
        purpose=purpose,
        by=By.ORIGIN,
        to=(CITIZEN,),
        code=code,
        origin=Origin(channel=channel, account="", alias="", lane=_LANES.get(way, Lane.DIRECT)),
        facts={**_FACTS, **_ONCE, "province": province.name, **facts},
        since=_EPOCH,
        at=_EPOCH,
    )


def _row(province: Province, name: str, way: Way, locale: str, notice: Notice) -> dict[str, Any]:
    text, pin = EXAMPLES["text"], EXAMPLES["pin"]
    said = letter.to_citizen(province, notice, way, text=text, pin=pin, public_url=_PUBLIC_URL, locale=locale)
    last = said[-1]
    return {
        "name": name,
        "way": str(way),
        "locale": locale,
        "subject": said[0].subject,
        "parts": [part.body for part in said],
        "characters": max(len(part.body) for part in said),
        "sms_parts": sms_parts(last.body) if way is Way.SMS else 0,
        "choices": [title for title, _ in last.choices],
        "template": last.template,
        "parameters": dict(last.parameters),
        "faults": list(_faults(way, said, notice.code, pin)),
    }


def _faults(way: Way, said: tuple[Letter, ...], code: str, pin: str) -> Iterator[str]:
    """What only shows once a letter is put together."""
    whole = "\n".join(part.body for part in said)
    if way is not Way.EMAIL and any(len(part.body) > PART for part in said):
        yield f"a part has more than {PART} characters"
    if len(said) > 1:
        yield f"goes in {len(said)} messages"
    if way is Way.SMS and sms_parts(whole) > MOST_PARTS:
        yield f"takes more than {MOST_PARTS} text messages"
    if way is Way.COMMENT and (code in whole or pin in whole):
        yield "all may read what opens the case"
    if "{" in whole or "}" in whole:
        yield "a placeholder is left open"
    yield from forbidden(whole)
