"""A token that was renewed elsewhere while we held the old one is read again before anybody is told of trouble."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from chalicelib.errors import Expired, Stopped

T = TypeVar("T")


@dataclass(frozen=True)
class Vouchers:
    """Secrets by name, and how to forget one that turned out to be old."""

    get: Callable[[str], Mapping[str, Any]]
    forget: Callable[[str], None]

    def used(self, name: str, call: Callable[[Mapping[str, Any]], T]) -> T:
        """`call` with the token kept under `name`; once more with a newer one, if there is one after a refusal.

        raises  what `call` raises
        """
        token = self.get(name)
        try:
            return call(token)
        except (Expired, Stopped):
            self.forget(name)
            fresh = self.get(name)
            if fresh["access_token"] == token["access_token"]:
                raise
        return call(fresh)
