"""Files officers attach to what they say: offered an upload, claimed by the act, copied as every attachment is."""

from collections.abc import Callable, Mapping, Sequence

from chalicelib.errors import Unprocessable
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.ticket import Attachment, Ticket

Uploads = Sequence[Mapping[str, str]]  # {"id": …, "name": …}; the name may be missing
Bringing = Callable[[Ticket, Uploads, str], tuple[tuple[Attachment, ...], tuple[Errand, ...]]]


def nothing(_: Ticket, uploads: Uploads, __: str) -> tuple[tuple[Attachment, ...], tuple[Errand, ...]]:
    """Where there is no bucket, nothing can be attached; it is said, not dropped.

    raises  Unprocessable
    """
    if uploads:
        fault = {"pointer": "/uploads", "message": "no such upload, or it never arrived"}
        raise Unprocessable("there are no such uploads", faults=[fault])
    return (), ()
