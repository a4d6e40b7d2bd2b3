"""Notices and reaches to speak about lanes and letters with."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.identity.vault import Person
from chalicelib.notice.ways import Reach
from chalicelib.province.document import province_from
from chalicelib.province.province import Province
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose
from chalicelib.ticket.ticket import Channel, Lane, Origin
from tests.builders import SLUG, at, document

NOON = at("2026-11-18 12:00")
CODE = "SM-7K3F-9XM2-4DT6"
ALL_TEMPLATES = [
    {"purpose": purpose, "lane": lane, "id": f"{lane}-{purpose}", "parameters": [{"name": "ma", "fact": "code", "most": 30}]}
    for lane in ("messenger_utility", "zalo_template_uid", "zalo_template_phone")
    for purpose in ("ack", "answer", "question", "rating")
]  # fmt: skip


def province(**messaging: Any) -> Province:
    """Sông Mẫu, with these parts of its messaging."""
    return province_from(document() | {"messaging": messaging}, 1)


PLAIN = province()
EQUIPPED = province(
    lanes={"approved": ["messenger_human_agent", "messenger_utility"], "costs": {"sms": 400, "zalo_template_phone": 200}},
    templates=ALL_TEMPLATES,
)  # fmt: skip


def person(**known: Any) -> Person:
    base: dict[str, Any] = {
        "tenant": SLUG,
        "alias": "a1",
        "channel": "facebook",
        "account": "2001",
        "platform_id": "7001",
    }
    return Person(**(base | known))


def notice(
    purpose: Purpose = Purpose.ANSWER, channel: Channel = Channel.FACEBOOK, lane: Lane = Lane.DIRECT, **given: Any
) -> Notice:
    facts = {
        "title": "Bão số 9", "said": "Không ra khơi.", "survey_link": "https://cau-noi.example/v1/s",
        "code": CODE, "province": "Sông Mẫu", "unit": "Phòng Quản lý hạ tầng", "kind": "Phản ánh hiện trường",
        "category": "Giao thông", "promised": "17:00 ngày 26/11/2026", "due": "11:30 ngày 24/11/2026", "urgency": "normal",
        "reason": "chờ vật tư", "reason_name": "Không đủ thông tin", "step": "Báo lãnh đạo", "stars": "4", "until": "09:15",
        "status_name": "đang giải quyết", "lines": "Trực ban: 112", "url": "https://dichvucong.gov.vn", "hours": "07:30–17:00",
    }  # fmt: skip
    base: dict[str, Any] = {
        "tenant": SLUG, "parent": f"T#{SLUG}#{CODE}", "id": f"000003#{purpose}#citizen", "purpose": purpose,
        "by": By.ORIGIN, "to": (CITIZEN,), "code": CODE, "event": 3,
        "origin": Origin(channel=channel, account="2001", alias="a1", lane=lane, ref="1_2" if lane in (Lane.COMMENT, Lane.POST) else ""),
        "since": NOON, "at": NOON,
    }  # fmt: skip
    return Notice(**(base | given | {"facts": facts | given.get("facts", {})}))


def reach(age: timedelta | None = timedelta(hours=1), now: datetime = NOON, **given: Any) -> Reach:
    """They last acted `age` ago; unless told otherwise nothing but the chat is known of them."""
    base: dict[str, Any] = {"person": person(), "heard_at": None if age is None else now - age}
    return Reach(**(base | given))


def of_a_comment(age: timedelta = timedelta(hours=1), **given: Any) -> Reach:
    """They wrote a comment `age` ago and never a private word."""
    return replace(reach(None, **given), written_at=NOON - age)
