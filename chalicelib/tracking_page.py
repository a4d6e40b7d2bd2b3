"""The page behind the link in letters: asks for the pin, then shows how a petition stands. Works without JavaScript."""

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from typing import Any

from chalicelib import page, views_citizens
from chalicelib.errors import NotFound, PetitionError
from chalicelib.intake.following import STATUS_NAMES
from chalicelib.province.province import Province
from chalicelib.ticket.owed import local_time
from chalicelib.ticket.ticket import Event, Ticket
from chalicelib.ticket.workflow import Act
from chalicelib.views_citizens import View

TITLE = "Theo dõi phản ánh"
ACT_NAMES: Mapping[Act, tuple[str, str]] = {  # Vietnamese, English
    Act.OPEN: ("Đã tiếp nhận", "received"),
    Act.HEAR: ("Ông/bà bổ sung", "you added"),
    Act.AMEND: ("Ông/bà sửa tin đã gửi", "you edited a message"),
    Act.RETRACT: ("Ông/bà xóa tin đã gửi", "you deleted a message"),
    Act.RATE: ("Ông/bà đã đánh giá", "you rated the answer"),
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
    Act.ECHO: ("Tin nhắn của cán bộ", "a message by staff"),
    Act.RELAY: ("Tin từ phản ánh cùng nội dung", "from the petition about the same"),
    Act.MERGE: ("Giải quyết cùng phản ánh cùng nội dung", "handled with another about the same"),
    Act.UNMERGE: ("Giải quyết riêng trở lại", "handled on its own again"),
    Act.REJECT: ("Không thụ lý", "not accepted"),
    Act.REFER: ("Chuyển giải quyết theo thủ tục riêng", "referred to its own procedure"),
    Act.CLOSE: ("Kết thúc", "closed"),
}

KIND_NAMES = {"image": "Ảnh", "video": "Video", "audio": "Ghi âm"}  # of what was given no name


def asking(province: Province, code: str) -> tuple[str, int]:
    """The page a link opens: the same one for every code, whether there is such a petition or not."""
    return _form(province, code, "Xin nhập mã tra cứu gồm 6 chữ số đã gửi cho ông/bà khi tiếp nhận phản ánh."), 200


def following(
    province: Province, code: str, look: Callable[[], tuple[Ticket, list[Event]]], now: datetime, link: View
) -> tuple[str, int]:
    """The page after the pin was typed, and its status."""
    try:
        return _shown(province, *look(), now, link), 200
    except NotFound as error:
        return _form(province, code, "Mã phản ánh hoặc mã tra cứu không đúng. Xin thử lại."), error.status
    except PetitionError as error:
        return _form(province, code, "Chưa xem được. Xin thử lại."), error.status


def _form(province: Province, code: str, lead: str) -> str:
    body = (
        '<form method="post"><label for="pin">Mã tra cứu <span lang="en">/ PIN</span></label>'
        '<input id="pin" name="pin" type="text" inputmode="numeric" autocomplete="off" maxlength="12" required>'
        '<p><button type="submit">Xem</button></p></form>'
    )
    return page.filled(province, TITLE, f"Phản ánh {code}", lead, body)


def _shown(province: Province, ticket: Ticket, events: list[Event], now: datetime, link: View) -> str:
    seen = views_citizens.followed(province, ticket, events, now, link)
    vi, en = STATUS_NAMES[ticket.status]
    facts = [f'Tình trạng: <strong>{vi}</strong> <span lang="en">({en})</span>', f"Đơn vị: {escape(seen['unit_name'])}"]
    if seen["promised_at"] and not seen["outcome"]:
        facts.append(f"Hẹn trả lời trước {local_time(province, ticket.promised_at)}")
    rows = "".join(_row(province, row) for row in seen["timeline"])
    body = "<p>" + "<br>".join(facts) + f"</p><ol>{rows}</ol>"
    return page.filled(province, TITLE, f"Phản ánh {ticket.code}", "", body)


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
