"""What the page on which a petition is sent says of faults, and of what the regulation wants."""

from collections.abc import Iterator, Mapping

from chalicelib.errors import Conflict, PetitionError, TooLarge, TooOften, Unprocessable
from chalicelib.province.province import Province
from chalicelib.publish.choices import needs

FAULTS: Mapping[str, tuple[str, str]] = {  # pointer → Vietnamese, English
    "/text": ("Xin viết từ 5 đến 10.000 ký tự.", "5 to 10,000 characters, please."),
    "/kind": ("Xin chọn một loại trong danh sách.", "Please choose one of the list."),
    "/category": ("Xin chọn một lĩnh vực trong danh sách.", "Please choose one of the list."),
    "/place": ("Quy chế yêu cầu nêu nơi xảy ra: chọn xã hoặc ghi địa chỉ.", "The regulation wants to know where."),
    "/place/commune": ("Xin chọn một xã, phường trong danh sách.", "Please choose one of the list."),
    "/place/address": ("Tối đa 300 ký tự.", "At most 300 characters."),
    "/submitter": (
        "Loại này không nhận ẩn danh: xin ghi số điện thoại hoặc thư điện tử.",
        "This kind is not taken anonymously: a telephone number or an e-mail address, please.",
    ),
    "/submitter/kind": ("Xin chọn người gửi.", "Please choose one."),
    "/submitter/name": ("Tối đa 120 ký tự.", "At most 120 characters."),
    "/submitter/phone": ("Xin ghi số có 10 chữ số, ví dụ 0912345678.", "10 digits, such as 0912345678."),
    "/submitter/email": ("Địa chỉ thư điện tử chưa đúng.", "This is no e-mail address."),
    "/consent": ("Xin đọc và đánh dấu đồng ý để gửi.", "Please read this and tick it."),
    "/key": ("Trang đã cũ: xin bấm Gửi lần nữa.", "The page was old: please press send once more."),
}
_NEEDS = {
    "photo": ("ảnh (gửi thêm sau)", "a photo (sent later)"),
    "place": ("nơi xảy ra", "the place"),
    "contact": ("số điện thoại hoặc thư điện tử", "a telephone number or e-mail address"),
}


def demands(province: Province) -> Iterator[tuple[str, str, str]]:
    """(kind, what its petitions must come with in Vietnamese, in English); kinds that need nothing are left out."""
    for kind in province.kinds:
        wanted = [needs(province, category, kind.id) for category in province.categories]
        named = [_NEEDS[need] for need in dict.fromkeys(need for each in wanted for need in each)]
        if named:
            some = ("", "") if len(set(wanted)) == 1 else (" (một số lĩnh vực)", " (some fields)")
            yield kind.name, ", ".join(vi for vi, _ in named) + some[0], ", ".join(en for _, en in named) + some[1]


def why(error: PetitionError, faults: frozenset[str]) -> tuple[str, str]:
    """The sentence above the form that comes back: Vietnamese, English."""
    if "/key" in faults:
        return FAULTS["/key"]
    if isinstance(error, Conflict):
        return (
            "Từ trang này ông/bà đã gửi một phản ánh khác. Nếu đây là phản ánh mới, xin bấm Gửi lần nữa.",
            "You sent another petition from this page before. If this is a new one, please press send once more.",
        )
    if isinstance(error, TooOften):
        wait = error.facts.get("retry_after", 60)
        return f"Gửi quá nhanh. Xin bấm Gửi lại sau {wait} giây.", f"Too fast. Please send again in {wait} seconds."
    if isinstance(error, TooLarge):
        return "Nội dung quá dài. Xin viết ngắn hơn.", "This is too long. Please write less."
    if isinstance(error, Unprocessable):
        return "Chưa gửi được. Xin xem lại những chỗ có dấu ✗.", "Not sent yet. Please look at what is marked ✗."
    return "Chưa gửi được. Xin bấm Gửi lần nữa.", "Not sent yet. Please press send once more."
