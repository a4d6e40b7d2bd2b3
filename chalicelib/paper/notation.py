"""Figures as Vietnamese writes them: 1.234,5 · 12,3 % · 22/11/2026 · 2 ngày 3 giờ."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from chalicelib.paper.paper import Kind, Paper, Value

MADE = "Lập lúc"
NOTHING = "Không có số liệu."  # below the head of a table without rows
_NBSP = "\u00a0"  # a number and what it counts stay on one line
_SWAPPED = str.maketrans(",.", ".,")


def said(paper: Paper, value: Value, kind: Kind, digits: int = 1) -> str:
    """A value in words; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, timedelta):
        return duration(value, paper.working_day)
    if isinstance(value, datetime):
        return instant(value, paper.zone)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value
    if kind is Kind.PERCENT:
        return f"{number(Decimal(str(value)) * 100, digits)}{_NBSP}%"
    return number(value, digits if kind is Kind.DECIMAL else 0)


def number(value: float | Decimal, digits: int = 0) -> str:
    """«−1.234,5»: halves are rounded away from zero, as people do it; nothing is ever minus zero."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    sign = "−" if exact < 0 else ""
    return sign + f"{abs(exact):,.{digits}f}".translate(_SWAPPED)


def day(value: date) -> str:
    return f"{value:%d/%m}/{value.year:04d}"


def instant(value: datetime, zone: ZoneInfo) -> str:
    local = value.astimezone(zone)
    return f"{local:%H:%M} {day(local.date())}"


def duration(value: timedelta, working_day: timedelta) -> str:
    """«2 ngày 3 giờ», «3 giờ 20 phút»: minutes count below a day only, and what is left over is cut off.

    value  working time; working_day  how much of it is a day
    """
    sign, minutes = ("−", -value) if value < timedelta() else ("", value)
    days, rest = divmod(minutes, working_day)
    hours, rest = divmod(rest, timedelta(hours=1))
    left = rest // timedelta(minutes=1)
    parts = [(days, "ngày"), (hours, "giờ"), (0 if days else left, "phút")]
    told = " ".join(f"{count}{_NBSP}{unit}" for count, unit in parts if count)
    return sign + told if told else f"0{_NBSP}giờ"
