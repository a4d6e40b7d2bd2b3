"""May the page send this? Pure; the answers of the Graph API that the product must cope with.

source  Meta: send-messages, private-replies, error-codes, changelog (2026); HTTP statuses are our guess
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.platforms.templates import Template
from infra.local.platforms.world import Entry, Person

HOUR = 3_600_000
DAY = 24 * HOUR
TEXT_LIMIT, COMMENT_LIMIT, METADATA_LIMIT = 2000, 8000, 1000
TITLE_LIMIT, QUICK_REPLIES = 20, 13
TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")
REMOVED_TAGS = ("CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An error answer; `status` is the HTTP status, `rule` the one of breaches.RULES that was broken."""

    code: int
    message: str
    subcode: int | None = None
    type: str = "OAuthException"
    transient: bool = False
    status: int = 400
    rule: str = ""

    def body(self, trace: str) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.type, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient:
            error["is_transient"] = True
        return {"error": error | {"fbtrace_id": trace}}


class Refused(Exception):
    """Carries a refusal out to the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def bad_parameter(message: str, rule: str = "") -> Refusal:
    return Refusal(code=100, message=f"(#100) {message}", rule=rule)


OUTSIDE_WINDOW = Refusal(
    code=10,
    subcode=2018278,
    rule="window",
    message=(
        "(#10) This message is sent outside of allowed window. Learn more about the new policy here: "
        "https://developers.facebook.com/docs/messenger-platform/policy-overview"
    ),
)
UNAVAILABLE = Refusal(code=551, subcode=1545041, message="(#551) This person isn't available right now.")
TAG_REMOVED = bad_parameter("Message tag is no longer supported", "tag")
NO_SUCH_PERSON = Refusal(code=100, subcode=2018001, message="(#100) No matching user found")
NO_SUCH_OBJECT = Refusal(
    code=100,
    subcode=33,
    type="GraphMethodException",
    message=(
        "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation."
    ),
)
ALREADY_REPLIED = Refusal(code=10900, message="(#10900) Activity already replied to", rule="second_private_reply")
REPLY_TOO_LATE = Refusal(code=10900, message="(#10900) Activity is too old to be replied to", rule="late_private_reply")
PROOF_MISSING = Refusal(
    code=100,
    rule="no_proof",
    type="GraphMethodException",
    message=("API calls from the server require an appsecret_proof argument"),
)
PROOF_WRONG = Refusal(
    code=100,
    type="GraphMethodException",
    message="Invalid appsecret_proof provided in the API argument",
    rule="no_proof",
)
NO_LEAVE = Refusal(code=200, message="(#200) This needs a permission the app does not have", rule="tag_without_leave")
NOT_OURS = Refusal(
    code=10,
    subcode=2018300,
    message="(#10) Message not sent: another app is controlling this thread now.",
    rule="standby",
)
RESTRICTED = Refusal(code=10, subcode=1893063, message="(#10) This Page is temporarily restricted from messaging.")
BAD_TOKEN = Refusal(code=190, message="Invalid OAuth access token - Cannot parse access token")
TOO_FAST = Refusal(code=613, message="(#613) Calls to this api have exceeded the rate limit.", rule="too_fast")


def fault_of_message(message: Any) -> Refusal | None:
    """What is wrong with the words themselves."""
    if not isinstance(message, Mapping) or not (
        message.get("text") or message.get("attachment") or message.get("template")
    ):
        return bad_parameter("param message must be non-empty.")
    if len(str(message.get("text") or "")) > TEXT_LIMIT:
        why = f"Length of param message[text] must be less than or equal to {TEXT_LIMIT}"
        return bad_parameter(why, "too_long")
    if len(str(message.get("metadata") or "")) > METADATA_LIMIT:
        return bad_parameter(f"Length of param message[metadata] must be less than or equal to {METADATA_LIMIT}")
    return _fault_of_quick_replies(message.get("quick_replies") or [])


def _fault_of_quick_replies(replies: Any) -> Refusal | None:
    if not isinstance(replies, list) or len(replies) > QUICK_REPLIES:
        return bad_parameter(f"param message[quick_replies] must have at most {QUICK_REPLIES} elements")
    for reply in replies:
        if not isinstance(reply, Mapping) or reply.get("content_type") not in (
            "text",
            "user_phone_number",
            "user_email",
        ):
            return bad_parameter("param message[quick_replies][content_type] must be text")
        if reply["content_type"] == "text" and not 1 <= len(str(reply.get("title") or "")) <= TITLE_LIMIT:
            return bad_parameter(f"Length of param message[quick_replies][title] must be 1 to {TITLE_LIMIT}")
    return None


def refusal_to_person(ask: Mapping[str, Any], person: Person | None, now: int, leave: bool) -> Refusal | None:
    """Refuse a message to a PSID: unknown or blocking people, windows of 24 h and 7 days, dead tags.

    leave  whether the platform has allowed this page the human-agent tag
    """
    if ask.get("messaging_type") not in TYPES:
        return bad_parameter(f"param messaging_type must be one of {{{', '.join(TYPES)}}}")
    if person is None:
        return NO_SUCH_PERSON
    if person.blocked:
        return UNAVAILABLE
    silent = None if person.acted_at is None else now - person.acted_at
    if ask["messaging_type"] == "UTILITY":
        return None
    if ask["messaging_type"] == "MESSAGE_TAG":
        return _refusal_of_tag(ask, silent, leave)
    return None if silent is not None and silent <= DAY else OUTSIDE_WINDOW


def _refusal_of_tag(ask: Mapping[str, Any], silent: int | None, leave: bool) -> Refusal | None:
    if ask.get("tag") in REMOVED_TAGS:
        return TAG_REMOVED
    if ask.get("tag") != "HUMAN_AGENT":
        return bad_parameter("param tag must be one of {HUMAN_AGENT}", "tag")
    if not leave:
        return NO_LEAVE
    return None if silent is not None and silent <= 7 * DAY else OUTSIDE_WINDOW


def fault_of_template(given: Any, template: Template | None, leave: bool) -> Refusal | None:
    """Refuse a utility message: no leave, a template that is not approved, parameters that do not fit.

    source  inferred from the platform's other templates: name, language and parameters of the body
    """
    if not leave:
        return NO_LEAVE
    if not isinstance(given, Mapping) or not given.get("name"):
        return bad_parameter("param message[template] must have a name")
    if template is None or template.status != "APPROVED":
        return bad_parameter(f"Template {given['name']} is not approved", "unapproved_template")
    values = values_of(given)
    if len(values) != len(template.parameters):
        return bad_parameter(f"Template takes {len(template.parameters)} parameters", "template_data")
    if any(not 1 <= len(value) <= own.most for value, own in zip(values, template.parameters, strict=True)):
        return bad_parameter("A parameter of the template is empty or too long", "template_data")
    return None


def values_of(given: Mapping[str, Any]) -> list[str]:
    """The parameters of a template's body, in order."""
    parts = given.get("components")
    bodies = [p for p in parts if isinstance(p, Mapping) and str(p.get("type")).lower() == "body"] if parts else []
    rows = [row for body in bodies for row in body.get("parameters", ())]
    return [str(row.get("text", "")) if isinstance(row, Mapping) else "" for row in rows]


def refusal_to_remark(remark: Entry | None, page: str, person: Person | None, now: int) -> Refusal | None:
    """Refuse a private reply to a comment or post: not ours, by the page itself, older than 7 days."""
    if remark is None or remark.account != page or remark.side != "person" or remark.place == "chat":
        return NO_SUCH_OBJECT
    if person is not None and person.blocked:
        return UNAVAILABLE
    return REPLY_TOO_LATE if now - remark.at > 7 * DAY else None
