"""How far a notice has come: what an echo proves, what follows an answer. Pure."""

from dataclasses import replace
from datetime import datetime

from chalicelib.errors import SupplierError
from chalicelib.ticket.owed import Notice, Purpose, State
from chalicelib.ticket.ticket import Lane


def next_part(notice: Notice, proof: str) -> bool:
    """True when `proof` (number|total|message ids) is of the part that is to be sent next."""
    number, _, rest = proof.partition("|")
    return number == str(len(notice.supplier_ids)) and rest.partition("|")[0].isdecimal()


def proven(notice: Notice, proof: str, now: datetime) -> Notice:
    """`notice` once the echo has shown that its next part arrived."""
    number, total, message_ids = proof.split("|")
    return replace(
        notice,
        state=State.SENT if int(number) + 1 == int(total) else State.OWED,
        supplier_ids=(*notice.supplier_ids, message_ids),
        at=now,
        echo="",
        reason="proved by echo",
    )


def why(error: SupplierError) -> str:
    number = error.facts.get("code")
    return f"{error.code} {number}" if number is not None else error.code


def follow_up_of(notice: Notice, now: datetime) -> Notice | None:
    """Once the answer has arrived in a private chat, the citizen is asked to rate it."""
    if (
        notice.state is not State.SENT
        or notice.purpose is not Purpose.ANSWER
        or notice.origin is None
        or notice.origin.lane is not Lane.DIRECT
    ):
        return None
    return replace(
        notice,
        id=notice.id.replace(f"#{Purpose.ANSWER}#", f"#{Purpose.RATING}#"),
        purpose=Purpose.RATING,
        human=False,
        since=now,
        at=now,
        state=State.OWED,
        tries=0,
        lane="",
        reason="",
        supplier_ids=(),
        revision=0,
    )
