"""The guided way to a petition: its kind, its place, then its words. Whoever just writes need not take it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.channel.inbound import Inbound
from chalicelib.intake import told
from chalicelib.intake.scene import Scene
from chalicelib.province.province import Province, Unit
from chalicelib.ticket.conversation import Conversation
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Attachment, Ticket
from chalicelib.ticket.workflow import Status
from chalicelib.vietnamese import fold

KIND, PLACE, TEXT, CONTACT, CODE = "kind", "place", "text", "contact", "code"  # Conversation.asked
DOSSIER, TAIL = "dossier", "tail"  # the code of a dossier; the last digits that open it. DOSSIER is in the form, too
ON_THE_WAY = {KIND, PLACE, TEXT}
ASKING = ON_THE_WAY | {CODE, DOSSIER, TAIL}
_SPOT = "spot"  # in the form: latitude and longitude
WRONG = "wrong"  # in the form: how many pins were wrong
_KEPT = "contact"  # in the form, and it stays there: a second contact was given, or refused
_OFFICE = "UBND "
_IN_A_PLACE = frozenset(fold("o tai thuoc toi em minh a dia ban khu vuc la day phuong xa p x dac khu").split())


def asks(scene: Scene, asked: str, **form: str) -> Change:
    """The next question, with what is known by now."""
    choices: list[tuple[str, str]] = []
    if asked == KIND:
        choices = [(kind.name, f"KIND:{kind.id}") for kind in scene.province.kinds]
    elif asked == PLACE:
        choices = [("Skip" if scene.talk.locale == "en" else "Bỏ qua", "PLACE:skip")]
    facts = {"asked": asked, "choices": json.dumps(choices, ensure_ascii=False)}
    question = told.aside(scene.province, scene.heard, scene.talk, scene.at, Purpose.FORM, **facts)
    known = dict(kept(scene.talk)) if asked == KIND else dict(scene.talk.form)
    return Change(conversation=replace(scene.talk, asked=asked, form=known | form), notices=(question,))


def kept(talk: Conversation) -> Mapping[str, str]:
    """What of the form outlives it."""
    return {name: talk.form[name] for name in (_KEPT, WRONG) if name in talk.form}


def contact_settled(talk: Conversation) -> Conversation:
    """Nobody is asked for a second contact twice."""
    return replace(talk, asked="", form={**talk.form, _KEPT: "1"})


def is_settled(talk: Conversation) -> bool:
    return _KEPT in talk.form


def unless_stale(talk: Conversation, ticket: Ticket | None, session: timedelta, at: datetime) -> Conversation:
    """`talk` without a form that was left alone longer than a session, or that an officer's question has overtaken."""
    left = talk.heard_at
    asked_since = ticket and ticket.status is Status.WAITING and ticket.paused_at and left and ticket.paused_at > left
    stale = left is not None and at - left > session
    if (talk.asked or talk.form) and (stale or asked_since):
        return replace(talk, asked="", form={_KEPT: "1"} if is_settled(talk) else {})
    return talk


def filled_in(heard: Inbound, talk: Conversation, province: Province) -> Inbound:
    """`heard` with what was chosen on the way to it."""
    form = talk.form
    kind = form.get(KIND, "") if any(kind.id == form.get(KIND) for kind in province.kinds) else ""
    here: tuple[Attachment, ...] = ()
    if _SPOT in form and not any(attachment.kind == "location" for attachment in heard.attachments):
        latitude, _, longitude = form[_SPOT].partition(",")
        here = (Attachment(kind="location", latitude=float(latitude), longitude=float(longitude)),)
    return replace(
        heard,
        kind=heard.kind or kind,
        place=heard.place or form.get(PLACE, ""),
        attachments=(*heard.attachments, *here),
    )


def kind_meant(province: Province, words: str) -> str:
    """The kind whose number in the list, or name, was typed (folded), or nothing."""
    if words.isdecimal() and 1 <= int(words) <= len(province.kinds):
        return province.kinds[int(words) - 1].id
    return next((kind.id for kind in province.kinds if fold(kind.name) == words), "")


def place_meant(province: Province, words: str) -> str:
    """The code of the one commune that folded `words` name, and nothing else; else nothing.

    A text that says more than a place is a petition, whatever was asked.
    """
    tokens = words.split()
    found = {
        unit.place.code
        for unit in province.units.values()
        if unit.place and province.is_open(unit.id) and any(_only(tokens, name.split()) for name in _names(unit))
    }
    return found.pop() if len(found) == 1 else ""


def spot(attachments: tuple[Attachment, ...]) -> str:
    """«latitude,longitude» of a message that is only a location, or nothing."""
    if len(attachments) != 1 or attachments[0].latitude is None or attachments[0].longitude is None:
        return ""
    return f"{attachments[0].latitude},{attachments[0].longitude}"


def _names(unit: Unit) -> Iterator[str]:
    """A commune's names, folded, with and without «phường» or «xã»."""
    assert unit.place is not None
    for name in (unit.name.removeprefix(_OFFICE), *unit.place.aliases):
        full = fold(name)
        yield full
        for sort in ("phuong ", "xa ", "dac khu "):
            if full.startswith(sort):
                yield full.removeprefix(sort)


def _only(tokens: list[str], name: list[str]) -> bool:
    """True when `tokens` are `name` with nothing but small words around it."""
    size = len(name)
    for start in range(len(tokens) - size + 1):
        if tokens[start : start + size] == name:
            return _IN_A_PLACE.issuperset((*tokens[:start], *tokens[start + size :]))
    return False
