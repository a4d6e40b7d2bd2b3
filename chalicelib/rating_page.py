"""The page behind a rating link: stars and a few words, for whoever has no chat with us. Works without JavaScript."""

from collections.abc import Callable
from html import escape

from chalicelib import page
from chalicelib.errors import Conflict, IllegalMove, NotFound, PetitionError, Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.afterwards import may_appeal
from chalicelib.ticket.ticket import Ticket

_STARS = (
    (5, "Rất hài lòng", "very satisfied"),
    (4, "Hài lòng", "satisfied"),
    (3, "Bình thường", "neutral"),
    (2, "Chưa hài lòng", "dissatisfied"),
    (1, "Rất không hài lòng", "very dissatisfied"),
)
LONGEST = 2000  # characters of the citizen's own words


def asking(province: Province, look: Callable[[], Ticket]) -> tuple[str, int]:
    """The page a link opens, and its status: the question, or why there is none."""
    try:
        return _asked(province, look()), 200
    except PetitionError as error:
        return _refused(province, error), error.status


def stars_of(typed: str) -> int:
    """The stars of the form; what is no number is none, and is refused as such."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 1 else 0


def rating(province: Province, rate: Callable[[], Ticket]) -> tuple[str, int]:
    """The page after the form was sent, and its status."""
    try:
        return _thanked(province, rate()), 200
    except PetitionError as error:
        return _refused(province, error), error.status


def _asked(province: Province, ticket: Ticket) -> str:
    """The question, as HTML. Neither words nor names of anybody stand on it: a link may be forwarded."""
    unit = province.units.get(ticket.unit)
    choices = "\n".join(
        f'<label><input type="radio" name="stars" value="{stars}" required> {stars} – {vi} '
        f'<span lang="en">({en})</span></label>'
        for stars, vi, en in _STARS
    )
    form = (
        f'<form method="post"><fieldset><legend>Mức độ hài lòng <span lang="en">/ satisfaction</span></legend>{choices}'
        '</fieldset><label for="text">Góp ý thêm <span lang="en">/ comments</span></label>'
        f'<textarea id="text" name="text" rows="4" maxlength="{LONGEST}"></textarea>'
        '<p><button type="submit">Gửi đánh giá <span lang="en">/ send</span></button></p></form>'
    )
    lead = f"Phản ánh {ticket.code} đã được {unit.name if unit else ticket.unit} trả lời. Xin ông/bà cho biết ý kiến."
    english = f"Petition {ticket.code} was answered. How content are you with the answer?"
    return _filled(province, "Ông/bà hài lòng với việc trả lời ở mức nào?", lead, form, english, "how content are you?")


def _thanked(province: Province, ticket: Ticket) -> str:
    """The page after it, as HTML; after few stars with the way to where one says what is not done."""
    tracking = f"../../../{escape(province.slug)}/{escape(ticket.code)}"
    again = (
        f'<p>Nếu việc chưa xong, xin cho biết tại <a href="{tracking}">trang theo dõi phản ánh</a> (cần mã bí mật). '
        '<span lang="en">/ If it is not done, say so on the tracking page.</span></p>'
    )
    lead, english = f"Đã ghi nhận {ticket.rating}/5 sao.", f"Thank you: {ticket.rating} of 5 stars."
    more = again if may_appeal(province, ticket) else ""
    return _filled(province, "Cảm ơn ông/bà đã đánh giá", lead, more, english, "thank you")


def _refused(province: Province, error: PetitionError) -> str:
    """The link is over, was used, or was never ours."""
    why, english = {
        **dict.fromkeys(
            (Conflict.code, IllegalMove.code),
            (
                "Phản ánh này đã được đánh giá, hoặc đang được xem xét lại. Cảm ơn ông/bà.",
                "It was rated already, or is being looked at again. Thank you.",
            ),
        ),
        NotFound.code: ("Liên kết đánh giá không đúng hoặc đã hết hạn.", "This link is wrong, or its time is over."),
        Unprocessable.code: (
            f"Xin quay lại, chọn từ 1 đến 5 sao; góp ý tối đa {LONGEST} ký tự.",
            f"Please go back, choose 1 to 5 stars and write at most {LONGEST} characters.",
        ),
    }.get(error.code, ("Chưa ghi nhận được. Xin quay lại và gửi lần nữa.", "Please go back and send it once more."))
    if isinstance(error, Conflict) and "until" in error.facts:
        why, english = "Đã hết thời hạn đánh giá.", "The time for rating it is over."
    return _filled(province, "Không ghi nhận được đánh giá", why, "", english, "not received")


def _filled(province: Province, heading: str, lead: str, form: str, english: str, heading_en: str) -> str:
    return page.filled(province, "Đánh giá việc trả lời", heading, lead, form, english, heading_en)
