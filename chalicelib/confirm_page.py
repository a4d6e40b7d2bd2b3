"""The page behind the link that asks whether it is really solved: yes or no, and a few words. Without JavaScript."""

from collections.abc import Callable

from chalicelib import page
from chalicelib.errors import Conflict, IllegalMove, NotFound, PetitionError, Unprocessable
from chalicelib.province.province import Province
from chalicelib.ticket.sampled import NO, YES
from chalicelib.ticket.ticket import Ticket

LONGEST = 2000  # characters of the citizen's own words
_CHOICES = ((YES, "Rồi, việc đã được giải quyết", "yes, it is solved"), (NO, "Chưa, việc vẫn còn", "no, not yet"))


def asking(province: Province, look: Callable[[], Ticket]) -> tuple[str, int]:
    """The page a link opens, and its status: the question, or why there is none."""
    try:
        return _asked(province, look()), 200
    except PetitionError as error:
        return _refused(province, error), error.status


def answering(province: Province, say: Callable[[], Ticket]) -> tuple[str, int]:
    """The page after the form was sent, and its status."""
    try:
        return _thanked(province, say()), 200
    except PetitionError as error:
        return _refused(province, error), error.status


def _asked(province: Province, ticket: Ticket) -> str:
    """The question, as HTML. Neither words nor names of anybody stand on it: a link may be forwarded."""
    choices = "\n".join(
        f'<label><input type="radio" name="solved" value="{said}" required> {vi} <span lang="en">({en})</span></label>'
        for said, vi, en in _CHOICES
    )
    form = (
        f'<form method="post"><fieldset><legend>Trả lời <span lang="en">/ answer</span></legend>{choices}'
        '</fieldset><label for="text">Góp ý thêm <span lang="en">/ comments</span></label>'
        f'<textarea id="text" name="text" rows="4" maxlength="{LONGEST}"></textarea>'
        '<p><button type="submit">Gửi trả lời <span lang="en">/ send</span></button></p></form>'
    )
    lead = f"Phản ánh {ticket.code} được chọn ngẫu nhiên để hỏi lại, độc lập với đơn vị giải quyết."
    english = f"Petition {ticket.code} was drawn by lot; we ask independently of the unit that handled it."
    return _filled(
        province, ("Việc đã thực sự được giải quyết xong chưa?", "is it really solved?"), (lead, english), form
    )


def _thanked(province: Province, ticket: Ticket) -> str:
    """The page after it, as HTML; where it is not solved, how it is taken up again."""
    again = (
        "Để đề nghị giải quyết tiếp, xin nhắn «Mở lại» nơi ông/bà đã gửi, hoặc dùng trang theo dõi phản ánh.",
        "To have it taken up again, write «Mở lại» where you sent it, or use the tracking page.",
    )
    lead = ("Đã ghi nhận.", "It is noted.") if ticket.solved == YES else again
    return _filled(province, ("Cảm ơn ông/bà đã trả lời", "thank you"), lead, "")


def _refused(province: Province, error: PetitionError) -> str:
    """The link is over, was used, or was never ours."""
    over = (
        "Câu hỏi này đã được trả lời, hoặc phản ánh đang được xem xét lại. Cảm ơn ông/bà.",
        "It was answered already, or the petition is being looked at again. Thank you.",
    )
    why = {
        Conflict.code: over,
        IllegalMove.code: over,
        NotFound.code: ("Liên kết không đúng hoặc đã hết hạn.", "This link is wrong, or its time is over."),
        Unprocessable.code: (
            f"Xin chọn «Rồi» hoặc «Chưa»; góp ý tối đa {LONGEST} ký tự.",
            f"Please go back, choose yes or no and write at most {LONGEST} characters.",
        ),
    }.get(error.code, ("Chưa ghi nhận được. Xin quay lại và gửi lần nữa.", "Please go back and send it once more."))
    return _filled(province, ("Không ghi nhận được trả lời", "not received"), why, "")


def _filled(province: Province, heading: tuple[str, str], lead: tuple[str, str], form: str) -> str:
    return page.filled(province, "Xác nhận kết quả giải quyết", heading[0], lead[0], form, lead[1], heading[1])
