"""Does an attachment show an identity paper? Then only those who may see identities may see it."""

import re

from chalicelib.vietnamese import fold

IDENTITY_PAPER = "identity_paper"
# Without diacritics. The bare verb «chứng minh» (to prove) is in half of all petitions with a photo: it counts only
# beside the word for a paper.
_WORDS = re.compile(
    r"\b(?:cccd|can cuoc(?! vao)|cmnd|cmtnd|cmt|chung minh (?:thu|nhan dan|nd)|(?:giay|so|the|anh) chung minh(?! rang)"
    r"|ho chieu|passport|vneid)\b"
)
_FILE_NAME = re.compile(r"\b(?:chung minh|id card|idcard)\b")
_NARROW, _WIDE = 1.50, 1.66  # a card is 85.60 × 53.98 mm, 1.586; people cut photos by eye
_LARGEST = 2600  # pixels: whole photos of a camera are larger, what is cut out or sent by chat is smaller


def shows_paper(text: str, name: str, size: tuple[int, int]) -> bool:
    """True when the message or the file's name says so, or the picture has the proportions of a card.

    Rather one too many: a photo of 3:2 is kept from most eyes as well, until staff say that it shows no paper.
    One too few would show a citizen's card to everybody on the desk.

    text   of the message it came with; name  of the file; either with or without diacritics
    size   width and height in pixels; (0, 0) when unknown
    """
    named = fold(name)
    return bool(_WORDS.search(fold(text)) or _WORDS.search(named) or _FILE_NAME.search(named) or _like_a_card(size))


def _like_a_card(size: tuple[int, int]) -> bool:
    short, long = sorted(size)
    return short > 0 and long <= _LARGEST and _NARROW <= long / short <= _WIDE
