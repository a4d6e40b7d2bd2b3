"""What nobody else need know of a person is taken out of a text before others read it.

Telephone numbers, identity papers, e-mail addresses, number plates, bank accounts, links to profiles: all of them,
wherever they stand. Names of places and house numbers stay, and so do money, dates, document and tracking numbers.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# No tag holds a digit, an @ or a slash: nothing is ever found in one.
TAGS = {
    "phone": "[số điện thoại]",
    "id": "[số giấy tờ]",
    "email": "[email]",
    "plate": "[biển số xe]",
    "account": "[số tài khoản]",
    "profile": "[liên kết cá nhân]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A place in a text, as `text[start:end]`; `kind` is a key of TAGS."""

    kind: str
    start: int
    end: int


_GAP = r"[ .\-–()\u00a0\u200b-\u200d\u2060]{0,3}"  # what people put between the digits of a telephone number
_MONEY = (
    r"\s?(?:đồng(?!\s(?:chí|thời|ý|bào))|dong(?!\s(?:chi|thoi|y|bao))|vnđ|vnd|đ(?![/.])|triệu|trieu|tr|tỷ|tỉ|ty"
    r"|nghìn|nghin|ngàn|ngan|usd|k)(?!\w)"
)
_DATE = r"(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)\d\d(?!\d)"
# Words an account number, or the number of a card, follows.
_BANK = (
    r"stk|s[ốo] ?tk|t[àa]i kho[ảa]n|tai khoan|tk|ng[âa]n h[àa]ng|chuy[ểe]n kho[ảa]n|s[ốo] th[ẻe]|atm|vietcombank|vcb"
    r"|techcombank|bidv|agribank|vietinbank|mb ?bank|tpbank|sacombank|vpbank"
)
_ROUND = r"[1-9]\d{1,12}000(?!\d)"  # whole thousands behind «ngân hàng» are an amount
_OTHER = r"s[đd]t|số đt|điện thoại|dien thoai|gọi|liên hệ|lien he|cccd|cmnd|căn cước|can cuoc"  # than an account

