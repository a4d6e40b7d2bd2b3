"""The page with one field for a tracking code, for whoever has noted it down; it leads to that petition's own page."""

from html import escape

from chalicelib import page
from chalicelib.province.province import Province
from chalicelib.ticket.code import LENGTH, read_code
from chalicelib.vietnamese import clean

TITLE = "Theo dõi phản ánh"
LONGEST = 60  # characters typed
_ASK = ("Xin nhập mã theo dõi đã cấp khi tiếp nhận phản ánh.", "Please type the code you got with your petition.")
_SLIP = (
    "Mã có chỗ gõ nhầm: ký tự kiểm tra ở cuối không khớp. Xin so lại từng ký tự.",
    "There is a slip in the code: its last character does not fit. Please compare each of them.",
)


def code_of(province: Province, typed: str) -> str | None:
    """The code that was meant, in any case, with dashes or none, with the province's prefix or without; else None."""
    code = read_code(typed) or read_code(province.code_prefix + typed)
    return code if code and code.isascii() else None  # it goes into an address


def asking(province: Province, typed: str) -> tuple[str, int]:
    """The page, and its status; what cannot be a code stands in the field again, with why not."""
    typed = clean(typed)
    vi, en = _why(province, typed) if typed else _ASK
    body = (
        '<form method="get"><label for="code">Mã theo dõi <span lang="en">/ code</span></label>'
        f'<input id="code" name="code" type="text" autocomplete="off" maxlength="{LONGEST}" value="{escape(typed)}" '
        f'placeholder="{escape(province.code_prefix)}-XXXX-XXXX-XXXX" required>'
        '<p><button type="submit">Xem <span lang="en">/ open</span></button></p></form>'
        '<p><a href="gui-phan-anh">Gửi phản ánh mới <span lang="en">/ write to us</span></a></p>'
    )
    return page.filled(province, TITLE, TITLE, vi, body, en, "follow a petition"), 422 if typed else 200


def _why(province: Province, typed: str) -> tuple[str, str]:
    """A code of the right length was mistyped; of any other length something is missing, or too much."""
    letters = len([character for character in typed if character.isalnum()])
    if letters in (LENGTH + 1, LENGTH + 1 + len(province.code_prefix)):
        return _SLIP
    return (
        f"Mã gồm {province.code_prefix} và {LENGTH + 1} chữ, số sau đó. Xin xem lại.",
        f"A code is {province.code_prefix} and {LENGTH + 1} letters and digits after it. Please look again.",
    )
