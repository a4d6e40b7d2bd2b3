"""The page behind the link in letters: asks for the pin, then shows how a petition stands. Works without JavaScript."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from chalicelib import page, photo_page, views_citizens
from chalicelib.errors import NotFound, PetitionError
from chalicelib.intake.following import STATUS_NAMES
from chalicelib.intake.photos import Taken
from chalicelib.province.province import Province
from chalicelib.ticket.afterwards import may_appeal, may_reopen
from chalicelib.ticket.code import read_code
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act, Role, Status, legal
from chalicelib.views_citizens import View

TITLE = "Theo dõi phản ánh"
ACT_NAMES: Mapping[Act, tuple[str, str]] = {  # Vietnamese, English
    Act.OPEN: ("Đã tiếp nhận", "received"),
    Act.HEAR: ("Ông/bà bổ sung", "you added"),
    Act.AMEND: ("Ông/bà sửa tin đã gửi", "you edited a message"),
    Act.RETRACT: ("Ông/bà xóa tin đã gửi", "you deleted a message"),
    Act.RATE: ("Ông/bà đã đánh giá", "you rated the answer"),
    Act.CONFIRM: ("Ông/bà trả lời việc đã xong hay chưa", "you said whether it is solved"),
    Act.REOPEN: ("Ông/bà đề nghị giải quyết tiếp", "you asked to reopen it"),
    Act.APPEAL: ("Ông/bà đề nghị cấp trên xem xét lại", "you asked for a review"),
    Act.CONTEST: ("Hiệp hội đề nghị kiểm tra lại kết quả", "an association asked for a re-check"),
    Act.UPHOLD: ("Kiểm tra lại: đơn vị phải giải quyết tiếp", "re-checked: the unit must go on"),
    Act.DISMISS: ("Kiểm tra lại: giữ nguyên kết quả đã trả lời", "re-checked: the answer stands"),
    Act.WITHDRAW: ("Ông/bà rút phản ánh", "you withdrew it"),
    Act.ASSIGN: ("Đã chuyển đơn vị xử lý", "passed on to a unit"),
    Act.ACCEPT: ("Đơn vị đã nhận xử lý", "taken on"),
    Act.REFUSE: ("Đơn vị trả lại để phân công lại", "given back to be assigned anew"),
    Act.TRANSFER: ("Chuyển đơn vị khác", "passed on to another unit"),
    Act.REHOME: ("Chuyển cho đơn vị kế nhiệm", "passed on to the unit's successor"),
    Act.ASK: ("Đề nghị ông/bà bổ sung thông tin", "information wanted from you"),
    Act.INFORM: ("Thông báo tiến độ", "progress"),
    Act.REPORT: ("Báo cáo cấp trên, thông tin bước đầu", "reported to a higher level"),
    Act.EXTEND: ("Gia hạn", "more time given"),
    Act.DECIDE: ("Cấp trên quyết định thời hạn", "a new date was decided"),
    Act.RECKON: ("Tính lại thời hạn", "dates reckoned anew"),
    Act.EXPIRE: ("Hết thời hạn chờ", "the time of waiting is over"),
    Act.ESCALATE: ("Quá hạn, đã báo cáo cấp trên", "late: reported to a higher level"),
    Act.ANSWER: ("Trả lời", "answer"),
    Act.APPROVE: ("Trả lời", "answer"),
    Act.ECHO: ("Cán bộ nói trực tiếp với ông/bà", "said by staff in the chat or on the telephone"),
    Act.RELAY: ("Tin từ phản ánh cùng nội dung", "from the petition about the same"),
    Act.MERGE: ("Giải quyết cùng phản ánh cùng nội dung", "handled with another about the same"),
    Act.UNMERGE: ("Giải quyết riêng trở lại", "handled on its own again"),
    Act.REJECT: ("Không thụ lý", "not accepted"),
    Act.REFER: ("Chuyển giải quyết theo thủ tục riêng", "referred to its own procedure"),
    Act.CLOSE: ("Kết thúc", "closed"),
}

ASKED_BY: Mapping[Act, tuple[str, str]] = {  # what the sender may say on the page, as the form names it
    Act.HEAR: ("Bổ sung thông tin", "add something"),
    Act.REOPEN: ("Việc chưa xong, đề nghị giải quyết tiếp", "it is not done: go on"),
    Act.APPEAL: ("Đề nghị cấp trên xem xét lại", "have a higher level look again"),
}
LONGEST = 5000  # characters typed at once
_REFUSED: Mapping[int, str] = {
    409: "Theo quy chế, việc này không còn thực hiện được: đã hết thời hạn, hết số lần, hoặc phản ánh đã kết thúc.",
    412: "Phản ánh vừa thay đổi. Xin xem lại rồi gửi lần nữa.",
    422: "Nội dung quá dài hoặc chưa đúng. Xin sửa rồi gửi lại.",
}
KIND_NAMES = {"image": "Ảnh", "video": "Video", "audio": "Ghi âm"}  # of what was given no name


def asking(province: Province, code: str) -> tuple[str, int]:
    """The page a link opens: the same one for every code, whether there is such a petition or not."""
    lead = "Xin nhập mã bí mật gồm 6 chữ số đã gửi hoặc đọc cho ông/bà khi tiếp nhận phản ánh."
    english = "Please type the secret code of 6 digits that you were sent, or told, when your petition was received."
    return _form(province, code, lead, english), 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the sender wrote into the page's form: `text`, behind `pin`; `send` hands it on.

    photo       the signed address of a photo that came too late to go on by itself
    take        adds that photo
    photo_form  the form for one more photo of a petition, as HTML
    """

    pin: str
    text: str = ""
    photo: str = ""
    photo_form: Callable[[Ticket], str] = lambda _: ""
    send: Callable[[], object]
    take: Callable[[], Taken]


