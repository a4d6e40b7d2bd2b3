"""Tables of a PDF: columns share the width, words are broken inside them, the head stands on every page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.paper.canvas import Canvas, Style
from chalicelib.paper.font import lines
from chalicelib.paper.notation import NOTHING, said
from chalicelib.paper.paper import Align, Column, Kind, Paper, Table, Value

_PAD = 3.0  # between the edge of a cell and its words
CELL = Style(size=8.5, leading=11)
STRONG = Style(size=8.5, leading=11, weight="bold")
CAPTION = Style(size=9.5, leading=13, weight="bold")
_THIN, _THICK = 0.4, 1.0
Cells = list[list[str]]  # a row: the lines of each of its cells


@dataclass(frozen=True)
class _Grid:
    """`lefts` and `widths` of the columns, with `sides` their words keep to."""

    canvas: Canvas
    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    sides: tuple[Align, ...]

    def cells(self, texts: Sequence[str], style: Style) -> Cells:
        inner = [width - 2 * _PAD for width in self.widths]
        return [lines(style.font, text, style.size, room) for text, room in zip(texts, inner, strict=True)]

    def draw(self, cells: Cells, style: Style, line: float) -> None:
        """One row, and the line below it, where there is room for it."""
        top = self.canvas.y - _PAD
        for cell, left, width, side in zip(cells, self.lefts, self.widths, self.sides, strict=True):
            for number, text in enumerate(cell):
                place = top - number * style.leading
                self.canvas.line(text, style, place, side=side, left=left + _PAD, width=width - 2 * _PAD)
        self.canvas.y -= _tall(cells, style)
        self.canvas.rule(self.canvas.y, line)


def draw(canvas: Canvas, paper: Paper, table: Table) -> None:
    """The caption, the head and at least one row stay together; a row taller than a page goes on upon the next."""
    titles = [column.title for column in table.columns]
    told = [(_texts(paper, table.columns, row), CELL) for row in table.rows]
    if table.total:
        told.append((_texts(paper, table.columns, table.total), STRONG))
    grid = _grid(canvas, table.columns, [titles, *(texts for texts, _ in told)])
    head = grid.cells(titles, STRONG)
    most = int((canvas.height - _tall(head, STRONG) - 2 * _PAD) // CELL.leading)  # lines below the head of a page
    pieces = [(piece, style) for texts, style in told for piece in _cut(grid.cells(texts, style), most)]
    caption = lines(CAPTION.font, table.caption, CAPTION.size, canvas.width)
    first = _tall(*pieces[0]) if pieces else CELL.leading
    canvas.need(len(caption) * CAPTION.leading + _tall(head, STRONG) + first)
    canvas.write(table.caption, CAPTION)
    grid.draw(head, STRONG, _THICK)
    for cells, style in pieces:
        if canvas.need(_tall(cells, style)):
            grid.draw(head, STRONG, _THICK)
        grid.draw(cells, style, _THIN)
    if not table.rows:
        canvas.write(NOTHING, CELL, left=_PAD)


def _grid(canvas: Canvas, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> _Grid:
    least = [
        0.0 if column.kind is Kind.TEXT else _widest(row[number] for row in rows) + 2 * _PAD
        for number, column in enumerate(columns)
    ]
    widths = shared(canvas.width, [column.width for column in columns], least)
    lefts = tuple(sum(widths[:number]) for number in range(len(widths)))
    return _Grid(canvas, lefts, widths, tuple(column.side for column in columns))


def shared(whole: float, wanted: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """`whole` in parts as great beside each other as `wanted`, none below its `least`: no figure is torn apart.

    Where all that is too much, as great beside each other as they need to be.
    """
    if sum(least) >= whole:
        return tuple(whole * one / sum(least) for one in least)
    kept: dict[int, float] = {}
    while True:
        rest = (whole - sum(kept.values())) / (sum(w for at, w in enumerate(wanted) if at not in kept) or 1)
        small = {at: least[at] for at, w in enumerate(wanted) if at not in kept and w * rest < least[at]}
        if not small:
            return tuple(kept.get(at, w * rest) for at, w in enumerate(wanted))
        kept |= small


def _widest(texts: Iterable[str]) -> float:
    """Of the words that stand together, in points; as broad as it can be: in bold."""
    words = {word for text in texts for word in STRONG.font.written(text).split(" ")}
    return max(STRONG.font.width(word, STRONG.size) for word in words)


def _texts(paper: Paper, columns: Sequence[Column], row: Sequence[Value]) -> list[str]:
    return [said(paper, value, column.kind, column.digits) for column, value in zip(columns, row, strict=True)]


def _tall(cells: Cells, style: Style) -> float:
    return max(len(cell) for cell in cells) * style.leading + 2 * _PAD


def _cut(cells: Cells, most: int) -> list[Cells]:
    """The row in pieces of at most `most` lines."""
    long = max(len(cell) for cell in cells)
    return [[cell[start : start + most] for cell in cells] for start in range(0, long, most)]
