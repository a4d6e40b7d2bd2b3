"""Facebook's errors, sorted by number into what is to be done about them: the texts change, the numbers do not.

source  Meta: error codes and changelog of 2026; 32, 368 and 10900 are less certain
"""

from typing import Any

from chalicelib.channel.wire import ident, inner, number
from chalicelib.errors import LaneClosed, Refused, Stopped, SupplierError, TooFast, Unreachable, Unsure

GONE = (100, 33)  # the comment or post does not exist any more
BY_CODE_AND_SUBCODE: dict[tuple[int, int], type[SupplierError]] = {
    (10, 1893063): Stopped,  # the page is restricted for a time
    (200, 1545041): Unreachable,  # the person blocked us or has left
    (1, 1357046): Unsure,  # known to come back although the message was sent
}
BY_SUBCODE: dict[int, type[SupplierError]] = {10900: LaneClosed}
BY_CODE: dict[int, type[SupplierError]] = {
    1: Unsure,  # unknown, and may hide a success
    2: Unsure,  # a temporary fault, of which the same is true
    4: TooFast,  # the app
    17: TooFast,  # the user
    32: TooFast,  # the page
    613: TooFast,  # this call
    **dict.fromkeys(range(80000, 80015), TooFast),  # business use cases
    10: LaneClosed,  # outside the window, whatever the subcode
    10900: LaneClosed,  # the one private reply was used, or its week is over
    551: Unreachable,
    190: Stopped,  # token expired, password changed, app removed
    200: Stopped,  # a permission is missing
    368: Stopped,  # judged abusive, for some hours
    100: Refused,  # a bad parameter, a tag that is no more
    230: Refused,  # the profile's own consent is missing
}
_SENTENCES: dict[type[SupplierError], str] = {
    Unsure: "nobody knows whether Facebook has sent it",
    TooFast: "Facebook wants a slower pace",
    LaneClosed: "Facebook will not carry this to this person this way",
    Unreachable: "Facebook will not carry anything to this person",
    Stopped: "the page may not send",
    Refused: "Facebook refused the message",
}


def refusal(status: int, body: Any) -> SupplierError:
    """The kind of error an answer is. Its facts are numbers and Facebook's own trace id, never a text.

    gone  is among the facts when the comment or post was not there any more
    """
    code, sub = number(inner(body, "error", "code")), number(inner(body, "error", "error_subcode"))
    facts: dict[str, Any] = {"status": status, "code": code, "subcode": sub}
    facts["trace"] = ident(inner(body, "error", "fbtrace_id"))[:64]
    if (code, sub) == GONE:
        facts["gone"] = True
    transient = inner(body, "error", "is_transient") is True
    kind = _kind(status, code, sub, transient=transient)
    return kind(_SENTENCES[kind], **facts)


def _kind(status: int, code: int | None, sub: int | None, *, transient: bool) -> type[SupplierError]:
    if code is not None and sub is not None and (code, sub) in BY_CODE_AND_SUBCODE:
        return BY_CODE_AND_SUBCODE[code, sub]
    if sub in BY_SUBCODE:
        return BY_SUBCODE[sub]
    if code in BY_CODE:
        return BY_CODE[code]
    if status == 429:
        return TooFast
    # An answer without a number says nothing of what became of the message.
    return Unsure if status >= 500 or transient or (status == 200 and code is None) else Refused
