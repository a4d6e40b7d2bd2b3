"""What is personal goes, all of it; what only looks like it stays."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.redaction import TAGS, found, preview, redacted

PHONE, PAPER, MAIL = "[số điện thoại]", "[số giấy tờ]", "[email]"
PLATE, ACCOUNT, PROFILE = "[biển số xe]", "[số tài khoản]", "[liên kết cá nhân]"


@pytest.mark.parametrize(("why", "text", "becomes"), [
    ("ten digits in one go", "Gọi tôi số 0912345678 nhé", f"Gọi tôi số {PHONE} nhé"),
    ("in groups with spaces", "SĐT 0912 345 678.", f"SĐT {PHONE}."),
    ("with dots", "lh 0912.345.678 gap a Nam", f"lh {PHONE} gap a Nam"),
    ("with dashes", "đt: 091-234-5678", f"đt: {PHONE}"),
    ("in pairs", "09 12 34 56 78", PHONE),
    ("digit by digit, to slip through", "0 9 1 2 3 4 5 6 7 8", PHONE),
    ("dashes with spaces around", "0912 - 345 - 678", PHONE),
    ("in brackets", "anh Nam (0912345678)", f"anh Nam ({PHONE})"),
    ("the exchange in brackets", "(0203) 3825 123", PHONE),
    ("a line at home", "Nhà riêng 0203.3825.123", f"Nhà riêng {PHONE}"),
    ("a line of the old numbering", "Máy bàn 033.3825123", f"Máy bàn {PHONE}"),
    ("a mobile number of eleven digits, of before 2018", "01689 123 456", PHONE),
    ("from abroad", "+84912345678", PHONE),
    ("the plus in brackets", "(+84) 912 345 678", PHONE),
    ("the nought kept in brackets", "+84 (0)912 345 678", PHONE),
    ("from abroad without the plus", "zalo 84912345678", f"zalo {PHONE}"),
    ("with two noughts", "0084 912 345 678", PHONE),
    ("abroad, a line at home", "+84 203 3825 123", PHONE),
    ("glued to the word before it", "sdt0912345678", f"sdt{PHONE}"),
    ("glued to the word after it", "0912345678gặp Hoa", f"{PHONE}gặp Hoa"),
    ("two with a slash", "0912345678/0987654321", f"{PHONE}/{PHONE}"),
    ("three in a row", "0912345678 0987654321 0333444555", f"{PHONE} {PHONE} {PHONE}"),
    ("two in groups, a dash between", "0912 345 678 - 0987 654 321", f"{PHONE} - {PHONE}"),
    ("numbered", "1.0912345678\n2.0987654321", f"1.{PHONE}\n2.{PHONE}"),
    ("with hard spaces, as copied from a page", "0912\u00a0345\u00a0678", PHONE),
    ("a comrade is not an amount of money", "84912345678 đồng chí Hải", f"{PHONE} đồng chí Hải"),
    ("a citizen's card, twelve digits", "CCCD 022085001234", f"CCCD {PAPER}"),
    ("twelve digits without a word", "so cua toi 022085001234", f"so cua toi {PAPER}"),
    ("in threes", "022 085 001 234", PAPER),
    ("in fours", "0220 8500 1234", PAPER),
    ("an identity card of before, nine digits", "CMND: 100123456 cấp 2010", f"CMND: {PAPER} cấp 2010"),
    ("nine digits in threes", "cmnd so 100 123 456", f"cmnd so {PAPER}"),
    ("nine digits without a word", "Tôi là Hoa, 101234567", f"Tôi là Hoa, {PAPER}"),
    ("dashes after the word for it", "Căn cước công dân số 022-085-001-234", f"Căn cước công dân số {PAPER}"),
    ("glued to its word", "CCCD022085001234", f"CCCD{PAPER}"),
    ("a passport", "hộ chiếu số C1234567", f"hộ chiếu số {PAPER}"),
    ("a card of the health insurance", "thẻ BHYT HT2010112345678", f"thẻ BHYT {PAPER}"),
    ("card and telephone keep apart", "CCCD 022085001234, ĐT 0912345678", f"CCCD {PAPER}, ĐT {PHONE}"),
    ("an address", "Gửi về hoa.nguyen85@gmail.com nhé", f"Gửi về {MAIL} nhé"),
    ("an address of several labels, sentence over", "mail a_b-c@mail.songmau.edu.vn.", f"mail {MAIL}."),
    ("capitals too", "HOA@GMAIL.COM", MAIL),
    ("an address made of a telephone number", "0912345678@yahoo.com.vn", MAIL),
    ("a car", "Xe 29A-123.45 đỗ chắn cửa", f"Xe {PLATE} đỗ chắn cửa"),
    ("a car without dot and hyphen", "xe tải 30F 12345 chạy ẩu", f"xe tải {PLATE} chạy ẩu"),
    ("a foreign firm's car", "51LD-123.45", PLATE),
    ("four digits, of before 2010", "biển 29A-1234", f"biển {PLATE}"),
    ("a motorcycle", "xe máy 14-B1 234.56 lạng lách", f"xe máy {PLATE} lạng lách"),
    ("a motorcycle in another order of signs", "14B1-234.56", PLATE),
    ("an old motorcycle", "14N5-6789", PLATE),
    ("in small letters", "xe 14b1 23456", f"xe {PLATE}"),
    ("in small letters with a hyphen", "xe 29a-12345", f"xe {PLATE}"),
    ("after the word, however written", "BKS 29a 1234", f"BKS {PLATE}"),
    ("in three parts", "BKS 75C - 024 - 71", f"BKS {PLATE}"),
    ("dashes with spaces around, in a plate", "30F - 123.45", PLATE),
    ("an account", "STK 19033123456789", f"STK {ACCOUNT}"),
    ("an account with its bank between", "số tài khoản Vietcombank: 0071000123456", f"số tài khoản Vietcombank: {ACCOUNT}"),
    ("typed without diacritics", "so tai khoan cua toi 1234567890", f"so tai khoan cua toi {ACCOUNT}"),
    ("in groups", "Số TK: 0071 000 123 456", f"Số TK: {ACCOUNT}"),
    ("on the next line", "Số tài khoản:\n12345678", f"Số tài khoản:\n{ACCOUNT}"),
    ("an account that is a telephone number", "stk 0912345678 MB", f"stk {ACCOUNT} MB"),
    ("who says «telephone» after «account» means that", "Tài khoản bị khóa, gọi 0912345678", f"Tài khoản bị khóa, gọi {PHONE}"),
    ("a profile", "Xem https://www.facebook.com/hoa.nguyen.85?id=1", f"Xem {PROFILE}"),
    ("a profile without https", "nick facebook.com/hoa.85.", f"nick {PROFILE}."),
    ("a chat link holding a number", "(zalo.me/0912345678)", f"({PROFILE})"),
    ("short forms", "fb.com/hoa và m.me/hoa", f"{PROFILE} và {PROFILE}"),
    ("found only once its neighbour is out", "022085001234fb.com/hoa", f"{PAPER}{PROFILE}"),
    ("a foreign number", "Gọi +1 408 555 1234", f"Gọi {PHONE}"),
    ("a foreign number in one go", "+442079460958", PHONE),
    ("digits of an East Asian keyboard", "０９１２３４５６７８", PHONE),
    ("a space nobody sees, to slip through", "091\u200b2345678", PHONE),
    ("an address with Vietnamese letters", "Email: lê.hoa@gmail.com", f"Email: {MAIL}"),
    ("an address with spaces around the sign", "hoa @ gmail.com", MAIL),
    ("an account after its bank", "MB Bank 0912345678999", f"MB Bank {ACCOUNT}"),
    ("an account after «chuyển khoản»", "chuyển khoản 19033123456789", f"chuyển khoản {ACCOUNT}"),
    ("an account after «ngan hang»", "ngan hang 0071000123456", f"ngan hang {ACCOUNT}"),
    ("the number on a bank's card", "thẻ 9704 0512 3456 7890", f"thẻ {ACCOUNT}"),
    ("the number on a bank's card, in one go", "4111111111111111 bị trừ tiền", f"{ACCOUNT} bị trừ tiền"),
    ("the number of social insurance", "mã BHXH 7921234567", f"mã BHXH {PAPER}"),
    ("who says «telephone» after «insurance» means that", "BHXH tỉnh, gọi 0912345678", f"BHXH tỉnh, gọi {PHONE}"),
    ("a passport in English", "Passport no. AB1234567", f"Passport no. {PAPER}"),
    ("the personal number with dots", "mã định danh 022.085.001234", f"mã định danh {PAPER}"),
    ("a car of an embassy", "xe 80-123-NG-45 vượt đèn đỏ", f"xe {PLATE} vượt đèn đỏ"),
    ("a car of the army, after the word", "biển số TM-12-34", f"biển số {PLATE}"),
    ("everything at once", "Hoa 0912345678, hoa@x.vn, xe 29A-123.45", f"Hoa {PHONE}, {MAIL}, xe {PLATE}"),
])  # fmt: skip
def test_what_is_personal_goes(why: str, text: str, becomes: str) -> None:
    assert redacted(text) == becomes, why


@pytest.mark.parametrize(("why", "text"), [
    ("the line of the province", "Tôi đã gọi 1022 nhiều lần"),
    ("the police", "Gọi 113, 114 hoặc 115"),
    ("a paid line", "Tổng đài 1900 1234 và 19001234"),
    ("a free line", "Gọi 1800 599 920"),
    ("an amount with dots", "Bị thu 1.500.000 đồng"),
    ("an amount with commas", "Thu 1,500,000 VNĐ"),
    ("an amount with spaces", "Thu 1 500 000 000 đồng"),
    ("an amount without dots", "Mất 150000000đ"),
    ("nine digits of money", "Hỗ trợ 123456789 đồng"),
    ("nine digits of money, no word after", "Kinh phí 500000000"),
    ("an amount like an international number", "Tổng 84.912.345.678 đồng"),
    ("millions and billions", "84 triệu, 1,2 tỷ, 500k"),
    ("an amount after «account»", "Tài khoản bị trừ 1.500.000.000 đồng"),
    ("an amount in one piece after «account»", "Tài khoản bị trừ 15000000 đồng"),
    ("an amount at the bank", "Ngân hàng thu 15000000 tiền phí"),
    ("an amount with a plus", "Tăng +1.500.000.000 so với năm trước"),
    ("an amount with a plus and its word", "+1 500 000 000 đồng"),
    ("at the market", "Hẹn @ chợ Đông"),
    ("a date", "Ngày 18/11/2026"),
    ("a date with dashes and an hour", "Ngày 08-11-2026 15 giờ"),
    ("a date with dots and an hour", "08.11.2026 14:30"),
    ("a date after «account»", "Tài khoản mở ngày 18-11-2026"),
    ("dates from to", "từ 01/11/2026-05/11/2026"),
    ("hours", "Từ 7h30 đến 11h30, 13:30-17:00"),
    ("hours with dots before a date", "08.00-17.30 18/11/2026"),
    ("a year of a plan", "giai đoạn 2021-2025, 2026-2030"),
    ("a decision", "Quyết định 960/QĐ-UBND ngày 29/4/2021"),
    ("a decree", "Nghị định 20/2008/NĐ-CP"),
    ("an official letter", "Công văn số 1234/UBND-XD"),
    ("our own tracking code", "Mã QN-7K3D-9XM2-4DTC"),
    ("a tracking code of digits only", "Mã QN-0912-3456-7890"),
    ("a dossier", "Hồ sơ H49.17-241118-0001"),
    ("a dossier in the older form", "Hồ sơ 000.00.17.H49-230912-0013"),
    ("a tax number of a firm", "MST 0101234567"),
    ("a tax number after its words", "mã số thuế: 0301234567"),
    ("a place on the map", "21.028511, 105.804817"),
    ("a place on the map, many digits", "Tọa độ 21.0912345678,105.8512345678"),
    ("a share", "Tăng 12,5% so với 35.75%"),
    ("a house", "Số nhà 149 Bà Triệu, ngõ 12/34/56"),
    ("a house with a letter", "Nhà 29A, ngõ 30F phố Huế"),
    ("a road", "Quốc lộ 18A, km 123+450, tỉnh lộ 334"),
    ("a flat", "Căn 1205 tòa S2.01"),
    ("a customer's number at the waterworks", "Mã khách hàng PA05010012345"),
    ("an hour and a year", "Lúc 15H 2026 xe chạy ẩu"),
    ("a company's page on the web", "https://dichvucong.songmau.gov.vn/p/home?id=45"),
    ("too short", "Số 12345678"),
    ("an account without a number", "Tôi không có tài khoản ngân hàng, năm 2026 mới mở"),
    ("a domain that ends like a short one", "Xem format.me/abc"),
    ("«@» alone", "Hẹn @ chợ, giá 5k@kg"),
    ("Vietnamese words, nothing else", "Rác chất đống trước cổng trường, đề nghị xử lý"),
])  # fmt: skip
def test_what_only_looks_personal_stays(why: str, text: str) -> None:
    assert redacted(text) == text, why
    assert found(text) == (), why


def test_case_14_two_telephone_numbers_in_one_text_are_both_redacted() -> None:
    text = "Xin gọi 0912345678, nếu không được thì 0203 3825 123, cảm ơn"
    assert redacted(text) == f"Xin gọi {PHONE}, nếu không được thì {PHONE}, cảm ơn"


def test_a_finding_says_what_and_where() -> None:
    text = "Số 0912345678 và hoa@x.vn"
    assert [(one.kind, text[one.start : one.end]) for one in found(text)] == [
        ("phone", "0912345678"),
        ("email", "hoa@x.vn"),
    ]


def test_whoever_publishes_sees_first_what_others_will_read() -> None:
    text = unicodedata.normalize("NFD", "Số của bà Hòa: 0912345678, xe 29A-123.45")
    shown = preview(text)
    assert shown["text"] == f"Số của bà Hòa: {PHONE}, xe {PLATE}"
    assert shown["findings"] == [{"kind": "phone", "start": 15, "end": 25}, {"kind": "plate", "start": 30, "end": 40}]
    assert preview("Đường hỏng") == {"text": "Đường hỏng", "findings": []}


def test_decomposed_text_comes_back_composed() -> None:
    text = unicodedata.normalize("NFD", "Số tài khoản 12345678 của tôi, điện thoại 0912345678")
    assert redacted(text) == f"Số tài khoản {ACCOUNT} của tôi, điện thoại {PHONE}"


# Texts made of what the patterns are made of find more than texts made of anything.
_BITS = st.sampled_from([
    "0912345678", "84912345678", "+84", "0", "12", "345", "678", "100123456", "022085001234", "a@b.vn", "@", ".vn",
    "29A", "-", "123.45", "14B1", "STK", "tài khoản", "CCCD", "cmnd", "facebook.com/", "zalo.me/x", " ", ".", ",", "/",
    "(", ")", "[", "]", "\n", "đồng", " đ", "d", "k", "18/11/2026", "1.500.000", "QN-7K3D-9XM2-4DTC", "H49", "hộ chiếu ",
    "C1234567", "biển số ", "mst ", "gọi ", "://", *TAGS.values(),
])  # fmt: skip


@given(st.one_of(st.lists(_BITS, max_size=14).map("".join), st.text(max_size=80)))
@example("022085001234fb.com/hoa")
@example("a@b.vn100123456")
def test_a_redacted_text_has_nothing_left_to_redact(text: str) -> None:
    once = redacted(text)
    assert found(once) == ()
    assert redacted(once) == once


@given(st.lists(_BITS, max_size=14).map("".join))
def test_findings_stand_in_order_apart_and_inside_the_text(text: str) -> None:
    findings = found(text)
    ends = [0, *(one.end for one in findings)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, findings, strict=False))


@given(st.text(alphabet=st.characters(exclude_categories=("Nd", "Cs"), exclude_characters="@/"), max_size=80))
def test_a_text_without_digit_at_sign_and_slash_is_left_alone(text: str) -> None:
    assert redacted(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("bit", [
    "0", "1", "0 ", "0-", "1 ", "1.", "1.000", "12-", "84", "+84 ", "(", "0(", "(+84", "0912 345 67", "100 ",
    "a", "a@", "a.", "@", "a@a.", "a-", "stk ", "tài khoản ", "stk 1-", "cccd ", "cccd 1 ", "29A", "29A-", "14-B1 ",
    "facebook.com/", "facebook.com/.", "http://", "www.", "QN-7K3D-", "H49.17-", "21.0285 ", "9" * 14 + " ", "hộ chiếu ",
    "022085001234fb.com/x", "a@b.vn100123456", "0912345678", "0912345678 ", "hoa@x.vn ", "[", "stk đồng ", "1 đ", "mst",
    "+", "+1", "+1 ", "ngân hàng ", "bhxh ", "9704", "4111-", "hoa @", "a @ a.", "\u200b", "0\u200b", "80-123-ng-", "０",
])  # fmt: skip
def test_hostile_text_of_ten_thousand_characters_takes_less_than_a_second(bit: str) -> None:
    text = (bit * 10_000)[:10_000]
    start = time.process_time()
    redacted(text)
    assert time.process_time() - start < 1
