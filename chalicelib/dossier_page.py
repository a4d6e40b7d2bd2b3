"""The citizen's pages of dossiers: the look-up by code and digits, and the page behind a follower's own link.

Both work without JavaScript.
"""

from collections.abc import Callable
from html import escape

from chalicelib import page
from chalicelib.dossier.dossier import NAMES, NAMES_EN, Facts, Status
from chalicelib.dossier.dossiers import Reading
from chalicelib.dossier.following import Followed
from chalicelib.errors import NotFound, PetitionError, TooOften
from chalicelib.province.province import Province
from chalicelib.ticket.telling import local_time

TITLE = "Tra cứu hồ sơ"
_ASK = (  # Vietnamese, English
    "Xin nhập mã hồ sơ trên giấy tiếp nhận và 4 số cuối của số điện thoại hoặc số giấy tờ đã khai.",
    "Please type the code on the receipt and the last 4 digits of the telephone or paper given with the dossier.",
)


def asking(province: Province, code: str) -> tuple[str, int]:
    """The page that asks; the same one for every code."""
    return _form(province, code, _ASK), 200


def looked_up(province: Province, code: str, look: Callable[[], Reading]) -> tuple[str, int]:
    """The page after the form was sent, and its status."""
    try:
        found = look()
    except PetitionError as error:
        return _form(province, code, _why(error)), error.status
    steps = "".join(f"<li>{_step(province, step)}</li>" for step in found.history)
    told = f'{_facts(province, found.dossier.facts)}<h2>Quá trình <span lang="en">/ history</span></h2><ol>{steps}</ol>'
    return page.filled(
        province, TITLE, f"Hồ sơ {found.dossier.code}", "", told + _petition(province), heading_en="dossier"
    ), 200


def own(province: Province, look: Callable[[], Followed]) -> tuple[str, int]:
    """The page behind a follower's link: how it stands, a button that stops it and, at the end, five stars."""
    try:
        dossier, follower = look()
    except PetitionError as error:
        return _ended(province), error.status
    parts = [_facts(province, dossier.facts)]
    if dossier.facts.status is Status.RETURNED and not follower.stars:
        parts.append(_STARS)
    parts += [_petition(province, "../"), _STOP]
    thanks = f"Ông/bà đã đánh giá {follower.stars}/5 sao. Xin cảm ơn." if follower.stars else ""
    english = f"You gave {follower.stars} of 5 stars. Thank you." if follower.stars else ""
    return page.filled(province, TITLE, f"Hồ sơ {dossier.code}", thanks, "".join(parts), english, "dossier"), 200


def stopped(province: Province) -> tuple[str, int]:
    lead, english = "Đã dừng. Ông/bà không còn nhận tin về hồ sơ này.", "You will get no more messages about it."
    return page.filled(province, TITLE, "Đã thôi theo dõi", lead, "", english, "stopped"), 200


def refused(province: Province, error: PetitionError) -> tuple[str, int]:
    """What was sent from the page behind a link was not taken."""
    if isinstance(error, NotFound):
        return _ended(province), error.status
    lead, english = (
        "Việc phục vụ này đã được đánh giá, hoặc chưa có kết quả.",
        "It was rated already, or has no result.",
    )
    if error.status == 422:
        lead, english = "Xin chọn từ 1 đến 5 sao.", "Please choose 1 to 5 stars."
    return page.filled(province, TITLE, "Không ghi nhận được đánh giá", lead, "", english, "not received"), error.status


def _ended(province: Province) -> str:
    lead, english = "Liên kết không đúng, hoặc đã thôi theo dõi.", "This link is wrong, or you follow it no longer."
    return page.filled(province, TITLE, "Liên kết không dùng được", lead, "", english, "no such link")


