"""Cursors: where a list goes on, in words only we read; bound to the tenant and the question they were given for.

A cursor holds the place of the last row that was read, never a number of rows: so it survives writes. That row may be
one the caller is not shown, so its place is enciphered: SIV (RFC 5297) with HMAC-SHA256, from the key of the stage.
Whatever a place says, it keeps nobody out: whoever reads one builds the keys anew from the caller's own tenant.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from itertools import count, islice

from chalicelib.errors import BadInput

LONGEST = 1000  # characters
TAG = 16  # bytes
_KEY: list[Callable[[], bytes]] = [bytes]


def keyed(key: Callable[[], bytes]) -> None:
    """Whose cursors these are; until then, in tests and at a desk, anybody's."""
    _KEY[0] = key


def sealed(place: Mapping[str, str], *question: object) -> str:
    """The cursor of `place` in the list that `question` (tenant first) asks for."""
    text = json.dumps(dict(place), ensure_ascii=False, separators=(",", ":")).encode()
    tag = _tag(question, text)
    return urlsafe_b64encode(tag + _ciphered(tag, text)).decode().rstrip("=")


def opened(cursor: str, names: Collection[str], *question: object) -> dict[str, str]:
    """The place in a cursor: texts with exactly these names.

    raises  BadInput for what is none of ours, and for another tenant's or another question's
    """
    refusal = BadInput("no such cursor", faults=[{"pointer": "?cursor", "message": "begin again without a cursor"}])
    try:
        if len(cursor) > LONGEST:
            raise refusal
        held = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        tag, text = held[:TAG], _ciphered(held[:TAG], held[TAG:])
        if not hmac.compare_digest(tag, _tag(question, text)):
            raise refusal
        place = json.loads(text)
        if set(place) == set(names) and all(isinstance(value, str) for value in place.values()):
            return {str(name): value for name, value in place.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise refusal from error
    raise refusal


def _tag(question: tuple[object, ...], text: bytes) -> bytes:
    """What proves a place is ours and of this question; the vector of its cipher, too."""
    asked = sha256(json.dumps(question, ensure_ascii=False, default=str).encode()).digest()
    return hmac.digest(_KEY[0](), b"cursor-tag#" + asked + text, "sha256")[:TAG]


def _ciphered(tag: bytes, text: bytes) -> bytes:
    """`text` enciphered, or deciphered, which is the same."""
    key = _KEY[0]()
    blocks = (hmac.digest(key, b"cursor-text#" + tag + number.to_bytes(4, "big"), "sha256") for number in count())
    stream = b"".join(islice(blocks, -(-len(text) // 32)))
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))
