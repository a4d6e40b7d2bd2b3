"""What lies on the desks of a province, read once: the first night reports begin."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.province.province import Province
from chalicelib.ticket.store import Tickets
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import OPEN_STATES

_PAGE = 100


@dataclass(frozen=True)
class Desks:
    """`Piles` of nights.py."""

    tickets: Tickets

    def open(self, province: Province) -> Iterator[Ticket]:
        seen: set[str] = set()
        for unit in province.units:
            for code in self._codes(province.slug, unit):
                if code not in seen:  # units beside the holder have it on their desks too
                    seen.add(code)
                    ticket = self.tickets.find(province.slug, code)
                    if ticket and ticket.status in OPEN_STATES:
                        yield ticket

    def _codes(self, tenant: str, unit: str) -> Iterator[str]:
        cursor: str | None = None
        while True:
            page = self.tickets.worklist(tenant, unit, _PAGE, cursor)
            yield from (card.code for card in page.cards)
            if not (cursor := page.cursor):
                return