def _why(error: PetitionError) -> tuple[str, str]:
    if isinstance(error, TooOften):
        return (
            "Hôm nay đã có quá nhiều lần nhập sai. Xin thử lại vào ngày mai, hoặc hỏi tại bộ phận một cửa.",
            "There were too many wrong tries today. Please try again tomorrow, or ask at the one-stop shop.",
        )
    if isinstance(error, NotFound):
        return (
            "Không có hồ sơ nào với mã và 4 số này. Xin kiểm tra lại.",
            "There is no such dossier. Please look again.",
        )
    return "Chưa xem được. Xin thử lại.", "Not now. Please try again."


def _form(province: Province, code: str, lead: tuple[str, str]) -> str:
    body = (
        '<form method="post"><label for="code">Mã hồ sơ <span lang="en">/ code of the dossier</span></label>'
        f'<input id="code" name="code" type="text" autocomplete="off" maxlength="60" value="{escape(code)}" required>'
        '<label for="tail">4 số cuối <span lang="en">/ last 4 digits</span></label>'
        '<input id="tail" name="tail" type="text" inputmode="numeric" autocomplete="off" maxlength="4" required>'
        '<p><button type="submit">Tra cứu <span lang="en">/ look up</span></button></p></form>'
        f'<p><a href="../../{escape(province.slug)}/theo-doi">Theo dõi phản ánh, kiến nghị bằng mã '
        '<span lang="en">/ follow a petition by code</span></a></p>'
    )
    return page.filled(province, TITLE, TITLE, lead[0], body, lead[1], "look up a dossier")


def _facts(province: Province, facts: Facts) -> str:
    papers = "".join(f"<li>{escape(paper)}</li>" for paper in facts.missing)
    lines = [
        f'Tình trạng <span lang="en">/ status</span>: <strong>{NAMES[facts.status]}</strong> '
        f'<span lang="en">({NAMES_EN[facts.status]})</span>',
        f'Cơ quan đang giải quyết <span lang="en">/ agency</span>: <bdi>{escape(facts.agency)}</bdi>',
    ]
    if facts.result_on:
        lines.append(f'Ngày nhận kết quả <span lang="en">/ result on</span>: {facts.result_on:%d/%m/%Y}')
    lines.append(f'Cập nhật lúc <span lang="en">/ as of</span> {local_time(province, facts.at)}')
    missing = (
        "<p>Giấy tờ còn thiếu, xin nộp tại bộ phận một cửa nơi đã nhận hồ sơ "
        f'<span lang="en">/ papers still missing</span>:</p><ul>{papers}</ul>'
        if papers
        else ""
    )
    return "<p>" + "<br>".join(lines) + "</p>" + missing


def _petition(province: Province, up: str = "") -> str:
    """Where one writes about a dossier that is late; no address holds its code, for that is personal."""
    return (
        f'<p>Hồ sơ chậm hoặc có vướng mắc? <a href="{up}../../{escape(province.slug)}/gui-phan-anh">Gửi phản ánh '
        '<span lang="en">/ write to us about it</span></a>, ghi rõ mã hồ sơ '
        '<span lang="en">/ and name its code</span>.</p>'
    )


def _step(province: Province, facts: Facts) -> str:
    at = local_time(province, facts.at)
    return f'<time datetime="{facts.at.isoformat()}">{at}</time>{NAMES[facts.status]}, {escape(facts.agency)}'


_STARS = (
    '<form method="post"><fieldset><legend>Ông/bà hài lòng với việc phục vụ ở mức nào? '
    '<span lang="en">/ satisfaction</span></legend>'
    + "".join(
        f'<label><input type="radio" name="stars" value="{number}" required> {number} sao</label>'
        for number in range(5, 0, -1)
    )
    + '</fieldset><p><button type="submit">Gửi đánh giá <span lang="en">/ send</span></button></p></form>'
)
_STOP = (
    '<form method="post"><input type="hidden" name="stop" value="1">'
    '<p><button type="submit">Thôi theo dõi <span lang="en">/ stop</span></button></p></form>'
)
