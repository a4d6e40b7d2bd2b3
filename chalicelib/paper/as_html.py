"""A paper as a page: one file, no script, nothing loaded from anywhere, readable on a telephone and printed well."""

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from chalicelib.paper.notation import MADE, NOTHING, instant, said
from chalicelib.paper.official import MOTTO, NATION
from chalicelib.paper.paper import Align, Bars, Column, Facts, Heading, Note, Paper, Paragraph, Section, Table, Value


@cache
def _page() -> Template:
    return Template((Path(__file__).parent / "paper.html").read_text("utf-8"))


def rendered(paper: Paper) -> bytes:
    nation = f'<p class="head">{NATION}<br>{MOTTO}</p>' if paper.national else ""
    english = f'<p lang="en">{escape(paper.title_en)}</p>' if paper.title_en else ""
    texts = {
        "title": paper.title,
        "province": paper.province,
        "issuer": " · ".join(filter(None, (paper.province, paper.issuer))),
        "subtitle": paper.subtitle,
        "period": paper.period,
        "made": f"{MADE} {instant(paper.made_at, paper.zone)}",
        "size": "A4 landscape" if paper.wide else "A4",
    }
    escaped = {name: escape(text) for name, text in texts.items()}
    body = "\n".join(_section(paper, section) for section in paper.sections)
    return _page().substitute(escaped, head=nation, english=english, body=body).encode()


def _section(paper: Paper, section: Section) -> str:
    if isinstance(section, Heading):
        return f"<h{section.level}>{escape(section.text)}</h{section.level}>"
    if isinstance(section, Paragraph):
        return f"<p>{escape(section.text)}</p>"
    if isinstance(section, Note):
        return f'<p class="small">{escape(section.text)}</p>'
    if isinstance(section, Facts):
        return _facts(paper, section)
    return _bars(paper, section) if isinstance(section, Bars) else _table(paper, section)


def _facts(paper: Paper, section: Facts) -> str:
    rows = (
        f"<dt>{escape(fact.label)}</dt><dd>{escape(said(paper, fact.value, fact.kind))}</dd>" for fact in section.facts
    )
    return f"<dl>\n{_lines(rows)}\n</dl>"


def _bars(paper: Paper, section: Bars) -> str:
    """A table too: whoever hears the page hears labels and figures, and no picture."""
    most = max((bar.value for bar in section.bars), default=0) or 1
    rows = (
        f'<tr><th scope="row">{escape(bar.label)}</th><td class="right">{said(paper, bar.value, section.kind)}</td>'
        f'<td class="scale" aria-hidden="true"><span class="bar" style="width:{bar.value / most:.1%}"></span></td></tr>'
        for bar in section.bars
    )
    head = '<thead><tr><th scope="col">Nội dung</th><th scope="col" class="right">Số liệu</th><td></td></tr></thead>'
    return _wide(
        section.caption, f"<caption>{escape(section.caption)}</caption>\n{head}\n<tbody>\n{_lines(rows)}\n</tbody>"
    )


def _table(paper: Paper, table: Table) -> str:
    titles = "".join(f'<th scope="col"{_class(c)}>{escape(c.title)}</th>' for c in table.columns)
    rows = [_row(paper, table.columns, row) for row in table.rows]
    empty = f'<tr><td colspan="{len(table.columns)}">{NOTHING}</td></tr>'
    parts = [
        f"<caption>{escape(table.caption)}</caption>",
        f"<thead><tr>{titles}</tr></thead>",
        f"<tbody>\n{_lines(rows or [empty])}\n</tbody>",
    ]
    if table.total:
        parts.append(f"<tfoot>{_row(paper, table.columns, table.total)}</tfoot>")
    return _wide(table.caption, "\n".join(parts))


def _row(paper: Paper, columns: tuple[Column, ...], row: tuple[Value, ...]) -> str:
    """The first cell names the row."""
    cells = [escape(said(paper, value, column.kind, column.digits)) for column, value in zip(columns, row, strict=True)]
    rest = "".join(f"<td{_class(c)}>{cell}</td>" for c, cell in zip(columns[1:], cells[1:], strict=True))
    return f'<tr><th scope="row"{_class(columns[0])}>{cells[0]}</th>{rest}</tr>'


def _class(column: Column) -> str:
    return f' class="{column.side}"' if column.side is not Align.LEFT else ""


def _wide(caption: str, inner: str) -> str:
    """What is wider than a telephone is moved inside its own frame; by keyboard too."""
    label = escape(caption)
    return f'<div class="wide" role="group" tabindex="0" aria-label="{label}">\n<table>\n{inner}\n</table>\n</div>'


def _lines(rows: Iterable[str]) -> str:
    return "\n".join(rows)
