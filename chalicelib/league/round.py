"""A round: one period's table from its computation to its publication; its whole life as one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from chalicelib.errors import Conflict
from chalicelib.league.formula import Survey
from chalicelib.province.league import League


class State(StrEnum):
    COMPUTING = "computing"  # the clock reads the period's entries
    DRAFT = "draft"  # computed: seen by those who run it
    CONTEST = "contest"  # units see their figures, and comment on them
    PUBLISHED = "published"  # frozen, and everybody's


class Act(StrEnum):
    COMPUTED = "computed"  # the clock's
    COMPUTE = "compute"  # once more, with the formula as it is now
    OPEN = "open"
    COMMENT = "comment"  # a head, until the date
    DECIDE = "decide"  # on a comment
    PUBLISH = "publish"  # after the date, when every comment has its reply


NEXT: Mapping[tuple[State, Act], State] = {
    (State.COMPUTING, Act.COMPUTED): State.DRAFT,
    (State.DRAFT, Act.COMPUTE): State.COMPUTING,
    (State.DRAFT, Act.OPEN): State.CONTEST,
    (State.CONTEST, Act.COMMENT): State.CONTEST,
    (State.CONTEST, Act.DECIDE): State.CONTEST,
    (State.CONTEST, Act.PUBLISH): State.PUBLISHED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A public file: where it lies, and what it must hash to."""

    name: str
    key: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Instants are UTC; `first` and `last` are local days.

    league         the formula as it was when the round was computed
    cases          key of the file of cases; empty until it is computed
    count          how many cases there are, excluded ones too
    contest_until  from then on nobody comments, and it may be published
    told           the heads of its units know that they may comment
    """

    tenant: str
    id: str
    first: date
    last: date
    league: League
    made_at: datetime
    author: str  # staff id
    survey: Survey | None = None
    state: State = State.COMPUTING
    cases: str = ""
    count: int = 0
    groups: Mapping[str, str] = field(default_factory=dict)  # unit → departments or localities
    contest_until: datetime | None = None
    told: bool = False
    published_at: datetime | None = None
    published_by: str = ""
    files: tuple[File, ...] = ()
    version: int = 0  # 0: never saved

    @property
    def due_at(self) -> datetime | None:
        """When the clock must look at it."""
        waits = self.state is State.COMPUTING or (self.state is State.CONTEST and not self.told)
        return self.made_at if waits else None

    def file(self, name: str) -> File | None:
        return next((one for one in self.files if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a unit says of its own figures, and what became of it. Instants are UTC.

    codes     petitions it is about
    accepted  None: nobody has replied yet
    excluded  code → why this unit's part in it does not count, for everybody to read
    """

    id: str
    unit: str
    by: str
    at: datetime
    text: str
    codes: tuple[str, ...] = ()
    accepted: bool | None = None
    reply: str = ""
    excluded: Mapping[str, str] = field(default_factory=dict)
    decided_by: str = ""
    decided_at: datetime | None = None


def after(round_: Round, act: Act) -> State:
    """raises  Conflict with what may be done now"""
    landing = NEXT.get((round_.state, act))
    if landing is None:
        raise Conflict("the league table is not in a state for this", state=round_.state, acts=acts(round_))
    return landing


def acts(round_: Round) -> list[str]:
    """What staff may do in its state; the clock's own act is not among them."""
    return [str(act) for state, act in NEXT if state is round_.state and act is not Act.COMPUTED]
