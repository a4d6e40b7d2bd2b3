"""Photos from the pages, without JavaScript: a form sends one straight to the bucket, and the bucket leads the browser
to an address of ours, where it goes onto the petition as its sender's further message.

That address is signed and names the petition and the upload, so it is worth nothing for another of either. What the
bucket adds to it is not read. Used twice, it adds nothing; used too late, it wants the PIN, and the photo is not lost.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from chalicelib.errors import Conflict, NotFound
from chalicelib.intake.media import REFUSED
from chalicelib.intake.messages import Messages
from chalicelib.intake.uploads import Offer, Uploads
from chalicelib.ticket.code import read_code
from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act, Role, legal

TIME = timedelta(hours=1)  # from the PIN, or the receipt, to the last photo: people go out and take it first
_LEAST = timedelta(minutes=1)  # in which somebody may still send one
_SEAL = 16  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What an address of ours says: this upload may go onto that petition until then (aware, UTC)."""

    code: str
    upload: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A photo that went onto its petition; `kept` is false where its bytes were none we keep. `until` as in a pass."""

    ticket: Ticket
    kept: bool
    until: datetime


@dataclass(frozen=True)
class Photos:
    """public_url  where all can reach us: the bucket leads nowhere but to a whole address"""

    uploads: Uploads
    messages: Messages
    secret: Callable[[], bytes]
    public_url: str

    def offer(self, ticket: Ticket, until: datetime | None = None) -> Offer | None:
        """A form for one photo, to whoever has just proved to be the sender; nothing where no words are heard any more,
        or no time is left in which it could be sent.

        until  when what was proved ends; without it, TIME from now
        """
        now = self.uploads.now()
        until = until or now + TIME
        if until - now < _LEAST or Act.HEAR not in legal(ticket.status, Role.CITIZEN):
            return None

        def back(upload: str) -> str:
            return f"{self.public_url}/{ticket.tenant}/anh/{_written(self.secret(), ticket, upload, until)}"

        return self.uploads.offer_form(ticket.tenant, back, until)

    def read(self, slug: str, token: str) -> Pass:
        """raises  NotFound for another province's address, or one that is none of ours"""
        body, _, seal = token.rpartition(".")
        parts = body.split(".")
        ours = hmac.compare_digest(_seal(self.secret(), slug, body).encode(), seal.encode("utf-8", "replace"))
        if not ours or len(parts) != 3 or read_code(parts[0]) != parts[0]:
            raise NotFound("no such link")
        return Pass(code=parts[0], upload=parts[1], until=datetime.fromtimestamp(int(parts[2]), UTC))

    def take(self, slug: str, token: str) -> Taken:
        """Put the photo of an address onto its petition, once.

        raises  NotFound, Conflict when its time is over, Unprocessable when nothing lies there; as `Messages.attach`
        """
        given = self.read(slug, token)
        if self.uploads.now() > given.until and not self.messages.has(slug, given.code, _key(slug, given)):
            self.uploads.claimed(slug, (given.upload,))  # who is asked for the PIN is told that it lies there
            raise Conflict("the time for adding this photo has passed", until=given.until.isoformat())
        return self._attached(slug, given)

    def take_late(self, slug: str, code: str, token: str) -> Taken:
        """`take`, whatever the hour: for whoever has just given the PIN of the petition `code`.

        raises  as `take`; NotFound for an address of another petition
        """
        given = self.read(slug, token)
        if given.code != read_code(code):
            raise NotFound("no such link")
        return self._attached(slug, given)

    def _attached(self, slug: str, given: Pass) -> Taken:
        ticket, number = self.messages.attach(slug, given.code, given.upload, _key(slug, given))
        (photo,) = self.messages.tracking.tickets.event(slug, given.code, number).attachments
        return Taken(ticket=ticket, kept=not photo.media_type.startswith(REFUSED), until=given.until)


def _key(slug: str, given: Pass) -> str:
    return f"photo#{slug}#{given.upload}"


def _written(secret: bytes, ticket: Ticket, upload: str, until: datetime) -> str:
    body = f"{ticket.code}.{upload}.{int(until.timestamp())}"
    return f"{body}.{_seal(secret, ticket.tenant, body)}"


def _seal(secret: bytes, tenant: str, body: str) -> str:
    digest = hmac.new(secret, f"photo#{tenant}#{body}".encode("utf-8", "replace"), sha256).digest()
    return urlsafe_b64encode(digest[:_SEAL]).decode().rstrip("=")
