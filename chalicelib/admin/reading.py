"""Tickets read for a question about all of them: unit by unit in turn, until a bound; says whether it read all."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.ticket.store import Card, Tickets
from chalicelib.ticket.ticket import Event, Ticket

PAGE = 50


@dataclass(frozen=True, slots=True)
class Bound:
    """How much may be read; None: everything."""

    tickets: int | None = None
    time: timedelta | None = None


@dataclass
class Reading:
    tickets: Tickets
    now: Callable[[], datetime]
    bound: Bound
    read: int = 0
    partial: bool = False
    begun: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.now()

    def each(self, slug: str, units: Iterable[str], *piles: bool) -> Iterator[tuple[Ticket, list[Event]]]:
        """Every ticket with its timeline; a page of each unit in turn, so that a bound cuts all alike.

        piles  False: what is open, True: what is done
        """
        met: set[str] = set()  # a petition several units share lies on the desk of each
        for card in self._cards(slug, units, piles):
            if card.code in met:
                continue
            met.add(card.code)
            if self._enough():
                self.partial = True
                return
            ticket = self.tickets.find(slug, card.code)
            if ticket is not None:
                self.read += 1
                yield ticket, self.tickets.timeline(slug, card.code)

    def _cards(self, slug: str, units: Iterable[str], piles: Iterable[bool]) -> Iterator[Card]:
        desks: deque[tuple[str, bool, str | None]] = deque((unit, pile, None) for unit in units for pile in piles)
        while desks:
            unit, pile, cursor = desks.popleft()
            page = self.tickets.worklist(slug, unit, PAGE, cursor, pile)
            yield from page.cards
            if page.cursor:
                desks.append((unit, pile, page.cursor))

    def _enough(self) -> bool:
        most, time = self.bound.tickets, self.bound.time
        return (most is not None and self.read >= most) or (time is not None and self.now() - self.begun >= time)
