"""Tracking codes: readable, hard to guess, hard to mistype, and derived from the message that opened the ticket."""

import hmac
from hashlib import sha256

# Crockford's base 32: no I, L, O, U, so that a code read over the telephone arrives.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 11
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")  # as they are read out
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def _check_character(body: str) -> str:
    """Luhn's sum over 32 characters: catches every single slip and nearly every swap of neighbours."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def ticket_code(prefix: str, message_key: str, attempt: int = 0) -> str:
    """The code of the ticket that the message `message_key` opens, such as QN-7K3F-9XM2-4DTC.

    The same message gives the same code, so a second delivery meets the first ticket instead of opening another.
    attempt  raised when another message already holds the code (55 bits: about 1 in 10^5 at a million tickets)
    """
    digest = int.from_bytes(sha256(f"{message_key}#{attempt}".encode()).digest()[:8], "big")
    body = "".join(ALPHABET[digest >> 5 * i & 31] for i in range(LENGTH))
    full = body + _check_character(body)
    return f"{prefix}-{full[:4]}-{full[4:8]}-{full[8:]}"


def read_code(typed: str) -> str | None:
    """The code a person meant (case, spaces, O for 0 forgiven), or None when it cannot be one."""
    letters = "".join(c for c in typed.upper() if c.isalnum())
    prefix, body = letters[: -LENGTH - 1], letters[-LENGTH - 1 :].translate(_MISREAD)
    if not prefix.isalpha() or len(body) != LENGTH + 1 or any(c not in ALPHABET for c in body):
        return None
    if _check_character(body[:-1]) != body[-1]:
        return None
    return f"{prefix}-{body[:4]}-{body[4:8]}-{body[8:]}"


def pin(secret: bytes, tenant: str, code: str) -> str:
    """The second factor that goes with a code: six digits only we can derive, so nothing need be stored."""
    digest = hmac.new(secret, f"pin#{tenant}#{code}".encode(), sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def aloud(code: str) -> str:
    """A code or a PIN as it is read out: digit by digit in Vietnamese, a pause where it has a dash."""
    parts = (
        ", ".join(_DIGITS[int(each)] if each in "0123456789" else each for each in part) for part in code.split("-")
    )
    return "; ".join(parts)
