"""The page on which a petition is sent, for whoever has no chat with us. Works without JavaScript, on an old phone.

A fault stands beside its field, and whatever was typed is still there. Code and PIN stand on the page that follows, and
in no address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from chalicelib import page, receipt_page
from chalicelib.errors import Conflict, PetitionError
from chalicelib.filing_words import FAULTS, demands, why
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Channel, Ticket

TITLE = "Gửi phản ánh, kiến nghị"
_LEAD = (
    "Viết vào mẫu này rồi bấm Gửi. Ông/bà sẽ nhận mã theo dõi và mã bí mật để xem kết quả.",
    "Fill in this form and press send. You get a code and a secret PIN to follow your petition with.",
)
_SENDERS = {
    "citizen": ("Người dân", "a citizen"),
    "business": ("Doanh nghiệp, hộ kinh doanh", "a business"),
    "organisation": ("Tổ chức", "an organisation"),
}
_PURPOSE = {"name": "name", "phone": "tel", "email": "email"}  # what a browser, or a helper, may fill in by itself
_UNSURE = "– Chưa rõ, để cơ quan xác định / not sure –"


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed (by the names of `intake.sheet.FIELDS`), which faults it has, and what is said above it all."""

    typed: Mapping[str, str] = field(default_factory=dict)
    faults: frozenset[str] = frozenset()
    above: tuple[str, str] = ("", "")

    def of(self, name: str) -> str:
        return escape(self.typed.get(name, ""))


def asking(province: Province, key: str) -> tuple[str, int]:
    """The empty form, and its status.

    key  made for this one form: pressing twice files once
    """
    return _form(province, Said({"key": key})), 200


def filing(
    province: Province, read: Callable[[], Mapping[str, str]], file: Callable[[Mapping[str, str]], Ticket],
    pin: Callable[[str, str], str], new_key: Callable[[], str], photo: Callable[[Ticket], str] = lambda _: "",
) -> tuple[str, int]:  # fmt: skip
    """The page after the form was sent, and its status.

    read  what was typed; raises BadInput, TooLarge
    file  opens the petition for it; raises as `intake.sheet.file`
    pin   the PIN of a province's petition, by its code
    photo  the form for a photo of a petition, as HTML
    """
    typed: Mapping[str, str] = {}
    try:
        typed = read()
        opened = file(typed)
    except PetitionError as error:
        return refused(province, typed, error, new_key)
    return receipt_page.filed(province, opened, pin(province.slug, opened.code), photo(opened)), 200


def refused(
    province: Province, typed: Mapping[str, str], error: PetitionError, new_key: Callable[[], str]
) -> tuple[str, int]:
    """The form again with what was typed, and the status. The key stays where the same may yet be taken."""
    faults = frozenset(str(each.get("pointer", "")) for each in error.facts.get("faults", ()))
    if isinstance(error, Conflict) or "/key" in faults or not typed.get("key"):
        typed = {**typed, "key": new_key()}
    return _form(province, Said(typed, faults, why(error, faults))), error.status


def _form(province: Province, said: Said) -> str:
    alert = f'<p role="alert"><strong>{said.above[0]}</strong> <span lang="en">/ {said.above[1]}</span></p>'
    open_ = (unit for unit in province.units.values() if province.is_open(unit.id))
    communes = sorted((unit.name, unit.place.code) for unit in open_ if unit.place)
    parts = (
        _select(said, "kind", "Loại", "kind", [(kind.name, kind.id) for kind in province.kinds], "/kind"),
        _select(said, "category", "Lĩnh vực", "field", [(c.name, c.id) for c in province.categories], "/category"),
        _demands(province),
        _label("text", "Nội dung", "what it is about") + _fault(said, "/text"),
        f'<textarea id="text" name="text" rows="8" maxlength="10000" required{_marked(said, "/text")}>\n'
        f"{said.of('text')}</textarea>",
        _select(said, "commune", "Xã, phường nơi xảy ra", "commune", communes, "/place", "/place/commune"),
        _line(said, "address", "Địa chỉ, địa điểm cụ thể", "address", 300, "/place/address"),
        _sender(said),
        "<p>Ảnh gửi ở trang sau, khi đã có mã theo dõi. "
        '<span lang="en">/ Photos: on the next page, once you have the code.</span></p>',
        _consent(province, said),
        f'<input type="hidden" name="key" value="{said.of("key")}">',
        '<p><button type="submit">Gửi <span lang="en">/ send</span></button></p>',
    )
    links = (
        '<p><a href="theo-doi">Theo dõi phản ánh đã gửi <span lang="en">/ follow a petition</span></a></p>'
        '<p><a href="cong-khai">Phản ánh đã công khai <span lang="en">/ published petitions</span></a></p>'
    )
    body = f'{alert if said.above[0] else ""}<form method="post" autocomplete="off">{"".join(parts)}</form>{links}'
    return page.filled(province, TITLE, TITLE, _LEAD[0], body, _LEAD[1], heading_en="write to us")


