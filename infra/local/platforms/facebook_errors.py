"""Every error of the Graph API that a test may order, by code or by code/subcode. Pure.

source  Meta: error-codes and changelog (2026); the words are of no account, callers look at numbers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from infra.local.platforms import facebook_rules as rules
from infra.local.platforms.facebook_rules import Refusal

UNKNOWN = Refusal(code=1, subcode=1357046, message="An unknown error occurred", status=500)
TEMPORARY = Refusal(
    code=2,
    message="An unexpected error has occurred. Please retry your request later.",
    transient=True,
    status=500,
)
_INVALID = "Error validating access token: "
# The first of a code is what the bare code means.
ALL = (
    UNKNOWN,
    TEMPORARY,
    Refusal(code=4, message="(#4) Application request limit reached", transient=True),
    Refusal(code=17, message="(#17) User request limit reached", transient=True),
    Refusal(code=32, message="(#32) Page request limit reached", transient=True),
    rules.TOO_FAST,
    Refusal(code=80004, message="(#80004) There have been too many calls to this account."),
    rules.OUTSIDE_WINDOW,
    Refusal(code=10, subcode=2534022, message="(#10) This message is sent outside of allowed window."),
    Refusal(code=10, subcode=2018065, message="(#10) This message is sent outside of allowed window."),
    Refusal(code=10, subcode=2018108, message="(#10) This person is not receiving messages from you right now."),
    rules.RESTRICTED,
    rules.NOT_OURS,
    rules.TAG_REMOVED,
    rules.NO_SUCH_OBJECT,
    rules.NO_SUCH_PERSON,
    Refusal(code=100, subcode=2018047, message="(#100) Upload attachment failure."),
    Refusal(code=100, subcode=2018109, message="(#100) Attachment size exceeds allowable limit"),
    Refusal(code=190, subcode=463, message=_INVALID + "Session has expired."),
    Refusal(code=190, subcode=460, message=_INVALID + "the password was changed."),
    Refusal(code=190, subcode=458, message=_INVALID + "the user has not authorized the application."),
    Refusal(code=200, message="(#200) Permissions error"),
    Refusal(code=200, subcode=1545041, message="(#200) This person isn't available right now."),
    Refusal(code=230, message="(#230) Requires pages_messaging permission to manage the object"),
    Refusal(code=368, message="The action attempted has been deemed abusive or is otherwise disallowed"),
    rules.UNAVAILABLE,
    rules.ALREADY_REPLIED,
)


def _named() -> Iterator[tuple[str, Refusal]]:
    for refusal in reversed(ALL):
        yield str(refusal.code), refusal
        yield f"{refusal.code}/{refusal.subcode}", refusal


KNOWN = dict(_named())


def ordered(error: Any) -> Refusal:
    """The refusal a test asked for: a code, code/subcode, or its own fields. It counts as nobody's breach."""
    if isinstance(error, Mapping):
        code = int(error.get("code", 1))
        return Refusal(
            code=code,
            subcode=error.get("error_subcode", error.get("subcode")),
            message=str(error.get("message") or f"(#{code}) refused by order"),
            transient=bool(error.get("is_transient")),
            status=int(error.get("status", 400)),
        )
    known = KNOWN.get(str(error))
    if known:
        return replace(known, rule="")
    return Refusal(code=int(str(error).partition("/")[0]), message=f"(#{error}) refused by order")
