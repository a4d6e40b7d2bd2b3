"""Fill a province file with its communes: units, places, what people call them, and two staff rows each.

    python -m infra.provinces.build_communes <folder> infra/provinces/<slug>.json

<folder> is `vietnamadminunits/data` of the PyPI package vietnamadminunits 1.0.4 (MIT), which is read and not
imported. Commune units, their heads and handlers are replaced; all else in the file stays as it is.
"""

import json
import math
import sqlite3
import sys
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Any

from infra.provinces.aliases import Commune, Former, Seat, aliases_of

KINDS = {"Phường": "ward", "Xã": "commune", "Đặc khu": "special_zone"}
# A seat this far from every former seat is a mistake of the source (Vĩnh Thực, Cái Chiên: 80 to 100 km off).
TOO_FAR_KM = 25
NOW = "SELECT * FROM admin_units WHERE provinceCode = ? ORDER BY wardCode"
BEFORE = "SELECT * FROM admin_units_legacy WHERE ward IS NOT NULL"


def communes_of(folder: Path, province: str) -> list[Commune]:
    """The communes of the province `province` (two digits), by code."""
    with closing(sqlite3.connect(folder / "dataset.db")) as base:
        base.row_factory = sqlite3.Row
        now, before = base.execute(NOW, (province,)).fetchall(), base.execute(BEFORE).fetchall()
    former = {f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": _former(row) for row in before}
    whole = json.loads((folder / "converter_2025.json").read_text("utf-8"))["DICT_PROVINCE_WARD_NO_DIVIDED"]
    return [
        _commune(row, tuple(former[key] for key in whole[row["provinceKey"]].get(row["wardKey"], ()))) for row in now
    ]


def _former(row: sqlite3.Row) -> Former:
    kind, name = _split(row["ward"], row["wardType"])
    district_kind, district = _split(row["district"], row["districtType"])
    seat = row["wardLat"], row["wardLon"]
    return Former(
        kind=kind,
        name=name,
        district_kind=district_kind,
        district=district,
        province=row["provinceShort"],
        seat=seat,
    )


def _commune(row: sqlite3.Row, former: tuple[Former, ...]) -> Commune:
    kind, name = _split(row["ward"], row["wardType"])
    seat = _seat((row["wardLat"], row["wardLon"]), [each.seat for each in former])
    return Commune(code=row["wardCode"], kind=kind, name=name, province=row["provinceShort"], seat=seat, former=former)


def _split(full: str, kind: str) -> tuple[str, str]:
    """«Phường Hà Tu» as («Phường», «Hà Tu»)."""
    name = unicodedata.normalize("NFC", full)
    return kind.capitalize(), name[len(kind) :].strip()


def _seat(given: Seat, former: list[Seat]) -> Seat:
    if not former or min(_km(given, seat) for seat in former) <= TOO_FAR_KM:
        return given
    lat, lon = (round(sum(axis) / len(former), 4) for axis in zip(*former, strict=True))
    return lat, lon


def _km(one: Seat, other: Seat) -> float:
    """Flat-earth distance, good enough within a province at 21° north."""
    return math.hypot((one[0] - other[0]) * 111, (one[1] - other[1]) * 104)


def unit_of(commune: Commune, aliases: list[str], mailbox: str) -> dict[str, Any]:
    identity, (lat, lon) = f"p{commune.code}", commune.seat
    place = {"code": commune.code, "kind": KINDS[commune.kind], "lat": lat, "lon": lon, "aliases": aliases}
    return {
        "id": identity,
        "name": f"UBND {commune.kind.lower()} {commune.name}",
        "kind": "commune",
        "parent": "ubnd-tinh",
        "hotline": None,
        "email": f"{identity}@{mailbox}",
        "place": place,
    }


def staff_of(unit: dict[str, Any], prefix: str, mailbox: str) -> list[dict[str, Any]]:
    """Invented: a head and a handler, under titles and not names; the telephone range is nobody's."""
    identity, name = unit["id"], unit["name"]
    head = {"id": f"{prefix}-{identity}-head", "name": f"Chủ tịch {name}", "role": "head", "unit": identity}
    handler = {"id": f"{prefix}-{identity}-handler", "name": f"Công chức tiếp nhận {name}", "role": "handler"}
    return [
        {**head, "email": f"{identity}.lanhdao@{mailbox}", "phone": f"8490000{identity[-4:]}"},
        {**handler, "unit": identity, "email": f"{identity}@{mailbox}", "phone": None},
    ]


def filled(document: dict[str, Any], communes: list[Commune]) -> dict[str, Any]:
    """`document` with these communes in place of those it had."""
    mailbox, prefix = f"{document['slug'].replace('-', '')}.example", document["code_prefix"].lower()
    aliases = aliases_of(communes)
    units = [unit_of(commune, aliases[commune.code], mailbox) for commune in communes]
    ids = {unit["id"] for unit in units} | {unit["id"] for unit in document["units"] if unit["kind"] == "commune"}
    others = [unit for unit in document["units"] if unit["id"] not in ids]
    kept = [row for row in document["staff"] if row["unit"] not in ids or row["role"] not in {"head", "handler"}]
    return {
        **document,
        "units": [u for u in others if u["parent"] not in ids] + units + [u for u in others if u["parent"] in ids],
        "staff": kept + [row for unit in units for row in staff_of(unit, prefix, mailbox)],
    }


def render(document: dict[str, Any]) -> str:
    """The document as the files keep it: one entry a line, so that a change shows as the lines it touches."""
    return "{\n" + ",\n".join(f"  {_text(key)}: {_block(value, 2)}" for key, value in document.items()) + "\n}\n"


def _block(value: Any, depth: int) -> str:
    pad, end = " " * (depth + 2), " " * depth
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(pad + _text(entry) for entry in value) + f"\n{end}]"
    if isinstance(value, dict) and any(isinstance(part, dict | list) for part in value.values()):
        return "{\n" + ",\n".join(f"{pad}{_text(k)}: {_block(v, depth + 2)}" for k, v in value.items()) + f"\n{end}}}"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(folder: str, file: str) -> None:
    path = Path(file)
    document = json.loads(path.read_text("utf-8"))
    communes = communes_of(Path(folder), document["area"]["code"])
    path.write_text(render(filled(document, communes)), "utf-8")
    sys.stdout.write(f"{path}: {len(communes)} communes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
