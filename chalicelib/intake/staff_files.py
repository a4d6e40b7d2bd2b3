"""Files of officers come in as those of citizens do: claimed, of a type we keep, scrubbed, looked at for papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import Unprocessable
from chalicelib.intake.media import REFUSED, Media
from chalicelib.intake.uploads import Offer, Uploads
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.ticket import Attachment, Ticket
from chalicelib.vietnamese import clean

DOOR = "desk/upload"


@dataclass(frozen=True)
class StaffFiles:
    uploads: Uploads
    media: Media

    def offer(self, slug: str, body: Any) -> Offer:
        """{"type": …, "size": bytes} → where to send it.

        raises  NotFound, Unprocessable
        """
        return self.uploads.offer(slug, body, DOOR)

    def brought(
        self, ticket: Ticket, wanted: Sequence[Mapping[str, str]], text: str
    ) -> tuple[tuple[Attachment, ...], tuple[Errand, ...]]:
        """What the next event of `ticket` holds of these uploads, and what of it is still to be copied.

        wanted  {"id": …, "name": …}; the name may be missing
        raises  Unprocessable naming every one that never arrived or is not kept; TryAgain
        """
        if not wanted:
            return (), ()
        found = self.uploads.claimed(ticket.tenant, [each["id"] for each in wanted])
        named = tuple(replace(file, name=clean(each.get("name", ""))) for file, each in zip(found, wanted, strict=True))
        kept, errands = self.media.copied(ticket.tenant, ticket.code, ticket.events + 1, named, text)
        _none_refused(kept)
        return kept, errands


def _none_refused(kept: Sequence[Attachment]) -> None:
    """An officer is there to send another file: nothing is said with one that nobody can open.

    raises  Unprocessable naming every file that is not of a type we keep, or is broken
    """
    faults = [
        {"pointer": f"/uploads/{place}", "message": "this file is not kept: it is broken, or of a type we do not keep"}
        for place, file in enumerate(kept)
        if file.media_type.startswith(REFUSED)
    ]
    if faults:
        raise Unprocessable("a file was refused", faults=faults)
