"""What a province may keep of its messaging but probably did not mean."""

from collections.abc import Iterator
from datetime import date

from chalicelib.province.findings import Document, Finding, finding
from chalicelib.province.messaging import Lanes
from chalicelib.province.province import Province

_SMS_PARTS = 2  # what a text message may take, and so cost
_BY_TEMPLATE = ("messenger_utility", "zalo_template_uid", "zalo_template_phone")
_LATE = ("email", "sms", *_BY_TEMPLATE)  # lanes that are open when the chat has closed


def idle_lanes(province: Province, document: Document, _: date) -> Iterator[Finding]:
    """An approval or a template without the other, and templates of lanes that are off."""
    lanes = province.messaging.lanes
    with_templates = {template.lane for template in province.messaging.templates}
    approved = document.get("messaging", {}).get("lanes", {}).get("approved", ())
    for i, lane in enumerate(approved):
        if lane in lanes.off:
            yield finding(f"/messaging/lanes/approved/{i}", f"{lane} is approved, and off")
        elif lane == "messenger_utility" and lane not in with_templates:
            yield finding(f"/messaging/lanes/approved/{i}", f"{lane} is approved, but no template goes by it")
    for i, template in enumerate(province.messaging.templates):
        if not _open(lanes, template.lane):
            why = "the lane is off, not approved, or costs more than one notice may"
            yield finding(f"/messaging/templates/{i}", f"{template.purpose} by {template.lane} is never used: {why}")
        elif template.purpose == "rating" and template.lane == "zalo_template_uid":
            yield finding(f"/messaging/templates/{i}/lane", "Zalo sends no template that is answered to a user id")


def late_answers(province: Province, document: Document, _: date) -> Iterator[Finding]:
    """Answers take longer than the chats of the platforms stay open."""
    if "messaging" not in document:
        return
    messaging = province.messaging
    answering = {template.lane for template in messaging.templates if template.purpose == "answer"}
    reaching = [lane for lane in _LATE if _open(messaging.lanes, lane)]
    if not any(lane not in _BY_TEMPLATE or lane in answering for lane in reaching):
        message = "no lane is on by which an answer reaches a citizen after 7 days: no e-mail, text message or template"
        yield finding("/messaging/lanes", message)


def no_consent(_: Province, document: Document, __: date) -> Iterator[Finding]:
    if "messaging" in document and "consent" not in document["messaging"]:
        yield finding("/messaging", "no consent text: nobody is told what becomes of their data")


def _open(lanes: Lanes, lane: str) -> bool:
    needed = lane == "messenger_utility" and lane not in lanes.approved
    cost = lanes.cost(lane) * (_SMS_PARTS if lane == "sms" else 1)
    return lane not in lanes.off and not needed and cost <= lanes.most
