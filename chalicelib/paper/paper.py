"""A document as a value: what it says, in which order, and what kind of thing each figure is. Knows no format.

A paper is in Vietnamese; `title_en` stands below the title where a province shows English at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

OFFICE_DAY = timedelta(hours=8)
Value = str | int | float | timedelta | date | datetime | None


class Kind(StrEnum):
    """What a figure is. None of any kind is an empty cell."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"  # a share: 0.123 is 12,3 %
    DURATION = "duration"  # working time
    DATE = "date"
    INSTANT = "instant"  # aware


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """width  beside the others: 2 is twice as wide as 1; digits  behind the comma of decimals and percents"""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 1
    align: Align | None = None  # None: words to the left, figures to the right
    digits: int = 1

    @property
    def side(self) -> Align:
        return self.align or (Align.LEFT if self.kind is Kind.TEXT else Align.RIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str
    level: int = 2  # 2 or 3: the title is 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Small print: a source, a definition, what does not count."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """raises  ValueError for a row of another length than the columns, or a cell that is not of its column's kind"""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str
    total: tuple[Value, ...] | None = None  # the last row; its first cell says what it is

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"{self.caption}: a table has columns")
        for row in (*self.rows, *(() if self.total is None else (self.total,))):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row of {len(row)} cells, {len(self.columns)} columns")
            for column, value in zip(self.columns, row, strict=True):
                _must_be(column.kind, value, column.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: str
    value: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A bar each, as long as its value beside the greatest; the values stand there in figures too."""

    caption: str
    bars: tuple[Bar, ...]
    kind: Kind = Kind.INTEGER  # or DECIMAL, PERCENT

    def __post_init__(self) -> None:
        for bar in self.bars:
            _must_be(self.kind, bar.value, bar.label)
            if bar.value < 0:
                raise ValueError(f"{bar.label}: no bar is shorter than nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    label: str
    value: Value
    kind: Kind = Kind.TEXT

    def __post_init__(self) -> None:
        _must_be(self.kind, self.value, self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A list of labels with their values."""

    facts: tuple[Fact, ...]


Section = Heading | Paragraph | Note | Table | Bars | Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """
    province     its name, as it stands in the head
    period       in words: «Tuần 47 năm 2026, 16/11/2026 – 22/11/2026»
    made_at      aware; zone  in which instants are told
    working_day  of durations: so much is one day
    issuer       in whose name: a unit's; empty for the province itself
    national     True: the nation's name and motto stand at the head, as on an official document
    wide         True: printed on A4 across
    """

    title: str
    subtitle: str
    province: str
    period: str
    made_at: datetime
    zone: ZoneInfo
    sections: tuple[Section, ...]
    title_en: str = ""
    issuer: str = ""
    national: bool = False
    wide: bool = False
    working_day: timedelta = OFFICE_DAY

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(section for section in self.sections if isinstance(section, Table))


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_FITS: Mapping[Kind, Callable[[Value], bool]] = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Kind.DECIMAL: _is_number,
    Kind.PERCENT: _is_number,
    Kind.DURATION: lambda value: isinstance(value, timedelta),
    Kind.DATE: lambda value: isinstance(value, date) and not isinstance(value, datetime),
    Kind.INSTANT: lambda value: isinstance(value, datetime) and value.tzinfo is not None,
}


def _must_be(kind: Kind, value: Value, where: str) -> None:
    if value is not None and not _FITS[kind](value):
        raise ValueError(f"{where}: {value!r} is no {kind}")
