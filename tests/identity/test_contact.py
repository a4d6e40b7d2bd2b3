"""A message that is nothing but a way to reach somebody, as people type it."""

import unicodedata

import pytest

from chalicelib.identity.contact import email_of, phone_of


@pytest.mark.parametrize(("typed", "kept"), [
    ("0912345678", "+84912345678"),
    ("0912 345 678", "+84912345678"),
    (" 0912.345.678. ", "+84912345678"),
    ("091-234-5678", "+84912345678"),
    ("+84 912 345 678", "+84912345678"),
    ("+84 (0)912 345 678", "+84912345678"),
    ("84912345678", "+84912345678"),
    ("0084912345678", "+84912345678"),
    ("(0203) 3825 123", "+842033825123"),
    ("+84 203 3825 123", "+842033825123"),
    ("０９１２３４５６７８", "+84912345678"),
    ("SĐT: 0912345678", "+84912345678"),
    ("số điện thoại 0912345678", "+84912345678"),
    (unicodedata.normalize("NFD", "Số điện thoại của tôi: 0912345678"), "+84912345678"),
    ("so dien thoai cua toi la 0912345678", "+84912345678"),
    ("zalo 0912345678", "+84912345678"),
])  # fmt: skip
def test_a_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert phone_of(typed) == kept


@pytest.mark.parametrize("typed", [
    "", "091234567", "09123456789", "0212345678", "1900 1234", "1022", "113", "0112345678", "+1 408 555 1234",
    "0912345678/0987654321", "0912345678 gọi sau 17 giờ", "Tôi là Hoa 0912345678", "CCCD 022085001234", "hoa@x.vn",
    "٠٩١٢٣٤٥٦٧٨", "0" * 5000,
])  # fmt: skip
def test_what_is_no_number_or_more_than_one_is_none(typed: str) -> None:
    assert phone_of(typed) == ""


@pytest.mark.parametrize(("typed", "kept"), [
    ("hoa@x.vn", "hoa@x.vn"),
    (" Hoa.Le+1@Mail.Songmau.Gov.VN. ", "hoa.le+1@mail.songmau.gov.vn"),
    ("email: hoa@x.vn", "hoa@x.vn"),
    ("E-mail của tôi là hoa@x.vn", "hoa@x.vn"),
    ("mailto:hoa@x.vn", "hoa@x.vn"),
])  # fmt: skip
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert email_of(typed) == kept


@pytest.mark.parametrize("typed", [
    "", "hoa@x", "hoa@@x.vn", "a..b@x.vn", ".a@x.vn", "a.@x.vn", "a@-x.vn", "a@x-.vn", "hoa @x.vn", "lê@x.vn",
    "gửi hoa@x.vn nhé", "a@x.vn b@x.vn", "a@x.vn,b@x.vn", "a@x.vn\nBcc: b@x.vn", "0912345678", "a" * 250 + "@x.vn",
])  # fmt: skip
def test_what_is_no_address_or_more_than_one_is_none(typed: str) -> None:
    assert email_of(typed) == ""
