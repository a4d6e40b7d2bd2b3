"""A round: which units are judged, by which questions, by whom and when; and its whole life as one table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.errors import Conflict


class State(StrEnum):
    DRAFT = "draft"  # nobody has seen it: everything may change
    OPEN = "open"  # questions, units and dates are fixed; people are invited and answer
    CLOSED = "closed"
    PUBLISHED = "published"  # its figures are frozen, and everybody's


class Act(StrEnum):
    CHANGE = "change"
    OPEN = "open"
    CLOSE = "close"  # before its time, by staff; else by the clock
    PUBLISH = "publish"


NEXT: Mapping[tuple[State, Act], State] = {
    (State.DRAFT, Act.CHANGE): State.DRAFT,
    (State.DRAFT, Act.OPEN): State.OPEN,
    (State.OPEN, Act.CLOSE): State.CLOSED,
    (State.CLOSED, Act.PUBLISH): State.PUBLISHED,
}


class Kind(StrEnum):
    SCALE = "scale"  # 1 to 5
    YES_NO = "yes_no"
    ONE = "one"  # of its options
    SEVERAL = "several"
    TEXT = "text"


class Audience(StrEnum):
    """Who may answer; each proves it by an invitation, or by code and PIN."""

    PETITIONERS = "petitioners"  # whose petition one of the units answered
    BUSINESSES = "businesses"  # of these, those who wrote as a business
    APPLICANTS = "applicants"  # with a dossier at one of the units
    MEMBERS = "members"  # of an association, which hands out single-use links


class Group(StrEnum):
    DEPARTMENTS = "departments"
    LOCALITIES = "localities"


class Step(StrEnum):
    """What the clock does next in an open round."""

    INVITE = "invite"
    REMIND = "remind"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    vi: str
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    id: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str
    kind: Kind
    words: Words
    options: tuple[Option, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Instants are UTC; `invite_from` and `invite_to` are local days on which a petition must have been answered.

    minimum    results of fewer answers than this are withheld
    satisfied  from this point of the scale on somebody is satisfied
    place      how far `step` has come: the day and the key of the last entry of the timeline that was looked at
    """

    tenant: str
    id: str
    title: Words
    intro: Words
    opens_at: datetime
    closes_at: datetime
    units: Mapping[str, Group]
    questions: tuple[Question, ...]
    audience: tuple[Audience, ...]
    channels: tuple[str, ...] = ()  # over which people are invited; empty: all
    invite_from: date | None = None  # None: nobody is invited by us
    invite_to: date | None = None
    remind_at: datetime | None = None
    minimum: int = 5
    satisfied: int = 4
    state: State = State.DRAFT
    step: Step | None = None
    place: str = ""
    author: str = ""  # staff id
    version: int = 0  # 0: never saved

    @property
    def next_at(self) -> datetime | None:
        """When the clock must look at it."""
        moments = {Step.INVITE: self.opens_at, Step.REMIND: self.remind_at, Step.CLOSE: self.closes_at}
        return moments[self.step] if self.step else None

    def takes(self, now: datetime) -> bool:
        """True while it is answered."""
        return self.state is State.OPEN and self.opens_at <= now < self.closes_at

    def question(self, question_id: str) -> Question | None:
        return next((each for each in self.questions if each.id == question_id), None)


def after(round_: Round, act: Act) -> State:
    """raises  Conflict with what may be done now"""
    landing = NEXT.get((round_.state, act))
    if landing is None:
        legal = [str(each) for state, each in NEXT if state is round_.state]
        raise Conflict("the round is not in a state for this", state=round_.state, acts=legal)
    return landing


def opened(round_: Round, now: datetime) -> Round:
    """raises  Conflict when it is no draft, or over before it begins"""
    state = after(round_, Act.OPEN)
    if round_.closes_at <= now:
        raise Conflict("the round would be over before it begins")
    first = Step.INVITE if round_.invite_from else Step.CLOSE
    return replace(round_, state=state, step=first, place="", version=round_.version + 1)


def closed(round_: Round) -> Round:
    """raises  Conflict when it is not open"""
    return replace(round_, state=after(round_, Act.CLOSE), step=None, place="", version=round_.version + 1)


def stepped(round_: Round) -> Round:
    """`round_` at its next step: those who were invited are reminded, if anybody is, then it ends."""
    following = Step.REMIND if round_.step is Step.INVITE and round_.remind_at else Step.CLOSE
    return replace(round_, step=following, place="", version=round_.version + 1)
