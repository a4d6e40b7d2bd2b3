"""Two entries: one that says the least an entry can, and one of which every value says something."""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.province.regulation import Stage
from chalicelib.ticket.workflow import Act, Role, Status
from chalicelib.timeline.entry import Entry
from tests.builders import SLUG, at

DAY = date(2026, 11, 18)
NOW = at("2026-11-18 09:00")
BARE = Entry(
    tenant=SLUG, code="SM-1", n=1, at=NOW, day=DAY, act=Act.OPEN, role=Role.CITIZEN, by_unit="", hash="ab" * 32,
    prev="", was=None, was_unit="", status=Status.IN_TRAY, unit="so-khcn", kind="question", category="",
    channel="facebook", account="2001", submitter="", urgency="normal", place="", regulation="r 1", opened_at=NOW,
    promised_at=NOW + timedelta(days=7),
)  # fmt: skip
WHOLE = replace(
    BARE, n=2, at=NOW + timedelta(milliseconds=1), act=Act.ANSWER, role=Role.HANDLER, by_unit="so-tai-chinh",
    prev="ab" * 32, was=Status.IN_PROGRESS, was_unit="so-khcn", status=Status.ANSWERED, category="giao-thong",
    submitter="business", place="90001", answered_at=NOW, outcome="resolved", rating=4, level=2, hops=1, held="so-khcn",
    held_ms=9, worked_ms=8, stage=Stage.RECEIVE, stage_unit="so-khcn", stage_from=NOW, stage_due=NOW, stage_ms=7,
    promise=NOW, answered_by="so-khcn", asked_at=NOW, answer_ms=6, sample="yes", sampled_at=NOW, members=5, from_tray=1,
)  # fmt: skip
