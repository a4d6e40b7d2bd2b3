"""The webhook doors: size, signature over the raw bytes, enqueue, done. Nothing else happens while a platform waits."""

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib import observe
from chalicelib.channel.signature import verify_facebook, verify_zalo
from chalicelib.channel.split import ROOM, Piece, facebook_pieces, zalo_pieces
from chalicelib.errors import Forbidden, NotFound, TooLarge

# A POST of Facebook's may hold 1,000 updates: 4 MiB leaves each 4 KiB. Answering 413 would lose them all.
FACEBOOK_LIMIT = 4 * 1024 * 1024
ZALO_LIMIT = 256 * 1024
LONGEST_NAME = 60  # characters
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Queue(Protocol):
    def send(self, pieces: Iterable[Piece]) -> None:
        """Keep every piece.

        raises  Unavailable when one could not be kept
        """


@dataclass(frozen=True)
class Door:
    secrets: Callable[[str], dict[str, Any]]
    queue: Queue

    def challenge(self, app: str, mode: str, token: str, challenge: str) -> str:
        """The word Facebook wants back when a webhook URL is saved.

        raises  Forbidden when the verify token is not ours; NotFound for an unknown app
        """
        _named(app)
        ours = str(self.secrets(f"facebook/app/{app}").get("verify_token") or "")
        right = ours and hmac.compare_digest(ours.encode(), token.encode())
        if mode != "subscribe" or not right or not _CHALLENGE.fullmatch(challenge):
            raise Forbidden("verify token does not match")
        return challenge

    def facebook(self, app: str, body: bytes, signature: str) -> int:
        """Take a POST of Facebook's; returns how many updates were kept.

        raises  NotFound, TooLarge, Unauthorised, BadInput, Unavailable
        """
        _named(app)
        _fits(len(body), FACEBOOK_LIMIT)
        verify_facebook(body, signature, _both(self.secrets(f"facebook/app/{app}")["app_secret"]))
        return self._keep("facebook", app, facebook_pieces(app, body))

    def zalo(self, app: str, body: bytes, signature: str) -> int:
        """Take a POST of Zalo's; returns how many events were kept.

        The unsigned `{}` that Zalo's console posts when the URL is saved is answered and nothing is done.
        raises  NotFound, TooLarge, Unauthorised, BadInput, Unavailable
        """
        _named(app)
        _fits(len(body), ZALO_LIMIT)
        if body.strip() == b"{}":
            return 0
        secret = self.secrets(f"zalo/app/{app}")
        verify_zalo(body, signature, secret["app_id"], _both(secret["oa_secret_key"]))
        return self._keep("zalo", app, zalo_pieces(app, body))

    def _keep(self, channel: str, app: str, pieces: list[Piece]) -> int:
        for piece in pieces:
            _fits(piece.size, ROOM)
        self.queue.send(pieces)
        observe.line("updates kept", channel=channel, app=app, number=len(pieces))
        return len(pieces)


def _named(app: str) -> None:
    """raises  NotFound for what can be no name of an app of ours"""
    if len(app) > LONGEST_NAME:
        raise NotFound("no such secret")


def _both(secret: dict[str, Any]) -> list[str]:
    return [str(secret[age]) for age in ("current", "previous") if secret.get(age)]


def _fits(size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(f"at most {limit} bytes", limit=limit)
