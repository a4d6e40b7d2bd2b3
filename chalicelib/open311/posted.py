"""The body of a POST as named fields: urlencoded with or without a charset, or multipart. Pure.

The text is UTF-8, whatever charset a client names: so the specification. Multipart is read by the standard library;
a file in it is refused rather than lost in silence, since `media_url` is the specification's only way for media.
"""

from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.errors import BadInput, TooLarge

LONGEST = 256 * 1024  # bytes
MOST_FIELDS = 200
LONGEST_HEADER = 2000  # characters; the standard library's time to read one grows with their square
Fields = dict[str, list[str]]  # names as sent, values in the order sent; a blank value is as none

_TYPES = "application/x-www-form-urlencoded, multipart/form-data"
_NO_FORM = "thân yêu cầu không phải là biểu mẫu UTF-8 / the body is no form in UTF-8"
_NO_FILES = (
    "không nhận tệp ở đây: gửi địa chỉ của ảnh trong media_url / "
    "files are not taken here: send the address of a photo in media_url"
)


def fields(body: bytes, content_type: str) -> Fields:
    """raises  TooLarge; BadInput for another type, for what is no UTF-8, for a file, for too many fields"""
    if len(body) > LONGEST:
        raise TooLarge(f"nhiều nhất {LONGEST} byte / at most {LONGEST} bytes", limit=LONGEST)
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in ("", *_TYPES.split(", ")):
        raise BadInput(f"Content-Type: {_TYPES}")
    try:
        pairs = list(_parts(body, content_type) if kind.startswith("multipart") else _pairs(body))
    except (ValueError, RecursionError) as error:  # forms in forms in forms
        raise BadInput(_NO_FORM) from error
    return gathered(pairs)


def gathered(pairs: Sequence[tuple[str, str]]) -> Fields:
    """Values by name, the blank ones left out.

    raises  BadInput for more than 200
    """
    if len(pairs) > MOST_FIELDS:
        raise BadInput(f"nhiều nhất {MOST_FIELDS} trường / at most {MOST_FIELDS} fields")
    found: Fields = {}
    for name, value in pairs:
        if value.strip():
            found.setdefault(name, []).append(value)
    return found


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)


class _Form(Message):
    """A form. Its parts are text whatever they say of themselves: within forms in forms in forms the parser would ask
    of every line whether it ends one of them, for seconds.
    """

    inner = False

    def attach(self, payload: Any) -> None:
        payload.inner = True
        super().attach(payload)

    def get_content_type(self) -> str:
        return "text/plain" if self.inner else super().get_content_type()


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    head = f"Content-Type: {' '.join(content_type.split())}\r\n\r\n".encode("ascii", "replace")
    # The old policy: it reads no header it is not asked.
    whole = BytesParser(_Form, policy=compat32).parsebytes(head + body)
    parts = whole.get_payload()
    if not isinstance(parts, list) or whole.defects:
        raise BadInput(_NO_FORM)
    for part in parts:
        assert isinstance(part, Message)
        yield _named(part)


def _named(part: Message) -> tuple[str, str]:
    says = str(part.get("content-disposition", ""))
    kind = str(part.get("content-type", "")).strip().lower()
    if len(says) > LONGEST_HEADER or kind.startswith(("multipart/", "message/")):
        raise BadInput(_NO_FORM)
    name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
    if not isinstance(name, str) or not isinstance(content, bytes):
        raise BadInput(_NO_FORM)
    if part.get_filename() is not None:
        if content:
            raise BadInput(_NO_FILES)
        return name, ""  # a browser sends this when no file was chosen
    return name, content.decode("utf-8")
