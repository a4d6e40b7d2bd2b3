"""What makes a province's own words unfit to be kept: a hole, a secret told to all, something nobody may ask for."""

import re
from collections.abc import Iterator
from string import Formatter

from chalicelib import schema
from chalicelib.province.findings import Document, Finding, finding
from chalicelib.province.letters import CITIZENS, EXAMPLES, PARTS, PLACEHOLDERS, PUBLIC, SECRET, STAFF
from chalicelib.vietnamese import fold, plain, sms_parts

PART = 2000  # characters a message, Messenger and Zalo alike
TITLE = 20  # characters a button
SMS_PARTS = 2
_LINKS = re.compile(
    r"(?<![\w.-])(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|cutt\.ly|rebrand\.ly|shorturl\.at|rb\.gy"
    r"|s\.id|t\.ly|by\.com\.vn|g\.page)(?![\w-])",
    re.IGNORECASE,
)
# Folded. What a sentence may name only to warn of it: whoever asks for these in a chat is taken for a swindler.
_ASKED_BY_SWINDLERS = re.compile(
    r"\b(?:otp|ma xac thuc|ma xac nhan|mat khau|password|so the ngan hang|cvv|cccd|cmnd|cmtnd|can cuoc"
    r"|chung minh nhan dan|chung minh thu|ho chieu|giay to tuy than|vneid"
    r"|identity card|identity papers|id card|passport)\b"
)
_WARNING = re.compile(r"\b(?:không|đừng|chớ|chẳng|never|not|no)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")


def letters_amiss(document: Document) -> Iterator[Finding]:
    for locale, letters in document.get("messaging", {}).get("letters", {}).items():
        for name, words in letters.items():
            pointer = schema.pointer("messaging", "letters", locale, name)
            if name not in CITIZENS and (locale != "vi" or name not in STAFF):
                yield finding(pointer, f"there is no letter {name!r}")
                continue
            yield from (finding(pointer, why) for why in _of_letter(name, words))


def consent_amiss(document: Document) -> Iterator[Finding]:
    for channel, words in document.get("messaging", {}).get("consent", {}).get("text", {}).items():
        yield from (finding(f"/messaging/consent/text/{channel}", why) for why in forbidden(words))


def forbidden(words: str) -> Iterator[str]:
    """What may stand in no letter, whoever wrote it."""
    if found := _LINKS.search(words):
        yield f"a shortened link ({found.group()}) hides where it leads"
    for sentence in _SENTENCES.split(words):
        found = _ASKED_BY_SWINDLERS.search(fold(sentence))
        if found and not _WARNING.search(sentence):
            yield f"asks for {found.group()!r}: no identity paper, password or code is ever asked for in a chat"


def _of_letter(name: str, words: str) -> Iterator[str]:
    try:
        held = [part for _, part, form, turn in Formatter().parse(words) if _plain_name(part, form, turn)]
    except ValueError as error:
        yield f"braces that do not fit together: {error}"
        return
    yield from (f"there is no fact {part!r}" for part in held if part not in PLACEHOLDERS)
    needs = {**STAFF, **CITIZENS}[name]
    yield from (f"must hold {{{part}}}" for part in needs if part not in held)
    if name in PUBLIC:
        yield from (f"all may read it: {{{part}}} must not stand there" for part in held if part in SECRET)
    yield from forbidden(words)
    yield from _too_long(name, _filled(words))


def _plain_name(part: str | None, form: str | None, turn: str | None) -> bool:
    if part is None:
        return False
    if form or turn or not part:
        raise ValueError("a placeholder is a name in braces and nothing else")
    return True


def _filled(words: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: EXAMPLES.get(found[1], ""), words)


def _too_long(name: str, example: str) -> Iterator[str]:
    if name.startswith("sms."):
        sent = plain(example)
        if (count := sms_parts(sent)) > SMS_PARTS:
            yield f"takes {count} text messages, {SMS_PARTS} at most"
        if lost := sorted({mark for mark in example if mark.isalpha() and not plain(mark).strip()}):
            yield f"telephones cannot show {' '.join(lost)}"
    if name.startswith("button.") and len(example) > TITLE:
        yield f"{len(example)} characters, a button holds {TITLE}"
    if not name.startswith(PARTS) and len(example) > PART:
        yield f"{len(example)} characters with example facts, a message holds {PART}"
