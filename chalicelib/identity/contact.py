"""A telephone number or an e-mail address as people type it → as the vault keeps it."""

import re
import unicodedata

_LABEL = re.compile(
    r"^(?:(?:số |so )?(?:điện thoại|dien thoai)|s?[đd]t|số|so|phone|tel|zalo|e-?mail|thư điện tử)"
    r"(?:\s+của tôi|\s+cua toi)?\s*[:=]?\s*(?:(?:là|la)\s)?\s*",
    re.IGNORECASE,
)
_FILLING = re.compile(r"[\s.,()\-–—/]+")
# Mobile numbers have nine digits after the 0, lines at home ten (the area code begins with 2).
_NUMBER = re.compile(r"(?:\+?84|0084|0)0?([35789]\d{8}|2\d{9})")
_ADDRESS = re.compile(
    r"[a-z0-9](?:[a-z0-9_%+-]|\.(?!\.)){0,62}(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}",
)
_LONGEST = 254  # characters of an address (RFC 5321); no number is longer


def phone_of(text: str) -> str:
    """The Vietnamese number that `text` is, as +84…; empty when it is anything more, or something else."""
    bare = _FILLING.sub("", _bare(text))
    found = _NUMBER.fullmatch(bare) if bare.isascii() else None
    return f"+84{found[1]}" if found else ""


def email_of(text: str) -> str:
    """The address that `text` is, in lower case; empty when it is anything more, or something else."""
    found = _ADDRESS.fullmatch(_bare(text).rstrip(".,;!").lower())
    return found[0] if found and len(found[0]) <= _LONGEST else ""


def _bare(text: str) -> str:
    """`text` without the space around it and a word that only announces what follows; too long: nothing."""
    whole = unicodedata.normalize("NFKC", text).strip()
    if len(whole) > _LONGEST + 40:
        return ""
    return _LABEL.sub("", whole).strip().removeprefix("mailto:")
