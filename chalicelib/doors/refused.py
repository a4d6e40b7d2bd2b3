"""A refusal as the callers of an address read it: a problem (RFC 9457), or for Open311's clients a list of errors."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from chalice.app import Request, Response

from chalicelib import observe, web, wiring
from chalicelib.doors.asked_of import OPEN311, full_path
from chalicelib.errors import NotFound, PetitionError, TooOften

if TYPE_CHECKING:
    from chalicelib.province.province import Province

FILING = "/{province}/gui-phan-anh"  # whose sender has typed what must not be lost
View = Callable[..., Response]


def refused(asked: Request, error: PetitionError) -> Response:
    """What a call is answered that does not come to its door, or not back from it."""
    if asked.path.startswith(OPEN311):
        return refused_open311(full_path(asked), error)
    observe.count(f"Refused{error.status}")
    if isinstance(error, TooOften) and (asked.method, asked.path) == ("POST", FILING):
        return refused_on_page(asked, error, lambda slug: wiring.provinces().get(slug))
    return web.problem(error)


def refused_on_page(asked: Request, error: TooOften, home: "Callable[[str], Province]") -> Response:
    """The form with what was typed and when it may be sent again; a problem where it is nobody's form, or none."""
    from chalicelib import filing_page
    from chalicelib.intake import sheet

    try:
        province = home((asked.uri_params or {})["province"])
        typed = sheet.tidy({name: web.form_field(asked, name) for name in sheet.FIELDS})
    except PetitionError:
        return web.problem(error)
    answer = web.page(*filing_page.refused(province, typed, error, wiring.new_id))
    if "retry_after" in error.facts:
        answer.headers["Retry-After"] = str(error.facts["retry_after"])
    return answer


def unforeseen(error: Exception) -> PetitionError:
    """What callers hear of an error nobody raised on purpose; its trace is in the log. Call it where it is caught."""
    observe.alarm("a call failed", kind=type(error).__name__)
    return PetitionError("something went wrong on our side")


def answers(view: View) -> View:
    """`answers` of web.py for the views of Open311, whose only argument is the last part of the address.

    Their endpoint tells every error of ours itself.
    """

    @wraps(view)
    def answered(**last: str) -> Response:
        try:
            return view(**last)
        except Exception as error:
            return refused_open311("".join(last.values()), unforeseen(error))

    return answered


def refused_open311(path: str, error: PetitionError) -> Response:
    """The error as one of Open311, both languages in one description; JSON or XML by the ending of `path`."""
    from chalicelib import problems  # not at import: the webhook path knows no XML
    from chalicelib.open311.notation import MEDIA_TYPE, Notation, read_name, written
    from chalicelib.open311.refusal import refusal

    observe.count(f"Refused{error.status}")
    told = problems.problem(error)
    both = type(error)(f"{told['detail_vi']} / {told['detail']}")
    try:
        _, notation = read_name(path.rpartition("/")[2])
    except NotFound:
        notation = Notation.XML  # the one every client must read
    status, answer = refusal(both)
    headers = {"Content-Type": f"{MEDIA_TYPE[notation]}; charset=utf-8"}
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    return Response(written(answer, notation), status_code=status, headers={**headers})
