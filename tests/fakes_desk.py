"""Stand-in for the piles of the desks, held to tests/contracts/test_piles.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.desk.piles import Asked, Entry, Pile
from chalicelib.ticket.store import Card
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import OPEN_STATES
from tests.fakes import CARD, Shelf


@dataclass
class ShelfPiles:
    """Piles over the tickets of a shelf; `queries` and `gets` count what DynamoDB would be asked."""

    shelf: Shelf = field(default_factory=Shelf)
    queries: int = 0
    gets: int = 0

    def read(self, tenant: str, asked: Sequence[Asked], done: bool, until: datetime | None, limit: int) -> list[Pile]:
        self.queries += len(asked)
        return [self._pile(tenant, one, done, until, limit) for one in asked]

    def tickets(self, tenant: str, codes: Sequence[str]) -> list[Ticket]:
        self.gets += -(-len(codes) // 100)
        found = (self.shelf.tickets.get((tenant, code)) for code in dict.fromkeys(codes))
        return [ticket for ticket in found if ticket]

    def _pile(self, tenant: str, asked: Asked, done: bool, until: datetime | None, limit: int) -> Pile:
        held = sorted(self._entries(tenant, asked.unit, done), key=lambda entry: (entry.due, entry.card.code))
        found = [entry for entry in held if (until is None or entry.due < until) and _behind(entry, asked)]
        return Pile(entries=tuple(found[:limit]), more=len(found) >= limit)

    def _entries(self, tenant: str, unit: str, done: bool) -> list[Entry]:
        found = []
        for ticket in self.shelf.tickets.values():
            ended = ticket.status not in OPEN_STATES
            own = ticket.unit == unit and ended is done and not (ended and ticket.erased_at)
            shared = unit in ticket.beside and not done
            if ticket.tenant == tenant and (own or shared):
                card = Card(**{name: getattr(ticket, name) for name in CARD})
                beside = ticket.contribution_due_at or ticket.recheck_due_at
                due = (beside if not own else None) or ticket.stage_due_at or ticket.promised_at
                found.append(Entry(card=card, unit=unit, due=due, shared=not own))
        return found


def _behind(entry: Entry, asked: Asked) -> bool:
    if asked.after:
        return (entry.due, entry.card.code) > (asked.after.at, asked.after.code)
    if asked.since:
        return entry.due > asked.since if asked.past else entry.due >= asked.since
    return True
