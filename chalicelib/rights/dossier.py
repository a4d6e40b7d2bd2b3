"""Everything we know of a person as one document they can be given: JSON, times in UTC (ISO 8601)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.dossier.followers import Follower
from chalicelib.identity.vault import Look, Person
from chalicelib.ticket.members import concerns
from chalicelib.ticket.owed import CITIZEN, Notice
from chalicelib.ticket.ticket import Attachment, Event, Ticket
from chalicelib.ticket.workflow import Act, Role

_KNOWN = ("channel", "account", "platform_id", "name", "phone", "email", "address", "submitter")
_OF_A_PETITION = ("code", "status", "kind", "category", "urgency", "place", "unit", "outcome", "rating", "confirmation")
_TIMES = ("opened_at", "promised_at", "answered_at", "erased_at")


def dossier(
    alias: str,
    person: Person | None,
    petitions: list[dict[str, Any]],
    looks: Iterable[Look],
    at: datetime,
    followed: Iterable[Follower] = (),
    told: Iterable[Notice] = (),
    samples: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """person   None once it was erased; looks  who saw, exported or erased who they are, and why
    told     in their conversations and of no petition: news of dossiers, messages to many, invitations
    samples  of what they said that is no petition, as long as such are kept
    """
    return {
        "alias": alias,
        "made_at": _time(at),
        "person": {name: getattr(person, name) for name in _KNOWN} if person else None,
        "consent": _consent(person) if person else None,
        "petitions": petitions,
        "dossiers": [{"code": each.code, "since": _time(each.since), "stars": each.stars or None} for each in followed],
        "messages": [_message(notice) for notice in told if notice.to == (CITIZEN,)],
        "opinions": [dict(sample) for sample in samples],
        "looks": [{"at": _time(look.at), "by": look.by, "act": look.act, "why": look.why} for look in looks],
    }


def _consent(person: Person) -> dict[str, Any]:
    read_out = {"read_out": person.consent_text} if person.consent_text else {}
    return {"version": person.consent, "at": _time(person.consented_at), **read_out}


def petition(ticket: Ticket, events: list[Event], notices: list[Notice], alias: str) -> dict[str, Any]:
    """One petition as far as it is the person's: their own words and files, what they were told, and when."""
    theirs = [notice for notice in notices if notice.to == (CITIZEN,) and concerns(ticket, alias, notice)]
    told = {notice.event for notice in theirs}
    said_by = (alias,) if alias in ticket.members else (alias, ticket.chat)  # the chat is hardly this member's
    own = [event for event in events if event.role is Role.CITIZEN and event.by in said_by]
    return {
        **{name: getattr(ticket, name) for name in _OF_A_PETITION},
        **{name: _time(getattr(ticket, name)) for name in _TIMES},
        "channel": ticket.origin.channel,
        "lane": ticket.origin.lane,
        "words": [_words(event) for event in own],
        "answers": [
            {"n": event.n, "at": _time(event.at), "act": event.act, "unit": event.unit, "text": event.text}
            for event in events
            if event.n in told and event.role is not Role.CITIZEN and event.text
        ],
        "ratings": [_rating(event.at, event.facts, event.text) for event in own if event.act is Act.RATE],
        "messages": [_message(notice) for notice in theirs],
    }


def _words(event: Event) -> dict[str, Any]:
    files = [_file(attachment) for attachment in event.attachments]
    said = {"n": event.n, "at": _time(event.at), "act": event.act, "text": event.text}
    return said | {"files": files, "erased": event.erased}


def _file(attachment: Attachment) -> dict[str, Any]:
    names = ("kind", "name", "url", "key", "media_type", "size", "latitude", "longitude", "restricted")
    return {name: value for name in names if (value := getattr(attachment, name)) not in ("", None, 0)}


def _rating(at: datetime, facts: Mapping[str, str | int], text: str) -> dict[str, Any]:
    return {"at": _time(at), "stars": facts.get("stars"), "text": text}


def _message(notice: Notice) -> dict[str, Any]:
    return {
        "purpose": notice.purpose,
        "event": notice.event,
        "lane": notice.lane,
        "state": notice.state,
        **{name: _time(getattr(notice, name)) for name in ("since", "tried_at", "delivered_at", "seen_at")},
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
