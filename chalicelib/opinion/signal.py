"""One sign of an opinion, and what the newest that was told of it changes in the figures. Pure.

A comment may be edited and removed, a reaction changed and taken back; each of these is told more than once, and in
any order. So each sign has a slot that holds the newest that is known of it, and the figures count what stands in the
slots: whatever comes late or again finds something as new there, and changes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    COMMENT = "comments"
    POST = "visitor_posts"
    MESSAGE = "messages"
    STICKER = "stickers"
    REACTION = "reactions"


MOODS = ("like", "love", "care", "haha", "wow", "sad", "angry", "other")
LABELS = ("positive", "neutral", "negative")
SUBSTANCE = ("substantiated", "unsubstantiated")
PEOPLE = "people"  # somebody heard for the first time that day, at the place of what they said first
COUNTED = (*Kind, *MOODS, *LABELS, *SUBSTANCE, PEOPLE)  # everything a row of figures may count


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where something is counted. `topic` is a category of the province, or empty; `day` a local one."""

    day: date
    channel: str
    account: str
    unit: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What stands in a slot: where it counts and as what. `mood` of a reaction only."""

    place: Place
    kind: Kind
    mood: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.kind, self.mood) if self.mood else (self.kind,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a platform says of a sign; None: it is there no more. Of two the greater `newness` is the newer."""

    slot: str
    at: datetime  # UTC, the platform's
    rank: int  # of several things told for one moment: said, edited, removed
    sign: Sign | None
    item: "Item | None" = None  # its words, where they are kept

    @property
    def newness(self) -> tuple[datetime, int, str]:
        return self.at, self.rank, self.sign.mood if self.sign else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    tenant: str
    key: str
    at: datetime
    rank: int
    sign: Sign | None
    item: str = ""  # id of its words
    version: int = 0  # 0: never saved

    @property
    def newness(self) -> tuple[datetime, int, str]:
        return self.at, self.rank, self.sign.mood if self.sign else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Words to be labelled: redacted, and nobody's name. They go at `expires_at`, the label's figures stay.

    owner  <day>#<mark> of whoever said them, by which only their own erasure finds them; empty: the platform hid it
    """

    tenant: str
    id: str
    sign: Sign
    text: str
    link: str
    at: datetime
    expires_at: datetime
    owner: str = ""
    label: str = ""  # of LABELS
    substantiated: bool | None = None
    by: str = ""
    labelled_at: datetime | None = None
    version: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """What its label counts as."""
        said = {True: SUBSTANCE[:1], False: SUBSTANCE[1:], None: ()}[self.substantiated]
        return (self.label, *said) if self.label else ()


Deltas = Mapping[Place, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one thing told writes, all or nothing. `person`: day and mark of somebody not heard before that day."""

    slot: Slot
    deltas: Deltas
    gone: Item | None = None
    item: Item | None = None
    person: tuple[date, str] | None = None


def moved(tenant: str, before: Slot | None, told: Told, held: Item | None, newcomer: str) -> Change | None:
    """What `told` changes; None when as much or more is known already.

    held      the words that are kept of it now
    newcomer  the mark of whoever it was, if nothing was heard of them that day; else empty
    """
    if before and before.newness >= told.newness:
        return None
    was, now = before.sign if before else None, told.sign
    deltas = _sum((was, -1), (now, +1))
    if held:
        deltas = summed(deltas, {held.sign.place: dict.fromkeys(held.names, -1)})
    slot = Slot(
        tenant=tenant, key=told.slot, at=told.at, rank=told.rank, sign=now, item=told.item.id if told.item else "",
        version=before.version if before else 0,
    )  # fmt: skip
    if now is None or not newcomer:
        return Change(slot=slot, deltas=deltas, gone=held, item=told.item)
    deltas = summed(deltas, {now.place: {PEOPLE: 1}})
    return Change(slot=slot, deltas=deltas, gone=held, item=told.item, person=(now.place.day, newcomer))


def relabelled(before: Item, after: Item) -> Deltas:
    place = before.sign.place
    minus, plus = dict.fromkeys(before.names, -1), dict.fromkeys(after.names, 1)
    return summed({place: minus}, {place: plus})


def summed(*parts: Deltas) -> Deltas:
    """The sum, without what comes to nothing."""
    total: dict[Place, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in parts:
        for place, counts in part.items():
            for name, number in counts.items():
                total[place][name] += number
    found = {place: {str(n): c for n, c in counts.items() if c} for place, counts in total.items()}
    return {place: counts for place, counts in found.items() if counts}


def _sum(*signs: tuple[Sign | None, int]) -> Deltas:
    return summed(*({sign.place: dict.fromkeys(sign.names, by)} for sign, by in signs if sign))
