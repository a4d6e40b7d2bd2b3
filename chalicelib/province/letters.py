"""Which letters a province may put in words of its own, what each may and must hold, and an example of every fact.

The words that are shipped lie with whatever sends them; a test keeps them and these tables in step.
"""

from collections.abc import Mapping

# A citizen's letters: name → what its words must hold, so that no letter loses its point.
CITIZENS: Mapping[str, tuple[str, ...]] = {
    "greeting": (), "menu": (), "human": (), "contact_kept": (),
    "form.kind": (), "form.place": (), "form.text": (), "form.contact": (), "form.code": (),
    "standing": ("code", "status_name"), "dossier": ("url",), "dossier.none": (), "hotline": ("lines",),
    "hotline.none": (),
    "contact": ("until",), "ack": ("code", "pin", "promised"), "ack_public": ("promised",), "question": ("text",),
    "question_public": ("text",), "transferred": ("unit",), "answer": ("text",), "answer_public": ("text",),
    "closed": ("text",), "progress": ("text",), "interim": ("text",), "interim_public": (),
    "new_date": ("promised", "reason"), "new_date_public": ("promised",),
    "rejected": ("reason_name", "text"), "referred": ("text",), "joined": (), "raised": ("step",),
    "reopened": ("promised",), "withdrawn": (), "no_reply": (), "procedure": ("procedure",), "too_late": (),
    "rating": (), "thanks": ("stars", "again_line"),
    "line.missing": ("missing",), "line.procedure": ("procedure",), "line.bot": (), "line.automatic": (),
    "line.contact": (), "line.again": (), "line.promised": ("promised",), "line.type": ("choices",),
    "line.more": ("link",), "line.follow": ("link",), "line.rate": ("rating_link",), "here.chat": (), "here.away": (),
    "button.new": (), "button.follow": (), "button.dossier": (), "button.hotline": (), "button.human": (),
    "button.language": (), "button.reopen": (), "button.appeal": (), "button.skip": (),
    "mail.citizen.subject": ("code",), "sms.citizen": ("code", "link", "news"), "sms.rate": ("rating_link",),
    "sms.news.ack": ("promised", "pin"), "sms.news.question": (), "sms.news.answer": (), "sms.news.closed": (),
    "sms.news.progress": (), "sms.news.interim": (), "sms.news.new_date": ("promised",), "sms.news.rejected": (),
    "sms.news.referred": (), "sms.news.reopened": (), "sms.news.no_reply": (), "sms.news.procedure": (),
}  # fmt: skip
# Letters to staff, in Vietnamese only.
STAFF: Mapping[str, tuple[str, ...]] = {
    "assigned.subject": ("code",), "assigned": ("code", "link"),
    "citizen_spoke.subject": ("code",), "citizen_spoke": ("code", "link"),
    "escalation.subject": ("code",), "escalation": ("code", "link"),
    "news.subject": ("code",), "news": ("headline", "link"),
    "human_wanted.subject": (), "human_wanted": ("account",),
    "account_stopped.subject": (), "account_stopped": ("account", "why"),
    "line.reason": ("reason",), "line.code": ("code",),
    "urgency.emergency": (), "urgency.quick": (), "urgency.normal": (),
    "sms.assigned": ("code", "link"), "sms.escalation": ("code", "link"),
}  # fmt: skip
# What opens a case, or tells who somebody is, stands in no letter that all may read.
PUBLIC = frozenset({"ack_public", "answer_public", "interim_public", "new_date_public", "question_public"})
SECRET = frozenset({"code", "pin", "link", "rating_link"})
# A letter is a message of its own; a line or button is part of one.
PARTS = ("line.", "here.", "button.", "sms.", "urgency.")

# Every fact a letter or template may name, with an example of usual length.
EXAMPLES: Mapping[str, str] = {
    "code": "XX-7K3F-9XM2-4DTC",
    "pin": "123456",
    "link": "https://phan-anh.example.vn/ten-tinh/XX-7K3F-9XM2-4DTC",
    "rating_link": "https://phan-anh.example.vn/ten-tinh/danh-gia/eyJhbGciOiJIUzI1NiJ9.4f2a9c81d07b3e65",
    "province": "Tỉnh Mẫu",
    "unit": "Phòng Kinh tế, Hạ tầng và Đô thị phường Mẫu",
    "kind": "Phản ánh hiện trường",
    "category": "Vệ sinh môi trường",
    "urgency": "normal",
    "urgency_name": "bình thường",
    "promised": "17:00 ngày 26/11/2026",
    "due": "11:30 ngày 24/11/2026",
    "text": "Đơn vị đã kiểm tra thực tế và khắc phục xong nội dung ông/bà phản ánh.",
    "reason": "cần thêm thời gian để xác minh thực địa",
    "reason_name": "Không đủ thông tin để xử lý",
    "step": "Báo cáo lãnh đạo",
    "level": "3",
    "stars": "4",
    "missing": "ảnh hoặc video, địa điểm",
    "procedure": "Gửi đơn đến người có thẩm quyền giải quyết theo Luật Khiếu nại.",
    "headline": "Đã gia hạn",
    "status_name": "đang giải quyết",
    "until": "09:15 ngày 20/11/2026",
    "lines": "Trực ban: 112",
    "url": "https://dichvucong.gov.vn",
    "hours": "thứ Hai đến thứ Sáu, 07:30–17:00",
    "account": "Trang Mẫu",
    "channel": "facebook",
    "why": "190",
    "news": "đã có trả lời",
    "choices": "• Gửi phản ánh",
    "here": "ngay tại đây",
}
# Made by us of other facts, or empty.
LINES = ("missing", "procedure", "promised", "again", "contact", "bot", "consent", "link", "reason", "code")
PLACEHOLDERS = frozenset(EXAMPLES) | {f"{name}_line" for name in LINES}

# What a template may be filled with, by purpose: what every petition has, and what belongs to the purpose.
_ALWAYS = frozenset({"code", "link", "province", "unit", "kind", "category", "promised"})
TEMPLATES: Mapping[str, frozenset[str]] = {
    "ack": _ALWAYS | {"pin", "missing"},
    "answer": _ALWAYS | {"text", "rating_link"},
    "question": _ALWAYS | {"text"},
    "closed": _ALWAYS | {"text"},
    "progress": _ALWAYS | {"text"},
    "interim": _ALWAYS | {"text"},
    "new_date": _ALWAYS | {"reason"},
    "rejected": _ALWAYS | {"text", "reason_name"},
    "referred": _ALWAYS | {"text"},
    "joined": _ALWAYS,
    "reopened": _ALWAYS,
    "no_reply": _ALWAYS,
    "transferred": _ALWAYS,
    "raised": _ALWAYS | {"step"},
    "withdrawn": _ALWAYS,
    "too_late": _ALWAYS,
    "rating": _ALWAYS,
}
