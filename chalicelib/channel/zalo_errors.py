"""Zalo's errors, sorted by number into what is to be done about them. Zalo answers errors with HTTP 200.

source  Zalo's ZBS error page and SDK, partly at second hand

Two are a choice. −100 «unknown» and −200 «send failed» may hide a success: the echo is waited for before another
try. −211 and −311 mean that the day's share of this one lane is used up. Tomorrow it carries the message, so nothing
is lost by waiting; another lane may carry it at once, which the fact `another_lane` says.
"""

from typing import Any

from chalicelib.channel.wire import inner, number
from chalicelib.errors import (
    BadTemplate,
    Expired,
    LaneClosed,
    NotNow,
    Refused,
    Stopped,
    SupplierError,
    TooFast,
    Unpaid,
    Unreachable,
    Unsure,
)

KINDS: dict[type[SupplierError], tuple[int, ...]] = {
    Expired: (-216, -220, -124),
    TooFast: (-32,),
    Unsure: (-100, -200),
    NotNow: (-133, -234, -144, -211, -311),
    # Not a follower; has blocked invitations; has not interacted within the window.
    LaneClosed: (-213, -217, -244, -230, -232, -305),
    # Banned or long inactive; no Zalo account, or one that takes no such message; no telephone number.
    Unreachable: (-222, -227, -114, -118, -119, -139, -140, -141, -108),
    # Its id, version or data; not approved; not sendable by user id; its quality or limits.
    BadTemplate: (
        -109, -110, -111, -112, -113, -1121, -1122, -1124, -131, -132, -249, -136, -137, -146, -147, -1471, -1472,
    ),
    # The balance, the Zalo Cloud account: consultation is free and goes on.
    Unpaid: (-115, -321, -320),
    # A person must grant, link, register or repair something.
    Stopped: (
        -14002, -14003, -101, -102, -103, -104, -105, -117, -125, -126, -127, -135, -1351, -223,
        -204, -205, -207, -208, -212, -215, -219, -221, -224, -202, -242, -1241,
    ),
    Refused: (-201, -209, -210, -214, -218, -233, -235, -240, -248),
}  # fmt: skip
BY_CODE = {code: kind for kind, codes in KINDS.items() for code in codes}
UNTIL = {-133: "morning", -234: "morning", -144: "tomorrow", -211: "tomorrow", -311: "tomorrow"}
QUOTA_OF_ONE_LANE = {-211, -311}
_SENTENCES: dict[type[SupplierError], str] = {
    Expired: "the OA's access token is no longer taken",
    TooFast: "Zalo wants a slower pace",
    Unsure: "nobody knows whether Zalo has sent it",
    NotNow: "Zalo does not carry this now",
    LaneClosed: "Zalo will not carry this to this person this way",
    Unreachable: "Zalo will not carry anything to this person",
    BadTemplate: "the template is not as Zalo wants it",
    Unpaid: "the OA cannot pay for this",
    Stopped: "the OA may not send",
    Refused: "Zalo refused the message",
}


def refusal(status: int, body: Any) -> SupplierError | None:
    """The kind of error an answer is; None when it is none. Its facts are numbers, never a text.

    until         a fact of NotNow: morning (06:00) or tomorrow
    another_lane  a fact of NotNow: True where the reason lies in this lane alone
    """
    code = number(inner(body, "error"))
    if status == 200 and code == 0:
        return None
    facts: dict[str, Any] = {"status": status, "code": code}
    if code in UNTIL:
        facts["until"] = UNTIL[code]
    if code in QUOTA_OF_ONE_LANE:
        facts["another_lane"] = True
    kind = _kind(status, code)
    return kind(_SENTENCES[kind], **facts)


def _kind(status: int, code: int | None) -> type[SupplierError]:
    if code in BY_CODE:
        return BY_CODE[code]
    if status == 429:
        return TooFast
    # An answer without a number says nothing of what became of the message.
    return Unsure if status >= 500 or (status == 200 and code is None) else Refused
