"""What all pages for citizens share: one file, readable on an old phone, nothing loaded from anywhere."""

from collections.abc import Mapping
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


def filled(
    province: Province, title: str, heading: str, lead: str, body: str, english: str = "", heading_en: str = ""
) -> str:
    """The page as HTML.

    title, heading, lead  text; it is escaped here
    body                  HTML; whoever made it has escaped what people wrote
    english, heading_en   the lead and the heading in English, text
    """
    body = f'<p lang="en">{escape(english)}</p>\n{body}' if english else body
    body = f"<p>{escape(lead)}</p>\n{body}" if lead else body
    texts = {"province": province.name, "title": title, "heading": heading}
    escaped = {name: escape(text) for name, text in texts.items()}
    second = f' <span lang="en">/ {escape(heading_en)}</span>' if heading_en else ""
    return _page().substitute(escaped, second=second, training=banner(province), body=body)


def pin_form(action: str, hidden: Mapping[str, str]) -> str:
    """The form that asks for a petition's PIN, as HTML.

    action  where it is sent, safe as HTML; hidden: what goes with it, by name
    """
    more = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items())
    where = f' action="{action}"' if action else ""
    return (
        f'<form method="post"{where}>{more}'
        '<label for="pin">Mã bí mật <span lang="en">/ secret code (PIN)</span></label>'
        '<input id="pin" name="pin" type="text" inputmode="numeric" autocomplete="off" maxlength="12" required>'
        '<p><button type="submit">Xem <span lang="en">/ open</span></button></p></form>'
    )


def banner(province: Province) -> str:
    """HTML that stands above everything else on a page of a training province; nothing on any other's."""
    return _TRAINING if province.training else ""
