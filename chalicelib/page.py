"""What all pages for citizens share: one file, readable on an old phone, nothing loaded from anywhere."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from chalicelib.province.province import Province


@cache
def _page() -> Template:
    return Template((Path(__file__).parent / "page.html").read_text("utf-8"))


def filled(province: Province, title: str, heading: str, lead: str, body: str) -> str:
    """The page as HTML.

    title, heading, lead  text; it is escaped here
    body                  HTML; whoever made it has escaped what people wrote
    """
    texts = {"province": province.name, "title": title, "heading": heading, "lead": lead}
    return _page().substitute({name: escape(text) for name, text in texts.items()}, body=body)
