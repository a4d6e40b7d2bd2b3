"""What is taken out of a petition for a person's sake, and what stays: pure decisions on events and notices.

Out go the words, files and contact data of the person. What the authority wrote is its own document and stays, but
for numbers and addresses in it. What statistics count stays: kind, field, unit, times, holders, rating, channel.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from chalicelib.redaction import redacted
from chalicelib.ticket.owed import CITIZEN, WAITING, Notice, State
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Role

# Of what a citizen did, these facts are no words of theirs and lead nowhere.
_COUNTED = frozenset((
    "channel", "lane", "rule", "unit", "stars", "of", "contact", "alarm", "asked_at", "proof", "hidden", "from", "to",
    "members", "held", "held_ms", "worked_ms", "stage", "stage_unit", "stage_from", "stage_due", "promised",
    "answered_by",
))  # fmt: skip
_TOLD = frozenset(("code", "province", "unit", "kind", "category", "promised", "due", "urgency", "stars", "locale"))
ERASED = "erased"  # why a notice was never sent


def without_person(event: Event, aliases: Collection[str]) -> Event:
    """`event` without what is personal of the people behind `aliases`; itself when there is nothing of it.

    Words said by hand in the chat (ECHO) are of the conversation: they go with it.
    """
    if event.erased or event.act is Act.ERASE:
        return event
    theirs = event.role is Role.CITIZEN and event.by in aliases
    if theirs or event.act is Act.ECHO:
        facts = {name: value for name, value in event.facts.items() if name in _COUNTED}
        bare = replace(event, text="", attachments=(), facts=facts)
    elif event.role is Role.CITIZEN:
        return event
    else:
        bare = replace(event, text=redacted(event.text), facts=_redacted(event.facts))
    return event if bare == event else replace(bare, erased=True)


def _redacted(facts: Mapping[str, str | int]) -> dict[str, str | int]:
    return {
        name: value if name in _COUNTED or isinstance(value, int) else redacted(value) for name, value in facts.items()
    }


def emptied(ticket: Ticket, aliases: Collection[str], gone: Collection[int]) -> Ticket:
    """`ticket` once the events `gone` have been emptied, if it is a petition of one of `aliases`."""
    if ticket.origin.alias not in aliases:
        return replace(ticket, chat="" if ticket.chat in aliases else ticket.chat)
    bare = replace(ticket, excerpt="", chat="", origin=replace(ticket.origin, ref=""))
    shown = ticket.public and ticket.public_event in gone
    return replace(bare, public="hidden", public_event=0) if shown else bare


def untold(notice: Notice, aliases: Collection[str]) -> Notice:
    """A notice to the person: not sent any more, and without what it would have said; itself when nothing is left. Of
    one that failed nobody need tell them by other ways.
    """
    if notice.to != (CITIZEN,) or notice.origin is None or notice.origin.alias not in aliases:
        return notice
    waiting = notice.state in WAITING or notice.state is State.FAILED
    return replace(
        notice,
        facts={name: value for name, value in notice.facts.items() if name in _TOLD},
        supplier_ids=(),
        origin=replace(notice.origin, ref=""),
        state=State.SKIPPED if waiting else notice.state,
        reason=ERASED if waiting else notice.reason,
    )