def _demands(province: Province) -> str:
    rows = "".join(f'<li>{escape(kind)}: {vi} <span lang="en">/ {en}</span></li>' for kind, vi, en in demands(province))
    return f'<p>Quy chế yêu cầu <span lang="en">/ the regulation wants</span>:</p><ul>{rows}</ul>' if rows else ""


def _sender(said: Said) -> str:
    """Who sends it. That it may be left empty stands above; where it may not, the answer says so."""
    chosen = said.typed.get("submitter") or "citizen"
    choices = "".join(
        f'<label><input type="radio" name="submitter" value="{kind}"{" checked" if kind == chosen else ""}> '
        f'{vi} <span lang="en">/ {en}</span></label>'
        for kind, (vi, en) in _SENDERS.items()
    )
    return (
        '<fieldset><legend>Người gửi <span lang="en">/ sender</span></legend>'
        f"{_fault(said, '/submitter/kind')}{choices}"
        "<p>Có thể gửi ẩn danh nếu quy chế cho phép; khi đó kết quả chỉ xem được bằng mã. "
        '<span lang="en">/ You may stay anonymous where the regulation allows it.</span></p>'
        f"{_line(said, 'name', 'Họ tên hoặc tên đơn vị', 'name', 120, '/submitter/name')}{_fault(said, '/submitter')}"
        f"{_line(said, 'phone', 'Số điện thoại', 'telephone', 20, '/submitter/phone')}"
        f"{_line(said, 'email', 'Thư điện tử', 'e-mail', 254, '/submitter/email')}</fieldset>"
    )


def _consent(province: Province, said: Said) -> str:
    """The text in force, to be ticked; nothing where the province has none. What was ticked may be an older one."""
    consent = province.messaging.consent
    words = consent.of(Channel.API)
    if not words:
        return ""
    ticked = " checked" if said.typed.get("consent") == consent.version else ""
    return (
        f'<fieldset><legend>Dữ liệu cá nhân <span lang="en">/ personal data</span></legend>{_fault(said, "/consent")}'
        f'<p class="words">{escape(words)}</p><p>(Bản <span lang="en">/ version</span> {escape(consent.version)})</p>'
        f'<label><input type="checkbox" name="consent" value="{escape(consent.version)}" required{ticked}> '
        'Tôi đã đọc và đồng ý. <span lang="en">/ I have read this and agree.</span></label></fieldset>'
    )


def _label(name: str, vi: str, en: str) -> str:
    return f'<label for="{name}">{vi} <span lang="en">/ {en}</span></label>'


def _line(said: Said, name: str, vi: str, en: str, most: int, pointer: str) -> str:
    purpose = f' autocomplete="{_PURPOSE[name]}"' if name in _PURPOSE else ""
    marks = f"{purpose}{_marked(said, pointer)}"
    shown = f'<input id="{name}" name="{name}" type="text" maxlength="{most}" value="{said.of(name)}"{marks}>'
    return _label(name, vi, en) + _fault(said, pointer) + shown


def _select(said: Said, name: str, vi: str, en: str, choices: Sequence[tuple[str, str]], *pointers: str) -> str:
    """choices  (words, value); what was typed and is none of them is not chosen again"""
    chosen = said.typed.get(name, "")
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for words, value in choices
    )
    faults = "".join(_fault(said, pointer) for pointer in pointers)
    select = f'<select id="{name}" name="{name}"{_marked(said, *pointers)}>'
    return f'{_label(name, vi, en)}{faults}{select}<option value="">{_UNSURE}</option>{options}</select>'


def _fault(said: Said, pointer: str) -> str:
    if pointer not in said.faults:
        return ""
    vi, en = FAULTS[pointer]
    return f'<p id="{_named(pointer)}"><strong>✗ {vi}</strong> <span lang="en">/ {en}</span></p>'


def _marked(said: Said, *pointers: str) -> str:
    """What tells a screen reader, at the field itself, which sentences are about it; nothing without a fault."""
    named = " ".join(_named(pointer) for pointer in pointers if pointer in said.faults)
    return f' aria-invalid="true" aria-describedby="{named}"' if named else ""


def _named(pointer: str) -> str:
    return "fault" + pointer.replace("/", "-")
