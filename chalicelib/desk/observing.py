"""What an observer of a business association sees: the petitions of businesses, without anything personal.

How a matter goes is theirs to see, not who is behind it: aliases, files, internal words and hints are left out, and
what was said with the citizen is read with everything personal taken out of it.
"""

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.desk.people import members_of, person_of
from chalicelib.desk.reading import Reading
from chalicelib.errors import Forbidden
from chalicelib.identity.vault import Person, Vault
from chalicelib.redaction import redacted
from chalicelib.ticket.store import Card, Tickets
from chalicelib.ticket.ticket import Actor, Event, Ticket
from chalicelib.ticket.workflow import Act, Role

NAMELESS = "[tên]"
_WORDS = frozenset({
    Act.OPEN, Act.HEAR, Act.ASK, Act.INFORM, Act.REPORT, Act.ANSWER, Act.APPROVE, Act.CLOSE, Act.REJECT, Act.REFER,
    Act.REOPEN, Act.APPEAL, Act.WITHDRAW, Act.RELAY, Act.AMEND,
    Act.CONTEST, Act.UPHOLD, Act.DISMISS,
})  # fmt: skip
_MOVES = frozenset({Act.ASSIGN, Act.ACCEPT, Act.REFUSE, Act.TRANSFER, Act.EXTEND, Act.DECIDE, Act.EXPIRE})
_SHORTEST_NAME = 2


def cards(actor: Actor, shown: Iterable[Card]) -> tuple[Card, ...]:
    """A worklist for `actor`: to an observer it shows no words, since a name may stand among them."""
    if actor.role is not Role.OBSERVER:
        return tuple(shown)
    return tuple(replace(card, excerpt="") for card in shown)


def read(tickets: Tickets, vault: Vault, ticket: Ticket, acts: Iterable[Act] = ()) -> Reading:
    """The petition and its timeline with everything personal taken out, what the sender told of themselves too."""
    people = _behind(vault, ticket)
    events = tickets.timeline(ticket.tenant, ticket.code)
    timeline = [_observed(event, people) for event in events if event.act in _WORDS | _MOVES]
    return Reading(bare(vault, ticket), timeline, notices=[], acts=list(acts), hints=())


def bare(vault: Vault, ticket: Ticket) -> Ticket:
    """`ticket` without anything that leads to its sender."""
    people = _behind(vault, ticket)
    return replace(
        ticket,
        origin=replace(ticket.origin, account="", alias="", ref=""),
        excerpt=_bare(ticket.excerpt, people),
        chat="",
        gone="",
        concerns=(),
        into="",
        followers=(),
        members=("",) * len(ticket.members),
    )


def refuse_files(actor: Actor) -> None:
    """raises  Forbidden for an observer"""
    if actor.role is Role.OBSERVER:
        raise Forbidden("an observer sees no files: what they show cannot be taken out of them")


def _observed(event: Event, people: Iterable[Person]) -> Event:
    """Officers by their role only; no hash, by which somebody could try out names."""
    by = "" if event.role in (Role.CITIZEN, Role.SYSTEM) else str(event.role)
    text = _bare(event.text, people) if event.act in _WORDS else ""
    return replace(event, by=by, text=text, facts={}, attachments=(), prev="", hash="")


def _behind(vault: Vault, ticket: Ticket) -> list[Person]:
    """To know what to take out; never shown."""
    person = person_of(vault, ticket)
    return [*([person] if person else []), *members_of(vault, ticket)]


def _bare(text: str, people: Iterable[Person]) -> str:
    """`text` with tags for what is personal; a name is only known where the person gave it."""
    for given in (given for person in people for given in (person.name, person.address)):
        if len(given) >= _SHORTEST_NAME:
            text = text.replace(given, NAMELESS)
    return redacted(text)
