"""The letters a PDF carries with it, and what placing them needs to know. Made by infra/fonts/make.py."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "fonts"
THOUSAND = 1000  # measures are in thousandths of the size
_NOTHING = 0.01  # points: what adding up has lost
_INSTEAD = "?"  # for a letter the font has not
_UNSEEN = {"Cf", "Mn", "Me", "Sk"}  # marks on another letter, and what only steers how letters are set
_ALIKE = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\t": " ", "\n": " ", "\r": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """
    name     as it is called inside the PDF
    glyphs   letter → number of its picture; widths  letter → thousandths of the size
    box      left, bottom, right, top of everything there is
    """

    name: str
    ascent: int
    descent: int
    capitals: int
    box: tuple[int, ...]
    unknown: int
    glyphs: Mapping[str, int]
    widths: Mapping[str, int]
    data: bytes

    def written(self, text: str) -> str:
        """`text` in letters the font has, composed (NFC); a question mark for what it has not, if that can be seen."""
        composed = unicodedata.normalize("NFC", text).translate(_ALIKE)
        return "".join(letter if letter in self.glyphs else _instead(letter) for letter in composed)

    def width(self, text: str, size: float) -> float:
        """Points; of text as `written` gave it."""
        return sum(self.widths[letter] for letter in text) * size / THOUSAND

    def shown(self, text: str) -> str:
        """The numbers of its pictures, as PDF wants them between < and >."""
        return "".join(f"{self.glyphs[letter]:04x}" for letter in text)

    def letter_of(self) -> dict[int, str]:
        """Picture → letter: what a reader copies and searches. Of letters that look alike, the first."""
        found: dict[int, str] = {}
        for letter, glyph in self.glyphs.items():
            found.setdefault(glyph, letter)
        return found


def _instead(letter: str) -> str:
    return "" if unicodedata.category(letter) in _UNSEEN else _INSTEAD


@cache
def font(weight: str) -> Font:
    """regular or bold"""
    known = json.loads((HERE / f"{weight}.json").read_text("utf-8"))
    letters = known["letters"]
    return Font(
        name=known["name"],
        ascent=known["ascent"],
        descent=known["descent"],
        capitals=known["capitals"],
        box=tuple(known["box"]),
        unknown=known["unknown"],
        glyphs=dict(zip(letters, known["glyphs"], strict=True)),
        widths=dict(zip(letters, known["widths"], strict=True)),
        data=(HERE / f"{weight}.ttf").read_bytes(),
    )


def lines(font: Font, text: str, size: float, width: float) -> list[str]:
    """`text` broken at spaces into lines of at most `width` points; a word that is too long is cut. At least one line.

    A space that does not break (U+00A0) holds a number and its unit together.
    """
    found: list[str] = []
    line, room = "", 0.0  # what stands on the last line, and how many points are left of it
    for word in font.written(text).split(" "):
        if not word:
            continue
        first, *more = _pieces(font, word, size, width)
        wanted = font.width(f" {first}", size)
        if line and wanted <= room + _NOTHING:
            line, room = f"{line} {first}", room - wanted
        else:
            found += [line] if line else []
            line, room = first, width - font.width(first, size)
        for piece in more:
            found.append(line)
            line, room = piece, width - font.width(piece, size)
    return [*found, line]


def _pieces(font: Font, word: str, size: float, width: float) -> list[str]:
    """The word, or what of it fits on a line each."""
    pieces, start, line = [], 0, 0.0
    for at, letter in enumerate(word):
        line += font.width(letter, size)
        if line > width + _NOTHING and at > start:
            pieces.append(word[start:at])
            start, line = at, font.width(letter, size)
    return [*pieces, word[start:]]
