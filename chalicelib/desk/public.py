"""Publish and hide: what all may read of a petition, its answer, its photos and its place is decided by staff."""

from collections.abc import Iterator, Sequence

from chalicelib.desk.deed import Deed
from chalicelib.desk.order import Order, refused
from chalicelib.errors import Conflict, Unprocessable
from chalicelib.redaction import redacted
from chalicelib.ticket.attachments import name_of, restrictions
from chalicelib.ticket.publication import PUBLISHED, files_for_all, standing_answer
from chalicelib.ticket.ticket import Attachment, Event, Outcome

_SEEN = ("image/", "video/")
_EXACT = 5  # decimals of a degree: about a metre
_IN_THE_FIELD = "field_report"  # what such a petition is about lies outdoors; any other place may be somebody's home


def publish(order: Order) -> Deed:
    """The words given, or the petition's own, without what tells who is meant; so too the answer. Photos and films
    only those named; with an answer that was meant for all, its files. What it says of the place is shown of a report
    from the field.
    """
    ticket = order.ticket
    if ticket.legal or ticket.outcome == Outcome.REFERRED:
        raise Conflict("a formal complaint or denunciation is never published")
    events = order.tickets.timeline(ticket.tenant, ticket.code)
    words = order.text() or events[0].text
    if not words:
        raise refused("text", "there are no words to publish")
    answer = redacted(order.text("answer")) or standing_answer(ticket, events)
    papers = tuple(
        Attachment(kind=file.kind, key=file.key, media_type=file.media_type, size=file.size)
        for file in files_for_all(ticket, events)
    )
    spots = _spots(events[0]) if ticket.kind == _IN_THE_FIELD else ()
    return Deed(
        text=redacted(words),
        facts=({"answer": answer} if answer else {}) | ({"answer_files": len(papers)} if papers else {}),
        fields={"public": PUBLISHED, "public_event": ticket.events + 1},
        attachments=(*_released(order, events), *papers, *spots),
    )


def hide(order: Order) -> Deed:
    return Deed(facts={"reason": order.text("reason")}, fields={"public": "hidden", "public_event": 0})


def _released(order: Order, events: Sequence[Event]) -> Iterator[Attachment]:
    """The copies the body names, without what the platform or the sender called them.

    raises  Unprocessable for one that is not there, no picture, or kept for those who may see identities
    """
    kept, given = restrictions(events), {name_of(e.n, i): a for e in events for i, a in enumerate(e.attachments)}
    for place, wanted in enumerate(order.body.get("attachments", ())):
        name = name_of(wanted["event"], wanted["index"])
        found = given.get(name)
        if found is None or not found.key or not found.media_type.startswith(_SEEN) or kept.get(name):
            fault = {"pointer": f"/attachments/{place}", "message": "no photo or film that may be shown to all"}
            raise Unprocessable("the act is not complete", faults=[fault])
        yield Attachment(kind=found.kind, key=found.key, media_type=found.media_type, size=found.size)


def _spots(first: Event) -> tuple[Attachment, ...]:
    spot = next((a for a in first.attachments if a.kind == "location" and a.latitude is not None), None)
    if spot is None or spot.latitude is None or spot.longitude is None:
        return ()
    return (
        Attachment(kind="location", latitude=round(spot.latitude, _EXACT), longitude=round(spot.longitude, _EXACT)),
    )
