"""What follows the page on which a petition was sent: code and PIN to be noted down, who has it, and until when."""

from html import escape

from chalicelib import page, views_citizens
from chalicelib.province.province import Province
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Ticket

_PHOTOS = (  # the accounts of a training province lead nowhere
    "<p>Muốn gửi thêm ảnh cách khác: mở Messenger hoặc Zalo của cơ quan, nhắn mã theo dõi, rồi mã bí mật, rồi gửi ảnh. "
    '<span lang="en">/ Or: in the chat, send the code, then the PIN, then the photos.</span></p>'
)
_FIRST = (  # the bucket leads to another page, and this one does not open again
    "<p><strong>Xin ghi lại hai mã ở trên trước khi gửi ảnh.</strong> "
    '<span lang="en">/ Note code and PIN down before you send a photo.</span></p>'
)
_LARGE = "font-size:1.7rem;letter-spacing:.06em"


def filed(province: Province, opened: Ticket, pin: str, photo: str = "") -> str:
    """The page as HTML. Who loads it anew sends the same form again, and sees the same.

    photo  the form for a photo, as HTML
    """
    seen = views_citizens.filed(province, opened, pin)
    unit = f"<strong>{escape(seen['unit_name'])}</strong>"
    facts = [f'Nơi tiếp nhận, xử lý <span lang="en">/ passed on to</span>: {unit}']
    if opened.promised_at:
        facts.append(
            f'Hẹn trả lời trước <span lang="en">/ answer by</span> '
            f"<strong>{local_time(province, opened.promised_at)}</strong>"
        )
    facts += [escape(seen["procedure"])] if seen["procedure"] else []
    body = (
        f'<p>Mã theo dõi <span lang="en">/ code</span>:<br><strong style="{_LARGE}">{escape(opened.code)}</strong></p>'
        f'<p>Mã bí mật <span lang="en">/ PIN</span>:<br><strong style="{_LARGE}">{escape(pin)}</strong></p>'
        f"<p>{'<br>'.join(facts)}</p>{photo and _FIRST + photo}"
        f'<p><a href="{escape(opened.code)}">Trang theo dõi phản ánh này <span lang="en">/ follow it</span></a></p>'
        '<p>Lần sau: <a href="theo-doi">nhập mã theo dõi <span lang="en">/ later, type the code here</span></a></p>'
        f"{_PHOTOS if province.accounts and not province.training else ''}"
        '<p><a href="gui-phan-anh">Gửi phản ánh khác <span lang="en">/ send another</span></a></p>'
    )
    lead = "Xin ghi lại hai mã dưới đây ngay bây giờ: cần cả hai để xem kết quả, và trang này không mở lại được."
    english = "Please note both down now: you need them to see the answer, and this page does not open again."
    return page.filled(
        province, "Gửi phản ánh, kiến nghị", "Đã tiếp nhận phản ánh", lead, body, english, heading_en="received"
    )
