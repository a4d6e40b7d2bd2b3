"""A content post as a frozen value, the one table of its life, and its copies, one a page or OA."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.errors import IllegalMove


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"  # goes out at once
    SCHEDULED = "scheduled"  # goes out at its time
    PUBLISHED = "published"  # on every account it was meant for
    FAILED = "failed"  # on some account it is not, and no more is tried
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    SCHEDULE = "schedule"  # an approval before the time it is meant for
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RESEND = "resend"
    SUCCEED = "succeed"  # the clock's: every copy is out
    FAIL = "fail"  # the clock's: no copy is on its way, and one is not out


NEXT: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.EDIT): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.SUBMITTED, Step.SCHEDULE): State.SCHEDULED,
    (State.SUBMITTED, Step.REJECT): State.DRAFT,
    (State.SUBMITTED, Step.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Step.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Step.SUCCEED): State.PUBLISHED,
    (State.APPROVED, Step.FAIL): State.FAILED,
    (State.SCHEDULED, Step.WITHDRAW): State.WITHDRAWN,
    (State.SCHEDULED, Step.SUCCEED): State.PUBLISHED,
    (State.SCHEDULED, Step.FAIL): State.FAILED,
    (State.FAILED, Step.RESEND): State.APPROVED,
    (State.FAILED, Step.WITHDRAW): State.WITHDRAWN,
}
GOING_OUT = (State.APPROVED, State.SCHEDULED)


def after(state: State, step: Step) -> State:
    """raises  IllegalMove naming the steps that are legal now"""
    try:
        return NEXT[state, step]
    except KeyError:
        legal = [str(one) for held, one in NEXT if held is state and one not in (Step.SUCCEED, Step.FAIL)]
        raise IllegalMove("the post is not in a state for this", acts=legal, status=str(state)) from None


class Sent(StrEnum):
    """How far a copy has come."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed; after its `at` whoever claimed it is dead, and it may be out
    UNSURE = "unsure"  # it may be out: looked for on the page at `at`
    PUBLISHED = "published"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The post on one account. `since`: the first try of which nobody knows what became of it; UTC, as all instants."""

    channel: str
    account: str
    state: Sent = Sent.WAITING
    at: datetime | None = None  # when it must be looked at again
    id: str = ""  # the platform's
    tries: int = 0
    since: datetime | None = None
    why: str = ""  # of the last failure: a code and the platform's number


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo in our bucket."""

    key: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """`author` wrote it, `editor` changed it last; who approves is neither. `topic` is a category of the province."""

    tenant: str
    id: str  # sorts by the time it was made
    unit: str
    title: str
    text: str
    author: str
    editor: str
    created_at: datetime
    copies: tuple[Copy, ...]
    links: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    source: str = "local"  # or central: whose policy it tells of
    topic: str = ""
    procedure: str = ""  # code of the administrative procedure it explains
    at: datetime | None = None  # not before
    state: State = State.DRAFT
    reason: str = ""  # why it was rejected last
    approver: str = ""
    decided_at: datetime | None = None
    published_at: datetime | None = None  # the first copy
    daily: bool = False
    version: int = 0  # 0: never saved

    @property
    def due(self) -> datetime | None:
        """When the publisher must look at it; None: never."""
        if self.state not in GOING_OUT:
            return None
        return min((copy.at for copy in self.copies if copy.at), default=None)

    @property
    def words(self) -> str:
        """Title, text and links, as a page shows them."""
        return "\n\n".join(filter(None, (self.title, self.text, "\n".join(self.links))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the platform last said of a copy; None for what it does not tell."""

    at: datetime
    reactions: int | None = None
    comments: int | None = None
    shares: int | None = None
    reach: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A copy that is out, by its platform id: what is heard below it is known by this, and figures count it."""

    tenant: str
    channel: str
    account: str
    id: str
    post: str
    unit: str
    topic: str
    procedure: str
    day: date  # local, on which it went out
    published_at: datetime
    reading: Reading | None = None
    read_at: datetime | None = None  # when it is read next


def approved(post: Post, by: str, now: datetime) -> Post:
    """Ready to go out: at once, or at its time."""
    later = post.at is not None and post.at > now
    state = after(post.state, Step.SCHEDULE if later else Step.APPROVE)
    at = post.at if later else now
    copies = tuple(replace(copy, at=at) for copy in post.copies)
    return replace(post, state=state, approver=by, decided_at=now, copies=copies, reason="")


def resent(post: Post, now: datetime) -> Post:
    """What failed is tried again; a copy that may be out is looked for first, since its `since` stays."""
    copies = tuple(
        replace(copy, state=Sent.WAITING, at=now, tries=0) if copy.state is Sent.FAILED else copy
        for copy in post.copies
    )
    return replace(post, state=after(post.state, Step.RESEND), copies=copies)


def with_copy(post: Post, place: int, copy: Copy, now: datetime) -> Post:
    """`post` with its copy number `place` as it is now; the state follows when nothing is on its way any more."""
    copies = (*post.copies[:place], copy, *post.copies[place + 1 :])
    published_at = post.published_at or (now if copy.state is Sent.PUBLISHED else None)
    moved = replace(post, copies=copies, published_at=published_at)
    if any(one.at for one in copies):
        return moved
    done = all(one.state is Sent.PUBLISHED for one in copies)
    return replace(moved, state=after(post.state, Step.SUCCEED if done else Step.FAIL))
