"""The business API: templates by telephone number (once ZNS). Errors are HTTP 200 with a number other than 0."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify

from infra.local.platforms import zalo_news
from infra.local.platforms import zalo_templates as rules
from infra.local.platforms.bench import Bench, fresh_msg_id
from infra.local.platforms.faults import AnswerLost
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.templates import Template
from infra.local.platforms.world import Entry
from infra.local.platforms.zalo import OA, behave
from infra.local.platforms.zalo_oauth import Tokens
from infra.local.platforms.zalo_people import asked
from infra.local.platforms.zalo_rules import BAD_TOKEN, DEAD_TOKEN, Refused


def business(bench: Bench, tokens: Tokens) -> Blueprint:
    doors = Blueprint("zalo_business", __name__, url_prefix="/zalo-business")
    behave(doors, bench)
    counter = Counter(OA(bench, Herald(bench), tokens))

    @doors.post("/message/template")
    def template() -> Any:
        return jsonify({"error": 0, "message": "Success", "data": counter.send()})

    return doors


class Counter:
    def __init__(self, oa: OA) -> None:
        self.oa, self.bench = oa, oa.bench

    def send(self) -> dict[str, Any]:
        """One template to one telephone, whoever has it; its delivery is told with a header of its own."""
        account, ask = self._speaker(), asked()
        lost = self.oa.hurdles(account)
        phone, tracking = ask.get("phone"), str(ask.get("tracking_id") or "")
        template = self.bench.templates.find(account, str(ask.get("template_id") or ""))
        refusal = rules.refusal_of_telephone(phone, self.bench.templates.telephone(str(phone)))
        refusal = refusal or rules.refusal_of(template, ask.get("template_data"), self.bench.now())
        if len(tracking) > rules.TRACKING_LIMIT:
            refusal = refusal or rules.WRONG_FORMAT
        if refusal or template is None:
            raise Refused(refusal or rules.UNKNOWN)
        if not self.bench.templates.use(account.id, "daily"):
            raise Refused(rules.DAILY)
        entry = self._out(account, str(phone), template, ask["template_data"], tracking)
        if lost:
            raise AnswerLost(lost)
        left = str(self.bench.templates.left(account.id, "daily"))
        quota = {"dailyQuota": "500", "remainingQuota": left}
        return {"msg_id": entry.key, "sent_time": str(entry.at), "sending_mode": "1", "quota": quota}

    def _speaker(self) -> Account:
        try:
            return self.oa.speaker()
        except Refused as error:
            if error.refusal in (BAD_TOKEN, DEAD_TOKEN):  # this API has a number of its own for both
                raise Refused(rules.TOKEN) from None
            raise

    def _out(self, account: Account, phone: str, template: Template, data: Any, tracking: str) -> Entry:
        """In the thread of whoever told the OA this number, else in one of the number's own."""
        phone = "84" + phone[1:] if phone.startswith("0") else phone
        more = {"template_id": template.id, "template_data": data, "rating": template.rating,
                "tracking_id": tracking, "phone": phone}  # fmt: skip
        person = self.bench.marks.by_telephone(account.id, phone) or phone
        entry = Entry(
            key=fresh_msg_id(),
            channel="zalo",
            account=account.id,
            person=person,
            side="product",
            place="chat",
            kind="template",
            text=rules.shown(data),
            at=self.bench.now_ms(),
            more=more,
        )
        self.bench.world.add(entry)
        self.bench.marks.arrived(entry.key)
        document = zalo_news.template_delivered(entry, self.oa.herald.app_id(account), phone, entry.at + 200)
        self.oa.herald.tell(account, entry.key, "received", document, X_ZEvent_Server="ZNS")
        return entry
