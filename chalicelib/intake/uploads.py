"""Photos and films from the web: sent straight to the bucket, claimed by id in a petition or message, then copied like
every other attachment: of a type we keep, scrubbed, and looked at for identity papers. What nobody claims goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib import schema
from chalicelib.errors import Refused, Unprocessable
from chalicelib.intake.media import FILE_LIMIT
from chalicelib.province.registry import Registry
from chalicelib.ticket.ticket import Attachment

TIME = timedelta(minutes=15)  # in which an upload must begin
_HERE = "upload:"  # begins the address of an upload, where others have https:
_UNSAID = "application/octet-stream"  # no browser shows it, whatever it is
_KINDS = {"photo": "image", "film": "video", "file": "file"}


class Room(Protocol):
    def offer(self, key: str, media_type: str, size: int, seconds: int, back: str = "") -> tuple[str, dict[str, str]]:
        """Where to POST a form of at most `size` bytes of file within `seconds`, and the fields it must have.

        back  the address to which a browser is led once the file lies there; without one it stays where it is
        """

    def has(self, key: str) -> bool:
        """raises TryAgain"""

    def read(self, key: str, limit: int) -> bytes:
        """raises  NotFound, TooLarge, TryAgain"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`fields` come before the field `file`, in this order. `expires_at` is aware, UTC."""

    id: str
    url: str
    fields: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class Uploads:
    room: Room
    provinces: Registry
    now: Callable[[], datetime]
    new_id: Callable[[], str]  # 32 hexadecimal digits that nobody guesses: whoever knows an id may claim the upload

    def offer(self, slug: str, body: Any, door: str = "intake/upload") -> Offer:
        """{"type": …, "size": bytes} → where to send it.

        door    the schema that says which types are taken: staff may send papers, too
        raises  NotFound, Unprocessable
        """
        self.provinces.get(slug)
        schema.check(door, body)
        media_type, size = body["type"], body["size"]
        kind = {"image": "photo", "video": "film"}.get(media_type.partition("/")[0], "file")
        upload = f"{kind}-{self.new_id()}"
        url, fields = self.room.offer(_key(slug, upload), media_type, size, int(TIME.total_seconds()))
        return Offer(id=upload, url=url, fields=fields, expires_at=self.now() + TIME)

    def offer_form(self, slug: str, back: Callable[[str], str], until: datetime) -> Offer:
        """Where a page of ours sends one photo until then, of any type and size we keep: no script says which it is.

        back  id of the upload → the address the browser is led to once the photo has arrived
        """
        upload, seconds = f"photo-{self.new_id()}", int((until - self.now()).total_seconds())
        url, fields = self.room.offer(_key(slug, upload), _UNSAID, FILE_LIMIT, seconds, back(upload))
        return Offer(id=upload, url=url, fields=fields, expires_at=until)

    def claimed(self, slug: str, ids: Sequence[str]) -> tuple[Attachment, ...]:
        """The uploads as attachments that are still to be copied.

        raises  Unprocessable naming every one that never arrived; TryAgain
        """
        faults = [
            {"pointer": f"/uploads/{place}", "message": "no such upload, or it never arrived"}
            for place, upload in enumerate(ids)
            if not self.room.has(_key(slug, upload))
        ]
        if faults:
            raise Unprocessable("there are no such uploads", faults=faults)
        return tuple(
            Attachment(kind=_KINDS[upload.partition("-")[0]], url=f"{_HERE}{_key(slug, upload)}") for upload in ids
        )


def is_upload(url: str) -> bool:
    return url.startswith(_HERE)


def fetched(room: Room, url: str, limit: int) -> tuple[bytes, str]:
    """The bytes of an upload by its address; the declared type is not asked for: the bytes say what they are.

    raises  Refused when it is gone; TooLarge, TryAgain
    """
    key = url.removeprefix(_HERE)
    if not room.has(key):
        raise Refused("this upload is gone", reason="gone")
    return room.read(key, limit), ""


def _key(slug: str, upload: str) -> str:
    return f"uploads/{slug}/{upload}"
