"""A refusal by the conventions as Open311's clients read it: a list of errors, no RFC 9457."""

from chalice.app import Response

from chalicelib import observe, problems
from chalicelib.errors import NotFound, PetitionError
from chalicelib.open311.notation import MEDIA_TYPE, Notation, read_name, written
from chalicelib.open311.refusal import refusal


def refused_open311(path: str, error: PetitionError) -> Response:
    """The error as one of Open311, both languages in one description; JSON or XML by the ending of `path`."""
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
