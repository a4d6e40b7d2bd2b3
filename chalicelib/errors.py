"""Every error we raise on purpose. A leaf carries its HTTP status and its public code.

PetitionError 500
├── BadInput 400            the body is not what the door expects; `faults` lists every fault
│   └── Unprocessable 422   well-formed, but a value is not acceptable
├── Unauthorised 401        no credentials, or a signature that does not match
├── Forbidden 403           known, but not allowed
├── NotFound 404            no such thing in this tenant
├── WrongMethod 405         the address does not know the method
├── TooLarge 413
├── WrongType 415           the Content-Type is not taken here
├── Conflict 409
│   └── IllegalMove         the act is not legal now; `acts` lists those that are
├── StaleTicket 412         somebody else acted first
├── TooOften 429            too fast, or too many wrong tries; `retry_after` says in how many seconds again
├── Unavailable 503         nothing was kept; the caller must try again
└── SupplierError 502       a platform or AWS refused an outgoing message
    ├── TryAgain            worth another try later
    │   ├── Unsure          nobody answered, or an error that may hide a success: it may have arrived
    │   ├── TooFast         the account must slow down
    │   └── NotNow          a night rule or a daily quota: `until` is morning or tomorrow
    ├── LaneClosed          this lane will not carry it; another may
    │   ├── Unreachable     this person never will be reached this way: remember it
    │   ├── BadTemplate     the template itself is refused: its owner must be told
    │   └── Unpaid          the account has no money for it, or no contract: a person must pay, the chats are as before
    ├── Expired             the access token is no longer taken: it is renewed, then the message is sent
    ├── Stopped             the account itself is blocked: a person must act
    └── Refused             never worth another try
"""

from typing import Any, ClassVar


class PetitionError(Exception):
    """Base of every deliberate error; `status` and `code` are public API, `facts` go into the answer."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.facts = facts


class BadInput(PetitionError):
    status = 400
    code = "bad_input"


class Unprocessable(BadInput):
    status = 422
    code = "unprocessable"


class Unauthorised(PetitionError):
    status = 401
    code = "unauthorised"


class Forbidden(PetitionError):
    status = 403
    code = "forbidden"


class NotFound(PetitionError):
    status = 404
    code = "not_found"


class TooLarge(PetitionError):
    status = 413
    code = "too_large"


class WrongMethod(PetitionError):
    status = 405
    code = "method_not_allowed"


class WrongType(PetitionError):
    status = 415
    code = "unsupported_media_type"


class Conflict(PetitionError):
    status = 409
    code = "conflict"


class IllegalMove(Conflict):
    code = "illegal_move"


class StaleTicket(PetitionError):
    status = 412
    code = "stale_ticket"


class TooOften(PetitionError):
    status = 429
    code = "too_often"


class Unavailable(PetitionError):
    status = 503
    code = "unavailable"


class SupplierError(PetitionError):
    status = 502
    code = "supplier"


class TryAgain(SupplierError):
    code = "try_again"


class Unsure(TryAgain):
    code = "unsure"


class TooFast(TryAgain):
    code = "too_fast"


class NotNow(TryAgain):
    code = "not_now"


class LaneClosed(SupplierError):
    code = "lane_closed"


class Unreachable(LaneClosed):
    code = "unreachable"


class BadTemplate(LaneClosed):
    code = "bad_template"


class Unpaid(LaneClosed):
    code = "unpaid"


class Expired(SupplierError):
    code = "token_expired"


class Stopped(SupplierError):
    code = "account_stopped"


class Refused(SupplierError):
    code = "refused"
