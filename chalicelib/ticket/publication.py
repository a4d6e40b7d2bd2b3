"""What all may read of a published petition, and how each act on the petition changes it. Pure.

Nothing is public before staff say so: the words are those of the act that published it. An answer given later is shown
only when staff meant it for all (`public_text`, or said below the post); any other waits for the next `publish`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.redaction import redacted
from chalicelib.ticket.attachments import open_files
from chalicelib.ticket.owed import PRIVATE, PUBLIC
from chalicelib.ticket.ticket import Attachment, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Status

PUBLISHED = "published"  # Ticket.public
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"  # Publication.status
BOTH = "both"  # of a comment's answer: below the post and in private
ADDRESS = "Địa chỉ: "  # begins the last line of a petition whose sender said where
_ANSWERING = frozenset({Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT, Act.RELAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A photo or film staff released with the petition. `key` is of our bucket: it is never shown, only links are."""

    key: str
    media_type: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A petition as all may read it. Instants are UTC; texts are redacted.

    status       open, answered, closed
    place        commune code; address: what the published words say; both empty when nobody said where
    latitude, longitude  WGS 84, only of a report from the field
    published_at the latest `publish`; updated_at: the latest change of anything shown here
    """

    code: str
    category: str
    kind: str
    unit: str
    place: str
    latitude: float | None
    longitude: float | None
    address: str
    text: str
    answer: str
    status: str
    opened_at: datetime
    published_at: datetime
    answered_at: datetime | None
    updated_at: datetime
    media: tuple[Medium, ...] = ()
    answer_media: tuple[Medium, ...] = ()  # what staff sent with an answer that was meant for all


def status_of(ticket: Ticket) -> str:
    """What all may know of where it stands: a duplicate is open until the first one is answered."""
    if ticket.status in OPEN_STATES or ticket.status is Status.MERGED:
        return OPEN
    return ANSWERED if ticket.status is Status.ANSWERED else CLOSED


def public_words(event: Event) -> str:
    """What was written for all in an answer; of one said in private there is none."""
    return redacted(str(event.facts.get("public_text", ""))) if _answers(event) else ""


def _answers(event: Event) -> bool:
    """A draft is nobody's word yet."""
    return event.act in _ANSWERING and not (event.act is Act.ANSWER and "draft" in event.facts)


def standing_answer(ticket: Ticket, events: Sequence[Event]) -> str:
    """The answer that holds now, as it is shown unless staff word it otherwise: redacted; none said to be private."""
    if ticket.answered_at is None:
        return ""
    given = [event for event in events if _answers(event) and event.text]
    if not given or given[-1].facts.get("to") == PRIVATE:
        return ""
    return public_words(given[-1]) or redacted(given[-1].text)


def files_for_all(ticket: Ticket, events: Sequence[Event]) -> tuple[Attachment, ...]:
    """What staff sent with the answer that holds now, if that act was meant for all; nothing that is restricted."""
    given = [event for event in events if _answers(event) and event.text]
    if not standing_answer(ticket, events) or not _for_all(given[-1]):
        return ()
    return tuple(open_files(events, given[-1].n).values())


def _for_all(event: Event) -> bool:
    return "public_text" in event.facts or event.facts.get("to") in (PUBLIC, BOTH)


def _media(files: Iterable[Attachment]) -> tuple[Medium, ...]:
    return tuple(Medium(key=file.key, media_type=file.media_type, name=file.name) for file in files if file.key)


def shown(before: Ticket | None, after: Ticket, events: Sequence[Event]) -> Publication | Mapping[str, Any] | None:
    """What one act writes: the whole publication, the fields of it that changed (none: nothing), or None: it goes.

    events  those of the act
    """
    if after.public != PUBLISHED:
        return None
    publishing = next((e for e in events if e.act is Act.PUBLISH and e.n == after.public_event), None)
    if publishing or before is None or before.public != PUBLISHED:
        return _published(after, publishing) if publishing else {}
    changes: dict[str, Any] = {
        name: value for name, value in _followed(after).items() if value != _followed(before)[name]
    }
    if answer := next((event for event in reversed(events) if public_words(event)), None):
        changes |= {"answer": public_words(answer), "answer_media": _media(open_files(events, answer.n).values())}
    elif after.answered_at is None and before.answered_at:
        changes |= {"answer": "", "answer_media": ()}  # taken up again: that answer holds no longer
    if _photos_go(events):
        changes |= {"media": (), "answer_media": ()}
    return changes | {"updated_at": events[-1].at} if changes and events else changes


def _followed(ticket: Ticket) -> dict[str, Any]:
    """The fields that follow the ticket without anybody publishing anew."""
    return {
        "category": ticket.category or "",
        "kind": ticket.kind,
        "unit": ticket.unit,
        "place": ticket.place or "",
        "status": status_of(ticket),
        "answered_at": ticket.answered_at,
    }


def _photos_go(events: Sequence[Event]) -> bool:
    """The sender was forgotten, or staff saw an identity paper: rather no photo than one too many."""
    restricted = any(e.act is Act.RESTRICT and e.facts.get("restricted") for e in events)
    return restricted or any(e.act is Act.ERASE for e in events)


def _published(ticket: Ticket, event: Event) -> Publication:
    text, _, address = event.text.rpartition("\n" + ADDRESS)
    spot = next((a for a in event.attachments if a.kind == "location"), None)
    media = _media(event.attachments)
    released = len(media) - int(event.facts.get("answer_files", 0))
    return Publication(
        code=ticket.code,
        latitude=spot.latitude if spot else None,
        longitude=spot.longitude if spot else None,
        address=address if text and "\n" not in address else "",
        text=text if text and "\n" not in address else event.text,
        answer=str(event.facts.get("answer", "")),
        opened_at=ticket.opened_at,
        published_at=event.at,
        updated_at=event.at,
        media=media[:released],
        answer_media=media[released:],
        **_followed(ticket),
    )
