"""What people say beside their petitions: opinion by topic, and surveys that were published. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.briefing.matter import Figures, Matter
from chalicelib.briefing.order import Order
from chalicelib.briefing.words import GROUPS
from chalicelib.paper.paper import Column, Heading, Kind, Note, Section, Table, Value
from chalicelib.survey.round import Kind as Asked
from chalicelib.survey.round import Round

NO_TOPIC = "Chưa rõ chủ đề"
_I = Kind.INTEGER
_SAID = (
    ("Bình luận", "comments"),
    ("Tin nhắn", "messages"),
    ("Bài của người dân", "visitor_posts"),
    ("Cảm xúc", "reactions"),
)
_LABELS = (("Tích cực", "positive"), ("Tiêu cực", "negative"), ("Có cơ sở", "substantiated"))
Published = Sequence[tuple[Round, Mapping[str, Any]]]


def sections(matter: Matter, order: Order, heading: str) -> tuple[Section, ...]:
    heard, published = matter.voices(order.first, order.last), matter.surveys(order.first, order.last)
    return (
        Heading(text=heading),
        *(opinion(heard) if heard else ()),
        _rounds(published, ZoneInfo(matter.province.zone)),
        _answers(published),
    )


def opinion(heard: Figures) -> tuple[Section, ...]:
    """Topic by topic, the most spoken of first, and all of them."""
    columns = (Column(title="Chủ đề", width=3), *(Column(title=title, kind=_I) for title, _ in (*_SAID, *_LABELS)))
    groups = sorted(heard["groups"], key=lambda one: (-sum(one[name] for _, name in _SAID), one["key"]))
    rows = tuple((one["name"] or NO_TOPIC, *_counts(one)) for one in groups)
    return (
        Table(columns=columns, rows=rows, caption="Dư luận theo chủ đề", total=("Tất cả", *_counts(heard["total"]))),
        Note(text="Không phải phản ánh, kiến nghị. Tích cực, tiêu cực, có cơ sở: theo nhận định của cán bộ."),
    )


def _counts(one: Figures) -> tuple[Value, ...]:
    return (*(one[name] for _, name in _SAID), *(one["labels"][name] for _, name in _LABELS))


def _rounds(published: Published, zone: ZoneInfo) -> Table:
    columns = (
        Column(title="Khảo sát", width=3), Column(title="Kết thúc", kind=Kind.DATE), Column(title="Đã mời", kind=_I),
        Column(title="Trả lời", kind=_I), Column(title="Trong đó được mời", kind=_I),
        Column(title="Tỷ lệ người được mời trả lời", kind=Kind.PERCENT),
    )  # fmt: skip
    rows = tuple(
        (one.title.vi, one.closes_at.astimezone(zone).date(), told["invited"], told["answers"], *_of_invited(told))
        for one, told in published
    )
    return Table(columns=columns, rows=rows, caption="Khảo sát đã công bố")


def _of_invited(told: Mapping[str, Any]) -> tuple[int | None, float | None]:
    """How many of those invited have answered, and their share; neither where figures are older than that count."""
    came = told.get("invited_answers")
    return (None, None) if came is None else (came, told["response_rate"])


def _answers(published: Published) -> Table:
    """Of questions with a scale, or yes and no; what too few have answered is withheld."""
    columns = (
        Column(title="Khảo sát", width=2), Column(title="Nhóm", width=1.2), Column(title="Câu hỏi", width=3),
        Column(title="Lượt trả lời", kind=_I), Column(title="Điểm trung bình", kind=Kind.DECIMAL, digits=2),
        Column(title="Hài lòng", kind=Kind.PERCENT),
    )  # fmt: skip
    rows = tuple(row for one, told in published for row in _of_round(one, told))
    return Table(columns=columns, rows=rows, caption="Kết quả khảo sát theo nhóm đơn vị")


def _of_round(one: Round, told: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    for group in told["groups"]:
        for row in group["questions"]:
            asked = one.question(row["id"])
            if asked and asked.kind in (Asked.SCALE, Asked.YES_NO):
                name = GROUPS.get(group["group"], group["group"])
                yield one.title.vi, name, asked.words.vi, row["answers"], row["mean"], row["satisfied"]
