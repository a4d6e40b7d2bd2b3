"""What things are called in reports."""

from collections.abc import Mapping
from datetime import date

from chalicelib.briefing.order import Kind, Order

TITLES: Mapping[Kind, str] = {
    Kind.DIGEST: "Bản tin ngày về phản ánh, kiến nghị",
    Kind.WEEK: "Báo cáo tuần về giải quyết phản ánh, kiến nghị",
    Kind.MONTH: "Báo cáo tháng về tiếp nhận, giải quyết phản ánh, kiến nghị",
    Kind.UNIT_REPORT: "Báo cáo đánh giá chi tiết kết quả giải quyết phản ánh, kiến nghị",
}
TITLES_EN: Mapping[Kind, str] = {
    Kind.DIGEST: "Daily digest",
    Kind.WEEK: "Weekly pack",
    Kind.MONTH: "Monthly report",
    Kind.UNIT_REPORT: "Detailed report of a unit",
}
CHANNELS: Mapping[str, str] = {
    "facebook": "Facebook", "zalo": "Zalo", "api": "Trang web và hệ thống khác",
    "phone": "Điện thoại",
}  # fmt: skip
SUBMITTERS: Mapping[str, str] = {
    "": "Người dân", "person": "Người dân", "business": "Doanh nghiệp", "organisation": "Tổ chức",
}  # fmt: skip
STAGES: Mapping[str, str] = {
    "assign": "Phân công", "receive": "Tiếp nhận", "transfer": "Chuyển đơn vị", "decide": "Quyết định gia hạn",
    "answer": "Trả lời",
}  # fmt: skip
RULES: Mapping[str, str] = {**STAGES, "unaccepted": "Không nhận phiếu chuyển đến"}
AGES: Mapping[str, str] = {
    "2": "Đến 2 ngày", "7": "3 đến 7 ngày", "15": "8 đến 15 ngày", "30": "16 đến 30 ngày", "older": "Trên 30 ngày",
}  # fmt: skip
STATES: Mapping[str, str] = {
    "open": "Đang làm", "reported": "Đã báo xong", "overdue": "Quá hạn", "done": "Đã xong", "cancelled": "Đã hủy",
}  # fmt: skip
TARGETS: Mapping[str, str] = {
    "open": "đang xử lý", "overdue": "quá hạn", "on_time_share": "tỷ lệ đúng hạn",
}  # fmt: skip
GROUPS: Mapping[str, str] = {"departments": "Sở, ban, ngành", "localities": "Địa phương"}
UNKNOWN = "Chưa rõ"


def days(first: date, last: date) -> str:
    return f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"


def span(order: Order) -> str:
    """«Tuần 47 năm 2026, 16/11/2026 – 22/11/2026»."""
    told = days(order.first, order.last)
    if "-W" in order.period:
        year, week = order.period.split("-W")
        return f"Tuần {int(week)} năm {year}, {told}"
    if len(order.period) == len("2026-11"):
        return f"Tháng {order.first.month} năm {order.first.year}, {told}"
    return f"Ngày {told}" if order.first == order.last else told
