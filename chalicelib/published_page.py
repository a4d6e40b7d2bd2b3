"""Published petitions as people read them: a list that is searched, and one with its answer. Works without JavaScript.

Addresses in it are relative: the API may stand below a folder of its host.
"""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

from chalicelib import page, views_public
from chalicelib.province.province import Province
from chalicelib.publish.channels import channels
from chalicelib.publish.published import ANSWERED, CLOSED, OPEN, Publication, PublishedPage
from chalicelib.vietnamese import excerpt

TITLE, TITLE_EN = "Phản ánh, kiến nghị đã công khai", "published petitions"
LISTED = 20  # petitions a page
WORDS = 200  # characters of each in the list
STATUSES: Mapping[str, tuple[str, str]] = {  # Vietnamese, English
    OPEN: ("Đang giải quyết", "in progress"),
    ANSWERED: ("Đã trả lời", "answered"),
    CLOSED: ("Đã kết thúc", "closed"),
}
_LEAGUE = '<p><a href="xep-hang">Bảng xếp hạng đơn vị <span lang="en">/ league table of units</span></a></p>'
_FORM = '<li><a href="gui-phan-anh">Mẫu gửi trên trang này <span lang="en">/ a form to fill in</span></a></li>'
_FOLLOW = '<p><a href="theo-doi">Theo dõi phản ánh bằng mã <span lang="en">/ follow a petition by code</span></a></p>'
_CHANNELS = {"facebook": "Messenger", "zalo": "Zalo"}
_MEDIA = {"image": "Ảnh", "video": "Video"}


def one(province: Province, found: Publication) -> str:
    """The page of a published petition: what `views_public.publication` lets all know, and nothing else."""
    seen = views_public.publication(province, found)
    words = f'<p class="words">{escape(seen["text"])}</p>'
    answer = '<p>Chưa có nội dung trả lời công khai. <span lang="en">/ No public answer yet.</span></p>'
    if seen["answer"]:
        at = f", {_day(province, found.answered_at)}" if found.answered_at else ""
        answer = f'<h2>Trả lời{at} <span lang="en">/ answer</span></h2><p class="words">{escape(seen["answer"])}</p>'
    facts = "<br>".join(_facts(province, seen, found))
    back = f'<p><a href="../cong-khai">{TITLE} <span lang="en">/ {TITLE_EN}</span></a></p>'
    return page.filled(
        province,
        TITLE,
        f"Phản ánh {found.code}",
        "",
        f"<p>{facts}</p>{words}{_media(seen)}{answer}{back}",
        heading_en="petition",
    )


def several(province: Province, found: PublishedPage, text: str) -> str:
    """A page of the list.

    text  what was searched for; it stands in the field again
    """
    rows = "".join(_row(province, each) for each in found.publications)
    listed = f"<ol>{rows}</ol>" if rows else '<p>Không tìm thấy. <span lang="en">/ Nothing found.</span></p>'
    body = f"{_search(text)}{listed}{_more(found.cursor, text)}{_LEAGUE}{_doors(province)}"
    return page.filled(province, TITLE, TITLE, "", body, heading_en=TITLE_EN)


def _doors(province: Province) -> str:
    """Where to write and to look up. The accounts of a training province lead nowhere; its own pages do."""
    chats = "" if province.training else "".join(
        f'<li><a href="{escape(each["link"])}" rel="noreferrer">{escape(each["name"])}</a> '
        f"({_CHANNELS[each['channel']]})</li>"
        for each in channels(province)
    )  # fmt: skip
    write = f'<h2>Gửi phản ánh, kiến nghị <span lang="en">/ write to us</span></h2><ul>{_FORM}{chats}</ul>{_FOLLOW}'
    dossiers = f"../v1/{escape(province.slug)}/dossiers"
    return f'{write}<p><a href="{dossiers}">Tra cứu hồ sơ <span lang="en">/ look up a dossier</span></a></p>'


def _search(text: str) -> str:
    return (
        '<form method="get"><label for="text">Tìm theo nội dung <span lang="en">/ search</span></label>'
        f'<input id="text" name="text" type="text" maxlength="200" value="{escape(text)}">'
        '<p><button type="submit">Tìm <span lang="en">/ search</span></button></p></form>'
    )


def _more(cursor: str | None, text: str) -> str:
    if not cursor:
        return ""
    asked = urlencode(({"text": text} if text else {}) | {"cursor": cursor})
    return f'<p><a href="?{escape(asked)}">Xem tiếp <span lang="en">/ more</span></a></p>'


def _row(province: Province, each: Publication) -> str:
    vi, en = STATUSES[each.status]
    category = province.category(each.category)
    named = f" · {escape(category.name)}" if category else ""
    return (
        f'<li><time datetime="{each.opened_at.date().isoformat()}">{_day(province, each.opened_at)}{named}</time>'
        f'<bdi>{escape(excerpt(each.text, WORDS))}</bdi><br>{vi} <span lang="en">/ {en}</span> · '
        f'<a href="cong-khai/{escape(each.code)}">{escape(each.code)}</a></li>'
    )


def _facts(province: Province, seen: Mapping[str, Any], found: Publication) -> list[str]:
    vi, en = STATUSES[found.status]
    named = [("Đơn vị", "unit", seen["unit_name"]), ("Lĩnh vực", "field", seen["category_name"])]
    named.append(("Địa điểm", "place", found.address))
    return [
        f'Tình trạng <span lang="en">/ status</span>: <strong>{vi}</strong> <span lang="en">({en})</span>',
        *(f'{vi} <span lang="en">/ {en}</span>: <bdi>{escape(is_)}</bdi>' for vi, en, is_ in named if is_),
        f'Tiếp nhận ngày <span lang="en">/ received on</span> {_day(province, found.opened_at)}',
    ]


def _media(seen: Mapping[str, Any]) -> str:
    named = [(each["href"], _MEDIA.get(each["type"].partition("/")[0], "Tệp")) for each in seen["media"]]
    links = [f'<li><a href="../..{escape(href)}">{name} {n}</a></li>' for n, (href, name) in enumerate(named, 1)]
    return f"<ul>{''.join(links)}</ul>" if links else ""


def _day(province: Province, at: datetime) -> str:
    return f"{at.astimezone(province.calendar.zone):%d/%m/%Y}"
