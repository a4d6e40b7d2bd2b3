"""May the page send this? Pure; the answers of the Graph API that the product must cope with.

source  Meta: send-messages, private-replies, error-codes, changelog (2026); HTTP statuses are our guess
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.platforms.world import Entry, Person

HOUR = 3_600_000
DAY = 24 * HOUR
TEXT_LIMIT, COMMENT_LIMIT, METADATA_LIMIT = 2000, 8000, 1000
TITLE_LIMIT, QUICK_REPLIES = 20, 13
TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")
REMOVED_TAGS = ("CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An error answer; `status` is the HTTP status, everything else goes into the body."""

    code: int
    message: str
    subcode: int | None = None
    type: str = "OAuthException"
    transient: bool = False
    status: int = 400

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


def bad_parameter(message: str) -> Refusal:
    return Refusal(code=100, message=f"(#100) {message}")


OUTSIDE_WINDOW = Refusal(
    code=10,
    subcode=2018278,
    message=(
        "(#10) This message is sent outside of allowed window. Learn more about the new policy here: "
        "https://developers.facebook.com/docs/messenger-platform/policy-overview"
    ),
)
UNAVAILABLE = Refusal(code=551, subcode=1545041, message="(#551) This person isn't available right now.")
TAG_REMOVED = bad_parameter("Message tag is no longer supported")
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
ALREADY_REPLIED = Refusal(code=10900, message="(#10900) Activity already replied to")
REPLY_TOO_LATE = Refusal(code=10900, message="(#10900) Activity is too old to be replied to")
PROOF_MISSING = Refusal(
    code=100,
    type="GraphMethodException",
    message=("API calls from the server require an appsecret_proof argument"),
)
PROOF_WRONG = Refusal(
    code=100, type="GraphMethodException", message=("Invalid appsecret_proof provided in the API argument")
)
KNOWN = {
    refusal.code: refusal
    for refusal in (
        OUTSIDE_WINDOW,
        UNAVAILABLE,
        TAG_REMOVED,
        Refusal(code=1, subcode=1357046, message="An unknown error occurred", status=500),
        Refusal(
            code=2,
            message="An unexpected error has occurred. Please retry your request later.",
            transient=True,
            status=500,
        ),
        Refusal(code=4, message="(#4) Application request limit reached", transient=True),
        Refusal(code=190, subcode=463, message="Error validating access token: Session has expired."),
        Refusal(code=200, message="(#200) Permissions error"),
        Refusal(code=368, message="The action attempted has been deemed abusive or is otherwise disallowed"),
        Refusal(code=613, message="(#613) Calls to this api have exceeded the rate limit."),
    )
}
BAD_TOKEN = Refusal(code=190, message="Invalid OAuth access token - Cannot parse access token")
TOO_FAST = KNOWN[613]


def ordered(error: Any) -> Refusal:
    """The refusal a test asked for: a code from the table, or its own fields."""
    if isinstance(error, Mapping):
        code = int(error.get("code", 1))
        return Refusal(
            code=code,
            subcode=error.get("error_subcode", error.get("subcode")),
            message=str(error.get("message") or f"(#{code}) refused by order"),
            transient=bool(error.get("is_transient")),
            status=int(error.get("status", 400)),
        )
    return KNOWN.get(int(error)) or Refusal(code=int(error), message=f"(#{error}) refused by order")


def fault_of_message(message: Any) -> Refusal | None:
    """What is wrong with the words themselves."""
    if not isinstance(message, Mapping) or not (
        message.get("text") or message.get("attachment") or message.get("template")
    ):
        return bad_parameter("param message must be non-empty.")
    if len(str(message.get("text") or "")) > TEXT_LIMIT:
        return bad_parameter(f"Length of param message[text] must be less than or equal to {TEXT_LIMIT}")
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


def refusal_to_person(ask: Mapping[str, Any], person: Person | None, now: int) -> Refusal | None:
    """Refuse a message to a PSID: unknown or blocking people, windows of 24 h and 7 days, dead tags."""
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
        if ask.get("tag") in REMOVED_TAGS:
            return TAG_REMOVED
        if ask.get("tag") != "HUMAN_AGENT":
            return bad_parameter("param tag must be one of {HUMAN_AGENT}")
        return None if silent is not None and silent <= 7 * DAY else OUTSIDE_WINDOW
    return None if silent is not None and silent <= DAY else OUTSIDE_WINDOW


def refusal_to_remark(remark: Entry | None, page: str, person: Person | None, now: int) -> Refusal | None:
    """Refuse a private reply to a comment or post: not ours, by the page itself, older than 7 days."""
    if remark is None or remark.account != page or remark.side != "person" or remark.place == "chat":
        return NO_SUCH_OBJECT
    if person is not None and person.blocked:
        return UNAVAILABLE
    return REPLY_TOO_LATE if now - remark.at > 7 * DAY else None
