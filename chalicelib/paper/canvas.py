"""Pages of a PDF while they fill: what is drawn where, from the top down. Points of 1/72 inch."""

from dataclasses import dataclass, field

import pydyf

from chalicelib.paper.font import Font, font, lines
from chalicelib.paper.paper import Align

SHORT, LONG = 595.28, 841.89  # A4
MARGIN = 2 / 2.54 * 72  # two centimetres
_FOOT = 8.0  # size of the page's number
DARK, GREY, BLUE = 0.1, 0.35, (0.04, 0.31, 0.62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """leading  from one line to the next; grey  0 is black"""

    size: float
    leading: float
    weight: str = "regular"
    grey: float = DARK

    @property
    def font(self) -> Font:
        return font(self.weight)


@dataclass
class Canvas:
    """`y` is where the next thing begins, counted from the bottom edge, as PDF does."""

    wide: bool
    pages: list[pydyf.Stream] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        self.turn()

    @property
    def size(self) -> tuple[float, float]:
        return (LONG, SHORT) if self.wide else (SHORT, LONG)

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.size[0] - 2 * MARGIN

    @property
    def room(self) -> float:
        """What is left above the lower margin."""
        return self.y - MARGIN

    @property
    def height(self) -> float:
        """Of an empty page between the margins."""
        return self.size[1] - 2 * MARGIN

    def turn(self) -> None:
        """A new page."""
        self.pages.append(pydyf.Stream(compress=True))
        self.y = self.size[1] - MARGIN

    def need(self, height: float) -> bool:
        """True when a new page had to be begun, so that `height` fits."""
        if height <= self.room or self.room >= self.height:
            return False
        self.turn()
        return True

    def skip(self, height: float) -> None:
        """An empty space; none at the head of a page."""
        if self.room < self.height:
            self.y -= height

    def write(self, text: str, style: Style, *, side: Align = Align.LEFT, left: float = 0, width: float = 0) -> None:
        """A paragraph between the margins, or in a column of them that begins at `left`; pages turn between lines."""
        width = width or self.width - left
        for line in lines(style.font, text, style.size, width):
            self.need(style.leading)
            self.line(line, style, self.y, side=side, left=left, width=width)
            self.y -= style.leading

    def line(self, text: str, style: Style, top: float, *, side: Align, left: float, width: float) -> None:
        """One line whose upper edge is at `top`; `text` as `font.lines` gave it."""
        rest = width - style.font.width(text, style.size)
        indent = {Align.LEFT: 0.0, Align.CENTRE: rest / 2, Align.RIGHT: rest}[side]
        base = top - (style.leading - style.size) / 2 - style.size * 0.8
        _text(self.pages[-1], text, style, MARGIN + left + indent, base)

    def rule(self, y: float, thick: float, left: float = 0, width: float = 0) -> None:
        page = self.pages[-1]
        page.set_color_rgb(GREY, GREY, GREY)
        page.rectangle(_tidy(MARGIN + left), _tidy(y), _tidy(width or self.width - left), thick)
        page.fill()

    def bar(self, left: float, y: float, width: float, height: float) -> None:
        page = self.pages[-1]
        page.set_color_rgb(*BLUE)
        page.rectangle(_tidy(MARGIN + left), _tidy(y), _tidy(width), _tidy(height))
        page.fill()

    def number(self, title: str) -> None:
        """«Trang 1/3» on every page, once all are there; the title beside it."""
        style = Style(size=_FOOT, leading=_FOOT, grey=GREY)
        base = MARGIN / 2
        for number, page in enumerate(self.pages, 1):
            told = style.font.written(f"Trang {number}/{len(self.pages)}")
            width = style.font.width(told, _FOOT)
            first, *more = lines(style.font, title, _FOOT, self.width - width - 2 * _FOOT)
            _text(page, f"{first} …" if more else first, style, MARGIN, base)
            _text(page, told, style, MARGIN + self.width - width, base)


def _text(page: pydyf.Stream, text: str, style: Style, x: float, y: float) -> None:
    if text:
        page.begin_text()
        page.set_color_rgb(style.grey, style.grey, style.grey)
        page.set_font_size(style.weight, style.size)
        page.move_text_to(_tidy(x), _tidy(y))
        page.stream.append(f"<{style.font.shown(text)}> Tj")
        page.end_text()


def _tidy(points: float) -> float:
    return round(points, 2)
