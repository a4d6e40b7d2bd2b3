"""What is kept and what goes: acts beside the work move nothing, what was written stays, who is forgotten is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.redaction import redacted
from chalicelib.rights.trail import has_ended
from chalicelib.ticket.errand import copies_in
from chalicelib.ticket.owed import CITIZEN, Notice, Purpose
from chalicelib.ticket.ticket import Attachment, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Act, Role
from tests.builders import SLUG
from tests.lives import laws
from tests.lives.doings import TALLY
from tests.lives.town import Town

_SHOWN = frozenset({"public", "public_event"})
# What else may become of a petition by an act that is beside the work: its clock, holder and status never.
BESIDE: Mapping[Act, frozenset[str]] = {
    Act.AMEND: _SHOWN | {"excerpt", "kind", "category", "place", "rule", "concerns", "legal"},
    Act.RETRACT: frozenset({"gone"}),
    Act.ECHO: frozenset({"gone", "erased_at"}),
    Act.LINK: frozenset({"chat"}),
    Act.UNVEIL: frozenset(),
    Act.RESTRICT: frozenset(),
    Act.ERASE: _SHOWN | {"excerpt", "chat", "origin", "erased_at"},
}
_OF_A_COPY = {"key": "", "media_type": "", "size": 0, "restricted": ""}


def beside_the_work(before: Ticket, after: Ticket, events: Sequence[Event], notices: Sequence[Notice]) -> None:
    """It moves no clock, no holder, no status, no date, and but for an edit nobody is told."""
    acts = {event.act for event in events}
    if not acts & BESIDE.keys():
        return
    _tallied(before, after, events[0])
    if Act.HEAR in acts:
        assert [event.act for event in events] == [Act.AMEND, Act.HEAR]
        assert _moved(before) != _moved(after), "an edit is heard as words only where it moves something"
        return
    assert len(acts) == 1
    (act,) = acts
    may = BESIDE[act] | {"events", "head"}
    earlier = before.next_at and after.next_at and after.next_at < before.next_at
    if earlier or before.status not in OPEN_STATES:
        may |= {"next_at"}  # a look that was put off is put off once more; what is over is reckoned by new rules
    if act is Act.AMEND and set(after.contributors) < set(before.contributors):
        may |= {"contributors", "contribution_due_at", "next_at"}  # nobody contributes to what is about themselves
    assert replace(before, **{name: getattr(after, name) for name in may}) == after, f"{act} moves what it may not"
    if act is Act.ERASE and events[0].facts["events"]:
        assert before.status in laws.ENDED, "what is still worked on keeps its words"
    if act is Act.AMEND:
        assert before.erased_at is None, "what was erased does not come back by an edit"
    assert act is Act.ERASE or after.erased_at in (None, before.erased_at), "what was erased has words again, at most"
    told = [notice for notice in notices if notice.to != (CITIZEN,) or notice.purpose is not Purpose.PROCEDURE]
    assert not told or act is Act.AMEND, f"{act}: {[notice.purpose for notice in told]}"
    assert all(notice.to != (CITIZEN,) for notice in told)


def _tallied(before: Ticket, after: Ticket, event: Event) -> None:
    TALLY["danger in an edit"] += event.act is Act.AMEND and before.urgency != after.urgency
    TALLY["emptied"] += bool(event.facts.get("events"))
    if event.act is Act.LINK:
        TALLY[f"linked by {event.facts['proof']}"] += 1


def _moved(ticket: Ticket) -> tuple[object, ...]:
    return ticket.unit, ticket.status, ticket.urgency, ticket.promised_at, ticket.concerns, ticket.legal


def written_stays(was: Event, now: Event, events: Sequence[Event]) -> None:
    """An event is the same for ever, but for a copy that came late, and for what an erasure took out and names."""
    assert not was.erased, "what was emptied stays as it was sealed"
    if now.erased:
        _rightly_emptied(was, now, events)
        return
    for one, other in zip(was.attachments, now.attachments, strict=True):
        assert one == other or not one.key, "a copy is made once"
        assert not one.restricted or other.restricted, "what is restricted stays so"
    assert replace(now, attachments=_uncopied(now)) == replace(was, attachments=_uncopied(was))


def _uncopied(event: Event) -> tuple[Attachment, ...]:
    return tuple(replace(attachment, **_OF_A_COPY) for attachment in event.attachments)


def _rightly_emptied(was: Event, now: Event, events: Sequence[Event]) -> None:
    assert now.act is not Act.ERASE
    named = [e for e in events[now.n :] if e.act is Act.ERASE and str(now.n) in str(e.facts["events"]).split(",")]
    assert len(named) == 1, "one erasure, sealed later, says that it was emptied"
    assert replace(now, text=was.text, facts=was.facts, attachments=was.attachments, erased=False) == was
    theirs = now.role is Role.CITIZEN or now.act is Act.ECHO
    assert (now.text, now.attachments) == (("", ()) if theirs else (redacted(was.text), was.attachments))
    for name, value in now.facts.items():
        before = was.facts[name]
        assert value in (before, redacted(before) if isinstance(before, str) else before)


def erased(town: Town, ticket: Ticket, events: Sequence[Event]) -> None:
    """A petition that says so holds no word or file of a citizen, nor what was said to them by hand."""
    if ticket.erased_at:
        assert (ticket.excerpt, ticket.chat, ticket.origin.ref) == ("", "", "")
        theirs = [event for event in events if event.role is Role.CITIZEN or event.act is Act.ECHO]
        left = [(event.n, str(event.act)) for event in theirs if event.text or event.attachments]
        assert left == [], "words were left in an erased petition, and nothing will ever look for them"
        files = [key for key in town.cupboard.kept if key.startswith(copies_in(SLUG, ticket.code))]
        assert files == [], "files were left of an erased petition"
        assert [key for key in town.shelf.errands_kept if key[1] == ticket.code] == [], "nothing is copied any more"


def nothing_of(town: Town, alias: str, named: str = "") -> None:
    """Of a person to be forgotten: no identity, no chat; no words but in what is still worked on, and that is owed.

    named  the petition by which they were found
    """
    owed = town.erasures.of(SLUG, alias)
    assert town.vault.recall(SLUG, alias) is None
    assert [parent for parent in town.shelf.talks if parent.endswith(f"#{alias}")] == []
    for ticket in town.all:
        events = town.tickets.timeline(SLUG, ticket.code)
        words = [event.n for event in events if event.by == alias and (event.text or event.attachments)]
        if ticket.code != named:  # what somebody adds over the web who is forgotten already, only its time takes away
            before = max((event.n for event in events if event.act is Act.ERASE), default=len(events) + 1)
            words = [n for n in words if n < before]
        assert not words or (owed and ticket.code in owed.codes), f"their words stay on {ticket.code}, for ever"


def one_with(town: Town, alias: str) -> set[str]:
    """`alias` and, if we know who that is, those of whom a platform has said that they are the same person's."""
    found = {alias}
    for ticket in town.all if town.vault.recall(SLUG, alias) else ():
        if ticket.chat and alias in (ticket.origin.alias, ticket.chat):
            events = town.tickets.timeline(SLUG, ticket.code)
            if any(event.facts.get("proof") == "private_reply" for event in events):
                found |= {ticket.origin.alias, ticket.chat}
    return found


def owed_is_done(town: Town) -> None:
    """The schedule has run for weeks: what it still has to erase is still worked on."""
    for erasure in town.erasures.kept.values():
        for code in erasure.codes:
            ticket = town.tickets.get(SLUG, code)
            assert not has_ended(town.tickets, ticket), f"{code} has ended and was not emptied"


def years_later(town: Town) -> None:
    """At night, when what the regulation keeps has had its time: whatever has ended holds no words any more."""
    town.wait(days=3_700)
    town.clock.at = town.clock.at.replace(hour=18)  # one o'clock at night
    town.retention.run()
    for ticket in town.all:
        assert not has_ended(town.tickets, ticket) or ticket.erased_at, f"{ticket.code} was forgotten to be forgotten"
    assert town.retention.run() == 0, "a second night finds nothing"
