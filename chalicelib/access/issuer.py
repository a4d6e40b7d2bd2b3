"""The issuer's published keys (JWKS), by which the staff's tokens are checked."""

import time
from collections.abc import Callable
from typing import Any

import jwt

from chalicelib.errors import Unavailable

FRESH_FOR = 600  # seconds; so long a key the issuer has withdrawn still opens
KEPT = 3600  # seconds that keys stay good while the issuer cannot be asked: as long as a token lives
BREATH = 5  # seconds; while nobody can be let in, not every call waits for an issuer that is silent
PATIENCE = 30  # seconds; an issuer publishes a key long before it signs with it


def published_keys(
    url: str, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic, fresh_for: float = FRESH_FOR
) -> Callable[[str], Any]:
    """Finds the key a token names; asks the issuer again when a token names an unknown one.

    patience    seconds between two such questions: made-up names must not make us a burden to the issuer
    raises      what it returns: jwt.PyJWTError for a key that is not published; Unavailable when nobody can tell
    """
    keys = _Keys(url, patience, clock, fresh_for)
    return lambda token: keys.get_signing_key_from_jwt(token).key


class _Keys(jwt.PyJWKClient):
    """Without PyJWT's second cache: what is in it stays for ever, whatever the issuer withdraws."""

    def __init__(self, url: str, patience: float, clock: Callable[[], float], fresh_for: float) -> None:
        super().__init__(url, cache_keys=False, lifespan=fresh_for, timeout=3, cooldown_duration=patience)
        self._clock = clock
        self._last: tuple[float, jwt.PyJWKSet] | None = None
        self._not_before = clock()

    def get_jwk_set(self, refresh: bool = False) -> jwt.PyJWKSet:
        """From memory while that is fresh, and no later than KEPT after the issuer has last said it."""
        return super().get_jwk_set(refresh or self._too_old())

    def fetch_data(self) -> Any:
        """What the issuer publishes; while it cannot be asked, what it published last.

        raises  Unavailable
        """
        if self._clock() < self._not_before:
            raise Unavailable("the issuer of the tokens could not be asked a moment ago")
        try:
            found = jwt.PyJWKSet.from_dict(super().fetch_data())
        except (jwt.PyJWTError, ValueError, OSError) as error:
            return self._as_it_was(error)
        self._last = (self._clock(), found)
        return found

    def _as_it_was(self, error: Exception) -> jwt.PyJWKSet:
        """Asked no sooner again than if it had answered: else every call would wait for it."""
        if self._last is None or self._too_old():
            self._not_before = self._clock() + BREATH
            raise Unavailable("the issuer of the tokens cannot be asked") from error
        return self._last[1]

    def _too_old(self) -> bool:
        return self._last is not None and self._clock() - self._last[0] > KEPT
