"""What all pages for citizens share: one file, readable on an old phone, nothing loaded from anywhere."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from chalicelib.province.province import Province


@cache
def _page() -> Template:
    return Template((Path(__file__).parent / "page.html").read_text("utf-8"))


_TRAINING = (
    '<div role="note" style="border: 3px solid #b00020; border-radius: .4rem; padding: 0 1rem; margin: 1rem 0">'
    "<p><strong>Trang tập huấn.</strong> Mọi nội dung ở đây chỉ để thực hành, không phải thật; không có tin nhắn hay "
    "thư nào được gửi đi. Xin đừng nhập thông tin thật của ông/bà.</p>"
    '<p lang="en"><strong>This is practice.</strong> Nothing here is real, and nothing is sent to anybody. '
    "Please enter nothing real about yourself.</p></div>"
)


def filled(province: Province, title: str, heading: str, lead: str, body: str, english: str = "") -> str:
    """The page as HTML.

    title, heading, lead  text; it is escaped here
    body                  HTML; whoever made it has escaped what people wrote
    english               the lead in English, text
    """
    body = f'<p lang="en">{escape(english)}</p>\n{body}' if english else body
    texts = {"province": province.name, "title": title, "heading": heading, "lead": lead}
    escaped = {name: escape(text) for name, text in texts.items()}
    return _page().substitute(escaped, training=banner(province), body=body)


def banner(province: Province) -> str:
    """HTML that stands above everything else on a page of a training province; nothing on any other's."""
    return _TRAINING if province.training else ""