def following(
    province: Province, code: str, look: Callable[[], tuple[Ticket, list[Event]]], now: datetime, link: View,
    typed: Typed | None = None,
) -> tuple[str, int]:  # fmt: skip
    """The page after the pin was typed, and its status; with `typed`, words are handed on before it is shown."""
    try:
        ticket, events = look()
        told, status = "", 200
        if typed and (typed.text or typed.photo):
            late = typed.photo
            told, status = photo_page.added(typed.take, typed.pin, late) if late else _handed_on(typed)
            ticket, events = look()
        form = _saying(province, ticket, typed.pin, typed.text if status != 200 else "") if typed else ""
        form += typed.photo_form(ticket) if typed else ""
        return _shown(province, ticket, events, now, link, told, form), status
    except NotFound as error:
        lead = "Mã theo dõi hoặc mã bí mật không đúng. Xin thử lại."
        english = "The code or the secret code is wrong. Please try again."
        return _form(province, code, lead, english, typed.photo if typed else ""), error.status
    except PetitionError as error:
        lead, english = "Chưa xem được. Xin thử lại.", "Not now. Please try again."
        return _form(province, code, lead, english, typed.photo if typed else ""), error.status


def _handed_on(typed: Typed) -> tuple[str, int]:
    """What to tell whoever sent words, as HTML, and the status."""
    try:
        typed.send()
    except PetitionError as error:
        why = _REFUSED.get(error.status, "Chưa ghi nhận được. Xin thử lại.")
        return f'<p role="alert"><strong>{why}</strong> <span lang="en">/ Not received.</span></p>', error.status
    done = '<p role="status"><strong>Đã ghi nhận nội dung ông/bà gửi.</strong> <span lang="en">/ Received.</span></p>'
    return done, 200


