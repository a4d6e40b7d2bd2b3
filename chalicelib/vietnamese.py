"""Vietnamese text as people really type it: composed, decomposed, or without any diacritics."""

import re
import unicodedata
from collections.abc import Iterator

_GAPS = re.compile(r"[^0-9a-z]+")
_SPACES = re.compile(r"[ \t]+")
_CONTROLS = dict.fromkeys(i for i in range(32) if chr(i) not in "\n\t")
_SIGNS = str.maketrans({
    "–": "-", "—": "-", "‑": "-", "•": "-", "…": "...", "«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'",
    "`": "'", "×": "x", "₫": "d",
})  # fmt: skip
_TWICE = set("^{}\\[]~|")  # of the seven-bit letters of telephones these take the room of two
# Not after the number of a list, nor after TP., P., Q., X., H., Đ., TX., TT., TS.: a name goes on there.
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])(?<!\b\d\.)(?<!\b[PQXHĐ]\.)(?<!\bT[PXTS]\.)(?<!\bTp\.)[^\S\n]+|\n\s*")
# What belongs to the emoji before it: joiner, presentation, frame of a key, tone of skin, a region's flag spelled out.
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3") | set(map(chr, (*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))))
_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))  # letters of which two and two are one flag


def clean(text: str) -> str:
    """`text` in NFC without control characters and trailing space; line breaks stay."""
    whole = text.encode("utf-8", "replace").decode()  # half a character cannot be stored or sent
    return _SPACES.sub(" ", unicodedata.normalize("NFC", whole).translate(_CONTROLS)).strip()


def fold(text: str) -> str:
    """Lower case, no diacritics, words separated by one space: «Đường Hạ Long» → «duong ha long»."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return _GAPS.sub(" ", letters.replace("đ", "d")).strip()


def excerpt(text: str, size: int = 140) -> str:
    """The first words of `text`, at most `size` characters, on one line."""
    line = " ".join(text.split())
    if len(line) <= size:
        return line
    return line[: size - 1].rsplit(" ", 1)[0] + "…"


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        yield text[start : gap.end()]
        start = gap.end()
    yield text[start:]


def _whole(word: str, limit: int) -> int:
    """Where a word of more than `limit` characters may be cut without tearing a letter or an emoji."""
    for cut in range(limit, 0, -1):
        here, before = word[cut], word[cut - 1]
        torn = unicodedata.combining(here) or here in _JOINERS or before == "\u200d" or _half_a_flag(word, cut)
        if not torn:
            return cut
    return limit


def _half_a_flag(word: str, cut: int) -> bool:
    if word[cut] not in _FLAGS:
        return False
    letters = next((i for i in range(cut) if word[cut - 1 - i] not in _FLAGS), cut)
    return letters % 2 == 1


def parts(text: str, limit: int) -> list[str]:
    """`text` cut into pieces of at most `limit` characters, at sentence ends where possible, then at words.

    Facebook and Zalo take 2,000 characters a message; nothing may be lost between two pieces but white space.
    """
    done: list[str] = []
    current = ""
    for piece in _pieces(text):
        if len(current) + len(piece) <= limit:
            current += piece
            continue
        if current.strip():
            done.append(current.strip())
        while len(piece) > limit:
            cut = piece.rfind(" ", 1, limit + 1)
            cut = _whole(piece, limit) if cut <= 0 else cut
            done.append(piece[:cut].strip())
            piece = piece[cut:].lstrip()
        current = piece
    if current.strip():
        done.append(current.strip())
    return done


def plain(text: str) -> str:
    """`text` in letters that every telephone knows and no network replaces; case, digits and punctuation stay."""
    return "".join(map(_plain, text.translate(_SIGNS)))


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character == "\n" else " "
    if unicodedata.combining(character):
        return ""
    bare = fold(character) or " "
    return bare.upper() if character.isupper() else bare


def sms_parts(text: str) -> int:
    """How many text messages carry `text`, which is `plain`: of 160 letters one, of 153 each when they are joined."""
    sizes = [2 if character in _TWICE else 1 for character in text]
    if sum(sizes) <= 160:
        return 1
    done, room = 1, 153
    for size in sizes:
        if size > room:
            done, room = done + 1, 153
        room -= size
    return done
