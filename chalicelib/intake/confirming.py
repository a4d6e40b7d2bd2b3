"""Whoever was drawn by lot says whether it is really solved: by a button, or in plain words, diacritics or not."""

import re
from typing import NamedTuple

from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.intake.scene import Scene
from chalicelib.ticket import sampled
from chalicelib.ticket.afterwards import may_reopen
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Lane, Ticket
from chalicelib.vietnamese import fold

# A whole clause, polite words aside: «có cái hố trước nhà tôi» begins like a yes and is a new matter.
_YES = frozenset({
    "co", "roi", "da roi", "xong", "xong roi", "da xong", "da xong roi", "co roi", "da giai quyet",
    "da giai quyet xong", "da giai quyet roi", "da duoc giai quyet", "giai quyet roi", "giai quyet xong roi",
    "da khac phuc", "da khac phuc xong", "yes", "solved", "done",
})  # fmt: skip
_NO = frozenset({
    "chua", "khong", "ko", "kg", "k", "hok", "chua dau", "chua he", "chua co gi", "chua thay gi", "chua thay ai",
    "chua lam gi", "no", "not yet", "not solved", "chua co", "khong he",
})  # fmt: skip
_POLITE = frozenset({
    "a", "ad", "admin", "anh", "ban", "bac", "chi", "chu", "da", "em", "nhe", "nha", "oi", "thua", "toi", "vang", "xin",
    "cam", "on",
})  # fmt: skip
_END_OF_CLAUSE = re.compile(r"[,.;:!\n–—]|\s-\s")


class Reply(NamedTuple):
    """`text`: the whole message, where it holds more than the reply."""

    solved: bool
    text: str = ""


def reply_of(heard: Inbound, ticket: Ticket) -> Reply | None:
    """The reply of a button `CONFIRM:<code>:<yes or no>:<event>`, or of private words, while `ticket` waits for one."""
    if not sampled.is_waited_for(ticket):
        return None
    if heard.heard is Heard.CHOICE:
        head, _, said, number = (*heard.payload.split(":"), "", "", "", "")[:4]
        ours = head == "CONFIRM" and number == str(ticket.sampled) and said in (sampled.YES, sampled.NO)
        return Reply(said == sampled.YES) if ours else None
    if heard.heard is not Heard.WORDS or heard.lane is not Lane.DIRECT or heard.attachments or "?" in heard.text:
        return None
    clause, *more = _END_OF_CLAUSE.split(heard.text.strip(), maxsplit=1)
    solved = _meant(fold(clause).split())
    rest = any(character.isalpha() for character in "".join(more))
    return None if solved is None else Reply(solved, heard.text if rest else "")


def _meant(tokens: list[str]) -> bool | None:
    """Polite words before and after it are taken off one by one: «dạ có» is a yes, and «đã xong» stays one."""
    while tokens:
        words = " ".join(tokens)
        if words in _YES | _NO:
            return words in _YES
        if tokens[-1] in _POLITE:
            tokens = tokens[:-1]
        elif tokens[0] in _POLITE:
            tokens = tokens[1:]
        else:
            return None
    return None


def confirmed(scene: Scene, ticket: Ticket, reply: Reply) -> Change:
    """The reply, written on the petition; whoever says that it is not solved is told how it is taken up again."""
    then, event = sampled.confirmed(
        scene.province, ticket, scene.citizen, scene.now, solved=reply.solved, text=reply.text
    )  # fmt: skip
    offered = {} if reply.solved or not may_reopen(scene.province, then) else {"reopen": "1"}
    thanks = to_citizen(scene.province, then, event, Purpose.CONFIRMED, human=False, **offered)
    return Change(before=ticket, ticket=then, events=(event,), notices=(thanks,), conversation=scene.talk)
