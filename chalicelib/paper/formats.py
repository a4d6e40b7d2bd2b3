"""The forms a paper is made in. Each is made by a file of its own, loaded when it is needed."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import import_module

from chalicelib.paper.paper import Paper


class Format(StrEnum):
    """The value is the ending of the file."""

    PAGE = "html"
    PDF = "pdf"
    SHEET = "xlsx"
    CSV = "csv"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.PAGE: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.SHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8; header=present",
}
NAMES: Mapping[Format, str] = {
    Format.PAGE: "Trang web", Format.PDF: "PDF", Format.SHEET: "Excel", Format.CSV: "CSV",
}  # fmt: skip


def rendered(paper: Paper, form: Format) -> bytes:
    """The paper in one form: the same bytes whenever it is the same paper."""
    render: Callable[[Paper], bytes] = import_module(f"chalicelib.paper.as_{form}").rendered
    return render(paper)