def _saying(province: Province, ticket: Ticket, pin: str, text: str) -> str:
    """The form below the timeline: an answer to a question, further words, «not done»; nothing once none is heard."""
    may = {Act.HEAR: True, Act.REOPEN: may_reopen(province, ticket), Act.APPEAL: may_appeal(province, ticket)}
    acts = [act for act in legal(ticket.status, Role.CITIZEN) if may.get(act)]
    if not acts:
        return ""
    choices = "".join(
        f'<label><input type="radio" name="act" value="{act}" required{" checked" if len(acts) == 1 else ""}> '
        f'{ASKED_BY[act][0]} <span lang="en">/ {ASKED_BY[act][1]}</span></label>'
        for act in acts
    )
    title = 'Gửi thêm cho đơn vị <span lang="en">/ write to the unit</span>'
    if ticket.status is Status.WAITING:
        title = 'Trả lời đơn vị <span lang="en">/ answer the unit</span>'
    return (
        f'<form method="post"><h2>{title}</h2><input type="hidden" name="pin" value="{escape(pin)}">'
        f'<input type="hidden" name="seen" value="{ticket.events}">'
        f'<fieldset><legend>Ông/bà muốn <span lang="en">/ you want to</span></legend>{choices}</fieldset>'
        '<label for="text">Nội dung <span lang="en">/ words</span></label>'
        f'<textarea id="text" name="text" rows="5" maxlength="{LONGEST}" required>{escape(text)}</textarea>'
        '<p><button type="submit">Gửi <span lang="en">/ send</span></button></p></form>'
    )


def _form(province: Province, code: str, lead: str, english: str, photo: str = "") -> str:
    """What cannot be a code is not read out in our name: anybody writes addresses."""
    named = f" {known}" if (known := read_code(code)) else ""
    body = page.pin_form("", {"photo": photo} if photo else {})
    return page.filled(province, TITLE, f"Phản ánh{named}", lead, body, english, heading_en=f"petition{named}")


def _shown(
    province: Province, ticket: Ticket, events: list[Event], now: datetime, link: View, told: str, form: str
) -> str:
    seen = views_citizens.followed(province, ticket, events, now, link)
    vi, en = STATUS_NAMES[ticket.status]
    facts = [
        f'Tình trạng <span lang="en">/ status</span>: <strong>{vi}</strong> <span lang="en">({en})</span>',
        f'Đơn vị <span lang="en">/ unit</span>: <bdi>{escape(seen["unit_name"])}</bdi>',
    ]
    if seen["promised_at"] and not seen["outcome"]:
        until = local_time(province, ticket.promised_at)
        facts.append(f'Hẹn trả lời trước <span lang="en">/ answer by</span> {until}')
    rows = "".join(_row(province, row) for row in seen["timeline"])
    body = f"{told}<p>{'<br>'.join(facts)}</p><ol>{rows}</ol>{form}"
    return page.filled(province, TITLE, f"Phản ánh {ticket.code}", "", body, heading_en="your petition")


def _row(province: Province, row: Mapping[str, Any]) -> str:
    vi, en = ACT_NAMES[Act(row["act"])]
    at = local_time(province, datetime.fromisoformat(row["at"]))
    words = f'<p class="words">{escape(row["text"])}</p>' if row["text"] else ""
    files = "".join(f"<li>{_file(file)}</li>" for file in row["attachments"])
    kept = f'<p>Tệp kèm theo <span lang="en">/ attached</span>:</p><ul>{files}</ul>' if files else ""
    return f'<li><time datetime="{row["at"]}">{at}</time>{vi} <span lang="en">/ {en}</span>{words}{kept}</li>'


def _file(file: Mapping[str, Any]) -> str:
    """A link that is good for minutes: the page is loaded anew for a fresh one."""
    name = file["name"] or KIND_NAMES.get(file["media_type"].partition("/")[0], "Tệp")
    kilobytes = -(-file["size"] // 1000)
    size = f"{kilobytes} KB" if kilobytes < 1000 else f"{kilobytes / 1000:.1f} MB".replace(".", ",")
    said = f"{escape(name)}</a> ({escape(file['media_type'])}, {size})"
    return f'<a href="{escape(file["href"])}" rel="noreferrer">{said}'
