"""The way in: a `Bearer` header is a key of ours or a token of the issuer."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.access.key import PREFIX
from chalicelib.ticket.ticket import Actor


@dataclass(frozen=True)
class Entrance:
    """`by_key` takes a key as its holder writes it, `by_token` the whole header; `call` is the roll's."""

    by_key: Callable[[str], Actor]
    by_token: Callable[[str], Actor]
    call: Callable[[Actor], None]

    def actor(self, header: str) -> Actor:
        """Who comes with this `Authorization` header.

        raises  Unauthorised; Unavailable when the issuer cannot be asked
        """
        scheme, _, given = header.partition(" ")
        if scheme.lower() == "bearer" and given.startswith(PREFIX):
            return self.by_key(given)
        actor = self.by_token(header)
        self.call(actor)
        return actor
