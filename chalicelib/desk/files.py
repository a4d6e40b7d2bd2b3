"""Files officers attach to what they say: offered an upload, claimed by the act, copied as every attachment is.

Those of words to the citizen follow the words: named in them, and each sent after them where the platform carries it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from chalicelib.errors import Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.owed import PUBLIC, Notice, Purpose
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Attachment, Channel, Event, Ticket

Uploads = Sequence[Mapping[str, str]]  # {"id": …, "name": …}; the name may be missing
_AFTER = timedelta(milliseconds=1)  # the words: what was owed first goes first
Bringing = Callable[[Ticket, Uploads, str], tuple[tuple[Attachment, ...], tuple[Errand, ...]]]


def nothing(_: Ticket, uploads: Uploads, __: str) -> tuple[tuple[Attachment, ...], tuple[Errand, ...]]:
    """Where there is no bucket, nothing can be attached; it is said, not dropped.

    raises  Unprocessable
    """
    if uploads:
        fault = {"pointer": "/uploads", "message": "no such upload, or it never arrived"}
        raise Unprocessable("there are no such uploads", faults=[fault])
    return (), ()


def enclosed(province: Province, ticket: Ticket, event: Event, words: Sequence[Notice]) -> Iterator[Notice]:
    """One notice a file, to whoever is told `words` in a Messenger chat: there files are messages of their own.

    Zalo takes files only after an upload of its own, e-mail and text messages carry the link: nothing is owed there.
    """
    private = next((notice for notice in words if notice.side != PUBLIC), None)
    if private is None or ticket.origin.channel is not Channel.FACEBOOK:
        return
    for index in range(len(event.attachments)):
        notice = to_citizen(
            province, ticket, event, Purpose.FILE, human=True, side=private.side, index=str(index), words=private.id
        )
        at = event.at + _AFTER
        yield replace(notice, id=f"{notice.id}#{index}", since=at, at=at)
