"""What an officer sends with an act: plausible as a rule, and at times what no form would let through."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from chalicelib.ticket.ticket import Ticket
from chalicelib.ticket.workflow import Act
from tests.lives.places import CAST, UNITS
from tests.lives.town import Town

T = TypeVar("T")
Body = dict[str, Any]


@dataclass
class Die:
    """One number, spent choice by choice; what is spent grows again out of the number. 0 is always the first option."""

    number: int

    def __post_init__(self) -> None:
        self.left = self.number

    def of(self, options: Sequence[T]) -> T:
        self.left, chosen = divmod(self.left, len(options))
        if not self.left:
            self.left = self.number = self.number * 2_654_435_761 % 2**32
        return options[chosen]

    def one_in(self, n: int) -> bool:
        return self.of(range(n)) == n - 1


def body_of(act: Act, die: Die, town: Town, ticket: Ticket) -> Body:
    """A body for `act` on `ticket`; one in twelve is not what the act needs."""
    spoilt = die.one_in(12)
    made = _BODIES.get(act, lambda *_: {})(die, town, ticket)
    return _spoilt(made, die) if spoilt else made


def _spoilt(made: Body, die: Die) -> Body:
    name = die.of([*made, "text"])
    return die.of([
        {key: value for key, value in made.items() if key != name},
        made | {name: " "},
        made | {"unit": "no-such-unit", "until": "2026-02-30"},
        made | {"surprise": "1"},
    ])  # fmt: skip


def _day(town: Town, ahead: int) -> str:
    return str(town.province.calendar.local_day(town.now) + timedelta(days=ahead))


def _text(die: Die, *_: Any) -> Body:
    return {"text": "Đơn vị xin trả lời như sau."}


def _reason(die: Die, *_: Any) -> Body:
    return {"reason": "không thuộc thẩm quyền"}


def _unit(die: Die, *_: Any) -> Body:
    return {"unit": die.of(UNITS), "reason": "đúng thẩm quyền"}


def _assign(die: Die, *_: Any) -> Body:
    asked = die.of([(), (), (die.of(UNITS),), (UNITS[2], UNITS[5])])
    return {"unit": die.of(UNITS[2:] + UNITS)} | ({"contributors": list(asked)} if asked else {"reason": "phân công"})


def _more(die: Die, *_: Any) -> Body:
    unit = die.of(["working_days", "working_days", "calendar_days", "working_hours"])
    return {"reason": "cần khảo sát thêm", "more": {unit: die.of([2, 5, 1, 9])}}


def _report(die: Die, town: Town, ticket: Ticket) -> Body:
    above = [unit.id for unit in town.province.upwards(ticket.unit)][1:] or [town.province.leadership]
    written = _day(town, die.of([0, 0, -2, 1]))
    return {
        "superior": die.of([*above, town.province.leadership, town.province.task_force, die.of(UNITS)]),
        "document": {"number": "12/BC", "date": written, "file": "12-bc.pdf"},
        "reason": "vụ việc phức tạp",
        "text": "Vụ việc phức tạp, cần thêm thời gian.",
    }


def _decide(die: Die, town: Town, _: Ticket) -> Body:
    until = {"until": _day(town, die.of([7, 14, 3, 28, 1, 60]))}
    return {"reason": "theo báo cáo"} | die.of([until, until, until, {"refused": True}])


def _direct(die: Die, town: Town, _: Ticket) -> Body:
    return {"text": "Yêu cầu xử lý dứt điểm", "until": _day(town, die.of([2, 5, 9, 1, 0, -3]))}


def _answer(die: Die, *_: Any) -> Body:
    return {"text": "Đã xử lý xong."} | die.of([{}, {"outcome": "not_accepted"}, {"document": {"number": "7/TB"}}])


def _reject(die: Die, *_: Any) -> Body:
    return {"reason": die.of(["thu-rac", "trung-lap", "vô cớ"]), "text": "Xin từ chối vì không đủ căn cứ."}


def _refer(die: Die, *_: Any) -> Body:
    return {"type": die.of(["complaint", "denunciation"])} | die.of([{}, {"text": "Xin gửi đúng nơi."}])


def _concern(die: Die, *_: Any) -> Body:
    official = {"staff": die.of(CAST).id}
    return die.of([{"unit": die.of(UNITS)}, official, {"unit": die.of(UNITS)} | official])


def _classify(die: Die, town: Town, _: Ticket) -> Body:
    return die.of([
        {"category": die.of([category.id for category in town.province.categories])},
        {"kind": die.of([kind.id for kind in town.province.kinds])},
        {"urgency": die.of(["normal", "emergency"])},
        {"place": die.of(["90001", "90002", "1"]), "kind": "question"},
    ])  # fmt: skip


def _merge(die: Die, town: Town, ticket: Ticket) -> Body:
    others = [other.code for other in town.all if other.code != ticket.code]
    return {"into": die.of([*others, ticket.code])}


def _maybe_text(die: Die, *_: Any) -> Body:
    return die.of([{}, {"text": "Xin bổ sung đôi lời."}])


_BODIES: Mapping[Act, Callable[[Die, Town, Ticket], Body]] = {
    Act.ASSIGN: _assign,
    Act.TRANSFER: _unit,
    Act.REFUSE: _reason,
    Act.ASK: _text,
    Act.INFORM: _text,
    Act.NOTE: _text,
    Act.FULFIL: _text,
    Act.CONTRIBUTE: _text,
    Act.SEEK_EXTENSION: _more,
    Act.EXTEND: _more,
    Act.REPORT: _report,
    Act.DECIDE: _decide,
    Act.DIRECT: _direct,
    Act.ANSWER: _answer,
    Act.APPROVE: _maybe_text,
    Act.PUBLISH: _maybe_text,
    Act.CLOSE: _text,
    Act.SEND_BACK: _reason,
    Act.HIDE: _reason,
    Act.REOPEN: _reason,
    Act.UPHOLD: _reason,
    Act.DISMISS: _reason,
    Act.REJECT: _reject,
    Act.REFER: _refer,
    Act.CONCERN: _concern,
    Act.CLASSIFY: _classify,
    Act.MERGE: _merge,
}
