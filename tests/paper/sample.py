"""Papers to try the forms with: a full one, with long names and hundreds of rows, and one in which nothing happened."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.paper.paper import (
    Bar,
    Bars,
    Column,
    Fact,
    Facts,
    Heading,
    Kind,
    Note,
    Paper,
    Paragraph,
    Table,
    Value,
)
from tests.builders import at

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LONG_UNIT = "Phòng Kinh tế, Hạ tầng và Đô thị thuộc Ủy ban nhân dân phường Nguyễn Thị Minh Khai – Bộ phận Tiếp nhận và Trả kết quả"
COLUMNS = (
    Column(title="Đơn vị", width=3),
    Column(title="Tiếp nhận", kind=Kind.INTEGER),
    Column(title="Đúng hạn", kind=Kind.PERCENT),
    Column(title="Điểm", kind=Kind.DECIMAL),
    Column(title="Thời gian xử lý", kind=Kind.DURATION, width=1.4),
    Column(title="Cũ nhất", kind=Kind.DATE, width=1.3),
    Column(title="Cập nhật", kind=Kind.INSTANT, width=1.5),
)
ROWS = 300


def row(number: int) -> tuple[Value, ...]:
    name = LONG_UNIT if number % 50 == 1 else f"Xã Đắk Ơ thứ {number}"
    taken = timedelta(hours=number % 40, minutes=20)
    return (name, number * 1234, number / 1000, number + 0.5, taken, date(2026, 11, 16), at("2026-11-22 09:05"))


def paper(rows: int = ROWS, **given: Any) -> Paper:
    table = Table(
        caption="Kết quả xử lý theo đơn vị",
        columns=COLUMNS,
        rows=tuple(row(number) for number in range(1, rows + 1)),
        total=("Toàn tỉnh", 55_707_300, 0.123, None, timedelta(hours=19), None, None) if rows else None,
    )
    base: dict[str, Any] = {
        "title": "Báo cáo tuần về giải quyết phản ánh, kiến nghị",
        "title_en": "Weekly report",
        "subtitle": "Ủy ban nhân dân tỉnh Sông Mẫu: tình hình tiếp nhận và trả lời người dân, doanh nghiệp",
        "province": "Tỉnh Sông Mẫu",
        "period": "Tuần 47 năm 2026, 16/11/2026 – 22/11/2026",
        "made_at": at("2026-11-23 06:30"),
        "zone": ZONE,
        "sections": (
            Heading(text="Tóm tắt"),
            Facts(facts=(
                Fact(label="Tiếp nhận trong tuần", value=1234, kind=Kind.INTEGER),
                Fact(label="Đúng hạn", value=0.123, kind=Kind.PERCENT),
                Fact(label="Chờ lâu nhất", value=timedelta(hours=19, minutes=40), kind=Kind.DURATION),
                Fact(label="Đơn vị giữ nhiều nhất", value=LONG_UNIT),
            )),
            Paragraph(text="Số phản ánh quá hạn giảm so với tuần trước; các đơn vị được nhắc tên ở bảng dưới."),
            Bars(caption="Theo kênh", bars=(Bar(label="Zalo", value=812), Bar(label="Facebook", value=407), Bar(label="Trang web", value=0))),
            Heading(text="Theo đơn vị", level=3),
            table,
            Note(text="Thời gian ngoài thẩm quyền của đơn vị không tính."),
        ),
    }  # fmt: skip
    return Paper(**(base | given))
