"""How far a notice has come and where it may go from there: one table, and the pure steps along it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.errors import Conflict, SupplierError
from chalicelib.ticket.owed import Notice, State

LEASE = timedelta(minutes=2)  # longer than any send; after it another run takes over
TRIES = 10  # real attempts; what the platform puts off is none
RISKED = 4  # attempts of what may have arrived by each of them: then people decide
REASON = 1500  # characters
RETURNED = "returned"  # the mailbox had no room: another letter may be taken there, not this one

NEXT_STATES: Mapping[State, frozenset[State]] = {
    State.OWED: frozenset({State.OWED, State.SENDING, State.SENT, State.FAILED, State.SKIPPED}),  # SENT: a late echo
    State.SENDING: frozenset({State.SENDING, State.SENT, State.UNSURE, State.OWED, State.FAILED, State.SKIPPED}),
    State.UNSURE: frozenset({State.UNSURE, State.SENT, State.OWED, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.SEEN, State.OWED, State.FAILED}),  # back: an e-mail that bounced
    State.DELIVERED: frozenset({State.SEEN, State.OWED, State.FAILED}),  # a server may bounce what it had taken
    State.SEEN: frozenset(),
    State.FAILED: frozenset({State.OWED, State.SENT}),  # resent by staff; proved after all
    State.SKIPPED: frozenset(),
}


def step(notice: Notice, state: State, at: datetime, **fields: object) -> Notice:
    """`notice` in `state`; `at` is when it must be looked at again, or when it got there.

    raises  Conflict for a step that is not in NEXT_STATES
    """
    if state not in NEXT_STATES[notice.state]:
        raise Conflict("a notice cannot go there", state=notice.state, wanted=state)
    return replace(notice, state=state, at=at, **fields)  # type: ignore[arg-type]


def claimed(notice: Notice, way: str, now: datetime, reason: str, done: tuple[str, ...] = ()) -> Notice:
    """Before a carrier is asked: the notice is ours until the lease runs out. All ways of one round are one attempt.

    done  parts that have arrived by this way already
    """
    tries = notice.tries + (notice.state is not State.SENDING)
    return step(
        notice, State.SENDING, now + LEASE,
        lane=way, tries=tries, tried_at=now, supplier_ids=done, reason=reason[:REASON],
    )  # fmt: skip


def sent(notice: Notice, now: datetime) -> Notice:
    return step(notice, State.SENT, now)


def put_off(notice: Notice, until: datetime, reason: str, *, counted: bool = True) -> Notice:
    """Owed again at `until`; of what went before nothing is forgotten. Not `counted`: the account or the hour was in
    the way, not the message.
    """
    tries = notice.tries if counted or notice.state is not State.SENDING else notice.tries - 1
    kept = "; ".join(dict.fromkeys((*history(notice.reason), *filter(None, reason.split("; ")))))
    return step(notice, State.OWED, until, reason=kept[:REASON], tries=tries)


def unsure(notice: Notice, until: datetime, reason: str) -> Notice:
    """It may have arrived: an echo is waited for `until` then."""
    return step(notice, State.UNSURE, until, reason=reason[:REASON])


def failed(notice: Notice, now: datetime, reason: str) -> Notice:
    return step(notice, State.FAILED, now, reason=reason[:REASON])


def skipped(notice: Notice, now: datetime, reason: str) -> Notice:
    return step(notice, State.SKIPPED, now, reason=reason[:REASON])


def worn_out(notice: Notice) -> bool:
    """It was tried as often as it may be; what may be there already is not risked ten times."""
    return notice.tries >= TRIES or (notice.state is State.UNSURE and risked(notice.reason) >= RISKED)


def stumbled(notice: Notice, now: datetime, wait: timedelta) -> Notice:
    """It could not even be claimed: a crash of ours counts as an attempt."""
    if notice.tries + 1 >= TRIES:
        return failed(notice, now, f"{notice.reason}; crashes".removeprefix("; "))
    return step(notice, State.OWED, now + wait, tries=notice.tries + 1)


def proven(notice: Notice, message_id: str, total: int, now: datetime) -> Notice:
    """An echo has shown that the next part arrived, of `total`: it is sent, or its next part is owed at once."""
    have = (*notice.supplier_ids, message_id)
    state = State.SENT if len(have) >= total else State.OWED
    reason = f"{notice.reason}; proved by echo".removeprefix("; ")
    return step(notice, state, now, supplier_ids=have, reason=reason[:REASON])


def delivered(notice: Notice, message_id: str, at: datetime) -> Notice:
    """The platform says that `message_id` arrived. Only the last part counts, and nothing ever goes back."""
    if notice.state is not State.SENT or not _last(notice, message_id):
        return notice
    return step(notice, State.DELIVERED, notice.at, delivered_at=at)


def seen(notice: Notice, message_id: str, at: datetime) -> Notice:
    """The citizen opened `message_id`; what was seen has arrived."""
    if notice.state not in (State.SENT, State.DELIVERED) or not _last(notice, message_id):
        return notice
    return step(notice, State.SEEN, notice.at, delivered_at=notice.delivered_at or at, seen_at=at)


def bounced(notice: Notice, now: datetime, *, elsewhere: bool, why: str = "bounced") -> Notice:
    """The carrier took it and then gave it back. `elsewhere`: another way may reach the citizen."""
    if notice.state not in (State.SENT, State.DELIVERED):
        return notice
    fresh = replace(notice, supplier_ids=(), tried_at=None, delivered_at=None)
    if not elsewhere:
        return failed(fresh, now, why)
    reason = "; ".join((*history(notice.reason), f"{notice.lane}: {why}"))
    return step(fresh, State.OWED, now, lane="", tries=0, reason=reason)


def _last(notice: Notice, message_id: str) -> bool:
    return bool(notice.supplier_ids) and message_id in notice.supplier_ids[-1].split(",")


_KEPT = ("bounced", RETURNED, "unsure", "parts sent")


def history(reason: str) -> tuple[str, ...]:
    """Of a recorded reason, what must never be lost: that it went, or may have gone, by another lane before."""
    return tuple(entry for entry in reason.split("; ") if entry.endswith(_KEPT))


def risked(reason: str) -> int:
    """How many attempts, of which nobody knows whether they arrived."""
    return sum(entry.endswith("unsure") for entry in history(reason))


def was_returned(notice: Notice) -> bool:
    """A mailbox had no room for it."""
    return any(entry.endswith(RETURNED) for entry in history(notice.reason))


def why(error: SupplierError) -> str:
    number = error.facts.get("code")
    return f"{error.code} {number}" if number is not None else error.code
