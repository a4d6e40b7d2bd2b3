"""Did it arrive although nobody said so? Platforms know no key that stops a second copy: their echoes are asked."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from chalicelib.notice.letter import Letter
from chalicelib.notice.marks import mark_of
from chalicelib.notice.traces import Traces, below_post
from chalicelib.notice.visit import MAIL
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice
from chalicelib.ticket.ticket import Lane

SKEW = timedelta(minutes=1)  # between a platform's clock and ours
ALIKE = 25  # comments in the same words below one post that are looked at
MARK, TRACKING = "mark", "tracking"  # places that are none: our own mark stands for place and words
_MARKED = (Way.MESSENGER, Way.HUMAN_AGENT, Way.PRIVATE_REPLY, Way.UTILITY)


def proof(traces: Traces, notice: Notice, parts: Sequence[Letter], alias: str) -> str | None:
    """The platform's id of the next part of `notice`, if it has arrived by the way last tried; None: nothing shows it.

    notice  as its carrier got it
    parts   the letter for that way, whole
    alias   of whoever sits in the private chat
    """
    number = len(notice.supplier_ids)
    if number >= len(parts):
        return None
    for channel, account, where, text in _clues(notice, parts[number], number, len(parts), alias):
        message_id = traces.echoed(channel, account, where, text, notice.since - SKEW)
        known = traces.find(channel, account, message_id) if message_id else None
        if message_id and known in (None, (notice.parent, notice.id)) and message_id not in notice.supplier_ids:
            return message_id
    return None


def perhaps(traces: Traces, notice: Notice, parts: Sequence[Letter]) -> bool:
    """Whether the next part of an answer to a comment may be what the page has said elsewhere below that post.

    Facebook hangs an answer to a reply on the comment above it, and its echo names nobody: in the same words it may be
    this one, or that of another petition whose courier has not noted it yet.
    """
    number, origin = len(notice.supplier_ids), notice.origin
    if notice.lane != Way.COMMENT or origin is None or origin.lane is not Lane.COMMENT or number >= len(parts):
        return False
    channel, account, since = str(origin.channel), origin.account, (notice.tried_at or notice.since) - SKEW
    found = traces.repeated(channel, account, below_post(origin.ref), parts[number].body, since, ALIKE)
    return any(traces.find(channel, account, message_id) is None for message_id in found)


def proof_of_mail(traces: Traces, notice: Notice) -> str | None:
    """The id of an e-mail to staff that was taken although nobody said so."""
    return traces.echoed(*MAIL, MARK, str(mark_of(notice, 0, 1)), notice.since - SKEW)


def _clues(notice: Notice, part: Letter, number: int, total: int, alias: str) -> Iterator[tuple[str, str, str, str]]:
    """Channel, account, place and words under which an echo of the part would be kept."""
    assert notice.origin is not None
    channel, account = str(notice.origin.channel), notice.origin.account
    mark = str(mark_of(notice, number, total))
    if notice.lane in _MARKED:
        yield channel, account, MARK, mark
    elif notice.lane == Way.COMMENT:
        yield channel, account, notice.origin.ref, part.body
    elif notice.lane in (Way.ZALO, Way.ZALO_QUOTA):
        yield channel, account, alias, part.body
    elif notice.lane == Way.ZALO_TEMPLATE_UID:
        yield channel, account, alias, notice.code  # the platform writes the words: it repeats the code among them
    elif notice.lane == Way.ZALO_TEMPLATE_PHONE:
        yield channel, account, TRACKING, part.tracking
    elif notice.lane == Way.EMAIL:
        yield *MAIL, MARK, mark
