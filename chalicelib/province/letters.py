"""Which letters a province may put in words of its own, what each may and must hold, and an example of every fact.

The words that are shipped lie with whatever sends them; a test keeps them and these tables in step.
"""

from collections.abc import Mapping

# A citizen's letters: name → what its words must hold, so that no letter loses its point.
CITIZENS: Mapping[str, tuple[str, ...]] = {
    "greeting": (), "menu": (), "human": (), "contact_kept": (),
    "form.kind": (), "form.place": (), "form.text": (), "form.contact": (), "form.code": (),
    "standing": ("code", "status_name"), "dossier": ("url",), "dossier.none": (), "hotline": ("lines",),
    "hotline.none": (), "form.dossier": (), "form.tail": (),
    "dossier_facts": ("code", "status_name", "agency", "papers_line"), "dossier_said.refused": (),
    "dossier_said.wait": (), "dossier_said.stopped": (), "dossier_said.none": (), "dossier_said.list": ("lines",),
    "dossier_said.ended": (), "dossier_said.full": (), "dossier_said.rated": ("stars",),
    "dossier_followed": ("code", "stop_line"), "dossier_rating": (),
    "dossier_news": ("code", "status_name", "papers_line", "stop_line"),
    "dossier_receipt": ("code", "received", "received_at", "result_line", "papers_line", "stop_line"),
    "procedures_found": ("lines",), "procedures_found.none": (),
    "line.result": ("result_on",), "line.papers": ("papers", "how"), "line.watch": (),
    "line.changed": ("changed_names",),
    "line.fact_agency": (), "line.fact_status": (), "line.fact_result_on": (), "line.fact_missing": (),
    "line.service": ("link",), "line.stop": (), "line.stop_away": ("link",), "button.watch": (),
    "mail.dossier.subject": ("code",), "sms.dossier": ("code", "link", "news"),
    "sms.news.dossier_followed": (), "sms.news.dossier_news": ("status_name",),
    "sms.news.dossier_receipt": (),
    "news_stopped": (), "news_back": (), "broadcast": ("title", "said"), "alert": ("title", "said"),
    "survey": ("survey_link",), "survey_reminder": ("survey_link",),
    "contact": ("until",), "ack": ("code", "pin", "promised"), "ack_public": ("promised",), "question": ("text",),
    "question_public": ("text",), "transferred": ("unit",), "answer": ("text",), "answer_public": ("text",),
    "closed": ("text",), "progress": ("text",), "interim": ("text",), "interim_public": (),
    "new_date": ("promised", "reason"), "new_date_public": ("promised",),
    "rejected": ("reason_name", "text"), "referred": ("text",), "joined": (), "raised": ("step",),
    "reopened": ("promised",), "withdrawn": (), "no_reply": (), "procedure": ("procedure",), "too_late": (),
    "rating": (), "thanks": ("stars", "again_line"), "confirm": (), "confirmed": ("reopen_line",),
    "line.missing": ("missing",), "line.procedure": ("procedure",), "line.bot": (), "line.automatic": (),
    "line.contact": (), "line.again": (), "line.promised": ("promised",), "line.type": ("choices",),
    "line.files": ("files", "link"),
    "line.more": ("link",), "line.follow": ("link",), "line.rate": ("rating_link",),
    "line.confirm": ("rating_link",), "line.reopen": (), "button.solved": (), "button.unsolved": (),
    "here.chat": (), "here.away": (),
    "button.new": (), "button.follow": (), "button.dossier": (), "button.hotline": (), "button.human": (),
    "button.language": (), "button.reopen": (), "button.appeal": (), "button.skip": (),
    "mail.citizen.subject": ("code",), "sms.citizen": ("code", "link", "news"), "sms.rate": ("rating_link",),
    "sms.alert": ("title", "said"),
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
    "report.subject": (), "report": ("links", "until"),
    "task.subject": (), "task": ("headline", "task", "due"),
    "league.subject": (), "league": ("unit", "due"),
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
    "task": "Trả lời dứt điểm các phiếu quá hạn về rác thải",
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
    "agency": "Sở Xây dựng",
    "result_on": "01/12/2026",
    "papers": "- Bản sao giấy phép",
    "received": "- Bản vẽ hoàn công",
    "received_at": "09:15 ngày 20/11/2026",
    "received_count": "1",
    "how": "nộp tại bộ phận một cửa nơi đã nhận hồ sơ",
    "changed": "status missing",
    "changed_names": "tình trạng, giấy tờ còn thiếu",
    "here": "ngay tại đây",
    "period": "Tuần 47 năm 2026, 16/11/2026 – 22/11/2026",
    "figures": "Tiếp nhận trong tuần: 1.234",
    "links": "PDF: https://phan-anh.example.vn/v1/ten-tinh/papers/weekly-1/pdf?until=1764000000",
    "files": "Văn bản trả lời.pdf; ảnh 2",
    "title": "Mưa rất to từ chiều nay",
    "survey_link": "https://phan-anh.example.vn/v1/ten-tinh/surveys/20261118-4f2a9c81/answers/eyJhbGciOiJIUzI1NiJ9.4f2a9c81",
    "said": "Người dân vùng trũng chủ động di dời tài sản. Chi tiết: https://example.gov.vn/mua",
}
# Made by us of other facts, or empty.
LINES = (
    "missing", "procedure", "promised", "again", "contact", "bot", "consent", "link", "reason", "code",
    "changed", "result", "papers", "watch", "stop", "service", "reopen",
)  # fmt: skip
PLACEHOLDERS = frozenset(EXAMPLES) | {f"{name}_line" for name in LINES}

# What a template may be filled with, by purpose: what every petition has, and what belongs to the purpose.
_ALWAYS = frozenset({"code", "link", "province", "unit", "kind", "category", "promised"})
_OF_A_DOSSIER = frozenset({"code", "link", "province", "agency", "status_name", "result_on", "papers"})
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
    "confirm": _ALWAYS | {"rating_link"},
    "dossier_news": _OF_A_DOSSIER,
    "dossier_receipt": _OF_A_DOSSIER | {"received", "received_at", "received_count"},
    "dossier_rating": _OF_A_DOSSIER,
    "dossier_followed": _OF_A_DOSSIER,
    "broadcast": frozenset({"province", "title", "said"}),
    "alert": frozenset({"province", "title", "said"}),
    "survey": frozenset({"province", "unit", "title", "until", "survey_link"}),
    "survey_reminder": frozenset({"province", "unit", "title", "until", "survey_link"}),
}
