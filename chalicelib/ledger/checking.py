"""Does a ledger hold? From its public files alone, and against what the store says today. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.ledger import merkle
from chalicelib.ledger.page import Head, Leaf, Page, leaf_for, mark_of
from chalicelib.ticket.chain import first_break
from chalicelib.ticket.ticket import Event

APART = timedelta(minutes=15)  # a function may say of what it does when it began; none runs longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What does not hold: on which page, and where known of which petition (mark or code) and which event."""

    day: date
    what: str
    ticket: str = ""
    n: int = 0


def findings(pages: Iterable[Page]) -> list[Finding]:
    """Everything that does not hold in these pages, the first ones of a province's ledger first.

    A page, an event or a day that was changed, left out, put in or moved is found: roots cover the events of a day,
    seals the days before it, and each event names the one before it. What was dated back stands on a page of another
    day; events from before the first page are the beginnings of petitions to which something happened since.
    """
    held = list(pages)
    found, before = list[Finding](), None
    for page in held:
        found += [Finding(day=page.head.day, what=what) for what in _of_page(page, before)]
        found += _misplaced(page, held[0].head.day)
        before = page.head
    return sorted([*found, *_broken(held)], key=lambda one: one.day)


def stored_findings(
    tenant: str, pages: Iterable[Page], petitions: Mapping[str, list[Event]], veil: Callable[[str], str]
) -> list[Finding]:
    """What the store says today of `petitions` (code → its events) that the pages do not bear out.

    The hash of each event is taken anew: one changed byte names the petition and the day of the event. `veil` is the
    province's, see book.py.
    """
    sealed = defaultdict[str, dict[int, tuple[date, Leaf]]](dict)
    for page in pages:
        for one in page.leaves:
            sealed[one.ticket][one.n] = page.head.day, one
    found = list[Finding]()
    for code, events in petitions.items():
        there = {event.n: leaf_for(tenant, code, event, veil) for event in events}
        found += _of_petition(code, events, there, sealed[mark_of(tenant, code)])
    return found


def receipt_holds(leaf: Leaf, index: int, head: Head, path: Iterable[str]) -> bool:
    """Whether the event stands on that place of that day's page."""
    try:
        root = merkle.root_of(leaf.digest, index, head.count, [bytes.fromhex(one) for one in path])
    except ValueError:
        return False
    return root is not None and root.hex() == head.root


def _of_page(page: Page, before: Head | None) -> Iterator[str]:
    head = page.head
    if head.count != len(page.leaves) or merkle.root([leaf.digest for leaf in page.leaves]).hex() != head.root:
        yield "its events are not those the root was taken of"
    if before is None:
        if head.before:
            yield "the pages before it are missing"
        return
    if head.before != before.seal:
        yield "it does not follow the page before it"
    if head.day != before.day + timedelta(days=1):
        yield f"the page before it is of {before.day}"
    if head.tenant != before.tenant:
        yield "it is another province's"


def _misplaced(page: Page, begun: date) -> Iterator[Finding]:
    """Events of other days. Old ones may come with something that happened since the first page, `begun`."""
    head, own = page.head, [(leaf, page.head.local_day(leaf.at)) for leaf in page.leaves]
    alive = {leaf.ticket for leaf, day in own if day >= begun}
    for leaf, day in own:
        if day > head.day or begun <= day < head.day or (day < begun and leaf.ticket not in alive):
            yield Finding(day=head.day, what=f"of {day}, not of this day", ticket=leaf.ticket, n=leaf.n)


def _broken(pages: Iterable[Page]) -> Iterator[Finding]:
    """What does not fit in the chain of each petition, over all pages: two events a moment apart may stand on pages in
    the other order.
    """
    chains = defaultdict[str, list[tuple[int, date, Leaf]]](list)
    for page in pages:
        for leaf in page.leaves:
            chains[leaf.ticket].append((leaf.n, page.head.day, leaf))
    for chain in chains.values():
        before: Leaf | None = None
        for n, day, leaf in sorted(chain, key=lambda one: one[:2]):
            if what := _misfit(before, leaf):
                yield Finding(day=day, what=what, ticket=leaf.ticket, n=n)
            before = leaf


def _misfit(before: Leaf | None, leaf: Leaf) -> str:
    if leaf.n != (before.n + 1 if before else 1):
        return "an event is missing before it" if leaf.n > (before.n if before else 0) else "there are two of it"
    if leaf.prev != (before.hash if before else ""):
        return "it does not follow the event before it"
    return "it is older than the event before it" if before and leaf.at < before.at - APART else ""


def _of_petition(
    code: str, events: list[Event], there: Mapping[int, Leaf], sealed: Mapping[int, tuple[date, Leaf]]
) -> Iterator[Finding]:
    broken = first_break(code, events)
    for n, (day, kept) in sorted(sealed.items()):
        if n not in there:
            yield Finding(day=day, what="the store has it no more", ticket=code, n=n)
        elif there[n] != kept:
            yield Finding(day=day, what="the store says something else", ticket=code, n=n)
        elif n == broken:
            yield Finding(day=day, what="its words or facts are not those that were sealed", ticket=code, n=n)
    if broken and broken in there and broken not in sealed:
        day = there[broken].at.date()
        yield Finding(day=day, what="it breaks the chain, and no page has it yet", ticket=code, n=broken)
