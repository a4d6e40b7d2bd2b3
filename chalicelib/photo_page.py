"""Photos from the pages: the form for one, and the page behind the address the bucket leads to. Without JavaScript."""

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Protocol

from chalicelib import page
from chalicelib.errors import Conflict, IllegalMove, NotFound, PetitionError, Unprocessable
from chalicelib.intake.photos import Pass, Taken
from chalicelib.intake.uploads import Offer
from chalicelib.province.province import Province
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Ticket

TITLE = "Gửi ảnh", "send a photo"  # Vietnamese, English
_TAKEN = "Đã nhận ảnh", "photo received"
_NOT_TAKEN = "Chưa thêm được ảnh", "photo not added"
_NO_PICTURE = (
    "Tệp vừa gửi không phải ảnh mà hệ thống nhận được. Xin gửi ảnh JPEG, PNG, WebP hoặc HEIC.",
    "The file was no photo we can keep. Please send a JPEG, PNG, WebP or HEIC.",
)
_WHY: dict[type[PetitionError], tuple[str, str]] = {
    NotFound: ("Liên kết không đúng.", "This link is wrong."),
    Conflict: (
        "Đã quá giờ của biểu mẫu, nhưng ảnh chưa mất: xin nhập mã bí mật để thêm ảnh vào phản ánh.",
        "The time of the form is over, but the photo is not lost: type the secret code to add it.",
    ),
    IllegalMove: ("Phản ánh đã kết thúc, không nhận thêm ảnh.", "The petition is closed and takes no more photos."),
    Unprocessable: (
        "Ảnh chưa đến nơi, hoặc đã quá một ngày nên không còn. Xin mở trang theo dõi và gửi lại.",
        "The photo did not arrive, or is gone after a day. Please open the tracking page and send it again.",
    ),
}
_LATE: dict[type[PetitionError], tuple[str, str]] = {  # on the tracking page, where the PIN was typed already
    **{why: _WHY[why] for why in (NotFound, IllegalMove)},
    Unprocessable: (
        "Ảnh chưa đến nơi, hoặc đã quá một ngày nên không còn. Xin gửi lại.",
        "No photo. Please send it again.",
    ),
}
_LATER = "Chưa thêm được ảnh. Xin bấm Thêm ảnh lần nữa.", "Not added yet. Please press once more."
_AGAIN = "Chưa thêm được. Xin tải lại trang này.", "Not added yet. Please load this page again."


class Form(Protocol):
    def __call__(self, ticket: Ticket, until: datetime | None = None) -> str:
        """The form for a photo of a petition as HTML; nothing once none is taken. until: as `Photos.offer` wants it"""


def form(province: Province, offer: Offer) -> str:
    """The form as HTML. It leads to the bucket, whose address its page must allow (`web.page`)."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in offer.fields.items()
    )
    until = local_time(province, offer.expires_at)
    return (
        f'<h2>{TITLE[0]} <span lang="en">/ {TITLE[1]}</span></h2>'
        f'<p id="limits">Mỗi lần một ảnh, tối đa 20 MB, trước {until}. '
        '<span lang="en">/ One photo at a time, at most 20 MB, before then.</span></p>'
        f'<form method="post" action="{escape(offer.url)}" enctype="multipart/form-data">{hidden}'
        '<label for="file">Chọn ảnh <span lang="en">/ choose a photo</span></label>'
        '<input id="file" name="file" type="file" accept="image/*" aria-describedby="limits" required>'
        '<p><button type="submit">Gửi ảnh <span lang="en">/ send it</span></button></p></form>'
    )


def taking(
    province: Province, take: Callable[[], Taken], read: Callable[[], Pass], token: str, photo_form: "Form"
) -> tuple[str, int]:  # fmt: skip
    """The page behind the address, and its status; where there is no more time, it asks for the PIN.

    photo_form  the form for one more photo; there is no more time for that than there was for this
    """
    try:
        taken = take()
    except PetitionError as error:
        return _refused(province, error, read, token)
    (vi, en), told = (_TAKEN, ("", "")) if taken.kept else (_NOT_TAKEN, _NO_PICTURE)
    heading, code = f"{vi} – {taken.ticket.code}", escape(taken.ticket.code)
    way = f'<p><a href="../{code}">Trang theo dõi phản ánh này <span lang="en">/ follow it</span></a></p>'
    html = page.filled(
        province, TITLE[0], heading, told[0], photo_form(taken.ticket, taken.until) + way, told[1], heading_en=en
    )  # fmt: skip
    return html, 200


def _refused(province: Province, error: PetitionError, read: Callable[[], Pass], token: str) -> tuple[str, int]:
    vi, en = _WHY.get(type(error), _AGAIN)
    body = ""
    if not isinstance(error, NotFound):
        code = escape(read().code)
        body = f'<p><a href="../{code}">Trang theo dõi phản ánh này <span lang="en">/ follow it</span></a></p>'
        if type(error) is Conflict:  # and not a petition that is closed, or was written to at this moment
            body = page.pin_form(f"../{code}", {"photo": token})
    return page.filled(province, TITLE[0], _NOT_TAKEN[0], vi, body, en, heading_en=_NOT_TAKEN[1]), error.status


def added(take: Callable[[], Taken], pin: str, token: str) -> tuple[str, int]:
    """A photo that came late is added on the tracking page: what is told there, as HTML, and the status.

    Where the same may yet be taken, a button stands beside it that sends the same again.
    """
    try:
        kept = take().kept
    except PetitionError as error:
        vi, en = _LATE.get(type(error), _LATER)
        return _told("alert", vi, en) + ("" if type(error) in _LATE else _again(pin, token)), error.status
    return (_told("status", f"{_TAKEN[0]}.", _TAKEN[1]) if kept else _told("alert", *_NO_PICTURE)), 200


def _told(role: str, vi: str, en: str) -> str:
    return f'<p role="{role}"><strong>{vi}</strong> <span lang="en">/ {en}</span></p>'


def _again(pin: str, token: str) -> str:
    return (
        f'<form method="post"><input type="hidden" name="pin" value="{escape(pin)}">'
        f'<input type="hidden" name="photo" value="{escape(token)}">'
        '<p><button type="submit">Thêm ảnh <span lang="en">/ add the photo</span></button></p></form>'
    )
