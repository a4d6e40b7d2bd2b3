"""A province that holds surveys, on fakes: the rooms of staff, of people and of the clock over one store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.survey.answering import Answering
from chalicelib.survey.inviting import Answered, Inviting
from chalicelib.survey.link import Invitation, mark_of, token_of
from chalicelib.survey.round import Round
from chalicelib.survey.surveys import Surveys
from chalicelib.ticket.ticket import Actor, Ticket
from chalicelib.ticket.workflow import Role
from tests.builders import HANDLER, SECRET, SLUG, World, officer
from tests.fakes_survey import ShelfRounds

OWNER = officer(Role.CONTENT_OWNER, "so-khcn")
ROADS, FINANCE, WARD = "phong-ha-tang", "so-tai-chinh", "p90001"
QUESTIONS: list[dict[str, Any]] = [
    {"id": "chung", "kind": "scale", "vi": "Ông/bà hài lòng ở mức nào?", "en": "How content are you?"},
    {"id": "dung-hen", "kind": "yes_no", "vi": "Có đúng hẹn không?"},
    {"id": "kenh", "kind": "one", "vi": "Qua kênh nào?", "required": False,
     "options": [{"id": "zalo", "vi": "Zalo"}, {"id": "web", "vi": "Trang web"}]},
    {"id": "can-cai-thien", "kind": "several", "vi": "Cần cải thiện gì?", "required": False,
     "options": [{"id": "thai-do", "vi": "Thái độ"}, {"id": "thoi-gian", "vi": "Thời gian"}]},
    {"id": "y-kien", "kind": "text", "vi": "Ý kiến khác", "required": False},
]  # fmt: skip
GOOD = {"chung": 5, "dung-hen": "yes"}


def body(**given: Any) -> dict[str, Any]:
    """A round about three units, from Friday on, that invites those answered on Wednesday and Thursday."""
    base: dict[str, Any] = {
        "title": {"vi": "Chất lượng phục vụ"},
        "intro": {"vi": "Xin ông/bà vài phút.", "en": "A few minutes, please."},
        "opens_at": "2026-11-20T08:00:00+07:00",
        "closes_at": "2026-12-20T17:00:00+07:00",
        "units": [{"unit": "so-xay-dung"}, {"unit": FINANCE}, {"unit": WARD}],
        "questions": QUESTIONS,
        "audience": ["petitioners", "members"],
        "invite": {"from": "2026-11-18", "to": "2026-11-19", "remind_at": "2026-12-01T09:00:00+07:00"},
    }
    return base | given


@dataclass
class Bureau:
    world: World = field(default_factory=World)
    rounds: ShelfRounds = field(default_factory=ShelfRounds)

    def __post_init__(self) -> None:
        self.numbers = count(1)
        self.callers: list[str] = []  # who asked for dossiers
        self.days: dict[date, list[Answered]] = {}
        world = self.world
        self.staff = Surveys(self.rounds, world.provinces, lambda: SECRET, self._new_id, world.clock)
        self.people = Answering(
            self.rounds, world.provinces, lambda slug, code, pin: world.tracking.follow(slug, code, pin)[0],
            self._dossier, lambda: SECRET, self._new_id, world.clock,
        )  # fmt: skip
        self.clock = Inviting(
            self.rounds, self._answered, world.tickets, world.outbox, world.provinces, lambda: SECRET,
            "https://cau-noi.example", world.clock,
        )  # fmt: skip

    def _new_id(self) -> str:
        return f"{next(self.numbers):03x}".ljust(32, "0")

    def _dossier(self, slug: str, given: Mapping[str, str], mark: str) -> tuple[str, str]:
        self.callers.append(mark)
        if given["tail"] != "1234":
            raise NotFound("no dossier with this code and these digits")
        return given["code"], "Sở Tài chính"

    def _answered(self, tenant: str, day: date) -> Iterator[Answered]:
        yield from sorted(self.days.get(day, ()), key=lambda each: each.key)

    def opened(self, actor: Actor = OWNER, **given: Any) -> Round:
        """A round, opened, at the first moment it takes answers."""
        made = self.staff.make(SLUG, body(**given), actor)
        self.staff.open(SLUG, made.id, actor)
        self.world.clock.at = made.opens_at
        found = self.rounds.find(SLUG, made.id)
        assert found
        return found

    def answered(self, person: str, unit: str = ROADS, **given: Any) -> Ticket:
        """A petition of a person in the chat, answered now; the day's timeline has it."""
        ticket = self.world.opened("Mặt đường có ổ gà rất sâu", person=person, **given)
        self.world.does(ticket.code, "answer", HANDLER, text="Đã giải quyết xong.")
        self.note(ticket.code, unit)
        return self.world.tickets.get(SLUG, ticket.code)

    def note(self, code: str, unit: str = ROADS) -> None:
        at = self.world.clock()
        day = self.world.province.calendar.local_day(at)
        key = f"{at.isoformat()}#{code}#{next(self.numbers):06d}"
        self.days.setdefault(day, []).append(Answered(key=key, code=code, unit=unit))

    def token(self, round_: Round, who: str, unit: str = "so-xay-dung", kind: str = "person") -> str:
        mark = mark_of(SECRET, SLUG, round_.id, unit, who)
        invitation = Invitation(round=round_.id, unit=unit, kind=kind, mark=mark)
        return token_of(SECRET, SLUG, invitation, round_.closes_at)

    def answers(self, round_: Round, who: str, unit: str = "so-xay-dung", kind: str = "person", **said: Any) -> None:
        """Somebody with an invitation answers."""
        given = {"invitation": self.token(round_, who, unit, kind), "answers": GOOD | said}
        self.people.answer(SLUG, round_.id, given)
