"""Files that staff attached to their words: each a message of its own after them, fetched by the platform from a link.

The words go first and never wait for a file; they name what belongs to them and where it lies. So a file that cannot be
sent takes nothing from anybody: it is skipped, or stands on the list of what failed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.notice.delivery import put_off, skipped
from chalicelib.notice.order import STEP
from chalicelib.notice.visit import Visit
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import ARRIVED, WAITING, Notice

COPIED_WITHIN = timedelta(hours=3)  # what our bucket does not have by then, it will not have
LOOK_AGAIN = timedelta(minutes=1)
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})  # what Facebook shows as pictures; others go as files
_SHOWN = {"video/mp4": "video", "video/quicktime": "video", "audio/mpeg": "audio", "audio/mp4": "audio"}
_CHATS = (Way.MESSENGER, Way.HUMAN_AGENT, Way.PRIVATE_REPLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """kind: image, video, audio or file. url: good for minutes, for whoever has it."""

    kind: str
    url: str


def kind_of(media_type: str) -> str:
    """What Messenger calls it."""
    return "image" if media_type in PICTURES else _SHOWN.get(media_type, "file")


def held_back(visit: Visit, now: datetime) -> Notice | None:
    """The notice of a file skipped or put off; None: it may go now.

    now  UTC
    """
    notice = visit.notice
    words = next((other for other in visit.beside if other.id == notice.facts["words"]), None)
    if words and words.state in WAITING:
        return put_off(notice, max(words.at, now) + STEP, "the words go first")
    if words is None or words.state not in ARRIVED or words.lane not in _CHATS:
        return skipped(notice, now, "the words did not go into this chat")
    if visit.file is None:
        return skipped(notice, now, "not to be shown any more")
    if not visit.file.key:
        late = now - notice.since > COPIED_WITHIN
        return skipped(notice, now, "no copy") if late else put_off(notice, now + LOOK_AGAIN, "not copied yet")
    return None
