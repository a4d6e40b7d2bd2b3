"""Tells words that say something from words that only greet, thank or agree."""

from chalicelib.vietnamese import fold

_PHRASES = (
    "xin chao", "chao", "chao ban", "chao ad", "chao admin", "hello", "hi", "alo", "a lo", "hey",
    "cam on", "xin cam on", "cam on nhieu", "thanks", "thank you", "tks",
    "ok", "oke", "okie", "okay", "vang", "da", "da vang", "uh", "um", "u", "duoc", "duoc roi", "tot", "tot qua",
    "hay qua", "tuyet voi", "like", "test", "thu", "co ai khong", "ad oi", "admin oi", "nhe", "nha", "a",
    "em", "anh", "chi", "ban", "ad", "admin", "minh", "toi", "chau", "bac", "co", "chu", "moi nguoi",
    "nhieu", "rat nhieu",
    "good", "yes", "no", "bye", "tam biet", "hen gap lai", "chuc mot ngay tot lanh", "start", "bat dau", "menu",
)  # fmt: skip
_LONGEST = max(len(phrase.split()) for phrase in _PHRASES)
_KNOWN = frozenset(_PHRASES)


def is_small_talk(text: str) -> bool:
    """True when every word of `text` belongs to a greeting, thanks or agreement, or it holds no letter at all."""
    if any(character.isalpha() and not fold(character) for character in text):
        return False  # another script: we cannot read it, so somebody must
    tokens = fold(text).split()
    if len(tokens) > 12:
        return False
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            if " ".join(tokens[at : at + size]) in _KNOWN:
                at += size
                break
        else:
            return False
    return True


def stars(text: str) -> int | None:
    """The rating a short answer means: «5», «4 sao», «5/5», «★★★★»; None when it is something else."""
    filled = text.count("★") or text.count("⭐")
    if filled and not fold(text):
        return min(filled, 5)
    tokens = fold(text).split()
    if not 1 <= len(tokens) <= 2 or tokens[0] not in {"1", "2", "3", "4", "5"}:
        return None
    return int(tokens[0]) if tokens[1:] in ([], ["sao"], ["diem"], ["5"], ["star"], ["stars"]) else None