# The first alternative that fits at a place decides; `keep` is what only looks like something personal.
# Every repetition is bounded and none nests in another over the same characters: the time is linear.
_PATTERNS = (
    # A profile, wherever it is linked from: facebook.com/…, m.me/…, zalo.me/…
    r"(?P<profile>(?<![a-z0-9-])(?:https?://)?(?:[a-z0-9-]{1,20}\.)?"
    r"(?:facebook\.com|fb\.com|fb\.me|m\.me|messenger\.com|zalo\.me|t\.me|wa\.me|instagram\.com|tiktok\.com)/"
    r"[^\s\[\]<>\"']{0,500}[^\s\[\]<>\"'.,;:!?)])",
    r"(?P<email>[\w.%+-]{1,64}+ ?@ ?(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})",
    # Tracking codes of ours; dossier codes such as H49.17-241118-0001 and 000.00.17.H49-241118-0001.
    r"(?P<code>(?<!\w)[a-z]{2,4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}(?![\w-])"
    r"|(?<!\w)(?:\d{3}\.\d\d\.\d\d\.)?[a-z]\d\d(?:\.\d{2,3}){0,3}[-.]\d{6}-\d{4,6}(?!\d))",
    r"(?P<tax>(?:mst|mã số thuế|ma so thue|mã số dn|mã số doanh nghiệp)\W{0,3}\d{10}(?!\d))",
    rf"(?P<date>(?<!\d){_DATE})",
    r"(?P<coordinates>(?<!\d)\d{1,2}\.\d{4,15}\W{1,3}1\d\d\.\d{4,15}(?!\d))",
    # An account is known by the word before it only.
    rf"(?<!\w)(?:{_BANK})(?!\w)(?:(?!{_OTHER})[^\d\[\]]){{0,40}}"
    rf"(?P<account>(?!{_DATE})(?!{_ROUND})(?![1-9]\d{{0,2}}(?:\.\d{{3}})+(?!\d))(?=(?:\d[ .-]?){{8}})"
    rf"(?>\d{{8,19}}|\d{{2,8}}(?:[ .-]\d{{2,8}}){{1,5}})(?!\d)(?!{_MONEY}))",
    r"(?P<bankcard>(?<![\w.,])(?:9704|4\d{3}|5[1-5]\d\d)(?:[ -]?\d{4}){3}(?:[ -]?\d{3}(?!\d))?+(?!\d))",
    rf"(?<!\w)(?:bhxh|b[ảa]o hi[ểe]m x[ãa] h[ộo]i)(?!\w)(?:(?!{_OTHER})[^\d\[\]]){{0,25}}(?P<social>\d{{10}}(?!\d))",
    r"(?<!\w)(?:cccd|cmnd|cmtnd|cmt|căn cước|can cuoc|chứng minh|chung minh|định danh|dinh danh)[^\d\[\]]{0,25}"
    r"(?P<card>(?>\d(?:[ .-]?\d){8}(?:(?:[ .-]?\d){3})?+)(?!\d))",
    r"(?<!\w)(?:hộ chiếu|ho chieu|passport)\W{0,3}(?:số|so|no)?\W{0,3}(?P<passport>[a-z]{1,2}\d{7,8}(?!\d))",
    r"(?P<insurance>(?<!\w)[a-z]{2}\d{13}(?!\w))",  # the card of the health insurance
    # 29A-123.45 · 30F 12345 · 14-B1 234.56 · 14N5-6789; four digits need a hyphen or a second mark in the series.
    r"(?P<plate>(?<![\w.,/-])[1-9]\d(?:"
    r"[ -]?[a-z]\d[ .-]{0,3}(?:\d{3}[ .-]{0,3}\d\d|\d{4})"
    r"|[ -]?(?-i:[A-Z]{1,2})[ .-]{0,3}\d{3}[ .-]{0,3}\d\d|[ -]?[a-z]{1,2}[ .-]{0,2}-[ ]?(?:\d{3}\.?\d\d|\d{4})"
    r")(?![\w]))",
    r"(?<!\w)(?:bks|bsx|biển số|bien so|biển kiểm soát)(?:[ ]xe)?\W{0,3}"
    r"(?P<plated>(?:[1-9]\d[ .-]{0,3}[a-z]{1,2}\d?[ .-]{0,3}(?:\d{3}[ .-]{0,3}\d\d|\d{4})"
    r"|[a-z]{2}[ .-]?\d\d[ .-]?\d\d)(?!\w))",  # two letters: the army's
    r"(?P<foreign>(?<![\w.,/-])[1-9]\d[ -]\d{3}[ -](?:ng|nn|qt|cv)[ -]\d\d(?!\w))",  # of embassies and foreigners
    rf"(?P<money>(?<![\d.,])[1-9]\d{{0,14}}(?:[., ]\d{{3}}){{0,5}}(?:[.,]\d{{1,3}})?{_MONEY}"
    r"|(?<![\d.,])(?!84)[1-9]\d{0,2}(?:[.,]\d{3})+(?![.,]?\d))",
    r"(?P<id>(?<![\w])(?<![a-z]/)(?<!\d[ .,])"
    r"(?>\d{12}|\d{9}|\d{3} \d{3} \d{3}(?: \d{3})?+|\d{4} \d{4} \d{4}|\d{3} \d{9}|\d{6} \d{6})"
    rf"(?<!000)(?! ?\d)(?!/[a-zđ]|[.,]\d{{1,3}}(?!\d))(?!{_MONEY}))",
    rf"(?P<abroad>(?<!\d)(?:\((?=\+84\)))?(?:\+{_GAP}|00)?84{_GAP}(?:0{_GAP})?(?:[35789](?:{_GAP}\d){{8}}|2(?:{_GAP}\d){{9}})"
    rf"(?!\d)(?!{_MONEY}))",
    # Of another country: the plus is what tells it from an amount.
    rf"(?P<elsewhere>(?<!\w)\+(?!84)(?!\d{{1,3}}(?:[.,]\d{{3}})+(?!\d))[1-9](?:{_GAP}\d){{8,13}}(?!\d)(?!{_MONEY}))",
    rf"(?P<phone>(?<!\d)(?:\((?=0\d{{1,4}}\)))?0{_GAP}(?:[3-9](?:{_GAP}\d){{8}}|[12](?:{_GAP}\d){{9}})(?!\d)(?!/\d\d?(?!\d)))",
)
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0B: "+", 0xFF20: "@"}  # of East Asian keyboards
_LOOK = re.compile("|".join(_PATTERNS), re.IGNORECASE)
_KINDS = {kind: kind for kind in TAGS} | {
    "card": "id",
    "passport": "id",
    "insurance": "id",
    "social": "id",
    "bankcard": "account",
    "plated": "plate",
    "foreign": "plate",
    "abroad": "phone",
    "elsewhere": "phone",
}


def found(text: str) -> tuple[Finding, ...]:
    """Everything personal in `text`, in its order, without overlaps.

    What one pass leaves is looked at again with the findings taken out, until there is nothing: so nothing can
    be found in a redacted text. Brackets and dots stand for a finding, as a tag would.
    """
    findings: list[Finding] = []
    text = text.translate(_WIDE)
    while fresh := _pass(text):
        findings += fresh
        for one in fresh:
            text = f"{text[: one.start]}[{'·' * (one.end - one.start - 2)}]{text[one.end :]}"
    return tuple(sorted(findings, key=lambda one: one.start))


def redacted(text: str) -> str:
    """`text` in NFC with a tag instead of everything personal."""
    text = unicodedata.normalize("NFC", text)
    done, at = [], 0
    for one in found(text):
        done += [text[at : one.start], TAGS[one.kind]]
        at = one.end
    return "".join(done) + text[at:]


def preview(text: str) -> dict[str, object]:
    """What others would read of `text`, and what is found in it, for whoever is about to make it public.

    start, end  count characters (code points) of `text` in NFC, as we keep every text
    """
    text = unicodedata.normalize("NFC", text)
    findings = [{"kind": one.kind, "start": one.start, "end": one.end} for one in found(text)]
    return {"text": redacted(text), "findings": findings}


def _pass(text: str) -> Sequence[Finding]:
    return [
        Finding(kind=_KINDS[name], start=match.start(name), end=match.end(name))
        for match in _LOOK.finditer(text)
        if (name := match.lastgroup) in _KINDS
    ]
