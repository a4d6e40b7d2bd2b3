"""What people call a commune: its present name, the wards it was made of, in every form they write them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chalicelib.vietnamese import fold

Seat = tuple[float, float]  # latitude, longitude
SHORT = {"Phường": "P.", "Thị trấn": "TT", "Thành phố": "TP", "Thị xã": "TX", "Huyện": "huyện"}
_LINES = Path(__file__).with_name("distinctive_names.txt").read_text("utf-8").splitlines()
DISTINCTIVE = frozenset(line for line in _LINES if not line.startswith("#"))
# Streets bear these names in every town: without «phường» they are part of an address.
STREETS = frozenset({
    "Bạch Đằng", "Cao Thắng", "Hoàng Văn Thụ", "Hòa Bình", "Hưng Đạo", "Lê Lợi", "Ngô Quyền", "Nguyễn Huệ",
    "Quang Trung", "Thống Nhất", "Trần Hưng Đạo", "Trần Phú", "Xương Giang",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A ward, commune or town as it was until 30 June 2025."""

    kind: str
    name: str
    district_kind: str
    district: str
    province: str
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A unit of the lower tier since 1 July 2025, code of QĐ 19/2025/QĐ-TTg; `former` went into it whole."""

    code: str
    kind: str
    name: str
    province: str
    seat: Seat
    former: tuple[Former, ...]


def aliases_of(communes: list[Commune]) -> dict[str, list[str]]:
    """By code, every phrase that leads to the commune and to no other, the present name's first.

    A present name prevails over a former one of another commune; what two communes share leads to neither.
    """
    owners: dict[str, dict[str, int]] = defaultdict(dict)
    districts = {former.district for commune in communes for former in commune.former}
    spoken = {commune.code: list(_phrases(commune, districts)) for commune in communes}
    for code, phrases in spoken.items():
        for rank, phrase in phrases:
            owners[fold(phrase)][code] = min(rank, owners[fold(phrase)].get(code, rank))
    whole = _whole_districts(communes)
    return {
        code: list({fold(p): p for rank, p in phrases if _owns(code, owners[fold(p)])}.values()) + whole[code]
        for code, phrases in spoken.items()
    }


def _owns(code: str, ranks: dict[str, int]) -> bool:
    best = min(ranks.values())
    return [each for each, rank in ranks.items() if rank == best] == [code]


def _phrases(commune: Commune, districts: set[str]) -> Iterator[tuple[int, str]]:
    for phrase in _named(commune.kind, commune.name):
        yield 0, phrase
    if commune.name not in DISTINCTIVE | STREETS | districts:  # «Hạ Long, Quảng Ninh» may be the whole former city
        yield 0, f"{commune.name}, {commune.province}"
    for former in commune.former:
        for phrase in _named(former.kind, former.name):
            yield 1, phrase
        if former.name not in DISTINCTIVE | STREETS:
            yield 1, f"{former.name}, {former.district}"
            yield 1, f"{former.name}, {SHORT[former.district_kind]} {former.district}"


def _named(kind: str, name: str) -> Iterator[str]:
    yield f"{kind.lower()} {name}"
    if name in DISTINCTIVE:
        yield name
    elif kind in SHORT:
        yield f"{SHORT[kind]} {name}"


def _whole_districts(communes: list[Commune]) -> dict[str, list[str]]:
    """Former districts that went into one commune alone (Cô Tô, Vân Đồn): their name leads there too."""
    members: dict[str, set[str]] = defaultdict(set)
    for commune in communes:
        for former in commune.former:
            members[f"{former.district_kind.lower()} {former.district}"].add(commune.code)
    return {c.code: sorted(name for name, codes in members.items() if codes == {c.code}) for c in communes}
